import { describe, expect, it } from 'vitest'
import sharp from 'sharp'
import { aFile, anItem, aReply, scripted } from '../../../tests/support/scripted-network.js'
import type { Json } from '../../kit/json.js'
import type { MultipartPart, PlatformReply } from '../platform-http.js'
import { blackPng } from './poster.js'
import { prepare } from './prepare.js'
import { publish } from './publish.js'

const fields = [
  { name: 'acl', value: 'private' },
  { name: 'key', value: 'rte_images/8xj' },
  { name: 'policy', value: 'p' },
]
const lease = (id = '8xj'): PlatformReply =>
  aReply(200, {
    args: { action: '//reddit-uploaded-media.s3-accelerate.amazonaws.com', fields },
    asset: { asset_id: id, processing_state: 'incomplete' },
  })
const stored = aReply(201)
const xml = (status: number, code: string): PlatformReply => ({
  ...aReply(status),
  text: `<Error><Code>${code}</Code><Message>Because</Message></Error>`,
})
const asset = (id: string) => ({
  assetId: id,
  url: 'https://reddit-uploaded-media.s3-accelerate.amazonaws.com/rte_images/8xj',
})

describe('section 3.2', () => {
  it('the store gets every field in its order, the file last, and no access of ours', async () => {
    const { ctx, asked } = scripted([lease(), stored])
    const prepared = await prepare(anItem({ media: [aFile()] }), ctx)
    expect(prepared).toEqual({
      kind: 'ready',
      plan: { subreddit: 'u_ann', files: [asset('8xj')], poster: null },
    })
    const [place, form] = asked
    expect(place?.form).toEqual({ filepath: 'boat.jpg', mimetype: 'image/jpeg' })
    expect(form?.url).toBe('https://reddit-uploaded-media.s3-accelerate.amazonaws.com/')
    expect(form?.headers).toBeUndefined()
    expect(form?.multipart?.slice(0, -1)).toEqual(fields)
    expect(form?.multipart?.at(-1)).toMatchObject({ name: 'file', contentType: 'image/jpeg', length: 3 })
  })

  it.each<[string, object, string | null]>([
    ['a WebP', { contentType: 'image/webp', filename: 'boat.webp' }, 'boat.jpg'],
    ['an image of more than 20 MiB', { sizeBytes: 20_971_521, filename: 'boat.png' }, 'boat.jpg'],
    ['an image of 20 MiB', { sizeBytes: 20_971_520 }, null],
    ['a GIF', { kind: 'gif', contentType: 'image/gif', filename: 'boat.gif' }, null],
  ])('%s', async (_what, change, made) => {
    const { ctx, asked } = scripted([lease(), stored])
    const jpeg = { bytes: new Uint8Array(7), contentType: 'image/jpeg', width: 1, height: 1 }
    const limits: unknown[] = []
    const reencoded = (limit: unknown) => {
      limits.push(limit)
      return Promise.resolve(jpeg)
    }
    await prepare(anItem({ media: [aFile({ ...change, reencoded })] }), ctx)
    expect(limits).toEqual(made === null ? [] : [{ maxBytes: 20_971_520 }])
    if (made !== null) expect(asked[0]?.form).toEqual({ filepath: made, mimetype: 'image/jpeg' })
  })

  it.each<[string, PlatformReply[], string, string]>([
    ['no place for such a file', [aReply(400, { error: 400 })], 'MEDIA_REJECTED', 'edit'],
    ['no place at the moment', [aReply(503)], 'PLATFORM_UNAVAILABLE', 'wait'],
    ['an access that is over', [aReply(401, { error: 401 })], 'ACCOUNT_DISCONNECTED', 'reconnect'],
    ['an answer without a place', [aReply(200, {})], 'PLATFORM_UNAVAILABLE', 'wait'],
    ['a file that is too large', [lease(), xml(400, 'EntityTooLarge')], 'MEDIA_REJECTED', 'edit'],
    ['a lease that is over', [lease(), xml(403, 'AccessDenied')], 'PLATFORM_UNAVAILABLE', 'wait'],
    ['a store that is out of order', [lease(), xml(503, 'SlowDown')], 'PLATFORM_UNAVAILABLE', 'wait'],
  ])('%s', async (_what, replies, code, cure) => {
    const { ctx, kept } = scripted(replies)
    expect(await prepare(anItem({ media: [aFile()] }), ctx)).toMatchObject({ cure, error: { code } })
    expect(kept.size).toBe(0)
  })

  it('a file that is up is not sent again', async () => {
    const { ctx, asked } = scripted([lease(), stored])
    const item = anItem({ media: [aFile()] })
    expect(await prepare(item, ctx)).toEqual(await prepare(item, ctx))
    expect(asked).toHaveLength(2)
  })

  it('a file that Reddit does not know any more is sent again by the next try', async () => {
    const gone = aReply(200, { json: { errors: [['BAD_URL', 'you should check that url', 'url']] } })
    const { ctx, asked } = scripted([lease(), stored, gone, lease('new'), stored])
    const item = anItem({ media: [aFile()] })
    const plan: Json = { subreddit: 'u_ann', files: [asset('8xj')], poster: null }
    await prepare(item, ctx)
    expect(await publish(item, plan, ctx)).toMatchObject({
      kind: 'refused',
      error: { code: 'MEDIA_REJECTED' },
    })
    expect(await prepare(item, ctx)).toMatchObject({ plan: { files: [{ assetId: 'new' }] } })
    expect(asked).toHaveLength(5)
  })
})

describe('a video', () => {
  const video = aFile({ kind: 'video', contentType: 'video/mp4', filename: 'a.mp4', sha256: 'v' })

  it('has the image beside it for a poster', async () => {
    const { ctx, asked } = scripted([lease('film'), stored, lease('poster'), stored])
    const prepared = await prepare(anItem({ media: [aFile(), video] }), ctx)
    expect(prepared).toMatchObject({ plan: { files: [asset('film')], poster: asset('poster') } })
    expect(asked[2]?.form).toEqual({ filepath: 'boat.jpg', mimetype: 'image/jpeg' })
  })

  it('else a black picture of its own size', async () => {
    const { ctx, asked } = scripted([lease('film'), stored, lease('poster'), stored])
    await prepare(anItem({ media: [{ ...video, width: 1_279, height: 3 }] }), ctx)
    const file = asked[3]?.multipart?.at(-1) as Extract<MultipartPart, { length: number }>
    const { data, info } = await sharp(file.bytes as Uint8Array)
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect([info.width, info.height, Math.max(...data)]).toEqual([1_279, 3, 0])
  })

  it('of a size that is not known has one of 1280 × 720', async () => {
    const { ctx, asked } = scripted([lease('film'), stored, lease('poster'), stored])
    await prepare(anItem({ media: [{ ...video, width: null, height: null }] }), ctx)
    const file = asked[3]?.multipart?.at(-1) as Extract<MultipartPart, { length: number }>
    expect(file.bytes).toEqual(blackPng(1_280, 720))
  })
})

it('a comment uploads nothing and asks for no rules', async () => {
  const under = { remoteId: 't3_1', url: null, data: null }
  const { ctx, asked } = scripted([])
  const item = anItem({ previous: [under], options: { subreddit: 'test' } })
  expect(await prepare(item, ctx)).toMatchObject({ kind: 'ready' })
  expect(asked).toEqual([])
})
