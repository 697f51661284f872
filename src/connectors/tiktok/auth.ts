import { ConnectRefused, type Auth, type ConnectContext, type RefreshAnswer } from '../connector.js'
import { unusable } from '../outcomes.js'
import { tokensIn } from '../oauth-tokens.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { base } from './api.js'

const scopes = [
  'user.info.basic',
  'user.info.profile',
  'user.info.stats',
  'video.list',
  'video.publish',
  'video.upload',
] as const
/** Where the answer does not say: two hours. */
const standardLifeSeconds = 7_200

export const auth: Auth = {
  scopes,
  renewable: ({ refreshToken }) => refreshToken !== undefined,

  authorize(request, ctx) {
    const url = new URL('https://www.tiktok.com/v2/auth/authorize/')
    url.searchParams.set('client_key', appOf(ctx).client_key)
    url.searchParams.set('response_type', 'code')
    url.searchParams.set('scope', scopes.join(','))
    url.searchParams.set('redirect_uri', request.redirectUri)
    url.searchParams.set('state', request.state)
    if (request.forcePrompt) url.searchParams.set('disable_auto_auth', '1')
    return Promise.resolve({ url: url.href })
  },

  async finish({ code, redirectUri }, ctx) {
    const reply = await ask(ctx, 'token', {
      grant_type: 'authorization_code',
      code: code ?? '',
      redirect_uri: redirectUri,
    })
    const tokens = tokensIn(reply, ctx.now, standardLifeSeconds)
    if (tokens !== null) {
      const granted = scopesIn(reply) ?? [...scopes]
      return { tokens, scopes: granted, data: { tellsProfile: granted.includes('user.info.profile') } }
    }
    if (reply.status === 429 || reply.status >= 500)
      throw new ConnectRefused('TikTok is out of order at the moment. Try again.', 'SERVICE_UNAVAILABLE')
    throw new ConnectRefused(`TikTok did not accept the code. Start again. (${wordsOf(reply)})`)
  },

  async refresh(ctx): Promise<RefreshAnswer> {
    const { refreshToken } = ctx.tokens
    if (refreshToken === undefined) return revoked('There is no refresh token.')
    const reply = await ask(ctx, 'token', { grant_type: 'refresh_token', refresh_token: refreshToken })
    const tokens = tokensIn(reply, ctx.now, standardLifeSeconds)
    if (tokens !== null) {
      const granted = scopesIn(reply)
      return { kind: 'refreshed', tokens, ...(granted === null ? {} : { scopes: granted }) }
    }
    if (objectOf(reply.json)['error'] === 'invalid_grant') return revoked(wordsOf(reply))
    return { kind: 'failed', error: unusable(`TikTok answered ${String(reply.status)}`).error }
  },

  async revoke(ctx) {
    await ask(ctx, 'revoke', { token: ctx.tokens.accessToken })
  },
}

type App = Pick<ConnectContext, 'app' | 'http'>

function ask(ctx: App, what: 'token' | 'revoke', form: Record<string, string>): Promise<PlatformReply> {
  return ctx.http({ method: 'POST', url: `${base}/oauth/${what}/`, form: { ...appOf(ctx), ...form } })
}

function appOf({ app }: Pick<ConnectContext, 'app'>): { client_key: string; client_secret: string } {
  return { client_key: app['TIKTOK_CLIENT_KEY'] ?? '', client_secret: app['TIKTOK_CLIENT_SECRET'] ?? '' }
}

function scopesIn(reply: PlatformReply): string[] | null {
  const scope = textOf(objectOf(reply.json)['scope'])
  return scope === null ? null : scope.split(',')
}

function revoked(why: string): RefreshAnswer {
  return {
    kind: 'revoked',
    error: {
      code: 'ACCOUNT_DISCONNECTED',
      message: `TikTok no longer accepts our access. Connect the account again. (${why})`,
    },
  }
}

function wordsOf(reply: PlatformReply): string {
  return textOf(objectOf(reply.json)['error_description']) ?? `status ${String(reply.status)}.`
}
