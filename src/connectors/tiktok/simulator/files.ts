import { fileTypeFromBuffer } from 'file-type'
import { filmFacts, type FilmFacts } from '../../../sandbox/film-facts.js'
import { wholePictureFacts } from '../../../sandbox/picture-facts.js'
import type { SimWorld } from '../../../sandbox/simulator.js'

export type File = {
  id: string
  kind: 'image' | 'video'
  width: number | null
  height: number | null
  bytes: number
}

/** A file, and the job's `fail_reason` where it does not do. */
export type Judged = { file: File; failReason: string | null }

export const maxVideoBytes = 4_294_967_296
const maxPhotoBytes = 20_971_520
const containers = ['video/mp4', 'video/quicktime', 'video/x-m4v', 'video/webm']

export async function typeOf(bytes: Buffer): Promise<string | null> {
  return (await fileTypeFromBuffer(bytes))?.mime ?? null
}

/** What processing finds out. Of a film that was too large to keep only its first bytes speak. */
export async function judgeFilm(
  { id, bytes, size, type }: { id: string; bytes: Buffer; size: number; type: string | null },
  maxSeconds: number,
): Promise<Judged> {
  const facts = bytes.length === 0 ? null : await filmFacts(bytes)
  const file: File = {
    id,
    kind: 'video',
    width: facts?.width ?? null,
    height: facts?.height ?? null,
    bytes: size,
  }
  if (!containers.includes(type ?? '')) return { file, failReason: 'file_format_check_failed' }
  if (bytes.length === 0) return { file, failReason: null }
  return {
    file,
    failReason: facts === null ? 'file_format_check_failed' : complaint(facts, maxSeconds),
  }
}

export function complaint(film: FilmFacts, maxSeconds: number): string | null {
  const sides = [film.width, film.height]
  if (!['avc', 'hevc', 'vp8', 'vp9'].includes(film.codec)) return 'file_format_check_failed'
  if (sides.some((side) => side < 360 || side > 4_096)) return 'picture_size_check_failed'
  // 23.976 and 59.94 are what 23 and 60 mean; a mean over packets is not exact.
  if (film.framesPerSecond < 22.5 || film.framesPerSecond > 60.5) return 'frame_rate_check_failed'
  return film.seconds > maxSeconds ? 'duration_check_failed' : null
}

export async function pullFilm(
  id: string,
  url: string,
  maxSeconds: number,
  world: SimWorld,
): Promise<Judged> {
  const bytes = await pull(url, world)
  if (bytes === null) return { file: nothing(id, 'video'), failReason: 'video_pull_failed' }
  world.keepFile(id, bytes)
  return judgeFilm({ id, bytes, size: bytes.length, type: await typeOf(bytes) }, maxSeconds)
}

export async function pullPhoto(id: string, url: string, world: SimWorld): Promise<Judged> {
  const bytes = await pull(url, world)
  if (bytes === null) return { file: nothing(id, 'image'), failReason: 'photo_pull_failed' }
  const facts = await wholePictureFacts(bytes)
  if (facts === undefined || !['jpeg', 'webp'].includes(facts.format))
    return { file: { ...nothing(id, 'image'), bytes: bytes.length }, failReason: 'file_format_check_failed' }
  world.keepFile(id, bytes)
  // Turned as the camera says.
  const isTurned = (facts.orientation ?? 1) > 4
  const [width, height] = isTurned ? [facts.height, facts.width] : [facts.width, facts.height]
  // 1080p at most, lying or standing.
  const isLarge =
    Math.min(width, height) > 1_080 || Math.max(width, height) > 1_920 || bytes.length > maxPhotoBytes
  const file: File = { id, kind: 'image', width, height, bytes: bytes.length }
  return { file, failReason: isLarge ? 'picture_size_check_failed' : null }
}

const nothing = (id: string, kind: File['kind']): File => ({ id, kind, width: null, height: null, bytes: 0 })

/** Null: not there, elsewhere, or nobody answers. */
async function pull(url: string, world: SimWorld): Promise<Buffer | null> {
  const answer = await world.fetch(url).catch(() => null)
  return answer?.status === 200 ? answer.bytes : null
}
