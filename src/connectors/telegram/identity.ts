import type { ConnectContext, IdentityAnswer, Refused } from '../connector.js'
import { faultOf } from '../outcomes.js'
import { textOf } from '../values.js'
import { chatIdIn } from './bot-api.js'
import { readBot, readChat, type Bot } from './chats.js'

/** The account is the chat: two bots in one channel post to the same account. */
export async function identity(ctx: ConnectContext): Promise<IdentityAnswer> {
  try {
    const bot = botIn(ctx) ?? (await readBot(ctx))
    if ('kind' in bot) return away(bot)
    const found = await readChat(ctx, bot, chatIdIn(ctx.data['chatId']) ?? '')
    if ('kind' in found) return away(found)
    const { chat } = found
    return {
      kind: 'ok',
      identity: {
        remoteId: String(chat.id),
        username: chat.username,
        displayName: chat.title ?? chat.username,
        // A picture's address holds the token of the bot.
        avatarUrl: null,
        accountType: null,
        data: { chatId: chat.id, chatType: chat.type, bot: bot.username },
      },
    }
  } catch (error) {
    return { kind: 'unreachable', error: faultOf(error).error }
  }
}

/** A token begins with the bot's id. Where a bot may write in a group stands with the group, what it may itself with the bot: both are asked. */
function botIn({ known, tokens, data }: ConnectContext): Bot | null {
  const id = Number(tokens.accessToken.split(':')[0])
  return known === undefined || !Number.isSafeInteger(id) ? null : { id, username: textOf(data['bot']) }
}

function away({ cure, error }: Refused): IdentityAnswer {
  return cure === 'reconnect' ? { kind: 'dead', error } : { kind: 'unreachable', error }
}
