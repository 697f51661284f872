import { wholePictureFacts } from '../../../sandbox/picture-facts.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import type { MediaGiven } from './local-post.js'
import { Refusal, refuseValues, type ErrorCode } from './replies.js'

/** A photo that Google has fetched. */
export type Photo = {
  id: string
  sourceUrl: string
  description: string | null
  type: 'image/jpeg' | 'image/png'
  width: number
  height: number
  bytes: number
}

// support.google.com/business/answer/6103862 and the reference of MediaItem (2026-09).
const leastBytes = 10_240
const mostBytes = 5_000_000
const leastSide = 250

/** Fetches what a post names, before the post is answered. */
export async function fetchPhotos(
  media: readonly MediaGiven[],
  nextId: () => string,
  world: SimWorld,
): Promise<Photo[]> {
  // Every time, and without a word why.
  if (media.some(({ mediaFormat }) => mediaFormat === 'VIDEO'))
    throw new Refusal('INTERNAL', 'Internal error encountered.')
  const photos: Photo[] = []
  for (const [index, { sourceUrl = '', description }] of media.entries()) {
    const refuse = (code: ErrorCode, message: string): never =>
      refuseValues([{ code, field: `media[${String(index)}].source_url`, message, value: sourceUrl }])
    const bytes = await download(sourceUrl, world)
    if (bytes === null) return refuse('PHOTO_FETCH_FAILED', 'Fetching image failed.')
    const facts = await wholePictureFacts(bytes)
    const type = facts?.format === 'jpeg' || facts?.format === 'png' ? facts.format : null
    if (facts === undefined || type === null)
      return refuse('PHOTO_UPLOAD_FAILED', 'It has to be a JPG or PNG.')
    if (bytes.length < leastBytes || bytes.length > mostBytes)
      refuse('PHOTO_UPLOAD_FAILED', 'It has to have 10 KB to 5 MB.')
    const { width, height } = facts
    if (Math.min(width, height) < leastSide)
      refuse('PHOTO_UPLOAD_FAILED', 'Each edge has to have 250 pixels at least.')
    const id = nextId()
    world.keepFile(id, bytes)
    photos.push({
      id,
      sourceUrl,
      description: description ?? null,
      type: `image/${type}`,
      width,
      height,
      bytes: bytes.length,
    })
  }
  return photos
}

async function download(url: string, world: SimWorld): Promise<Buffer | null> {
  // The real one wants https; this one also reaches a server on the machine that it runs on.
  if (!/^https?:\/\//.test(url)) return null
  const answer = await world.fetch(url).catch(() => null)
  return answer?.status === 200 ? answer.bytes : null
}
