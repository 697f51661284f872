import { parametersOf, tokenIn } from '../../../sandbox/graph-api/given.js'
import { invalid, ok } from '../../../sandbox/graph-api/refusal.js'
import {
  authorize,
  oauthFailure,
  requireRefreshable,
  takeCode,
  type Login,
} from '../../../sandbox/graph-api/sign-in.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { api, open, type Call } from './call.js'
import { createUser, grantedBy, issueToken, livingToken, requireScope, type Token } from './people.js'

const login: Login = {
  network: 'Threads',
  kind: 'threads',
  scopes: [
    'threads_basic',
    'threads_content_publish',
    'threads_manage_replies',
    'threads_read_replies',
    'threads_manage_insights',
    'threads_delete',
    'threads_location_tagging',
    'threads_profile_discovery',
    'threads_keyword_search',
    'threads_manage_mentions',
    'threads_share_to_instagram',
  ],
  consent(username, asked, world) {
    const { id: userId } = createUser(username === null ? {} : { username }, world)
    return { userId, scopes: grantedBy(userId, asked, world) }
  },
}

export const oauthRoutes: readonly SimRoute[] = [
  ...['threads.net', 'www.threads.net', 'threads.com', 'www.threads.com'].map((host): SimRoute => ({
    method: 'GET',
    host,
    path: '/oauth/authorize',
    operation: 'page',
    handle: (request, world) => authorize(login, request, world),
  })),
  ...open({ method: 'POST', path: '/oauth/access_token', operation: 'other' }, exchangeCode),
  ...open({ method: 'GET', path: '/oauth/access_token', operation: 'other' }, appToken),
  ...open({ method: 'GET', path: '/access_token', operation: 'other' }, exchangeToken),
  ...open({ method: 'GET', path: '/refresh_access_token', operation: 'refresh' }, refresh),
  ...api({ method: 'GET', path: '/debug_token', operation: 'other' }, debugToken),
]

function exchangeCode(request: SimRequest, world: SimWorld): SimReply {
  const taken = takeCode(login, request, world)
  if ('refusal' in taken) return taken.refusal
  const { userId, appId, scopes } = taken.code
  const consentedAt = world.now().toISOString()
  const { token } = issueToken({ userId, appId, scopes, consentedAt, isLong: false }, world)
  // The id is a number that no double holds.
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: `{"access_token":${JSON.stringify(token.token)},"user_id":${userId}}`,
  }
}

function appToken(request: SimRequest): SimReply {
  const given = parametersOf(request)
  const appId = given.text('client_id')
  if (given.text('grant_type') !== 'client_credentials') return oauthFailure('Invalid grant_type')
  if (appId === '' || !given.has('client_secret')) return oauthFailure('Error validating client secret.')
  return ok({ access_token: `TH|${appId}|${randomText(20)}`, token_type: 'bearer' })
}

function exchangeToken(request: SimRequest, world: SimWorld): SimReply {
  const given = parametersOf(request)
  const token = livingToken(tokenIn(request, given), world)
  if (given.text('grant_type') !== 'th_exchange_token') invalid('grant_type must be th_exchange_token')
  if (!given.has('client_secret')) invalid('Error validating client secret.')
  if (token.isLong) invalid('The token is a long-lived one already')
  return granted(token, world)
}

function refresh(request: SimRequest, world: SimWorld): SimReply {
  const given = parametersOf(request)
  const token = livingToken(tokenIn(request, given), world)
  requireScope(token, 'threads_basic')
  requireRefreshable(token, given, 'th_refresh_token', world)
  return granted(token, world)
}

/** The new token's time is told a little short, as the network tells it. */
function granted(from: Token, world: SimWorld): SimReply {
  const { token, seconds } = issueToken({ ...from, isLong: true }, world)
  const told = seconds > 3_600 ? seconds - 56 : seconds
  return ok({ access_token: token.token, token_type: 'bearer', expires_in: told })
}

function debugToken({ given, world }: Call): SimReply {
  const asked = given.text('input_token')
  if (asked === '') invalid('The parameter input_token is required')
  const token = world.table<Token>('tokens').get(asked)
  if (token === undefined) return ok({ data: { is_valid: false, scopes: [] } })
  const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1_000)
  return ok({
    data: {
      type: 'USER',
      application: 'VoxBurst',
      app_id: token.appId,
      is_valid: token.expiresAt > world.now().toISOString(),
      issued_at: seconds(token.issuedAt),
      expires_at: seconds(token.expiresAt),
      data_access_expires_at: seconds(token.consentedAt) + 90 * 86_400,
      scopes: token.scopes,
      user_id: token.userId,
    },
  })
}
