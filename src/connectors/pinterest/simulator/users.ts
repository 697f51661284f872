import { nameFrom, numberOf, plainName } from '../../../sandbox/plain-name.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { NewSimUser, SimRequest, SimUser, SimWorld } from '../../../sandbox/simulator.js'
import { findBoard, keepBoard } from './board-table.js'
import { refuse } from './replies.js'

export type User = {
  id: string
  username: string
  displayName: string
  type: 'PINNER' | 'BUSINESS'
  suspended: boolean
  accessSeconds: number
  /** All that this user ever grants; absent: whatever is asked. */
  scopes?: string[]
  createdAt: string
}
export type Access = {
  token: string
  family: string
  userId: string
  clientId: string
  scopes: string[]
  expiresAt: string
}
export type Refresh = Access

const accessSeconds = 2_592_000
const refreshSeconds = 5_184_000

const users = (world: SimWorld) => world.table<User>('users')
const accessTokens = (world: SimWorld) => world.table<Access>('access')
const refreshTokens = (world: SimWorld) => world.table<Refresh>('refresh')
/** The tokens that came from one consent. */
const membersOf = (family: string, world: SimWorld) => world.table<boolean>(`tokens of ${family}`)

/**
 * `pages` are boards; somebody new without any has one. `accountType` `pinner` or `personal` is a person, who has no
 * business name; everybody else is a business.
 */
export function createUser(input: NewSimUser, world: SimWorld): SimUser {
  const number = world.nextNumber('user')
  const username = (plainName(input.username ?? '') || `pia${String(number)}`).toLowerCase()
  const names = world.table<string>('usernames')
  const known = users(world).get(names.get(username) ?? '')
  const user: User = {
    ...(known ?? {
      id: String(2_700_000_000_000_000_000n + numberOf(username)),
      username,
      displayName: nameFrom(input.username) ?? `Pia ${String(number)}`,
      type: 'BUSINESS',
      suspended: false,
      accessSeconds,
      createdAt: world.now().toISOString(),
    }),
    ...(input.accountType === undefined
      ? {}
      : { type: /^(pinner|personal)$/i.test(input.accountType) ? 'PINNER' : 'BUSINESS' }),
    ...(input.suspended === undefined ? {} : { suspended: input.suspended }),
    ...(input.tokenExpiresInSeconds === undefined ? {} : { accessSeconds: input.tokenExpiresInSeconds }),
    ...(input.displayName === undefined ? {} : { displayName: input.displayName }),
    ...(input.scopes === undefined ? {} : { scopes: input.scopes }),
  }
  users(world).set(user.id, user)
  names.set(username, user.id)
  if (known === undefined) world.pastOf(user.id)
  const pages = input.pages ?? (known === undefined ? [{ id: 'first', name: 'Favourites' }] : [])
  for (const page of pages) addBoard(user, page, world)
  return shownUser(user)
}

/** A person is called by their user name: only a business has another. */
export function shownUser({ id, username, displayName, type }: User): SimUser {
  return { id, username, displayName: type === 'BUSINESS' ? displayName : username }
}

/** Ids of boards are decimal: any other id stands for a number that is the same every time. */
function addBoard(user: User, { id, name }: { id: string; name: string }, world: SimWorld): void {
  const made = String(549_000_000_000_000_000n + numberOf(`${user.username} ${id}`))
  const owner = findBoard(id, world)?.userId
  if (owner === user.id || findBoard(made, world) !== undefined) return
  keepBoard({ id: /^\d+$/.test(id) && owner === undefined ? id : made, userId: user.id, name }, world)
}

export function findUser(id: string, world: SimWorld): User | undefined {
  return users(world).get(id)
}

export function allUsers(world: SimWorld): SimUser[] {
  return users(world).values().map(shownUser)
}

/** What of the scopes asked for a user grants. */
export function grantedBy(userId: string, asked: readonly string[], world: SimWorld): string[] {
  const most = findUser(userId, world)?.scopes
  return asked.filter((scope) => most?.includes(scope) ?? true)
}

export type Issued = { access: Access; refresh: Refresh; seconds: number; refreshSeconds: number }

/** Every refresh token is new, and lives for 60 days from now. */
export function issueTokens(
  grant: Pick<Access, 'userId' | 'clientId' | 'scopes'>,
  world: SimWorld,
  family = randomText(9),
): Issued {
  const seconds = findUser(grant.userId, world)?.accessSeconds ?? accessSeconds
  const until = (lives: number) => new Date(world.now().getTime() + lives * 1_000).toISOString()
  const { userId, clientId, scopes } = grant
  const common = { family, userId, clientId, scopes }
  const access: Access = { ...common, token: `pina_${randomText(48)}`, expiresAt: until(seconds) }
  const refresh: Refresh = { ...common, token: `pinr_${randomText(48)}`, expiresAt: until(refreshSeconds) }
  accessTokens(world).set(access.token, access)
  refreshTokens(world).set(refresh.token, refresh)
  for (const { token } of [access, refresh]) membersOf(family, world).set(token, true)
  return { access, refresh, seconds, refreshSeconds }
}

/** A refresh token works once. */
export function takeRefresh(token: string, clientId: string, world: SimWorld): Refresh | undefined {
  const refresh = refreshTokens(world).get(token)
  if (refresh?.clientId !== clientId || refresh.expiresAt <= world.now().toISOString()) return undefined
  refreshTokens(world).delete(token)
  return refresh
}

/** What a person does in the settings: the app's access ends, whichever of its tokens the request carries. */
export function revokeAccess(request: SimRequest, world: SimWorld): void {
  const family =
    accessTokens(world).get(bearerOf(request))?.family ??
    refreshTokens(world).get(request.form?.get('refresh_token') ?? '')?.family
  if (family === undefined) return
  const members = membersOf(family, world)
  for (const [token] of members.entries()) {
    accessTokens(world).delete(token)
    refreshTokens(world).delete(token)
    members.delete(token)
  }
}

function bearerOf(request: SimRequest): string {
  return /^Bearer (\S+)$/.exec(request.headers['authorization'] ?? '')?.[1] ?? ''
}

export function signedIn(request: SimRequest, world: SimWorld): { user: User; access: Access } {
  const access = accessTokens(world).get(bearerOf(request))
  const user = access === undefined ? undefined : findUser(access.userId, world)
  if (access === undefined || user === undefined || access.expiresAt <= world.now().toISOString())
    return refuse(401, 2, 'Authentication failed.')
  if (user.suspended) return refuse(403, 403, 'Not authorized to access the user account.')
  return { user, access }
}

export function demand(access: Access, scopes: readonly string[]): void {
  const missing = scopes.filter((scope) => !access.scopes.includes(scope))
  if (missing.length > 0)
    refuse(
      403,
      3,
      `Your token does not have sufficient permissions. It lacks the scopes ${missing.join(', ')}.`,
    )
}
