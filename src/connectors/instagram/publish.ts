import type { Json } from '../../kit/json.js'
import type { PublishContext, PublishedItem, PublishOutcome, RenderedItem } from '../connector.js'
import { idIn } from '../graph-api.js'
import { unknown } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { isNotReady, isRefusal, refusalOf } from './errors.js'
import { nodeIn, read, write } from './graph.js'
import { kindOf } from './kind.js'
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
  const { poster, containerId, isOut } = objectOf(plan) as Partial<Plan>
  // Under which id it is out has to be looked for.
  if (isOut === true)
    return { kind: 'unknown', error: { code: 'OUTCOME_UNKNOWN', message: 'It was out before.' } }
  const reply = await write(
    ctx,
    `${String(poster)}/media_publish`,
    { creation_id: containerId },
    { creating: true },
  )
  const mediaId = idIn(reply)
  if (mediaId !== null) return asking({ mediaId, asked: 0 })
  const isStuck = ctx.now.getTime() - item.plannedAt.getTime() > stuckMs
  // One that is said to be gone may have been published: what became of it, its status tells the next preparation.
  if (isStuck && isNotReady(reply)) await ctx.dropStep(containerStep(item))
  return notPublished(reply)
}

/** Reads the address of a post that is out. One that Instagram does not tell (it is late at times) is none. */
export async function check(item: RenderedItem, resume: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const { mediaId, asked } = resume as Resume
  const url = await addressOf(mediaId, ctx)
  if (url === null && asked + 1 < mostQuestions) return asking({ mediaId, asked: asked + 1 })
  return { kind: 'published', remoteId: mediaId, url, data: { kind: kindOf(item) } }
}

/** A comment's address is not told. */
export async function comment(
  item: RenderedItem,
  under: PublishedItem,
  ctx: PublishContext,
): Promise<PublishOutcome> {
  const reply = await write(ctx, `${under.remoteId}/comments`, { message: item.text }, { creating: true })
  const remoteId = idIn(reply)
  return remoteId === null ? notPublished(reply) : { kind: 'published', remoteId, url: null }
}

function asking(resume: Resume): PublishOutcome {
  return { kind: 'processing', resume, checkInMs: resume.asked * 2_000 }
}

/** Where a post that is out can be seen; null where Instagram does not tell, or not yet. */
export async function addressOf(mediaId: string, ctx: PublishContext): Promise<string | null> {
  try {
    const reply = await read(ctx, mediaId, { fields: 'id,permalink' })
    return idIn(reply) === null ? null : textOf(nodeIn(reply)['permalink'])
  } catch {
    return null
  }
}

function notPublished(reply: PlatformReply): PublishOutcome {
  if (isRefusal(reply)) return refusalOf(reply)
  return unknown(reply, `Instagram answered ${String(reply.status)}: it may be out.`)
}
