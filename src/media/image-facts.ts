import sharp, { type Metadata, type Sharp } from 'sharp'
import { mediaTypes } from '../../contract/media.js'
import { createGate } from '../kit/gate.js'
import type { Probed } from '../store/media.js'
import { collect, inOnePiece, NotAcceptable, sha256, type Known } from './bytes.js'
import { isWholeGif } from './is-whole-gif.js'
import type { Storage } from './storage.js'

/** More pixels than any network takes; a bomb of 30,000 × 30,000 is refused before it is decoded. */
const mostPixels = 100_000_000
/** The longer side of the small picture. */
const thumbnailPixels = 480

/** Decoding takes memory by the pixel, so that few pictures are decoded at once however many wait. */
const decodeInTurn = createGate(2)

type ImageFacts = Partial<Probed> & { sha256: string }

/** Size in pixels as it is shown, and whether every pixel can be decoded; what networks do not take becomes JPEG. */
export function imageFacts(storage: Storage, known: Known, newKey: () => string): Promise<ImageFacts> {
  return decodeInTurn(() => lookInto(storage, known, newKey))
}

async function lookInto(storage: Storage, known: Known, newKey: () => string): Promise<ImageFacts> {
  const bytes = await collect(storage.read(known.key))
  const isGif = known.kind === 'gif'
  const image = await decoded(bytes, known)
  const { facts } = image
  const thumbnailKey = newKey()
  await storage.put(thumbnailKey, inOnePiece(image.thumbnail), mediaTypes.image.maxBytes)
  const shown = {
    width: facts.autoOrient.width,
    height: isGif ? (facts.pageHeight ?? facts.height) : facts.autoOrient.height,
    thumbnailKey,
  }
  if (isGif) return { ...shown, durationMs: durationOf(facts), sha256: sha256(bytes) }
  if (image.jpeg === null) return { ...shown, sha256: sha256(bytes) }
  const storageKey = newKey()
  await storage.put(storageKey, inOnePiece(image.jpeg), mediaTypes.image.maxBytes * 3)
  return {
    ...shown,
    contentType: 'image/jpeg',
    storageKey,
    sizeBytes: image.jpeg.length,
    sha256: sha256(image.jpeg),
  }
}

type Decoded = {
  facts: Metadata
  thumbnail: Buffer
  /** Null where the file can stay as it is. */
  jpeg: Buffer | null
}

async function decoded(bytes: Buffer, known: Known): Promise<Decoded> {
  const open = (animated = false): Sharp =>
    sharp(bytes, { limitInputPixels: mostPixels, failOn: 'truncated', sequentialRead: true, animated })
  try {
    const facts = await open(known.kind === 'gif').metadata()
    if (known.kind === 'gif') {
      if (!isWholeGif(bytes)) throw new Error('The animation ends too early')
      // Every frame, line by line, into almost nothing: damage shows, and a long animation is never whole in memory.
      await open(true).resize({ width: 16 }).raw().toBuffer()
    }
    const isAsItShouldBe =
      known.kind === 'gif' || (known.type === 'image/jpeg' && (facts.orientation ?? 1) === 1)
    const jpeg = isAsItShouldBe ? null : await plainJpeg(open())
    return { facts, jpeg, thumbnail: await thumbnailOf(jpeg === null ? open() : sharp(jpeg)) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (/pixel limit/i.test(message))
      throw new NotAcceptable(
        'TOO_MANY_PIXELS',
        `The picture has more than ${String(mostPixels / 1_000_000)} million pixels. Save it smaller.`,
      )
    throw new NotAcceptable(
      'CANNOT_DECODE',
      'The picture is damaged or cut off. Save it again and upload it once more.',
    )
  }
}

function plainJpeg(image: Sharp): Promise<Buffer> {
  return image.autoOrient().flatten({ background: '#ffffff' }).jpeg({ quality: 92 }).toBuffer()
}

/** Made from every line of the picture, so that one that is cut off is found out. */
function thumbnailOf(image: Sharp): Promise<Buffer> {
  return image
    .autoOrient()
    .flatten({ background: '#ffffff' })
    .resize({ width: thumbnailPixels, height: thumbnailPixels, fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 80 })
    .toBuffer()
}

function durationOf(facts: Metadata): number | null {
  return facts.delay === undefined ? null : facts.delay.reduce((sum, each) => sum + each, 0)
}
