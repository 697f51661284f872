import { nameFrom, numberOf, plainName } from '../../../sandbox/plain-name.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { NewSimUser, SimUser, SimWorld } from '../../../sandbox/simulator.js'
import { failRunning } from './jobs.js'

export type User = {
  /** The `open_id`. */
  id: string
  username: string
  displayName: string
  isPrivate: boolean
  /** Has switched off comments, duets and stitches. */
  isQuiet: boolean
  /** Has a TikTok app that is too old for drafts of photos. */
  hasOldApp: boolean
  maxSeconds: number
  isBanned: boolean
  accessSeconds: number
  /** All that this user ever ticks; absent: whatever is asked. */
  scopes?: string[]
}

export type Token = {
  token: string
  userId: string
  clientKey: string
  scopes: string[]
  expiresAt: string
}

const accessSeconds = 2 * 3_600
const refreshSeconds = 180 * 86_400

const users = (world: SimWorld) => world.table<User>('users')
const usernames = (world: SimWorld) => world.table<string>('usernames')
const accessTokens = (world: SimWorld) => world.table<Token>('access')
const refreshTokens = (world: SimWorld) => world.table<Token>('refresh')
const tokensOf = (userId: string, clientKey: string, world: SimWorld) =>
  world.table<boolean>(`tokens of ${userId} ${clientKey}`)

/** `accountType` is `private`, `short` (films of 3 seconds at most), `comments_off` or `old_app`; else a public account. */
export function createUser(input: NewSimUser, world: SimWorld): SimUser {
  const number = world.nextNumber('user')
  const username = plainName(input.username ?? '').toLowerCase() || `tia${String(number)}`
  const known = users(world).get(usernames(world).get(username) ?? '')
  const { accountType: type } = input
  const user: User = {
    ...(known ?? {
      id: `-000${numberOf(username).toString(36)}${numberOf(`open id of ${username}`).toString(36)}`,
      username,
      displayName: nameFrom(input.username) ?? `Tia ${String(number)}`,
      isPrivate: false,
      isQuiet: false,
      hasOldApp: false,
      maxSeconds: 600,
      isBanned: false,
      accessSeconds,
    }),
    ...(type === undefined
      ? {}
      : {
          isPrivate: type === 'private',
          isQuiet: type === 'comments_off',
          hasOldApp: type === 'old_app',
          maxSeconds: type === 'short' ? 3 : 600,
        }),
    ...(input.displayName === undefined ? {} : { displayName: input.displayName }),
    ...(input.suspended === undefined ? {} : { isBanned: input.suspended }),
    ...(input.tokenExpiresInSeconds === undefined ? {} : { accessSeconds: input.tokenExpiresInSeconds }),
    ...(input.scopes === undefined ? {} : { scopes: input.scopes }),
  }
  users(world).set(user.id, user)
  usernames(world).set(username, user.id)
  if (user.isBanned) failRunning(user.id, 'spam_risk_user_banned_from_posting', world)
  return user
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

/** What of the scopes asked for a user ticks. */
export function grantedBy(userId: string, asked: readonly string[], world: SimWorld): string[] {
  const most = findUser(userId, world)?.scopes
  return asked.filter((scope) => most?.includes(scope) ?? true)
}

export type Issued = { access: Token; refresh: Token; seconds: number; refreshSeconds: number }

/** Both are new each time. */
export function issueTokens(from: Omit<Token, 'token' | 'expiresAt'>, world: SimWorld): Issued {
  const seconds = findUser(from.userId, world)?.accessSeconds ?? accessSeconds
  const { userId, clientKey, scopes } = from
  const make = (kind: string, lives: number): Token => ({
    token: `${kind}.${randomText(48)}`,
    userId,
    clientKey,
    scopes,
    expiresAt: inSeconds(lives, world),
  })
  const access = make('act', seconds)
  const refresh = make('rft', refreshSeconds)
  accessTokens(world).set(access.token, access)
  refreshTokens(world).set(refresh.token, refresh)
  for (const { token } of [access, refresh]) tokensOf(userId, clientKey, world).set(token, true)
  return { access, refresh, seconds, refreshSeconds }
}

export function livingToken(token: string, world: SimWorld): Token | undefined {
  const found = accessTokens(world).get(token)
  return found !== undefined && found.expiresAt > world.now().toISOString() ? found : undefined
}

/** A refresh token works once. */
export function takeRefresh(token: string, clientKey: string, world: SimWorld): Token | undefined {
  const found = refreshTokens(world).get(token)
  if (found?.clientKey !== clientKey || found.expiresAt <= world.now().toISOString()) return undefined
  refreshTokens(world).delete(token)
  tokensOf(found.userId, clientKey, world).delete(token)
  return found
}

/** What a person does in the app's settings, or the app itself: its tokens die together, and what it was publishing stops. */
export function revokeAccess(token: string, world: SimWorld): void {
  const found = accessTokens(world).get(token) ?? refreshTokens(world).get(token)
  if (found === undefined) return
  const tokens = tokensOf(found.userId, found.clientKey, world)
  for (const [each] of tokens.entries()) {
    accessTokens(world).delete(each)
    refreshTokens(world).delete(each)
    tokens.delete(each)
  }
  failRunning(found.userId, 'auth_removed', world)
}

export function inSeconds(seconds: number, world: SimWorld): string {
  return new Date(world.now().getTime() + seconds * 1_000).toISOString()
}
