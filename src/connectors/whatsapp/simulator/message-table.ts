import { randomText } from '../../../sandbox/sandbox.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import type { Business } from './businesses.js'
import { tellsWhenRead } from './people.js'
import type { Category } from './template-table.js'

export type Status = 'sent' | 'delivered' | 'read' | 'failed'

export type Message = {
  id: string
  /** Its entry in the message history. */
  historyId: string
  /** Rises with every message of the sandbox. */
  number: number
  phoneId: string
  accountId: string | null
  /** As the call had it, and as the network writes it; a group's id. */
  input: string
  to: string
  isGroup: boolean
  type: string
  text: string
  /** Files of `media.ts`. */
  media: string[]
  template: { name: string; category: Category } | null
  /** Somebody wrote within the last day. */
  isInWindow: boolean
  answers: string | null
  token: string | null
  createdAt: string
  /** Why it will not arrive; null where it does. */
  fate: { code: number; details: string } | null
  /** What comes of it, and when. */
  timeline: { status: Status; at: string }[]
}

const messages = (world: SimWorld) => world.table<Message>('messages')
/** Ids alone: a list of one number's, or one person's, costs nothing while messages are sent. */
const sentBy = (phoneId: string, world: SimWorld) => world.table<boolean>(`sent by ${phoneId}`)
const sentTo = (waId: string, world: SimWorld) => world.table<boolean>(`sent to ${waId}`)

const pauses = { sent: 100, failed: 300, delivered: 1_000, read: 4_000 }
const heldMs = 300_000

export function keepMessage(
  given: Omit<Message, 'id' | 'historyId' | 'number' | 'createdAt' | 'timeline'>,
  { kind }: Business,
  world: SimWorld,
): Message {
  const number = world.nextNumber('message')
  const now = world.now().getTime()
  const wait = kind === 'held' && given.template !== null ? heldMs : 0
  const at = (status: Status): Message['timeline'][number] => ({
    status,
    at: new Date(now + wait + pauses[status]).toISOString(),
  })
  const message: Message = {
    ...given,
    id: `wamid.HBg${Buffer.from(`${given.to} ${randomText(18)}`).toString('base64')}`,
    historyId: String(7_000_000_000_000_000 + number),
    number,
    createdAt: new Date(now).toISOString(),
    timeline:
      given.fate === null
        ? [at('sent'), at('delivered'), ...(tellsWhenRead(given.to) ? [at('read')] : [])]
        : [at('failed')],
  }
  messages(world).set(message.id, message)
  world.table<string>('history').set(message.historyId, message.id)
  sentBy(message.phoneId, world).set(message.id, true)
  sentTo(message.to, world).set(message.id, true)
  return message
}

export function findMessage(id: string, world: SimWorld): Message | undefined {
  return messages(world).get(id)
}

export function messageOfHistory(historyId: string, world: SimWorld): Message | undefined {
  return findMessage(world.table<string>('history').get(historyId) ?? '', world)
}

export function allMessages(world: SimWorld): Message[] {
  return messages(world).values()
}

/** Newest first. */
export function messagesBy(phoneId: string, world: SimWorld): Message[] {
  return named(sentBy(phoneId, world).entries(), world).reverse()
}

export function messagesTo(waId: string, world: SimWorld): Message[] {
  return named(sentTo(waId, world).entries(), world)
}

function named(entries: readonly [string, boolean][], world: SimWorld): Message[] {
  return entries.flatMap(([id]) => findMessage(id, world) ?? [])
}

/** What has come of a message by now. */
export function happened({ timeline }: Message, world: SimWorld): Message['timeline'] {
  const now = world.now().toISOString()
  return timeline.filter(({ at }) => at <= now)
}
