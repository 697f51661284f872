import { nameFrom, numberOf, plainName } from '../../../sandbox/plain-name.js'
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
  /** All that this user ever grants; absent: whatever is asked. */
  scopes?: string[]
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
  const [name = '', host = standardHost] = (input.username ?? '').replace(/^@/, '').split('@')
  return createUserAt(host, { ...input, username: name }, world)
}

/** Without a name, somebody new. */
export function createUserAt(host: string, input: NewSimUser, world: SimWorld): SimUser {
  const [given = ''] = (input.username ?? '').trim().replace(/^@/, '').split('@').map(plainName)
  const number = world.nextNumber('user')
  const username = given === '' ? `ada${String(number)}` : given
  const users = world.table<User>('users')
  const handles = world.table<string>('handles')
  const handle = `${username}@${host}`.toLowerCase()
  const known: User = users.get(handles.get(handle) ?? '') ?? {
    id: String(109_000_000_000_000_000n + numberOf(handle)),
    username,
    displayName: nameFrom(input.username) ?? `Ada ${String(number)}`,
    host,
    suspended: false,
    createdAt: world.now().toISOString(),
  }
  const user: User = {
    ...known,
    ...(input.suspended === undefined ? {} : { suspended: input.suspended }),
    ...(input.displayName === undefined ? {} : { displayName: input.displayName }),
    ...(input.scopes === undefined ? {} : { scopes: input.scopes }),
  }
  users.set(user.id, user)
  handles.set(handle, user.id)
  if (input.tokenExpiresInSeconds !== undefined)
    world.table<number>('token_lives').set(user.id, input.tokenExpiresInSeconds)
  return user
}

export function findUser(id: string, world: SimWorld): User | undefined {
  return world.table<User>('users').get(id)
}

export function allUsers(world: SimWorld): User[] {
  return world.table<User>('users').values()
}

/** What of the scopes asked for a user grants. `write` holds `write:statuses` too. */
export function grantedBy(userId: string, asked: string[], world: SimWorld): string[] {
  const most = world.table<User>('users').get(userId)?.scopes
  if (most === undefined) return asked
  return asked.filter((scope) => most.includes(scope) || most.includes(scope.split(':')[0] ?? scope))
}

/** What a person does in the settings: the token that a request carries is taken back. */
export function revokeAccess(request: SimRequest, world: SimWorld): void {
  const tokens = world.table<Token>('tokens')
  const token = tokens.get((request.headers['authorization'] ?? '').replace(/^Bearer /, ''))
  if (token !== undefined) tokens.set(token.token, { ...token, revoked: true })
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
