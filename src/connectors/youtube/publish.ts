import type { Json } from '../../kit/json.js'
import type { PublishContext, PublishOutcome, RenderedItem } from '../connector.js'
import { unknown } from '../outcomes.js'
import { nextRange } from './chunks.js'
import { begunAt } from './check.js'
import { isRefusal, refusalOf } from './errors.js'
import type { Plan } from './prepare.js'
import { put, videoOf } from './session.js'

/** The last part of the video. What belongs to it, and what YouTube makes of it, follows (`check`). */
export async function publish(item: RenderedItem, plan: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const video = videoOf(item)
  const upload = planOf(plan)
  if (video === undefined || upload === null) throw new Error('No upload was begun')
  if (upload.videoId !== null) return begunAt(upload.videoId, ctx)
  const range = nextRange(upload.stored, video.sizeBytes)
  const progress = await put(video, range, upload.address, ctx, { creating: true })
  switch (progress.kind) {
    case 'created':
      return begunAt(progress.videoId, ctx)
    case 'stored':
      return notAll
    case 'gone':
      return lost('YouTube does not know the upload any more, and whether the video came of it.')
    case 'other': {
      const { reply } = progress
      return isRefusal(reply)
        ? refusalOf(reply, ctx.now)
        : unknown(reply, `YouTube answered ${String(reply.status)} to the end of the video: it may be out.`)
    }
  }
}

/** It is asked at once how far it is, and sent the rest. */
const notAll: PublishOutcome = {
  kind: 'refused',
  cure: 'wait',
  error: { code: 'PLATFORM_UNAVAILABLE', message: 'YouTube did not keep the end of the video.' },
  retryAfterMs: 1_000,
}

function lost(message: string): PublishOutcome {
  return { kind: 'unknown', error: { code: 'OUTCOME_UNKNOWN', message } }
}

/** What `prepare` planned; null where it is not known (the database was put back). */
export function planOf(plan: Json): Plan | null {
  return typeof plan === 'object' && plan !== null && 'address' in plan ? (plan as Plan) : null
}
