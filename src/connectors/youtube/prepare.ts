import type { MediaFile, Prepared, PublishContext, RenderedItem } from '../connector.js'
import { nextRange } from './chunks.js'
import { refusalOf } from './errors.js'
import { beginning, NotBegun, progressOf, put, sessionFor, videoOf, type Progress } from './session.js'

/** A video of which all but the last part is at YouTube. `videoId`: that one too, as was found. */
export type Plan = { address: string; startedAt: string; stored: number; videoId: string | null }

const partMs = 15 * 60_000
const again: Prepared = { kind: 'processing', checkInMs: 250 }

/** Begins the upload and sends all of the video but the part with which it appears. */
export async function prepare(item: RenderedItem, ctx: PublishContext): Promise<Prepared> {
  // A comment needs nothing.
  if (item.previous.length > 0) return { kind: 'ready', plan: null }
  const video = videoOf(item)
  if (video === undefined) return noVideo
  try {
    return await sendMost(item, video, ctx)
  } catch (error) {
    if (error instanceof NotBegun) return error.refusal
    throw error
  }
}

function ready(plan: Plan): Prepared {
  return { kind: 'ready', plan }
}

const noVideo: Prepared = {
  kind: 'refused',
  cure: 'edit',
  error: { code: 'MEDIA_REJECTED', message: 'YouTube takes no post without a video. Attach one.' },
}

async function sendMost(item: RenderedItem, video: MediaFile, ctx: PublishContext): Promise<Prepared> {
  const { address, startedAt, isNew } = await sessionFor(item, video, ctx)
  let progress: Progress = isNew
    ? { kind: 'stored', bytes: 0 }
    : await progressOf(address, video.sizeBytes, ctx)
  for (;;) {
    if (progress.kind === 'gone') {
      await ctx.dropStep(beginning)
      return again
    }
    if (progress.kind === 'other') return refusalOf(progress.reply, ctx.now)
    if (progress.kind === 'created')
      return ready({ address, startedAt, stored: video.sizeBytes, videoId: progress.videoId })
    const stored = progress.bytes
    const range = nextRange(stored, video.sizeBytes)
    if (range.end === video.sizeBytes) return ready({ address, startedAt, stored, videoId: null })
    progress = await put(video, range, address, ctx, { timeoutMs: partMs })
    if (progress.kind === 'stored' && progress.bytes <= stored) return stuck
  }
}

const stuck: Prepared = {
  kind: 'refused',
  cure: 'wait',
  error: { code: 'PLATFORM_UNAVAILABLE', message: 'YouTube did not keep a part of the video.' },
}
