import type { MediaFile, PublishContext, Refused } from '../connector.js'
import { asId } from '../graph-api.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { write } from './api.js'
import { isOver, uploadFault } from './errors.js'
import { refusalFor, type Page } from './page.js'
import { NotPrepared } from './refused.js'
import { isTold, statusOf } from './status.js'

type Begun = { videoId: string; uploadUrl: string }

const uploadMs = 30 * 60_000

/** Begins a reel or the video of a story and sends its bytes; answers its id. Nobody sees it yet. Throws `NotPrepared`. */
export async function uploadFilm(
  file: MediaFile,
  edge: 'video_reels' | 'video_stories',
  page: Page,
  ctx: PublishContext,
): Promise<string> {
  const madeFrom = JSON.stringify([edge, page.id, file.sha256])
  const { videoId, uploadUrl } = await ctx.step('film', madeFrom, () => begin(edge, page, ctx))
  await ctx.step('film-sent', videoId, async () => {
    const from = await placeIn(file, videoId, page, ctx)
    if (from === file.sizeBytes) return true
    const reply = await ctx.http({
      method: 'POST',
      url: uploadUrl,
      headers: {
        authorization: `OAuth ${page.token}`,
        offset: String(from),
        file_size: String(file.sizeBytes),
      },
      body: {
        bytes: file.stream({ start: from, end: file.sizeBytes }),
        length: file.sizeBytes - from,
        contentType: 'application/octet-stream',
      },
      timeoutMs: uploadMs,
    })
    if (objectOf(reply.json)['success'] === true) return true
    throw new NotPrepared(await notStored(reply, page, ctx))
  })
  return videoId
}

/** How many of its bytes Facebook has: an upload that was cut goes on there. */
async function placeIn(file: MediaFile, videoId: string, page: Page, ctx: PublishContext): Promise<number> {
  const status = await statusOf(videoId, page, ctx)
  if (status === 'missing') return 0
  if (!isTold(status)) {
    if (isOver(status)) throw new NotPrepared(await refusalFor(status, page, ctx))
    return 0
  }
  if (status.isExpired || status.failure !== null) {
    await forgetFilm(ctx)
    throw new NotPrepared({ kind: 'processing', checkInMs: 250 })
  }
  return status.isUploaded ? file.sizeBytes : Math.min(status.bytesStored, file.sizeBytes)
}

/** It is begun anew before it is sent again. */
export async function forgetFilm(ctx: PublishContext): Promise<void> {
  for (const step of ['film', 'film-sent']) await ctx.dropStep(step)
}

async function begin(edge: 'video_reels' | 'video_stories', page: Page, ctx: PublishContext): Promise<Begun> {
  const reply = await write(ctx, page.token, `${page.id}/${edge}`, { upload_phase: 'start' })
  const body = objectOf(reply.json)
  const [videoId, uploadUrl] = [asId(body['video_id']), textOf(body['upload_url'])]
  if (videoId === null || uploadUrl === null) throw new NotPrepared(await refusalFor(reply, page, ctx))
  // The page's token goes there.
  if (!/^https:\/\/rupload\.facebook\.com\//.test(uploadUrl))
    throw new Error('Facebook named an address for bytes that is not its own')
  return { videoId, uploadUrl }
}

/** A file that was once not processed has a second try, in an upload of its own. */
async function notStored(reply: PlatformReply, page: Page, ctx: PublishContext): Promise<Refused> {
  const { type, refusal } = uploadFault(reply)
  if (type === 'NotAuthorizedError' || type === null) return refusalFor(reply, page, ctx).then(orOf(refusal))
  if (type !== 'ProcessingFailedError') return refusal
  await forgetFilm(ctx)
  if (!(await isFirst('film-again', ctx))) return refusal
  return { ...refusal, cure: 'wait', error: { ...refusal.error, code: 'PLATFORM_UNAVAILABLE' } }
}

/** The host for bytes has words of its own, in which the other errors are not found. */
function orOf(own: Refused): (refusal: Refused) => Refused {
  return (refusal) => (refusal.error.networkCode === undefined ? own : refusal)
}

/** True once in the life of a target. */
async function isFirst(name: string, ctx: PublishContext): Promise<boolean> {
  let first = false
  await ctx.step(name, '', () => {
    first = true
    return Promise.resolve(true)
  })
  return first
}
