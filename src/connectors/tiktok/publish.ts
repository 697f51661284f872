import type { Json, JsonObject } from '../../kit/json.js'
import type { MediaFile, PublishContext, PublishOutcome, RenderedItem } from '../connector.js'
import { unknown } from '../outcomes.js'
import { NotSent } from '../platform-http.js'
import { textOf } from '../values.js'
import { call, dataIn } from './api.js'
import { failureOf, isRefusal, refusalOf } from './errors.js'
import { options as schema } from './options.js'
import { refusedPut, type PhotoPlan, type Plan, type VideoPlan } from './prepare.js'
import { largestPhoto } from './rules.js'
import { isStatus, isTaken, statusOf, type Status } from './status.js'
import { beginning, declared, lastRange, put } from './upload.js'

/** What TikTok has taken and works on. */
type Resume = {
  publishId: string
  kind: Plan['kind']
  username: string | null
  privacy: string | null
  asked: number
  /** When it was first seen complete, still without its public number. */
  completeAt: string | null
}

const pausesMs = [1_000, 2_000, 5_000, 5_000, 15_000]
const longestPauseMs = 60_000
/** TikTok looks at a post before everybody sees it: within a minute mostly, hours now and then. */
const publicWithinMs = 3 * 60_000

/** The last chunk of a video, or the one call that lets TikTok fetch photos; both are worked on afterwards (`check`). */
export function publish(item: RenderedItem, plan: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const given = plan as Plan
  const video = item.media.find(({ kind }) => kind === 'video')
  return given.kind === 'video' && video !== undefined
    ? publishVideo(video, given, ctx)
    : publishPhotos(item, given as PhotoPlan, ctx)
}

async function publishVideo(video: MediaFile, plan: VideoPlan, ctx: PublishContext): Promise<PublishOutcome> {
  if (plan.isTaken) return taken(plan.publishId, plan)
  const reply = await put(video, lastRange(video), plan.uploadUrl, ctx, { creating: true })
  if (reply.status === 201) return taken(plan.publishId, plan)
  if ([403, 404, 416].includes(reply.status)) {
    const status = await statusOf(plan.publishId, ctx)
    if (isStatus(status)) {
      if (isTaken(status, video.sizeBytes)) return taken(plan.publishId, plan)
      await ctx.dropStep(beginning)
      return {
        kind: 'refused',
        cure: 'wait',
        error: { code: 'PLATFORM_UNAVAILABLE', message: 'TikTok gave the upload up: it is begun anew.' },
      }
    }
  }
  if (reply.status === 400 || reply.status === 429) return refusedPut(reply)
  return unknown(
    reply,
    `TikTok answered ${String(reply.status)} to the end of the video: the post may be out.`,
  )
}

async function publishPhotos(
  item: RenderedItem,
  plan: PhotoPlan,
  ctx: PublishContext,
): Promise<PublishOutcome> {
  const json = await photos(item, plan)
  const reply = await call(ctx, 'POST', '/post/publish/content/init/', { json, creating: true })
  const publishId = textOf(dataIn(reply)?.['publish_id'])
  if (publishId !== null) return taken(publishId, plan)
  if (isRefusal(reply)) return refusalOf(reply)
  return unknown(reply, `TikTok answered ${String(reply.status)}: the post may be out.`)
}

async function photos(item: RenderedItem, plan: PhotoPlan): Promise<JsonObject> {
  const options = schema.parse(item.options)
  const info: JsonObject =
    plan.privacy === null
      ? {}
      : {
          privacy_level: plan.privacy,
          disable_comment: plan.isClosedToComments,
          auto_add_music: options.autoAddMusic === true,
          ...declared(options),
        }
  return {
    media_type: 'PHOTO',
    post_mode: plan.privacy === null ? 'MEDIA_UPLOAD' : 'DIRECT_POST',
    is_aigc: options.isAigc === true,
    post_info: {
      ...(options.title === undefined ? {} : { title: options.title }),
      description: item.text,
      ...info,
    },
    source_info: {
      source: 'PULL_FROM_URL',
      photo_cover_index: options.photoCoverIndex ?? 0,
      photo_images: await addressesOf(item.media),
    },
  }
}

