import type { JsonObject } from '../../kit/json.js'
import type { MediaFile, Prepared, PublishContext, RenderedItem } from '../connector.js'
import { unusable } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { objectOf } from '../values.js'
import { refusalOf } from './errors.js'
import { largestImage } from './rules.js'
import { bearer, onPds } from './xrpc.js'

/** A file that the account's server keeps, and its size on the screen where it is known. */
export type Uploaded = { blob: JsonObject; width: number | null; height: number | null }

/** A refusal is not kept as a step: thrown through it, and answered. */
export class NotPrepared extends Error {
  readonly prepared: Prepared
  constructor(prepared: Prepared) {
    super('The item could not be prepared')
    this.prepared = prepared
  }
}

/** The name of the kept step in which a file of an item was uploaded. */
export function uploadStep(item: RenderedItem, index: number): string {
  return `media-${String(item.sequence)}-${String(index)}`
}

/** Uploaded once: the server names a file by its content, so that doing it again after a crash changes nothing. */
export function uploadImage(
  item: RenderedItem,
  index: number,
  file: MediaFile,
  ctx: PublishContext,
): Promise<Uploaded> {
  return ctx.step(uploadStep(item, index), file.sha256, async () => {
    const sent =
      file.sizeBytes > largestImage
        ? await file.reencoded({ maxBytes: largestImage, maxWidth: 4_000, maxHeight: 4_000 })
        : { bytes: await file.bytes(), contentType: file.contentType, width: file.width, height: file.height }
    const reply = await ctx.http({
      method: 'POST',
      url: onPds(ctx, 'com.atproto.repo.uploadBlob'),
      headers: bearer(ctx),
      body: { bytes: sent.bytes, length: sent.bytes.length, contentType: sent.contentType },
      timeoutMs: 120_000,
    })
    return { blob: blobIn(reply, ctx), width: sent.width, height: sent.height }
  })
}

export const mediaRefusal = {
  code: 'MEDIA_REJECTED',
  cure: 'edit',
  message: 'Bluesky does not accept this file. Use another one.',
} as const

function blobIn(reply: PlatformReply, ctx: PublishContext): JsonObject {
  if (reply.status !== 200) throw new NotPrepared(refusalOf(reply, ctx.now, mediaRefusal))
  const blob = objectOf(objectOf(reply.json)['blob'])
  if (blob['$type'] !== 'blob') throw new NotPrepared(unusable('Bluesky answered an upload without its blob'))
  return blob
}
