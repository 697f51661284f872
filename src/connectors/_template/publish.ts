import type { Json } from '../../kit/json.js'
import type { PublishContext, PublishOutcome, RenderedItem } from '../connector.js'
import { unknown } from '../outcomes.js'
import { objectOf, textOf } from '../values.js'
import { isRefusal, refusalOf } from './errors.js'
import { options as schema } from './options.js'
import type { Plan } from './prepare.js'

/** The one call that the public can see. Never repeated here. */
export async function publish(item: RenderedItem, plan: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const { mediaIds } = (plan ?? { mediaIds: [] }) as Plan
  const { audience } = schema.parse(item.options)
  const reply = await ctx.http({
    method: 'POST',
    url: 'https://api.template.example/v1/posts',
    headers: { authorization: `Bearer ${ctx.tokens.accessToken}` },
    json: { text: item.text, media: mediaIds, ...(audience === undefined ? {} : { audience }) },
    creating: true,
  })
  const post = objectOf(reply.json)
  const remoteId = textOf(post['id'])
  if (reply.status === 201 && remoteId !== null)
    return { kind: 'published', remoteId, url: textOf(post['url']) }
  if (isRefusal(reply)) return refusalOf(reply)
  return unknown(reply, `Template answered ${String(reply.status)}: the post may be out.`)
}
