import { randomText } from '../../../sandbox/sandbox.js'
import type { SimUser, SimWorld } from '../../../sandbox/simulator.js'

export const kinds = [
  'business',
  /** Statuses come two minutes late. */
  'late',
  /** The number is used in the Business app as well. */
  'shared',
  'banned',
  'restricted',
  'pending',
  'unverified',
  /** Reaches 250 people a day. */
  'new',
  /** Templates are held to see how people take them. */
  'held',
] as const
type Kind = (typeof kinds)[number]

/** A business with one WhatsApp Business Account and one number. */
export type Business = {
  businessId: string
  wabaId: string
  phoneId: string
  /** Digits, with the country's. */
  phone: string
  username: string
  displayName: string
  kind: Kind
  /** The whole account is locked. */
  isLocked: boolean
  /** Absent: tokens live for ever, as those of system users do. */
  tokenSeconds?: number
  /** All that a token of this business may do. */
  scopes: string[]
}

const businesses = (world: SimWorld) => world.table<Business>('businesses')

export function keepBusiness(business: Business, world: SimWorld): void {
  businesses(world).set(business.phoneId, business)
  world.table<string>('numbers of accounts').set(business.wabaId, business.phoneId)
}

export function allUsers(world: SimWorld): SimUser[] {
  return businesses(world)
    .values()
    .map(({ phoneId: id, username, displayName }) => ({ id, username, displayName }))
}

export function businessByPhone(phoneId: string, world: SimWorld): Business | undefined {
  return businesses(world).get(phoneId)
}

export function businessByWaba(wabaId: string, world: SimWorld): Business | undefined {
  return businesses(world).get(world.table<string>('numbers of accounts').get(wabaId) ?? '')
}

/** `+1 555-234-5678`. */
export function displayNumber({ phone }: Business): string {
  return `+${phone.slice(0, 1)} ${phone.slice(1, 4)}-${phone.slice(4, 7)}-${phone.slice(7)}`
}

// ---------------------------------------------------------------- tokens

export type Token = {
  token: string
  phoneId: string
  /** The app that asked about it first; empty until one did. */
  appId: string
  scopes: string[]
  issuedAt: string
  expiresAt: string | null
}

const tokens = (world: SimWorld) => world.table<Token>('tokens')

export function issueToken({ phoneId, scopes, tokenSeconds }: Business, world: SimWorld): string {
  const now = world.now()
  const token = `EAAG${randomText(60)}`
  tokens(world).set(token, {
    token,
    phoneId,
    appId: '',
    scopes,
    issuedAt: now.toISOString(),
    expiresAt:
      tokenSeconds === undefined ? null : new Date(now.getTime() + tokenSeconds * 1_000).toISOString(),
  })
  world.table<boolean>(`tokens of ${phoneId}`).set(token, true)
  return token
}

export function findToken(value: string, world: SimWorld): Token | undefined {
  return tokens(world).get(value)
}

export function adoptToken(token: Token, appId: string, world: SimWorld): Token {
  const adopted = { ...token, appId }
  tokens(world).set(token.token, adopted)
  return adopted
}

export function isOver({ expiresAt }: Token, world: SimWorld): boolean {
  return expiresAt !== null && expiresAt <= world.now().toISOString()
}

/** An admin takes the system user's access back: all its tokens die together. */
export function revokeTokens(value: string, world: SimWorld): void {
  const { phoneId } = findToken(value, world) ?? {}
  if (phoneId === undefined) return
  const own = world.table<boolean>(`tokens of ${phoneId}`)
  for (const [each] of own.entries()) {
    tokens(world).delete(each)
    own.delete(each)
  }
}
