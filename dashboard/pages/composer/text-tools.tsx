import { useQuery } from '@tanstack/react-query'
import { Hash } from 'lucide-react'
import type { ReactNode } from 'react'
import { client } from '../../api.js'
import { Button } from '../../components/button.js'
import { Menu } from '../../components/menu.js'
import { useTexts } from '../../texts/texts.js'
import { texts } from './composer.texts.js'

/** Adds the hashtags of a set to the end of a text; those that are in it already are not repeated. */
export function TextTools({ text, onChange }: { text: string; onChange: (text: string) => void }): ReactNode {
  const t = useTexts(texts)
  const sets = useQuery({
    queryKey: ['hashtag-sets'],
    queryFn: async ({ signal }) => (await client.hashtagSets.list({ limit: 100 }, { signal })).data,
    staleTime: 300_000,
  }).data
  if (sets === undefined || sets.length === 0) return <span />
  return (
    <Menu
      actions={sets.map(({ id, name, tags }) => ({
        id,
        label: name,
        run: () => onChange(withTags(text, tags)),
      }))}
      trigger={
        <Button look="quiet" icon={<Hash aria-hidden />}>
          {t('hashtags')}
        </Button>
      }
    />
  )
}

function withTags(text: string, tags: readonly string[]): string {
  const known = new Set([...text.matchAll(/#([\p{L}\p{N}\p{M}_]+)/gu)].map(([, tag]) => tag?.toLowerCase()))
  const added = tags.filter((tag) => !known.has(tag)).map((tag) => `#${tag}`)
  if (added.length === 0) return text
  const gap = text.trim() === '' ? '' : /\s$/.test(text) ? '' : '\n\n'
  return `${text}${gap}${added.join(' ')}`
}
