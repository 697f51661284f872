import { wholePictureFacts } from '../../../sandbox/picture-facts.js'
import { filmFacts, type FilmFacts } from '../../../sandbox/film-facts.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { rejected } from './replies.js'

export type File = {
  id: string
  kind: 'image' | 'video'
  width: number | null
  height: number | null
  bytes: number
  seconds: number | null
}

/** A file as it was fetched, and the subcode in the container's `status` where it does not do. */
export type Fetched = { file: File; error: number | null }

const mib = 1_048_576
const maxImageBytes = 8 * mib
const unsupportedFilm = 2_207_026
const filmNotFetched = 2_207_077

/** Pictures are looked at while the container is made: what is wrong with them is its refusal. */
export async function fetchImage(
  id: string,
  url: string,
  { isStory }: { isStory: boolean },
  world: SimWorld,
): Promise<File> {
  const bytes = await download(url, world)
  if (bytes === null) return notFetched(url)
  if (bytes.length > maxImageBytes)
    return rejected(36_000, 2_207_004, 'The image is too large to download. It should be less than 8 MiB.')
  const facts = await wholePictureFacts(bytes)
  if (facts === undefined) return notFetched(url)
  if (facts.format !== 'jpeg')
    return rejected(36_001, 2_207_005, `The image format ${facts.format} is not supported.`)
  // Turned as the camera says.
  const isTurned = (facts.orientation ?? 1) > 4
  const [width, height] = isTurned ? [facts.height, facts.width] : [facts.width, facts.height]
  // To two places, as the documents give it. A story fills the screen whatever its shape.
  const ratio = Math.round((100 * width) / height) / 100
  if (!isStory && (ratio < 0.8 || ratio > 1.91))
    return rejected(
      36_003,
      2_207_009,
      `The submitted image with aspect ratio (${String(ratio)}) cannot be published.`,
    )
  world.keepFile(id, bytes)
  return { id, kind: 'image', width, height, bytes: bytes.length, seconds: null }
}

/** Films are worked on later: what is wrong with them is the container's end. */
export async function fetchVideo(
  id: string,
  url: string,
  { isStory }: { isStory: boolean },
  world: SimWorld,
): Promise<Fetched> {
  const bytes = await download(url, world)
  return bytes === null
    ? { file: noFilm(id), error: filmNotFetched }
    : judgeVideo(id, bytes, { isStory }, world)
}

export async function judgeVideo(
  id: string,
  bytes: Buffer,
  { isStory }: { isStory: boolean },
  world: SimWorld,
): Promise<Fetched> {
  const facts = await filmFacts(bytes)
  if (facts === null) return { file: { ...noFilm(id), bytes: bytes.length }, error: unsupportedFilm }
  world.keepFile(id, bytes)
  const { width, height, seconds } = facts
  const isGood = suits({ ...facts, bytes: bytes.length }, isStory ? 'story' : 'reel')
  return {
    file: { id, kind: 'video', width, height, bytes: bytes.length, seconds },
    error: isGood ? null : unsupportedFilm,
  }
}

export function noFilm(id: string): File {
  return { id, kind: 'video', width: null, height: null, bytes: 0, seconds: null }
}

const limits = {
  reel: { minRatio: 0.01, maxSeconds: 900, maxBytes: 300 * mib },
  story: { minRatio: 0.1, maxSeconds: 60, maxBytes: 100 * mib },
}

/** The documents' table of films. One code stands for all of it. */
export function suits(film: FilmFacts & { bytes: number }, kind: keyof typeof limits): boolean {
  const { sound } = film
  const { minRatio, maxSeconds, maxBytes } = limits[kind]
  const ratio = film.width / film.height
  return (
    ['mp4', 'mov'].includes(film.container) &&
    ['avc', 'hevc'].includes(film.codec) &&
    film.width <= 1_920 &&
    ratio >= minRatio &&
    ratio <= 10 &&
    // The last picture of a film stands for a moment too; a mean over packets is not exact, and 23.976 means 23.
    film.seconds >= 2.9 &&
    film.seconds <= maxSeconds + 0.1 &&
    film.framesPerSecond >= 22.5 &&
    film.framesPerSecond <= 60.5 &&
    film.bitsPerSecond <= 25_000_000 &&
    film.bytes <= maxBytes &&
    (sound === null || (sound.codec === 'aac' && sound.samplesPerSecond <= 48_000 && sound.channels <= 2))
  )
}

/** Null: not there, nobody answers, or no address that Instagram takes: it has to be plain ASCII. */
export async function download(url: string, world: SimWorld): Promise<Buffer | null> {
  if (!/^https?:\/\/[\x21-\x7e]+$/.test(url) || !URL.canParse(url)) return null
  const answer = await world.fetch(url).catch(() => null)
  return answer?.status === 200 ? answer.bytes : null
}

function notFetched(url: string): never {
  return rejected(
    9_004,
    2_207_052,
    `The media could not be fetched from this URI: ${url}`,
    'Only photo or video can be accepted as media type',
  )
}
