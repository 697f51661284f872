import { randomText } from '../../../sandbox/sandbox.js'
import type { SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import { didOf, serves } from './hosts.js'
import { sign, verify, type Claims } from './jwt.js'
import { chargeLogin } from './limits.js'
import { objectOf, onPds, textOf, type Method } from './method.js'
import { expired, failure, invalid, invalidToken, limitHeaders, ok } from './replies.js'
import { didDoc, isAppPassword, revokeAppPassword, userByLogin, userOf, type User } from './users.js'

type Refresh = { id: string; did: string; scope: string; nextId: string | null; expiresAt: string }

const refreshMs = 90 * 86_400_000
const graceMs = 2 * 3_600_000

export const sessionMethods: readonly Method[] = [
  {
    nsid: 'com.atproto.server.createSession',
    kind: 'procedure',
    at: onPds,
    // Somebody who connects does not use up a fault that was meant for a renewal.
    operation: (request) => (request.accountId === null ? 'other' : 'refresh'),
    required: ['identifier', 'password'],
    handle: create,
  },
  {
    nsid: 'com.atproto.server.refreshSession',
    kind: 'procedure',
    at: onPds,
    operation: 'refresh',
    input: 'none',
    handle: refresh,
  },
  {
    nsid: 'com.atproto.server.deleteSession',
    kind: 'procedure',
    at: onPds,
    operation: 'other',
    input: 'none',
    handle: end,
  },
  {
    nsid: 'com.atproto.server.getSession',
    kind: 'query',
    at: onPds,
    operation: 'identity',
    handle: read,
  },
  {
    nsid: 'com.atproto.server.createAppPassword',
    kind: 'procedure',
    at: onPds,
    operation: 'other',
    required: ['name'],
    // Only the main password's sessions may; ours are app passwords'.
    handle: (request, world) => {
      const who = signedIn(request, world)
      return 'reply' in who ? who.reply : invalidToken('Bad token scope')
    },
  },
  {
    nsid: 'com.atproto.server.getServiceAuth',
    kind: 'query',
    at: onPds,
    operation: 'other',
    required: ['aud'],
    handle: serviceAuth,
  },
]

function create(request: SimRequest, world: SimWorld): SimReply {
  const body = objectOf(request.json)
  const user = userByLogin(textOf(body['identifier']), world)
  const password = textOf(body['password'])
  const charged = user === undefined ? null : chargeLogin(user.id, world)
  if (charged !== null && 'reply' in charged) return charged.reply
  const isMain = user?.password === password
  if (
    user === undefined ||
    !serves(request.host, user.host) ||
    (!isMain && !isAppPassword(user.id, password, world))
  )
    return failure(401, 'AuthenticationRequired', 'Invalid identifier or password')
  if (user.state === 'takendown') return takenDown()
  if (isMain && user.hasEmailFactor && body['authFactorToken'] === undefined)
    return failure(401, 'AuthFactorTokenRequired', 'A sign in code has been sent to your email address')
  const scope = isMain ? 'com.atproto.access' : 'com.atproto.appPass'
  const reply = granted(user, scope, randomText(), world)
  return { ...reply, headers: charged === null ? {} : limitHeaders(charged.limit) }
}

function granted(user: User, scope: string, refreshId: string, world: SimWorld): SimReply {
  const now = world.now().getTime()
  const iat = Math.floor(now / 1_000)
  const common = { sub: user.id, aud: didOf(user.host), iat }
  const refreshes = world.table<Refresh>('refresh')
  const expiresAt = new Date(now + refreshMs).toISOString()
  // The answer to a repeated refresh names the token that the first answer gave.
  const kept = refreshes.get(refreshId) ?? { id: refreshId, did: user.id, scope, nextId: null, expiresAt }
  refreshes.set(refreshId, kept)
  world.table<boolean>(`sessions of ${user.id}`).set(refreshId, true)
  const refreshClaims = {
    ...common,
    scope: 'com.atproto.refresh',
    jti: refreshId,
    exp: Math.floor(Date.parse(kept.expiresAt) / 1_000),
  }
  const accessJwt = sign('at+jwt', { ...common, scope, exp: iat + user.accessSeconds }, world)
  // Two of one second are the same.
  world.table<boolean>('ended access').delete(accessJwt)
  return ok({
    accessJwt,
    refreshJwt: sign('refresh+jwt', refreshClaims, world),
    ...described(user),
  })
}

function described(user: User): Record<string, string | boolean | ReturnType<typeof didDoc>> {
  return {
    did: user.id,
    didDoc: didDoc(user),
    handle: user.username,
    email: user.email,
    emailConfirmed: true,
    emailAuthFactor: user.hasEmailFactor,
    active: user.state === 'active',
    ...(user.state === 'active' ? {} : { status: user.state }),
  }
}

/** A used token goes on for two hours and always leads to the same next one: a lost answer may be asked for again. */
function refresh(request: SimRequest, world: SimWorld): SimReply {
  const found = bearer(request, 'refresh+jwt', world)
  if ('reply' in found) return found.reply
  const tokens = world.table<Refresh>('refresh')
  const token = tokens.get(found.claims.jti ?? '')
  const now = world.now().getTime()
  if (token === undefined || Date.parse(token.expiresAt) <= now) return expired('Token has been revoked')
  if (found.user.state === 'takendown') return takenDown()
  const nextId = token.nextId ?? randomText()
  const expiresAt = new Date(Math.min(Date.parse(token.expiresAt), now + graceMs)).toISOString()
  tokens.set(token.id, { ...token, nextId, expiresAt })
  return granted(found.user, token.scope, nextId, world)
}

function end(request: SimRequest, world: SimWorld): SimReply {
  const found = bearer(request, 'refresh+jwt', world)
  if ('reply' in found) return found.reply
  world.table<Refresh>('refresh').delete(found.claims.jti ?? '')
  return { status: 200 }
}

/** What a person does in the settings: the app password and all that came from it end, the token of this request too. */
export function revokeAccess(request: SimRequest, world: SimWorld): void {
  const token = (request.headers['authorization'] ?? '').replace(/^Bearer /, '')
  const known = token === '' ? null : verify(token, world)
  const named = userByLogin(textOf(objectOf(request.json)['identifier']), world)
  const did = known?.claims.sub ?? known?.claims.iss ?? named?.id
  if (did === undefined) return
  revokeAppPassword(did, world)
  if (known?.type === 'at+jwt') world.table<boolean>('ended access').set(token, true)
  const sessions = world.table<boolean>(`sessions of ${did}`)
  for (const [id] of sessions.entries()) {
    world.table<Refresh>('refresh').delete(id)
    sessions.delete(id)
  }
}

function read(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, world)
  return 'reply' in who ? who.reply : ok(described(who.user))
}

