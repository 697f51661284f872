import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { randomText } from '../../../sandbox/sandbox.js'
import type { SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import { parsed, type Call, type Endpoint } from './call.js'
import { readEnds, readWhole } from './file-facts.js'
import { isExpired, keepMedia, mediaOfUpload, type Media, type Part } from './media-table.js'
import { invalid, ok, refuse } from './replies.js'

export const mediaEndpoints: readonly Endpoint[] = [
  { method: 'POST', path: '/v1/public_profiles/:profile/media', operation: 'upload', handle: create },
  { method: 'POST', path: '/us/v1/uploads/:upload/multipart-upload', operation: 'upload', handle: add },
  {
    method: 'POST',
    path: '/us/v1/uploads/:upload/multipart-upload/end',
    operation: 'upload',
    handle: finalize,
  },
]

const mebibyte = 1_024 * 1_024
/** The form around the part counts. */
const mostRequestBytes = 32 * mebibyte
/** With 31 MiB each, no more than 1 GB and a little. */
const mostParts = 35

/** Base64 of so many bytes, written in the one way there is. */
const secretOf = (bytes: number) =>
  z.string().refine(
    (text) => {
      const value = Buffer.from(text, 'base64')
      return value.length === bytes && value.toString('base64') === text
    },
    `has to be base64 of ${String(bytes)} bytes`,
  )

const mediaBody = z.strictObject({
  type: z.enum(['IMAGE', 'VIDEO']),
  name: z.string().min(1),
  key: secretOf(32),
  iv: secretOf(16),
})

function create({ user, request, world }: Call): SimReply {
  const { type, key, iv } = parsed(mediaBody, request)
  const media: Media = {
    id: randomUUID(),
    uploadId: randomText(32),
    profileId: user.id,
    type,
    key,
    iv,
    createdAt: world.now().toISOString(),
    parts: {},
    finalizedAt: null,
    facts: null,
    doom: null,
    postingUntil: null,
  }
  keepMedia(media, world)
  const path = `/us/v1/uploads/${media.uploadId}/multipart-upload`
  return ok({ media_id: media.id, add_path: path, finalize_path: `${path}/end` })
}

/** A part that comes again takes the place of the first. */
function add({ user, request, world }: Call): SimReply {
  const media = openUpload(user.id, request, world)
  const fields = fieldsOf(request, ['action', 'part_number'])
  const number = Number(fields['part_number'])
  const [file, more] = request.multipart?.files ?? []
  if (fields['action'] !== 'ADD') invalid('action has to be ADD.')
  if (!/^[1-9]\d?$/.test(fields['part_number'] ?? '') || number > mostParts)
    invalid(`part_number has to be 1 to ${String(mostParts)}.`)
  if (file?.name !== 'file' || file.bytes.length === 0 || more !== undefined)
    return invalid('The part has to come as file.')
  if (request.bytes.length > mostRequestBytes) invalid('The part is larger than 32 MB.')
  if (media.finalizedAt !== null) invalid('The media has been finalized.')
  const { bytes } = file
  const part: Part = {
    bytes: bytes.length,
    head: bytes.subarray(0, 4_096).toString('base64'),
    tail: bytes.subarray(-32).toString('base64'),
  }
  const parts = { ...media.parts, [number]: part }
  const totalBytes = sizeOf(parts)
  world.keepFile(encryptedId(media), bytes, { number: number - 1, totalBytes })
  keepMedia({ ...media, parts }, world)
  return ok()
}

/** Once more changes nothing. */
async function finalize({ user, request, world }: Call): Promise<SimReply> {
  const media = openUpload(user.id, request, world)
  const fields = fieldsOf(request, ['action'])
  if (fields['action'] !== 'FINALIZE' || (request.multipart?.files.length ?? 0) > 0)
    invalid('action has to be FINALIZE, and nothing else.')
  if (media.finalizedAt !== null) return ok()
  const parts = Object.values(media.parts)
  if (parts.length === 0 || media.parts[parts.length] === undefined) invalid('Parts are missing.')
  const facts = await read(media, parts, world)
  keepMedia({ ...media, facts, finalizedAt: world.now().toISOString() }, world)
  return ok()
}

async function read(media: Media, parts: readonly Part[], world: SimWorld): Promise<Media['facts']> {
  const secret = { key: Buffer.from(media.key, 'base64'), iv: Buffer.from(media.iv, 'base64') }
  const encrypted = world.keptFile(encryptedId(media))
  if (encrypted.length !== sizeOf(media.parts)) return readEnds(parts, secret)
  const whole = await readWhole(encrypted, secret)
  if (whole !== null) world.keepFile(media.id, whole.plain)
  return whole?.facts ?? null
}

const encryptedId = ({ id }: Media): string => `${id} encrypted`

function sizeOf(parts: Media['parts']): number {
  return Object.values(parts).reduce((sum, { bytes }) => sum + bytes, 0)
}

function openUpload(profileId: string, { params }: SimRequest, world: SimWorld): Media {
  const media = mediaOfUpload(params['upload'] ?? '', world)
  if (media?.profileId !== profileId) return refuse(404, 'NOT_FOUND', 'There is no such upload.')
  if (isExpired(media, world)) refuse(400, 'MEDIA_EXPIRED', 'The media has expired.')
  return media
}

function fieldsOf({ multipart }: SimRequest, known: readonly string[]): Record<string, string> {
  if (multipart === undefined) return invalid('The Content-Type has to be multipart/form-data.')
  const names = multipart.entries.map(([name]) => name)
  const strange = names.find((name) => !known.includes(name))
  if (strange !== undefined) invalid(`The field ${strange} is not known.`)
  if (new Set(names).size < names.length) invalid('A field came twice.')
  return multipart.fields
}
