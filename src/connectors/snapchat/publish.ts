import type { Json } from '../../kit/json.js'
import type { PublishContext, PublishOutcome, Refused, RenderedItem } from '../connector.js'
import { unknown } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { createPost, postIdIn, saidIn, successIn, urlOf } from './api.js'
import type { Resume } from './check.js'
import { isExpired, isRefusal, mediaRefused, refusalOf, told, whyForbidden } from './errors.js'
import { options as schema } from './options.js'
import type { Plan } from './prepare.js'
import { beginning } from './upload.js'

/** Between tries to post from a file that Snapchat still processes. */
const pausesMs = [5_000, 9_000, 16_000, 30_000]
const longestProcessingMs = 30 * 60_000

/** The one call that the public can see. Never repeated here. */
export async function publish(item: RenderedItem, plan: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const given = plan as Plan
  const reply = await createPost(wantedOf(item, given), ctx)
  const body = successIn(reply)
  if (body !== null && !isRefusal(reply)) return made(given, postIdIn(given.kind, body), ctx)
  const { code } = saidIn(reply)
  if (code === 'MEDIA_PROCESSING') return stillProcessed(given, reply, ctx)
  if (isExpired(reply)) return beginAnew(ctx)
  if (!isRefusal(reply))
    return unknown(
      reply,
      code === 'MEDIA_POSTING_ALREADY_IN_PROGRESS'
        ? 'Snapchat is already making a post from this file.'
        : `Snapchat answered ${String(reply.status)}: the post may be out.`,
    )
  if (reply.status === 403) return whyForbidden(reply, ctx.account.remoteId, ctx)
  const refusal = refusalOf(reply)
  if (refusal.error.code === 'MEDIA_REJECTED') await ctx.dropStep(beginning)
  return refusal
}

function wantedOf({ text, options: given }: RenderedItem, { kind, mediaId }: Plan) {
  const options = schema.parse(given)
  return {
    kind,
    mediaId,
    text: textOf(kind, text, options.title),
    locale: options.locale ?? 'en_US',
    skipSaveToProfile: options.skipSaveToProfile === true,
  }
}

/** What a post says at Snapchat. */
export function textOf(kind: Plan['kind'], text: string, title: string | undefined): string {
  if (kind === 'STORY') return ''
  return kind === 'SAVED_STORY' ? (title ?? text) : text
}

/** It is out. Of a Story nobody tells the id, and a Spotlight is looked at by Snapchat before everybody sees it. */
function made(plan: Plan, id: string | null, ctx: PublishContext): PublishOutcome {
  const { kind } = plan
  if (kind === 'SAVED_STORY' || (kind === 'SPOTLIGHT' && id === null))
    return { kind: 'published', remoteId: id, url: urlOf(kind, id, ctx.account.username), data: { kind } }
  const { before, isVideo } = plan
  const resume: Resume = { kind, id, before, isVideo, asked: 0, listed: 0, since: ctx.now.toISOString() }
  return { kind: 'processing', resume, checkInMs: 5_000 }
}

/** The post is asked for again, not the upload. */
async function stillProcessed(plan: Plan, reply: PlatformReply, ctx: PublishContext): Promise<Refused> {
  const sinceMs = ctx.now.getTime() - Date.parse(plan.finalizedAt)
  if (sinceMs > longestProcessingMs) {
    await ctx.dropStep(beginning)
    const message = 'Snapchat did not finish processing the file within half an hour. Use another one.'
    return told({ ...mediaRefused, code: 'PROCESSING_FAILED', message }, reply)
  }
  const message = 'Snapchat still processes the file.'
  const outcome = told({ code: 'PLATFORM_UNAVAILABLE', cure: 'wait', message }, reply)
  return { ...outcome, retryAfterMs: pauseAfter(sinceMs) }
}

/** By how long it has been: 5, 9, 16 s, and 30 s from then on. */
export function pauseAfter(sinceMs: number): number {
  let passedMs = 0
  for (const pauseMs of pausesMs) {
    passedMs += pauseMs
    if (sinceMs < passedMs) return pauseMs
  }
  return 30_000
}

async function beginAnew(ctx: PublishContext): Promise<Refused> {
  await ctx.dropStep(beginning)
  const message = 'Snapchat has the uploaded file no more: it is uploaded anew.'
  return { kind: 'refused', cure: 'wait', error: { code: 'PLATFORM_UNAVAILABLE', message } }
}
