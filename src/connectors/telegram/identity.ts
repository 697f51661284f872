import type { ConnectContext, IdentityAnswer, Refused } from '../connector.js'
import { faultOf } from '../outcomes.js'
import { chatIdIn } from './bot-api.js'
import { readBot, readChat } from './chats.js'

/** The account is the chat: two bots in one channel post to the same account. */
export async function identity(ctx: ConnectContext): Promise<IdentityAnswer> {
  try {
    const bot = await readBot(ctx)
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

function away({ cure, error }: Refused): IdentityAnswer {
  return cure === 'reconnect' ? { kind: 'dead', error } : { kind: 'unreachable', error }
}
