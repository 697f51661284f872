import { createHash } from 'node:crypto'
import { backTo } from '../../../sandbox/back-to.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { Operation, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { createUser, grantedBy, issueTokens, killFamily, type Access, type Refresh } from './users.js'

type Code = {
  code: string
  clientId: string
  userId: string
  redirectUri: string
  scopes: string[]
  challenge: string
  method: string
  expiresAt: string
  used: boolean
}

/** A code lives for thirty seconds. */
const codeMs = 30_000

export const oauthRoutes: readonly SimRoute[] = [
  { method: 'GET', host: 'x.com', path: '/i/oauth2/authorize', operation: 'page', handle: authorize },
  { method: 'POST', host: 'api.x.com', path: '/2/oauth2/token', operation: tokenOperation, handle: token },
  { method: 'POST', host: 'api.x.com', path: '/2/oauth2/revoke', operation: 'other', handle: revoke },
]

/** Somebody who connects does not use up a fault that was meant for a refresh. */
function tokenOperation(request: SimRequest): Operation {
  return request.form?.get('grant_type') === 'authorization_code' ? 'other' : 'refresh'
}

function authorize(request: SimRequest, world: SimWorld): SimReply {
  const { query } = request
  const [clientId, redirectUri, challenge] = [
    query.get('client_id'),
    query.get('redirect_uri'),
    query.get('code_challenge'),
  ]
  const isComplete =
    query.get('response_type') === 'code' &&
    clientId !== null &&
    redirectUri !== null &&
    URL.canParse(redirectUri) &&
    challenge !== null &&
    query.has('state') &&
    query.has('scope')
  if (!isComplete)
    return {
      status: 400,
      body: {
        error: 'invalid_request',
        error_description: 'Something went wrong: you weren’t able to give access to the App.',
      },
    }
  const method = query.get('code_challenge_method') ?? 'plain'
  const scopes = (query.get('scope') ?? '').split(' ')
  const back = backTo(query)
  return world.consent(request, {
    network: 'X',
    appName: 'VoxBurst',
    scopes,
    approve(username) {
      const user = createUser(username === null ? {} : { username }, world)
      const code: Code = {
        code: randomText(30),
        clientId,
        userId: user.id,
        redirectUri,
        scopes: grantedBy(user.id, scopes, world),
        challenge,
        method,
        expiresAt: new Date(world.now().getTime() + codeMs).toISOString(),
        used: false,
      }
      world.table<Code>('codes').set(code.code, code)
      return back({ code: code.code })
    },
    deny: () => back({ error: 'access_denied' }),
  })
}

/** Confidential clients by Basic, public ones by client_id. */
function clientOf(request: SimRequest): string | null {
  const basic = /^Basic (.+)$/.exec(request.headers['authorization'] ?? '')?.[1]
  if (basic !== undefined)
    return decodeURIComponent(Buffer.from(basic, 'base64').toString().split(':')[0] ?? '')
  return request.form?.get('client_id') ?? null
}

function oauthFailure(status: number, error: string, description: string): SimReply {
  return { status, body: { error, error_description: description } }
}

function token(request: SimRequest, world: SimWorld): SimReply {
  const clientId = clientOf(request)
  if (clientId === null || clientId === '')
    return oauthFailure(401, 'unauthorized_client', 'Missing valid authorization header')
  switch (request.form?.get('grant_type')) {
    case 'authorization_code':
      return exchange(request, clientId, world)
    case 'refresh_token':
      return refreshed(request, clientId, world)
    default:
      return oauthFailure(400, 'unsupported_grant_type', 'Value passed for the grant type was invalid.')
  }
}

function exchange(request: SimRequest, clientId: string, world: SimWorld): SimReply {
  const codes = world.table<Code>('codes')
  const code = codes.get(request.form?.get('code') ?? '')
  const verifier = request.form?.get('code_verifier') ?? ''
  const proof = code?.method === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier
  const isValid =
    code !== undefined &&
    !code.used &&
    code.clientId === clientId &&
    code.redirectUri === request.form?.get('redirect_uri') &&
    code.expiresAt > world.now().toISOString()
  if (!isValid || proof !== code.challenge)
    return oauthFailure(400, 'invalid_request', 'Value passed for the authorization code was invalid.')
  codes.set(code.code, { ...code, used: true })
  return granted(issueTokens(code.userId, clientId, code.scopes, world))
}

/** A refresh token works once; a second use ends the whole family. */
function refreshed(request: SimRequest, clientId: string, world: SimWorld): SimReply {
  const tokens = world.table<Refresh>('refresh')
  const refresh = tokens.get(request.form?.get('refresh_token') ?? '')
  if (refresh === undefined || refresh.clientId !== clientId || refresh.used) {
    if (refresh?.used === true) killFamily(refresh.family, world)
    return oauthFailure(400, 'invalid_request', 'Value passed for the token was invalid.')
  }
  tokens.set(refresh.token, { ...refresh, used: true })
  return granted(issueTokens(refresh.userId, clientId, refresh.scopes, world, refresh.family))
}

function granted(issued: ReturnType<typeof issueTokens>): SimReply {
  return {
    status: 200,
    body: {
      token_type: 'bearer',
      expires_in: issued.seconds,
      access_token: issued.access.token,
      scope: issued.access.scopes.join(' '),
      ...(issued.refresh === null ? {} : { refresh_token: issued.refresh.token }),
    },
  }
}

function revoke(request: SimRequest, world: SimWorld): SimReply {
  if (clientOf(request) === null)
    return oauthFailure(401, 'unauthorized_client', 'Missing valid authorization header')
  const value = request.form?.get('token') ?? ''
  const family =
    world.table<Access>('access').get(value)?.family ?? world.table<Refresh>('refresh').get(value)?.family
  if (family !== undefined) killFamily(family, world)
  return { status: 200, body: { revoked: true } }
}
