import { describe, expect, it } from 'vitest'
import { aFile, anItem, aReply, scripted } from '../../../tests/support/scripted-network.js'
import { NotSent } from '../platform-http.js'
import type { MediaFile, RenderedItem } from '../connector.js'
import { prepare } from './prepare.js'
import { publish } from './publish.js'

const made = aReply(201, { id: '77', created_at: '2026-01-01T00:00:11' })
const page = { data: { page: { id: '5', name: 'Soups' } } }
/** AQID is what `aFile` holds. */
const inline = { content_type: 'image/jpeg', data: 'AQID' }
const address = 'https://post.example/media_1'

async function sent(change: Partial<RenderedItem>, mediaId: string | null = null): Promise<unknown> {
  const { ctx, asked } = scripted([made], page)
  const outcome = await publish(anItem(change), { boardId: '5', mediaId }, ctx)
  expect(outcome).toMatchObject({
    kind: 'published',
    remoteId: '77',
    url: 'https://www.pinterest.com/pin/77/',
  })
  expect(asked).toMatchObject([{ method: 'POST', url: 'https://api.pinterest.com/v5/pins', creating: true }])
  return JSON.parse(JSON.stringify(asked[0]?.json))
}
const source = async (media: MediaFile[], options = {}, mediaId: string | null = null): Promise<unknown> =>
  ((await sent({ media, options }, mediaId)) as { media_source: unknown }).media_source

describe('a pin', () => {
  it('says what it was given, and nothing that was not', async () => {
    const options = {
      title: 'Soup',
      link: 'https://example.com/soup',
      boardSectionId: '9',
      dominantColor: '#6E7874',
    }
    expect(await sent({ media: [aFile({ altText: 'A bowl' })], options })).toEqual({
      board_id: '5',
      board_section_id: '9',
      title: 'Soup',
      description: 'Hello',
      alt_text: 'A bowl',
      link: 'https://example.com/soup',
      dominant_color: '#6E7874',
      media_source: { source_type: 'image_base64', ...inline },
    })
    expect(await sent({ text: '', media: [aFile()] })).toEqual({
      board_id: '5',
      media_source: { source_type: 'image_base64', ...inline },
    })
  })

  it.each<[string, MediaFile[], object]>([
    [
      'a PNG goes along',
      [aFile({ contentType: 'image/png' })],
      { source_type: 'image_base64', content_type: 'image/png', data: 'AQID' },
    ],
    [
      'a GIF is fetched',
      [aFile({ kind: 'gif', contentType: 'image/gif' })],
      { source_type: 'image_url', url: address },
    ],
    [
      'a large picture is fetched',
      [aFile({ sizeBytes: 10_000_001 })],
      { source_type: 'image_url', url: address },
    ],
    [
      'a carousel goes along',
      [aFile(), aFile()],
      { source_type: 'multiple_image_base64', items: [inline, inline] },
    ],
    [
      'a carousel that is large together is fetched',
      [aFile({ sizeBytes: 6_000_000 }), aFile({ sizeBytes: 6_000_000 })],
      { source_type: 'multiple_image_urls', items: [{ url: address }, { url: address }] },
    ],
  ])('%s', async (_what, media, expected) => {
    expect(await source(media)).toEqual(expected)
  })

  it('has in its carousel what each image says of itself', async () => {
    const carousel = [{ title: 'One', link: 'https://example.com/1' }, {}, { description: 'Third' }]
    expect(await source([aFile(), aFile()], { carousel })).toEqual({
      source_type: 'multiple_image_base64',
      items: [{ ...inline, title: 'One', link: 'https://example.com/1' }, inline],
    })
  })

  const video = aFile({ kind: 'video', contentType: 'video/mp4', altText: 'A boat' })
  it.each<[string, MediaFile[], object, object]>([
    ['a second of it', [video], {}, { cover_image_key_frame_time: 1 }],
    ['the second that is asked for', [video], { coverKeyFrameSeconds: 0 }, { cover_image_key_frame_time: 0 }],
    [
      'a picture elsewhere',
      [video],
      { coverImageUrl: 'https://example.com/a.jpg', coverKeyFrameSeconds: 3 },
      { cover_image_url: 'https://example.com/a.jpg' },
    ],
    [
      'the image of the post',
      [aFile(), video],
      { coverKeyFrameSeconds: 3 },
      { cover_image_content_type: 'image/jpeg', cover_image_data: 'AQID' },
    ],
    [
      'the large image of the post',
      [video, aFile({ sizeBytes: 10_000_001 })],
      {},
      { cover_image_url: address },
    ],
  ])('with a video has as its cover %s', async (_what, media, options, cover) => {
    expect(await source(media, options, '33')).toEqual({ source_type: 'video_id', media_id: '33', ...cover })
  })

  it('has one alt text: those of its images, or of its video', async () => {
    const told = (altText: string | null) => aFile({ altText })
    expect(await sent({ media: [told('A bowl'), told(null), told('A spoon')] })).toMatchObject({
      alt_text: 'A bowl; A spoon',
    })
    expect(await sent({ media: [told('A bowl'), told('A bowl')] })).toMatchObject({ alt_text: 'A bowl' })
    expect(await sent({ media: [told('A cover'), video] }, '33')).toMatchObject({ alt_text: 'A boat' })
  })

  it('is surely not out when its file could not be read', async () => {
    const { ctx, asked } = scripted([], page)
    const broken = aFile({ bytes: () => Promise.reject(new Error('disk')) })
    await expect(
      publish(anItem({ media: [broken] }), { boardId: '5', mediaId: null }, ctx),
    ).rejects.toBeInstanceOf(NotSent)
    expect(asked).toEqual([])
  })
})

