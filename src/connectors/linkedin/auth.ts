import type { JsonObject } from '../../kit/json.js'
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

/** Open to every app. Source: README.md, "Registering an app". */
const scopes = ['openid', 'profile', 'w_member_social']
/** Of the Community Management API, which LinkedIn gives to apps that it has looked at. */
const pageScopes = [
  ...scopes,
  'r_basicprofile',
  'r_organization_social',
  'w_organization_social',
  'r_organization_social_feed',
  'w_organization_social_feed',
  'rw_organization_admin',
]
const oauth = 'https://www.linkedin.com/oauth/v2'

type Calls = Pick<ConnectContext, 'app' | 'http' | 'now'>
type AppContext = Pick<ConnectContext, 'app'>

export const auth: Auth = {
  scopes,
  renewable: (tokens) => tokens.refreshToken !== undefined,

  authorize({ pageMode, redirectUri, state }, ctx) {
    const url = new URL(`${oauth}/authorization`)
    url.search = new URLSearchParams({
      response_type: 'code',
      client_id: appOf(ctx, pageMode).client_id,
      redirect_uri: redirectUri,
      state,
      scope: scopesOf(ctx, pageMode).join(' '),
    })
      .toString()
      .replaceAll('+', '%20')
    return Promise.resolve({ url: url.href, keep: { pageMode } })
  },

  async finish({ code, redirectUri, keep }, ctx) {
    const pageMode = keep['pageMode'] === true
    const reply = await askForTokens(ctx, pageMode, {
      grant_type: 'authorization_code',
      code: code ?? '',
      redirect_uri: redirectUri,
    })
    const tokens = tokensFrom(reply, ctx.now)
    if (tokens !== null) {
      const granted = scopesIn(reply) ?? scopesOf(ctx, pageMode)
      return { tokens, scopes: granted, data: dataFor(pageMode, granted) }
    }
    if (reply.status >= 500)
      throw new ConnectRefused('LinkedIn is out of order at the moment. Try again.', 'SERVICE_UNAVAILABLE')
    throw new ConnectRefused(`LinkedIn did not accept the code. Start again. (${descriptionOf(reply)})`)
  },

  dataFor: (_answers, { pageMode }) => dataFor(pageMode, pageMode ? pageScopes : scopes),

  async refresh(ctx): Promise<RefreshAnswer> {
    const { refreshToken } = ctx.tokens
    if (refreshToken === undefined) return revoked('LinkedIn gives this app no refresh tokens.')
    const reply = await askForTokens(ctx, ctx.data['pageMode'] === true, {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    })
    const tokens = tokensFrom(reply, ctx.now)
    const granted = scopesIn(reply)
    if (tokens !== null)
      return { kind: 'refreshed', tokens, ...(granted === null ? {} : { scopes: granted }) }
    const isOver =
      [400, 401].includes(reply.status) &&
      ['invalid_request', 'invalid_grant'].includes(String(objectOf(reply.json)['error']))
    return isOver
      ? revoked(descriptionOf(reply))
      : { kind: 'failed', error: unusable(`LinkedIn answered ${String(reply.status)}`).error }
  },

  async revoke(ctx) {
    const form = { ...appOf(ctx, ctx.data['pageMode'] === true), token: ctx.tokens.accessToken }
    await ctx.http({ method: 'POST', url: `${oauth}/revoke`, form })
  },
}

/**
 * Of a connection. Who connects as a person posts as one, whatever page was chosen before (`page: null`); who connects
 * as a page keeps the one chosen, or has to choose.
 */
function dataFor(pageMode: boolean, granted: readonly string[]): JsonObject {
  const managesPages = granted.includes('w_organization_social')
  return { pageMode, managesPages, ...(pageMode ? {} : { page: null }) }
}

/** Pages may need an app of their own: LinkedIn gives the Community Management API to an app that has nothing else. */
function appOf({ app }: AppContext, pageMode: boolean): { client_id: string; client_secret: string } {
  const hasOwn = pageMode && (app['LINKEDIN_PAGES_CLIENT_ID'] ?? '') !== ''
  const name = hasOwn ? 'LINKEDIN_PAGES' : 'LINKEDIN'
  return {
    client_id: app[`${name}_CLIENT_ID`] ?? '',
    client_secret: app[`${name}_CLIENT_SECRET`] ?? '',
  }
}

function scopesOf({ app }: AppContext, pageMode: boolean): readonly string[] {
  const set = app[pageMode ? 'LINKEDIN_PAGES_SCOPES' : 'LINKEDIN_SCOPES'] ?? ''
  return set.trim() === '' ? (pageMode ? pageScopes : scopes) : set.trim().split(/[\s,]+/)
}

function askForTokens(ctx: Calls, pageMode: boolean, form: Record<string, string>): Promise<PlatformReply> {
  return ctx.http({
    method: 'POST',
    url: `${oauth}/accessToken`,
    form: { ...form, ...appOf(ctx, pageMode) },
  })
}

function tokensFrom(reply: PlatformReply, now: Date): Tokens | null {
  const body = objectOf(reply.json)
  const accessToken = textOf(body['access_token'])
  const refreshToken = textOf(body['refresh_token'])
  if (reply.status !== 200 || accessToken === null) return null
  const seconds = typeof body['expires_in'] === 'number' ? body['expires_in'] : 5_184_000
  return {
    accessToken,
    ...(refreshToken === null ? {} : { refreshToken }),
    expiresAt: new Date(now.getTime() + seconds * 1_000).toISOString(),
  }
}

/** With commas or blanks between them. */
function scopesIn(reply: PlatformReply): string[] | null {
  const scope = textOf(objectOf(reply.json)['scope'])
  return scope === null ? null : scope.split(/[\s,]+/).filter((each) => each !== '')
}

function revoked(why: string): RefreshAnswer {
  return {
    kind: 'revoked',
    error: {
      code: 'ACCOUNT_DISCONNECTED',
      message: `LinkedIn no longer accepts our access. Connect the account again. (${why})`,
    },
  }
}

function descriptionOf(reply: PlatformReply): string {
  const body = objectOf(reply.json)
  return String(body['error_description'] ?? body['error'] ?? `status ${String(reply.status)}`)
}
