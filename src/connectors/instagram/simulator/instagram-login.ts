import { parametersOf, tokenIn } from '../../../sandbox/graph-api/given.js'
import { invalid, ok } from '../../../sandbox/graph-api/refusal.js'
import {
  authorize,
  requireRefreshable,
  takeCode,
  type Code,
  type Login,
} from '../../../sandbox/graph-api/sign-in.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { open } from './call.js'
import { appScopedId, createUser, grantedBy } from './people.js'
import { issueToken, livingToken, requireScope, type Token } from './tokens.js'

const login: Login = {
  network: 'Instagram',
  kind: 'instagram',
  scopes: [
    'instagram_business_basic',
    'instagram_business_content_publish',
    'instagram_business_manage_comments',
    'instagram_business_manage_insights',
    'instagram_business_manage_messages',
  ],
  consent(username, asked, world) {
    const { id: userId } = createUser(username === null ? {} : { username }, world)
    return { userId, scopes: grantedBy(userId, asked, world) }
  },
}
const graphHost = 'graph.instagram.com'

export const instagramLoginRoutes: readonly SimRoute[] = [
  {
    method: 'GET',
    host: 'www.instagram.com',
    path: '/oauth/authorize',
    operation: 'page',
    handle: (request, world) => authorize(login, request, world),
  },
  ...open(
    { method: 'POST', host: 'api.instagram.com', path: '/oauth/access_token', operation: 'other' },
    exchange,
  ),
  ...open({ method: 'GET', host: graphHost, path: '/access_token', operation: 'other' }, prolong),
  ...open({ method: 'GET', host: graphHost, path: '/refresh_access_token', operation: 'refresh' }, refresh),
]

function exchange(request: SimRequest, world: SimWorld): SimReply {
  const taken = takeCode(login, request, world)
  return 'refusal' in taken ? taken.refusal : shortToken(taken.code, taken.secret, world)
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
  requireScope(token, 'instagram_business_basic')
  requireRefreshable(token, given, 'ig_refresh_token', world)
  return ok({ ...longToken(token, world), permissions: token.scopes.join(',') })
}

function longToken(from: Token, world: SimWorld) {
  const { token, seconds } = issueToken({ ...from, isLong: true }, world)
  return { access_token: token, token_type: 'bearer', expires_in: seconds }
}
