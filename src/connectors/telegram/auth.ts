import { ConnectRefused, type Auth, type Refused } from '../connector.js'
import type { Caller } from './bot-api.js'
import { readBot, readChat, type Bot, type Chat } from './chats.js'

export const auth: Auth = {
  scopes: ['can_post_messages'],
  fields: [
    {
      name: 'botToken',
      label: 'Token of your bot',
      help: '@BotFather gives it to you when you make a bot',
      placeholder: '123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11',
      secret: true,
      required: true,
    },
    {
      name: 'chatId',
      label: 'Channel or group',
      help: 'Its @name, or its number where it is private. The bot must be an administrator of a channel, or a member of a group',
      placeholder: '@mychannel',
      required: true,
    },
    {
      name: 'stagingChatId',
      label: 'Private channel for files (optional)',
      help: 'Files are sent there ahead of time, so that posts with media are on time and seldom uncertain. A channel of its own in which the bot may post and that nobody reads',
      placeholder: '-1001234567890',
      required: false,
    },
  ],

  async finish({ answers }, ctx) {
    const accessToken = tokenIn(answers['botToken'] ?? '')
    const chatId = chatIn(answers['chatId'] ?? '', 'chatId')
    const staging = (answers['stagingChatId'] ?? '').trim()
    const caller = { http: ctx.http, tokens: { accessToken } }
    const bot = await readBot(caller)
    if ('kind' in bot) throw notTaken(bot, 'botToken')
    const { chat, rights } = await chatOf(caller, bot, chatId, 'chatId')
    const files = staging === '' ? null : await stagingChat(caller, bot, staging, chat)
    return {
      tokens: { accessToken },
      scopes: rights,
      data: { chatId: chat.id, stagingChatId: files },
    }
  },
}

async function chatOf(
  caller: Caller,
  bot: Bot,
  chatId: number | string,
  answer: string,
): Promise<{ chat: Chat; rights: string[] }> {
  const found = await readChat(caller, bot, chatId)
  if ('kind' in found) throw notTaken(found, answer)
  if (found.chat.type !== 'private') return found
  throw new ConnectRefused(
    'This is a chat with one person. Name a channel or a group.',
    'ACCOUNT_TYPE_NOT_SUPPORTED',
    answer,
  )
}

async function stagingChat(caller: Caller, bot: Bot, answer: string, posts: Chat): Promise<number> {
  const { chat } = await chatOf(caller, bot, chatIn(answer, 'stagingChatId'), 'stagingChatId')
  if (chat.id !== posts.id && chat.username === null) return chat.id
  throw new ConnectRefused(
    'Files would be seen there before the post is out. Name a private channel of its own.',
    'INVALID_PARAM',
    'stagingChatId',
  )
}

function notTaken({ cure, error }: Refused, answer: string): ConnectRefused {
  if (cure === 'wait') return new ConnectRefused(error.message, 'SERVICE_UNAVAILABLE')
  const message =
    error.code === 'ACCOUNT_DISCONNECTED'
      ? 'Telegram does not know this token. Copy it from @BotFather again.'
      : error.networkMessage?.includes('chat not found') === true
        ? 'The bot does not find this chat. Look at the name, and add the bot to the chat.'
        : error.message
  return new ConnectRefused(message, 'INVALID_PARAM', answer)
}

/** A token is a number and a secret; it becomes part of an address, and nothing else may. */
export function tokenIn(answer: string): string {
  const token = answer.trim()
  if (/^\d+:[\w-]+$/.test(token)) return token
  throw new ConnectRefused(
    'This is no token of a bot. It looks like 123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11.',
    'VALIDATION_ERROR',
    'botToken',
  )
}

/** What people paste: a name with or without @, a number, or an address of the chat. */
export function chatIn(answer: string, field: string): number | string {
  const given = answer.trim().replace(/^(https?:\/\/)?(t|telegram)\.me\//i, '')
  const inside = /^c\/(\d+)/.exec(given)?.[1]
  if (inside !== undefined) return Number(`-100${inside}`)
  if (/^-?\d{1,15}$/.test(given)) return Number(given)
  const name = /^@?(\w{1,64})(\/|$)/.exec(given)?.[1]
  if (name !== undefined) return `@${name}`
  throw new ConnectRefused(
    `"${answer.trim().slice(0, 100)}" names no channel or group. It looks like @mychannel or -1001234567890.`,
    'VALIDATION_ERROR',
    field,
  )
}
