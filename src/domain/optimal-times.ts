import { hourOfWeek, nextHourOfWeek, zoneOf } from './zoned-time.js'

/** A post, and what people did with it. */
export type Echo = { at: number; response: number }

/** `score`: what a post can expect in percent of the best; `posts`: those of the account in this hour of whatever day. */
export type Slot = { hourOfWeek: number; nextAt: Date; score: number | null; posts: number }

/** With fewer posts, hours differ by chance. */
export const fewestPosts = 20
/** So many posts of average response stand beside those of an hour: one lucky post makes no best time. */
const caution = 3

/** Weekday mornings, noon and early evening: what is advised where nothing is known. */
const generalSlots = [2, 3, 4].flatMap((day) => [9, 12, 17].map((hour) => day * 24 + hour)).concat(1 * 24 + 9)

/**
 * The best hours of the week to post at, the best first; null where too little is known. Each post counts at what
 * clocks in the zone showed when it went out. What an hour and what a day of the week do is estimated apart and put
 * together, since hardly an account has posted at every hour of the week; an hour at which it never posted is not
 * among them. Responses are compared by their logarithm, and the best twentieth counts alike, so that a post that went
 * round the world does not decide.
 */
export function optimalTimes(
  echoes: readonly Echo[],
  { timezone, now, limit }: { timezone: string; now: number; limit: number },
): Slot[] | null {
  if (echoes.length < fewestPosts || echoes.every(({ response }) => response === 0)) return null
  const zone = zoneOf(timezone)
  const most = usualMost(echoes.map(({ response }) => response))
  const posts = echoes.map(({ at, response }) => ({
    slot: hourOfWeek(zone, at),
    value: Math.log1p(Math.min(response, most)),
  }))
  const mean = posts.reduce((sum, { value }) => sum + value, 0) / posts.length
  const byHour = effects(
    posts,
    (slot) => slot % 24,
    () => mean,
  )
  const effectOfHour = (slot: number): number => byHour.get(slot % 24)?.effect ?? 0
  const byDay = effects(posts, dayOf, (slot) => mean + effectOfHour(slot))
  const both = (slot: number): number => mean + effectOfHour(slot) + (byDay.get(dayOf(slot))?.effect ?? 0)
  const bySlot = effects(posts, (slot) => slot, both)

  const expected = [...byHour.keys()]
    .flatMap((hour) => [0, 1, 2, 3, 4, 5, 6].map((day) => day * 24 + hour))
    .map((slot) => ({ slot, value: both(slot) + (bySlot.get(slot)?.effect ?? 0) }))
    .sort((a, b) => b.value - a.value || a.slot - b.slot)
    .slice(0, limit)
  const best = Math.expm1(expected[0]?.value ?? 0)
  return expected.map(({ slot, value }) => ({
    hourOfWeek: slot,
    nextAt: nextHourOfWeek(zone, slot, now),
    score: best > 0 ? Math.max(0, Math.round((Math.expm1(value) / best) * 100)) : 100,
    posts: byHour.get(slot % 24)?.count ?? 0,
  }))
}

/** What a post at a time can expect, in percent of the best hour of the week; null where too little is known of that hour. */
export function hourScoreOf(
  echoes: readonly Echo[],
  { timezone, at, now }: { timezone: string; at: number; now: number },
): { percent: number; bestAt: Date } | null {
  const slots = optimalTimes(echoes, { timezone, now, limit: 7 * 24 }) ?? []
  const hour = hourOfWeek(zoneOf(timezone), at)
  const own = slots.find(({ hourOfWeek }) => hourOfWeek === hour)
  const best = slots[0]
  return own?.score == null || best === undefined ? null : { percent: own.score, bestAt: best.nextAt }
}

/** Common advice, the same for everybody. */
export function generalTimes({
  timezone,
  now,
  limit,
}: {
  timezone: string
  now: number
  limit: number
}): Slot[] {
  const zone = zoneOf(timezone)
  return generalSlots.slice(0, limit).map((slot) => ({
    hourOfWeek: slot,
    nextAt: nextHourOfWeek(zone, slot, now),
    score: null,
    posts: 0,
  }))
}

/** What nineteen of twenty posts do not exceed. */
function usualMost(responses: readonly number[]): number {
  const sorted = responses.toSorted((a, b) => a - b)
  return sorted[Math.floor(0.95 * (sorted.length - 1))] ?? 0
}

const dayOf = (slot: number): number => Math.floor(slot / 24)

/** By how much posts of a group do better than expected, drawn towards nothing where they are few. */
function effects(
  posts: readonly { slot: number; value: number }[],
  groupOf: (slot: number) => number,
  expectedOf: (slot: number) => number,
): Map<number, { count: number; effect: number }> {
  const sums = new Map<number, { count: number; sum: number }>()
  for (const { slot, value } of posts) {
    const known = sums.get(groupOf(slot)) ?? { count: 0, sum: 0 }
    sums.set(groupOf(slot), { count: known.count + 1, sum: known.sum + value - expectedOf(slot) })
  }
  return new Map(
    [...sums].map(([group, { count, sum }]) => [group, { count, effect: sum / (count + caution) }]),
  )
}
