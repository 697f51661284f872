import { refuse } from '../../../sandbox/graph-api/refusal.js'
import { nameFrom, numberOf, plainName } from '../../../sandbox/plain-name.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { NewSimUser, SimUser, SimWorld } from '../../../sandbox/simulator.js'

export type User = {
  id: string
  username: string
  displayName: string
  /** A private profile's consent lasts 90 days, whatever is refreshed. */
  isPrivate: boolean
  /** May look, may not publish. */
  isRestricted: boolean
  /** May show posts in some countries only. */
  isGeoGating: boolean
  /** Of long-lived tokens. */
  tokenSeconds: number
  /** All that this user ever grants; absent: whatever is asked. */
  scopes?: string[]
}

export type Token = {
  token: string
  userId: string
  appId: string
  scopes: string[]
  /** When the person consented. */
  consentedAt: string
  issuedAt: string
  expiresAt: string
  isLong: boolean
}

const daySeconds = 86_400
/** 60 days, as the documents round it. */
const longSeconds = 60 * daySeconds
const shortSeconds = 3_600

/** One name is one user. Ids are beyond what a double holds, as the network's are. */
export function createUser(input: NewSimUser, world: SimWorld): SimUser {
  const users = world.table<User>('users')
  const number = world.nextNumber('user')
  const username = plainName(input.username ?? '').toLowerCase() || `cleo${String(number)}`
  const id = String(17_841_400_000_000_000n + numberOf(username))
  const user: User = {
    ...(users.get(id) ?? {
      id,
      username,
      displayName: nameFrom(input.username) ?? `Cleo ${String(number)}`,
      isPrivate: false,
      isRestricted: false,
      isGeoGating: false,
      tokenSeconds: longSeconds,
    }),
    ...(input.displayName === undefined ? {} : { displayName: input.displayName }),
    ...(input.accountType === undefined
      ? {}
      : { isPrivate: input.accountType === 'private', isGeoGating: input.accountType === 'geo_gating' }),
    ...(input.suspended === undefined ? {} : { isRestricted: input.suspended }),
    ...(input.tokenExpiresInSeconds === undefined ? {} : { tokenSeconds: input.tokenExpiresInSeconds }),
    ...(input.scopes === undefined ? {} : { scopes: input.scopes }),
  }
  users.set(id, user)
  return user
}

export function allUsers(world: SimWorld): User[] {
  return world.table<User>('users').values()
}

export function findUser(id: string, world: SimWorld): User | undefined {
  return world.table<User>('users').get(id)
}

/** What of the scopes asked for a user grants. */
export function grantedBy(userId: string, asked: readonly string[], world: SimWorld): string[] {
  const most = findUser(userId, world)?.scopes
  return asked.filter((scope) => most === undefined || most.includes(scope))
}

export function issueToken(
  from: Pick<Token, 'userId' | 'appId' | 'scopes' | 'consentedAt' | 'isLong'>,
  world: SimWorld,
): { token: Token; seconds: number } {
  const seconds = from.isLong ? (findUser(from.userId, world)?.tokenSeconds ?? longSeconds) : shortSeconds
  const { userId, appId, scopes, consentedAt, isLong } = from
  const token: Token = {
    token: `TH${randomText(60)}`,
    userId,
    appId,
    scopes,
    consentedAt,
    issuedAt: world.now().toISOString(),
    expiresAt: inSeconds(seconds, world),
    isLong,
  }
  world.table<Token>('tokens').set(token.token, token)
  world.table<boolean>(`tokens of ${userId}`).set(token.token, true)
  return { token, seconds }
}

/** The token if it lives, else Graph's 190. */
export function livingToken(value: string, world: SimWorld): Token {
  if (value === '')
    return refuse(104, 'An access token is required to request this resource.', { status: 401 })
  const token = world.table<Token>('tokens').get(value)
  if (token === undefined)
    return refuse(190, 'Error validating access token: The access token is not valid.', { status: 401 })
  const now = world.now().toISOString()
  if (token.expiresAt <= now || isConsentOver(token, world))
    return refuse(190, `Error validating access token: Session has expired. The current time is ${now}.`, {
      status: 401,
      subcode: 463,
    })
  return token
}

/** A private profile has to consent again after 90 days. */
function isConsentOver(token: Token, world: SimWorld): boolean {
  if (findUser(token.userId, world)?.isPrivate !== true) return false
  return Date.parse(token.consentedAt) + 90 * daySeconds * 1_000 <= world.now().getTime()
}

/** Whose token it is. Every call needs `threads_basic`, most one more. */
export function signedIn(
  value: string,
  scope: string | undefined,
  world: SimWorld,
): { user: User; token: Token } {
  const token = livingToken(value, world)
  const user = findUser(token.userId, world)
  if (user === undefined)
    return refuse(190, 'Error validating access token: The user is gone.', { status: 401 })
  requireScope(token, 'threads_basic')
  if (scope !== undefined) requireScope(token, scope)
  return { user, token }
}

export function requireScope({ scopes }: Pick<Token, 'scopes'>, scope: string): void {
  if (!scopes.includes(scope))
    refuse(10, `(#10) Application does not have permission for this action: ${scope}`, { status: 403 })
}

/** What a person does in the settings: the app's tokens die together. */
export function revokeAccess(value: string, world: SimWorld): void {
  const userId = world.table<Token>('tokens').get(value)?.userId
  if (userId === undefined) return
  const tokens = world.table<boolean>(`tokens of ${userId}`)
  for (const [each] of tokens.entries()) {
    world.table<Token>('tokens').delete(each)
    tokens.delete(each)
  }
}

export function inSeconds(seconds: number, world: SimWorld): string {
  return new Date(world.now().getTime() + seconds * 1_000).toISOString()
}
