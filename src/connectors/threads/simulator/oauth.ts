import { backTo } from '../../../sandbox/back-to.js'
import { parametersOf, tokenIn } from '../../../sandbox/graph-api/given.js'
import { invalid, ok } from '../../../sandbox/graph-api/refusal.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { api, open, type Call } from './call.js'
import {
  createUser,
  grantedBy,
  inSeconds,
  issueToken,
  livingToken,
  requireScope,
  type Token,
} from './people.js'
import { oauthFailure } from './replies.js'

type Code = {
  code: string
  appId: string
  userId: string
  redirectUri: string
  scopes: string[]
  expiresAt: string
  isUsed: boolean
}

const knownScopes = [
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
]
const codeSeconds = 3_600
const refreshableAfterMs = 24 * 3_600_000

export const oauthRoutes: readonly SimRoute[] = [
  ...['threads.net', 'www.threads.net', 'threads.com', 'www.threads.com'].map((host): SimRoute => ({
    method: 'GET',
    host,
    path: '/oauth/authorize',
    operation: 'page',
    handle: authorize,
  })),
  ...open({ method: 'POST', path: '/oauth/access_token', operation: 'other' }, exchangeCode),
  ...open({ method: 'GET', path: '/oauth/access_token', operation: 'other' }, appToken),
  ...open({ method: 'GET', path: '/access_token', operation: 'other' }, exchangeToken),
  ...open({ method: 'GET', path: '/refresh_access_token', operation: 'refresh' }, refresh),
  ...api({ method: 'GET', path: '/debug_token', operation: 'other' }, debugToken),
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
  if (!scopes.includes('threads_basic')) return oauthFailure('Invalid scope: threads_basic is required')
  const back = backTo(query)
  return world.consent(request, {
    network: 'Threads',
    appName: 'VoxBurst',
    scopes,
    approve(username) {
      const user = createUser(username === null ? {} : { username }, world)
      const code: Code = {
        code: `AQ${randomText(60)}`,
        appId,
        userId: user.id,
        redirectUri,
        scopes: grantedBy(user.id, scopes, world),
        expiresAt: inSeconds(codeSeconds, world),
        isUsed: false,
      }
      world.table<Code>('codes').set(code.code, code)
      return `${back({ code: code.code })}#_`
    },
    deny: () =>
      back({
        error: 'access_denied',
        error_reason: 'user_denied',
        error_description: 'The user denied your request',
      }),
  })
}

function exchangeCode(request: SimRequest, world: SimWorld): SimReply {
  const given = parametersOf(request)
  const appId = given.text('client_id')
  // Nobody registers apps here: an app is whoever brings an id and a secret.
  if (appId === '') return oauthFailure('Missing client_id parameter.')
  if (!given.has('client_secret')) return oauthFailure('Missing client_secret parameter.')
  if (given.text('grant_type') !== 'authorization_code')
    return oauthFailure('Invalid grant_type: authorization_code is required')
  const codes = world.table<Code>('codes')
  const code = codes.get(given.text('code'))
  const isGood =
    code !== undefined && !code.isUsed && code.appId === appId && code.expiresAt > world.now().toISOString()
  if (!isGood) return oauthFailure('Matching code was not found or was already used')
  if (code.redirectUri !== given.text('redirect_uri'))
    return oauthFailure(
      'Error validating verification code. Please make sure your redirect_uri is identical.',
    )
  codes.set(code.code, { ...code, isUsed: true })
  const { userId, scopes } = code
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
  if (given.text('grant_type') !== 'th_refresh_token') invalid('grant_type must be th_refresh_token')
  requireScope(token, 'threads_basic')
  if (!token.isLong) invalid('Only long-lived tokens can be refreshed')
  if (Date.parse(token.issuedAt) + refreshableAfterMs > world.now().getTime())
    invalid('The token must be at least 24 hours old to be refreshed')
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
