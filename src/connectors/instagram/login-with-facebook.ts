import {
  ConnectRefused,
  type AuthorizeRequest,
  type ConnectContext,
  type Grant,
  type RefreshAnswer,
} from '../connector.js'
import { dataIn } from '../graph-api.js'
import type { PlatformReply } from '../platform-http.js'
import { read, versionOf, type Caller } from './graph.js'
import { longLived, notTaken, renewed, tokenIn, type LoginContext } from './login.js'
import { destinations, noneBehindPages } from './pages.js'

/** Source: README.md, "Connecting". */
export const scopes = [
  'instagram_basic',
  'instagram_content_publish',
  'instagram_manage_comments',
  'instagram_manage_insights',
  'pages_show_list',
  'pages_read_engagement',
  'business_management',
] as const
/** Without these, Facebook tells of no account. */
const needed = ['instagram_basic', 'pages_show_list'] as const

export function authorizeUrl(
  { forcePrompt, redirectUri, state }: AuthorizeRequest,
  { app }: Pick<ConnectContext, 'app'>,
): string {
  const id = clientOf(app).client_id
  if (id === '')
    throw new ConnectRefused(
      'Login with Facebook is not set up on this server: INSTAGRAM_FACEBOOK_CLIENT_ID is not set.',
      'VALIDATION_ERROR',
      'login',
    )
  const url = new URL(`https://www.facebook.com/${versionOf(app)}/dialog/oauth`)
  url.searchParams.set('client_id', id)
  url.searchParams.set('redirect_uri', redirectUri)
  url.searchParams.set('response_type', 'code')
  url.searchParams.set('scope', scopes.join(','))
  url.searchParams.set('state', state)
  if (forcePrompt) url.searchParams.set('auth_type', 'rerequest')
  return url.href
}

/**
 * The code becomes a token of an hour or two, and that one of sixty days, which posts for all the accounts behind the
 * person's pages. Throws `ConnectRefused`.
 */
export async function grantFor(
  { code, redirectUri }: { code: string; redirectUri: string },
  ctx: LoginContext,
): Promise<Grant> {
  const short = await askForToken({ redirect_uri: redirectUri, code }, ctx)
  const shortToken = tokenIn(short)
  if (shortToken === null)
    throw notTaken(short, 'Facebook did not accept the code. It holds once; start again.')
  const long = await askForToken({ grant_type: 'fb_exchange_token', fb_exchange_token: shortToken }, ctx)
  const tokens = longLived(long, ctx.now)
  if (tokens === null)
    throw notTaken(long, 'Facebook gave an access that would end within hours. Start again.')
  const caller = { ...ctx, tokens, data: { login: 'facebook' } }
  const granted = await grantedScopes(caller)
  const missing = needed.filter((scope) => granted?.includes(scope) === false)
  if (missing.length > 0)
    throw new ConnectRefused(
      `Nothing can be done without ${missing.join(' and ')}. Start again, and leave them ticked when Facebook asks.`,
    )
  if ((await destinations(caller)).length === 0)
    throw new ConnectRefused(noneBehindPages, 'ACCOUNT_TYPE_NOT_SUPPORTED')
  return { tokens, scopes: granted ?? scopes, data: caller.data }
}

/** There is no refresh token: a token that lives is exchanged for a fresh one. */
export async function refresh(ctx: ConnectContext): Promise<RefreshAnswer> {
  const { accessToken } = ctx.tokens
  return renewed(
    await askForToken({ grant_type: 'fb_exchange_token', fb_exchange_token: accessToken }, ctx),
    ctx,
  )
}

function askForToken(
  query: Record<string, string>,
  { app, http }: Pick<ConnectContext, 'app' | 'http'>,
): Promise<PlatformReply> {
  return http({
    method: 'GET',
    url: `https://graph.facebook.com/${versionOf(app)}/oauth/access_token`,
    query: { ...clientOf(app), ...query },
  })
}

/** Another one than Instagram's, of the same app at Meta. */
function clientOf(app: Record<string, string>): { client_id: string; client_secret: string } {
  return {
    client_id: app['INSTAGRAM_FACEBOOK_CLIENT_ID'] ?? '',
    client_secret: app['INSTAGRAM_FACEBOOK_CLIENT_SECRET'] ?? '',
  }
}

/** What the person agreed to: single permissions can be unticked. Null where Facebook does not say. */
async function grantedScopes(caller: Caller): Promise<string[] | null> {
  try {
    const permissions = dataIn(await read(caller, 'me/permissions', { limit: '100' }))
    if (permissions === null) return null
    return permissions
      .filter(({ status }) => status === 'granted')
      .map(({ permission }) => String(permission))
  } catch {
    return null
  }
}
