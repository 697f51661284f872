import { createHash } from 'node:crypto'
import type { JsonObject } from '../../../kit/json.js'
import type { SimWorld } from '../../../sandbox/simulator.js'
import { randomText } from '../../../sandbox/sandbox.js'
import { refuse } from './replies.js'

export type FileKind = 'photo' | 'video' | 'animation' | 'document'
export type KeptFile = {
  id: string
  uniqueId: string
  kind: FileKind
  /** A file's id is worth nothing to another bot. */
  botId: string
  name: string
  type: string
  bytes: number
  width: number
  height: number
  durationSeconds: number
}

/** How ids of the kinds begin. */
const marks: Record<FileKind, string> = {
  photo: 'AgACAg',
  video: 'BAACAg',
  animation: 'CgACAg',
  document: 'BQACAg',
}
/** What follows it names a smaller copy. */
const idLength = 66
const files = (world: SimWorld) => world.table<KeptFile>('files')

export function keepFile(
  file: Omit<KeptFile, 'id' | 'uniqueId' | 'bytes'>,
  bytes: Buffer,
  world: SimWorld,
): KeptFile {
  const kept = {
    ...file,
    id: `${marks[file.kind]}${randomText(45)}`,
    uniqueId: `AgAD${createHash('sha256').update(bytes).digest('base64url').slice(0, 11)}`,
    bytes: bytes.length,
  }
  files(world).set(kept.id, kept)
  world.keepFile(kept.id, bytes)
  return kept
}

/** A file that this bot has sent or seen before, to be sent again as the same kind. */
export function fileAgain(id: string, kind: FileKind, botId: string, world: SimWorld): KeptFile {
  const file = files(world).get(id.slice(0, idLength))
  if (file?.botId !== botId) return refuse(400, 'wrong file identifier/HTTP URL specified')
  // A GIF may go as a film or as a file, and the other way round it stays what it is.
  if (file.kind === kind || (file.kind !== 'photo' && kind !== 'photo' && kind !== 'document')) return file
  return refuse(400, `can't use file of type ${titled(file.kind)} as ${titled(kind)}`)
}

function titled(kind: FileKind): string {
  return kind.slice(0, 1).toUpperCase() + kind.slice(1)
}

export function presentFile(file: KeptFile): JsonObject {
  const basics = {
    file_id: file.id,
    file_unique_id: file.uniqueId,
    file_size: file.bytes,
  }
  const { width, height } = file
  const named = { ...basics, file_name: file.name, mime_type: file.type }
  const film = { ...named, width, height, duration: file.durationSeconds }
  switch (file.kind) {
    case 'photo':
      return { photo: sizesOf(file) }
    case 'video':
      return { video: film }
    case 'animation':
      // Clients that know no animations are given it as a file.
      return { animation: film, document: named }
    case 'document':
      return { document: named }
  }
}

/** The longest sides of the copies that are made of a photo; never larger than what was sent. */
const photoSides = [90, 320, 800, 1_280, 2_560]

function sizesOf(file: KeptFile): JsonObject[] {
  const longest = Math.max(file.width, file.height)
  const smaller = photoSides.filter((side) => side < longest)
  const sides = longest <= 2_560 ? [...smaller, longest] : photoSides
  return sides.map((side) => {
    const scale = side / longest
    return {
      // Every copy has an id of its own; the largest has the photo's.
      file_id: side === sides.at(-1) ? file.id : `${file.id}${String(side)}`,
      file_unique_id: `${file.uniqueId}${String(side)}`,
      file_size: Math.ceil(file.bytes * scale * scale),
      width: Math.round(file.width * scale),
      height: Math.round(file.height * scale),
    }
  })
}
