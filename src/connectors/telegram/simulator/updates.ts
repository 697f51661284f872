import type { Json } from '../../../kit/json.js'
import type { SimReply, SimWorld } from '../../../sandbox/simulator.js'
import type { Call, Method } from './call.js'
import { findChat, membershipOf } from './chats.js'
import { presentMessage, type Message } from './messages.js'
import { ok, refuse } from './replies.js'

type Update = { id: number; update: { [name: string]: Json } }
type Webhook = { url: string; since: string }

const waiting = (botId: string, world: SimWorld) => world.table<Update>(`updates of ${botId}`)
const webhooks = (world: SimWorld) => world.table<Webhook>('webhooks')

/**
 * A bot hears what others write, never what it wrote itself: no send can be confirmed here. Nothing is pushed; to a
 * webhook everything waits, as behind an address that does not answer.
 */
export const updateMethods: Record<string, Method> = {
  getupdates: { operation: 'other', handle: getUpdates },
  setwebhook: { operation: 'other', handle: setWebhook },
  deletewebhook: {
    operation: 'other',
    handle({ bot, world }) {
      webhooks(world).delete(bot.id)
      return ok(true)
    },
  },
  getwebhookinfo: {
    operation: 'other',
    handle: ({ bot, world }) =>
      ok({
        url: webhooks(world).get(bot.id)?.url ?? '',
        has_custom_certificate: false,
        pending_update_count: waiting(bot.id, world).size,
      }),
  },
}

/** Tells the chat's bot of a message that somebody else wrote. */
export function announce(message: Message, world: SimWorld): void {
  const chat = findChat(message.chatId, world)
  if (chat === undefined || ['left', 'kicked'].includes(membershipOf(chat.id, chat.botId, world).status))
    return
  const id = 500_000_000 + world.nextNumber('update')
  const name = chat.type === 'channel' ? 'channel_post' : 'message'
  waiting(chat.botId, world).set(String(id), { id, update: { [name]: presentMessage(message, world) } })
}

function getUpdates({ given, bot, world }: Call): SimReply {
  if (webhooks(world).get(bot.id) !== undefined)
    return refuse(
      409,
      "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
  const offset = given.integer('offset') ?? 0
  const table = waiting(bot.id, world)
  // Asking for what follows confirms what came before.
  for (const { id } of table.values()) if (id < offset) table.delete(String(id))
  const limit = Math.min(100, Math.max(1, given.integer('limit') ?? 100))
  const updates = table.values().slice(0, limit)
  return ok(updates.map(({ id, update }) => ({ update_id: id, ...update })))
}

function setWebhook({ given, bot, world }: Call): SimReply {
  const url = given.text('url')
  if (url === '') webhooks(world).delete(bot.id)
  else if (!/^https:\/\//.test(url) || !URL.canParse(url))
    return refuse(400, 'bad webhook: An HTTPS URL must be provided for webhook')
  else webhooks(world).set(bot.id, { url, since: world.now().toISOString() })
  return ok(true)
}
