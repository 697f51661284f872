import type { Json, JsonObject } from '../../kit/json.js'
import type { Refused } from '../connector.js'
import { refused } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { call, movedTo, resultOf, type Caller } from './bot-api.js'
import { refusalOf } from './errors.js'

export type Bot = { id: number; username: string | null }
export type Chat = { id: number; type: string; title: string | null; username: string | null }

/** Who the token belongs to. */
export async function readBot(caller: Caller): Promise<Bot | Refused> {
  const reply = await call(caller, 'getMe', {})
  const user = objectOf(resultOf(reply))
  const { id } = user
  return typeof id === 'number' ? { id, username: textOf(user['username']) } : refusalOf(reply)
}

/** A chat in which the bot may post, and its rights there. */
export async function readChat(
  caller: Caller,
  bot: Bot,
  chatId: number | string,
): Promise<{ chat: Chat; rights: string[] } | Refused> {
  const reply = await follow(chatId, (id) => call(caller, 'getChat', { chat_id: id }))
  const told = objectOf(resultOf(reply))
  const { id, type } = told
  if (typeof id !== 'number' || typeof type !== 'string') return refusalOf(reply)
  const chat = { id, type, title: textOf(told['title']), username: textOf(told['username']) }
  const asked = await call(caller, 'getChatMember', { chat_id: id, user_id: bot.id })
  const member = objectOf(resultOf(asked))
  if (typeof member['status'] !== 'string') return refusalOf(asked)
  if (!mayPost(chat, member, objectOf(told['permissions']))) return noRights(chat, asked)
  return { chat, rights: rightsOf(member) }
}

/** A group that has become a supergroup says where it is now. */
async function follow(
  chatId: number | string,
  ask: (id: number | string) => Promise<PlatformReply>,
): Promise<PlatformReply> {
  const reply = await ask(chatId)
  const moved = movedTo(reply)
  return moved === null ? reply : ask(moved)
}

/** In a channel only administrators with the right to; in a group whoever is in it, unless it was taken from them. */
function mayPost({ type }: Chat, member: JsonObject, everybody: JsonObject): boolean {
  switch (member['status']) {
    case 'creator':
      return true
    case 'administrator':
      return type !== 'channel' || member['can_post_messages'] === true
    case 'member':
      return type !== 'channel' && everybody['can_send_messages'] !== false
    case 'restricted':
      return type !== 'channel' && member['is_member'] === true && member['can_send_messages'] === true
    default:
      return false
  }
}

function rightsOf(member: JsonObject): string[] {
  const isGranted = ([name, value]: [string, Json | undefined]): boolean =>
    name.startsWith('can_') && value === true
  return Object.entries(member)
    .filter(isGranted)
    .map(([name]) => name)
}

function noRights({ type, title }: Chat, reply: PlatformReply): Refused {
  const name = title ?? 'the chat'
  const message =
    type === 'channel'
      ? `The bot may not post in ${name}. Make it an administrator who may post messages, then connect again.`
      : `The bot may not write in ${name}. Add it to the group and let it send messages, then connect again.`
  return refused({ code: 'PERMISSION_DENIED', cure: 'reconnect', message }, reply, {})
}
