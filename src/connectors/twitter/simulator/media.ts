import { fileTypeFromBuffer } from 'file-type'
import type { Json } from '../../../kit/json.js'
import { filmSize, pictureFacts } from '../../../sandbox/picture-facts.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { invalid, ok } from './replies.js'
import { signedIn } from './users.js'

export type Media = {
  id: string
  key: string
  userId: string
  category: string
  type: string
  totalBytes: number
  /** Sizes of the segments that came, by index. */
  segments: Record<string, number>
  firstBytes: string
  width: number | null
  height: number | null
  altText: string | null
  state: 'uploading' | 'ready' | 'processing' | 'failed'
  readyAt: string | null
  expiresAt: string
}

const host = 'api.x.com'
const scopes = ['media.write'] as const
const processingMs = 2_000
const livesMs = 86_400_000
const mostBytes: Record<string, number> = {
  tweet_image: 5_242_880,
  tweet_gif: 15_728_640,
  tweet_video: 536_870_912,
}

export const mediaRoutes: readonly SimRoute[] = [
  { method: 'POST', host, path: '/2/media/upload', operation: 'upload', handle: oneShot },
  { method: 'POST', host, path: '/2/media/upload/initialize', operation: 'upload', handle: initialize },
  { method: 'POST', host, path: '/2/media/upload/:id/append', operation: 'upload', handle: append },
  { method: 'POST', host, path: '/2/media/upload/:id/finalize', operation: 'upload', handle: finalize },
  { method: 'GET', host, path: '/2/media/upload', operation: 'status', handle: status },
  { method: 'POST', host, path: '/2/media/metadata', operation: 'upload', handle: metadata },
]

const keyPrefix: Record<string, string> = { tweet_image: '3', tweet_gif: '16', tweet_video: '7' }

function newMedia(
  userId: string,
  category: string,
  type: string,
  totalBytes: number,
  world: SimWorld,
): Media {
  const id = String(1_880_000_000_000_000_000n + BigInt(world.nextNumber('media')))
  return {
    id,
    key: `${keyPrefix[category] ?? '3'}_${id}`,
    userId,
    category,
    type,
    totalBytes,
    segments: {},
    firstBytes: '',
    width: null,
    height: null,
    altText: null,
    state: 'uploading',
    readyAt: null,
    expiresAt: new Date(world.now().getTime() + livesMs).toISOString(),
  }
}

async function oneShot(request: SimRequest, world: SimWorld): Promise<SimReply> {
  const who = signedIn(request, scopes, world)
  if ('reply' in who) return who.reply
  const file = request.multipart?.files.find((each) => each.name === 'media')
  const category = request.multipart?.fields['media_category'] ?? ''
  if (file === undefined) return invalid('The media field is required.', { media: [] })
  if (category !== 'tweet_image')
    return invalid('media_category has to be tweet_image for a one-shot upload.', {
      media_category: [category],
    })
  const type = (await fileTypeFromBuffer(file.bytes))?.mime ?? ''
  if (!['image/jpeg', 'image/png', 'image/webp', 'image/gif'].includes(type))
    return invalid('media type unrecognized.', { media: [type] })
  if (file.bytes.length > (mostBytes['tweet_image'] ?? 0))
    return invalid('File size exceeds 5242880 bytes.', { media: [] })
  const size = await pictureFacts(file.bytes)
  if (size === undefined) return invalid('media type unrecognized.', { media: [] })
  const media: Media = {
    ...newMedia(who.user.id, category, type, file.bytes.length, world),
    width: size.width,
    height: size.height,
    state: 'ready',
  }
  world.keepFile(media.id, file.bytes)
  world.table<Media>('media').set(media.id, media)
  return ok({ id: media.id, media_key: media.key, size: media.totalBytes, expires_after_secs: 86_400 })
}

function initialize(request: SimRequest, world: SimWorld): SimReply {
  const who = signedIn(request, scopes, world)
  if ('reply' in who) return who.reply
  const body = objectOf(request.json)
  const [category, type, total] = [
    String(body['media_category']),
    String(body['media_type']),
    Number(body['total_bytes']),
  ]
  const most = mostBytes[category]
  if (most === undefined) return invalid('media_category is not valid.', { media_category: [category] })
  if (
    ![
      'video/mp4',
      'video/quicktime',
      'video/webm',
      'video/mp2t',
      'image/gif',
      'image/jpeg',
      'image/png',
      'image/webp',
    ].includes(type)
  )
    return invalid('media_type is not valid.', { media_type: [type] })
  if (!(total > 0 && total <= most))
    return invalid(`total_bytes has to be between 1 and ${String(most)}.`, { total_bytes: [total] })
  const media = newMedia(who.user.id, category, type, total, world)
  world.table<Media>('media').set(media.id, media)
  return ok({ id: media.id, media_key: media.key, expires_after_secs: 86_400 })
}

function mine(request: SimRequest, id: string, world: SimWorld): { media: Media } | { reply: SimReply } {
  const who = signedIn(request, scopes, world)
  if ('reply' in who) return who
  const media = world.table<Media>('media').get(id)
  if (media === undefined || media.userId !== who.user.id || media.expiresAt <= world.now().toISOString())
    return { reply: invalid('The media id is not valid.', { id: [id] }) }
  return { media }
}

