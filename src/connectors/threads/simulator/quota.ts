import { fieldsIn, pick } from '../../../sandbox/graph-api/fields.js'
import { ok, refuse } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimWorld } from '../../../sandbox/simulator.js'
import type { Call } from './call.js'
import { inSeconds } from './people.js'

type Kind = 'post' | 'reply' | 'delete'

const daySeconds = 86_400
const totals: Record<Kind | 'location_search', number> = {
  post: 250,
  reply: 1_000,
  delete: 100,
  location_search: 500,
}

/** When each use leaves the count, by its number; the oldest that still counts and the next to come. */
const usesOf = (kind: Kind, userId: string, world: SimWorld) =>
  world.table<string>(`${kind}s of ${userId} in 24 h`)
type Row = { oldest: number; next: number }
const rowOf = (kind: Kind, userId: string, world: SimWorld): Row =>
  world.table<Row>(`${kind}s in 24 h`).get(userId) ?? { oldest: 0, next: 0 }
const fullUntil = (world: SimWorld) => world.table<string>('quota is full until')

/** Counts one more in the rolling 24 hours, or refuses. */
export function takeQuota(kind: Kind, userId: string, world: SimWorld): void {
  if (used(kind, userId, world) >= totals[kind]) quotaReached()
  const { oldest, next } = rowOf(kind, userId, world)
  usesOf(kind, userId, world).set(String(next), inSeconds(daySeconds, world))
  world.table<Row>(`${kind}s in 24 h`).set(userId, { oldest, next: next + 1 })
}

/** There is no documented code: this is what Instagram says. */
export function quotaReached(): never {
  return refuse(9, 'Application request limit reached', {
    subcode: 2_207_042,
    title: 'Maximum number of posts reached',
    userMessage: 'The maximum number of posts that the API publishes in 24 hours is reached.',
  })
}

/** From now on the counters read full, for so long. */
export function fillQuota(userId: string, seconds: number, world: SimWorld): void {
  fullUntil(world).set(userId, inSeconds(seconds, world))
}

function used(kind: Kind, userId: string, world: SimWorld): number {
  const now = world.now().toISOString()
  if ((fullUntil(world).get(userId) ?? '') > now) return totals[kind]
  const uses = usesOf(kind, userId, world)
  const { oldest, next } = rowOf(kind, userId, world)
  let first = oldest
  for (; first < next && (uses.get(String(first)) ?? '') <= now; first += 1) uses.delete(String(first))
  if (first > oldest) world.table<Row>(`${kind}s in 24 h`).set(userId, { oldest: first, next })
  return next - first
}

export function readQuota({ user, given, world }: Call): SimReply {
  const configOf = (total: number) => ({ quota_total: total, quota_duration: daySeconds })
  const all = {
    quota_usage: used('post', user.id, world),
    config: configOf(totals.post),
    reply_quota_usage: used('reply', user.id, world),
    reply_config: configOf(totals.reply),
    delete_quota_usage: used('delete', user.id, world),
    delete_config: configOf(totals.delete),
    location_search_quota_usage: 0,
    location_search_config: configOf(totals.location_search),
  }
  return ok({ data: [pick(all, fieldsIn(given, ['quota_usage', 'config']), 'ThreadsPublishingLimit')] })
}
