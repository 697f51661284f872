import type { MediaFile, Prepared, PublishContext, RenderedItem } from '../connector.js'
import { idIn } from '../graph-api.js'
import { faultOf } from '../outcomes.js'
import type { PlatformReply } from '../platform-http.js'
import { refusalOf } from './errors.js'
import { call } from './graph.js'
import { largestImage } from './rules.js'

/** The id of the message's file at WhatsApp; null where it has none. */
export type Plan = { mediaId: string } | null

const uploadMs = 300_000
/** A file is kept for 30 days. README.md, "Limits". */
const keptForMs = 29 * 24 * 3_600_000
/** The name of the kept step in which it was uploaded. */
export const uploadStep = 'media'

/** A refusal is not kept as a step: thrown through it, and answered. */
class UploadRefused extends Error {
  readonly reply: PlatformReply
  constructor(reply: PlatformReply) {
    super('The upload was refused')
    this.reply = reply
  }
}

/** Uploads the file, once for all recipients: what is sent to each is a small request then. */
export async function prepare(item: RenderedItem, ctx: PublishContext): Promise<Prepared> {
  const [file] = item.media
  if (file === undefined) return { kind: 'ready', plan: null }
  try {
    const kept = await uploaded(file, ctx)
    if (ctx.now.getTime() - kept.at < keptForMs) return ready(kept.id)
    await ctx.dropStep(uploadStep)
    return ready((await uploaded(file, ctx)).id)
  } catch (error) {
    return error instanceof UploadRefused ? aboutFile(error.reply) : faultOf(error)
  }
}

function ready(mediaId: string): Prepared {
  const plan: Plan = { mediaId }
  return { kind: 'ready', plan }
}

function uploaded(file: MediaFile, ctx: PublishContext): Promise<{ id: string; at: number }> {
  return ctx.step(uploadStep, file.sha256, async () => {
    const { contentType, ...part } = await partOf(file)
    const reply = await call(ctx, 'POST', `${ctx.account.remoteId}/media`, {
      multipart: [
        { name: 'messaging_product', value: 'whatsapp' },
        { name: 'type', value: contentType },
        { name: 'file', contentType, ...part },
      ],
      timeoutMs: uploadMs,
    })
    const id = idIn(reply)
    if (id === null) throw new UploadRefused(reply)
    return { id, at: ctx.now.getTime() }
  })
}

/** WhatsApp takes JPEG and PNG alone, and no large ones. */
async function partOf(file: MediaFile) {
  const { filename, contentType, sizeBytes } = file
  const isTaken = sizeBytes <= largestImage && ['image/jpeg', 'image/png'].includes(contentType)
  if (file.kind !== 'image' || isTaken)
    return { filename, contentType, bytes: file.stream(), length: sizeBytes }
  const made = await file.reencoded({ maxBytes: largestImage })
  return {
    filename: `${filename.replace(/\.\w+$/, '')}.jpg`,
    contentType: made.contentType,
    bytes: made.bytes,
    length: made.bytes.length,
  }
}

/** Of a call that has nothing but a file, a parameter that is not taken is the file. */
function aboutFile(reply: PlatformReply): Prepared {
  const refusal = refusalOf(reply)
  if (refusal.error.networkCode?.split('/')[0] !== '100' || refusal.error.code !== 'PUBLISH_ERROR')
    return refusal
  const message = 'WhatsApp does not accept the file of this message. Use another one.'
  return { ...refusal, error: { ...refusal.error, code: 'MEDIA_REJECTED', message } }
}
