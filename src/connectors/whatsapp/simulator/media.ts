import { createHash } from 'node:crypto'
import { ok, replyTo } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { api, callOf, ownNumber, type Call } from './call.js'
import { judgeFile, type MediaType } from './judge-file.js'
import { invalid, noSuchObject, replyOf } from './replies.js'

/** A file at the network; of one that came by a link, too. */
export type KeptMedia = {
  id: string
  phoneId: string
  type: MediaType
  mime: string
  bytes: number
  width: number | null
  height: number | null
  sha256: string
  createdAt: string
}

const scope = 'whatsapp_business_messaging'
const filesHost = 'lookaside.fbsbx.com'
const keptDays = 30
const linkMs = 300_000
const files = (world: SimWorld) => world.table<KeptMedia>('media')

export const mediaRoutes: readonly SimRoute[] = [
  api({ method: 'POST', path: '/:id/media', operation: 'upload', scope }, upload),
  api({ method: 'DELETE', path: '/:id', operation: 'other', scope }, remove),
  {
    method: 'GET',
    host: filesHost,
    path: '/whatsapp_business/attachments/',
    operation: 'other',
    handle: download,
  },
]

async function upload(call: Call): Promise<SimReply> {
  const { phoneId } = ownNumber(call)
  const { multipart } = call.request
  if (multipart === undefined) return invalid('The parameter file is required.')
  if (multipart.fields['messaging_product'] !== 'whatsapp')
    return invalid('The parameter messaging_product is required.')
  const file = multipart.files.find(({ name }) => name === 'file')
  if (file === undefined) return invalid('The parameter file is required.')
  // The field outweighs the part's own word.
  const mime = (multipart.fields['type'] ?? file.contentType).split(';')[0]?.trim().toLowerCase() ?? ''
  const judged = await judgeFile(file.bytes, mime)
  if ('problem' in judged) return invalid(judged.problem)
  return ok({ id: keepMedia({ ...judged, mime, phoneId }, file.bytes, call.world).id })
}

export function keepMedia(
  file: Pick<KeptMedia, 'phoneId' | 'type' | 'mime' | 'width' | 'height'>,
  bytes: Buffer,
  world: SimWorld,
): KeptMedia {
  const { phoneId, type, mime, width, height } = file
  const kept: KeptMedia = {
    id: String(4_000_000_000_000_000 + world.nextNumber('media') * 7_919),
    phoneId,
    type,
    mime,
    width,
    height,
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    createdAt: world.now().toISOString(),
  }
  files(world).set(kept.id, kept)
  world.keepFile(kept.id, bytes)
  return kept
}

/** What is still there, of this number. */
export function findMedia(id: string, phoneId: string, world: SimWorld): KeptMedia | undefined {
  const file = files(world).get(id)
  const isOver = Date.parse(file?.createdAt ?? '') + keptDays * 86_400_000 <= world.now().getTime()
  return file?.phoneId === phoneId && !isOver ? file : undefined
}

/** What a message shows, long after its upload is gone. */
export function mediaShown(id: string, world: SimWorld): KeptMedia | undefined {
  return files(world).get(id)
}

/** `GET /{media-id}`. */
export function present({ business, id, request, world }: Call): SimReply {
  const file = findMedia(id, business.phoneId, world)
  const given = request.query.get('phone_number_id')
  if (file === undefined || (given !== null && given !== file.phoneId)) return noSuchObject('GET', id)
  const url = new URL(`https://${filesHost}/whatsapp_business/attachments/`)
  url.searchParams.set('mid', id)
  url.searchParams.set('ext', String(Math.floor((world.now().getTime() + linkMs) / 1_000)))
  url.searchParams.set('hash', file.sha256.slice(0, 24))
  return ok({
    messaging_product: 'whatsapp',
    url: url.href,
    mime_type: file.mime,
    sha256: file.sha256,
    file_size: String(file.bytes),
    id,
  })
}

function remove({ business, id, request, world }: Call): SimReply {
  if (findMedia(id, business.phoneId, world) === undefined) return noSuchObject(request.method, id)
  const file = files(world).get(id)
  // A message that was sent with it still shows it.
  if (file !== undefined) files(world).set(id, { ...file, phoneId: '' })
  return ok({ success: true })
}

function download(request: SimRequest, world: SimWorld): SimReply {
  try {
    const { business } = callOf(request, scope, world)
    const id = request.query.get('mid') ?? ''
    const file = findMedia(id, business.phoneId, world)
    const isOver = Number(request.query.get('ext')) * 1_000 <= world.now().getTime()
    if (file === undefined || isOver || request.query.get('hash') !== file.sha256.slice(0, 24))
      return { status: 404, body: '' }
    return { status: 200, headers: { 'content-type': file.mime }, body: world.keptFile(id) }
  } catch (error) {
    return replyTo(error, replyOf)
  }
}
