import { ConnectRefused, type Auth, type ConnectContext, type RefreshAnswer } from '../connector.js'
import { unusable } from '../outcomes.js'
import { tokensIn } from '../oauth-tokens.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { tokenUrl } from './api.js'

const scopes = ['user_accounts:read', 'boards:read', 'boards:write', 'pins:read', 'pins:write'] as const
/** Where the answer does not say: thirty days. */
const standardLifeSeconds = 2_592_000

export const auth: Auth = {
  scopes,
  renewable: ({ refreshToken }) => refreshToken !== undefined,

  authorize(request, ctx) {
    const url = new URL('https://www.pinterest.com/oauth/')
    url.searchParams.set('client_id', clientId(ctx))
    url.searchParams.set('redirect_uri', request.redirectUri)
    url.searchParams.set('response_type', 'code')
    url.searchParams.set('scope', scopes.join(','))
    url.searchParams.set('state', request.state)
    return Promise.resolve({ url: url.href })
  },

  async finish(given, ctx) {
    const reply = await ask(ctx, {
      grant_type: 'authorization_code',
      code: given.code ?? '',
      redirect_uri: given.redirectUri,
      // Without it, apps made before 25 September 2025 get a refresh token that Pinterest no longer takes.
      continuous_refresh: 'true',
    })
    const tokens = tokensIn(reply, ctx.now, standardLifeSeconds)
    if (tokens !== null) return { tokens, scopes: scopesIn(reply) ?? scopes }
    if (reply.status === 429 || reply.status >= 500)
      throw new ConnectRefused('Pinterest is out of order at the moment. Try again.', 'SERVICE_UNAVAILABLE')
    throw new ConnectRefused(`Pinterest did not accept the code. Start again. (${wordsOf(reply)})`)
  },

  async refresh(ctx): Promise<RefreshAnswer> {
    const { refreshToken } = ctx.tokens
    if (refreshToken === undefined) return revoked('There is no refresh token.')
    const reply = await ask(ctx, { grant_type: 'refresh_token', refresh_token: refreshToken })
    const tokens = tokensIn(reply, ctx.now, standardLifeSeconds)
    if (tokens !== null) {
      const granted = scopesIn(reply)
      return { kind: 'refreshed', tokens, ...(granted === null ? {} : { scopes: granted }) }
    }
    if (reply.status === 400 || reply.status === 401) return revoked(wordsOf(reply))
    return { kind: 'failed', error: unusable(`Pinterest answered ${String(reply.status)}`).error }
  },
}

type App = Pick<ConnectContext, 'app' | 'http'>

function ask(ctx: App, form: Record<string, string>): Promise<PlatformReply> {
  const pair = `${clientId(ctx)}:${ctx.app['PINTEREST_CLIENT_SECRET'] ?? ''}`
  const headers = { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
  return ctx.http({ method: 'POST', url: tokenUrl, headers, form })
}

function clientId(ctx: Pick<ConnectContext, 'app'>): string {
  return ctx.app['PINTEREST_CLIENT_ID'] ?? ''
}

/** Asked for with commas; which separator the answer has is not documented. */
function scopesIn(reply: PlatformReply): string[] | null {
  const scope = textOf(objectOf(reply.json)['scope'])
  return scope === null ? null : scope.split(/[\s,]+/)
}

function revoked(why: string): RefreshAnswer {
  return {
    kind: 'revoked',
    error: {
      code: 'ACCOUNT_DISCONNECTED',
      message: `Pinterest no longer accepts our access. Connect the account again. (${why})`,
    },
  }
}

function wordsOf(reply: PlatformReply): string {
  return textOf(objectOf(reply.json)['message']) ?? `status ${String(reply.status)}.`
}
