import type { Json, JsonObject } from '../../kit/json.js'
import type { PublishContext, PublishOutcome, RenderedItem } from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { call, v4 } from './api.js'
import { rejected, removed } from './errors.js'

/** A post as Google tells of it. */
export type LocalPost = { name: string; url: string | null; state: string | null; about: JsonObject }

/** A post that Google took and has not shown yet. */
type Resume = Asking & { name: string; url: string | null }
type Asking = { since: string; asked: number }

const pausesMs = [1_000, 2_000, 5_000, 15_000, 30_000, 60_000, 120_000]
const longestPauseMs = 5 * 60_000
/** Short of the hour after which nobody waits for a network any more. */
const longestReviewMs = 50 * 60_000
/** Google may be slow to find what it just made. */
const listedAfterMs = 60_000

export function postIn(value: Json | undefined): LocalPost | null {
  const about = objectOf(value)
  const name = textOf(about['name'])
  if (name === null) return null
  return { name, url: textOf(about['searchUrl']), state: textOf(about['state']), about }
}

export function isShown({ state }: LocalPost): boolean {
  return state === 'LIVE' || state === 'RECURRING'
}

/** Where asking begins with a post that is there. */
export function resumeAt({ name, url }: LocalPost, now: Date): Resume {
  return { name, url, since: now.toISOString(), asked: 0 }
}

/** That Google took a post says nothing yet: it is out when it is shown. */
export function becameOf(post: LocalPost, asking: Asking, now: Date): PublishOutcome {
  if (isShown(post)) return { kind: 'published', remoteId: post.name, url: post.url }
  if (post.state === 'REJECTED') return rejected
  return stillReviewed({ ...asking, name: post.name, url: post.url }, now)
}

/** Asks what became of the post. What Google does not answer says nothing of it. */
export async function check(_item: RenderedItem, resume: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const given = resume as Resume
  const asking = { ...given, asked: given.asked + 1 }
  const reply = await read(given.name, ctx)
  const post = reply?.status === 200 ? postIn(reply.json) : null
  if (post !== null) return becameOf({ ...post, url: post.url ?? given.url }, asking, ctx.now)
  if (reply?.status === 404 && sinceMs(given, ctx.now) > listedAfterMs) return removed
  return stillReviewed(asking, ctx.now)
}

async function read(name: string, ctx: PublishContext): Promise<PlatformReply | null> {
  try {
    return await call(ctx, 'GET', `${v4}/${name}`)
  } catch {
    return null
  }
}

function stillReviewed(resume: Resume, now: Date): PublishOutcome {
  if (sinceMs(resume, now) < longestReviewMs)
    return { kind: 'processing', resume, checkInMs: pausesMs[resume.asked] ?? longestPauseMs }
  const message =
    'Google took the post and is still reviewing it. It may reject it: look at the Business Profile.'
  return {
    kind: 'published',
    remoteId: resume.name,
    url: resume.url,
    warnings: [{ code: 'UNDER_REVIEW', message }],
  }
}

function sinceMs({ since }: Asking, now: Date): number {
  return now.getTime() - Date.parse(since)
}
