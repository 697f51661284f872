import { createHmac } from 'node:crypto'
import { invalid, refuse } from '../../../sandbox/graph-api/refusal.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { findUser, inSeconds } from './people.js'

export type Token = {
  token: string
  /** Whose account it is: of a page's token, who looks after the page. */
  userId: string
  /** Of Instagram's login, of a person at Facebook, or of a page there. */
  kind: 'instagram' | 'person' | 'page'
  pageId: string | null
  appId: string
  /** What `appsecret_proof` is made with. */
  secret: string
  scopes: string[]
  issuedAt: string
  /** Null: a page's, made by a long-lived token. */
  expiresAt: string | null
  isLong: boolean
}

const shortSeconds = 3_600
const prefixes = { instagram: 'IGAA', person: 'EAAP', page: 'EAAG' }

const tokens = (world: SimWorld) => world.table<Token>('tokens')
const tokensOf = (userId: string, world: SimWorld) => world.table<boolean>(`tokens of ${userId}`)

export function issueToken(
  from: Pick<Token, 'userId' | 'kind' | 'appId' | 'secret' | 'scopes' | 'isLong'>,
  world: SimWorld,
): { token: string; seconds: number } {
  const seconds = from.isLong ? (findUser(from.userId, world)?.tokenSeconds ?? shortSeconds) : shortSeconds
  const token = keep({ ...from, pageId: null, expiresAt: inSeconds(seconds, world) }, world)
  // The time that is left is told a little short, as the network tells it.
  return { token, seconds: seconds > shortSeconds ? seconds - 56 : seconds }
}

/** One person has one token for a page, and gets it again; it ends with a short-lived token, not with a long one. */
export function pageToken(person: Token, pageId: string, world: SimWorld): string {
  const known = tokensOf(person.userId, world)
    .entries()
    .flatMap(([each]) => tokens(world).get(each) ?? [])
    .find((each) => each.pageId === pageId && each.appId === person.appId && each.isLong === person.isLong)
  if (known !== undefined) return known.token
  return keep({ ...person, kind: 'page', pageId, expiresAt: person.isLong ? null : person.expiresAt }, world)
}

function keep(from: Omit<Token, 'token' | 'issuedAt'>, world: SimWorld): string {
  const token = `${prefixes[from.kind]}${randomText(60)}`
  tokens(world).set(token, { ...from, token, issuedAt: world.now().toISOString() })
  tokensOf(from.userId, world).set(token, true)
  return token
}

export function findToken(value: string, world: SimWorld): Token | undefined {
  return tokens(world).get(value)
}

export function isAlive({ expiresAt }: Token, world: SimWorld): boolean {
  return expiresAt === null || expiresAt > world.now().toISOString()
}

/** A living token of this host's own kind, else Graph's 190. */
export function livingToken(value: string, host: 'instagram' | 'facebook', world: SimWorld): Token {
  if (value === '')
    return refuse(104, 'An access token is required to request this resource.', { status: 401 })
  const token = tokens(world).get(value)
  if (token === undefined || (token.kind === 'instagram') !== (host === 'instagram'))
    return refuse(190, 'Invalid OAuth access token - Cannot parse access token', { status: 401 })
  if (!isAlive(token, world))
    return refuse(190, `Error validating access token: Session has expired on ${token.expiresAt ?? ''}.`, {
      status: 401,
      subcode: 463,
    })
  return token
}

export function requireScope({ scopes }: Pick<Token, 'scopes'>, scope: string): void {
  if (!scopes.includes(scope))
    refuse(10, `(#10) Application does not have permission for this action: ${scope}`, { status: 403 })
}

/** Nobody has to send it; who does sends the right one. */
export function checkProof({ token, secret }: Token, proof: string): void {
  const right = createHmac('sha256', secret).update(token).digest('hex')
  if (proof !== '' && proof !== right) invalid('Invalid appsecret_proof provided in the API argument')
}

/** What a person does in the settings: all that the app has from them dies together. */
export function revokeAccess(userId: string, world: SimWorld): void {
  const all = tokensOf(userId, world)
  for (const [each] of all.entries()) {
    tokens(world).delete(each)
    all.delete(each)
  }
}
