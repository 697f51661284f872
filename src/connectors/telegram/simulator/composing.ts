import type { JsonObject } from '../../../kit/json.js'
import type { Call } from './call.js'
import { chatFor, mustMayPost, type Chat } from './chats.js'
import type { FileKind } from './files.js'
import { findMessage, type NewMessage } from './messages.js'
import { refuse } from './replies.js'

/** Bot API: characters after entities parsing, counted in UTF-16 code units like the offsets of entities. */
export const longest = { text: 4_096, caption: 1_024 }

/** How a missing right to send such a file is named. */
export const plural: Record<FileKind, string> = {
  photo: 'photos',
  video: 'videos',
  animation: 'animations',
  document: 'documents',
}

/** The chat that a call writes to; `what` as for `mustMayPost`. What a call says is read before, and refused first. */
export function chatToPost({ given, bot, world }: Call, ...what: string[]): Chat {
  const chat = chatFor(given.text('chat_id'), bot.id, 'write', world)
  for (const each of what) mustMayPost(chat, bot.id, each, world)
  return chat
}

/** What every sending call can say about its message. */
export function aboutMessage({ given, bot, request, world }: Call, chat: Chat): NewMessage {
  return {
    chatId: chat.id,
    botId: bot.id,
    accountId: request.accountId,
    isProtected: given.flag('protect_content'),
    replyToId: readReplyTo(given.object('reply_parameters', 'reply parameters'), chat, world),
  }
}

function readReplyTo(reply: JsonObject | undefined, chat: Chat, world: Call['world']): number | null {
  if (reply === undefined) return null
  const id = Number(reply['message_id'])
  if (findMessage(chat.id, id, world) !== undefined) return id
  if (reply['allow_sending_without_reply'] === true) return null
  return refuse(400, 'message to be replied not found')
}
