import { fileTypeFromBuffer } from 'file-type'
import type { Json } from '../../../kit/json.js'
import { pictureFacts } from '../../../sandbox/picture-facts.js'
import type { SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'
import { cidOfBytes } from './cid.js'
import { hostedPds, roleOf } from './hosts.js'
import { chargeBlob } from './limits.js'
import { onPds, type Method } from './method.js'
import { failure, limitHeaders, ok } from './replies.js'
import { signedInToWrite } from './sessions.js'

/** What the network keeps of a file. */
export type Blob = {
  cid: string
  mimeType: string
  size: number
  width: number | null
  height: number | null
  uploadedAt: string
  isUsed: boolean
}

/** The network does not say how long a file may wait for a record; long enough for a post that is prepared ahead. */
const unusedMs = 6 * 3_600_000

export const blobMethods: readonly Method[] = [
  {
    nsid: 'com.atproto.repo.uploadBlob',
    kind: 'procedure',
    at: onPds,
    operation: 'upload',
    input: 'bytes',
    handle: upload,
  },
]

/** Bluesky's own servers take 50 MiB; a server of one's own takes 5 as it comes. */
export function blobLimit(host: string): number {
  return roleOf(host) === 'entryway' || host === hostedPds ? 52_428_800 : 5_242_880
}

/** By account: a file of another account is not there. */
function blobsOf(did: string, world: SimWorld) {
  return world.table<Blob>(`blobs of ${did}`)
}

async function upload(request: SimRequest, world: SimWorld): Promise<SimReply> {
  const who = signedInToWrite(request, world)
  if ('reply' in who) return who.reply
  const charged = chargeBlob(who.user.id, world)
  if ('reply' in charged) return charged.reply
  const { bytes } = request
  if (bytes.length > blobLimit(request.host))
    return failure(413, 'PayloadTooLarge', 'request entity too large')
  const declared = (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''
  // The bytes tell what they are; what the request says counts only where they do not.
  const mimeType = (await fileTypeFromBuffer(bytes))?.mime ?? declared
  const blob = await keepBlob(who.user.id, bytes, mimeType, world)
  return ok({ blob: presentBlob(blob) }, limitHeaders(charged.limit))
}

export async function keepBlob(did: string, bytes: Buffer, mimeType: string, world: SimWorld): Promise<Blob> {
  const size = mimeType.startsWith('image/') ? await pictureFacts(bytes) : undefined
  const cid = cidOfBytes(bytes)
  const blob: Blob = {
    cid,
    mimeType,
    size: bytes.length,
    width: size?.width ?? null,
    height: size?.height ?? null,
    uploadedAt: world.now().toISOString(),
    isUsed: blobsOf(did, world).get(cid)?.isUsed ?? false,
  }
  world.keepFile(cid, bytes)
  blobsOf(did, world).set(cid, blob)
  return blob
}

export function findBlob(did: string, cid: string, world: SimWorld): Blob | undefined {
  const blob = blobsOf(did, world).get(cid)
  const isGone =
    blob !== undefined && !blob.isUsed && world.now().getTime() - Date.parse(blob.uploadedAt) > unusedMs
  return isGone ? undefined : blob
}

export function useBlob(did: string, blob: Blob, world: SimWorld): void {
  blobsOf(did, world).set(blob.cid, { ...blob, isUsed: true })
}

export function presentBlob(blob: Blob): Json {
  return { $type: 'blob', ref: { $link: blob.cid }, mimeType: blob.mimeType, size: blob.size }
}
