import type { Json } from '../../kit/json.js'
import type { MediaFile, PublishContext, Refused } from '../connector.js'
import { refused } from '../outcomes.js'
import type { MultipartPart, PlatformReply } from '../platform-http.js'
import { objectOf, textOf } from '../values.js'
import { call } from './api.js'
import { refusalOf } from './errors.js'
import { blackPng } from './poster.js'
import { largestImage } from './rules.js'

/** A file at Reddit: galleries name it by its id, other posts by its address. */
export type Upload = { assetId: string; url: string }

/** A refusal is not kept as a step: thrown through it, and answered. */
export class UploadRefused extends Error {
  override readonly name = 'UploadRefused'
  readonly refusal: Refused
  constructor(refusal: Refused) {
    super('The upload was refused')
    this.refusal = refusal
  }
}

type Body = {
  filename: string
  contentType: string
  bytes: Uint8Array | AsyncIterable<Uint8Array>
  length: number
}

const uploadMs = 15 * 60_000
const takenTypes = ['image/jpeg', 'image/png', 'image/gif']

/** Of files, those that Reddit would not take are made into JPEGs that it takes. */
export async function uploadFile(file: MediaFile, ctx: PublishContext): Promise<Upload> {
  const { filename, contentType, sizeBytes } = file
  const isTaken = takenTypes.includes(contentType) && sizeBytes <= largestImage
  if (file.kind !== 'image' || isTaken)
    return upload({ filename, contentType, bytes: file.stream(), length: sizeBytes }, ctx)
  const made = await file.reencoded({ maxBytes: largestImage })
  return upload(
    {
      filename: `${filename.replace(/\.\w+$/, '')}.jpg`,
      contentType: made.contentType,
      bytes: made.bytes,
      length: made.bytes.length,
    },
    ctx,
  )
}

export function uploadBlackPoster(
  video: Pick<MediaFile, 'width' | 'height'>,
  ctx: PublishContext,
): Promise<Upload> {
  const bytes = blackPng(video.width ?? 1_280, video.height ?? 720)
  return upload({ filename: 'poster.png', contentType: 'image/png', bytes, length: bytes.length }, ctx)
}

/** Asks for a place and puts the bytes there. Begun anew, it leaves a file behind that nobody sees. */
async function upload(body: Body, ctx: PublishContext): Promise<Upload> {
  const reply = await call(ctx, 'POST', '/api/media/asset.json', {
    form: { filepath: body.filename, mimetype: body.contentType },
  })
  const args = objectOf(objectOf(reply.json)['args'])
  const fields = fieldsIn(args['fields'])
  const key = fields.find(({ name }) => name === 'key')?.value
  const action = textOf(args['action'])
  const assetId = textOf(objectOf(objectOf(reply.json)['asset'])['asset_id'])
  if (reply.status !== 200 || action === null || key === undefined || assetId === null)
    throw new UploadRefused(notPlaced(reply))
  const url = `https:${action}`
  // Of the store, not of Reddit: the fields are the permission, and it reads none behind the file.
  const parts: MultipartPart[] = [...fields, { name: 'file', ...body }]
  const stored = await ctx.http({ method: 'POST', url: `${url}/`, multipart: parts, timeoutMs: uploadMs })
  if (stored.status < 200 || stored.status > 299) throw new UploadRefused(notStored(stored))
  return { assetId, url: `${url}/${key}` }
}

function fieldsIn(fields: Json | undefined): { name: string; value: string }[] {
  if (!Array.isArray(fields)) return []
  return fields.map(objectOf).map(({ name, value }) => ({ name: String(name), value: String(value) }))
}

function notPlaced(reply: PlatformReply): Refused {
  const refusal = refusalOf(reply)
  if (reply.status !== 400) return refusal
  return { ...refusal, error: { ...refusal.error, ...notTaken } }
}

const notTaken = {
  code: 'MEDIA_REJECTED',
  message: 'Reddit does not accept a file of this post. Use another one.',
} as const

/** What the store answers is XML. 403: its permission has expired, and another is asked for. */
function notStored(reply: PlatformReply): Refused {
  const said = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(reply.text)?.[1]
  const [code, message] = [said('Code'), said('Message')]
  const network = {
    ...(code === undefined ? {} : { code }),
    ...(message === undefined ? {} : { message }),
  }
  const isOver = reply.status === 403 || reply.status === 408 || reply.status >= 500
  if (isOver)
    return refused(
      { code: 'PLATFORM_UNAVAILABLE', cure: 'wait', message: 'The upload of a file did not succeed.' },
      reply,
      network,
    )
  return refused({ ...notTaken, cure: 'edit' }, reply, network)
}
