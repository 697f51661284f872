import type { Metrics } from '../connector.js'
import { call, chatIdIn, resultOf } from './bot-api.js'
import { refusalOf } from './errors.js'

/** Bots are told how many read a chat, and nothing of a message: no views, no forwards. README.md, "Numbers". */
export const metrics: Metrics = {
  postsPerCall: 1,

  async account(ctx) {
    const chat = chatIdIn(ctx.data['chatId']) ?? ctx.account.remoteId
    const reply = await call(ctx, 'getChatMemberCount', { chat_id: chat })
    const members = resultOf(reply)
    if (typeof members !== 'number') return refusalOf(reply)
    // The bot is a member itself.
    return { kind: 'ok', now: { followers: Math.max(0, members - 1) } }
  },
}
