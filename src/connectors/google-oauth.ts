import { ConnectRefused, type Auth, type ConnectContext, type RefreshAnswer } from './connector.js'
import { tokensIn } from './oauth-tokens.js'
import { unusable } from './outcomes.js'
import type { PlatformReply } from './platform-http.js'
import { objectOf, textOf } from './values.js'

/** Where the answer does not say: an hour. */
const standardLifeSeconds = 3_600

/** `clientId` and `clientSecret`: the names of the settings that have them. */
export type GoogleApp = { clientId: string; clientSecret: string; scopes: readonly string[] }

/**
 * OAuth 2 as all of Google's networks do it. The refresh token does not rotate.
 * Source: developers.google.com/identity/protocols/oauth2/web-server.
 */
export function googleAuth(google: GoogleApp): Auth {
  const { scopes } = google
  const appOf = ({ app }: Pick<ConnectContext, 'app'>) => ({
    client_id: app[google.clientId] ?? '',
    client_secret: app[google.clientSecret] ?? '',
  })
  const ask = (ctx: Pick<ConnectContext, 'app' | 'http'>, form: Record<string, string>) => {
    const url = 'https://oauth2.googleapis.com/token'
    return ctx.http({ method: 'POST', url, form: { ...appOf(ctx), ...form } })
  }
  return {
    scopes,
    renewable: ({ refreshToken }) => refreshToken !== undefined,

    authorize(request, ctx) {
      const url = new URL('https://accounts.google.com/o/oauth2/v2/auth')
      url.searchParams.set('client_id', appOf(ctx).client_id)
      url.searchParams.set('redirect_uri', request.redirectUri)
      url.searchParams.set('response_type', 'code')
      url.searchParams.set('scope', scopes.join(' '))
      url.searchParams.set('state', request.state)
      // A refresh token comes for offline access alone, and after the first consent only if it is asked for again.
      url.searchParams.set('access_type', 'offline')
      url.searchParams.set('prompt', 'consent')
      url.searchParams.set('include_granted_scopes', 'true')
      url.searchParams.set('code_challenge', request.codeChallenge)
      url.searchParams.set('code_challenge_method', 'S256')
      return Promise.resolve({ url: url.href })
    },

    async finish({ code, redirectUri, codeVerifier }, ctx) {
      const reply = await ask(ctx, {
        grant_type: 'authorization_code',
        code: code ?? '',
        redirect_uri: redirectUri,
        code_verifier: codeVerifier,
      })
      const tokens = tokensIn(reply, ctx.now, standardLifeSeconds)
      if (tokens === null) throw notTaken(reply, google)
      if (tokens.refreshToken === undefined)
        throw new ConnectRefused(
          'Google gave an access that ends within the hour. Remove this app at myaccount.google.com/connections, then connect again.',
        )
      return { tokens, scopes: scopesIn(reply) ?? scopes }
    },

    async refresh(ctx): Promise<RefreshAnswer> {
      const { refreshToken } = ctx.tokens
      if (refreshToken === undefined) return revoked('There is no refresh token.')
      const reply = await ask(ctx, { grant_type: 'refresh_token', refresh_token: refreshToken })
      const tokens = tokensIn(reply, ctx.now, standardLifeSeconds)
      if (tokens !== null) {
        const granted = scopesIn(reply)
        return {
          kind: 'refreshed',
          tokens: { refreshToken, ...tokens },
          ...(granted === null ? {} : { scopes: granted }),
        }
      }
      if (errorIn(reply) === 'invalid_grant') return revoked(wordsOf(reply))
      return { kind: 'failed', error: unusable(`Google answered: ${wordsOf(reply)}`).error }
    },

    async revoke(ctx) {
      await ctx.http({
        method: 'POST',
        url: 'https://oauth2.googleapis.com/revoke',
        // Either token ends the whole grant.
        form: { token: ctx.tokens.refreshToken ?? ctx.tokens.accessToken },
      })
    },
  }
}

/** What was really granted: single permissions can be unticked. */
function scopesIn(reply: PlatformReply): string[] | null {
  return textOf(objectOf(reply.json)['scope'])?.split(' ') ?? null
}

function errorIn(reply: PlatformReply): string | null {
  return textOf(objectOf(reply.json)['error'])
}

function wordsOf(reply: PlatformReply): string {
  return (
    textOf(objectOf(reply.json)['error_description']) ?? errorIn(reply) ?? `status ${String(reply.status)}`
  )
}

function notTaken(reply: PlatformReply, { clientId, clientSecret }: GoogleApp): ConnectRefused {
  if (reply.status === 429 || reply.status >= 500)
    return new ConnectRefused('Google is out of order at the moment. Try again.', 'SERVICE_UNAVAILABLE')
  if (errorIn(reply) === 'invalid_client')
    return new ConnectRefused(
      `Google does not know the app of this server: its operator has to check ${clientId} and ${clientSecret}.`,
    )
  return new ConnectRefused(`Google did not accept the code. Start again. (${wordsOf(reply)})`)
}

function revoked(why: string): RefreshAnswer {
  return {
    kind: 'revoked',
    error: {
      code: 'ACCOUNT_DISCONNECTED',
      message: `Google no longer accepts our access. Connect the account again. (${why})`,
    },
  }
}
