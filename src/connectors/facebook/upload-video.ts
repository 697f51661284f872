import type { MediaFile, PublishContext } from '../connector.js'
import { asId } from '../graph-api.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf } from '../values.js'
import { graphVideo, send, write } from './api.js'
import { refusalFor, type Page } from './page.js'
import { NotPrepared } from './refused.js'

/** A video that is begun: nobody sees it before its upload is finished. */
export type Begun = { videoId: string; sessionId: string; start: number; end: number }

const chunkMs = 10 * 60_000

/** Begins a video of the feed and sends its bytes, in the parts that Facebook asks for. Throws `NotPrepared`. */
export async function uploadVideo(file: MediaFile, page: Page, ctx: PublishContext): Promise<Begun> {
  const madeFrom = JSON.stringify([page.id, file.sha256])
  const begun = await ctx.step('video', madeFrom, () => begin(file, page, ctx))
  // Where sending is: kept after every part, so that a restart goes on with the one that is missing.
  let at = await ctx.step('video-sent', begun.sessionId, () =>
    Promise.resolve({ start: begun.start, end: begun.end }),
  )
  while (at.start < at.end) {
    const next = await sendChunk(file, { ...begun, ...at }, page, ctx)
    await ctx.dropStep('video-sent')
    at = await ctx.step('video-sent', begun.sessionId, () => Promise.resolve(next))
  }
  return begun
}

/** It is begun anew before it is sent again. */
export async function forgetVideo(ctx: PublishContext): Promise<void> {
  for (const step of ['video', 'video-sent']) await ctx.dropStep(step)
}

async function begin(file: MediaFile, page: Page, ctx: PublishContext): Promise<Begun> {
  const reply = await write(ctx, page.token, `${page.id}/videos`, {
    upload_phase: 'start',
    file_size: String(file.sizeBytes),
  })
  const body = objectOf(reply.json)
  const [videoId, sessionId] = [asId(body['video_id']), asId(body['upload_session_id'])]
  const range = rangeIn(reply)
  if (videoId === null || sessionId === null || range === null)
    throw new NotPrepared(await refusalFor(reply, page, ctx))
  return { videoId, sessionId, ...range }
}

async function sendChunk(file: MediaFile, { sessionId, start, end }: Begun, page: Page, ctx: PublishContext) {
  const fields = { upload_phase: 'transfer', upload_session_id: sessionId, start_offset: String(start) }
  const chunk = {
    name: 'video_file_chunk',
    filename: file.filename,
    contentType: 'application/octet-stream',
    bytes: file.stream({ start, end }),
    length: end - start,
  }
  const reply = await send(ctx, page.token, `${page.id}/videos`, fields, chunk, {
    host: graphVideo,
    timeoutMs: chunkMs,
  })
  const next = rangeIn(reply)
  if (next !== null) return next
  const refusal = await refusalFor(reply, page, ctx)
  // An upload that Facebook does not know any more, or of which it has other bytes than we think, is begun anew.
  if (refusal.cure === 'edit') await forgetVideo(ctx)
  throw new NotPrepared(refusal)
}

/** Offsets are told as text. */
function rangeIn(reply: PlatformReply): { start: number; end: number } | null {
  const { start_offset: start, end_offset: end } = objectOf(reply.json)
  if (reply.status !== 200 || start === undefined || end === undefined) return null
  const range = { start: Number(start), end: Number(end) }
  return Number.isSafeInteger(range.start) && Number.isSafeInteger(range.end) ? range : null
}
