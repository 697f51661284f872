import { createHmac } from 'node:crypto'
import type { JsonObject } from '../../../kit/json.js'
import type { SimTable, SimWorld } from '../../../sandbox/simulator.js'
import { secretOf } from './apps.js'
import { businessByPhone } from './businesses.js'
import { subscribersOf } from './subscriptions.js'

/** What waits to be told to one app: one of a value's `statuses`, `messages` or `groups`. */
type Waiting = {
  appId: string
  phoneId: string
  list: 'statuses' | 'messages' | 'groups'
  item: JsonObject
  /** Who wrote, with a message. */
  contact: JsonObject | null
  /** Of a status, under which the history finds whether it was told. */
  told: string | null
  dueAt: number
  firstAt: number
  tries: number
}
export type News = Pick<Waiting, 'phoneId' | 'list' | 'item'> & Partial<Pick<Waiting, 'contact' | 'told'>>

/** Told again after these pauses, and the last of them over and over, for seven days. */
const pausesMs = [1_000, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000]
const givenUpMs = 7 * 86_400_000
/** Of one number at once. */
const mostInOne = 50
const queue = (world: SimWorld): SimTable<Waiting> => world.table<Waiting>('waiting')
/** When the first of the queue is due, so that not every call looks through all of it. */
const nextDue = new WeakMap<SimWorld, number>()

/** Tells every app that hears of the number's account, at this time (in milliseconds). */
export function tell({ contact = null, told = null, ...news }: News, at: number, world: SimWorld): void {
  const wabaId = businessByPhone(news.phoneId, world)?.wabaId ?? ''
  for (const { appId } of subscribersOf(wabaId, world)) {
    const key = String(world.nextNumber('waiting'))
    queue(world).set(key, { ...news, contact, told, appId, dueAt: at, firstAt: at, tries: 0 })
  }
  const known = nextDue.get(world)
  if (known !== undefined && at < known) nextDue.set(world, at)
}

/** Tells what is due; answers in how many milliseconds the next is, null where nothing waits. */
export async function tellDue(world: SimWorld): Promise<number | null> {
  for (;;) {
    const now = world.now().getTime()
    const known = nextDue.get(world)
    if (known !== undefined && known > now) return Number.isFinite(known) ? known - now : null
    // What is added from here on lowers it again.
    nextDue.set(world, Infinity)
    const waiting = queue(world).entries()
    const due = waiting.filter(([, { dueAt }]) => dueAt <= now)
    for (const batch of batches(due)) await post(batch, world)
    const left = due.length === 0 ? waiting : queue(world).entries()
    nextDue.set(
      world,
      left.reduce((first, [, { dueAt }]) => Math.min(first, dueAt), nextDue.get(world) ?? Infinity),
    )
  }
}

type Batch = [string, Waiting][]

/** What goes to one app about one number goes together. */
function batches(due: Batch): Batch[] {
  const together = new Map<string, Batch>()
  for (const entry of [...due].sort(([, a], [, b]) => a.dueAt - b.dueAt)) {
    const { appId, phoneId, list } = entry[1]
    const key = `${appId} ${phoneId} ${list}`
    together.set(key, [...(together.get(key) ?? []), entry])
  }
  return [...together.values()].flatMap((all) =>
    Array.from({ length: Math.ceil(all.length / mostInOne) }, (_, index) =>
      all.slice(index * mostInOne, (index + 1) * mostInOne),
    ),
  )
}

async function post(batch: Batch, world: SimWorld): Promise<void> {
  const first = batch[0]?.[1]
  const business = businessByPhone(first?.phoneId ?? '', world)
  const subscriber = subscribersOf(business?.wabaId ?? '', world).find(({ appId }) => appId === first?.appId)
  const rows = queue(world)
  if (first === undefined || business === undefined || subscriber === undefined) {
    for (const [key] of batch) rows.delete(key)
    return
  }
  const contacts = batch.flatMap(([, { contact }]) => contact ?? [])
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: business.phone, phone_number_id: business.phoneId },
    ...(contacts.length === 0 ? {} : { contacts }),
    [first.list]: batch.map(([, { item }]) => item),
  }
  const field = first.list === 'groups' ? 'group_lifecycle_update' : 'messages'
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: business.wabaId, changes: [{ value, field }] }],
  })
  const signature = createHmac('sha256', secretOf(subscriber.appId, world) ?? '')
    .update(body)
    .digest('hex')
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'facebookexternalua',
    'x-hub-signature-256': `sha256=${signature}`,
  }
  const status = await world.send(subscriber.callback, { headers, body }).catch(() => null)
  const now = world.now().getTime()
  for (const [key, row] of batch) {
    // The sandbox may have been emptied meanwhile.
    if (rows.get(key) === undefined) continue
    const isOver = now - row.firstAt > givenUpMs
    if (status === 200 || isOver) rows.delete(key)
    else
      rows.set(key, {
        ...row,
        tries: row.tries + 1,
        dueAt: now + (pausesMs[Math.min(row.tries, pausesMs.length - 1)] ?? 0),
      })
    if (row.told !== null && (status === 200 || isOver))
      world.table<string>('told').set(row.told, status === 200 ? 'DELIVERED' : 'FAILED')
  }
}
