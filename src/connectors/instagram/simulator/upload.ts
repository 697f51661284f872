import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { reaches } from './call.js'
import { findContainer, keepContainer, readySeconds, statusOf, type Container } from './containers.js'
import { download, judgeVideo, noFilm } from './files.js'
import { inSeconds } from './people.js'
import { findToken, isAlive, type Token } from './tokens.js'

export const uploadHost = 'rupload.facebook.com'

export const uploadRoutes: readonly SimRoute[] = [
  {
    method: 'POST',
    host: uploadHost,
    path: '/ig-api-upload/v:version/:id',
    operation: 'upload',
    handle: receive,
  },
]

export function uploadUri({ id }: Container, version: string | undefined): string {
  return `https://${uploadHost}/ig-api-upload/v${version ?? '25.0'}/${id}`
}

export function uploadToken(request: SimRequest, world: SimWorld): Token | undefined {
  const value = /^OAuth\s+(.+)$/i.exec(request.headers['authorization'] ?? '')?.[1] ?? ''
  const token = findToken(value, world)
  return token !== undefined && token.kind !== 'instagram' && isAlive(token, world) ? token : undefined
}

/** The bytes of a film, all or from where the last ones ended; or where they are fetched from. */
async function receive(request: SimRequest, world: SimWorld): Promise<SimReply> {
  const token = uploadToken(request, world)
  if (token === undefined) return notAuthorized()
  const container = findContainer(request.params['id'] ?? '', world)
  if (container === undefined || container.upload === null || !reaches({ token, world }, container.userId))
    return failed('ProcessingFailedError', unauthorized, false)
  if (container.readyAt !== null || statusOf(container, world) !== 'IN_PROGRESS')
    return failed(
      'ProcessingFailedError',
      '{"success":false,"error":{"message":"The upload has ended"}}',
      false,
    )
  const url = request.headers['file_url']
  if (url !== undefined) return take(container, await download(url, world), world)
  const [offset, total] = [numberIn(request, 'offset'), numberIn(request, 'file_size')]
  if (total === null || total < 1) return failed('PartialRequestError', 'file_size is required', false)
  const { bytes, parts } = container.upload
  if (offset !== bytes) return failed('OffsetInvalidError', `The offset must be ${String(bytes)}`, true)
  if (bytes + request.bytes.length > total)
    return failed('PartialRequestError', 'There are more bytes than file_size', false)
  if (request.bytes.length === total) return take(container, request.bytes, world)
  const name = `parts of ${container.id}`
  world.keepFile(name, request.bytes, { number: parts, totalBytes: total })
  const now = bytes + request.bytes.length
  const partly = { ...container, upload: { bytes: now, total, parts: parts + 1 } }
  if (now === total) return take(partly, world.keptFile(name), world)
  keepContainer(partly, world)
  return failed('PartialRequestError', `${String(now)} of ${String(total)} bytes have come`, true)
}

function numberIn(request: SimRequest, name: string): number | null {
  const value = request.headers[name] ?? ''
  return /^\d+$/.test(value) ? Number(value) : null
}

async function take(container: Container, bytes: Buffer | null, world: SimWorld): Promise<SimReply> {
  const isStory = container.mediaType === 'STORIES'
  const { file, error } =
    bytes === null
      ? { file: noFilm(container.id), error: 2_207_077 }
      : await judgeVideo(container.id, bytes, { isStory }, world)
  const length = bytes?.length ?? 0
  keepContainer(
    {
      ...container,
      file,
      error,
      upload: { bytes: length, total: length, parts: 1 },
      readyAt: inSeconds(readySeconds.REELS, world),
    },
    world,
  )
  return { status: 200, body: { success: true, message: 'Upload successful.' } }
}

const unauthorized = '{"success":false,"error":{"message":"unauthorized user request"}}'

export function notAuthorized(): SimReply {
  return failed('NotAuthorizedError', unauthorized, false, 401)
}

export function failed(type: string, message: string, retriable: boolean, status = 400): SimReply {
  return { status, body: { debug_info: { retriable, type, message } } }
}
