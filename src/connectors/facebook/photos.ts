import type { MediaFile, PublishContext } from '../connector.js'
import { idIn } from '../graph-api.js'
import { send } from './api.js'
import { refusalFor, type Page } from './page.js'
import { NotPrepared } from './refused.js'
import { largestPhoto } from './rules.js'

const photoMs = 120_000

/** The name of the kept step in which a file of a post was uploaded. */
export function photoStep(index: number): string {
  return `photo-${String(index)}`
}

/** Uploads a photo that nobody sees until it is attached, and answers its id. Throws `NotPrepared`. */
export function uploadPhoto(
  file: MediaFile,
  index: number,
  page: Page,
  ctx: PublishContext,
): Promise<string> {
  const alt = file.altText ?? ''
  return ctx.step(photoStep(index), JSON.stringify([page.id, file.sha256, alt]), async () => {
    const fields = { published: 'false', ...(alt === '' ? {} : { alt_text_custom: alt }) }
    const source = { name: 'source', filename: file.filename, ...(await bytesOf(file)) }
    const reply = await send(ctx, page.token, `${page.id}/photos`, fields, source, { timeoutMs: photoMs })
    const id = idIn(reply)
    if (id === null) throw new NotPrepared(await refusalFor(reply, page, ctx))
    return id
  })
}

/** What Facebook would not take is made into a JPEG that it takes. */
async function bytesOf(file: MediaFile) {
  const isTaken = file.kind === 'gif' || (file.contentType !== 'image/webp' && file.sizeBytes <= largestPhoto)
  if (isTaken) return { contentType: file.contentType, bytes: file.stream(), length: file.sizeBytes }
  const { bytes, contentType } = await file.reencoded({ maxBytes: largestPhoto })
  return { contentType, bytes, length: bytes.length }
}
