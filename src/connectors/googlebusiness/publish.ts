import type { Json } from '../../kit/json.js'
import type { PublishContext, PublishOutcome, RenderedItem } from '../connector.js'
import { unknown } from '../outcomes.js'
import { objectOf } from '../values.js'
import { call, v4 } from './api.js'
import { isRefusal, refusalOfV4 } from './errors.js'
import { localPostOf } from './local-post.js'
import { locationOf, noLocation } from './location.js'
import type { Plan } from './prepare.js'
import { becameOf, postIn } from './review.js'

/** One call; Google fetches the photo before it answers. What it took it reviews before it shows it (`check`). */
export async function publish(item: RenderedItem, plan: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const location = locationOf(ctx.data)
  if (location === null) return noLocation
  const { sourceUrl = null } = objectOf(plan) as Partial<Plan>
  const reply = await call(ctx, 'POST', `${v4}/${location}/localPosts`, {
    json: localPostOf(item, sourceUrl),
    creating: true,
    timeoutMs: 120_000,
  })
  if (reply.status === 200) {
    const post = postIn(reply.json)
    if (post === null) return unknown(reply, 'Google answered without the name of the post.')
    return becameOf(post, { since: ctx.now.toISOString(), asked: 0 }, ctx.now)
  }
  if (isRefusal(reply)) return refusalOfV4(reply, ctx)
  return unknown(reply, `Google answered ${String(reply.status)}: the post may be out.`)
}
