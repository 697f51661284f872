import { fileTypeFromBuffer } from 'file-type'
import { filmFacts } from '../../../sandbox/film-facts.js'
import { wholePictureFacts } from '../../../sandbox/picture-facts.js'

export type MediaType = 'image' | 'video' | 'audio' | 'document' | 'sticker'
export type Judged = { type: MediaType; width: number | null; height: number | null } | { problem: string }

const mb = 1_048_576
const most: Record<MediaType, number> = {
  image: 5 * mb,
  video: 16 * mb,
  audio: 16 * mb,
  document: 100 * mb,
  sticker: 512_000,
}
/** A still sticker has less. */
const mostStill = 102_400

const office = 'application/vnd.openxmlformats-officedocument.'
const typeOf: Record<string, MediaType> = {
  'image/jpeg': 'image',
  'image/png': 'image',
  'image/webp': 'sticker',
  'video/mp4': 'video',
  'video/3gpp': 'video',
  'audio/aac': 'audio',
  'audio/amr': 'audio',
  'audio/mpeg': 'audio',
  'audio/mp4': 'audio',
  'audio/ogg': 'audio',
  'text/plain': 'document',
  'application/pdf': 'document',
  'application/msword': 'document',
  'application/vnd.ms-excel': 'document',
  'application/vnd.ms-powerpoint': 'document',
  [`${office}wordprocessingml.document`]: 'document',
  [`${office}spreadsheetml.sheet`]: 'document',
  [`${office}presentationml.presentation`]: 'document',
}

/** What a file of this MIME type is to the network, or why it is none that it takes. */
export async function judgeFile(bytes: Buffer, mime: string): Promise<Judged> {
  const type = typeOf[mime]
  if (type === undefined)
    return {
      problem: `Param file must be a file with one of the following types: ${Object.keys(typeOf).join(', ')}. Received file of type '${mime}'.`,
    }
  if (bytes.length === 0) return { problem: 'The file is empty.' }
  if (bytes.length > most[type]) return { problem: `The ${type} is larger than ${String(most[type])} bytes.` }
  const found = (await fileTypeFromBuffer(bytes))?.mime
  switch (type) {
    case 'image':
    case 'sticker': {
      const facts = found === mime ? await wholePictureFacts(bytes) : undefined
      if (facts === undefined) return { problem: mismatch(found, mime) }
      if (type === 'sticker' && (facts.pages ?? 1) === 1 && bytes.length > mostStill)
        return { problem: `A still sticker is larger than ${String(mostStill)} bytes.` }
      return type === 'image' && (facts.depth !== 'uchar' || facts.space === 'cmyk')
        ? { problem: 'Image is invalid. Images must be 8-bit, RGB or RGBA.' }
        : { type, width: facts.width, height: facts.height }
    }
    case 'video':
      return judgeFilm(bytes, mime, found)
    case 'audio':
      return (found ?? '').startsWith('audio/')
        ? { type, width: null, height: null }
        : { problem: mismatch(found, mime) }
    case 'document':
      return mime !== 'application/pdf' || found === mime
        ? { type, width: null, height: null }
        : { problem: mismatch(found, mime) }
  }
}

async function judgeFilm(bytes: Buffer, mime: string, found: string | undefined): Promise<Judged> {
  const facts = found === mime ? await filmFacts(bytes) : null
  if (facts === null) return { problem: mismatch(found, mime) }
  const { codec, sound, width, height } = facts
  if (codec !== 'avc') return { problem: `Video codec ${codec} is not supported, only H.264 is.` }
  if (sound !== null && sound.codec !== 'aac')
    return { problem: `Audio codec ${sound.codec} is not supported, only AAC is.` }
  return { type: 'video', width, height }
}

function mismatch(found: string | undefined, mime: string): string {
  return `Media upload error: the file is of type ${found ?? 'application/octet-stream'}, not ${mime}`
}
