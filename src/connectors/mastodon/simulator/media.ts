import { fileTypeFromBuffer } from 'file-type'
import type { Json } from '../../../kit/json.js'
import { filmSize, wholePictureFacts } from '../../../sandbox/picture-facts.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { limitsOf } from './instance.js'
import { bodyOf, failure, ok, text } from './replies.js'
import { signedIn } from './users.js'

export type Media = {
  id: string
  userId: string
  host: string
  kind: 'image' | 'video' | 'gif'
  contentType: string
  bytes: number
  width: number | null
  height: number | null
  description: string | null
  /** Processing is over then. */
  readyAt: string
  uploadedAt: string
  failed: boolean
  statusId: string | null
}

const processingMs = 2_000
const unattachedLivesMs = 86_400_000

export const mediaRoutes: readonly SimRoute[] = [
  { method: 'POST', path: '/api/v2/media', operation: 'upload', handle: upload },
  { method: 'GET', path: '/api/v1/media/:id', operation: 'status', handle: read },
  { method: 'PUT', path: '/api/v1/media/:id', operation: 'upload', handle: change },
]

async function upload(request: SimRequest, world: SimWorld): Promise<SimReply> {
  const who = signedIn(request, 'write:media', world)
  if ('reply' in who) return who.reply
  const file = request.multipart?.files.find((each) => each.name === 'file')
  if (file === undefined) return failure(422, "Validation failed: File can't be blank")
  const type = (await fileTypeFromBuffer(file.bytes))?.mime ?? ''
  const kind =
    type === 'image/gif'
      ? 'gif'
      : type.startsWith('image/')
        ? 'image'
        : type.startsWith('video/')
          ? 'video'
          : null
  if (kind === null) return failure(422, 'Validation failed: File content type is invalid, File is invalid')
  const limits = limitsOf(request.host)
  const most = kind === 'video' ? limits.videoBytes : limits.imageBytes
  if (file.bytes.length > most)
    return failure(
      422,
      `Validation failed: File file size must be less than ${String(Math.round(most / 1_048_576))} MB`,
    )
  const size = kind === 'video' ? await filmSize(file.bytes) : await wholePictureFacts(file.bytes)
  if (size === undefined) return failure(422, 'Error processing thumbnail for uploaded media')
  const now = world.now()
  const isSlow = kind !== 'image'
  const media: Media = {
    id: String(110_000_000_000_000_000n + BigInt(world.nextNumber('media'))),
    userId: who.user.id,
    host: request.host,
    kind,
    contentType: type,
    bytes: file.bytes.length,
    width: size?.width ?? null,
    height: size?.height ?? null,
    description: text(request.multipart?.fields['description']) || null,
    readyAt: new Date(now.getTime() + (isSlow ? processingMs : 0)).toISOString(),
    uploadedAt: now.toISOString(),
    failed: false,
    statusId: null,
  }
  world.keepFile(media.id, file.bytes)
  world.table<Media>('media').set(media.id, media)
  return ok(presentMedia(media, world), isSlow ? 202 : 200)
}

/** Only finds unattached media of the caller. */
function mine(request: SimRequest, world: SimWorld): { media: Media } | { reply: SimReply } {
  const who = signedIn(request, 'write:media', world)
  if ('reply' in who) return who
  const media = world.table<Media>('media').get(request.params['id'] ?? '')
  const isGone =
    media !== undefined && world.now().getTime() - Date.parse(media.uploadedAt) > unattachedLivesMs
  if (media === undefined || isGone || media.userId !== who.user.id || media.statusId !== null)
    return { reply: failure(404, 'Record not found') }
  return { media }
}

function read(request: SimRequest, world: SimWorld): SimReply {
  const found = mine(request, world)
  if ('reply' in found) return found.reply
  if (found.media.failed) return failure(422, 'Error processing thumbnail for uploaded media')
  return ok(presentMedia(found.media, world), isReady(found.media, world) ? 200 : 206)
}

/** Processing of a file that the caller asks after ends badly. Whether there is such a file. */
export function failMedia(request: SimRequest, world: SimWorld): boolean {
  const id = /^\/api\/v1\/media\/(\d+)$/.exec(request.path)?.[1] ?? ''
  const media = world.table<Media>('media').get(id)
  if (media !== undefined) world.table<Media>('media').set(id, { ...media, failed: true })
  return media !== undefined
}

function change(request: SimRequest, world: SimWorld): SimReply {
  const found = mine(request, world)
  if ('reply' in found) return found.reply
  const description = text(bodyOf(request)['description']) || found.media.description
  const media = { ...found.media, description }
  world.table<Media>('media').set(media.id, media)
  return ok(presentMedia(media, world))
}

export function isReady(media: Media, world: SimWorld): boolean {
  return !media.failed && media.readyAt <= world.now().toISOString()
}

export function presentMedia(media: Media, world: SimWorld): Json {
  const url = isReady(media, world) ? `https://${media.host}/media/${media.id}` : null
  return {
    id: media.id,
    type: media.kind === 'gif' ? 'gifv' : media.kind,
    url,
    preview_url: url,
    remote_url: null,
    description: media.description,
    blurhash: null,
    meta:
      media.width === null || media.height === null
        ? {}
        : {
            original: {
              width: media.width,
              height: media.height,
              size: `${String(media.width)}x${String(media.height)}`,
              aspect: media.width / media.height,
            },
          },
  }
}
