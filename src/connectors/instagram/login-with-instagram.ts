import type { Json } from '../../kit/json.js'
import {
  ConnectRefused,
  type AuthorizeRequest,
  type ConnectContext,
  type Grant,
  type RefreshAnswer,
} from '../connector.js'
import { nodeIn, read } from './graph.js'
import { isPersonal, onlyProfessional } from './identity.js'
import { longLived, notTaken, renewed, tokenIn, type LoginContext } from './login.js'

/** Source: README.md, "Connecting". */
export const scopes = [
  'instagram_business_basic',
  'instagram_business_content_publish',
  'instagram_business_manage_comments',
  'instagram_business_manage_insights',
] as const

const graph = 'https://graph.instagram.com'

export function authorizeUrl(
  { forcePrompt, redirectUri, state }: AuthorizeRequest,
  { app }: Pick<ConnectContext, 'app'>,
): string {
  const url = new URL('https://www.instagram.com/oauth/authorize')
  url.searchParams.set('client_id', app['INSTAGRAM_CLIENT_ID'] ?? '')
  url.searchParams.set('redirect_uri', redirectUri)
  url.searchParams.set('response_type', 'code')
  url.searchParams.set('scope', scopes.join(','))
  url.searchParams.set('state', state)
  if (forcePrompt) url.searchParams.set('force_reauth', 'true')
  return url.href
}

/** The code becomes a token of an hour, and that one of sixty days. Throws `ConnectRefused`. */
export async function grantFor(
  { code, redirectUri }: { code: string; redirectUri: string },
  ctx: LoginContext,
): Promise<Grant> {
  const secret = ctx.app['INSTAGRAM_CLIENT_SECRET'] ?? ''
  const short = await ctx.http({
    method: 'POST',
    url: 'https://api.instagram.com/oauth/access_token',
    form: {
      client_id: ctx.app['INSTAGRAM_CLIENT_ID'] ?? '',
      client_secret: secret,
      grant_type: 'authorization_code',
      redirect_uri: redirectUri,
      code,
    },
  })
  const shortToken = tokenIn(short)
  if (shortToken === null)
    throw notTaken(short, 'Instagram did not accept the code. It holds for an hour and once; start again.')
  const long = await ctx.http({
    method: 'GET',
    url: `${graph}/access_token`,
    query: { grant_type: 'ig_exchange_token', client_secret: secret, access_token: shortToken },
  })
  const tokens = longLived(long, ctx.now)
  if (tokens === null)
    throw notTaken(long, 'Instagram gave an access that would end within the hour. Start again.')
  const data = { login: 'instagram' }
  const user = await read({ ...ctx, tokens, data }, 'me', { fields: 'user_id,account_type' })
  if (isPersonal(nodeIn(user))) throw new ConnectRefused(onlyProfessional, 'ACCOUNT_TYPE_NOT_SUPPORTED')
  return { tokens, scopes: permissionsIn(nodeIn(short)['permissions']) ?? scopes, data }
}

export async function refresh(ctx: ConnectContext): Promise<RefreshAnswer> {
  const reply = await ctx.http({
    method: 'GET',
    url: `${graph}/refresh_access_token`,
    query: { grant_type: 'ig_refresh_token', access_token: ctx.tokens.accessToken },
  })
  return renewed(reply, ctx)
}

/** What the person agreed to, as a list or with commas; null where it is not told. */
function permissionsIn(value: Json | undefined): string[] | null {
  if (Array.isArray(value)) return value.map(String)
  return typeof value === 'string' && value !== '' ? value.split(',').map((each) => each.trim()) : null
}
