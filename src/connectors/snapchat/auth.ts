import { ConnectRefused, type Auth, type ConnectContext, type RefreshAnswer } from '../connector.js'
import { tokensIn } from '../oauth-tokens.js'
import { unusable } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { signIn } from './api.js'

export const auth: Auth = {
  scopes: [signIn.scope],
  renewable: ({ refreshToken }) => refreshToken !== undefined,

  authorize(request, ctx) {
    const url = new URL(signIn.authorize)
    url.searchParams.set('client_id', appOf(ctx).client_id)
    url.searchParams.set('redirect_uri', request.redirectUri)
    url.searchParams.set('response_type', 'code')
    url.searchParams.set('scope', signIn.scope)
    url.searchParams.set('state', request.state)
    return Promise.resolve({ url: url.href })
  },

  async finish({ code, redirectUri }, ctx) {
    const reply = await ask(ctx, {
      grant_type: 'authorization_code',
      code: code ?? '',
      redirect_uri: redirectUri,
    })
    const tokens = tokensIn(reply, ctx.now, signIn.lifeSeconds)
    if (tokens === null) throw notTaken(reply)
    return { tokens, scopes: scopesIn(reply) ?? [signIn.scope] }
  },

  async refresh(ctx): Promise<RefreshAnswer> {
    const { refreshToken } = ctx.tokens
    if (refreshToken === undefined) return revoked('There is no refresh token.')
    const reply = await ask(ctx, { grant_type: 'refresh_token', refresh_token: refreshToken })
    const tokens = tokensIn(reply, ctx.now, signIn.lifeSeconds)
    if (tokens !== null) {
      const scopes = scopesIn(reply)
      // A new refresh token comes now and then; without one the old one goes on.
      return {
        kind: 'refreshed',
        tokens: { refreshToken, ...tokens },
        ...(scopes === null ? {} : { scopes }),
      }
    }
    if (objectOf(reply.json)['error'] === 'invalid_grant') return revoked(wordsOf(reply))
    return { kind: 'failed', error: unusable(`Snapchat answered ${String(reply.status)}`).error }
  },
}

type App = Pick<ConnectContext, 'app' | 'http'>

function ask(ctx: App, form: Record<string, string>): Promise<PlatformReply> {
  return ctx.http({ method: 'POST', url: signIn.token, form: { ...appOf(ctx), ...form } })
}

function appOf({ app }: Pick<ConnectContext, 'app'>): { client_id: string; client_secret: string } {
  return { client_id: app['SNAPCHAT_CLIENT_ID'] ?? '', client_secret: app['SNAPCHAT_CLIENT_SECRET'] ?? '' }
}

function notTaken(reply: PlatformReply): ConnectRefused {
  if (reply.status === 429 || reply.status >= 500)
    return new ConnectRefused('Snapchat is out of order at the moment. Try again.', 'SERVICE_UNAVAILABLE')
  if (objectOf(reply.json)['error'] === 'invalid_client')
    return new ConnectRefused(
      'Snapchat does not know the app of this server: its operator has to check SNAPCHAT_CLIENT_ID and SNAPCHAT_CLIENT_SECRET.',
    )
  return new ConnectRefused(`Snapchat did not accept the code: ${wordsOf(reply)} Start again.`)
}

function scopesIn(reply: PlatformReply): string[] | null {
  return textOf(objectOf(reply.json)['scope'])?.split(/[ ,]+/) ?? null
}

function revoked(why: string): RefreshAnswer {
  const message = `Snapchat no longer accepts our access. Connect the account again. (${why})`
  return { kind: 'revoked', error: { code: 'ACCOUNT_DISCONNECTED', message } }
}

function wordsOf(reply: PlatformReply): string {
  return textOf(objectOf(reply.json)['error_description']) ?? `status ${String(reply.status)}.`
}
