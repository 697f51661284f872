import { fileTypeFromBuffer } from 'file-type'
import { filmFacts } from '../../../sandbox/film-facts.js'
import { wholePictureFacts } from '../../../sandbox/picture-facts.js'
import { decipher, decipherHead, paddingAt, type Secret } from './decipher.js'
import type { Part } from './media-table.js'

/** Null: not known, of a file that was too large to keep. */
export type FileFacts = {
  /** By the bytes: `image/png`, `video/mp4`, … */
  type: string
  width: number | null
  height: number | null
  seconds: number | null
  codec: string | null
  bytes: number
}

/** Decrypts what was kept; null where it cannot be, or is nothing that can be read. */
export async function readWhole(
  encrypted: Buffer,
  secret: Secret,
): Promise<{ plain: Buffer; facts: FileFacts } | null> {
  const plain = decipher(encrypted, secret)
  if (plain === null) return null
  const facts = await factsOf(plain)
  return facts === null ? null : { plain, facts }
}

async function factsOf(bytes: Buffer): Promise<FileFacts | null> {
  const type = await typeOf(bytes)
  if (type?.startsWith('image/') === true) {
    const picture = await wholePictureFacts(bytes)
    if (picture === undefined) return null
    // Turned as the camera says.
    const isTurned = (picture.orientation ?? 1) > 4
    const [width, height] = isTurned ? [picture.height, picture.width] : [picture.width, picture.height]
    return { type, width, height, seconds: null, codec: null, bytes: bytes.length }
  }
  if (type === null) return null
  const film = await filmFacts(bytes)
  if (film === null) return null
  const { width, height, seconds, codec } = film
  return { type, width, height, seconds, codec, bytes: bytes.length }
}

/** What the beginning and the end of a file tell; null where they cannot be decrypted. */
export async function readEnds(parts: readonly Part[], secret: Secret): Promise<FileFacts | null> {
  const encrypted = parts.reduce((sum, { bytes }) => sum + bytes, 0)
  const tail = Buffer.concat(parts.slice(-2).map((part) => Buffer.from(part.tail, 'base64')))
  const padding = encrypted % 16 === 0 ? paddingAt(tail, secret.key) : null
  const type = await typeOf(decipherHead(Buffer.from(parts[0]?.head ?? '', 'base64'), secret))
  if (padding === null || type === null) return null
  return { type, width: null, height: null, seconds: null, codec: null, bytes: encrypted - padding }
}

async function typeOf(bytes: Buffer): Promise<string | null> {
  return (await fileTypeFromBuffer(bytes))?.mime ?? null
}
