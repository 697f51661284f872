import { randomText } from '../../../sandbox/sandbox.js'
import { nameFrom } from '../../../sandbox/plain-name.js'
import type { NewSimUser, SimReply, SimRequest, SimUser, SimWorld } from '../../../sandbox/simulator.js'
import { failure } from './replies.js'

type Token = { userId: string; scopes: string[]; expiresAt: string }
type Refresh = { userId: string; scopes: string[] }

/** One name is one user. */
export function createUser(input: NewSimUser, world: SimWorld): SimUser {
  const users = world.table<SimUser>('users')
  const known = users.values().find((user) => user.username === input.username)
  if (known !== undefined) return known
  const number = String(world.nextNumber('user'))
  const user: SimUser = {
    id: `u${number}`,
    username: input.username ?? `ada${number}`,
    displayName: input.displayName ?? nameFrom(input.username) ?? `Ada ${number}`,
  }
  users.set(user.id, user)
  if (input.tokenExpiresInSeconds !== undefined)
    world.table<number>('lives').set(user.id, input.tokenExpiresInSeconds)
  return user
}

/** For the sandbox's page, which names who posted. */
export function allUsers(world: SimWorld): SimUser[] {
  return world.table<SimUser>('users').values()
}

/** A new pair; the refresh token it was made from is used up. */
export function issueTokens(userId: string, scopes: string[], world: SimWorld): SimReply {
  const seconds = world.table<number>('lives').get(userId) ?? 3_600
  const [access, refresh] = [randomText(), randomText()]
  const expiresAt = new Date(world.now().getTime() + seconds * 1_000).toISOString()
  world.table<Token>('tokens').set(access, { userId, scopes, expiresAt })
  world.table<Refresh>('refresh').set(refresh, { userId, scopes })
  return {
    status: 200,
    body: { access_token: access, refresh_token: refresh, expires_in: seconds, scope: scopes.join(' ') },
  }
}

export function takeRefresh(token: string, world: SimWorld): Refresh | undefined {
  const refresh = world.table<Refresh>('refresh')
  const known = refresh.get(token)
  refresh.delete(token)
  return known
}

/** The user of a request's token, or the network's refusal. */
export function signedIn(
  request: SimRequest,
  scope: string,
  world: SimWorld,
): { user: SimUser } | { reply: SimReply } {
  const [scheme, value = ''] = (request.headers['authorization'] ?? '').split(' ')
  const token = scheme === 'Bearer' ? world.table<Token>('tokens').get(value) : undefined
  const user = token === undefined ? undefined : world.table<SimUser>('users').get(token.userId)
  if (token === undefined || user === undefined || token.expiresAt <= world.now().toISOString())
    return { reply: failure(401, 'bad_token', 'The token is not valid.') }
  if (!token.scopes.includes(scope)) return { reply: failure(403, 'missing_scope', `This needs ${scope}.`) }
  return { user }
}
