import { createHash } from 'node:crypto'
import type { Json, JsonObject } from '../../kit/json.js'
import type { MediaFile, PublishContext, Refused, RenderedItem } from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { textOf } from '../values.js'
import { call, dataIn } from './api.js'
import { chunksOf, rangeOf, type Range } from './chunks.js'
import { closedTo, creatorOf, privacyOf } from './creator.js'
import { refusalOf } from './errors.js'
import { options as schema, type Options } from './options.js'

/** A video that was begun at TikTok: nothing of it is public until its last byte is there. */
export type Begun = {
  publishId: string
  /** Signed by itself; good for an hour. */
  uploadUrl: string
  begunAt: string
  username: string | null
  privacy: string | null
}

/** A refusal is not kept as a step: thrown through it, and answered. */
export class NotBegun extends Error {
  readonly refusal: Refused
  constructor(refusal: Refused) {
    super('The upload was refused')
    this.refusal = refusal
  }
}

/** The name of the kept step in which the video of a post was begun. */
export const beginning = 'video'

/** Begins a video once. Throws `NotBegun`, and what the platform client throws. */
export function begin(item: RenderedItem, video: MediaFile, ctx: PublishContext): Promise<Begun> {
  const madeFrom = createHash('sha256')
    .update(JSON.stringify([item.text, item.options, video.sha256]))
    .digest('hex')
  return ctx.step(beginning, madeFrom, async () => {
    const options = schema.parse(item.options)
    const { chunkSize, count } = chunksOf(video.sizeBytes)
    const source: JsonObject = {
      source: 'FILE_UPLOAD',
      video_size: video.sizeBytes,
      chunk_size: chunkSize,
      total_chunk_count: count,
    }
    if (options.draft === true)
      return started('/post/publish/inbox/video/init/', { source_info: source }, ctx)
    const creator = await creatorOf(ctx)
    if ('kind' in creator) throw new NotBegun(creator)
    if ((video.durationMs ?? 0) > creator.longestVideoMs) throw new NotBegun(tooLong(creator.longestVideoMs))
    const privacy = privacyOf(creator, options)
    if (typeof privacy !== 'string') throw new NotBegun(privacy)
    const closed = closedTo(creator, options)
    const json = {
      post_info: {
        title: item.text,
        privacy_level: privacy,
        disable_comment: closed.comment,
        disable_duet: closed.duet,
        disable_stitch: closed.stitch,
        ...declared(options),
        ...(options.coverTimestampMs === undefined
          ? {}
          : { video_cover_timestamp_ms: options.coverTimestampMs }),
        is_aigc: options.isAigc === true,
      },
      source_info: source,
    }
    const begun = await started('/post/publish/video/init/', json, ctx)
    return { ...begun, username: creator.username, privacy }
  })
}

/** What TikTok wants to be told of every post. */
export function declared(options: Options): { brand_content_toggle: boolean; brand_organic_toggle: boolean } {
  return {
    brand_content_toggle: options.brandContent === true,
    brand_organic_toggle: options.brandOrganic === true,
  }
}

async function started(path: string, json: Json, ctx: PublishContext): Promise<Begun> {
  const reply = await call(ctx, 'POST', path, { json })
  const data = dataIn(reply)
  const [publishId, uploadUrl] = [textOf(data?.['publish_id']), textOf(data?.['upload_url'])]
  if (data === null) throw new NotBegun(refusalOf(reply))
  if (publishId === null || uploadUrl === null) throw new Error('TikTok began an upload without its address')
  return { publishId, uploadUrl, begunAt: ctx.now.toISOString(), username: null, privacy: null }
}

function tooLong(longestMs: number): Refused {
  const seconds = Math.floor(longestMs / 1_000)
  return {
    kind: 'refused',
    cure: 'edit',
    error: {
      code: 'MEDIA_REJECTED',
      message: `The account may post videos of at most ${String(seconds)} seconds. Use a shorter one.`,
      details: { maxSeconds: seconds },
    },
  }
}

/** Sends one chunk, without our access: the address is permission enough. `creating`: it is the last. */
export function put(
  video: MediaFile,
  { start, end }: Range,
  uploadUrl: string,
  ctx: PublishContext,
  more: { creating?: boolean; timeoutMs?: number } = {},
): Promise<PlatformReply> {
  const contentType = video.contentType
  return ctx.http({
    method: 'PUT',
    url: uploadUrl,
    headers: { 'content-range': `bytes ${String(start)}-${String(end - 1)}/${String(video.sizeBytes)}` },
    body: { bytes: video.stream({ start, end }), length: end - start, contentType },
    ...more,
  })
}

export function lastRange({ sizeBytes }: MediaFile): Range {
  const chunks = chunksOf(sizeBytes)
  return rangeOf(chunks.count - 1, chunks, sizeBytes)
}
