import type { SimWorld } from '../../../sandbox/simulator.js'

/** How one person stands to one number of a business. */
export type Relation = {
  /** When the person wrote last; the window is open for a day from then. */
  wroteAt: string | null
  /** Wants no marketing of this business. */
  isOptedOut: boolean
}

const dayMs = 86_400_000
const stranger: Relation = { wroteAt: null, isOptedOut: false }
const relations = (world: SimWorld) => world.table<Relation>('relations')

/**
 * The network's id of whoever has this number, null where it is none. Some countries write numbers in two ways, of
 * which the id has one: Mexico's have no 1 behind the 52, Argentina's a 9 behind the 54, Brazil's no 9 before the eight
 * digits.
 */
export function waIdOf(input: string): string | null {
  const digits = input.replace(/[\s()+.-]/g, '')
  if (!/^\d{7,15}$/.test(digits)) return null
  return digits
    .replace(/^521(\d{10})$/, '52$1')
    .replace(/^54(?!9)(\d{10})$/, '549$1')
    .replace(/^55(\d{2})9(\d{8})$/, '55$1$2')
}

/** What happens to messages to a number that ends with one of these codes, after they were accepted. */
const fates: Record<string, string> = {
  130403: 'The user has blocked this business.',
  130472: "Failed to send message because this user's phone number is part of an experiment",
  130497: 'The business may not write to people in this country.',
  131000: 'Message failed to send because there was an unknown error.',
  131016: 'A service is temporarily unavailable.',
  131026: 'Message Undeliverable.',
  131042: 'Message failed to send because there were one or more errors related to your payment method.',
  131047:
    'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
  131048:
    'Message failed to send because there are restrictions on how many messages can be sent from this phone number.',
  131049: 'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
  131050: 'The recipient has chosen to stop receiving marketing messages on WhatsApp from your business.',
  131053: 'Media upload error',
  131057: 'Business account is in maintenance mode.',
}

export function fateOf(waId: string): number | null {
  const code = waId.slice(-6)
  return code in fates ? Number(code) : null
}

export function wordsOfFate(code: number): string {
  return fates[String(code)] ?? 'Message Undeliverable.'
}

/** Whether the network may tell that this person has read something: those whose number ends in 0 say no. */
export function tellsWhenRead(waId: string): boolean {
  return !waId.endsWith('0')
}

export function relationOf(phoneId: string, waId: string, world: SimWorld): Relation {
  return relations(world).get(`${phoneId} ${waId}`) ?? stranger
}

export function setRelation(phoneId: string, waId: string, change: Partial<Relation>, world: SimWorld): void {
  relations(world).set(`${phoneId} ${waId}`, { ...relationOf(phoneId, waId, world), ...change })
}

/** Regulars, +1 555-010…, write to every business every day. */
export function isWindowOpen(phoneId: string, waId: string, world: SimWorld): boolean {
  if (waId.startsWith('1555010')) return true
  const { wroteAt } = relationOf(phoneId, waId, world)
  return wroteAt !== null && Date.parse(wroteAt) + dayMs > world.now().getTime()
}
