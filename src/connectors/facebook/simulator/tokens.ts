import { createHmac } from 'node:crypto'
import { invalid, refuse } from '../../../sandbox/graph-api/refusal.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { findUser, roleOn, type User } from './people.js'

export type Token = {
  token: string
  userId: string
  /** Set: a page's token. */
  pageId: string | null
  appId: string
  scopes: string[]
  consentedAt: string
  issuedAt: string
  /** Null: never. */
  expiresAt: string | null
  isLong: boolean
  /** The subcode with which it is refused; null while it lives. */
  deadAs: number | null
}

const shortSeconds = 3_600

const tokens = (world: SimWorld) => world.table<Token>('tokens')
const tokensOf = (userId: string, world: SimWorld) => world.table<boolean>(`tokens of ${userId}`)
/** A page's token stays the same for the same token of the person. */
const pageTokens = (world: SimWorld) => world.table<string>('page tokens')
const secrets = (world: SimWorld) => world.table<string>('app secrets')

export function inSeconds(seconds: number, world: SimWorld): string {
  return new Date(world.now().getTime() + seconds * 1_000).toISOString()
}

export function issueToken(
  from: Pick<Token, 'userId' | 'appId' | 'scopes' | 'consentedAt' | 'isLong'>,
  world: SimWorld,
): { token: Token; seconds: number } {
  const { userId, appId, scopes, consentedAt, isLong } = from
  const seconds = isLong ? (findUser(userId, world)?.longSeconds ?? 0) : shortSeconds
  const expiresAt = inSeconds(seconds, world)
  const token = keep({ userId, appId, scopes, consentedAt, isLong, pageId: null, expiresAt }, world)
  return { token, seconds }
}

function keep(from: Omit<Token, 'token' | 'issuedAt' | 'deadAs'>, world: SimWorld): Token {
  const issuedAt = world.now().toISOString()
  const token: Token = { ...from, token: `EAA${randomText(90)}`, issuedAt, deadAs: null }
  tokens(world).set(token.token, token)
  tokensOf(from.userId, world).set(token.token, true)
  return token
}

/** Made from a long-lived token it never ends by time. Undefined where the person has no task on the page. */
export function pageTokenFrom(of: Token, pageId: string, world: SimWorld): string | undefined {
  if ((roleOn(pageId, of.userId, world)?.tasks.length ?? 0) === 0) return undefined
  const key = `${of.token} ${pageId}`
  const known = pageTokens(world).get(key)
  if (known !== undefined) return known
  const made = keep({ ...of, pageId, expiresAt: of.isLong ? null : of.expiresAt }, world)
  pageTokens(world).set(key, made.token)
  return made.token
}

/** Whoever asks for the page's token next is given another. */
export function renewPageToken(value: string, world: SimWorld): void {
  for (const [key, token] of pageTokens(world).entries()) if (token === value) pageTokens(world).delete(key)
}

export function findToken(value: string, world: SimWorld): Token | undefined {
  return tokens(world).get(value)
}

/** All of a person's, or those for one app. What they were is remembered, so that they are refused with the reason. */
export function killTokens(userId: string, subcode: number, world: SimWorld, appId?: string): void {
  for (const [value] of tokensOf(userId, world).entries()) {
    const token = findToken(value, world)
    const isMeant = token?.deadAs === null && (appId === undefined || token.appId === appId)
    if (isMeant) tokens(world).set(value, { ...token, deadAs: subcode })
  }
}

export function dropScope(userId: string, appId: string, scope: string, world: SimWorld): void {
  for (const [value] of tokensOf(userId, world).entries()) {
    const token = findToken(value, world)
    if (token?.appId === appId)
      tokens(world).set(value, { ...token, scopes: token.scopes.filter((each) => each !== scope) })
  }
}

const reasons: Record<number, string> = {
  458: 'The user has not authorized the application.',
  459: 'You cannot access the app till you log in to www.facebook.com and follow the instructions given.',
  460: 'The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.',
  463: 'Session has expired.',
  464: 'Sessions for the user are not allowed because the user is not a confirmed user.',
  467: 'The session is invalid because the user logged out.',
  492: 'The session is invalid because the user does not have the needed role on the Page.',
}

export function refuseToken(subcode: number): never {
  return refuse(190, `Error validating access token: ${reasons[subcode] ?? 'The session is invalid.'}`, {
    subcode,
  })
}

/** Why a token does not work; null where it does. */
export function troubleOf(token: Token, world: SimWorld): number | null {
  if (token.deadAs !== null) return token.deadAs
  const trouble = findUser(token.userId, world)?.trouble ?? null
  if (trouble !== null) return trouble
  if (token.expiresAt !== null && token.expiresAt <= world.now().toISOString()) return 463
  return token.pageId !== null && roleOn(token.pageId, token.userId, world) === undefined ? 492 : null
}

/** The token if it lives, else the network's 104 or 190. */
export function livingToken(value: string, world: SimWorld): { token: Token; user: User } {
  if (value === '') return refuse(104, 'An access token is required to request this resource.')
  const token = findToken(value, world)
  const user = token === undefined ? undefined : findUser(token.userId, world)
  if (token === undefined || user === undefined)
    return refuse(190, 'Invalid OAuth access token - Cannot parse access token')
  const trouble = troubleOf(token, world)
  return trouble === null ? { token, user } : refuseToken(trouble)
}

/** Nobody registers apps here: an app is whoever brings an id and a secret, and signs with that one from then on. */
export function meetApp(appId: string, secret: string, world: SimWorld): void {
  if (secrets(world).get(appId) !== secret) secrets(world).set(appId, secret)
}

export function isApp(appId: string, secret: string, world: SimWorld): boolean {
  return secret !== '' && secrets(world).get(appId) === secret
}

/** Every app here demands it: the setting "Require App Secret" is on. */
export function checkProof({ token, appId }: Token, proof: string, world: SimWorld): void {
  if (proof === '') invalid('API calls from the server require an appsecret_proof argument')
  const right = createHmac('sha256', secrets(world).get(appId) ?? '')
    .update(token)
    .digest('hex')
  if (proof !== right) invalid('Invalid appsecret_proof provided in the API argument')
}
