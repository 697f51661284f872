import type { Json, JsonObject } from '../../kit/json.js'
import type { PublishContext, PublishedItem, PublishOutcome, RenderedItem } from '../connector.js'
import { refused, unknown } from '../outcomes.js'
import { NoAnswer, type PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { authorOf, isPage } from './author.js'
import { bodyOf } from './body.js'
import { duplicateOf, isRefusal, isUnusable, isUploadGone, processingFailed, refusalOf } from './errors.js'
import { forgetUploads, planOf } from './prepare.js'
import { rest, versionOf } from './rest.js'

type Resume = { urn: string; author: string }

const firstLookMs = 3_000
const nextLookMs = 15_000

/** The one call that the public can see. LinkedIn answers it without a body: the post's URN stands in a header. */
export async function publish(item: RenderedItem, plan: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const made = planOf(plan, ctx)
  const reply = await create(ctx, made.author, { path: 'posts', json: bodyOf(item, made) })
  if (!('status' in reply)) return reply
  const urn = textOf(reply.headers['x-restli-id'])
  if (reply.status === 201 && urn !== null) {
    const resume: Resume = { urn, author: made.author }
    // A page's video may be on its way still, and fail; of a person's post nothing can be read.
    return isPage(made.author) && item.media.some(({ kind }) => kind === 'video')
      ? { kind: 'processing', resume, checkInMs: firstLookMs }
      : published(resume)
  }
  if (!isRefusal(reply)) return unknown(reply, whyUnknown(made.author, `it answered ${String(reply.status)}`))
  if (isUploadGone(reply) || isUnusable(reply)) await forgetUploads(item, ctx)
  return refusal(reply, made.author, ctx)
}

/** The creating call. Where nobody can look for what it made, an answer that was lost says why. */
async function create(
  ctx: PublishContext,
  author: string,
  call: { path: string; json: JsonObject },
): Promise<PlatformReply | PublishOutcome> {
  try {
    return await rest(ctx, { ...call, method: 'POST', creating: true })
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error
    return {
      kind: 'unknown',
      error: { code: 'OUTCOME_UNKNOWN', message: whyUnknown(author, error.message) },
    }
  }
}

function whyUnknown(author: string, what: string): string {
  return isPage(author)
    ? `LinkedIn gave no clear answer: ${what}`
    : `LinkedIn shows an app nothing of what a person posts, so that it cannot be looked for: ${what}`
}

/** Whether the video of a page's post came out. Reads. */
export async function check(_item: RenderedItem, resume: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const { urn, author } = resume as Resume
  const reply = await rest(ctx, { method: 'GET', path: `posts/${encodeURIComponent(urn)}` })
  // It was taken; that it cannot be read changes nothing.
  if (reply.status === 403 || reply.status === 404) return published({ urn, author })
  const state = objectOf(reply.json)['lifecycleState']
  if (state === 'PUBLISHED') return published({ urn, author })
  if (state === 'PUBLISH_FAILED') return refused(processingFailed, reply, { code: state })
  return { kind: 'processing', resume, checkInMs: nextLookMs }
}

/** By whoever wrote the post. Its text has no signs with a meaning. */
export async function comment(
  item: RenderedItem,
  under: PublishedItem,
  ctx: PublishContext,
): Promise<PublishOutcome> {
  const actor = writerOf(under, ctx)
  const json = { actor, object: under.remoteId, message: { text: item.text } }
  const reply = await create(ctx, actor, { path: commentsOf(under.remoteId), json })
  if (!('status' in reply)) return reply
  const urn = textOf(objectOf(reply.json)['commentUrn'])
  if (reply.status === 201 && urn !== null)
    return { kind: 'published', remoteId: urn, url: commentUrl(under.remoteId, urn) }
  if (!isRefusal(reply)) return unknown(reply, whyUnknown(actor, `it answered ${String(reply.status)}`))
  return refusal(reply, actor, ctx)
}

export function commentsOf(post: string): string {
  return `socialActions/${encodeURIComponent(post)}/comments`
}

export function writerOf(post: PublishedItem, ctx: PublishContext): string {
  return textOf(objectOf(post.data)['author']) ?? authorOf(ctx.data, ctx.account.remoteId)
}

export function postUrl(urn: string): string {
  return `https://www.linkedin.com/feed/update/${urn}/`
}

export function commentUrl(post: string, comment: string): string {
  return `${postUrl(post)}?commentUrn=${encodeURIComponent(comment)}`
}

/** The number of a post has its time in its upper bits, in milliseconds. README.md, "Unverified". */
function madeAt(urn: string): Date {
  return new Date(Number(BigInt(urn.split(':').at(-1) ?? 0) >> 22n))
}

function published({ urn, author }: Resume): PublishOutcome & { kind: 'published' } {
  return { kind: 'published', remoteId: urn, url: postUrl(urn), data: { author } }
}

function refusal(reply: PlatformReply, author: string, ctx: PublishContext): PublishOutcome {
  const answer = refusalOf(reply, ctx.now)
  if (reply.status === 426)
    ctx.log('LinkedIn does not offer this version of its API any more', { version: versionOf(ctx) })
  const urn = duplicateOf(reply)
  if (urn === null) return answer
  const sameAs = { remoteId: urn, url: postUrl(urn), createdAt: madeAt(urn), data: { author } }
  return { ...answer, sameAs: { kind: 'found', ...sameAs } }
}
