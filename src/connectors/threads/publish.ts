import type { Json, JsonObject } from '../../kit/json.js'
import type { PublishContext, PublishedItem, PublishOutcome, RenderedItem } from '../connector.js'
import { idIn } from '../graph-api.js'
import { unknown } from '../outcomes.js'
import { objectOf, textOf } from '../values.js'
import { isNotReady, isRefusal, refusalOf } from './errors.js'
import { read, write } from './graph.js'
import { containerStep } from '../containers.js'
import type { Plan } from './prepare.js'

type Resume = { mediaId: string; asked: number }

const mostQuestions = 3
/**
 * A container that cannot be published for so long makes room for another. Not earlier: it may have been published by
 * a request whose answer was lost, and be slow to say so.
 */
const stuckMs = 10 * 60_000

/** Publishes the container. The answer has the id alone: where the post can be seen is asked afterwards (`check`). */
export async function publish(item: RenderedItem, plan: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const outcome = await publishContainer(item, plan, ctx)
  if (outcome.kind !== 'published' || outcome.remoteId === null) return outcome
  return asking({ mediaId: outcome.remoteId, asked: 0 })
}

/** A comment's address is not asked for. */
export function comment(
  item: RenderedItem,
  _under: PublishedItem,
  ctx: PublishContext,
  plan: Json,
): Promise<PublishOutcome> {
  return publishContainer(item, plan, ctx)
}

/** Reads the address of a post that is out. One that Threads does not tell (it need not) is none. */
export async function check(_item: RenderedItem, resume: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const { mediaId, asked } = resume as Resume
  const post = await postOf(mediaId, ctx)
  if (post === null && asked + 1 < mostQuestions) return asking({ mediaId, asked: asked + 1 })
  return { kind: 'published', remoteId: mediaId, url: textOf(objectOf(post ?? {})['permalink']) }
}

function asking(resume: Resume): PublishOutcome {
  return { kind: 'processing', resume, checkInMs: resume.asked * 2_000 }
}

async function postOf(mediaId: string, ctx: PublishContext): Promise<JsonObject | null> {
  try {
    const reply = await read(ctx, mediaId, { fields: 'id,permalink' })
    return idIn(reply) === null ? null : objectOf(reply.json)
  } catch {
    return null
  }
}

async function publishContainer(
  item: RenderedItem,
  plan: Json,
  ctx: PublishContext,
): Promise<PublishOutcome> {
  const { containerId, isOut } = objectOf(plan) as Partial<Plan>
  // Under which id it is out has to be looked for.
  if (isOut === true)
    return { kind: 'unknown', error: { code: 'OUTCOME_UNKNOWN', message: 'It was out before.' } }
  const reply = await write(
    ctx,
    `${ctx.account.remoteId}/threads_publish`,
    { creation_id: containerId },
    { creating: true },
  )
  const remoteId = idIn(reply)
  if (remoteId !== null) return { kind: 'published', remoteId, url: null }
  if (isNotReady(reply) && ctx.now.getTime() - item.plannedAt.getTime() > stuckMs)
    await ctx.dropStep(containerStep(item))
  if (isRefusal(reply)) return refusalOf(reply)
  return unknown(reply, `Threads answered ${String(reply.status)}: the post may be out.`)
}
