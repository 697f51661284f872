import type { SimWorld } from '../../../sandbox/simulator.js'

type Used = { since: string; calls: number }

const windowMs = 600_000
const mostCalls = 1_000

/** Counts a call of an app; null where none is left. The headers say what is left, and seconds instead of a time. */
export function spend(
  clientId: string,
  world: SimWorld,
): { headers: Record<string, string>; isSpent: boolean } {
  const now = world.now().getTime()
  const table = world.table<Used>('budgets')
  const known = table.get(clientId)
  const isOver = known === undefined || Date.parse(known.since) + windowMs <= now
  const { since, calls } = isOver ? { since: new Date(now).toISOString(), calls: 0 } : known
  const isSpent = calls >= mostCalls
  const used = isSpent ? calls : calls + 1
  if (!isSpent) table.set(clientId, { since, calls: used })
  return { headers: budgetHeaders(used, Date.parse(since) + windowMs - now), isSpent }
}

function budgetHeaders(used: number, resetMs: number): Record<string, string> {
  return {
    'x-ratelimit-used': String(used),
    'x-ratelimit-remaining': (mostCalls - used).toFixed(1),
    'x-ratelimit-reset': String(Math.ceil(resetMs / 1_000)),
  }
}

/** Of an app that has asked as often as it may. */
export const spentHeaders = (resetMs: number): Record<string, string> => budgetHeaders(mostCalls, resetMs)
