import type { Json, JsonObject } from '../../../kit/json.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { findChat, presentChat, type Chat } from './chats.js'
import { presentFile, type KeptFile } from './files.js'
import { botById, presentBot } from './people.js'
import { presentPoll, type Poll } from './polls.js'
import type { Entity } from './entities.js'

export type Message = {
  chatId: string
  /** Rises by one with every message of a chat, whoever wrote it. */
  id: number
  /** Null: the chat's owner wrote it in the app. */
  botId: string | null
  accountId: string | null
  createdAt: string
  editedAt: string | null
  /** The words, or the caption of a file. */
  text: string
  entities: Entity[]
  fileId: string | null
  poll: Poll | null
  albumId: string | null
  replyToId: number | null
  forwardedFrom: { chatId: string; id: number } | null
  linkPreview: JsonObject | null
  isCaptionAbove: boolean
  hasSpoiler: boolean
  isProtected: boolean
}

export type NewMessage = Pick<Message, 'chatId' | 'botId'> & Partial<Omit<Message, 'id' | 'createdAt'>>

const messages = (world: SimWorld) => world.table<Message>('messages')
const keyOf = (chatId: string, id: number): string => `${chatId}/${String(id)}`

export function keepMessage(message: NewMessage, world: SimWorld): Message {
  const kept: Message = {
    accountId: null,
    editedAt: null,
    text: '',
    entities: [],
    fileId: null,
    poll: null,
    albumId: null,
    replyToId: null,
    forwardedFrom: null,
    linkPreview: null,
    isCaptionAbove: false,
    hasSpoiler: false,
    isProtected: false,
    ...message,
    // The first number belongs to the chat's own beginning.
    id: world.nextNumber(`messages of ${message.chatId}`) + 1,
    createdAt: world.now().toISOString(),
  }
  messages(world).set(keyOf(kept.chatId, kept.id), kept)
  return kept
}

export function findMessage(chatId: string, id: number, world: SimWorld): Message | undefined {
  return messages(world).get(keyOf(chatId, id))
}

export function changeMessage(message: Message, change: Partial<Message>, world: SimWorld): Message {
  const changed = { ...message, ...change }
  messages(world).set(keyOf(message.chatId, message.id), changed)
  return changed
}

/** Its number is not given out again. */
export function dropMessage(message: Message, world: SimWorld): void {
  messages(world).delete(keyOf(message.chatId, message.id))
}

export function allMessages(world: SimWorld): Message[] {
  return messages(world).values()
}

export function fileOf(message: Message, world: SimWorld): KeptFile | undefined {
  return message.fileId === null ? undefined : world.table<KeptFile>('files').get(message.fileId)
}

const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1_000)

export function presentMessage(message: Message, world: SimWorld): JsonObject {
  const chat = findChat(message.chatId, world)
  if (chat === undefined) return {}
  const replied = message.replyToId === null ? undefined : findMessage(chat.id, message.replyToId, world)
  const { forwardedFrom } = message
  return {
    message_id: message.id,
    ...author(message, chat, world),
    chat: presentChat(chat),
    date: seconds(message.createdAt),
    ...(message.editedAt === null ? {} : { edit_date: seconds(message.editedAt) }),
    ...(forwardedFrom === null ? {} : { forward_origin: presentOrigin(forwardedFrom, world) }),
    ...(replied === undefined
      ? {}
      : { reply_to_message: presentMessage({ ...replied, replyToId: null }, world) }),
    ...(message.albumId === null ? {} : { media_group_id: message.albumId }),
    ...(message.isProtected ? { has_protected_content: true } : {}),
    ...presentContent(message, world),
  }
}

/** A channel speaks for itself; in a group the bot does. */
function author(message: Message, chat: Chat, world: SimWorld): JsonObject {
  if (chat.type === 'channel') return { sender_chat: presentChat(chat) }
  const bot = message.botId === null ? undefined : botById(message.botId, world)
  return {
    from: bot === undefined ? { id: 1_000_001, is_bot: false, first_name: chat.title } : presentBot(bot),
  }
}

function presentOrigin({ chatId, id }: { chatId: string; id: number }, world: SimWorld): Json {
  const chat = findChat(chatId, world)
  const original = findMessage(chatId, id, world)
  const date = seconds(original?.createdAt ?? world.now().toISOString())
  if (chat === undefined || original === undefined) return { type: 'hidden_user', date, sender_user_name: '' }
  if (chat.type === 'channel') return { type: 'channel', date, chat: presentChat(chat), message_id: id }
  return { type: 'user', date, sender_user: author(original, chat, world)['from'] }
}

function presentContent(message: Message, world: SimWorld): JsonObject {
  const { text, entities, poll } = message
  if (poll !== null) return { poll: presentPoll(poll, world) }
  const file = fileOf(message, world)
  if (file === undefined)
    return {
      text,
      ...(entities.length === 0 ? {} : { entities }),
      ...(message.linkPreview === null ? {} : { link_preview_options: message.linkPreview }),
    }
  return {
    ...presentFile(file),
    ...(text === '' ? {} : { caption: text }),
    ...(entities.length === 0 ? {} : { caption_entities: entities }),
    ...(message.isCaptionAbove ? { show_caption_above_media: true } : {}),
    ...(message.hasSpoiler ? { has_media_spoiler: true } : {}),
  }
}
