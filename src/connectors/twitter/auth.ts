import {
  ConnectRefused,
  type Auth,
  type ConnectContext,
  type RefreshAnswer,
  type Tokens,
} from '../connector.js'
import { unusable } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'

const scopes = ['tweet.read', 'tweet.write', 'users.read', 'media.write', 'offline.access'] as const
const tokenUrl = 'https://api.x.com/2/oauth2/token'

export const auth: Auth = {
  scopes,
  renewable: ({ refreshToken }) => refreshToken !== undefined,

  authorize(request, ctx) {
    const url = new URL('https://x.com/i/oauth2/authorize')
    url.searchParams.set('response_type', 'code')
    url.searchParams.set('client_id', clientId(ctx))
    url.searchParams.set('redirect_uri', request.redirectUri)
    url.searchParams.set('scope', scopes.join(' '))
    url.searchParams.set('state', request.state)
    url.searchParams.set('code_challenge', request.codeChallenge)
    url.searchParams.set('code_challenge_method', 'S256')
    // X reads spaces as %20.
    return Promise.resolve({ url: url.href.replaceAll('+', '%20') })
  },

  async finish(given, ctx) {
    const reply = await ctx.http({
      method: 'POST',
      url: tokenUrl,
      headers: basic(ctx),
      form: {
        grant_type: 'authorization_code',
        code: given.code ?? '',
        redirect_uri: given.redirectUri,
        code_verifier: given.codeVerifier,
        client_id: clientId(ctx),
      },
    })
    const tokens = tokensFrom(reply, ctx.now)
    if (tokens !== null)
      return { tokens, scopes: String(objectOf(reply.json)['scope'] ?? scopes.join(' ')).split(' ') }
    if (reply.status >= 500)
      throw new ConnectRefused('X is out of order at the moment. Try again.', 'SERVICE_UNAVAILABLE')
    throw new ConnectRefused(
      `X did not accept the code. It holds for 30 seconds; start again. (${descriptionOf(reply)})`,
    )
  },

  async refresh(ctx): Promise<RefreshAnswer> {
    if (ctx.tokens.refreshToken === undefined) return revoked('There is no refresh token.')
    const reply = await ctx.http({
      method: 'POST',
      url: tokenUrl,
      headers: basic(ctx),
      form: { grant_type: 'refresh_token', refresh_token: ctx.tokens.refreshToken, client_id: clientId(ctx) },
    })
    const tokens = tokensFrom(reply, ctx.now)
    if (tokens !== null) return { kind: 'refreshed', tokens }
    const isOver =
      reply.status === 400 &&
      ['invalid_request', 'invalid_grant'].includes(String(objectOf(reply.json)['error']))
    return isOver
      ? revoked(descriptionOf(reply))
      : { kind: 'failed', error: unusable(`X answered ${String(reply.status)}`).error }
  },

  async revoke(ctx) {
    await ctx.http({
      method: 'POST',
      url: 'https://api.x.com/2/oauth2/revoke',
      headers: basic(ctx),
      form: { token: ctx.tokens.refreshToken ?? ctx.tokens.accessToken, client_id: clientId(ctx) },
    })
  },
}

function clientId(ctx: Pick<ConnectContext, 'app'>): string {
  return ctx.app['TWITTER_CLIENT_ID'] ?? ''
}

function basic(ctx: Pick<ConnectContext, 'app'>): Record<string, string> {
  const secret = ctx.app['TWITTER_CLIENT_SECRET'] ?? ''
  if (secret === '') return {}
  const pair = `${encodeURIComponent(clientId(ctx))}:${encodeURIComponent(secret)}`
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
}

function tokensFrom(reply: PlatformReply, now: Date): Tokens | null {
  const body = objectOf(reply.json)
  const accessToken = textOf(body['access_token'])
  if (reply.status !== 200 || accessToken === null) return null
  const refreshToken = textOf(body['refresh_token'])
  const seconds = typeof body['expires_in'] === 'number' ? body['expires_in'] : 7_200
  return {
    accessToken,
    ...(refreshToken === null ? {} : { refreshToken }),
    expiresAt: new Date(now.getTime() + seconds * 1_000).toISOString(),
  }
}

function revoked(why: string): RefreshAnswer {
  return {
    kind: 'revoked',
    error: {
      code: 'ACCOUNT_DISCONNECTED',
      message: `X no longer accepts our access. Connect the account again. (${why})`,
    },
  }
}

function descriptionOf(reply: PlatformReply): string {
  const body = objectOf(reply.json)
  return String(body['error_description'] ?? body['error'] ?? `status ${String(reply.status)}`)
}
