const second = 1_000
const minute = 60 * second
const hour = 60 * minute

/** Pauses before the next try of a delivery; together a little over three days. */
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

/** A receiver may put off the early tries to this, later ones to twice the plan. */
const longestAskedMs = hour

/**
 * Milliseconds to the next try after `tries` failed ones, with up to a tenth of jitter; null when there is none
 * left. A receiver's Retry-After holds where it is later than the plan, up to an hour or twice the plan.
 */
export function againInMs(tries: number, retryAfterMs: number | null, random: number): number | null {
  const planned = pausesMs[tries - 1]
  if (planned === undefined) return null
  const latest = Math.max(2 * planned, longestAskedMs)
  const asked = Math.min(Math.max(retryAfterMs ?? 0, planned), latest)
  return Math.round(asked * (1 + random / 10))
}

/** Milliseconds of a Retry-After header, in seconds or as a date; null when there is none to go by. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - nowMs
  return Number.isFinite(ms) && ms > 0 ? ms : null
}
