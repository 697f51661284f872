import { fileTypeFromBuffer } from 'file-type'
import { filmFacts, type FilmFacts } from '../../../sandbox/film-facts.js'

/** What processing found in a file. */
export type File = {
  /** Under which its bytes are kept. */
  id: string
  bytes: number
  width: number | null
  height: number | null
  seconds: number | null
  container: string | null
  codec: string | null
  sound: string | null
}

/** `failed` is what the file cannot be read for, `rejected` what YouTube does not want. */
export type End = { status: 'failed' | 'rejected'; reason: string }

const quarterSeconds = 15 * 60
const longestSeconds = 12 * 3_600

export async function typeOf(bytes: Buffer): Promise<string | null> {
  return (await fileTypeFromBuffer(bytes))?.mime ?? null
}

/** Of a film that was too large to keep only its first bytes speak. */
export async function judgeFilm(
  { id, bytes, size, type }: { id: string; bytes: Buffer; size: number; type: string | null },
  isVerified: boolean,
): Promise<{ file: File; end: End | null }> {
  const facts = bytes.length === 0 ? null : await filmFacts(bytes)
  const file: File = {
    id,
    bytes: size,
    width: facts?.width ?? null,
    height: facts?.height ?? null,
    seconds: facts?.seconds ?? null,
    container: facts?.container ?? null,
    codec: facts?.codec ?? null,
    sound: facts?.sound?.codec ?? null,
  }
  const isFilm = type?.startsWith('video/') === true && (facts !== null || bytes.length === 0)
  if (!isFilm) return { file, end: { status: 'failed', reason: 'invalidFile' } }
  return { file, end: facts === null ? null : complaint(facts, isVerified) }
}

export function complaint({ codec, seconds }: FilmFacts, isVerified: boolean): End | null {
  if (codec === 'other') return { status: 'failed', reason: 'codec' }
  return seconds > (isVerified ? longestSeconds : quarterSeconds)
    ? { status: 'rejected', reason: 'length' }
    : null
}
