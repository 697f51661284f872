import type { SimReply, SimWorld } from '../../../sandbox/simulator.js'
import { limited, type Limit } from './replies.js'

type Spent = { window: number; points: number }
type Rule = { limit: number; windowSeconds: number }

const writeRules: readonly Rule[] = [
  { limit: 5_000, windowSeconds: 3_600 },
  { limit: 35_000, windowSeconds: 86_400 },
]
const loginRules: readonly Rule[] = [
  { limit: 30, windowSeconds: 300 },
  { limit: 300, windowSeconds: 86_400 },
]
const blobRules: readonly Rule[] = [{ limit: 1_000, windowSeconds: 86_400 }]

export const points = { create: 3, update: 2, delete: 1 } as const

type Charged = { limit: Limit } | { reply: SimReply }

export const chargeWrite = (did: string, cost: number, world: SimWorld): Charged =>
  charge('write', did, cost, writeRules, world)
export const chargeLogin = (did: string, world: SimWorld): Charged =>
  charge('login', did, 1, loginRules, world)
export const chargeBlob = (did: string, world: SimWorld): Charged => charge('blob', did, 1, blobRules, world)

/** Spends, refused calls included, and answers the window with the least left. */
function charge(what: string, did: string, cost: number, rules: readonly Rule[], world: SimWorld): Charged {
  const table = world.table<Spent>(`points ${what}`)
  const now = world.now().getTime()
  const windows = rules.map(({ limit, windowSeconds }) => {
    const window = Math.floor(now / (windowSeconds * 1_000))
    const key = `${did} ${String(windowSeconds)}`
    const known = table.get(key)
    const spent = (known?.window === window ? known.points : 0) + cost
    table.set(key, { window, points: spent })
    const resetAtMs = (window + 1) * windowSeconds * 1_000
    return { limit, windowSeconds, remaining: Math.max(0, limit - spent), resetAtMs, isOver: spent > limit }
  })
  // The longest of the exhausted windows is the one to wait for.
  const over = windows.filter((window) => window.isOver).at(-1)
  if (over !== undefined) return { reply: limited(over) }
  const [tightest = requestsLimit(world)] = [...windows].sort((a, b) => a.remaining - b.remaining)
  return { limit: tightest }
}

/** Requests per address: told, not enforced, since one sandbox stands behind one address for all of a test's accounts. */
export function requestsLimit(world: SimWorld): Limit {
  const windowMs = 300_000
  const now = world.now().getTime()
  return {
    limit: 3_000,
    windowSeconds: 300,
    remaining: 2_999,
    resetAtMs: now - (now % windowMs) + windowMs,
  }
}
