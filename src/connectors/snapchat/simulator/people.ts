import { createHash } from 'node:crypto'
import { nameFrom, plainName } from '../../../sandbox/plain-name.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { NewSimUser, SimUser, SimWorld } from '../../../sandbox/simulator.js'

/** Somebody with a public profile. */
export type User = {
  /** The profile's. */
  id: string
  organizationId: string
  username: string
  displayName: string
  category: 'BUSINESS' | 'PERSON' | 'PUBLISHER'
  hasProfile: boolean
  /** May act for the profile: a role in its organization can be taken away. */
  hasRole: boolean
  accessSeconds: number
}

export type Token = { token: string; userId: string; clientId: string; expiresAt: string | null }

const accessSeconds = 1_800

const users = (world: SimWorld) => world.table<User>('users')
const usernames = (world: SimWorld) => world.table<string>('usernames')
const accessTokens = (world: SimWorld) => world.table<Token>('access')
const refreshTokens = (world: SimWorld) => world.table<Token>('refresh')
const tokensOf = ({ userId, clientId }: Pick<Token, 'userId' | 'clientId'>, world: SimWorld) =>
  world.table<boolean>(`tokens of ${userId} ${clientId}`)

/** `accountType` is `person`, `publisher` or `no_profile`; else a business. Suspended: the role is lost. */
export function createUser(input: NewSimUser, world: SimWorld): SimUser {
  const number = world.nextNumber('user')
  const username = plainName(input.username ?? '').toLowerCase() || `sam${String(number)}`
  const known = users(world).get(usernames(world).get(username) ?? '')
  const { accountType: type } = input
  const user: User = {
    ...(known ?? {
      id: uuidOf(`profile of ${username}`),
      organizationId: uuidOf(`organization of ${username}`),
      username,
      displayName: nameFrom(input.username) ?? `Sam ${String(number)}`,
      category: 'BUSINESS',
      hasProfile: true,
      hasRole: true,
      accessSeconds,
    }),
    ...(type === undefined
      ? {}
      : {
          category: type === 'person' ? 'PERSON' : type === 'publisher' ? 'PUBLISHER' : 'BUSINESS',
          hasProfile: type !== 'no_profile',
        }),
    ...(input.displayName === undefined ? {} : { displayName: input.displayName }),
    ...(input.suspended === undefined ? {} : { hasRole: !input.suspended }),
    ...(input.tokenExpiresInSeconds === undefined ? {} : { accessSeconds: input.tokenExpiresInSeconds }),
  }
  users(world).set(user.id, user)
  usernames(world).set(username, user.id)
  return user
}

/** The same name has the same id, also after the sandbox was emptied. */
export function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

export function findUser(id: string, world: SimWorld): User | undefined {
  return users(world).get(id)
}

export function findByName(username: string, world: SimWorld): User | undefined {
  return findUser(usernames(world).get(username) ?? '', world)
}

export function allUsers(world: SimWorld): User[] {
  return users(world).values()
}

export type Issued = { access: Token; seconds: number; refresh: Token | null }

/** An access token, and a refresh token where there is to be a new one. */
export function issueTokens(
  { userId, clientId }: Pick<Token, 'userId' | 'clientId'>,
  isRenewable: boolean,
  world: SimWorld,
): Issued {
  const seconds = findUser(userId, world)?.accessSeconds ?? accessSeconds
  const make = (expiresAt: string | null): Token => ({ token: randomText(48), userId, clientId, expiresAt })
  const access = make(inSeconds(seconds, world))
  accessTokens(world).set(access.token, access)
  tokensOf(access, world).set(access.token, true)
  if (!isRenewable) return { access, seconds, refresh: null }
  const refresh = make(null)
  refreshTokens(world).set(refresh.token, refresh)
  tokensOf(refresh, world).set(refresh.token, true)
  return { access, seconds, refresh }
}

export function livingToken(token: string, world: SimWorld): Token | undefined {
  const found = accessTokens(world).get(token)
  return found?.expiresAt != null && found.expiresAt > world.now().toISOString() ? found : undefined
}

/** Every second time the refresh token is another one afterwards, and the old one is over. */
export function renew(token: string, clientId: string, world: SimWorld): Issued | undefined {
  const found = refreshTokens(world).get(token)
  if (found?.clientId !== clientId) return undefined
  const isReplaced = world.nextNumber(`refreshes of ${found.userId} ${clientId}`) % 2 === 0
  if (isReplaced) {
    refreshTokens(world).delete(token)
    tokensOf(found, world).delete(token)
  }
  return issueTokens(found, isReplaced, world)
}

/** Somebody takes an app's access away: all its tokens die. */
export function revokeAccess(token: string, world: SimWorld): void {
  const found = accessTokens(world).get(token) ?? refreshTokens(world).get(token)
  if (found === undefined) return
  const tokens = tokensOf(found, world)
  for (const [each] of tokens.entries()) {
    accessTokens(world).delete(each)
    refreshTokens(world).delete(each)
    tokens.delete(each)
  }
}

export function inSeconds(seconds: number, world: SimWorld): string {
  return new Date(world.now().getTime() + seconds * 1_000).toISOString()
}
