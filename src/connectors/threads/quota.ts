import type { JsonObject } from '../../kit/json.js'
import type { PublishContext, Refused, RenderedItem } from '../connector.js'
import { objectOf } from '../values.js'
import { dataIn, read } from './graph.js'
import { parentIdOf } from './options.js'

/**
 * Why an item cannot go out now: the account has used up what Threads allows it in a rolling day. There is no code by
 * which a refusal would say so. Null where it can, and where Threads does not tell.
 */
export async function quotaRefusal(item: RenderedItem, ctx: PublishContext): Promise<Refused | null> {
  const of = parentIdOf(item) === null ? '' : 'reply_'
  const [usageName, configName] = [`${of}quota_usage`, `${of}config`]
  const row = await limitsOf(ctx, `${usageName},${configName}`)
  const used = Number(row[usageName])
  const total = Number(objectOf(row[configName])['quota_total'])
  if (!(used >= total)) return null
  const what = of === '' ? 'posts' : 'replies'
  return {
    kind: 'refused',
    cure: 'wait',
    error: {
      code: 'QUOTA_EXCEEDED',
      message: `The account has made the ${String(total)} ${what} that Threads allows in 24 hours. Retry later.`,
      details: { used, total },
    },
  }
}

async function limitsOf(ctx: PublishContext, fields: string): Promise<JsonObject> {
  try {
    const reply = await read(ctx, `${ctx.account.remoteId}/threads_publishing_limit`, { fields })
    return dataIn(reply)?.[0] ?? {}
  } catch {
    // What cannot be read stands in nobody's way: Threads itself counts.
    return {}
  }
}