describe('the board', () => {
  it.each([
    [{ boardId: '8' }, '8'],
    [{}, '5'],
  ])('of a post with %j is %s', async (options, boardId) => {
    const { ctx, asked } = scripted([], page)
    expect(await prepare(anItem({ media: [aFile()], options }), ctx)).toEqual({
      kind: 'ready',
      plan: { boardId, mediaId: null },
    })
    expect(asked).toEqual([])
  })

  it('must be there', async () => {
    const { ctx } = scripted([], { data: { page: null } })
    expect(await prepare(anItem({ media: [aFile()] }), ctx)).toMatchObject({
      kind: 'refused',
      cure: 'edit',
      error: { message: expect.stringMatching(/No board is selected/) },
    })
  })
})

describe('a video', () => {
  const item = anItem({ media: [aFile({ kind: 'video', contentType: 'video/mp4', filename: 'boat.mp4' })] })
  const registered = aReply(201, {
    media_id: '33',
    media_type: 'video',
    upload_url: 'https://uploads.example/',
    upload_parameters: { key: 'uploads/33', policy: 'p', 'Content-Type': 'multipart/form-data' },
  })
  const stored = aReply(204)
  const status = (said: string) => aReply(200, { media_id: '33', media_type: 'video', status: said })

  it('is registered, sent to the store with its fields before the file and without our access, and asked about', async () => {
    const { ctx, asked } = scripted([registered, stored, status('registered')], page)
    expect(await prepare(item, ctx)).toEqual({ kind: 'processing', checkInMs: 3_000 })
    expect(asked.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST https://api.pinterest.com/v5/media',
      'POST https://uploads.example/',
      'GET https://api.pinterest.com/v5/media/33',
    ])
    expect(asked[0]?.json).toEqual({ media_type: 'video' })
    expect(asked[1]?.headers).toBeUndefined()
    expect(asked[1]?.multipart).toMatchObject([
      { name: 'key', value: 'uploads/33' },
      { name: 'policy', value: 'p' },
      { name: 'Content-Type', value: 'multipart/form-data' },
      { name: 'file', filename: 'boat.mp4', contentType: 'video/mp4', length: 3 },
    ])
  })

  it('is uploaded once, and used when it has been processed', async () => {
    const { ctx, asked } = scripted([registered, stored, status('processing'), status('succeeded')], page)
    expect(await prepare(item, ctx)).toMatchObject({ kind: 'processing' })
    expect(await prepare(item, ctx)).toEqual({ kind: 'ready', plan: { boardId: '5', mediaId: '33' } })
    expect(asked).toHaveLength(4)
  })

  it('that cannot be processed, or is not known any more, is uploaded anew the next time', async () => {
    const failed = scripted([registered, stored, status('failed')], page)
    expect(await prepare(item, failed.ctx)).toMatchObject({
      kind: 'refused',
      cure: 'edit',
      error: { code: 'PROCESSING_FAILED' },
    })
    expect(failed.kept.size).toBe(0)
    const gone = scripted([registered, stored, aReply(404, { code: 404, message: 'Media not found.' })], page)
    expect(await prepare(item, gone.ctx)).toMatchObject({ kind: 'processing' })
    expect(gone.kept.size).toBe(0)
  })

  const xml = (reason: string) => ({ ...aReply(403), text: `<Error><Message>${reason}</Message></Error>` })
  it.each([
    [
      'a permission that has expired',
      { ...xml('Policy expired.'), status: 403 },
      'wait',
      'PLATFORM_UNAVAILABLE',
    ],
    ['a store out of order', { ...xml('Slow down'), status: 503 }, 'wait', 'PLATFORM_UNAVAILABLE'],
    ['a file that is too large', { ...xml('Too large'), status: 400 }, 'edit', 'MEDIA_REJECTED'],
  ] as const)('meets %s', async (_what, reply, cure, code) => {
    const { ctx, kept } = scripted([registered, reply], page)
    expect(await prepare(item, ctx)).toMatchObject({
      kind: 'refused',
      cure,
      error: { code, networkMessage: expect.any(String), httpStatus: reply.status },
    })
    expect(kept.size).toBe(0)
  })

  it('waits while Pinterest cannot be asked about it', async () => {
    const { ctx, kept } = scripted([registered, stored, new NotSent('away')], page)
    expect(await prepare(item, ctx)).toMatchObject({ cure: 'wait', error: { code: 'PLATFORM_UNAVAILABLE' } })
    expect(kept.size).toBe(1)
  })
})
