import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sample } from '../../tests/support/samples.js'
import { collect, inOnePiece } from './bytes.js'
import { probe, type ProbeResult } from './probe.js'
import { diskStorage, newKey, type Storage } from './storage.js'

const row = { id: 'media_1', workspace_id: 'ws_1' }
let dir: string
let storage: Storage

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vb-probe-'))
  storage = diskStorage(dir)
})
afterAll(() => rm(dir, { recursive: true, force: true }))

async function probed(bytes: Uint8Array, declaredType: string): Promise<ProbeResult> {
  const key = newKey(row)
  await storage.put(key, inOnePiece(bytes), 1_000_000_000)
  return probe(storage, { key, declaredType, newKey: () => newKey(row) })
}

async function facts(bytes: Uint8Array, declaredType: string) {
  const result = await probed(bytes, declaredType)
  if (result.kind !== 'ok') throw new Error(JSON.stringify(result.findings))
  return result.facts
}

async function refusal(bytes: Uint8Array, declaredType: string) {
  const result = await probed(bytes, declaredType)
  return result.kind === 'ok' ? result.facts : result.findings[0]
}

describe('pictures', () => {
  it('keeps an upright JPEG byte for byte and makes a small picture of it', async () => {
    const bytes = await sample('portrait-4x5-1080x1350.jpg')
    const found = await facts(bytes, 'image/jpeg')
    expect(found).toMatchObject({ contentType: 'image/jpeg', width: 1080, height: 1350 })
    expect(await collect(storage.read(found.storageKey))).toEqual(bytes)
    const small = await sharp(await collect(storage.read(found.thumbnailKey ?? ''))).metadata()
    expect(small).toMatchObject({ format: 'jpeg', width: 384, height: 480 })
  })

  it.each([
    ['card-1200x630.png', 'image/png', 1200, 630],
    ['photo-1200x900.webp', 'image/webp', 1200, 900],
  ])('makes a JPEG of %s', async (name, type, width, height) => {
    const found = await facts(await sample(name), type)
    expect(found).toMatchObject({ contentType: 'image/jpeg', kind: 'image', width, height })
    const made = await collect(storage.read(found.storageKey))
    expect(await sharp(made).metadata()).toMatchObject({ format: 'jpeg', width, height })
    expect(made).toHaveLength(found.sizeBytes)
  })

  it('turns a picture that was taken sideways, and says the size that people see', async () => {
    const sideways = await sharp(await sample('portrait-4x5-1080x1350.jpg'))
      .withMetadata({ orientation: 6 })
      .toBuffer()
    const found = await facts(sideways, 'image/jpeg')
    expect(found).toMatchObject({ width: 1350, height: 1080 })
    const made = await sharp(await collect(storage.read(found.storageKey))).metadata()
    expect([made.width, made.height, made.orientation]).toEqual([1350, 1080, undefined])
  })

  it('keeps a GIF with its animation, and knows how long it runs', async () => {
    const bytes = await sample('animated-480x270-2s.gif')
    const found = await facts(bytes, 'image/gif')
    expect(found).toMatchObject({ contentType: 'image/gif', kind: 'gif', width: 480, height: 270 })
    expect(found.durationMs).toBeGreaterThanOrEqual(1_900)
    expect(await collect(storage.read(found.storageKey))).toEqual(bytes)
  })

  it('takes a picture for what it is, not for what it was called', async () => {
    expect(await facts(await sample('animated-480x270-2s.gif'), 'image/jpeg')).toMatchObject({ kind: 'gif' })
  })

  it('refuses one that is cut off, also where its header looks fine', async () => {
    expect(await refusal(await sample('truncated.jpg'), 'image/jpeg')).toMatchObject({
      code: 'CANNOT_DECODE',
    })
    const whole = await sample('portrait-4x5-1080x1350.jpg')
    expect(await refusal(whole.subarray(0, whole.length - 200), 'image/jpeg')).toMatchObject({
      code: 'CANNOT_DECODE',
    })
    const gif = await sample('animated-480x270-2s.gif')
    expect(await refusal(gif.subarray(0, gif.length / 2), 'image/gif')).toMatchObject({
      code: 'CANNOT_DECODE',
    })
  })

  it('refuses a picture of 900 million pixels without decoding it', async () => {
    const startedAt = process.memoryUsage().rss
    expect(await refusal(await sample('bomb-30000x30000-1bit.png'), 'image/png')).toEqual({
      code: 'TOO_MANY_PIXELS',
      message: 'The picture has more than 100 million pixels. Save it smaller.',
    })
    expect(process.memoryUsage().rss - startedAt).toBeLessThan(100_000_000)
  })

  it('says of a kind that no network takes what it is', async () => {
    const tiff = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .tiff()
      .toBuffer()
    expect(await refusal(tiff, 'image/jpeg')).toEqual({
      code: 'TYPE_NOT_SUPPORTED',
      message: 'The file is image/tiff, which no network takes.',
    })
  })
})

