import type { JsonObject } from '../../kit/json.js'
import type { MediaFile, Prepared, PublishContext, RenderedItem } from '../connector.js'
import { faultOf, unusable } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { refusalOf } from './errors.js'

/** Recognises the post later: a media key belongs to one upload. */
export type Plan = { mediaIds: string[]; mediaKeys: string[] }

const uploads = 'https://api.x.com/2/media/upload'
const chunkBytes = 1_048_576
const largestImage = 5_242_880

type Uploaded = { id: string; key: string }

/** A refusal is not kept as a step: thrown through it, and answered. */
class UploadRefused extends Error {
  readonly prepared: Prepared
  constructor(prepared: Prepared) {
    super('The upload was refused')
    this.prepared = prepared
  }
}

/** Uploads the media, each step kept, waits for processing and gives the alt texts. */
export async function prepare(item: RenderedItem, ctx: PublishContext): Promise<Prepared> {
  const plan: Plan = { mediaIds: [], mediaKeys: [] }
  try {
    for (const [index, file] of item.media.entries()) {
      const name = `media-${String(item.sequence)}-${String(index)}`
      const uploaded =
        file.kind === 'image'
          ? await ctx.step(name, file.sha256, () => uploadImage(file, ctx))
          : await uploadInChunks(name, file, ctx)
      if (file.kind !== 'image') {
        const waiting = await processed(uploaded.id, name, ctx)
        if (waiting !== null) return waiting
      }
      if (file.altText !== null && file.altText !== '') await describe(name, uploaded.id, file.altText, ctx)
      plan.mediaIds.push(uploaded.id)
      plan.mediaKeys.push(uploaded.key)
    }
  } catch (error) {
    if (error instanceof UploadRefused) return error.prepared
    throw error
  }
  return { kind: 'ready', plan }
}

async function uploadImage(file: MediaFile, ctx: PublishContext): Promise<Uploaded> {
  const bytes =
    file.sizeBytes > largestImage
      ? (await file.reencoded({ maxBytes: largestImage })).bytes
      : await file.bytes()
  const reply = await ctx.http({
    method: 'POST',
    url: uploads,
    headers: bearer(ctx),
    multipart: [
      { name: 'media_category', value: 'tweet_image' },
      { name: 'media', filename: file.filename, contentType: file.contentType, bytes, length: bytes.length },
    ],
    timeoutMs: 120_000,
  })
  return uploadedFrom(reply, ctx)
}

/** Begun once, then a chunk at a time: a restart goes on with the chunk that is missing. */
async function uploadInChunks(name: string, file: MediaFile, ctx: PublishContext): Promise<Uploaded> {
  const uploaded = await ctx.step(`${name}-begun`, file.sha256, async () =>
    uploadedFrom(
      await ctx.http({
        method: 'POST',
        url: `${uploads}/initialize`,
        headers: bearer(ctx),
        json: {
          media_type: file.contentType,
          total_bytes: file.sizeBytes,
          media_category: file.kind === 'gif' ? 'tweet_gif' : 'tweet_video',
        },
      }),
      ctx,
    ),
  )
  for (let index = 0; index * chunkBytes < file.sizeBytes; index += 1) {
    const range = { start: index * chunkBytes, end: Math.min(file.sizeBytes, (index + 1) * chunkBytes) }
    await ctx.step(`${name}-chunk-${String(index)}`, uploaded.id, async () => {
      const reply = await ctx.http({
        method: 'POST',
        url: `${uploads}/${uploaded.id}/append`,
        headers: bearer(ctx),
        multipart: [
          { name: 'segment_index', value: String(index) },
          {
            name: 'media',
            filename: file.filename,
            contentType: file.contentType,
            bytes: file.stream(range),
            length: range.end - range.start,
          },
        ],
        timeoutMs: 120_000,
      })
      return succeeded(reply, ctx)
    })
  }
  await ctx.step(`${name}-whole`, uploaded.id, async () =>
    succeeded(
      await ctx.http({ method: 'POST', url: `${uploads}/${uploaded.id}/finalize`, headers: bearer(ctx) }),
      ctx,
    ),
  )
  return uploaded
}

/** Null when the file can be used. */
async function processed(id: string, name: string, ctx: PublishContext): Promise<Prepared | null> {
  try {
    const reply = await ctx.http({
      method: 'GET',
      url: uploads,
      query: { command: 'STATUS', media_id: id },
      headers: bearer(ctx),
    })
    if (reply.status !== 200) return refusalOf(reply, ctx.now, mediaRefusal)
    const info = objectOf(objectOf(objectOf(reply.json)['data'])['processing_info'])
    switch (info['state']) {
      case 'pending':
      case 'in_progress':
        return {
          kind: 'processing',
          checkInMs: (typeof info['check_after_secs'] === 'number' ? info['check_after_secs'] : 1) * 1_000,
        }
      case 'failed': {
        for (const step of ['begun', 'whole']) await ctx.dropStep(`${name}-${step}`)
        return processingFailed(info)
      }
      default:
        return null
    }
  } catch (error) {
    return faultOf(error)
  }
}

function processingFailed(info: JsonObject): Prepared {
  const why = textOf(objectOf(info['error'])['message'])
  return {
    kind: 'refused',
    cure: 'edit',
    error: {
      code: 'PROCESSING_FAILED',
      message: 'X could not process the file. Use another one.',
      ...(why === null ? {} : { networkMessage: why }),
    },
  }
}

async function describe(name: string, id: string, text: string, ctx: PublishContext): Promise<void> {
  await ctx.step(`${name}-alt`, `${id} ${text}`, async () =>
    succeeded(
      await ctx.http({
        method: 'POST',
        url: 'https://api.x.com/2/media/metadata',
        headers: bearer(ctx),
        json: { id, metadata: { alt_text: { text } } },
      }),
      ctx,
    ),
  )
}

const mediaRefusal = {
  code: 'MEDIA_REJECTED',
  cure: 'edit',
  message: 'X does not accept this file. Use another one.',
} as const

function uploadedFrom(reply: PlatformReply, ctx: PublishContext): Uploaded {
  succeeded(reply, ctx)
  const data = objectOf(objectOf(reply.json)['data'])
  const id = textOf(data['id'])
  if (id === null) throw new UploadRefused(unusable('X answered an upload without its id'))
  const info = objectOf(data['processing_info'])
  if (info['state'] === 'failed') throw new UploadRefused(processingFailed(info))
  return { id, key: textOf(data['media_key']) ?? '' }
}

function succeeded(reply: PlatformReply, ctx: PublishContext): true {
  if (reply.status >= 200 && reply.status < 300) return true
  throw new UploadRefused(refusalOf(reply, ctx.now, mediaRefusal))
}

function bearer(ctx: PublishContext): Record<string, string> {
  return { authorization: `Bearer ${ctx.tokens.accessToken}` }
}
