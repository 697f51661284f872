import { ConnectRefused, type Auth, type ConnectContext, type Tokens } from '../connector.js'
import { unusable } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'

const scopes = ['profile', 'posts', 'media'] as const
const tokenUrl = 'https://api.template.example/oauth/token'

type Calls = Pick<ConnectContext, 'app' | 'http' | 'now'>

export const auth: Auth = {
  scopes,

  authorize(request, ctx) {
    const url = new URL('https://template.example/oauth/authorize')
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: ctx.app['TEMPLATE_CLIENT_ID'] ?? '',
      redirect_uri: request.redirectUri,
      scope: scopes.join(' '),
      state: request.state,
      code_challenge: request.codeChallenge,
      code_challenge_method: 'S256',
    }).toString()
    return Promise.resolve({ url: url.href })
  },

  async finish(given, ctx) {
    const reply = await askForTokens(ctx, {
      grant_type: 'authorization_code',
      code: given.code ?? '',
      redirect_uri: given.redirectUri,
      code_verifier: given.codeVerifier,
    })
    const tokens = tokensFrom(reply, ctx.now)
    if (tokens !== null) return { tokens, scopes: String(objectOf(reply.json)['scope'] ?? '').split(' ') }
    if (reply.status >= 500)
      throw new ConnectRefused('Template is out of order at the moment. Try again.', 'SERVICE_UNAVAILABLE')
    throw new ConnectRefused('Template did not accept the code. Start again.')
  },

  async refresh(ctx) {
    const reply = await askForTokens(ctx, {
      grant_type: 'refresh_token',
      refresh_token: ctx.tokens.refreshToken ?? '',
    })
    const tokens = tokensFrom(reply, ctx.now)
    if (tokens !== null) return { kind: 'refreshed', tokens }
    if (reply.status === 400 && objectOf(reply.json)['error'] === 'invalid_grant') {
      const message = 'Template no longer accepts our access. Connect the account again.'
      return { kind: 'revoked', error: { code: 'ACCOUNT_DISCONNECTED', message } }
    }
    return { kind: 'failed', error: unusable(`Template answered ${String(reply.status)}`).error }
  },
}

function askForTokens(ctx: Calls, form: Record<string, string>): Promise<PlatformReply> {
  const app = {
    client_id: ctx.app['TEMPLATE_CLIENT_ID'] ?? '',
    client_secret: ctx.app['TEMPLATE_CLIENT_SECRET'] ?? '',
  }
  return ctx.http({ method: 'POST', url: tokenUrl, form: { ...form, ...app } })
}

function tokensFrom(reply: PlatformReply, now: Date): Tokens | null {
  const body = objectOf(reply.json)
  const accessToken = textOf(body['access_token'])
  const refreshToken = textOf(body['refresh_token'])
  if (reply.status !== 200 || accessToken === null) return null
  const seconds = typeof body['expires_in'] === 'number' ? body['expires_in'] : 3_600
  return {
    accessToken,
    ...(refreshToken === null ? {} : { refreshToken }),
    expiresAt: new Date(now.getTime() + seconds * 1_000).toISOString(),
  }
}
