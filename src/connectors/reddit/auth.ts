import { ConnectRefused, type Auth, type ConnectContext, type RefreshAnswer } from '../connector.js'
import { unusable } from '../outcomes.js'
import { tokensIn } from '../oauth-tokens.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { agentOf, site } from './api.js'

const scopes = ['identity', 'submit', 'read', 'flair', 'edit', 'history', 'mysubreddits'] as const
/** Where the answer does not say: an hour. */
const standardLifeSeconds = 3_600

export const auth: Auth = {
  scopes,
  renewable: ({ refreshToken }) => refreshToken !== undefined,

  authorize(request, ctx) {
    const url = new URL(`${site}/api/v1/authorize`)
    url.searchParams.set('client_id', clientId(ctx))
    url.searchParams.set('response_type', 'code')
    url.searchParams.set('state', request.state)
    url.searchParams.set('redirect_uri', request.redirectUri)
    // Without it there is no refresh token, and the access is over after an hour.
    url.searchParams.set('duration', 'permanent')
    url.searchParams.set('scope', scopes.join(' '))
    return Promise.resolve({ url: url.href })
  },

  async finish(given, ctx) {
    const reply = await ask(ctx, 'access_token', {
      grant_type: 'authorization_code',
      code: given.code ?? '',
      redirect_uri: given.redirectUri,
    })
    const tokens = tokensIn(reply, ctx.now, standardLifeSeconds)
    if (tokens !== null) return { tokens, scopes: scopesIn(reply) ?? scopes }
    if (reply.status === 429 || reply.status >= 500)
      throw new ConnectRefused('Reddit is out of order at the moment. Try again.', 'SERVICE_UNAVAILABLE')
    throw new ConnectRefused(`Reddit did not accept the code. Start again. (${wordsOf(reply)})`)
  },

  async refresh(ctx): Promise<RefreshAnswer> {
    const { refreshToken } = ctx.tokens
    if (refreshToken === undefined) return revoked('there is no refresh token')
    const reply = await ask(ctx, 'access_token', {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    })
    const tokens = tokensIn(reply, ctx.now, standardLifeSeconds)
    if (tokens !== null) {
      const granted = scopesIn(reply)
      return { kind: 'refreshed', tokens, ...(granted === null ? {} : { scopes: granted }) }
    }
    // 401 is about the app's own credentials, which says nothing of the account.
    const isOver = reply.status === 400 || errorIn(reply) !== null
    if (isOver) return revoked(wordsOf(reply))
    return { kind: 'failed', error: unusable(`Reddit answered ${String(reply.status)}`).error }
  },

  async revoke(ctx) {
    const { refreshToken, accessToken } = ctx.tokens
    await ask(ctx, 'revoke_token', {
      token: refreshToken ?? accessToken,
      token_type_hint: refreshToken === undefined ? 'access_token' : 'refresh_token',
    })
  },
}

type App = Pick<ConnectContext, 'app' | 'http'>

function ask(ctx: App, what: string, form: Record<string, string>): Promise<PlatformReply> {
  const pair = `${clientId(ctx)}:${ctx.app['REDDIT_CLIENT_SECRET'] ?? ''}`
  const headers = {
    'user-agent': agentOf(ctx.app),
    authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
  }
  return ctx.http({ method: 'POST', url: `${site}/api/v1/${what}`, headers, form })
}

function clientId(ctx: Pick<ConnectContext, 'app'>): string {
  return ctx.app['REDDIT_CLIENT_ID'] ?? ''
}

/** Blanks separate them; commas are taken as well. */
function scopesIn(reply: PlatformReply): string[] | null {
  const scope = textOf(objectOf(reply.json)['scope'])
  return scope === null ? null : scope.split(/[\s,]+/)
}

/** Said with HTTP 200. */
function errorIn(reply: PlatformReply): string | null {
  return reply.status === 200 ? textOf(objectOf(reply.json)['error']) : null
}

function wordsOf(reply: PlatformReply): string {
  return errorIn(reply) ?? textOf(objectOf(reply.json)['message']) ?? `status ${String(reply.status)}`
}

function revoked(why: string): RefreshAnswer {
  return {
    kind: 'revoked',
    error: {
      code: 'ACCOUNT_DISCONNECTED',
      message: `Reddit no longer accepts our access. Connect the account again. (${why})`,
    },
  }
}
