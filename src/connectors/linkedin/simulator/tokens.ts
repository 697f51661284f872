import { randomText } from '../../../sandbox/sandbox.js'
import type { SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import { findPerson, type Person } from './people.js'
import { gatewayFailure, refuse } from './replies.js'

export type Token = {
  token: string
  personId: string
  clientId: string
  scopes: string[]
  expiresAt: string
  /** Taken back by the person, the app, or a login with other scopes. */
  isRevoked: boolean
}

const refreshSeconds = 31_536_000

const accessTokens = (world: SimWorld) => world.table<Token>('access')
const refreshTokens = (world: SimWorld) => world.table<Token>('refresh')
/** Nobody reads through all tokens to find one person's. */
const tokensOf = (personId: string, clientId: string, world: SimWorld) =>
  world.table<boolean>(`tokens of ${personId} with ${clientId}`)

/** A login. Asking for other scopes than before ends what was given for those. */
export function logIn(personId: string, clientId: string, scopes: string[], world: SimWorld): SimReply {
  const isSame = (kept: Token): boolean => [...kept.scopes].sort().join() === [...scopes].sort().join()
  revoke(personId, clientId, world, (kept) => !isSame(kept))
  const person = findPerson(personId, world)
  const refresh =
    person?.hasNoRefresh === true
      ? null
      : keep(refreshTokens(world), { personId, clientId, scopes }, refreshSeconds, world)
  return granted(personId, clientId, scopes, refresh, ',', world)
}

/** A new access token; the refresh token stays, and ends when it would have. */
export function refreshed(refresh: Token, world: SimWorld): SimReply {
  return granted(refresh.personId, refresh.clientId, refresh.scopes, refresh, ' ', world)
}

/** Both separators of scopes have been seen. */
function granted(
  personId: string,
  clientId: string,
  scopes: string[],
  refresh: Token | null,
  separator: ',' | ' ',
  world: SimWorld,
): SimReply {
  const seconds = findPerson(personId, world)?.accessSeconds ?? 0
  const access = keep(accessTokens(world), { personId, clientId, scopes }, seconds, world)
  return {
    status: 200,
    body: {
      access_token: access.token,
      expires_in: seconds,
      ...(refresh === null
        ? {}
        : { refresh_token: refresh.token, refresh_token_expires_in: secondsLeft(refresh, world) }),
      scope: scopes.join(separator),
      token_type: 'Bearer',
      ...(scopes.includes('openid')
        ? { id_token: `${randomText(30)}.${randomText(120)}.${randomText(60)}` }
        : {}),
    },
  }
}

function secondsLeft({ expiresAt }: Token, world: SimWorld): number {
  return Math.ceil((Date.parse(expiresAt) - world.now().getTime()) / 1_000)
}

/** Real ones have hundreds of characters, and may have a thousand. */
function keep(
  table: ReturnType<typeof accessTokens>,
  given: Pick<Token, 'personId' | 'clientId' | 'scopes'>,
  seconds: number,
  world: SimWorld,
): Token {
  const kept: Token = {
    ...given,
    token: `AQ${randomText(350)}`,
    expiresAt: new Date(world.now().getTime() + seconds * 1_000).toISOString(),
    isRevoked: false,
  }
  table.set(kept.token, kept)
  tokensOf(given.personId, given.clientId, world).set(kept.token, true)
  return kept
}

export function findRefresh(token: string, clientId: string, world: SimWorld): Token | undefined {
  const refresh = refreshTokens(world).get(token)
  const isGood = refresh?.clientId === clientId && !refresh.isRevoked && isAlive(refresh, world)
  return isGood ? refresh : undefined
}

export function findToken(token: string, world: SimWorld): Token | undefined {
  return accessTokens(world).get(token) ?? refreshTokens(world).get(token)
}

export function isAlive({ expiresAt }: Token, world: SimWorld): boolean {
  return expiresAt > world.now().toISOString()
}

/** Ends all that the app holds of a person, or those of it that are meant. */
export function revoke(
  personId: string,
  clientId: string,
  world: SimWorld,
  isMeant: (kept: Token) => boolean = () => true,
): void {
  for (const [token] of tokensOf(personId, clientId, world).entries())
    for (const table of [accessTokens(world), refreshTokens(world)]) {
      const kept = table.get(token)
      if (kept !== undefined && isMeant(kept)) table.set(token, { ...kept, isRevoked: true })
    }
}

export function revokeToken(token: string, world: SimWorld): void {
  for (const table of [accessTokens(world), refreshTokens(world)]) {
    const kept = table.get(token)
    if (kept !== undefined) table.set(token, { ...kept, isRevoked: true })
  }
}

/** What a person does in the settings: the app whose token a request carries may do nothing more. */
export function revokeAccess(request: SimRequest, world: SimWorld): void {
  const kept = findToken(bearerOf(request) ?? request.form?.get('refresh_token') ?? '', world)
  if (kept !== undefined) revoke(kept.personId, kept.clientId, world)
}

export function bearerOf(request: SimRequest): string | undefined {
  return /^Bearer (\S+)$/.exec(request.headers['authorization'] ?? '')?.[1]
}

export type Caller = { person: Person; scopes: readonly string[] }

/** Whoever a request's token belongs to; refuses as the network does. */
export function signedIn(request: SimRequest, world: SimWorld): Caller {
  const bearer = bearerOf(request)
  if (bearer === undefined)
    return refuse(gatewayFailure(401, 'EMPTY_ACCESS_TOKEN', 'Empty oauth2_access_token', 401))
  const access = accessTokens(world).get(bearer)
  if (access === undefined) return refuse(gatewayFailure(401, null, 'Invalid access token', 65_600))
  if (access.isRevoked) return refuse(tokenRevoked())
  if (!isAlive(access, world)) return refuse(tokenExpired())
  const person = findPerson(access.personId, world)
  if (person === undefined) return refuse(gatewayFailure(401, null, 'Invalid access token', 65_600))
  if (person.isSuspended)
    return refuse(
      gatewayFailure(403, 'ACCESS_DENIED', 'Insufficient permissions to perform the requested action'),
    )
  return { person, scopes: access.scopes }
}

export const tokenExpired = (): SimReply => gatewayFailure(401, null, 'Expired access token', 65_602)
export const tokenRevoked = (): SimReply =>
  gatewayFailure(401, 'REVOKED_ACCESS_TOKEN', 'The token has been revoked', 65_601)
