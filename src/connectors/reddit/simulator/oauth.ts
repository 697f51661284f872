import { backTo } from '../../../sandbox/back-to.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { Operation, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { createUser } from './create-user.js'
import { strangerReply } from './endpoint.js'
import { failure, ok } from './replies.js'
import { issueTokens, newGrant, renew, revoke, type Issued } from './tokens.js'
import { findUser, grantedBy, userNamed } from './users.js'

type Code = {
  userId: string
  clientId: string
  redirectUri: string
  scopes: string[]
  isPermanent: boolean
  expiresAt: string
}

const codeMs = 600_000
const host = 'www.reddit.com'

/** Of the network's scopes those that publishing needs, and their neighbours. */
const knownScopes: readonly string[] = [
  'identity',
  'submit',
  'read',
  'flair',
  'edit',
  'history',
  'mysubreddits',
  'subscribe',
  'vote',
  'save',
  'report',
  'privatemessages',
]

export const oauthRoutes: readonly SimRoute[] = [
  { method: 'GET', host, path: '/api/v1/authorize', operation: 'page', handle: authorize },
  { method: 'GET', host, path: '/api/v1/authorize.compact', operation: 'page', handle: authorize },
  {
    method: 'POST',
    host,
    path: '/api/v1/access_token',
    operation: tokenOperation,
    handle: (request, world) => asApp(request, (clientId) => token(request, clientId, world)),
  },
  {
    method: 'POST',
    host,
    path: '/api/v1/revoke_token',
    operation: 'other',
    handle: (request, world) =>
      asApp(request, (clientId) => {
        // Tokens that are not there are revoked, too.
        revoke(request.form?.get('token') ?? '', clientId, world)
        return { status: 200 }
      }),
  },
]

/** Somebody who connects does not use up a fault that was meant for a renewal. */
function tokenOperation(request: SimRequest): Operation {
  return request.form?.get('grant_type') === 'refresh_token' ? 'refresh' : 'other'
}

function authorize(request: SimRequest, world: SimWorld): SimReply {
  const { query } = request
  const clientId = query.get('client_id')
  const redirectUri = query.get('redirect_uri') ?? ''
  const duration = query.get('duration') ?? 'temporary'
  const scopes = (query.get('scope') ?? '').split(/[ ,]/)
  const isComplete =
    clientId !== null &&
    query.get('response_type') === 'code' &&
    query.has('state') &&
    URL.canParse(redirectUri) &&
    ['temporary', 'permanent'].includes(duration) &&
    scopes.every((scope) => knownScopes.includes(scope))
  if (!isComplete) return failure(400)
  const back = backTo(query)
  return world.consent(request, {
    network: 'Reddit',
    appName: 'VoxBurst',
    scopes,
    approve(username) {
      const { username: name } = createUser(username === null ? {} : { username }, world)
      const userId = userNamed(name, world)?.id ?? ''
      const code = randomText(20)
      world.table<Code>('codes').set(code, {
        userId,
        clientId,
        redirectUri,
        scopes: grantedBy(userId, scopes, world),
        isPermanent: duration === 'permanent',
        expiresAt: new Date(world.now().getTime() + codeMs).toISOString(),
      })
      return back({ code })
    },
    deny: () => back({ error: 'access_denied' }),
  })
}

/** The app says who it is, by HTTP Basic and nothing else. */
function asApp(request: SimRequest, answer: (clientId: string) => SimReply): SimReply {
  const stranger = strangerReply(request)
  if (stranger !== null) return stranger
  const basic = /^Basic (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1]
  const [, clientId] = /^([^:]*):/.exec(Buffer.from(basic ?? '', 'base64').toString()) ?? []
  if (clientId === undefined)
    return { ...failure(401), headers: { 'www-authenticate': 'Basic realm="reddit"' } }
  return answer(clientId)
}

/** Errors of an exchange come with HTTP 200. */
const exchangeError = (error: string): SimReply => ok({ error })

export const badRefresh = (): SimReply => failure(400)

function token(request: SimRequest, clientId: string, world: SimWorld): SimReply {
  const field = (name: string): string => request.form?.get(name) ?? ''
  switch (field('grant_type')) {
    case 'authorization_code': {
      const codes = world.table<Code>('codes')
      const code = codes.get(field('code'))
      const isGood =
        code?.clientId === clientId &&
        code.redirectUri === field('redirect_uri') &&
        code.expiresAt > world.now().toISOString()
      if (!isGood || findUser(code.userId, world) === undefined) return exchangeError('invalid_grant')
      codes.delete(field('code'))
      const { userId, scopes, isPermanent } = code
      return granted(issueTokens(newGrant({ userId, clientId, scopes }), isPermanent, world), scopes)
    }
    case 'refresh_token': {
      const renewed = renew(field('refresh_token'), clientId, world)
      return renewed === undefined ? badRefresh() : granted(renewed, renewed.grant.scopes)
    }
    default:
      return exchangeError('unsupported_grant_type')
  }
}

function granted({ accessToken, seconds, refreshToken }: Issued, scopes: readonly string[]): SimReply {
  return ok({
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: seconds,
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
    scope: scopes.join(' '),
  })
}
