import { randomText } from './sandbox.js'
import type { NewSimUser, SimWorld } from './simulator.js'

/** What one person has allowed one app. Its tokens live and die with it. */
type Grant = {
  id: string
  userId: string
  clientId: string
  /** All that was ever ticked, as it was asked for. */
  scopes: string[]
  /** Living refresh tokens, oldest first. */
  refreshTokens: string[]
}

export type Token = {
  token: string
  grantId: string
  userId: string
  clientId: string
  scopes: string[]
  expiresAt: string
}

const mostRefreshTokens = 100
const testingSeconds = 7 * 86_400
/** A refresh token that nobody used for so long is dead. */
const idleSeconds = 183 * 86_400

/** How somebody who has an account with Google signs in. */
type Habits = {
  accessSeconds?: number
  /** All that this person ever ticks, by the last part of its address; absent: whatever is asked. */
  ticks?: string[]
}

const accessSeconds = 3_599
const scopeRoot = 'https://www.googleapis.com/auth/'

const habits = (world: SimWorld) => world.table<Habits>('sign-in habits')
const grants = (world: SimWorld) => world.table<Grant>('grants')
const living = (world: SimWorld) => world.table<string>('grant of person and app')
const access = (world: SimWorld) => world.table<Token>('access')
const refresh = (world: SimWorld) => world.table<Token>('refresh')

const grantOf = (userId: string, clientId: string, world: SimWorld): Grant | undefined =>
  grants(world).get(living(world).get(`${userId} ${clientId}`) ?? '')

/** What `POST /sandbox/accounts` says of how somebody signs in; what it leaves out stays as it was. */
export function keepHabits(
  userId: string,
  { tokenExpiresInSeconds, scopes }: NewSimUser,
  world: SimWorld,
): void {
  if (tokenExpiresInSeconds === undefined && scopes === undefined) return
  habits(world).set(userId, {
    ...habits(world).get(userId),
    ...(tokenExpiresInSeconds === undefined ? {} : { accessSeconds: tokenExpiresInSeconds }),
    ...(scopes === undefined ? {} : { ticks: scopes.map(lastPart) }),
  })
}

export function lastPart(scope: string): string {
  return scope.startsWith(scopeRoot) ? scope.slice(scopeRoot.length) : scope
}

/** Which of the scopes asked for a person ticks. */
export function tickedBy(userId: string, asked: readonly string[], world: SimWorld): string[] {
  const most = habits(world).get(userId)?.ticks
  return asked.filter((scope) => most?.includes(lastPart(scope)) ?? true)
}

export type Consented = {
  userId: string
  clientId: string
  scopes: string[]
  joinsEarlier: boolean
  isOffline: boolean
  isForced: boolean
}

/** The grant after a consent, and the token that comes of it: a refresh token with the first consent or a forced one. */
export function issueTokens(
  { userId, clientId, scopes, joinsEarlier, isOffline, isForced }: Consented,
  world: SimWorld,
): { access: Token; seconds: number; refreshToken: string | null } {
  const known = grantOf(userId, clientId, world)
  const grant: Grant = known ?? { id: randomText(12), userId, clientId, scopes: [], refreshTokens: [] }
  const all = [...new Set([...grant.scopes, ...scopes])]
  const given = joinsEarlier ? all : scopes
  const next = { ...grant, scopes: all }
  grants(world).set(grant.id, next)
  living(world).set(`${userId} ${clientId}`, grant.id)
  const isRefreshed = isOffline && (isForced || grant.refreshTokens.length === 0)
  return {
    ...issueAccess(next, given, world),
    refreshToken: isRefreshed ? issueRefresh(next, given, world) : null,
  }
}

function issueAccess(
  { id: grantId, userId, clientId }: Grant,
  scopes: string[],
  world: SimWorld,
): { access: Token; seconds: number } {
  const seconds = habits(world).get(userId)?.accessSeconds ?? accessSeconds
  const token = `ya29.a0${randomText(120)}`
  const made = { token, grantId, userId, clientId, scopes, expiresAt: inSeconds(seconds, world) }
  access(world).set(token, made)
  return { access: made, seconds }
}

/** Beyond a hundred the oldest goes without a word. */
function issueRefresh(grant: Grant, scopes: string[], world: SimWorld): string {
  const { id: grantId, userId, clientId, refreshTokens } = grant
  const token = `1//0${randomText(60)}`
  const seconds = isInTesting(clientId) ? testingSeconds : idleSeconds
  refresh(world).set(token, {
    token,
    grantId,
    userId,
    clientId,
    scopes,
    expiresAt: inSeconds(seconds, world),
  })
  const all = [...refreshTokens, token]
  for (const old of all.slice(0, -mostRefreshTokens)) refresh(world).delete(old)
  grants(world).set(grantId, { ...grant, refreshTokens: all.slice(-mostRefreshTokens) })
  return token
}

/** The consent screen of an app whose id begins with `testing` is in testing: its grants last a week. */
export function isInTesting(clientId: string): boolean {
  return clientId.startsWith('testing')
}

export function secondsLeft(refreshToken: string, world: SimWorld): number {
  const until = refresh(world).get(refreshToken)?.expiresAt ?? world.now().toISOString()
  return Math.ceil((Date.parse(until) - world.now().getTime()) / 1_000)
}

/** A new access token; the refresh token stays the same. Undefined: it is no good any more. */
export function renew(
  refreshToken: string,
  clientId: string,
  world: SimWorld,
): { access: Token; seconds: number } | undefined {
  const known = refresh(world).get(refreshToken)
  const grant = grants(world).get(known?.grantId ?? '')
  if (known === undefined || grant?.clientId !== clientId || isOver(known, world)) return undefined
  if (!isInTesting(clientId))
    refresh(world).set(refreshToken, { ...known, expiresAt: inSeconds(idleSeconds, world) })
  return issueAccess(grant, known.scopes, world)
}

export function livingToken(token: string, world: SimWorld): Token | undefined {
  const known = access(world).get(token)
  const isAlive = known !== undefined && grants(world).get(known.grantId) !== undefined
  return isAlive && !isOver(known, world) ? known : undefined
}

/** By either kind of token. False: there is no such token. */
export function revokeGrant(token: string, world: SimWorld): boolean {
  const known = access(world).get(token) ?? refresh(world).get(token)
  const grant = grants(world).get(known?.grantId ?? '')
  if (grant === undefined) return false
  grants(world).delete(grant.id)
  return true
}

function isOver({ expiresAt }: Token, world: SimWorld): boolean {
  return expiresAt <= world.now().toISOString()
}

export function inSeconds(seconds: number, world: SimWorld): string {
  return new Date(world.now().getTime() + seconds * 1_000).toISOString()
}
