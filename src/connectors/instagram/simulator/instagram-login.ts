import { backTo } from '../../../sandbox/back-to.js'
import { parametersOf, tokenIn } from '../../../sandbox/graph-api/given.js'
import { invalid, ok } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { open } from './call.js'
import { findCode, grantedBy, keepCode, useCode, type Code } from './codes.js'
import { appScopedId, createUser } from './people.js'
import { oauthFailure } from './replies.js'
import { issueToken, livingToken, requireScope, type Token } from './tokens.js'

const knownScopes = [
  'instagram_business_basic',
  'instagram_business_content_publish',
  'instagram_business_manage_comments',
  'instagram_business_manage_insights',
  'instagram_business_manage_messages',
]
const refreshableAfterMs = 24 * 3_600_000
const graphHost = 'graph.instagram.com'

export const instagramLoginRoutes: readonly SimRoute[] = [
  {
    method: 'GET',
    host: 'www.instagram.com',
    path: '/oauth/authorize',
    operation: 'page',
    handle: authorize,
  },
  ...open(
    { method: 'POST', host: 'api.instagram.com', path: '/oauth/access_token', operation: 'other' },
    exchange,
  ),
  ...open({ method: 'GET', host: graphHost, path: '/access_token', operation: 'other' }, prolong),
  ...open({ method: 'GET', host: graphHost, path: '/refresh_access_token', operation: 'refresh' }, refresh),
]

function authorize(request: SimRequest, world: SimWorld): SimReply {
  const { query } = request
  const appId = query.get('client_id') ?? ''
  const redirectUri = query.get('redirect_uri') ?? ''
  const scopes = (query.get('scope') ?? '').split(/[,\s]+/).filter((scope) => scope !== '')
  const unknown = scopes.find((scope) => !knownScopes.includes(scope))
  if (appId === '') return oauthFailure('Invalid platform app')
  if (!URL.canParse(redirectUri)) return oauthFailure('Invalid redirect_uri')
  if (query.get('response_type') !== 'code')
    return oauthFailure('Invalid response_type: only code is supported')
  if (unknown !== undefined) return oauthFailure(`Invalid scope: ${unknown}`)
  if (!scopes.includes('instagram_business_basic'))
    return oauthFailure('Invalid scope: instagram_business_basic is required')
  const back = backTo(query)
  return world.consent(request, {
    network: 'Instagram',
    appName: 'VoxBurst',
    scopes,
    approve(username) {
      const { id: userId } = createUser(username === null ? {} : { username }, world)
      const granted = grantedBy(userId, scopes, world)
      return `${back({ code: keepCode({ kind: 'instagram', appId, userId, redirectUri, scopes: granted }, world) })}#_`
    },
    deny: () =>
      back({
        error: 'access_denied',
        error_reason: 'user_denied',
        error_description: 'The user denied your request',
      }),
  })
}

function exchange(request: SimRequest, world: SimWorld): SimReply {
  const given = parametersOf(request)
  const appId = given.text('client_id')
  // Nobody registers apps here: an app is whoever brings an id and a secret.
  if (appId === '') return oauthFailure('Missing client_id parameter.')
  if (!given.has('client_secret')) return oauthFailure('Missing client_secret parameter.')
  if (given.text('grant_type') !== 'authorization_code')
    return oauthFailure('Invalid grant_type: authorization_code is required')
  const code = findCode(given.text('code'), { kind: 'instagram', appId }, world)
  if (code === undefined) return oauthFailure('Matching code was not found or was already used')
  if (code.redirectUri !== given.text('redirect_uri'))
    return oauthFailure(
      'Error validating verification code. Please make sure your redirect_uri is identical.',
    )
  useCode(code, world)
  return shortToken(code, given.text('client_secret'), world)
}

/** The guide wraps the answer and lists permissions in a text; practice does neither. Both come, by turns. */
function shortToken({ userId, appId, scopes }: Code, secret: string, world: SimWorld): SimReply {
  const { token } = issueToken({ userId, kind: 'instagram', appId, secret, scopes, isLong: false }, world)
  const scopedId = appScopedId(userId)
  if (world.nextNumber('exchange') % 2 === 0)
    return ok({ data: [{ access_token: token, user_id: scopedId, permissions: scopes.join(',') }] })
  // The id is a number that no double holds.
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: `{"access_token":${JSON.stringify(token)},"user_id":${scopedId},"permissions":${JSON.stringify(scopes)}}`,
  }
}

function prolong(request: SimRequest, world: SimWorld): SimReply {
  const given = parametersOf(request)
  const token = livingToken(tokenIn(request, given), 'instagram', world)
  if (given.text('grant_type') !== 'ig_exchange_token') invalid('grant_type must be ig_exchange_token')
  if (given.text('client_secret') !== token.secret) invalid('Error validating client secret.')
  if (token.isLong) invalid('The token is a long-lived one already')
  return ok(longToken(token, world))
}

function refresh(request: SimRequest, world: SimWorld): SimReply {
  const given = parametersOf(request)
  const token = livingToken(tokenIn(request, given), 'instagram', world)
  if (given.text('grant_type') !== 'ig_refresh_token') invalid('grant_type must be ig_refresh_token')
  requireScope(token, 'instagram_business_basic')
  if (!token.isLong) invalid('Only long-lived tokens can be refreshed')
  if (Date.parse(token.issuedAt) + refreshableAfterMs > world.now().getTime())
    invalid('The token must be at least 24 hours old to be refreshed')
  return ok({ ...longToken(token, world), permissions: token.scopes.join(',') })
}

function longToken(from: Token, world: SimWorld) {
  const { token, seconds } = issueToken({ ...from, isLong: true }, world)
  return { access_token: token, token_type: 'bearer', expires_in: seconds }
}
