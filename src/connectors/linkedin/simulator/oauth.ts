import { backTo } from '../../../sandbox/back-to.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { Operation, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { createUser, findPerson } from './people.js'
import { webHost } from './replies.js'
import { findRefresh, findToken, isAlive, logIn, refreshed, revokeToken } from './tokens.js'

type Code = { personId: string; clientId: string; redirectUri: string; scopes: string[]; expiresAt: string }

const codeMs = 30 * 60_000
/** Open to every app, then those that an app is vetted for. `r_member_social` is given to nobody. */
const openScopes = ['openid', 'profile', 'email', 'w_member_social']
const vettedScopes = [
  'w_member_social_feed',
  'w_organization_social',
  'w_organization_social_feed',
  'r_organization_social',
  'r_organization_social_feed',
  'rw_organization_admin',
  'r_organization_admin',
  'r_basicprofile',
  'r_member_postAnalytics',
  'r_member_profileAnalytics',
]

const host = webHost
export const oauthRoutes: readonly SimRoute[] = [
  { method: 'GET', host, path: '/oauth/v2/authorization', operation: 'page', handle: authorize },
  { method: 'POST', host, path: '/oauth/v2/accessToken', operation: tokenOperation, handle: token },
  { method: 'POST', host, path: '/oauth/v2/revoke', operation: 'other', handle: takeBack },
  { method: 'POST', host, path: '/oauth/v2/introspectToken', operation: 'other', handle: introspect },
]

/** Somebody who connects does not use up a fault that was meant for a refresh. */
function tokenOperation(request: SimRequest): Operation {
  return request.form?.get('grant_type') === 'authorization_code' ? 'other' : 'refresh'
}

function authorize(request: SimRequest, world: SimWorld): SimReply {
  const { query } = request
  const clientId = query.get('client_id') ?? ''
  const redirectUri = query.get('redirect_uri') ?? ''
  if (query.get('response_type') !== 'code') return missingParameter('response_type')
  if (clientId === '') return missingParameter('client_id')
  if (!mayComeBackTo(redirectUri)) return oauthFailure(400, 'invalid_redirect_uri', notRegistered)
  const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '')
  const back = backTo(query)
  const refused = scopes.length === 0 ? '' : scopes.find((scope) => !isOffered(scope, clientId))
  if (refused !== undefined)
    return {
      status: 302,
      headers: {
        location: back({
          error: 'unauthorized_scope_error',
          error_description: `Scope "${refused}" is not authorized for your application`,
        }),
      },
    }
  return world.consent(request, {
    network: 'LinkedIn',
    appName: 'VoxBurst',
    scopes,
    approve(username) {
      const { id: personId } = createUser(username === null ? {} : { username }, world)
      const most = findPerson(personId, world)?.scopes
      const code = randomText(60)
      world.table<Code>('codes').set(code, {
        personId,
        clientId,
        redirectUri: withoutQuery(redirectUri),
        scopes: most === undefined ? scopes : scopes.filter((scope) => most.includes(scope)),
        expiresAt: new Date(world.now().getTime() + codeMs).toISOString(),
      })
      return back({ code })
    },
    deny: () =>
      back({
        error: 'user_cancelled_authorize',
        error_description: 'The user cancelled the authorization',
      }),
  })
}

function isOffered(scope: string, clientId: string): boolean {
  return openScopes.includes(scope) || (vettedScopes.includes(scope) && !clientId.startsWith('open-'))
}

const notRegistered = 'The redirect_uri does not match the registered value'

/** A secure address without a fragment; developers' own machines apart. */
function mayComeBackTo(address: string): boolean {
  if (!URL.canParse(address) || address.includes('#')) return false
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1)$/.test(hostname))
}

const withoutQuery = (address: string): string => address.split('?', 1)[0] ?? ''

function token(request: SimRequest, world: SimWorld): SimReply {
  const field = (name: string): string => request.form?.get(name) ?? ''
  const grant = field('grant_type')
  const wanted = { authorization_code: ['code', 'redirect_uri'], refresh_token: ['refresh_token'] }[grant]
  if (wanted === undefined) return missingParameter('grant_type')
  const lacking = [...wanted, 'client_id', 'client_secret'].find((name) => field(name) === '')
  if (lacking !== undefined) return missingParameter(lacking)
  if (grant === 'refresh_token') {
    const refresh = findRefresh(field('refresh_token'), field('client_id'), world)
    return refresh === undefined ? refreshRefused() : refreshed(refresh, world)
  }
  const codes = world.table<Code>('codes')
  const code = codes.get(field('code'))
  if (code === undefined)
    return oauthFailure(
      400,
      'invalid_request',
      'Unable to retrieve access token: authorization code not found',
    )
  const isGood =
    code.clientId === field('client_id') &&
    code.redirectUri === withoutQuery(field('redirect_uri')) &&
    code.expiresAt > world.now().toISOString()
  if (!isGood)
    return oauthFailure(
      400,
      'invalid_request',
      'Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code. Or authorization code expired. Or external member binding exists',
    )
  codes.delete(field('code'))
  return logIn(code.personId, code.clientId, code.scopes, world)
}

export const refreshRefused = (): SimReply =>
  oauthFailure(
    400,
    'invalid_grant',
    'The provided authorization grant or refresh token is invalid, expired or revoked.',
  )

function missingParameter(name: string): SimReply {
  return oauthFailure(400, 'invalid_request', `A required parameter "${name}" is missing`)
}

function oauthFailure(status: number, error: string, description: string): SimReply {
  return { status, body: { error, error_description: description } }
}

function takeBack(request: SimRequest, world: SimWorld): SimReply {
  const lacking = ['client_id', 'client_secret', 'token'].find((name) => !request.form?.get(name))
  if (lacking !== undefined) return missingParameter(lacking)
  revokeToken(request.form?.get('token') ?? '', world)
  return { status: 200 }
}

function introspect(request: SimRequest, world: SimWorld): SimReply {
  const lacking = ['client_id', 'client_secret', 'token'].find((name) => !request.form?.get(name))
  if (lacking !== undefined) return missingParameter(lacking)
  const known = findToken(request.form?.get('token') ?? '', world)
  if (known === undefined) return { status: 200, body: { active: false } }
  const status = known.isRevoked ? 'revoked' : isAlive(known, world) ? 'active' : 'expired'
  return {
    status: 200,
    body: {
      active: status === 'active',
      status,
      client_id: known.clientId,
      scope: known.scopes.join(','),
      expires_at: Math.floor(Date.parse(known.expiresAt) / 1_000),
    },
  }
}
