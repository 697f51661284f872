import { fileTypeFromBuffer } from 'file-type'
import { filmSize, pictureFacts, wholePictureFacts } from '../../../sandbox/picture-facts.js'
import type { Upload } from './arguments.js'
import type { Call } from './call.js'
import { fileAgain, keepFile, type FileKind, type KeptFile } from './files.js'
import { Refusal, refuse } from './replies.js'

const megabyte = 1_048_576
/** Bot API, sending files: by multipart 10 MB for photos and 50 MB for the rest, by address 5 MB and 20 MB. */
const limits = {
  photo: 10 * megabyte,
  other: 50 * megabyte,
  photoByAddress: 5 * megabyte,
  otherByAddress: 20 * megabyte,
  photoSides: 10_000,
  photoRatio: 20,
}

export function isGiven({ given }: Call, kind: FileKind): boolean {
  return given.text(kind) !== '' || given.upload(kind) !== undefined
}

/** The file that a call names in the field of its kind: an id, an address, `attach://name`, or the upload itself. */
export async function readFile(call: Call, kind: FileKind): Promise<KeptFile> {
  const upload = call.given.upload(kind)
  const hints = {
    width: call.given.integer('width'),
    height: call.given.integer('height'),
    duration: call.given.integer('duration'),
    isPlain: kind === 'document' && call.given.flag('disable_content_type_detection'),
  }
  return upload === undefined
    ? resolveFile(call.given.text(kind), kind, call, hints)
    : keepUpload(upload, kind, call, hints)
}

/** What a call says of a film, and whether a file is to stay one whatever it holds. */
export type Hints = { width: number | null; height: number | null; duration: number | null; isPlain: boolean }

export async function resolveFile(
  named: string,
  kind: FileKind,
  call: Call,
  hints: Hints,
): Promise<KeptFile> {
  if (named.startsWith('attach://')) {
    const upload = call.given.upload(named.slice('attach://'.length))
    return upload === undefined
      ? refuse(400, 'wrong file identifier/HTTP URL specified')
      : keepUpload(upload, kind, call, hints)
  }
  if (/^https?:\/\//i.test(named)) return keepUpload(await fetched(named, kind, call), kind, call, hints)
  return fileAgain(named, kind, call.bot.id, call.world)
}

async function fetched(address: string, kind: FileKind, { world }: Call): Promise<Upload> {
  if (!URL.canParse(address)) return refuse(400, 'wrong HTTP URL specified')
  const { status, contentType, bytes } = await world
    .fetch(address)
    .catch(() => ({ status: 0, contentType: '', bytes: Buffer.alloc(0) }))
  const most = kind === 'photo' ? limits.photoByAddress : limits.otherByAddress
  if (status !== 200 || bytes.length > most) return refuse(400, 'failed to get HTTP URL content')
  // What is sent by address has to say of itself what it is.
  const isRight =
    kind === 'photo'
      ? contentType.startsWith('image/')
      : kind === 'document' || /^(video\/|image\/gif)/.test(contentType)
  if (!isRight) return refuse(400, 'wrong type of the web page content')
  return { filename: decodeURIComponent(new URL(address).pathname.split('/').at(-1) ?? ''), bytes }
}

async function keepUpload(
  { filename, bytes }: Upload,
  kind: FileKind,
  { bot, world }: Call,
  hints: Hints,
): Promise<KeptFile> {
  if (bytes.length === 0) return refuse(400, 'file must be non-empty')
  if (bytes.length > limits.other) throw new Refusal(413, 'Request Entity Too Large')
  const type = (await fileTypeFromBuffer(bytes))?.mime ?? 'application/octet-stream'
  const about = { botId: bot.id, name: filename, type }
  if (kind === 'photo')
    return keepFile({ ...about, kind, ...(await photoFacts(bytes)), durationSeconds: 0 }, bytes, world)
  const actual = hints.isPlain ? kind : kindOf(kind, type)
  const film =
    actual === 'document' ? { width: 0, height: 0, durationSeconds: 0 } : await filmFacts(bytes, type, hints)
  return keepFile({ ...about, kind: actual, ...film }, bytes, world)
}

/** A GIF is an animation however it is sent; a film of another format than MP4 is a file. */
function kindOf(asked: FileKind, type: string): FileKind {
  if (type === 'image/gif') return 'animation'
  const isFilm = type === 'video/mp4' || type === 'video/quicktime'
  return (asked === 'video' || asked === 'animation') && !isFilm ? 'document' : asked
}

async function photoFacts(bytes: Buffer): Promise<{ width: number; height: number }> {
  if (bytes.length > limits.photo)
    return refuse(
      400,
      `file of size ${String(bytes.length)} bytes is too big for a photo; the maximum size is ${String(limits.photo)} bytes`,
    )
  const facts = await pictureFacts(bytes)
  if (facts === undefined) return refuse(400, 'IMAGE_PROCESS_FAILED')
  const { width, height } = facts.autoOrient
  const isTooThin = Math.max(width, height) > limits.photoRatio * Math.min(width, height)
  if (width + height > limits.photoSides || isTooThin) return refuse(400, 'PHOTO_INVALID_DIMENSIONS')
  // Only the whole picture says whether it is one.
  if ((await wholePictureFacts(bytes)) === undefined) return refuse(400, 'IMAGE_PROCESS_FAILED')
  return { width, height }
}

/** Of what the call does not say, what the file says. */
async function filmFacts(
  bytes: Buffer,
  type: string,
  given: Hints,
): Promise<Pick<KeptFile, 'width' | 'height' | 'durationSeconds'>> {
  // A film that cannot be read goes out all the same: clients show it as well as they can.
  const own = (await (type === 'image/gif' ? gifFacts(bytes) : filmSize(bytes))) ?? nothing
  return {
    width: given.width ?? own.width,
    height: given.height ?? own.height,
    durationSeconds: given.duration ?? Math.round(own.seconds),
  }
}

const nothing = { width: 0, height: 0, seconds: 0 }

async function gifFacts(bytes: Buffer): Promise<typeof nothing | null> {
  const facts = await pictureFacts(bytes)
  if (facts === undefined) return null
  const milliseconds = (facts.delay ?? []).reduce((sum, each) => sum + each, 0)
  return { width: facts.width, height: facts.pageHeight ?? facts.height, seconds: milliseconds / 1_000 }
}
