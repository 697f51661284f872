import { chatFor, membershipOf, presentFullChat, presentMember, type Chat } from './chats.js'
import type { Call, Method } from './call.js'
import { botById, presentBot } from './people.js'
import { ok, refuse } from './replies.js'

export const identityMethods: Record<string, Method> = {
  getme: {
    operation: 'identity',
    handle: ({ bot }) =>
      ok({
        ...presentBot(bot),
        can_join_groups: true,
        can_read_all_group_messages: false,
        supports_guest_queries: false,
        supports_inline_queries: false,
        can_connect_to_business: false,
        has_main_web_app: false,
        has_topics_enabled: false,
        allows_users_to_create_topics: false,
        can_manage_bots: false,
        supports_join_request_queries: false,
      }),
  },
  getchat: { operation: 'identity', handle: (call) => ok(presentFullChat(chatNamed(call))) },
  getchatmember: { operation: 'identity', handle: getChatMember },
  getchatadministrators: {
    operation: 'identity',
    handle(call) {
      const chat = chatNamed(call)
      const own = membershipOf(chat.id, call.bot.id, call.world)
      if (chat.type === 'private') return refuse(400, 'there are no administrators in the private chat')
      if (own.status === 'left') return strangerRefused(chat)
      return ok(own.status === 'administrator' ? [presentMember(chat, presentBot(call.bot), own)] : [])
    },
  },
  getchatmembercount: {
    operation: 'metrics',
    handle: (call) => ok(chatNamed(call).holds === 'files' ? 2 : 412),
  },
}

const chatNamed = ({ given, bot, world }: Call) => chatFor(given.text('chat_id'), bot.id, 'read', world)

function getChatMember(call: Call) {
  const { given, bot, world } = call
  const chat = chatNamed(call)
  const id = given.text('user_id')
  if (!/^\d+$/.test(id)) return refuse(400, 'invalid user_id specified')
  // Only those who are in a chat are told who else is.
  if (membershipOf(chat.id, bot.id, world).status === 'left') return strangerRefused(chat)
  const asked = botById(id, world)
  if (asked === undefined) return refuse(400, 'PARTICIPANT_ID_INVALID')
  return ok(presentMember(chat, presentBot(asked), membershipOf(chat.id, asked.id, world)))
}

/** The members of a channel are its administrators' business. */
function strangerRefused(chat: Chat): never {
  return refuse(400, chat.type === 'channel' ? 'CHAT_ADMIN_REQUIRED' : 'member list is inaccessible')
}
