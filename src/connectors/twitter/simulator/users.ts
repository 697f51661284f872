import { nameFrom, numberOf, plainName } from '../../../sandbox/plain-name.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { NewSimUser, SimReply, SimRequest, SimUser, SimWorld } from '../../../sandbox/simulator.js'
import { problem, unauthorized } from './replies.js'

export type User = {
  id: string
  username: string
  displayName: string
  suspended: boolean
  accessSeconds: number
  /** All that this user ever grants; absent: whatever is asked. */
  scopes?: string[]
}
export type Access = { token: string; family: string; userId: string; scopes: string[]; expiresAt: string }
export type Refresh = {
  token: string
  family: string
  userId: string
  clientId: string
  scopes: string[]
  used: boolean
}

export function createUser(input: NewSimUser, world: SimWorld): SimUser {
  const users = world.table<User>('users')
  const number = world.nextNumber('user')
  const username = plainName(input.username ?? '') || `bea${String(number)}`
  const names = world.table<string>('usernames')
  const known = users.get(names.get(username.toLowerCase()) ?? '')
  const changes = {
    ...(input.suspended === undefined ? {} : { suspended: input.suspended }),
    ...(input.tokenExpiresInSeconds === undefined ? {} : { accessSeconds: input.tokenExpiresInSeconds }),
    ...(input.displayName === undefined ? {} : { displayName: input.displayName }),
    ...(input.scopes === undefined ? {} : { scopes: input.scopes }),
  }
  const user: User = known ?? {
    id: String(1_500_000_000_000_000_000n + numberOf(username.toLowerCase())),
    username,
    displayName: nameFrom(input.username) ?? `Bea ${String(number)}`,
    suspended: false,
    accessSeconds: 7_200,
  }
  const changed = { ...user, ...changes }
  users.set(user.id, changed)
  names.set(user.username.toLowerCase(), user.id)
  return changed
}

export function findUser(id: string, world: SimWorld): User | undefined {
  return world.table<User>('users').get(id)
}

export function allUsers(world: SimWorld): User[] {
  return world.table<User>('users').values()
}

/** What of the scopes asked for a user grants. */
export function grantedBy(userId: string, asked: string[], world: SimWorld): string[] {
  const most = world.table<User>('users').get(userId)?.scopes
  return most === undefined ? asked : asked.filter((scope) => most.includes(scope))
}

export function issueTokens(
  userId: string,
  clientId: string,
  scopes: string[],
  world: SimWorld,
  family = randomText(9),
): { access: Access; refresh: Refresh | null; seconds: number } {
  const seconds = world.table<User>('users').get(userId)?.accessSeconds ?? 7_200
  const access: Access = {
    token: randomText(40),
    family,
    userId,
    scopes,
    expiresAt: new Date(world.now().getTime() + seconds * 1_000).toISOString(),
  }
  const members = membersOf(family, world)
  world.table<Access>('access').set(access.token, access)
  members.set(access.token, true)
  if (!scopes.includes('offline.access')) return { access, refresh: null, seconds }
  const refresh: Refresh = { token: randomText(40), family, userId, clientId, scopes, used: false }
  world.table<Refresh>('refresh').set(refresh.token, refresh)
  members.set(refresh.token, true)
  return { access, refresh, seconds }
}

/** The tokens that came from one consent. */
const membersOf = (family: string, world: SimWorld) => world.table<boolean>(`tokens of ${family}`)

export function killFamily(family: string, world: SimWorld): void {
  const members = membersOf(family, world)
  for (const [token] of members.entries()) {
    world.table<Access>('access').delete(token)
    world.table<Refresh>('refresh').delete(token)
    members.delete(token)
  }
}

/** What a person does in the settings: the app's access ends, whichever of its tokens the request carries. */
export function revokeAccess(request: SimRequest, world: SimWorld): void {
  const bearer = (request.headers['authorization'] ?? '').replace(/^Bearer /, '')
  const family =
    world.table<Access>('access').get(bearer)?.family ??
    world.table<Refresh>('refresh').get(request.form?.get('refresh_token') ?? '')?.family
  if (family !== undefined) killFamily(family, world)
}

export function signedIn(
  request: SimRequest,
  scopes: readonly string[],
  world: SimWorld,
): { user: User } | { reply: SimReply } {
  const [scheme, token] = (request.headers['authorization'] ?? '').split(' ')
  const access =
    scheme === 'Bearer' && token !== undefined ? world.table<Access>('access').get(token) : undefined
  const user = access === undefined ? undefined : world.table<User>('users').get(access.userId)
  if (access === undefined || user === undefined || access.expiresAt <= world.now().toISOString())
    return { reply: unauthorized() }
  if (user.suspended)
    return {
      reply: problem(
        403,
        'Forbidden',
        'Your account is suspended.',
        'https://api.twitter.com/2/problems/user-suspended',
      ),
    }
  if (!scopes.every((scope) => access.scopes.includes(scope))) {
    return {
      reply: problem(
        403,
        'Unsupported Authentication',
        'Your client app is not configured with the appropriate oauth2 app permissions for this endpoint.',
        'https://api.twitter.com/2/problems/unsupported-authentication',
      ),
    }
  }
  return { user }
}
