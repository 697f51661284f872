import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Json } from '../../../kit/json.js'
import { randomText } from '../../../sandbox/sandbox.js'
import type { SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import type { Call, Endpoint } from './endpoint.js'
import { parsed } from './parse.js'
import { invalid, ok, pageOf, refuse } from './replies.js'

export type Media = {
  id: string
  userId: string
  /** What the upload has to carry, field by field. */
  parameters: Record<string, string>
  /** The form is taken until then. */
  expiresAt: string
  /** Null: nothing has come yet. */
  uploadedAt: string | null
  bytes: number
  width: number | null
  height: number | null
  durationMs: number
  /** Why it cannot be shown; null where it can. */
  flaw: string | null
}

export const uploadHost = 'pinterest-media-upload.s3-accelerate.amazonaws.com'
/** The network does not say how long its form is good for. */
const formMs = 3_600_000
const processingMs = 2_000
const read = ['pins:read'] as const
const write = ['pins:read', 'pins:write'] as const

export const mediaTable = (world: SimWorld) => world.table<Media>('media')
const idsOf = (userId: string, world: SimWorld) => world.table<boolean>(`media of ${userId}`)

export const mediaEndpoints: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/media',
    operation: 'upload',
    category: 'org_write',
    scopes: write,
    handle: register,
  },
  { method: 'GET', path: '/media', operation: 'other', category: 'org_read', scopes: read, handle: list },
  {
    method: 'GET',
    path: '/media/:media',
    operation: 'status',
    category: 'org_read',
    scopes: read,
    handle: (call) => ok(present(mediaOf(call, call.request.params['media'] ?? ''), call.world)),
  },
]

const mediaCreate = z.object({ media_type: z.literal('video') })

function register(call: Call): SimReply {
  const { media_type } = parsed(mediaCreate, call.request)
  const { world, user } = call
  const id = String(5_212_000_000_000_000_000n + BigInt(world.nextNumber('media')))
  const now = world.now()
  const day = now.toISOString().slice(0, 10).replaceAll('-', '')
  const expiresAt = new Date(now.getTime() + formMs).toISOString()
  const key = `uploads/${id.slice(-2)}/${user.id.slice(-2)}/0:video:${user.id}:${id}`
  const policy = Buffer.from(JSON.stringify({ expiration: expiresAt, conditions: [{ key }] })).toString(
    'base64',
  )
  const parameters = {
    key,
    policy,
    'Content-Type': 'multipart/form-data',
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `ASIA${id.slice(-8)}/${day}/us-east-1/s3/aws4_request`,
    'x-amz-date': `${now.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`,
    'x-amz-security-token': randomText(60),
    'x-amz-signature': createHash('sha256').update(`${policy}${randomText()}`).digest('hex'),
  }
  mediaTable(world).set(id, {
    id,
    userId: user.id,
    parameters,
    expiresAt,
    uploadedAt: null,
    bytes: 0,
    width: null,
    height: null,
    durationMs: 0,
    flaw: null,
  })
  idsOf(user.id, world).set(id, true)
  const body = {
    media_id: id,
    media_type,
    upload_url: `https://${uploadHost}/`,
    upload_parameters: parameters,
  }
  return ok(body, 201)
}

export function mediaOf({ user, world }: Call, id: string): Media {
  if (!/^\d+$/.test(id)) invalid('media_id is not a number.')
  const media = mediaTable(world).get(id)
  return media?.userId === user.id ? media : refuse(404, 404, 'Media not found.')
}

function list({ request, user, world }: Call): SimReply {
  const media = idsOf(user.id, world)
    .entries()
    .map(([id]) => mediaTable(world).get(id))
    .filter((each) => each !== undefined)
  return pageOf(media.reverse(), request, (each) => present(each, world))
}

export function statusOf(
  { uploadedAt, flaw }: Media,
  world: SimWorld,
): 'registered' | 'processing' | 'succeeded' | 'failed' {
  if (uploadedAt === null) return 'registered'
  if (Date.parse(uploadedAt) + processingMs > world.now().getTime()) return 'processing'
  return flaw === null ? 'succeeded' : 'failed'
}

function present(media: Media, world: SimWorld): Json {
  return { media_id: media.id, media_type: 'video', status: statusOf(media, world) }
}

/** Processing of the file that the caller asks after is over, and went wrong. Whether there is such a file. */
export function failMedia(request: SimRequest, world: SimWorld): boolean {
  const media = mediaTable(world).get(request.params['media'] ?? '')
  if (media === undefined) return false
  const uploadedAt = new Date(world.now().getTime() - processingMs).toISOString()
  mediaTable(world).set(media.id, { ...media, uploadedAt, flaw: 'The film cannot be read.' })
  return true
}