function takenDown(): SimReply {
  return failure(401, 'AccountTakedown', 'Account has been taken down')
}

function bearer(
  request: SimRequest,
  type: 'at+jwt' | 'refresh+jwt',
  world: SimWorld,
): { user: User; claims: Claims } | { reply: SimReply } {
  const header = request.headers['authorization']
  if (header === undefined) return { reply: failure(401, 'AuthMissing', 'Authentication Required') }
  const [scheme, token = ''] = header.split(' ')
  const known = scheme === 'Bearer' ? verify(token, world) : null
  const user = known === null ? undefined : userOf(known.claims.sub ?? '', world)
  if (known === null || user === undefined || !serves(request.host, user.host))
    return { reply: invalidToken() }
  if (known.type !== type) return { reply: invalidToken('Invalid token type') }
  if (known.claims.exp * 1_000 <= world.now().getTime()) return { reply: expired() }
  if (world.table<boolean>('ended access').get(token) === true)
    return { reply: expired('Token has been revoked') }
  return { user, claims: known.claims }
}

/** The user of an access token, or the network's refusal. */
export function signedIn(request: SimRequest, world: SimWorld): { user: User } | { reply: SimReply } {
  const found = bearer(request, 'at+jwt', world)
  if ('reply' in found) return found
  return found.user.state === 'takendown' ? { reply: takenDown() } : { user: found.user }
}

/** Writing needs an account that is switched on as well. */
export function signedInToWrite(request: SimRequest, world: SimWorld): { user: User } | { reply: SimReply } {
  const found = signedIn(request, world)
  if ('reply' in found || found.user.state === 'active') return found
  return { reply: failure(401, 'AccountDeactivated', 'Account is deactivated') }
}

function serviceAuth(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, world)
  if ('reply' in who) return who.reply
  const now = Math.floor(world.now().getTime() / 1_000)
  const aud = request.query.get('aud') ?? ''
  const lxm = request.query.get('lxm')
  const exp = Number(request.query.get('exp') ?? now + 60)
  if (!aud.startsWith('did:')) return invalid('Error: aud must be a valid did')
  if (!Number.isInteger(exp)) return invalid('Error: exp must be an integer')
  if (exp < now) return failure(400, 'BadExpiration', 'expiration is in past')
  if (exp > now + 3_600)
    return failure(
      400,
      'BadExpiration',
      'cannot request a token with an expiration more than an hour in the future',
    )
  if (lxm === null && exp > now + 60)
    return failure(
      400,
      'BadExpiration',
      'cannot request a method-less token with an expiration more than a minute in the future',
    )
  if (lxm?.startsWith('com.atproto.server.') === true)
    return invalid(`cannot request a service auth token for the following protected method: ${lxm}`)
  const claims = { iss: who.user.id, aud, iat: now, exp, jti: randomText(), ...(lxm === null ? {} : { lxm }) }
  return ok({ token: sign('JWT', claims, world) })
}

/** Another service's look at such a token: made by this account, for that service and that method. */
export function calledBy(
  request: SimRequest,
  wanted: { did: string | null; aud: (user: User) => readonly string[]; lxm: string },
  world: SimWorld,
): { user: User } | { reply: SimReply } {
  const [scheme, token] = (request.headers['authorization'] ?? '').split(' ')
  if (scheme !== 'Bearer' || token === undefined)
    return { reply: failure(401, 'AuthMissing', 'Authentication Required') }
  const known = verify(token, world)
  const user = known?.type === 'JWT' ? userOf(known.claims.iss ?? '', world) : undefined
  if (known === null || user === undefined)
    return { reply: failure(401, 'BadJwt', 'could not verify jwt signature') }
  const { claims } = known
  if (claims.exp * 1_000 <= world.now().getTime()) return { reply: failure(401, 'JwtExpired', 'jwt expired') }
  if (!wanted.aud(user).includes(claims.aud))
    return { reply: failure(401, 'BadJwtAudience', 'jwt audience does not match service did') }
  if (claims.lxm !== wanted.lxm)
    return {
      reply: failure(401, 'BadJwtLexiconMethod', `bad jwt lexicon method ("lxm"). must match: ${wanted.lxm}`),
    }
  if (wanted.did !== null && wanted.did !== user.id)
    return { reply: failure(401, 'BadJwtIss', 'jwt issuer does not match the did that is asked for') }
  return { user }
}
