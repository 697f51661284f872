import { invalid } from '../../../sandbox/graph-api/refusal.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { wholePictureFacts } from '../../../sandbox/picture-facts.js'
import { filmFacts, type FilmFacts } from '../../../sandbox/film-facts.js'

export type File = {
  id: string
  kind: 'image' | 'video'
  width: number | null
  height: number | null
  bytes: number
}

/** A file as it was fetched, and the container's `error_message` where it does not do. */
type Fetched = { file: File; error: string | null }

const maxImageBytes = 8_000_000
const maxVideoBytes = 1_000_000_000
const maxRatio = 10

/** Pictures are looked at while the container is made: what is wrong with them is its refusal. */
export async function fetchImage(id: string, url: string, world: SimWorld): Promise<Fetched> {
  const bytes = await download(url, world)
  if (bytes === null) return notFetched(url)
  if (bytes.length > maxImageBytes)
    return invalid('Invalid parameter', 'The image is too large to download: 8 MB at most.', 2_207_004)
  const facts = await wholePictureFacts(bytes)
  if (facts === undefined) return notFetched(url)
  if (facts.format !== 'jpeg' && facts.format !== 'png')
    return invalid('Invalid parameter', `The image format ${facts.format} is not supported.`, 2_207_005)
  world.keepFile(id, bytes)
  // Turned as the camera says.
  const isTurned = (facts.orientation ?? 1) > 4
  const [width, height] = isTurned ? [facts.height, facts.width] : [facts.width, facts.height]
  const error = Math.max(width / height, height / width) > maxRatio ? 'INVALID_ASPEC_RATIO' : null
  return { file: { id, kind: 'image', width, height, bytes: bytes.length }, error }
}

/** Films are worked on later: what is wrong with them is the container's end. */
export async function fetchVideo(id: string, url: string, world: SimWorld): Promise<Fetched> {
  if (!/^https?:\/\//.test(url)) return notFetched(url)
  const bytes = await download(url, world)
  const facts = bytes === null || bytes.length > maxVideoBytes ? null : await filmFacts(bytes)
  const file: File = {
    id,
    kind: 'video',
    width: facts?.width ?? null,
    height: facts?.height ?? null,
    bytes: bytes?.length ?? 0,
  }
  if (bytes === null) return { file, error: 'FAILED_DOWNLOADING_VIDEO' }
  if (facts === null) return { file, error: 'FAILED_PROCESSING_VIDEO' }
  world.keepFile(id, bytes)
  return { file, error: complaint(facts) }
}

/** The `error_message` of a film that does not keep to the documents' table; which belongs to which limit the words say. */
export function complaint(film: FilmFacts): string | null {
  const { sound } = film
  const ratio = film.width / film.height
  const complaints: [string, boolean][] = [
    ['FAILED_PROCESSING_VIDEO', !['mp4', 'mov'].includes(film.container)],
    ['FAILED_PROCESSING_VIDEO', !['avc', 'hevc'].includes(film.codec)],
    ['FAILED_PROCESSING_VIDEO', film.width > 1_920],
    ['INVALID_ASPEC_RATIO', ratio < 0.01 || ratio > maxRatio],
    ['INVALID_DURATION', film.seconds <= 0 || film.seconds > 300],
    // 23.976 and 59.94 are what 23 and 60 mean; a mean over packets is not exact.
    ['INVALID_FRAME_RATE', film.framesPerSecond < 22.5 || film.framesPerSecond > 60.5],
    ['INVALID_BIT_RATE', film.bitsPerSecond > 100_000_000],
    ['FAILED_PROCESSING_AUDIO', sound !== null && (sound.codec !== 'aac' || sound.samplesPerSecond > 48_000)],
    ['INVALID_AUDIO_CHANNELS', sound !== null && sound.channels > 2],
  ]
  return complaints.find(([, holds]) => holds)?.[0] ?? null
}

/** Null: not there, or nobody answers. */
async function download(url: string, world: SimWorld): Promise<Buffer | null> {
  if (!/^https?:\/\//.test(url)) return null
  const answer = await world.fetch(url).catch(() => null)
  return answer?.status === 200 ? answer.bytes : null
}

export function notFetched(url: string): never {
  return invalid('Invalid parameter', `The media could not be fetched from this URI: ${url}`, 2_207_052)
}
