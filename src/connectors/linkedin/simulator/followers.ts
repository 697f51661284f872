import { steadyNumber } from './urns.js'

const dayMs = 86_400_000
/** Nobody is counted before. */
const since = Date.UTC(2026, 0, 1)

/** A number below `most` that is the same for the same day. */
export function steady(name: string, day: number, most: number): number {
  return Math.floor((Number(steadyNumber(`${name} ${String(day)}`)) % 1_000) * (most / 1_000))
}

/** Who has begun to follow an organization on a day. */
export function gainedOn(day: number, organization: string): number {
  return steady(`followers of ${organization}`, day, 20)
}

/** Followers at the end of the last whole day: all that were gained until then. */
export function followersAt(now: Date, organization: string): number {
  const days = Math.floor((now.getTime() - since) / dayMs)
  return Array.from({ length: Math.max(0, days) }, (_, index) =>
    gainedOn(since + index * dayMs, organization),
  ).reduce((sum, gained) => sum + gained, 500)
}
