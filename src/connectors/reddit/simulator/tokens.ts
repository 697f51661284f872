import { randomText } from '../../../sandbox/sandbox.js'
import type { SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import { invalidToken, refuse } from './replies.js'
import { findUser, type User } from './users.js'

/** What a person has let an app do. */
type Grant = { id: string; userId: string; clientId: string; scopes: string[] }
export type Access = Grant & { expiresAt: string }
export type Issued = { accessToken: string; seconds: number; refreshToken: string | null }

const accessTokens = (world: SimWorld) => world.table<Access>('access')
const refreshTokens = (world: SimWorld) => world.table<Grant>('refresh')
/** The tokens of one grant. */
const membersOf = (grantId: string, world: SimWorld) => world.table<boolean>(`tokens of ${grantId}`)

export function newGrant(given: Omit<Grant, 'id'>): Grant {
  return { id: randomText(9), ...given }
}

function addAccess(grant: Grant, world: SimWorld): Pick<Issued, 'accessToken' | 'seconds'> {
  const seconds = findUser(grant.userId, world)?.accessSeconds ?? 3_600
  const accessToken = `${grant.id}-${randomText(24)}`
  const expiresAt = new Date(world.now().getTime() + seconds * 1_000).toISOString()
  accessTokens(world).set(accessToken, { ...grant, expiresAt })
  membersOf(grant.id, world).set(accessToken, true)
  return { accessToken, seconds }
}

function addRefresh(grant: Grant, world: SimWorld): string {
  const token = `${grant.id}-${randomText(20)}`
  refreshTokens(world).set(token, grant)
  membersOf(grant.id, world).set(token, true)
  return token
}

/** A refresh token comes with a permanent grant only. */
export function issueTokens(grant: Grant, isPermanent: boolean, world: SimWorld): Issued {
  return { ...addAccess(grant, world), refreshToken: isPermanent ? addRefresh(grant, world) : null }
}

/** Refresh tokens do not expire; those of some work once. */
export function renew(
  token: string,
  clientId: string,
  world: SimWorld,
): (Issued & { grant: Grant }) | undefined {
  const grant = refreshTokens(world).get(token)
  if (grant?.clientId !== clientId) return undefined
  const access = addAccess(grant, world)
  if (findUser(grant.userId, world)?.rotates !== true) return { grant, ...access, refreshToken: token }
  refreshTokens(world).delete(token)
  return { grant, ...access, refreshToken: addRefresh(grant, world) }
}

/** An access token ends alone, a refresh token takes the access tokens of its grant along. */
export function revoke(token: string, clientId: string, world: SimWorld): void {
  if (refreshTokens(world).get(token)?.clientId === clientId) endGrantOf(token, world)
  if (accessTokens(world).get(token)?.clientId === clientId) accessTokens(world).delete(token)
}

/** What a person does under "authorized applications". */
export function endGrantOf(token: string, world: SimWorld): void {
  const grant = refreshTokens(world).get(token) ?? accessTokens(world).get(token)
  if (grant === undefined) return
  const members = membersOf(grant.id, world)
  for (const [member] of members.entries()) {
    accessTokens(world).delete(member)
    refreshTokens(world).delete(member)
    members.delete(member)
  }
}

export function bearerOf(request: SimRequest): string {
  return /^bearer (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? ''
}

export function signedIn(request: SimRequest, world: SimWorld): { user: User; access: Access } {
  const access = accessTokens(world).get(bearerOf(request))
  const user = access === undefined ? undefined : findUser(access.userId, world)
  if (access === undefined || user === undefined || access.expiresAt <= world.now().toISOString())
    return refuse(invalidToken())
  return { user, access }
}
