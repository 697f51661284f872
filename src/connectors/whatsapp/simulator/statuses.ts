import type { JsonObject } from '../../../kit/json.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import type { Business } from './businesses.js'
import type { Message } from './message-table.js'
import { errorOf } from './replies.js'
import { tell } from './webhooks.js'

const lateMs = 120_000
const againMs = 400

/**
 * Tells what comes of a message, when it comes: of every fourth all of it twice, of the one after it the first two in
 * the wrong order.
 */
export function tellStatuses(message: Message, { kind }: Business, world: SimWorld): void {
  const late = kind === 'late' ? lateMs : 0
  const times = message.timeline.map(({ at }) => Date.parse(at) + late)
  if (message.number % 4 === 1 && times.length > 1) times.splice(0, 2, times[1] ?? 0, times[0] ?? 0)
  for (const [index, { status, at }] of message.timeline.entries()) {
    const news = {
      phoneId: message.phoneId,
      list: 'statuses' as const,
      item: present(message, { status, at }),
      told: `${message.id} ${status}`,
    }
    tell(news, times[index] ?? 0, world)
    if (message.number % 4 === 0) tell(news, (times[index] ?? 0) + againMs, world)
  }
}

function present(message: Message, { status, at }: Message['timeline'][number]): JsonObject {
  const { id, to, isGroup, token, fate, template, isInWindow } = message
  const category = template?.category.toLowerCase() ?? 'service'
  return {
    id,
    status,
    timestamp: String(Math.floor(Date.parse(at) / 1_000)),
    recipient_id: to,
    ...(isGroup ? { group_id: to } : {}),
    ...(token === null ? {} : { biz_opaque_callback_data: token }),
    ...(status === 'failed' || status === 'read'
      ? {}
      : {
          pricing: {
            billable: template !== null && !(isInWindow && category === 'utility'),
            pricing_model: 'PMP',
            category,
          },
        }),
    ...(fate === null ? {} : { errors: [errorOf(fate.code, fate.details)] }),
  }
}
