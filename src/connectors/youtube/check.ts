import type { Json, JsonObject } from '../../kit/json.js'
import type { ConnectContext, PublishContext, PublishOutcome, RenderedItem } from '../connector.js'
import type { OutcomeWarning } from '../../domain/outcome.js'
import { objectOf, textOf } from '../values.js'
import { addAll } from './additions.js'
import { call, data, itemsIn } from './api.js'
import { failureOf } from './errors.js'
import { options as schema } from './options.js'
import { beginning, videoOf } from './session.js'
import { urlOf } from './address.js'

/** A video that is there, which YouTube works on. */
type Resume = { videoId: string; since: string; asked: number }

const pausesMs = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000]
const longestPauseMs = 60_000
/** The video is out all the while; a long one is worked on for hours. */
const longestWaitMs = 5 * 60_000

/** Where `check` begins with a video that is there. */
export function resumeAt(videoId: string, now: Date): Resume {
  return { videoId, since: now.toISOString(), asked: 0 }
}

export function begunAt(videoId: string, { now }: Pick<ConnectContext, 'now'>): PublishOutcome {
  return { kind: 'processing', resume: resumeAt(videoId, now), checkInMs: 250 }
}

/**
 * Adds what belongs to the video, and waits until YouTube has worked on it or five minutes have passed. A video that
 * YouTube could not work on, or does not keep, is not out.
 */
export async function check(item: RenderedItem, resume: Json, ctx: PublishContext): Promise<PublishOutcome> {
  const given = resume as Resume
  const status = await statusOf(given.videoId, ctx)
  const uploadStatus = status?.['uploadStatus']
  if (uploadStatus === 'failed' || uploadStatus === 'rejected') {
    await ctx.dropStep(beginning)
    return failureOf(textOf(status?.['failureReason']) ?? textOf(status?.['rejectionReason']))
  }
  const isOver = ctx.now.getTime() - Date.parse(given.since) >= longestWaitMs
  const added = await addAll(item, given.videoId, ctx, isOver)
  const isDone = added.kind === 'done' && (uploadStatus === 'processed' || isOver)
  if (!isDone)
    return {
      kind: 'processing',
      resume: { ...given, asked: given.asked + 1 },
      checkInMs: pausesMs[given.asked] ?? longestPauseMs,
    }
  const warnings = [...added.warnings, ...differences(status, item)]
  return {
    kind: 'published',
    remoteId: given.videoId,
    url: urlOf(given.videoId, videoOf(item)),
    ...(warnings.length === 0 ? {} : { warnings }),
  }
}

/** Null: YouTube does not say now, or not to us. That says nothing of the video. */
async function statusOf(videoId: string, ctx: PublishContext): Promise<JsonObject | null> {
  try {
    const reply = await call(ctx, 'GET', `${data}/videos`, { query: { part: 'status', id: videoId } })
    const [video] = itemsIn(reply) ?? []
    return video === undefined ? null : objectOf(video['status'])
  } catch {
    return null
  }
}

/** What YouTube decided otherwise than it was asked. */
function differences(status: JsonObject | null, item: RenderedItem): OutcomeWarning[] {
  const { privacyStatus = 'public', madeForKids } = schema.parse(item.options)
  const warnings: OutcomeWarning[] = []
  if (status?.['privacyStatus'] === 'private' && privacyStatus !== 'private')
    warnings.push({
      code: 'PRIVACY_CHANGED',
      message:
        'YouTube keeps the video private: so it does with all that come through an app which it has not audited. The operator of this server has to ask for the audit.',
    })
  if (status?.['madeForKids'] === true && madeForKids === false)
    warnings.push({
      code: 'MADE_FOR_KIDS',
      message: 'YouTube takes the video for made for kids: nobody can comment on it or is notified.',
    })
  return warnings
}
