import type { Json, JsonObject } from '../../../kit/json.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { refuse } from './replies.js'

export type ChatType = 'channel' | 'supergroup' | 'group' | 'private'
export type Chat = {
  /** As the API writes it: below zero, but for the chat with one person. */
  id: string
  type: ChatType
  title: string
  username: string | null
  /** `files`: a private channel where a bot leaves files for later use; nobody else is in it. */
  holds: 'posts' | 'files'
  botId: string
  migratedTo: string | null
  isDeleted: boolean
}
export type Membership = {
  status: 'administrator' | 'member' | 'restricted' | 'left' | 'kicked'
  /** Of an administrator. */
  rights: string[]
}

const chats = (world: SimWorld) => world.table<Chat>('chats')
const usernames = (world: SimWorld) => world.table<string>('usernames')
const memberships = (world: SimWorld) => world.table<Membership>('memberships')

export function keepChat(
  chat: Omit<Chat, 'botId' | 'migratedTo' | 'isDeleted'>,
  botId: string,
  world: SimWorld,
): void {
  chats(world).set(chat.id, { ...chat, botId, migratedTo: null, isDeleted: false })
  if (chat.username !== null) usernames(world).set(chat.username.toLowerCase(), chat.id)
}

/** By `@name` or number. */
export function findChat(named: string, world: SimWorld): Chat | undefined {
  const id = named.startsWith('@') ? usernames(world).get(named.slice(1).toLowerCase()) : named
  return id === undefined ? undefined : chats(world).get(id)
}

export function changeChat(id: string, change: Partial<Chat>, world: SimWorld): void {
  const chat = chats(world).get(id)
  if (chat !== undefined) chats(world).set(id, { ...chat, ...change })
}

export function membershipOf(chatId: string, botId: string, world: SimWorld): Membership {
  return memberships(world).get(`${chatId} ${botId}`) ?? { status: 'left', rights: [] }
}

export function setMembership(chatId: string, botId: string, membership: Membership, world: SimWorld): void {
  memberships(world).set(`${chatId} ${botId}`, membership)
}

/** The chat that a call names, if the bot may do what it is about to; refuses in the server's order. */
export function chatFor(named: string, botId: string, need: 'read' | 'write', world: SimWorld): Chat {
  if (named.trim() === '') return refuse(400, 'chat_id is empty')
  const chat = findChat(named.trim(), world)
  const { status } = membershipOf(chat?.id ?? '', botId, world)
  // A bot has never heard of a private chat that it was never in.
  if (chat === undefined || (chat.username === null && status === 'left' && chat.botId !== botId))
    return refuse(400, 'chat not found')
  if (chat.migratedTo !== null)
    return refuse(400, 'group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: Number(chat.migratedTo),
    })
  if (chat.isDeleted) return refuse(403, 'the group chat was deleted')
  if (status === 'kicked')
    return refuse(
      403,
      chat.type === 'private' ? 'bot was blocked by the user' : `bot was kicked from the ${chat.type} chat`,
    )
  if (status === 'left' && (need === 'write' || chat.username === null))
    return refuse(403, `bot is not a member of the ${chat.type} chat`)
  return chat
}

/** `what` as the refusal names it: text messages, photos, polls … */
export function mustMayPost(chat: Chat, botId: string, what: string, world: SimWorld): void {
  const { status, rights } = membershipOf(chat.id, botId, world)
  if (chat.type === 'channel' && !(status === 'administrator' && rights.includes('can_post_messages')))
    refuse(400, 'need administrator rights in the channel chat')
  if (status !== 'restricted') return
  // Of a basic group only the network knows who may write, and it says so in its own words.
  if (chat.type === 'group') refuse(400, 'CHAT_WRITE_FORBIDDEN')
  refuse(400, `not enough rights to send ${what} to the chat`)
}

export function presentChat(chat: Chat): JsonObject {
  return {
    id: Number(chat.id),
    ...(chat.type === 'private' ? { first_name: chat.title } : { title: chat.title }),
    ...(chat.username === null ? {} : { username: chat.username }),
    type: chat.type,
  }
}

export function presentFullChat(chat: Chat): Json {
  return {
    ...presentChat(chat),
    accent_color_id: 3,
    max_reaction_count: 11,
    accepted_gift_types: {
      unlimited_gifts: false,
      limited_gifts: false,
      unique_gifts: false,
      premium_subscription: false,
      gifts_from_channels: false,
    },
    ...(chat.username === null ? {} : { active_usernames: [chat.username] }),
  }
}

const adminRights = [
  'can_manage_chat',
  'can_delete_messages',
  'can_manage_video_chats',
  'can_restrict_members',
  'can_promote_members',
  'can_change_info',
  'can_invite_users',
  'can_post_stories',
  'can_edit_stories',
  'can_delete_stories',
]
const restrictions = [
  'can_send_messages',
  'can_send_audios',
  'can_send_documents',
  'can_send_photos',
  'can_send_videos',
  'can_send_video_notes',
  'can_send_voice_notes',
  'can_send_polls',
  'can_send_other_messages',
  'can_add_web_page_previews',
  'can_react_to_messages',
  'can_edit_tag',
  'can_change_info',
  'can_invite_users',
  'can_pin_messages',
  'can_manage_topics',
]

export function presentMember(chat: Chat, user: Json, { status, rights }: Membership): Json {
  const has = (names: readonly string[]): JsonObject =>
    Object.fromEntries(names.map((name) => [name, name === 'can_manage_chat' || rights.includes(name)]))
  switch (status) {
    case 'administrator':
      return {
        status,
        user,
        can_be_edited: false,
        is_anonymous: false,
        ...has(adminRights),
        ...(chat.type === 'channel'
          ? has(['can_post_messages', 'can_edit_messages', 'can_manage_direct_messages'])
          : has(['can_pin_messages', 'can_manage_topics'])),
      }
    case 'restricted':
      return {
        status,
        user,
        is_member: true,
        until_date: 0,
        ...Object.fromEntries(restrictions.map((name) => [name, false])),
      }
    case 'kicked':
      return { status, user, until_date: 0 }
    default:
      return { status, user }
  }
}
