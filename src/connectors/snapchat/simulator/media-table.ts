import type { SimWorld } from '../../../sandbox/simulator.js'
import type { FileFacts } from './file-facts.js'

/** A media container: made with its key, filled in parts, finalized, then posted. */
export type Media = {
  id: string
  /** What its opaque paths are about. */
  uploadId: string
  profileId: string
  type: MediaType
  /** Base64. */
  key: string
  iv: string
  createdAt: string
  /** By part number. */
  parts: Record<string, Part>
  finalizedAt: string | null
  /** What came out when it was decrypted; null: nothing that can be read. */
  facts: FileFacts | null
  /** What is said of it at the post by a fault, whatever it is. */
  doom: string | null
  /** A post of it is under way until then. */
  postingUntil: string | null
}

export type MediaType = 'IMAGE' | 'VIDEO'

/** Of a part, as much as tells of a file that is too large to keep: how it begins and ends. Base64. */
export type Part = { bytes: number; head: string; tail: string }

const lifetimeMs = 86_400_000
const processingMs = 2_000

const table = (world: SimWorld) => world.table<Media>('media')
const byUpload = (world: SimWorld) => world.table<string>('media by upload')

export function keepMedia(media: Media, world: SimWorld): void {
  table(world).set(media.id, media)
  if (byUpload(world).get(media.uploadId) === undefined) byUpload(world).set(media.uploadId, media.id)
}

export function findMedia(id: string, world: SimWorld): Media | undefined {
  return table(world).get(id)
}

export function mediaOfUpload(uploadId: string, world: SimWorld): Media | undefined {
  return findMedia(byUpload(world).get(uploadId) ?? '', world)
}

export function isExpired({ createdAt }: Media, world: SimWorld): boolean {
  return world.now().getTime() >= Date.parse(createdAt) + lifetimeMs
}

export function isProcessing({ finalizedAt }: Media, world: SimWorld): boolean {
  return finalizedAt !== null && world.now().getTime() < Date.parse(finalizedAt) + processingMs
}

export function isBeingPosted({ postingUntil }: Media, world: SimWorld): boolean {
  return postingUntil !== null && postingUntil > world.now().toISOString()
}
