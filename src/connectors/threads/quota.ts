import type { JsonObject } from '../../kit/json.js'
import type { PlatformReply } from '../platform-http.js'
import type { AccountContext, PublishContext, Quota, Refused, RenderedItem } from '../connector.js'
import { dataIn } from '../graph-api.js'
import { objectOf } from '../values.js'
import { refusalOf } from './errors.js'
import { read } from './graph.js'
import { parentIdOf } from './options.js'

const posts = { name: 'posts in 24 hours', usage: 'quota_usage', config: 'config' }
const replies = { name: 'replies in 24 hours', usage: 'reply_quota_usage', config: 'reply_config' }
type Counter = typeof posts

/** Replies have a counter of their own, which `quotaRefusal` reads: what we publish is counted by posts. */
export const quota: Quota = {
  rules: () => [{ name: posts.name, limit: 250, window: { rollingMs: 24 * 3_600_000 } }],

  async read(ctx) {
    const reply = await limits(posts, ctx)
    const told = standIn(reply, posts)
    if (told === null) return refusalOf(reply)
    return { kind: 'ok', readings: [{ name: posts.name, limit: told.total, used: told.used }] }
  },
}

/**
 * Why an item cannot go out now: the account has used up what Threads allows it in a rolling day. There is no code by
 * which a refusal would say so. Null where it can, and where Threads does not tell.
 */
export async function quotaRefusal(item: RenderedItem, ctx: PublishContext): Promise<Refused | null> {
  const counter = parentIdOf(item) === null ? posts : replies
  // What cannot be read stands in nobody's way: Threads itself counts.
  const reply = await limits(counter, ctx).catch(() => null)
  const told = reply === null ? null : standIn(reply, counter)
  if (told === null || told.used < told.total) return null
  return {
    kind: 'refused',
    cure: 'wait',
    error: {
      code: 'QUOTA_EXCEEDED',
      message: `The account has made the ${String(told.total)} ${counter.name} that Threads allows. There is room again as soon as the oldest of them is a day old: retry then.`,
      details: told,
    },
  }
}

function limits({ usage, config }: Counter, ctx: AccountContext): Promise<PlatformReply> {
  return read(ctx, `${ctx.account.remoteId}/threads_publishing_limit`, { fields: `${usage},${config}` })
}

function standIn(reply: PlatformReply, { usage, config }: Counter): { used: number; total: number } | null {
  const row: JsonObject = dataIn(reply)?.[0] ?? {}
  const [used, total] = [row[usage], objectOf(row[config])['quota_total']]
  return typeof used === 'number' && typeof total === 'number' ? { used, total } : null
}
