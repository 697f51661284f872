import type { MediaFile, Prepared, PublishContext, RenderedItem } from '../connector.js'
import { faultOf } from '../outcomes.js'
import { objectOf } from '../values.js'
import { refusalOf } from './errors.js'

/** Recognises the status later: media ids belong to one status only. */
export type Plan = { mediaIds: string[] }

/** Uploads the media and waits until the instance has processed it. */
export async function prepare(item: RenderedItem, ctx: PublishContext): Promise<Prepared> {
  const mediaIds: string[] = []
  for (const [index, file] of item.media.entries()) {
    const name = `media-${String(item.sequence)}-${String(index)}`
    const uploaded = await uploadOnce(name, file, ctx)
    if ('kind' in uploaded) return uploaded
    const ready = uploaded.isReady ? ('ready' as const) : await processed(uploaded.id, name, ctx)
    if (ready !== 'ready') return ready
    mediaIds.push(uploaded.id)
  }
  const plan: Plan = { mediaIds }
  return { kind: 'ready', plan }
}

type Uploaded = { id: string; isReady: boolean }

/** A refusal is not kept as a step: thrown through it, and answered. */
class UploadRefused extends Error {
  readonly prepared: Prepared
  constructor(prepared: Prepared) {
    super('The upload was refused')
    this.prepared = prepared
  }
}

async function uploadOnce(name: string, file: MediaFile, ctx: PublishContext): Promise<Uploaded | Prepared> {
  try {
    return await ctx.step(name, `${file.sha256} ${file.altText ?? ''}`, () => upload(file, ctx))
  } catch (error) {
    if (error instanceof UploadRefused) return error.prepared
    throw error
  }
}

async function upload(file: MediaFile, ctx: PublishContext): Promise<Uploaded> {
  const limits = objectOf(ctx.data['limits'])
  const most = typeof limits['imageBytes'] === 'number' ? limits['imageBytes'] : 16_777_216
  const isTooLarge = file.kind === 'image' && file.sizeBytes > most
  const sent = isTooLarge
    ? await file.reencoded({ maxBytes: most })
    : { bytes: file.stream(), contentType: file.contentType }
  const length = isTooLarge && sent.bytes instanceof Uint8Array ? sent.bytes.length : file.sizeBytes
  const reply = await ctx.http({
    method: 'POST',
    url: `https://${String(ctx.data['domain'])}/api/v2/media`,
    headers: { authorization: `Bearer ${ctx.tokens.accessToken}` },
    multipart: [
      ...(file.altText === null || file.altText === '' ? [] : [{ name: 'description', value: file.altText }]),
      { name: 'file', filename: file.filename, contentType: sent.contentType, bytes: sent.bytes, length },
    ],
    timeoutMs: 300_000,
  })
  const id = objectOf(reply.json)['id']
  if ((reply.status === 200 || reply.status === 202) && typeof id === 'string')
    return { id, isReady: reply.status === 200 }
  throw new UploadRefused(
    refusalOf(reply, ctx.now, {
      code: 'MEDIA_REJECTED',
      message: 'The instance does not accept this file. Use another one.',
    }),
  )
}

async function processed(id: string, name: string, ctx: PublishContext): Promise<'ready' | Prepared> {
  const headers = { authorization: `Bearer ${ctx.tokens.accessToken}` }
  try {
    const reply = await ctx.http({
      method: 'GET',
      url: `https://${String(ctx.data['domain'])}/api/v1/media/${id}`,
      headers,
    })
    if (reply.status === 200) return 'ready'
    if (reply.status === 206) return { kind: 'processing', checkInMs: 1_000 }
    if (reply.status === 404) {
      // Unattached uploads are deleted after a day: upload again.
      await ctx.dropStep(name)
      return { kind: 'processing', checkInMs: 250 }
    }
    return refusalOf(reply, ctx.now, {
      code: 'MEDIA_REJECTED',
      message: 'The instance does not accept this file. Use another one.',
    })
  } catch (error) {
    return faultOf(error)
  }
}