/** Before the request: what cannot be made is not sent. */
async function addressesOf(media: readonly MediaFile[]): Promise<string[]> {
  try {
    return await Promise.all(media.map(addressOf))
  } catch (error) {
    throw new NotSent('A file of the post could not be read', { cause: error })
  }
}

/** "Maximum 1080p", says TikTok of photos: larger ones are given smaller. */
function addressOf(file: MediaFile): Promise<string> {
  const [width, height] = [file.width ?? 0, file.height ?? 0]
  const [maxWidth, maxHeight] = width > height ? [1_920, 1_080] : [1_080, 1_920]
  const fits = file.sizeBytes <= largestPhoto && width <= maxWidth && height <= maxHeight
  return file.publicUrl(fits ? undefined : { maxBytes: largestPhoto, maxWidth, maxHeight })
}

function taken(publishId: string, { kind, username, privacy }: Plan): PublishOutcome {
  const resume: Resume = { publishId, kind, username, privacy, asked: 0, completeAt: null }
  return { kind: 'processing', resume, checkInMs: pausesMs[0] ?? longestPauseMs }
}

/** Asks how far TikTok is. What it does not answer says nothing of the post: only FAILED does. */
export async function check(_item: RenderedItem, resume: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const given = resume as Resume
  const status = await statusOf(given.publishId, ctx)
  const asked = given.asked + 1
  const again = (change: Partial<Resume> = {}): PublishOutcome => ({
    kind: 'processing',
    resume: { ...given, asked, ...change },
    checkInMs: pausesMs[asked] ?? longestPauseMs,
  })
  if (status === 'unknown id') return lost('TikTok does not know any more what became of the post.')
  if (!isStatus(status))
    return refusalOf(status).cure === 'reconnect'
      ? lost(`TikTok does not let us ask what became of the post. (${refusalOf(status).error.message})`)
      : again()
  if (status.status === 'FAILED') return failed(status, ctx)
  const out = whatIsOut(status, given, ctx)
  if (out !== null) return out
  if (status.status !== 'PUBLISH_COMPLETE') return again()
  return {
    ...again({ completeAt: given.completeAt ?? ctx.now.toISOString() }),
    checkInMs: 5_000,
  } as PublishOutcome
}

function lost(message: string): PublishOutcome {
  return { kind: 'unknown', error: { code: 'OUTCOME_UNKNOWN', message } }
}

/** Null: not yet, or not yet where everybody sees it. */
function whatIsOut(status: Status, given: Resume, ctx: PublishContext): PublishOutcome | null {
  const { publishId, username, kind } = given
  const data = { publishId, kind }
  if (status.publicId !== null) {
    const url = urlOf(username ?? ctx.account.username, kind, status.publicId)
    return { kind: 'published', remoteId: status.publicId, url, data }
  }
  const isComplete = status.status === 'PUBLISH_COMPLETE'
  if (!isComplete && status.status !== 'SEND_TO_USER_INBOX') return null
  const since = ctx.now.getTime() - Date.parse(given.completeAt ?? ctx.now.toISOString())
  const isAwaited = isComplete && given.privacy === 'PUBLIC_TO_EVERYONE' && since < publicWithinMs
  return isAwaited ? null : { kind: 'published', remoteId: publishId, url: null, data }
}

/** Nothing came of it, and nothing will: another try begins anew. */
async function failed({ failReason }: Status, ctx: PublishContext): Promise<PublishOutcome> {
  await ctx.dropStep(beginning)
  const isPull = failReason === 'photo_pull_failed' || failReason === 'video_pull_failed'
  if (isPull && (await isFirst('pulled-again', ctx))) return { ...failureOf(failReason), cure: 'wait' }
  return failureOf(failReason)
}

/** True once in the life of a target: a fetch that failed may do the second time. */
async function isFirst(name: string, ctx: PublishContext): Promise<boolean> {
  let first = false
  await ctx.step(name, '', () => {
    first = true
    return Promise.resolve(true)
  })
  return first
}

export function urlOf(username: string | null, kind: Plan['kind'], id: string): string | null {
  if (username === null) return null
  return `https://www.tiktok.com/@${username}/${kind === 'video' ? 'video' : 'photo'}/${id}`
}
