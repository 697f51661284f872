import { scopes, type Scope } from '../../../contract/endpoint.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './api-keys.texts.js'

type Noun = 'posts' | 'accounts' | 'media' | 'webhooks' | 'personas' | 'billing' | 'hashtag-sets'

/** The scopes of a key by what they are about. A write scope includes reading. */
export const scopeGroups = [...new Set(scopes.map(nounOf))].map((noun) => ({
  noun,
  scopes: scopes.filter((scope) => nounOf(scope) === noun),
}))

function nounOf(scope: Scope): Noun {
  return scope.slice(0, scope.indexOf(':')) as Noun
}

/** “Everything”, or what a key's scopes let it do, noun by noun. */
export function useScopeNames(): (held: readonly string[]) => string {
  const t = useTexts(texts)
  return (held) => {
    const mayWrite = scopes.filter((scope) => scope.endsWith(':write'))
    if (mayWrite.every((scope) => held.includes(scope))) return t('everything')
    return scopeGroups
      .flatMap(({ noun }) => {
        if (held.includes(`${noun}:write`)) return [`${t(noun)}: ${t('write')}`]
        return held.includes(`${noun}:read`) ? [`${t(noun)}: ${t('read')}`] : []
      })
      .join(', ')
  }
}
