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

/**
 * What has come of a post that went out through the API: nothing at first, most of it in its first days, ever more
 * as time goes on. The same for the same post and time.
 */
export function responseTo(
  postId: string,
  createdAt: Date,
  now: Date,
): Omit<PastPost, 'id' | 'text' | 'createdAt'> {
  const most = 20 + (createHash('sha256').update(postId).digest()[0] ?? 0) / 4
  const ageHours = Math.max(0, now.getTime() - createdAt.getTime()) / 3_600_000
  const likes = Math.floor(most * (1 - Math.exp(-ageHours / 18)))
  return {
    likes,
    comments: Math.floor(likes / 6),
    shares: Math.floor(likes / 9),
    impressions: Math.floor(most * 40 * (1 - Math.exp(-ageHours / 18))),
    clicks: Math.floor(likes / 3),
  }
}