describe('videos', () => {
  it.each([
    ['landscape-1280x720-4s-moov-last.mp4', 'video/mp4', 1280, 720, 4_000, 'avc'],
    ['rotated-90-1280x720-4s.mp4', 'video/mp4', 720, 1280, 4_000, 'avc'],
    ['square-640-3s-silent.mov', 'video/quicktime', 640, 640, 3_000, 'avc'],
    ['landscape-640x360-2s.webm', 'video/webm', 640, 360, 2_000, 'vp9'],
    ['wrong-codec-mpeg4-2s.mp4', 'video/mp4', 640, 360, 2_000, 'mpeg4'],
  ])('reads size, length and codec of %s', async (name, type, width, height, durationMs, videoCodec) => {
    expect(await facts(await sample(name), type)).toMatchObject({
      contentType: type,
      width,
      height,
      durationMs,
      videoCodec,
    })
  })

  it('reads the header of an AVI', async () => {
    expect(await facts(anAvi(), 'video/x-msvideo')).toMatchObject({
      contentType: 'video/x-msvideo',
      width: 320,
      height: 240,
      durationMs: 2_000,
      videoCodec: 'mpeg4',
      frameRate: 25,
    })
    expect(await refusal(anAvi().subarray(0, 300), 'video/x-msvideo')).toMatchObject({
      code: 'CANNOT_DECODE',
    })
  })

  it('refuses one whose frames are missing behind a whole index', async () => {
    expect(await refusal(await sample('truncated.mp4'), 'video/mp4')).toEqual({
      code: 'CANNOT_DECODE',
      message: 'The video is damaged or cut off. Save it again and upload it once more.',
    })
    const webm = await sample('landscape-640x360-2s.webm')
    expect(await refusal(webm.subarray(0, webm.length / 2), 'video/webm')).toMatchObject({
      code: 'CANNOT_DECODE',
    })
  })
})

describe('documents and captions', () => {
  it('counts the pages of a PDF', async () => {
    expect(await facts(await sample('two-pages.pdf'), 'application/pdf')).toMatchObject({
      kind: 'document',
      metadata: { pages: 2 },
    })
  })

  it('refuses a PDF that is cut off or asks for a password', async () => {
    const pdf = await sample('two-pages.pdf')
    expect(await refusal(pdf.subarray(0, pdf.length - 20), 'application/pdf')).toMatchObject({
      code: 'CANNOT_DECODE',
    })
    const locked = pdf.toString('latin1').replace('/Root 1 0 R', '/Root 1 0 R/Encrypt 9 0 R')
    expect(await refusal(Buffer.from(locked, 'latin1'), 'application/pdf')).toMatchObject({
      code: 'ENCRYPTED',
    })
  })

  it('takes captions in both forms', async () => {
    expect(await facts(await sample('captions.srt'), 'application/x-subrip')).toMatchObject({
      kind: 'captions',
      contentType: 'application/x-subrip',
    })
    expect(await facts(await sample('captions.vtt'), 'text/vtt')).toMatchObject({ contentType: 'text/vtt' })
  })

  it('refuses captions without times, in another encoding, or with a page in them', async () => {
    const srt = 'application/x-subrip'
    expect(await refusal(Buffer.from('Hello there'), srt)).toMatchObject({ code: 'NO_CUES' })
    const latin = Buffer.from('1\n00:00:00,000 --> 00:00:02,000\nCafé\n', 'latin1')
    expect(await refusal(latin, srt)).toMatchObject({ code: 'NOT_UTF8' })
    expect(await refusal(Buffer.from('\uFEFF <!DOCTYPE html><p>Hi'), srt)).toMatchObject({
      code: 'TYPE_MISMATCH',
    })
  })
})

it('says of a file whose bytes are gone that they are', async () => {
  const result = await probe(storage, { key: newKey(row), declaredType: 'image/jpeg', newKey: () => 'x' })
  expect(result).toMatchObject({ kind: 'refused', findings: [{ code: 'NOT_STORED' }] })
})

/** A RIFF with the two headers that tell size, length and codec, and a little that stands for frames. */
function anAvi(): Buffer {
  const chunk = (id: string, bytes: Buffer): Buffer => {
    const head = Buffer.alloc(8)
    head.write(id, 'latin1')
    head.writeUInt32LE(bytes.length, 4)
    return Buffer.concat([head, bytes])
  }
  const list = (id: string, ...parts: Buffer[]): Buffer =>
    chunk('LIST', Buffer.concat([Buffer.from(id), ...parts]))
  const main = Buffer.alloc(56)
  main.writeUInt32LE(40_000, 0)
  main.writeUInt32LE(50, 16)
  main.writeUInt32LE(320, 32)
  main.writeUInt32LE(240, 36)
  const stream = Buffer.alloc(56)
  stream.write('vidsXVID', 'latin1')
  const headers = list('hdrl', chunk('avih', main), list('strl', chunk('strh', stream)))
  const frames = list('movi', chunk('00dc', Buffer.alloc(1_000, 7)))
  const head = Buffer.from('RIFF....AVI ', 'latin1')
  head.writeUInt32LE(4 + headers.length + frames.length, 4)
  return Buffer.concat([head, headers, frames])
}
