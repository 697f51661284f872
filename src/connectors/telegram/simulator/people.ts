import { randomInt } from 'node:crypto'
import { nameFrom, numberOf, plainName } from '../../../sandbox/plain-name.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { JsonObject } from '../../../kit/json.js'
import type { NewSimUser, SimUser, SimWorld } from '../../../sandbox/simulator.js'
import { keepChat, membershipOf, setMembership, type Chat, type ChatType } from './chats.js'

export type Bot = { id: string; username: string; name: string; token: string | null }
/** One username: somebody with a chat to post to, a bot that may post there, and a private channel for its files. */
type Owner = { username: string; chatId: string; filesChatId: string; botId: string }

const bots = (world: SimWorld) => world.table<Bot>('bots')
const tokens = (world: SimWorld) => world.table<string>('tokens')
const owners = (world: SimWorld) => world.table<Owner>('owners')

/** What the bot may do where nothing else was said. */
const allRights = ['can_post_messages', 'can_edit_messages', 'can_delete_messages']

const chatTypes: readonly ChatType[] = ['channel', 'supergroup', 'group', 'private']

/**
 * `accountType` is the kind of chat: `channel` (unless another is named), `private_channel`, `supergroup`, `group` or
 * `private`, the chat with one person.
 * `scopes` are the bot's rights there; `suspended`: it was thrown out.
 */
export function createUser(input: NewSimUser, world: SimWorld): SimUser {
  const number = world.nextNumber('user')
  const name = plainName(input.username ?? '').replace(/\W+/g, '_') || `ada_${String(number)}`
  const title = input.displayName ?? nameFrom(input.username) ?? `Ada ${String(number)}`
  const owner = owners(world).get(name.toLowerCase()) ?? makeOwner(name, title, input.accountType, world)
  renewToken(owner.botId, world)
  const rights = input.scopes ?? membershipOf(owner.chatId, owner.botId, world).rights
  if (input.suspended === true) setMembership(owner.chatId, owner.botId, { status: 'kicked', rights }, world)
  else if (input.scopes !== undefined || input.suspended === false)
    setMembership(owner.chatId, owner.botId, { status: 'administrator', rights }, world)
  const chat = world.table<Chat>('chats').get(owner.chatId)
  return { id: owner.chatId, username: owner.username, displayName: chat?.title ?? title }
}

function makeOwner(username: string, title: string, accountType: string | undefined, world: SimWorld): Owner {
  // Small enough that a chat's number stays exact in JSON.
  const number = Number(numberOf(username.toLowerCase()) % 4_000_000_000n)
  const bot: Bot = {
    id: String(7_000_000_000 + number),
    username: `${username}_bot`,
    name: `${title}’s bot`,
    token: null,
  }
  bots(world).set(bot.id, bot)
  const type = chatTypes.find((each) => each === accountType) ?? 'channel'
  const isPublic = type === 'supergroup' || (type === 'channel' && accountType !== 'private_channel')
  const chatId =
    type === 'private'
      ? String(5_000_000_000 + number)
      : type === 'group'
        ? `-${String(4_000_000_000 + number)}`
        : superId(2 * number)
  keepChat({ id: chatId, type, title, username: isPublic ? username : null, holds: 'posts' }, bot.id, world)
  const status = type === 'private' ? 'member' : 'administrator'
  setMembership(chatId, bot.id, { status, rights: allRights }, world)
  const filesChatId = superId(2 * number + 1)
  keepChat(
    { id: filesChatId, type: 'channel', title: `${title}: files`, username: null, holds: 'files' },
    bot.id,
    world,
  )
  setMembership(filesChatId, bot.id, { status: 'administrator', rights: allRights }, world)
  const owner = { username, chatId, filesChatId, botId: bot.id }
  owners(world).set(username.toLowerCase(), owner)
  return owner
}

/** Channels and supergroups share one range of numbers, written with -100 before them. */
export function superId(number: number): string {
  return `-100${String(2_000_000_000 + number)}`
}

/** What the owner would type into our connect page. */
export function connectAnswers({ id, username }: SimUser, world: SimWorld): Record<string, string> {
  const owner = owners(world).get(username.toLowerCase())
  const bot = bots(world).get(owner?.botId ?? '')
  const chat = world.table<Chat>('chats').get(id)
  if (owner === undefined || chat === undefined || bot?.token == null) return {}
  const chatId = chat.username === null ? chat.id : `@${chat.username}`
  return { botToken: bot.token, chatId, stagingChatId: owner.filesChatId }
}

export function botOf(token: string, world: SimWorld): Bot | undefined {
  return bots(world).get(tokens(world).get(token) ?? '')
}

export function botById(id: string, world: SimWorld): Bot | undefined {
  return bots(world).get(id)
}

/** @BotFather gives a bot without a token a new one. */
function renewToken(botId: string, world: SimWorld): void {
  const bot = bots(world).get(botId)
  if (bot === undefined || bot.token !== null) return
  const token = `${bot.id}:AA${String.fromCharCode(65 + randomInt(26))}${randomText(24)}`
  bots(world).set(botId, { ...bot, token })
  tokens(world).set(token, botId)
}

/** What `/revoke` in the chat with @BotFather does. */
export function revokeToken(token: string, world: SimWorld): void {
  const bot = botOf(token, world)
  if (bot !== undefined) bots(world).set(bot.id, { ...bot, token: null })
  tokens(world).delete(token)
}

export function allUsers(world: SimWorld): SimUser[] {
  return owners(world)
    .values()
    .map(({ chatId, username }) => ({
      id: chatId,
      username,
      displayName: world.table<Chat>('chats').get(chatId)?.title ?? username,
    }))
}

export function presentBot(bot: Bot): JsonObject {
  return { id: Number(bot.id), is_bot: true, first_name: bot.name, username: bot.username }
}
