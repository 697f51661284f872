import type { Json } from '../../kit/json.js'
import type { PublishContext, PublishedItem, PublishOutcome, RenderedItem } from '../connector.js'
import { unknown } from '../outcomes.js'
import { objectOf, textOf } from '../values.js'
import { isRefusal, refusalOf } from './errors.js'
import { options as schema, parentIdOf } from './options.js'
import type { Plan } from './prepare.js'

export async function publish(item: RenderedItem, plan: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const { mediaIds } = (plan ?? { mediaIds: [] }) as Plan
  const options = schema.parse(item.options)
  const parent = parentIdOf(item)
  const isFirst = item.sequence === 0
  return post(ctx, {
    ...(item.text === '' ? {} : { text: item.text }),
    ...(mediaIds.length === 0 ? {} : { media: { media_ids: mediaIds } }),
    ...(parent === null ? {} : { reply: { in_reply_to_tweet_id: parent } }),
    ...(isFirst && options.poll !== undefined
      ? { poll: { options: options.poll.options, duration_minutes: options.poll.durationMinutes } }
      : {}),
    ...(isFirst && options.replySettings !== undefined ? { reply_settings: options.replySettings } : {}),
    ...(options.madeWithAi === undefined ? {} : { made_with_ai: options.madeWithAi }),
    ...(options.paidPartnership === undefined ? {} : { paid_partnership: options.paidPartnership }),
  })
}

export function comment(
  item: RenderedItem,
  under: PublishedItem,
  ctx: PublishContext,
): Promise<PublishOutcome> {
  return post(ctx, { text: item.text, reply: { in_reply_to_tweet_id: under.remoteId } })
}

async function post(ctx: PublishContext, body: { [name: string]: Json }): Promise<PublishOutcome> {
  const reply = await ctx.http({
    method: 'POST',
    url: 'https://api.x.com/2/tweets',
    headers: { authorization: `Bearer ${ctx.tokens.accessToken}` },
    json: body,
    creating: true,
  })
  if (reply.status === 201 || reply.status === 200) {
    const id = textOf(objectOf(objectOf(reply.json)['data'])['id'])
    if (id === null) return unknown(reply, 'X answered without the id of the post.')
    return { kind: 'published', remoteId: id, url: urlOf(ctx, id) }
  }
  if (isRefusal(reply)) return refusalOf(reply, ctx.now)
  return unknown(reply, `X answered ${String(reply.status)}: the post may be out.`)
}

export function urlOf(ctx: PublishContext, id: string): string {
  return `https://x.com/${ctx.account.username ?? 'i/web'}/status/${id}`
}
