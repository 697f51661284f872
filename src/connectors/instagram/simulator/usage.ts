import type { Json } from '../../../kit/json.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import type { Call } from './call.js'
import { findUser } from './people.js'

/** 4,800 calls for each time that the account was seen in a day: of somebody who is hardly seen, ten times. */
const budget = 48_000
const dayMs = 86_400_000

type Count = { since: string; calls: number }
const counts = (world: SimWorld) => world.table<Count>('calls in a day')

/** What of its day's calls an account has used, in percent, beside every good answer. */
export function usageHeaders({ id, token, world }: Call): Record<string, string> {
  // Who looks after pages calls for their accounts.
  const userId = findUser(id, world)?.id ?? token.userId
  const now = world.now()
  const known = counts(world).get(userId)
  const isToday = known !== undefined && Date.parse(known.since) + dayMs > now.getTime()
  const { since, calls } = isToday ? known : { since: now.toISOString(), calls: 0 }
  counts(world).set(userId, { since, calls: calls + 1 })
  const percent = Math.min(100, Math.floor((100 * (calls + 1)) / budget))
  const share = { call_count: percent, total_cputime: percent, total_time: percent }
  return {
    'x-business-use-case-usage': businessUsage(userId, percent, 0),
    ...(token.kind === 'person' ? { 'x-app-usage': JSON.stringify(share) } : {}),
  }
}

/** The time is in whole minutes. */
export function businessUsage(userId: string, percent: number, seconds: number): string {
  const usage: Json = {
    type: 'instagram',
    call_count: percent,
    total_cputime: percent,
    total_time: percent,
    estimated_time_to_regain_access: Math.ceil(seconds / 60),
  }
  return JSON.stringify({ [userId]: [usage] })
}
