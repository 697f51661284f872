import { randomBytes } from 'node:crypto'
import type { MediaFile, PublishContext, Refused } from '../connector.js'
import { addPart, containerIn, createMedia, finalize, successIn, upload, type Container } from './api.js'
import { blockBytes, cutsOf, encrypt, type Cut } from './cipher.js'
import { isExpired, refusalOf, whyForbidden } from './errors.js'
import { largestPicture } from './rules.js'

/** Kept until the post is out: without key and iv a restart could not go on with what is half uploaded. */
type Begun = Container & { key: string; iv: string; begunAt: string }

export type Uploaded = { mediaId: string; finalizedAt: string }

/** A refusal is not kept as a step: thrown through it, and answered. */
export class NotUploaded extends Error {
  readonly refusal: Refused
  constructor(refusal: Refused) {
    super('The upload was refused')
    this.refusal = refusal
  }
}

/** Snapchat has the container no more: it is begun anew. */
export class Expired extends Error {}

/** The name of the kept step in which the media container was made. */
export const beginning = 'media'

/** Encrypts a file and uploads it, each part once. Nothing of it is public. Throws `NotUploaded` and `Expired`. */
export async function uploaded(file: MediaFile, ctx: PublishContext): Promise<Uploaded> {
  const begun = await begin(file, ctx)
  if (ctx.now.getTime() - Date.parse(begun.begunAt) > upload.freshMs) throw new Expired()
  const source = await sourceOf(file)
  const key = Buffer.from(begun.key, 'base64')
  let iv = begun.iv
  for (const [index, cut] of cutsOf(source.sizeBytes, upload.partBytes).entries())
    iv = await ctx.step(`part-${String(index + 1)}`, begun.mediaId, () =>
      send({ ...cut, number: index + 1, key, iv: Buffer.from(iv, 'base64') }, source, begun, ctx),
    )
  const finalizedAt = await ctx.step('finalized', begun.mediaId, async () => {
    const reply = await finalize(begun, ctx)
    if (successIn(reply) === null) throw await notTaken(reply, ctx)
    return ctx.now.toISOString()
  })
  return { mediaId: begun.mediaId, finalizedAt }
}

function begin(file: MediaFile, ctx: PublishContext): Promise<Begun> {
  return ctx.step(beginning, file.sha256, async () => {
    const [key, iv] = [randomBytes(32).toString('base64'), randomBytes(blockBytes).toString('base64')]
    const type = file.kind === 'video' ? 'VIDEO' : 'IMAGE'
    const reply = await createMedia({ type, name: file.filename, key, iv }, ctx)
    const container = containerIn(reply)
    if (container !== null) return { ...container, key, iv, begunAt: ctx.now.toISOString() }
    if (successIn(reply) !== null)
      throw new Error('Snapchat made a media container without a place to upload to')
    throw await notTaken(reply, ctx)
  })
}

type Source = Pick<MediaFile, 'sizeBytes' | 'stream'>

/** The file itself; a picture that is too large, smaller. */
async function sourceOf(file: MediaFile): Promise<Source> {
  if (file.kind !== 'image' || file.sizeBytes <= largestPicture) return file
  const { bytes } = await file.reencoded({ maxBytes: largestPicture })
  async function* stream({ start, end } = { start: 0, end: bytes.length }): AsyncIterable<Uint8Array> {
    yield await Promise.resolve(bytes.subarray(start, end))
  }
  return { sizeBytes: bytes.length, stream }
}

/** Sends one part, and answers its last block: the next part is chained to it. */
async function send(
  part: Cut & { number: number; key: Buffer; iv: Buffer },
  source: Source,
  begun: Begun,
  ctx: PublishContext,
): Promise<string> {
  const { start, end, length, number } = part
  const { bytes, lastBlock } = encrypt(source.stream({ start, end }), part)
  const reply = await addPart(begun, { number, bytes, length }, ctx)
  if (successIn(reply) === null) throw await notTaken(reply, ctx)
  return lastBlock().toString('base64')
}

async function notTaken(
  reply: Parameters<typeof refusalOf>[0],
  ctx: PublishContext,
): Promise<NotUploaded | Expired> {
  if (isExpired(reply)) return new Expired()
  if (reply.status === 403) return new NotUploaded(await whyForbidden(reply, ctx.account.remoteId, ctx))
  return new NotUploaded(refusalOf(reply, 'file'))
}
