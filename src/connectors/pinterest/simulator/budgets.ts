import type { SimWorld } from '../../../sandbox/simulator.js'
import type { Budget } from './replies.js'
import type { Access } from './users.js'

export type Category = 'org_read' | 'org_write' | 'org_analytics'
type Tally = { key: string; limit: number; ms: number }
type Used = { since: string; calls: number }

const minuteMs = 60_000
const dayMs = 86_400_000
/** Of one user and app, with Standard access. */
const perMinute: Record<Category, number> = { org_read: 1_000, org_write: 100, org_analytics: 300 }
/** Of one app, with Trial access; and of all its calls together. */
const perDay: Record<Category | 'all', number> = {
  org_read: 1_000,
  org_write: 300,
  org_analytics: 1_000,
  all: 1_000,
}

/** An app whose id begins so has Trial access: few calls, and only their maker sees its pins and boards. */
export function isTrial(clientId: string): boolean {
  return clientId.startsWith('trial')
}

/** Counts a call, unless there is none left: a window begins with its first call. */
export function spend(
  { clientId, userId }: Access,
  category: Category,
  world: SimWorld,
): Budget & { isSpent: boolean } {
  const tallies: Tally[] = isTrial(clientId)
    ? (['all', category] as const).map((each) => ({
        key: `${clientId} ${each}`,
        limit: perDay[each],
        ms: dayMs,
      }))
    : [{ key: `${clientId} ${userId} ${category}`, limit: perMinute[category], ms: minuteMs }]
  const now = world.now().getTime()
  const table = world.table<Used>('budgets')
  const counted = tallies.map((tally) => {
    const known = table.get(tally.key)
    const isOver = known === undefined || Date.parse(known.since) + tally.ms <= now
    return { ...tally, used: isOver ? { since: new Date(now).toISOString(), calls: 0 } : known }
  })
  const isSpent = counted.some(({ used, limit }) => used.calls >= limit)
  const after = counted.map(({ key, limit, ms, used }) => {
    if (!isSpent) table.set(key, { ...used, calls: used.calls + 1 })
    const remaining = Math.max(0, limit - used.calls - 1)
    return { limit, remaining, resetSeconds: (Date.parse(used.since) + ms - now) / 1_000 }
  })
  const [tightest] = after.sort((a, b) => a.remaining - b.remaining || b.resetSeconds - a.resetSeconds)
  return { ...(tightest ?? { limit: 0, remaining: 0, resetSeconds: 0 }), isSpent }
}
