import { beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../kit/json.js'
import {
  dataOf,
  files,
  fixture,
  oneChunk,
  refusalOf,
  tiktokClient,
  type Creator,
} from '../../../../tests/support/tiktok.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

/** Section 3c and 9 of what is known of TikTok: the bytes of a film, chunk by chunk. */
const client = await startSimulator(simulator, files)
const { put, signIn } = tiktokClient(client)
const film = await fixture('landscape-1280x720-4s-moov-last.mp4')
const advance = (ms: number): Promise<void> => client.control.advance(ms)
const published = async () => (await client.control.posts({ limit: 100 })).length

let ann: Creator
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
})

/** A film of a given length: what follows the film is a box that players leap over. */
function padded(length: number): Buffer {
  const box = Buffer.alloc(length - film.length)
  box.writeUInt32BE(box.length)
  box.write('free', 4)
  return Buffer.concat([film, box])
}

const source = (video_size: number, chunk_size: number, total_chunk_count: number): JsonObject => ({
  source: 'FILE_UPLOAD',
  video_size,
  chunk_size,
  total_chunk_count,
})

describe('9. checks total_chunk_count, order, ranges', () => {
  it.each([
    [3_145_728, 3_145_728, 1],
    [50_000_123, 10_000_000, 5],
    [64_000_001, 64_000_000, 1],
    [150_000_000, 64_000_000, 2],
  ])('takes %i bytes in chunks of %i, %i of them', async (...sizes) => {
    expect((await ann.initVideo(source(...sizes))).status).toBe(200)
  })

  it.each([
    ['a count that was rounded up', 50_000_123, 10_000_000, 6],
    ['a chunk larger than the video', 3_000_000, 5_242_880, 1],
    ['a small video in two chunks', 4_000_000, 2_000_000, 2],
    ['chunks of less than 5 MB', 50_000_000, 4_000_000, 12],
    ['chunks of more than 64 MB', 150_000_000, 75_000_000, 2],
    ['a large video at once', 70_000_000, 70_000_000, 1],
    ['more than 4 GB', 4_294_967_297, 64_000_000, 67],
    ['nothing', 0, 0, 0],
  ])('refuses %s', async (_what, ...sizes) => {
    expect(refusalOf(await ann.initVideo(source(...sizes)))).toEqual([400, 'invalid_param'])
  })

  it('takes chunks one after the other: 206, and 201 at the end, with what is there', async () => {
    const [chunk, total] = [5_242_880, 15_000_000]
    const bytes = padded(total)
    const { publish_id, upload_url } = dataOf(await ann.initVideo(source(total, chunk, 2)))
    const send = (first: number, end: number, more = {}) =>
      put(upload_url, bytes.subarray(first, end), first, total, more)
    const said = async (answer: Promise<{ status: number; headers: Headers }>) => {
      const { status, headers } = await answer
      return [status, headers.get('content-range')]
    }
    expect(await said(send(chunk, total))).toEqual([416, `bytes 0-0/${String(total)}`])
    expect(await said(send(0, chunk - 1))).toEqual([416, `bytes 0-0/${String(total)}`])
    expect(await said(send(0, chunk))).toEqual([206, `bytes 0-${String(chunk)}/${String(total)}`])
    expect(await ann.status(publish_id)).toEqual({ status: 'PROCESSING_UPLOAD', uploaded_bytes: chunk })
    expect(await said(send(0, chunk))).toEqual([416, `bytes 0-${String(chunk)}/${String(total)}`])
    expect(await said(send(0, total))).toEqual([416, `bytes 0-${String(chunk)}/${String(total)}`])
    expect(await said(send(chunk, 2 * chunk))).toEqual([416, `bytes 0-${String(chunk)}/${String(total)}`])
    expect(await said(send(chunk, total))).toEqual([201, `bytes 0-${String(total)}/${String(total)}`])
    expect(await said(send(chunk, total))).toEqual([416, `bytes 0-${String(total)}/${String(total)}`])
    await advance(2_000)
    expect(await ann.status(publish_id)).toMatchObject({ status: 'PUBLISH_COMPLETE' })
    expect(await client.control.posts({ limit: 1 })).toMatchObject([
      { media: [{ width: 1280, bytes: total }] },
    ])
  })

  it('answers 400 to headers that are wrong, and takes the chunk afterwards', async () => {
    const { upload_url } = dataOf(await ann.initVideo(oneChunk(film)))
    const last = film.length - 1
    for (const more of [
      { 'content-type': 'application/octet-stream' },
      { 'content-range': `bytes=0-${String(last)}` },
      { 'content-range': `bytes 0-${String(last)}/${String(film.length + 1)}` },
      { 'content-range': `bytes 0-${String(last - 1)}/${String(film.length)}` },
      { authorization: `Bearer ${String(ann.tokens['access_token'])}` },
    ])
      expect([more, (await put(upload_url, film, 0, film.length, more)).status]).toEqual([more, 400])
    expect((await put(upload_url, film)).status).toBe(201)
  })

  it('expires the upload_url after an hour with 403, and knows no others: 404', async () => {
    const { upload_url } = dataOf(await ann.initVideo(oneChunk(film)))
    expect((await put(String(upload_url).replace(/upload_token=.*/, 'upload_token=x'), film)).status).toBe(
      404,
    )
    await advance(3_600_000)
    expect((await put(upload_url, film)).status).toBe(403)
    expect(await published()).toBe(0)
  })

  it('offers scripted 5xx per chunk; at the last the bytes are there nevertheless', async () => {
    const [chunk, total] = [5_242_880, 10_485_760]
    const bytes = padded(total)
    const { publish_id, upload_url } = dataOf(await ann.initVideo(source(total, chunk, 2)))
    await client.fault('server_error', 'upload')
    expect((await put(upload_url, bytes.subarray(0, chunk), 0, total)).status).toBe(503)
    expect(await ann.status(publish_id)).toMatchObject({ uploaded_bytes: 0 })
    expect((await put(upload_url, bytes.subarray(0, chunk), 0, total)).status).toBe(206)
    await client.fault('server_error', 'publish')
    expect((await put(upload_url, bytes.subarray(chunk), chunk, total)).status).toBe(503)
    const again = await put(upload_url, bytes.subarray(chunk), chunk, total)
    expect([again.status, again.headers.get('content-range')]).toEqual([
      416,
      `bytes 0-${String(total)}/${String(total)}`,
    ])
    await advance(2_000)
    expect(await ann.status(publish_id)).toMatchObject({ status: 'PUBLISH_COMPLETE', uploaded_bytes: total })
  })
})
