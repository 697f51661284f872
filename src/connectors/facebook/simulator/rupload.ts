import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { tokenIn } from './call.js'
import { download } from './files.js'
import { mayPublish } from './people.js'
import { jsonType } from './replies.js'
import { findToken, troubleOf } from './tokens.js'
import { findVideo, statusOf, takeBytes, type Video } from './video-table.js'

/** The host that takes the bytes of reels and stories. It has an envelope of its own. */
export const uploadRoutes: readonly SimRoute[] = [
  {
    method: 'POST',
    host: 'rupload.facebook.com',
    path: '/video-upload/v:version/:id',
    operation: 'upload',
    handle: upload,
  },
]

type FailureType =
  'OffsetInvalidError' | 'PartialRequestError' | 'ProcessingFailedError' | 'NotAuthorizedError'

export function uploadFailure(type: FailureType, message: string, retriable = false): SimReply {
  return {
    status: type === 'NotAuthorizedError' ? 401 : 400,
    headers: jsonType,
    body: { debug_info: { retriable, type, message } },
  }
}

async function upload(request: SimRequest, world: SimWorld): Promise<SimReply> {
  const video = findVideo(request.params['id'] ?? '', world)
  const scheme = /^OAuth\s/i.test(request.headers['authorization'] ?? '')
  const token = findToken(tokenIn(request), world)
  const mayUpload =
    scheme &&
    token !== undefined &&
    troubleOf(token, world) === null &&
    token.pageId !== null &&
    mayPublish(token.pageId, token.userId, world)
  if (!mayUpload)
    return uploadFailure('NotAuthorizedError', 'The access token is not accepted for this upload')
  if (video?.pageId !== token.pageId || video.kind === 'video' || statusOf(video, world) === 'expired')
    return uploadFailure('ProcessingFailedError', 'There is no such upload')
  const url = request.headers['file_url']
  return url === undefined ? takeBody(video, request, world) : pull(video, url, world)
}

async function pull(video: Video, url: string, world: SimWorld): Promise<SimReply> {
  if (video.received > 0) return uploadFailure('OffsetInvalidError', 'The upload has begun already', true)
  const bytes = await download(url, world)
  if (bytes === null || bytes.length === 0)
    return uploadFailure('ProcessingFailedError', 'The video could not be fetched from file_url')
  await takeBytes({ ...video, fileSize: bytes.length }, bytes, world)
  return uploaded
}

const uploaded: SimReply = {
  status: 200,
  headers: jsonType,
  body: { success: true, message: 'Upload successful.' },
}

async function takeBody(video: Video, request: SimRequest, world: SimWorld): Promise<SimReply> {
  const [offset, size] = [wholeIn(request, 'offset'), wholeIn(request, 'file_size')]
  if (offset === null || size === null || size === 0)
    return uploadFailure('ProcessingFailedError', 'The headers offset and file_size are needed')
  if (offset !== video.received)
    return uploadFailure('OffsetInvalidError', `The upload goes on at ${String(video.received)}`, true)
  if ((video.fileSize !== 0 && video.fileSize !== size) || offset + request.bytes.length > size)
    return uploadFailure('PartialRequestError', 'The body is not what file_size says', true)
  const grown = await takeBytes({ ...video, fileSize: size }, request.bytes, world)
  return grown.received < size
    ? uploadFailure('PartialRequestError', `Only ${String(grown.received)} bytes have come`, true)
    : uploaded
}

function wholeIn({ headers }: SimRequest, name: string): number | null {
  const value = headers[name] ?? ''
  return /^\d+$/.test(value) ? Number(value) : null
}
