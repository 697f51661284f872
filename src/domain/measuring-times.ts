const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** From `first` to `last` in equal steps, both included. */
function steps(first: number, last: number, by: number): number[] {
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => first + index * by)
}

/**
 * How old a post is when its numbers are read: every hour in its first six, every three until it is a day old, every
 * day for a month, every week until 90 days. 50 times.
 */
const ages = [
  ...steps(hourMs, 6 * hourMs, hourMs),
  ...steps(9 * hourMs, 24 * hourMs, 3 * hourMs),
  ...steps(2 * dayMs, 30 * dayMs, dayMs),
  ...steps(37 * dayMs, 86 * dayMs, 7 * dayMs),
  90 * dayMs,
]
/** Where reading costs money. */
const dearAges = [hourMs, dayMs, 7 * dayMs, 30 * dayMs, 90 * dayMs]

export const firstAgeMs = hourMs
/** How far back a backfill goes, and for how long a post is measured. */
export const measuredForMs = 90 * dayMs

/** When a post's numbers are read next; null: never again. */
export function nextReadAt(publishedAt: Date, now: Date, isDear: boolean): Date | null {
  const ageMs = now.getTime() - publishedAt.getTime()
  const next = (isDear ? dearAges : ages).find((age) => age > ageMs)
  return next === undefined ? null : new Date(publishedAt.getTime() + next)
}

/** How long reading pauses after it failed so many times in a row: a minute, two, four … six hours. */
export function readPauseMs(tries: number): number {
  return Math.min(6 * hourMs, 60_000 * 2 ** Math.min(tries, 12))
}
