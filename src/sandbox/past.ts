import { createHash } from 'node:crypto'
import type { PastPost } from './simulator.js'

const dayMs = 86_400_000

/**
 * 90 days of posts that a made-up user had before we came, with one hour (UTC) at which people answer far more than
 * at others. The same for the same user every time it is asked.
 */
export function pastOf(userId: string, now: Date): PastPost[] {
  const seed = createHash('sha256').update(userId).digest()
  const bestHour = plantedHour(userId)
  const today = Math.floor(now.getTime() / dayMs) * dayMs
  return Array.from({ length: 90 }, (_, index) => {
    const spice = (seed[index % seed.length] ?? 0) / 255
    const hour =
      index % 3 === 0
        ? bestHour
        : (bestHour + 3 + ((index * 7 + (seed[(index * 5) % seed.length] ?? 0)) % 18)) % 24
    const weight = hour === bestHour ? 6 : 1
    const likes = Math.round((8 + 12 * spice) * weight)
    const createdAt = new Date(
      today - (index + 1) * dayMs + hour * 3_600_000 + Math.round(spice * 40) * 60_000,
    )
    return {
      id: `past${String(index)}`,
      text: `What we did ${String(index + 1)} days before`,
      createdAt,
      likes,
      comments: Math.round(likes / 6),
      shares: Math.round(likes / 9),
      impressions: likes * 40,
      clicks: Math.round(likes / 3),
    }
  })
}

export function plantedHour(userId: string): number {
  return (createHash('sha256').update(`hour ${userId}`).digest()[0] ?? 0) % 24
}
