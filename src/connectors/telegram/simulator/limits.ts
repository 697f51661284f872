import type { SimWorld } from '../../../sandbox/simulator.js'
import type { Chat } from './chats.js'
import { Refusal } from './replies.js'

type Bucket = { left: number; at: string }
type Rate = { perSecond: number; burst: number }

/**
 * The bots' FAQ: about one message a second in a chat, short bursts apart; 20 a minute in a group; about 30 a second
 * in all. How long a burst may be is not said: here it is two albums.
 */
const ofChat: Rate = { perSecond: 1, burst: 20 }
const ofGroup: Rate = { perSecond: 20 / 60, burst: 20 }
const ofBot: Rate = { perSecond: 30, burst: 30 }

/** Takes room for so many messages (an album is several), or refuses with 429. */
export function takeRoom(chat: Chat, botId: string, messages: number, world: SimWorld): void {
  const rates: [string, Rate][] = [
    [`bot ${botId}`, ofBot],
    [`chat ${chat.id} ${botId}`, chat.type === 'channel' ? ofChat : ofGroup],
  ]
  const buckets = world.table<Bucket>('buckets')
  const now = world.now().getTime()
  const levels = rates.map(([key, rate]) => {
    const { left, at } = buckets.get(key) ?? { left: rate.burst, at: world.now().toISOString() }
    return Math.min(rate.burst, left + ((now - Date.parse(at)) / 1_000) * rate.perSecond)
  })
  const waits = rates.map(([, rate], index) => (messages - (levels[index] ?? 0)) / rate.perSecond)
  const wait = Math.ceil(Math.max(...waits))
  if (wait > 0) throw new Refusal(429, '', { retry_after: wait })
  for (const [index, [key]] of rates.entries())
    buckets.set(key, { left: (levels[index] ?? 0) - messages, at: world.now().toISOString() })
}
