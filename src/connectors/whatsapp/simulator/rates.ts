import type { SimWorld } from '../../../sandbox/simulator.js'
import type { Business } from './businesses.js'
import { refuse } from './replies.js'

type Second = { at: number; count: number }
type Level = { at: number; left: number }

/** Messages a second; fewer where the Business app uses the number too. */
const mostASecond = { own: 80, shared: 20 }
/** To one person: as many at once, then one in six seconds. */
const burst = 45
const pairMs = 6_000
/** Unique people that a business writes to first, in a day. */
const tiers = { new: 250, others: 10_000 }
const hourMs = 3_600_000
const dayHours = 24

/** Counts a message against the number's second and the pair's; throws where one of them is full. */
export function takeRoom({ phoneId, kind }: Business, to: string, world: SimWorld): void {
  const now = world.now().getTime()
  const seconds = world.table<Second>('seconds')
  const at = Math.floor(now / 1_000)
  const known = seconds.get(phoneId)
  const count = known?.at === at ? known.count : 0
  const most = kind === 'shared' ? mostASecond.shared : mostASecond.own
  if (count >= most)
    refuse(
      130_429,
      'Message failed to send because there were too many messages sent from this phone number.',
    )
  const levels = world.table<Level>('pairs')
  const pair = `${phoneId} ${to}`
  const level = levels.get(pair) ?? { at: now, left: burst }
  const left = Math.min(burst, level.left + (now - level.at) / pairMs)
  if (left < 1)
    refuse(
      131_056,
      'Message failed to send because there were too many messages sent from this phone number to the same phone number.',
    )
  seconds.set(phoneId, { at, count: count + 1 })
  levels.set(pair, { at: now, left: left - 1 })
}

/** Whether one more person can be written to first today; counts them where so. */
export function reach({ phoneId, kind }: Business, waId: string, world: SimWorld): boolean {
  const now = world.now().getTime()
  const reached = world.table<number>(`reached by ${phoneId}`)
  const last = reached.get(waId)
  if (last !== undefined && now - last < dayHours * hourMs) return true
  // By the hour: nobody is counted one by one again.
  const hours = world.table<number>(`hours of ${phoneId}`)
  const hour = Math.floor(now / hourMs)
  const lately = Array.from({ length: dayHours }, (_, index) => hours.get(String(hour - index)) ?? 0)
  if (lately.reduce((sum, each) => sum + each, 0) >= tierOf(kind)) return false
  reached.set(waId, now)
  hours.set(String(hour), (hours.get(String(hour)) ?? 0) + 1)
  return true
}

function tierOf(kind: Business['kind']): number {
  return kind === 'new' ? tiers.new : tiers.others
}

/** As the network writes it. */
export function tierName(kind: Business['kind']): string {
  return kind === 'new' ? 'TIER_250' : 'TIER_10K'
}
