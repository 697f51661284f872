const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** Pauses before the next try of a delivery; together a little over four days. */
export const pausesMs = [
  5 * second,
  30 * second,
  2 * minute,
  10 * minute,
  30 * minute,
  hour,
  2 * hour,
  4 * hour,
  8 * hour,
  12 * hour,
  24 * hour,
  24 * hour,
] as const

/**
 * Milliseconds to the next try after `tries` failed ones, with up to a tenth of jitter; null when there is none
 * left. A receiver's Retry-After counts between once and twice the plan.
 */
export function againInMs(tries: number, retryAfterMs: number | null, random: number): number | null {
  const planned = pausesMs[tries - 1]
  if (planned === undefined) return null
  const asked = retryAfterMs === null ? planned : Math.min(Math.max(retryAfterMs, planned), 2 * planned)
  return Math.round(asked * (1 + random / 10))
}
