import { request } from 'node:http'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Storage } from '../../src/media/storage.js'
import { startMediaRoom, type MediaRoom, type MediaView } from '../support/media-room.js'
import { sample } from '../support/samples.js'

let room: MediaRoom
let bytes: Buffer
let video: MediaView
let reads = 0

beforeAll(async () => {
  room = await startMediaRoom({
    storage: (real): Storage => ({ ...real, read: (key, range) => ((reads += 1), real.read(key, range)) }),
  })
  bytes = await sample('landscape-1280x720-4s-moov-last.mp4')
  video = await room.upload(bytes, 'video/mp4', 'Grand "opening" (final)\u2019s.mp4')
})

const urlOf = (media: MediaView): string => media.url ?? ''

describe('reading a file', () => {
  it('gives the whole of it with its type, so that nothing runs in it', async () => {
    const answer = await room.get(urlOf(video))
    expect(answer.status).toBe(200)
    expect(answer.bytes).toEqual(bytes)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'video/mp4',
      'content-length': String(bytes.length),
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'content-disposition': "inline; filename*=UTF-8''Grand%20%22opening%22%20%28final%29%E2%80%99s.mp4",
    })
  })

  it('has an address that ends as the file does and names nothing of the user’s', () => {
    expect(new URL(urlOf(video)).pathname).toBe(`/media/files/${video.id}.mp4`)
  })

  it('answers HEAD without reading the file', async () => {
    const before = reads
    const answer = await room.get(urlOf(video), {}, 'HEAD')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-length')).toBe(String(bytes.length))
    expect(answer.bytes).toHaveLength(0)
    expect(reads).toBe(before)
  })

  it.each([
    ['bytes=0-99', 0, 100],
    ['bytes=100-', 100, -1],
    ['bytes=-50', -50, -1],
    ['bytes=-999999999', 0, -1],
    ['bytes=0-999999999', 0, -1],
  ])('gives the part that %s asks for', async (range, from, to) => {
    const answer = await room.get(urlOf(video), { range })
    expect(answer.status).toBe(206)
    const start = from < 0 ? bytes.length + from : from
    const end = to < 0 ? bytes.length : to
    expect(answer.headers.get('content-range')).toBe(
      `bytes ${String(start)}-${String(end - 1)}/${String(bytes.length)}`,
    )
    expect(answer.bytes).toEqual(bytes.subarray(start, end))
  })

  it('says how long the file is when the part lies behind its end', async () => {
    const answer = await room.get(urlOf(video), { range: `bytes=${String(bytes.length)}-` })
    expect(answer.status).toBe(416)
    expect(answer.headers.get('content-range')).toBe(`bytes */${String(bytes.length)}`)
  })

  it.each(['bytes=0-1,5-6', 'lines=1-2', 'bytes=a-b'])('gives the whole for %s', async (range) => {
    expect((await room.get(urlOf(video), { range })).status).toBe(200)
  })

  it('serves a small picture of pictures, and documents only to be saved', async () => {
    const picture = await room.upload(await sample('card-1200x630.png'), 'image/png', 'card.png')
    expect(new URL(picture.thumbnailUrl ?? '').pathname).toBe(`/media/thumbnails/${picture.id}.jpg`)
    const small = await room.get(picture.thumbnailUrl ?? '')
    expect(small.status).toBe(200)
    expect(small.headers.get('content-type')).toBe('image/jpeg')
    expect(small.bytes.length).toBeLessThan(60_000)

    const pdf = await room.upload(await sample('two-pages.pdf'), 'application/pdf', 'menu.pdf')
    expect((await room.get(urlOf(pdf))).headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''menu.pdf",
    )
    expect(pdf.metadata).toEqual({ pages: 2 })
  })

  it('goes on when a reader leaves half-way', async () => {
    await new Promise<void>((resolve) => {
      const reading = request(urlOf(video).replace(room.parts.config.publicUrl, room.url), (answer) => {
        answer.once('data', () => {
          answer.destroy()
          resolve()
        })
      })
      reading.end()
    })
    expect((await room.get(urlOf(video))).status).toBe(200)
  })

  it('serves nothing that has not been looked into, was refused or deleted', async () => {
    const file = new Uint8Array(await sample('portrait-4x5-1080x1350.jpg'))
    const { mediaId, uploadUrl, uploadHeaders } = await room.announce({
      contentType: 'image/jpeg',
      sizeBytes: file.length,
    })
    await room.put(uploadUrl, uploadHeaders, file)
    expect((await room.media(mediaId)).url).toBeNull()
    await room.work()
    const media = await room.media(mediaId)
    expect((await room.get(urlOf(media))).status).toBe(200)
    await room.api('DELETE', `/v1/media/${mediaId}`)
    expect((await room.get(urlOf(media))).status).toBe(404)
  })
})

describe('a page of another origin', () => {
  const origin = 'https://app.example'
  const allowed = (answer: { headers: Headers }) => answer.headers.get('access-control-allow-origin')

  it('may send a file to the address it was given, and learns why one is refused', async () => {
    const jpeg = new Uint8Array(await sample('portrait-4x5-1080x1350.jpg'))
    const { uploadUrl, uploadHeaders } = await room.announce({
      contentType: 'image/jpeg',
      sizeBytes: jpeg.length,
    })
    const asks = {
      origin,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': Object.keys(uploadHeaders).join(',').toLowerCase(),
    }
    const asked = await room.get(uploadUrl, asks, 'OPTIONS')
    expect(asked.status).toBe(204)
    expect(asked.headers.get('access-control-allow-methods')).toContain('PUT')
    expect(asked.headers.get('access-control-allow-headers')).toBe('*')
    const refused = await room.put(uploadUrl, { origin, 'content-type': 'image/png' }, jpeg)
    const taken = await room.put(uploadUrl, { origin, ...uploadHeaders }, jpeg)
    expect([refused.status, taken.status]).toEqual([400, 200])
    expect([asked, refused, taken].map(allowed)).toEqual(['*', '*', '*'])
  })

  it('may read a file', async () => {
    expect(allowed(await room.get(urlOf(video), { origin }))).toBe('*')
  })
})
