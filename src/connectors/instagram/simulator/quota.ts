import { fieldsIn, pick } from '../../../sandbox/graph-api/fields.js'
import { invalid, ok } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimWorld } from '../../../sandbox/simulator.js'
import { accountOf, type Call } from './call.js'
import { inSeconds, type User } from './people.js'
import { rejected } from './replies.js'

const daySeconds = 86_400
const maxContainers = 400

/** When each use leaves the count, by its number; the oldest that still counts and the next to come. */
type Row = { oldest: number; next: number }
type Kind = 'posts' | 'containers'
const usesOf = (kind: Kind, userId: string, world: SimWorld) =>
  world.table<string>(`${kind} of ${userId} in 24 h`)
const rows = (kind: Kind, world: SimWorld) => world.table<Row>(`${kind} in 24 h`)
const rowOf = (kind: Kind, userId: string, world: SimWorld): Row =>
  rows(kind, world).get(userId) ?? { oldest: 0, next: 0 }
const fullUntil = (world: SimWorld) => world.table<string>('quota is full until')

/** Counts one more post in the rolling 24 hours, a carousel too, or refuses. */
export function takePost(user: User, world: SimWorld): void {
  if (used(user, world) >= user.quotaTotal) quotaReached()
  count('posts', user, world)
}

/** The documents name no code for too many containers: this is what stands for any kind of too many. */
export function takeContainer(user: User, world: SimWorld): void {
  if (since('containers', user.id, world) >= maxContainers)
    rejected(9, 2_207_042, 'Maximum number of containers allowed by Content Publishing API reached')
  count('containers', user, world)
}

export function quotaReached(): never {
  return rejected(
    9,
    2_207_042,
    'Maximum number of posts allowed by Content Publishing API reached',
    'Maximum number of posts reached',
  )
}

/** From now on the counter reads full, for so long. */
export function fillQuota(userId: string, seconds: number, world: SimWorld): void {
  fullUntil(world).set(userId, inSeconds(seconds, world))
}

function count(kind: Kind, { id }: User, world: SimWorld): void {
  const { oldest, next } = rowOf(kind, id, world)
  usesOf(kind, id, world).set(String(next), inSeconds(daySeconds, world))
  rows(kind, world).set(id, { oldest, next: next + 1 })
}

function used({ id, quotaTotal }: User, world: SimWorld): number {
  if ((fullUntil(world).get(id) ?? '') > world.now().toISOString()) return quotaTotal
  return since('posts', id, world)
}

/** Those of the last 24 hours; older ones are forgotten on the way. */
function since(kind: Kind, userId: string, world: SimWorld): number {
  const now = world.now().toISOString()
  const uses = usesOf(kind, userId, world)
  const { oldest, next } = rowOf(kind, userId, world)
  let first = oldest
  for (; first < next && (uses.get(String(first)) ?? '') <= now; first += 1) uses.delete(String(first))
  if (first > oldest) rows(kind, world).set(userId, { oldest: first, next })
  return next - first
}

export function readQuota(call: Call): SimReply {
  const { given, world } = call
  const user = accountOf(call)
  const now = Math.floor(world.now().getTime() / 1_000)
  const from = given.has('since') ? Number(given.text('since')) : now - daySeconds
  if (!Number.isInteger(from) || from > now || from < now - daySeconds - 60)
    invalid('Param since must be a UNIX timestamp of the last 24 hours')
  const all = {
    quota_usage: given.has('since') ? usedSince(user, from, world) : used(user, world),
    config: { quota_total: user.quotaTotal, quota_duration: daySeconds },
  }
  return ok({ data: [pick(all, fieldsIn(given, ['quota_usage']), 'ContentPublishingLimitResponse')] })
}

function usedSince(user: User, from: number, world: SimWorld): number {
  const leaves = new Date((from + daySeconds) * 1_000).toISOString()
  return usesOf('posts', user.id, world)
    .values()
    .filter((each) => each >= leaves).length
}
