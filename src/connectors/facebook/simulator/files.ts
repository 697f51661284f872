import { fileTypeFromBuffer } from 'file-type'
import { filmFacts, type FilmFacts } from '../../../sandbox/film-facts.js'
import { invalid } from '../../../sandbox/graph-api/refusal.js'
import { wholePictureFacts } from '../../../sandbox/picture-facts.js'
import type { SimWorld } from '../../../sandbox/simulator.js'

export type File = {
  id: string
  kind: 'image' | 'video'
  width: number | null
  height: number | null
  bytes: number
  /** Of a film. */
  seconds?: number
}
export type VideoKind = 'video' | 'reel' | 'story'
export type FilmError = { code: number; message: string }

export const maxFeedPhotoBytes = 4_000_000
const maxStoryPhotoBytes = 10_000_000
const pictures = ['image/jpeg', 'image/png', 'image/gif', 'image/bmp', 'image/tiff']

/** The name under which the network fetches what a request points to. */
const agent = 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)'

/** Pictures are looked at in the call that brings them. One that no post takes may still be a story's. */
export async function keepPicture(id: string, bytes: Buffer, world: SimWorld): Promise<File> {
  const type = (await fileTypeFromBuffer(bytes))?.mime ?? ''
  const facts = type === 'image/bmp' ? null : await wholePictureFacts(bytes)
  if (!pictures.includes(type) || facts === undefined || bytes.length > maxStoryPhotoBytes)
    return photoRefused()
  world.keepFile(id, bytes)
  // Turned as the camera says.
  const isTurned = (facts?.orientation ?? 1) > 4
  const [width, height] = isTurned ? [facts?.height, facts?.width] : [facts?.width, facts?.height]
  return { id, kind: 'image', width: width ?? null, height: height ?? null, bytes: bytes.length }
}

export function photoRefused(): never {
  return invalid(
    'Invalid parameter',
    'Your photos couldn’t be uploaded. Photos should be less than 4 MB and saved as JPG or PNG files.',
    1_366_046,
  )
}

/** A film, and what is wrong with it; null where nothing is. Of one too large to keep only its length speaks. */
export async function judgeFilm({
  id,
  kind,
  bytes,
  size,
}: {
  id: string
  kind: VideoKind
  bytes: Buffer
  size: number
}): Promise<{ file: File; error: FilmError | null }> {
  const facts = bytes.length === 0 ? null : await filmFacts(bytes)
  const file: File = {
    id,
    kind: 'video',
    width: facts?.width ?? null,
    height: facts?.height ?? null,
    bytes: size,
    ...(facts === null ? {} : { seconds: facts.seconds }),
  }
  if (bytes.length < size) return { file, error: null }
  return { file, error: facts === null ? unreadable : complaint(facts, kind) }
}

const unreadable: FilmError = {
  code: 2_069_019,
  message: 'The file you selected is in a format that we don’t support.',
}

export function complaint(film: FilmFacts, kind: VideoKind): FilmError | null {
  const { seconds, framesPerSecond: rate } = film
  if (kind === 'video') return seconds > 14_400 ? unreadable : null
  if (!['mp4', 'mov'].includes(film.container) || !['avc', 'hevc', 'vp9', 'av1'].includes(film.codec))
    return unreadable
  const ratio = film.width / film.height
  const [short, long] = [film.width, film.height].sort((a, b) => a - b) as [number, number]
  const most = kind === 'reel' ? 90 : 60
  // 23.976 is what 24 means; a mean over packets is not exact.
  const complaints: [boolean, FilmError][] = [
    [
      ratio < 9 / 16 - 0.01 || ratio > 16 / 9 + 0.01,
      { code: 1_363_040, message: 'The aspect ratio of the video must be between 16x9 and 9x16.' },
    ],
    [
      short < 540 || (long < 960 && short !== long),
      { code: 1_363_127, message: 'The resolution of the video must be at least 540x960.' },
    ],
    [
      seconds < 2.95 || seconds > most + 0.5,
      { code: 1_363_128, message: `The video must be between 3 and ${String(most)} seconds long.` },
    ],
    [
      rate < 23.5 || rate > 60.5,
      { code: 1_363_129, message: 'The frame rate of the video must be between 24 and 60 fps.' },
    ],
  ]
  return complaints.find(([holds]) => holds)?.[1] ?? null
}

/** Null: not there, nobody answers, or the network does not fetch from there. */
export async function download(url: string, world: SimWorld): Promise<Buffer | null> {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return null
  // Its own pictures cannot be sent back to it.
  if (/(^|\.)fbcdn\.net$/.test(new URL(url).hostname)) return null
  if (!(await isWelcome(url, world))) return null
  const answer = await fetched(url, world)
  return answer?.status === 200 ? answer.bytes : null
}

const fetched = (url: string, world: SimWorld) => world.fetch(url, { 'user-agent': agent }).catch(() => null)

/** Whether the place's robots.txt lets the network's program in. */
async function isWelcome(url: string, world: SimWorld): Promise<boolean> {
  const { origin, pathname } = new URL(url)
  const answer = await fetched(`${origin}/robots.txt`, world)
  return answer?.status !== 200 || !isDisallowed(answer.bytes.toString('utf8'), pathname)
}

/** By the group of lines for the program's own name, else by that for everybody. */
export function isDisallowed(robots: string, path: string): boolean {
  const rules = new Map<string, string[]>()
  let named: string[] = []
  let isNaming = false
  for (const line of robots.split('\n')) {
    const [, name = '', value = ''] = /^\s*([\w-]+)\s*:\s*([^#\s]*)/.exec(line) ?? []
    if (name.toLowerCase() === 'user-agent') {
      named = isNaming ? [...named, value.toLowerCase()] : [value.toLowerCase()]
      isNaming = true
    } else if (name !== '') {
      isNaming = false
      if (name.toLowerCase() === 'disallow' && value !== '')
        for (const each of named) rules.set(each, [...(rules.get(each) ?? []), value])
      else for (const each of named) rules.set(each, rules.get(each) ?? [])
    }
  }
  const own = rules.get('facebookexternalhit') ?? rules.get('*') ?? []
  return own.some((prefix) => path.startsWith(prefix))
}
