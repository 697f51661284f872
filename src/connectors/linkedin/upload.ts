import type { JsonObject } from '../../kit/json.js'
import type { MediaFile, PublishContext, Refused } from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { isUploadGone, refusalOf } from './errors.js'
import { bearer, rest } from './rest.js'
import { longestSide } from './rules.js'

/** A file at LinkedIn: its URN, and when it was there. */
export type Uploaded = { urn: string; atMs: number }
export type Whose = { name: string; author: string }

const partMs = 120_000
const fileMs = 300_000
/** The limit is on pixels; so many bytes hold them in any quality that is worth sending. */
const largestMade = 20_000_000

/** A refusal is not kept as a step: thrown through it, and answered. */
export class UploadRefused extends Error {
  readonly refusal: Refused
  /** The upload has to begin anew. */
  readonly isGone: boolean
  constructor(reply: PlatformReply, now: Date) {
    super('The upload was refused')
    const message = 'LinkedIn does not accept this file. Use another one.'
    this.refusal = refusalOf(reply, now, { code: 'MEDIA_REJECTED', message })
    this.isGone = isUploadGone(reply)
  }
}

/** The kept steps of one file; those of a video are dropped together. */
export const stepsOf = (name: string): string[] => [name, `${name}-begun`, `${name}-whole`]

/** An image or a document, in one piece. */
export function uploadFile(file: MediaFile, { name, author }: Whose, ctx: PublishContext): Promise<Uploaded> {
  const kind = file.kind === 'document' ? 'document' : 'image'
  return ctx.step(name, `${file.sha256} ${author}`, async () => {
    const value = valueOf(await initialize(`${kind}s`, { owner: author }, ctx), ctx)
    const [urn, uploadUrl] = [textOf(value[kind]), textOf(value['uploadUrl'])]
    if (urn === null || uploadUrl === null) throw new Error('LinkedIn began an upload without its address')
    const reply = await ctx.http({
      method: 'PUT',
      url: uploadUrl,
      headers: bearer(ctx),
      body: kind === 'image' ? await picture(file) : whole(file),
      timeoutMs: fileMs,
    })
    if (reply.status !== 201 && reply.status !== 200) throw new UploadRefused(reply, ctx.now)
    return { urn, atMs: ctx.now.getTime() }
  })
}

type Begun = {
  urn: string
  token: string
  endsAtMs: number | null
  parts: { url: string; first: number; last: number }[]
}

/** Begun once, then a part at a time: a restart goes on with the part that is missing. */
export async function uploadVideo(
  file: MediaFile,
  { name, author }: Whose,
  ctx: PublishContext,
): Promise<Uploaded> {
  const madeFrom = `${file.sha256} ${author}`
  const begin = (): Promise<Begun> =>
    ctx.step(`${name}-begun`, madeFrom, async () => {
      const request = {
        owner: author,
        fileSizeBytes: file.sizeBytes,
        uploadCaptions: false,
        uploadThumbnail: false,
      }
      return begunFrom(valueOf(await initialize('videos', request, ctx), ctx))
    })
  let begun = await begin()
  if (begun.endsAtMs !== null && begun.endsAtMs <= ctx.now.getTime() + partMs) {
    await ctx.dropStep(`${name}-begun`)
    begun = await begin()
  }
  const etags: string[] = []
  for (const [index, part] of begun.parts.entries())
    etags.push(await ctx.step(`${name}-part-${String(index)}`, begun.urn, () => uploadPart(file, part, ctx)))
  return ctx.step(`${name}-whole`, begun.urn, async () => {
    const request = { video: begun.urn, uploadToken: begun.token, uploadedPartIds: etags }
    const reply = await rest(ctx, {
      method: 'POST',
      path: 'videos?action=finalizeUpload',
      json: { finalizeUploadRequest: request },
    })
    if (reply.status !== 200) throw new UploadRefused(reply, ctx.now)
    return { urn: begun.urn, atMs: ctx.now.getTime() }
  })
}

/** What is told of it is an address that is signed by itself: it takes no token of ours. */
async function uploadPart(
  file: MediaFile,
  part: Begun['parts'][number],
  ctx: PublishContext,
): Promise<string> {
  const range = { start: part.first, end: Math.min(part.last + 1, file.sizeBytes) }
  const reply = await ctx.http({
    method: 'PUT',
    url: part.url,
    body: {
      bytes: file.stream(range),
      length: range.end - range.start,
      contentType: 'application/octet-stream',
    },
    timeoutMs: partMs,
  })
  const etag = reply.headers['etag']
  if (reply.status !== 200 && reply.status !== 201) throw new UploadRefused(reply, ctx.now)
  if (etag === undefined) throw new Error('LinkedIn took a part of a video without naming it')
  return etag.replace(/^(?:W\/)?"(.*)"$/, '$1')
}

function begunFrom(value: JsonObject): Begun {
  const urn = textOf(value['video'])
  const instructions = value['uploadInstructions']
  const parts = (Array.isArray(instructions) ? instructions.map(objectOf) : []).map((each) => ({
    url: textOf(each['uploadUrl']) ?? '',
    first: Number(each['firstByte']),
    last: Number(each['lastByte']),
  }))
  if (urn === null || parts.length === 0) throw new Error('LinkedIn began an upload without its addresses')
  const endsAt = value['uploadUrlsExpireAt']
  return {
    urn,
    token: textOf(value['uploadToken']) ?? '',
    endsAtMs: typeof endsAt === 'number' ? endsAt : null,
    parts,
  }
}

function initialize(
  what: 'images' | 'documents' | 'videos',
  request: JsonObject,
  ctx: PublishContext,
): Promise<PlatformReply> {
  const path = `${what}?action=initializeUpload`
  return rest(ctx, { method: 'POST', path, json: { initializeUploadRequest: request } })
}

function valueOf(reply: PlatformReply, ctx: PublishContext): JsonObject {
  if (reply.status !== 200) throw new UploadRefused(reply, ctx.now)
  return objectOf(objectOf(reply.json)['value'])
}

type Body = { bytes: Uint8Array | AsyncIterable<Uint8Array>; length: number; contentType: string }

function whole(file: MediaFile): Body {
  return { bytes: file.stream(), length: file.sizeBytes, contentType: file.contentType }
}

/** One that LinkedIn would not take is made into a JPEG that it takes. */
async function picture(file: MediaFile): Promise<Body> {
  const pixels = (file.width ?? 0) * (file.height ?? 0)
  if (file.kind === 'gif' || (file.contentType !== 'image/webp' && pixels <= longestSide ** 2))
    return whole(file)
  const made = await file.reencoded({
    maxBytes: largestMade,
    maxWidth: longestSide,
    maxHeight: longestSide,
  })
  return { bytes: made.bytes, length: made.bytes.length, contentType: made.contentType }
}
