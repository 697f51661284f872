import { randomText } from '../../../sandbox/sandbox.js'
import type { NewSimUser, SimReply, SimRequest, SimUser, SimWorld } from '../../../sandbox/simulator.js'
import { failure } from './replies.js'

export type User = {
  id: string
  username: string
  displayName: string
  host: string
  suspended: boolean
  createdAt: string
}
export type Token = {
  token: string
  userId: string
  host: string
  clientId: string
  scopes: string[]
  revoked: boolean
  expiresAt: string | null
}

const standardHost = 'mastodon.example'

/** `username` may be `name@instance`. One name on one instance is one user. */
export function createUser(input: NewSimUser, world: SimWorld): SimUser {
  const [given = '', host = standardHost] = (input.username ?? '').replace(/^@/, '').split('@')
  const number = world.nextNumber('user')
  const username = given === '' ? `ada${String(number)}` : given
  const users = world.table<User>('users')
  const handles = world.table<string>('handles')
  const known = users.get(handles.get(`${username}@${host}`) ?? '')
  if (known !== undefined) {
    if (input.suspended !== undefined) users.set(known.id, { ...known, suspended: input.suspended })
    return known
  }
  const id = String(109_000_000_000_000_000n + BigInt(number))
  const user: User = {
    id,
    username,
    displayName: input.displayName ?? `Ada ${String(number)}`,
    host,
    suspended: input.suspended ?? false,
    createdAt: world.now().toISOString(),
  }
  users.set(id, user)
  handles.set(`${username}@${host}`, id)
  if (input.tokenExpiresInSeconds !== undefined)
    world.table<number>('token_lives').set(id, input.tokenExpiresInSeconds)
  return user
}

export function issueToken(
  user: Pick<User, 'id' | 'host'>,
  clientId: string,
  scopes: string[],
  world: SimWorld,
): Token {
  const life = world.table<number>('token_lives').get(user.id)
  const expiresAt = life === undefined ? null : new Date(world.now().getTime() + life * 1_000).toISOString()
  const token: Token = {
    token: randomText(32),
    userId: user.id,
    host: user.host,
    clientId,
    scopes,
    revoked: false,
    expiresAt,
  }
  world.table<Token>('tokens').set(token.token, token)
  return token
}

/** The user of a request's token, or the network's refusal. `write:statuses` is also held by `write`. */
export function signedIn(
  request: SimRequest,
  scope: string,
  world: SimWorld,
): { user: User; token: Token } | { reply: SimReply } {
  const [scheme, value] = (request.headers['authorization'] ?? '').split(' ')
  const token =
    scheme === 'Bearer' && value !== undefined ? world.table<Token>('tokens').get(value) : undefined
  if (token === undefined || token.host !== request.host)
    return { reply: failure(401, 'The access token is invalid') }
  if (token.revoked) return { reply: failure(401, 'The access token was revoked') }
  if (token.expiresAt !== null && token.expiresAt <= world.now().toISOString())
    return { reply: failure(401, 'The access token expired') }
  const user = world.table<User>('users').get(token.userId)
  // A token of the app alone.
  if (user === undefined) return { reply: failure(422, 'This method requires an authenticated user') }
  if (user.suspended) return { reply: failure(403, 'Your login is currently disabled') }
  const family = scope.split(':')[0] ?? scope
  if (!token.scopes.includes(scope) && !token.scopes.includes(family))
    return { reply: failure(403, 'This action is outside the authorized scopes') }
  return { user, token }
}
