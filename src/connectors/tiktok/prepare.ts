import type { MediaFile, Prepared, PublishContext, RenderedItem } from '../connector.js'
import { refused } from '../outcomes.js'
import { chunksOf, rangeOf } from './chunks.js'
import { closedTo, creatorOf, privacyOf } from './creator.js'
import { options as schema } from './options.js'
import { isStatus, isTaken, statusOf } from './status.js'
import { begin, beginning, NotBegun, put, type Begun } from './upload.js'

/** A video of which all but the last chunk are at TikTok. `isTaken`: that one too, as was found. */
export type VideoPlan = Begun & { kind: 'video'; isTaken: boolean }
/** `privacy` null: a draft. */
export type PhotoPlan = {
  kind: 'photos'
  username: string | null
  privacy: string | null
  isClosedToComments: boolean
}
export type Plan = VideoPlan | PhotoPlan

const chunkMs = 15 * 60_000
/** An upload's address is good for an hour; what is begun has to be finished before. */
const freshMs = 50 * 60_000

/** Asks what the account allows; begins a video and uploads it, but for the chunk with which it becomes public. */
export async function prepare(item: RenderedItem, ctx: PublishContext): Promise<Prepared> {
  const video = item.media.find(({ kind }) => kind === 'video')
  try {
    return video === undefined ? await preparePhotos(item, ctx) : await prepareVideo(item, video, ctx)
  } catch (error) {
    if (error instanceof NotBegun) return error.refusal
    throw error
  }
}

function ready(plan: Plan): Prepared {
  return { kind: 'ready', plan }
}

/** TikTok fetches photos once the post is asked for: nothing can be sent ahead. */
async function preparePhotos(item: RenderedItem, ctx: PublishContext): Promise<Prepared> {
  const options = schema.parse(item.options)
  if (options.draft === true)
    return ready({ kind: 'photos', username: null, privacy: null, isClosedToComments: true })
  const creator = await creatorOf(ctx)
  if ('kind' in creator) return creator
  const privacy = privacyOf(creator, options)
  if (typeof privacy !== 'string') return privacy
  const isClosedToComments = closedTo(creator, options).comment
  return ready({ kind: 'photos', username: creator.username, privacy, isClosedToComments })
}

async function prepareVideo(item: RenderedItem, video: MediaFile, ctx: PublishContext): Promise<Prepared> {
  let begun = await begin(item, video, ctx)
  if (ctx.now.getTime() - Date.parse(begun.begunAt) > freshMs) {
    const status = await statusOf(begun.publishId, ctx)
    if (isStatus(status) && isTaken(status, video.sizeBytes))
      return ready({ kind: 'video', ...begun, isTaken: true })
    await ctx.dropStep(beginning)
    begun = await begin(item, video, ctx)
  }
  const chunks = chunksOf(video.sizeBytes)
  for (let index = 0; index < chunks.count - 1; index += 1) {
    const range = rangeOf(index, chunks, video.sizeBytes)
    const sent = await ctx.step(`chunk-${String(index)}`, begun.publishId, () =>
      sendChunk(video, range, begun, ctx),
    )
    if (!sent) {
      await ctx.dropStep(beginning)
      return { kind: 'processing', checkInMs: 250 }
    }
  }
  return ready({ kind: 'video', ...begun, isTaken: false })
}

/** False where TikTok does not know the upload any more: it is begun anew. */
async function sendChunk(
  video: MediaFile,
  range: { start: number; end: number },
  { publishId, uploadUrl }: Begun,
  ctx: PublishContext,
): Promise<boolean> {
  const reply = await put(video, range, uploadUrl, ctx, { timeoutMs: chunkMs })
  if (reply.status === 206 || reply.status === 201) return true
  if (reply.status === 403 || reply.status === 404) return false
  if (reply.status === 416) {
    // The answer to this chunk, or to one before, was lost: TikTok says how far it is.
    const status = await statusOf(publishId, ctx)
    return isStatus(status) && status.uploadedBytes >= range.end
  }
  throw new NotBegun(notStored(reply))
}

function notStored(reply: Awaited<ReturnType<typeof put>>) {
  if (reply.status >= 500)
    return refused(
      { code: 'PLATFORM_UNAVAILABLE', cure: 'wait', message: 'TikTok did not take a part of the video.' },
      reply,
      {},
    )
  return refusedPut(reply)
}

/** What an upload says is a status alone. */
export function refusedPut(reply: Awaited<ReturnType<typeof put>>) {
  if (reply.status === 429) {
    const seconds = Number(reply.headers['retry-after'])
    const waitMs = seconds > 0 ? seconds * 1_000 : 60_000
    const message = 'TikTok has had enough requests of this account for now.'
    return refused({ code: 'RATE_LIMITED', cure: 'wait', message }, reply, {}, waitMs)
  }
  return refused(
    { code: 'MEDIA_REJECTED', cure: 'edit', message: 'TikTok does not take this video. Use another one.' },
    reply,
    {},
  )
}
