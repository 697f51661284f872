import { wholePictureFacts } from '../../../sandbox/picture-facts.js'
import type { SimReply } from '../../../sandbox/simulator.js'
import { invalid, type Call, type Endpoint } from './call.js'
import { thumbnailsOf } from './present-video.js'
import { ok, refuse } from './replies.js'
import { keepVideo } from './video-table.js'
import { writable } from './videos.js'

/** 2 MB until 14 September 2026. */
const largest = 50 * 1_048_576

export const thumbnailPath = '/upload/youtube/v3/thumbnails/set'

export const thumbnailEndpoints: readonly Endpoint[] = [
  {
    method: 'POST',
    path: thumbnailPath,
    operation: 'upload',
    scopes: ['youtube.upload', 'youtube', 'youtube.force-ssl'],
    cost: 50,
    parameters: ['videoId', 'uploadType'],
    required: ['videoId', 'uploadType'],
    handle: set,
  },
]

async function set(call: Call): Promise<SimReply> {
  const { user, request, world } = call
  const { bytes, headers, query } = request
  const said = (status: number, reason: string, message: string): never =>
    refuse(status, reason, message, { domain: 'youtube.thumbnail' })
  if (query.get('uploadType') !== 'media') invalid('uploadType', 'It has to be media.')
  if (!/^(image\/(jpeg|png)|application\/octet-stream)$/i.test(headers['content-type'] ?? ''))
    said(400, 'badContent', 'Valid media types: [image/jpeg, image/png, application/octet-stream]')
  if (bytes.length === 0) said(400, 'mediaBodyRequired', 'The request does not include the image content.')
  if (bytes.length > largest) said(413, 'uploadTooLarge', 'The image is too large.')
  const video = writable(query.get('videoId') ?? '', call)
  if (user.kind === 'unverified')
    said(
      403,
      'forbidden',
      'The authenticated user doesn’t have permissions to upload and set custom thumbnails.',
    )
  const facts = await wholePictureFacts(bytes)
  if (facts === undefined || !['jpeg', 'png'].includes(facts.format))
    return said(400, 'invalidImage', 'The provided image content is invalid.')
  const id = `thumbnail of ${video.id}`
  world.keepFile(id, bytes)
  const { width, height } = facts
  const changed = keepVideo({ ...video, thumbnail: { id, width, height, bytes: bytes.length } }, world)
  return ok({ kind: 'youtube#thumbnailSetResponse', items: [thumbnailsOf(changed)] })
}
