import { backTo } from '../../../sandbox/back-to.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { Operation, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { failure, ok, unauthenticated, withRequestId } from './replies.js'
import { createUser, grantedBy, issueTokens, takeRefresh, type Issued } from './users.js'

type Code = {
  userId: string
  clientId: string
  redirectUri: string
  scopes: string[]
  expiresAt: string
}

/** How long a code lives is not documented. */
const codeMs = 600_000
const apiHost = 'api.pinterest.com'

/** What of the specification's scopes a person can be asked for here. */
const knownScopes: readonly string[] = [
  'user_accounts:read',
  'user_accounts:write',
  ...['boards', 'pins'].flatMap((noun) =>
    ['read', 'write', 'read_secret', 'write_secret'].map((right) => `${noun}:${right}`),
  ),
]

export const oauthRoutes: readonly SimRoute[] = [
  { method: 'GET', host: 'www.pinterest.com', path: '/oauth/', operation: 'page', handle: authorize },
  { method: 'GET', host: 'www.pinterest.com', path: '/oauth', operation: 'page', handle: authorize },
  {
    method: 'POST',
    host: apiHost,
    path: '/v5/oauth/token',
    operation: tokenOperation,
    handle: (request, world) => withRequestId(token(request, world)),
  },
  {
    method: 'POST',
    host: apiHost,
    path: '/v5/oauth/token/revoke',
    operation: 'other',
    handle: (request) => withRequestId(revoke(request)),
  },
]

/** Somebody who connects does not use up a fault that was meant for a refresh. */
function tokenOperation(request: SimRequest): Operation {
  return request.form?.get('grant_type') === 'refresh_token' ? 'refresh' : 'other'
}

function authorize(request: SimRequest, world: SimWorld): SimReply {
  const { query } = request
  const clientId = query.get('client_id')
  const redirectUri = query.get('redirect_uri') ?? ''
  const scopes = (query.get('scope') ?? '').split(',')
  const isComplete =
    clientId !== null &&
    query.get('response_type') === 'code' &&
    URL.canParse(redirectUri) &&
    scopes.every((scope) => knownScopes.includes(scope))
  if (!isComplete)
    return failure(400, 1, 'The address of this page lacks something, or asks for scopes that do not exist.')
  const back = backTo(query)
  return world.consent(request, {
    network: 'Pinterest',
    appName: 'VoxBurst',
    scopes,
    approve(username) {
      const user = createUser(username === null ? {} : { username }, world)
      const code = randomText(30)
      world.table<Code>('codes').set(code, {
        userId: user.id,
        clientId,
        redirectUri,
        scopes: grantedBy(user.id, scopes, world),
        expiresAt: new Date(world.now().getTime() + codeMs).toISOString(),
      })
      return back({ code })
    },
    deny: () => back({ error: 'access_denied' }),
  })
}

/** The app that asks, by HTTP Basic and nothing else. */
function clientOf(request: SimRequest): string | null {
  const basic = /^Basic (\S+)$/.exec(request.headers['authorization'] ?? '')?.[1]
  const [, id] = /^([^:]*):/.exec(Buffer.from(basic ?? '', 'base64').toString()) ?? []
  return id ?? null
}

export const invalidGrant = (): SimReply => failure(400, 283, 'Invalid grant.')

function token(request: SimRequest, world: SimWorld): SimReply {
  const clientId = clientOf(request)
  if (clientId === null) return unauthenticated()
  const field = (name: string): string => request.form?.get(name) ?? ''
  switch (field('grant_type')) {
    case 'authorization_code': {
      const code = world.table<Code>('codes').get(field('code'))
      const isGood =
        code?.clientId === clientId &&
        code.redirectUri === field('redirect_uri') &&
        code.expiresAt > world.now().toISOString()
      if (!isGood) return invalidGrant()
      world.table<Code>('codes').delete(field('code'))
      return granted('authorization_code', issueTokens(code, world), world)
    }
    case 'refresh_token': {
      const refresh = takeRefresh(field('refresh_token'), clientId, world)
      if (refresh === undefined) return invalidGrant()
      const asked = field('scope')
        .split(/[\s,]+/)
        .filter(Boolean)
      const scopes =
        asked.length === 0 ? refresh.scopes : refresh.scopes.filter((each) => asked.includes(each))
      return granted('refresh_token', issueTokens({ ...refresh, scopes }, world, refresh.family), world)
    }
    default:
      return failure(400, 1, 'Invalid parameters. grant_type is not known.')
  }
}

function granted(kind: string, issued: Issued, world: SimWorld): SimReply {
  return ok({
    response_type: kind,
    access_token: issued.access.token,
    token_type: 'bearer',
    expires_in: issued.seconds,
    refresh_token: issued.refresh.token,
    refresh_token_expires_in: issued.refreshSeconds,
    refresh_token_expires_at: Math.floor(world.now().getTime() / 1_000) + issued.refreshSeconds,
    scope: issued.access.scopes.join(' '),
  })
}

/** Only tokens of system users can be revoked, and people are none. */
function revoke(request: SimRequest): SimReply {
  return clientOf(request) === null
    ? unauthenticated()
    : failure(403, 29, 'You are not permitted to access that resource.')
}
