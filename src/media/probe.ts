import { createHash } from 'node:crypto'
import { fileTypeFromBuffer } from 'file-type'
import { ALL_FORMATS, Input, StreamSource } from 'mediabunny'
import sharp, { type Sharp } from 'sharp'
import { kindOfType, mediaTypes, type MediaKind } from '../../contract/media.js'
import type { Finding, Probed } from '../store/media.js'
import type { Storage } from './storage.js'

/** More pixels than any network takes; a bomb of 30,000 × 30,000 is refused before it is decoded. */
const mostPixels = 100_000_000

export type ProbeResult = { kind: 'ok'; facts: Probed } | { kind: 'refused'; findings: Finding[] }

class NotAcceptable extends Error {
  readonly finding: Finding
  constructor(code: string, message: string) {
    super(message)
    this.finding = { code, message }
  }
}

/**
 * Looks into a stored file: what it really is, its size in pixels and time, and whether it can be decoded. PNG and
 * WebP become JPEG. Reads videos by pieces; nothing large is held in memory.
 */
export async function probe(
  storage: Storage,
  file: { key: string; declaredType: string },
): Promise<ProbeResult> {
  try {
    const size = (await storage.size(file.key)) ?? 0
    const type = await typeOf(storage, file.key, size, file.declaredType)
    const kind = kindOfType(type)
    if (kind === undefined)
      throw new NotAcceptable('TYPE_NOT_SUPPORTED', `The file is ${type}, which no network takes.`)
    if (size > mediaTypes[kind].maxBytes) {
      throw new NotAcceptable(
        'TOO_LARGE',
        `The file has ${String(size)} bytes; ${String(mediaTypes[kind].maxBytes)} are allowed for ${kind}.`,
      )
    }
    return { kind: 'ok', facts: await factsOf(storage, file.key, { size, type, kind }) }
  } catch (error) {
    if (error instanceof NotAcceptable) return { kind: 'refused', findings: [error.finding] }
    throw error
  }
}

type Known = { size: number; type: string; kind: MediaKind }

async function factsOf(storage: Storage, key: string, known: Known): Promise<Probed> {
  const base = {
    contentType: known.type,
    kind: known.kind,
    storageKey: key,
    sizeBytes: known.size,
    width: null,
    height: null,
    durationMs: null,
    videoCodec: null,
    frameRate: null,
  }
  switch (known.kind) {
    case 'image':
    case 'gif':
      return { ...base, ...(await imageFacts(storage, key, known)) }
    case 'video':
      return { ...base, ...(await videoFacts(storage, key, known.size)), sha256: await hashOf(storage, key) }
    case 'document':
    case 'captions':
      return { ...base, sha256: await hashOf(storage, key) }
  }
}

/** What the bytes say; text has no marks, so that captions and HTML are told by looking. */
async function typeOf(storage: Storage, key: string, size: number, declared: string): Promise<string> {
  const head = await collect(storage.read(key, { start: 0, end: Math.min(size, 4_100) }))
  const found = (await fileTypeFromBuffer(head))?.mime
  if (found === undefined) {
    if (kindOfType(declared) === 'captions' && isPlainText(head)) return declared
    const what = /^\s*(<!doctype html|<html|<svg|<\?xml|<script)/i.test(head.toString('utf8'))
      ? 'a page or a drawing in text'
      : 'nothing we know'
    throw new NotAcceptable(
      'TYPE_MISMATCH',
      `The file was announced as ${declared}, but is ${what}. Save it again as a real ${declared.split('/')[1] ?? 'file'}.`,
    )
  }
  const type = found === 'video/vnd.avi' ? 'video/x-msvideo' : found
  const isSameFamily =
    kindOfType(type) === kindOfType(declared) || (type.startsWith('image/') && declared.startsWith('image/'))
  if (!isSameFamily)
    throw new NotAcceptable('TYPE_MISMATCH', `The file was announced as ${declared}, but is ${type}.`)
  return type
}

function isPlainText(head: Buffer): boolean {
  return !head.includes(0) && !/^\s*<(!doctype|html|svg|script)/i.test(head.toString('utf8'))
}

async function imageFacts(
  storage: Storage,
  key: string,
  known: Known,
): Promise<Partial<Probed> & { sha256: string }> {
  const bytes = await collect(storage.read(key))
  const open = (): Sharp =>
    sharp(bytes, { limitInputPixels: mostPixels, failOn: 'truncated', animated: known.kind === 'gif' })
  try {
    const facts = await open().metadata()
    const { width, height } = {
      width: facts.autoOrient.width,
      height: facts.pageHeight ?? facts.autoOrient.height,
    }
    if (known.kind === 'gif') {
      await open().stats()
      const durationMs = facts.delay === undefined ? null : facts.delay.reduce((sum, each) => sum + each, 0)
      return { width, height, durationMs, sha256: createHash('sha256').update(bytes).digest('hex') }
    }
    const isJpeg = known.type === 'image/jpeg'
    const isUpright = (facts.orientation ?? 1) === 1
    if (isJpeg && isUpright) {
      await open().stats()
      return { width, height, sha256: createHash('sha256').update(bytes).digest('hex') }
    }
    const jpeg = await open()
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 92, mozjpeg: false })
      .toBuffer()
    const storageKey = `${key.replace(/\.[a-z0-9]+$/, '')}.jpg`
    await storage.put(storageKey, toStream(jpeg), mediaTypes.image.maxBytes * 3)
    if (storageKey !== key) await storage.remove(key)
    return {
      width,
      height,
      contentType: 'image/jpeg',
      storageKey,
      sizeBytes: jpeg.length,
      sha256: createHash('sha256').update(jpeg).digest('hex'),
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (/pixel limit/i.test(message))
      throw new NotAcceptable(
        'TOO_MANY_PIXELS',
        `The picture has more than ${String(mostPixels / 1_000_000)} million pixels.`,
      )
    throw new NotAcceptable(
      'CANNOT_DECODE',
      'The picture is damaged or cut off. Save it again and upload it once more.',
    )
  }
}

async function videoFacts(storage: Storage, key: string, size: number): Promise<Partial<Probed>> {
  const input = new Input({
    formats: ALL_FORMATS,
    source: new StreamSource({
      getSize: () => size,
      read: async (start, end) => new Uint8Array(await collect(storage.read(key, { start, end }))),
    }),
  })
  try {
    const track = await input.getPrimaryVideoTrack()
    if (track === null)
      throw new NotAcceptable(
        'CANNOT_DECODE',
        'The file holds no video that can be read: it is damaged, cut off, or only sound.',
      )
    const durationMs = Math.round((await input.computeDuration()) * 1_000)
    const { averagePacketRate } = await track.computePacketStats(120)
    const codec = track.codec
    if (codec === null) {
      throw new NotAcceptable(
        'CODEC_NOT_SUPPORTED',
        'The video is coded in a way that networks do not take. Save it as H.264 (MP4).',
      )
    }
    return {
      width: track.displayWidth,
      height: track.displayHeight,
      durationMs,
      videoCodec: codec,
      frameRate: averagePacketRate,
    }
  } catch (error) {
    if (error instanceof NotAcceptable) throw error
    throw new NotAcceptable(
      'CANNOT_DECODE',
      'The video is damaged or cut off. Save it again and upload it once more.',
    )
  }
}

async function hashOf(storage: Storage, key: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of storage.read(key)) hash.update(chunk)
  return hash.digest('hex')
}

export async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function* toStream(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(bytes)
}
