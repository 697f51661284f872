import type { JsonObject } from '../../../kit/json.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import type { Business } from './businesses.js'
import type { Field } from './fields.js'
import { happened, messagesBy } from './message-table.js'
import { invalid } from './replies.js'

type Sent = { at: number; isDelivered: boolean; count: number }

const daySeconds = 86_400
const lengths: Record<string, number> = { HALF_HOUR: 1_800, DAY: daySeconds, MONTH: 30 * daySeconds }
/** Of a hundred messages of the planted past so many arrived. */
const arrived = 96

/** `analytics.start(…).end(…).granularity(DAY)`: what was sent and what arrived, in steps that have something to tell. */
export function analytics(business: Business, { given }: Field, world: SimWorld): JsonObject {
  const start = Number(given['start'])
  const end = Number(given['end'])
  const granularity = given['granularity']?.replace(/"/g, '') ?? ''
  const length = lengths[granularity]
  if (!Number.isInteger(start) || !Number.isInteger(end) || start >= end)
    invalid('Param analytics needs start and end, as Unix times.')
  if (length === undefined)
    return invalid(`Param granularity must be one of {${Object.keys(lengths).join(', ')}}`)
  const steps = new Map<number, { sent: number; delivered: number }>()
  for (const { at, isDelivered, count } of sentBetween(business, { start, end }, world)) {
    const from = granularity === 'MONTH' ? monthOf(at) : Math.floor(at / length) * length
    const step = steps.get(from) ?? { sent: 0, delivered: 0 }
    step.sent += count
    step.delivered += isDelivered ? count : 0
    steps.set(from, step)
  }
  return {
    phone_numbers: [business.phone],
    granularity,
    data_points: [...steps]
      .sort(([a], [b]) => a - b)
      .map(([from, { sent, delivered }]) => ({
        start: from,
        end: granularity === 'MONTH' ? monthOf(from + 32 * daySeconds) : from + length,
        sent,
        delivered,
      })),
  }
}

function monthOf(second: number): number {
  const day = new Date(second * 1_000)
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth()) / 1_000
}

function sentBetween(
  { phoneId }: Business,
  { start, end }: { start: number; end: number },
  world: SimWorld,
): Sent[] {
  const past = world.pastOf(phoneId).flatMap(({ createdAt, likes }): Sent[] => {
    const at = Math.floor(createdAt.getTime() / 1_000)
    const count = likes * 4
    const delivered = Math.round((count * arrived) / 100)
    return [
      { at, isDelivered: true, count: delivered },
      { at, isDelivered: false, count: count - delivered },
    ]
  })
  const own = messagesBy(phoneId, world).flatMap((message): Sent[] => {
    const events = happened(message, world)
    if (!events.some(({ status }) => status === 'sent')) return []
    const isDelivered = events.some(({ status }) => status === 'delivered')
    return [{ at: Math.floor(Date.parse(message.createdAt) / 1_000), isDelivered, count: 1 }]
  })
  return [...past, ...own].filter(({ at, count }) => at >= start && at < end && count > 0)
}
