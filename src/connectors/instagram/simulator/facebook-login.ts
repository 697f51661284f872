import { backTo } from '../../../sandbox/back-to.js'
import { parametersOf, type Given } from '../../../sandbox/graph-api/given.js'
import { invalid, noSuchObject, ok, refuse } from '../../../sandbox/graph-api/refusal.js'
import { findCode, keepCode, useCode } from '../../../sandbox/graph-api/sign-in.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { api, open, type Call } from './call.js'
import { createUser, grantedBy, personId } from './people.js'
import { findToken, isAlive, issueToken, livingToken, revokeAccess, type Token } from './tokens.js'

const knownScopes = [
  'public_profile',
  'email',
  'instagram_basic',
  'instagram_content_publish',
  'instagram_manage_comments',
  'instagram_manage_insights',
  'instagram_manage_contents',
  'pages_show_list',
  'pages_read_engagement',
  'business_management',
  'ads_management',
  'ads_read',
]
const host = 'graph.facebook.com'

export const facebookLoginRoutes: readonly SimRoute[] = [
  ...open({ method: 'GET', host: 'www.facebook.com', path: '/dialog/oauth', operation: 'page' }, authorize),
  ...(['GET', 'POST'] as const).flatMap((method) =>
    open(
      {
        method,
        host,
        path: '/oauth/access_token',
        // Somebody who connects does not use up a fault that was meant for a renewal: theirs is a short token.
        operation: (request, world) =>
          findToken(parametersOf(request).text('fb_exchange_token'), world)?.isLong === true
            ? 'refresh'
            : 'other',
      },
      token,
    ),
  ),
  ...open({ method: 'GET', host, path: '/debug_token', operation: 'other' }, debugToken),
  ...api({ method: 'GET', path: '/:id/permissions', operation: 'other', only: 'facebook' }, permissions),
  ...api({ method: 'DELETE', path: '/:id/permissions', operation: 'other', only: 'facebook' }, revoke),
]

function authorize(request: SimRequest, world: SimWorld): SimReply {
  const { query } = request
  const appId = query.get('client_id') ?? ''
  const redirectUri = query.get('redirect_uri') ?? ''
  const scopes = (query.get('scope') ?? '').split(/[,\s]+/).filter((scope) => scope !== '')
  const unknown = scopes.filter((scope) => !knownScopes.includes(scope))
  if (appId === '') invalid('The parameter app_id is required')
  if (!URL.canParse(redirectUri)) refuse(191, 'The redirect_uri URL must be absolute')
  if (unknown.length > 0) invalid(`Invalid Scopes: ${unknown.join(', ')}`)
  if (!['', 'code'].includes(query.get('response_type') ?? '')) invalid('response_type must be code')
  const back = backTo(query)
  return world.consent(request, {
    network: 'Facebook',
    appName: 'VoxBurst',
    scopes,
    approve(username) {
      const { id: userId } = createUser(username === null ? {} : { username }, world)
      const granted = grantedBy(userId, scopes, world)
      const code = keepCode({ kind: 'facebook', appId, userId, redirectUri, scopes: granted }, world)
      // What was asked for is told apart from what was granted.
      world.table<string[]>('asked').set(`${appId} ${userId}`, scopes)
      return `${back({ code })}#_=_`
    },
    deny: () =>
      back({ error: 'access_denied', error_reason: 'user_denied', error_description: 'Permissions error' }),
  })
}

function token(request: SimRequest, world: SimWorld): SimReply {
  const given = parametersOf(request)
  if (!given.has('client_id')) invalid('Missing client_id parameter.')
  if (!given.has('client_secret')) refuse(1, 'Error validating client secret.')
  if (given.text('grant_type') === 'fb_exchange_token') return prolong(given, world)
  if (given.text('grant_type') === 'client_credentials')
    return ok({
      access_token: `${given.text('client_id')}|${given.text('client_secret')}`,
      token_type: 'bearer',
    })
  if (!given.has('code')) invalid('Missing code parameter.')
  const appId = given.text('client_id')
  const code = findCode(given.text('code'), { kind: 'facebook', appId }, world)
  if (code === undefined) return invalid('This authorization code has been used or has expired.')
  if (code.redirectUri !== given.text('redirect_uri'))
    invalid('Error validating verification code. Please make sure your redirect_uri is identical.')
  useCode(code, world)
  const { userId, scopes } = code
  const secret = given.text('client_secret')
  return granted({ userId, kind: 'person', appId, secret, scopes, isLong: false }, world)
}

/** A living token, short or long, for one of sixty days. */
function prolong(given: Given, world: SimWorld): SimReply {
  if (!given.has('fb_exchange_token')) invalid('fb_exchange_token parameter not specified')
  const known = livingToken(given.text('fb_exchange_token'), 'facebook', world)
  const isItsApp = known.appId === given.text('client_id') && known.secret === given.text('client_secret')
  if (known.kind !== 'person' || !isItsApp) refuse(1, 'Error validating client secret.')
  return granted({ ...known, isLong: true }, world)
}

function granted(from: Parameters<typeof issueToken>[0], world: SimWorld): SimReply {
  const { token: access_token, seconds } = issueToken(from, world)
  return ok({ access_token, token_type: 'bearer', expires_in: seconds })
}

/** Asked with the app's own token, or with one of the person. */
function debugToken(request: SimRequest, world: SimWorld): SimReply {
  const given = parametersOf(request)
  const asker = given.text('access_token')
  if (!/^[^|]+\|[^|]+$/.test(asker)) livingToken(asker, 'facebook', world)
  if (!given.has('input_token')) invalid('The parameter input_token is required')
  const known = findToken(given.text('input_token'), world)
  if (known === undefined || known.kind === 'instagram')
    return ok({
      data: { error: { code: 190, message: 'Invalid OAuth access token' }, is_valid: false, scopes: [] },
    })
  return ok({ data: described(known, world) })
}

function described(known: Token, world: SimWorld) {
  const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1_000)
  const isPage = known.kind === 'page'
  return {
    app_id: known.appId,
    type: isPage ? 'PAGE' : 'USER',
    application: 'VoxBurst',
    data_access_expires_at: seconds(known.issuedAt) + 90 * 86_400,
    expires_at: known.expiresAt === null ? 0 : seconds(known.expiresAt),
    is_valid: isAlive(known, world),
    issued_at: seconds(known.issuedAt),
    scopes: known.scopes,
    granular_scopes: known.scopes.map((scope) => ({ scope })),
    user_id: personId(known.userId),
    ...(isPage ? { profile_id: known.pageId } : {}),
  }
}

function isOneself({ id, token: { kind, userId }, request }: Call): void {
  if (kind !== 'person' || (id !== 'me' && id !== personId(userId))) noSuchObject(request.method, id)
}

function permissions(call: Call): SimReply {
  isOneself(call)
  const { userId, appId, scopes } = call.token
  const asked = call.world.table<string[]>('asked').get(`${appId} ${userId}`) ?? scopes
  return ok({
    data: asked.map((permission) => ({
      permission,
      status: scopes.includes(permission) ? 'granted' : 'declined',
    })),
  })
}

/** The person takes back all that the app has. */
function revoke(call: Call): SimReply {
  isOneself(call)
  if (call.given.has('permission')) invalid('Only all permissions can be taken back here')
  revokeAccess(call.token.userId, call.world)
  return ok({ success: true })
}
