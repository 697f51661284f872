import type { Json } from '../../kit/json.js'
import type { PublishContext, PublishOutcome, RenderedItem } from '../connector.js'
import { isRefused, openPage, refusalFor, type Page } from './page.js'
import { dataOf, isStory, type Plan } from './plan.js'
import { forget } from './prepare.js'
import { isTold, statusOf } from './status.js'
import { storiesSince, storyUrl } from './stories.js'

/** What Facebook has taken and works on, or of which the address is not known yet. */
type Resume = Plan & { postId: string | null; asked: number }

const pausesMs = [1_000, 2_000, 3_000, 5_000, 15_000]
const longestPauseMs = 30_000
const mostListings = 3
const dayMs = 24 * 3_600_000

/** What was taken is asked for until it is out. `postId`: of a story, as Facebook answered. */
export function asking(plan: Plan, postId: string | null): PublishOutcome {
  const resume: Resume = { ...plan, postId, asked: 0 }
  return { kind: 'processing', resume, checkInMs: isStory(plan) ? 0 : 1_000 }
}

/** Whether a video is out; where a story can be seen. Reads. */
export async function check(_item: RenderedItem, resume: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const given = resume as Resume
  const again: PublishOutcome = {
    kind: 'processing',
    resume: { ...given, asked: given.asked + 1 },
    checkInMs: pausesMs[given.asked] ?? longestPauseMs,
  }
  const page = await openPage(given.pageId, ctx)
  if (isStory(given)) return checkStory(given, again, isRefused(page) ? null : page, ctx)
  if (isRefused(page)) return page.cure === 'wait' ? again : lost(page.error.message)
  return checkVideo(given, again, page, ctx)
}

async function checkVideo(
  given: Resume,
  again: PublishOutcome,
  page: Page,
  ctx: PublishContext,
): Promise<PublishOutcome> {
  const videoId = given.videoId ?? ''
  const status = await statusOf(videoId, page, ctx)
  if (status === 'missing') return again
  if (!isTold(status)) {
    const refusal = await refusalFor(status, page, ctx)
    return refusal.cure === 'wait' ? again : lost(refusal.error.message)
  }
  if (status.failure !== null) {
    await forget(given, ctx)
    return status.failure
  }
  if (!status.isOut) return again
  const url = status.permalink ?? `https://www.facebook.com/reel/${videoId}`
  return { kind: 'published', remoteId: status.postId ?? videoId, url, data: dataOf(given) }
}

/** It was taken, and nobody lets us ask any more what became of it. */
function lost(why: string): PublishOutcome {
  return {
    kind: 'unknown',
    error: { code: 'OUTCOME_UNKNOWN', message: `Facebook does not let us ask what became of it. (${why})` },
  }
}

/** A story is out once it was taken; the list of stories tells where it is seen. */
async function checkStory(
  given: Resume,
  again: PublishOutcome,
  page: Page | null,
  ctx: PublishContext,
): Promise<PublishOutcome> {
  const found = page === null ? null : await storyOf(given, page, ctx)
  const postId = found?.postId ?? given.postId
  if (found?.url == null && given.asked + 1 < mostListings) return again
  const url = found?.url ?? (postId === null ? null : storyUrl(postId))
  return { kind: 'published', remoteId: postId, url, data: dataOf(given) }
}

async function storyOf({ postId, photoIds = [], videoId }: Resume, page: Page, ctx: PublishContext) {
  const stories = await storiesSince(new Date(ctx.now.getTime() - dayMs), page, ctx).catch(() => null)
  if (!Array.isArray(stories)) return null
  const mediaId = videoId ?? photoIds[0]
  return stories.find((story) => story.postId === postId || story.mediaId === mediaId) ?? null
}