async function append(request: SimRequest, world: SimWorld): Promise<SimReply> {
  const found = mine(request, request.params['id'] ?? '', world)
  if ('reply' in found) return found.reply
  const index = Number(request.multipart?.fields['segment_index'])
  const file = request.multipart?.files.find((each) => each.name === 'media')
  if (!(Number.isInteger(index) && index >= 0 && index <= 999) || file === undefined)
    return invalid('segment_index and media are required.', { segment_index: [String(index)] })
  const { media } = found
  const head = index === 0 ? ((await fileTypeFromBuffer(file.bytes))?.mime ?? 'unknown') : media.firstBytes
  const size = index === 0 && head.startsWith('image/') ? await pictureFacts(file.bytes) : undefined
  world.keepFile(media.id, file.bytes, { number: index, totalBytes: media.totalBytes })
  world.table<Media>('media').set(media.id, {
    ...media,
    segments: { ...media.segments, [String(index)]: file.bytes.length },
    firstBytes: head,
    width: size?.width ?? media.width,
    height: size?.pageHeight ?? size?.height ?? media.height,
  })
  return ok({ expires_at: Math.floor(Date.parse(media.expiresAt) / 1_000) })
}

async function finalize(request: SimRequest, world: SimWorld): Promise<SimReply> {
  const found = mine(request, request.params['id'] ?? '', world)
  if ('reply' in found) return found.reply
  const { media } = found
  const sizes = Object.values(media.segments)
  const isWhole =
    sizes.reduce((sum, size) => sum + size, 0) === media.totalBytes &&
    sizes.every((_size, index) => String(index) in media.segments)
  if (!isWhole) return invalid('Segments do not add up to provided total file size.', { id: [media.id] })
  if (media.firstBytes.split('/')[0] !== media.type.split('/')[0])
    return invalid('Invalid or unsupported media, Reason: UnsupportedMedia.', { id: [media.id] })
  const isSlow = media.category !== 'tweet_image'
  const readyAt = isSlow ? new Date(world.now().getTime() + processingMs).toISOString() : null
  const size = media.type.startsWith('video/') ? await filmSize(world.keptFile(media.id)) : null
  const next: Media = { ...media, ...size, state: isSlow ? 'processing' : 'ready', readyAt }
  world.table<Media>('media').set(media.id, next)
  return ok(present(next, world))
}

/** The answers that may tell that processing went wrong: the end of an upload, and asking after it. */
export function failProcessing(request: SimRequest, world: SimWorld): SimReply | undefined {
  const isOneShot = request.method === 'POST' && request.path === '/2/media/upload'
  const who = signedIn(request, scopes, world)
  const media =
    'reply' in who
      ? undefined
      : isOneShot
        ? newMedia(who.user.id, 'tweet_image', '', request.multipart?.files[0]?.bytes.length ?? 0, world)
        : world
            .table<Media>('media')
            .get(request.query.get('media_id') ?? /\/(\d+)\/finalize$/.exec(request.path)?.[1] ?? '')
  if (media === undefined) return undefined
  const failed: Media = { ...media, state: 'failed' }
  world.table<Media>('media').set(media.id, failed)
  return ok(present(failed, world))
}

export function isReady(media: Media, world: SimWorld): boolean {
  return (
    media.state === 'ready' ||
    (media.state === 'processing' && media.readyAt !== null && media.readyAt <= world.now().toISOString())
  )
}

function present(media: Media, world: SimWorld): Json {
  const base = { id: media.id, media_key: media.key, size: media.totalBytes, expires_after_secs: 86_400 }
  if (media.state === 'failed')
    return {
      ...base,
      processing_info: {
        state: 'failed',
        error: { code: 1, name: 'InvalidMedia', message: 'Unsupported video format' },
      },
    }
  if (media.readyAt === null) return base
  if (isReady(media, world))
    return { ...base, processing_info: { state: 'succeeded', progress_percent: 100 } }
  const left = Date.parse(media.readyAt) - world.now().getTime()
  return left > processingMs * 0.75
    ? { ...base, processing_info: { state: 'pending', check_after_secs: 1 } }
    : { ...base, processing_info: { state: 'in_progress', check_after_secs: 1, progress_percent: 50 } }
}

function status(request: SimRequest, world: SimWorld): SimReply {
  if (request.query.get('command') !== 'STATUS') return invalid('command has to be STATUS.', { command: [] })
  const found = mine(request, request.query.get('media_id') ?? '', world)
  return 'reply' in found ? found.reply : ok(present(found.media, world))
}

function metadata(request: SimRequest, world: SimWorld): SimReply {
  const body = objectOf(request.json)
  const found = mine(request, String(body['id'] ?? ''), world)
  if ('reply' in found) return found.reply
  const text = objectOf(objectOf(body['metadata'])['alt_text'])['text']
  if (typeof text !== 'string' || text.length > 1_000)
    return invalid('alt_text.text has to be at most 1000 characters.', {})
  world.table<Media>('media').set(found.media.id, { ...found.media, altText: text })
  return ok({ id: found.media.id, associated_metadata: { alt_text: { text } } })
}

export function objectOf(value: Json | undefined): { [name: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}
