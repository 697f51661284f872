import { describe, expect, it } from 'vitest'
import { aFile, anItem, aReply, scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { Json, JsonObject } from '../../kit/json.js'
import type { RenderedItem } from '../connector.js'
import type { PlatformRequest } from '../platform-http.js'
import { check } from './check.js'
import { prepare } from './prepare.js'
import { publish } from './publish.js'

const tokens = { accessToken: 'person', extra: { pages: { '7': 'page' } } }
const data = { page: { id: '7', name: 'Bistro' } }
const reply = (json: Json): Scripted => aReply(200, json)
const video = aFile({ kind: 'video', filename: 'film.mp4', contentType: 'video/mp4', sizeBytes: 3 })
const status = (more: JsonObject = {}, video: JsonObject = {}): Scripted =>
  reply({ id: '55', status: { video_status: 'upload_complete', ...more }, ...video })
const begun = { video_id: '55', upload_url: 'https://rupload.facebook.com/video-upload/v25.0/55' }
const pathOf = ({ method, url }: PlatformRequest): string =>
  `${method} ${url.replace(/https:\/\/(graph\.facebook\.com\/v25\.0\/)?/, '')}`

function facebook(answers: readonly (Scripted | Error)[]) {
  const network = scripted(answers, { tokens, data })
  return { ...network, paths: () => network.asked.map(pathOf) }
}
async function prepared(item: RenderedItem, answers: readonly (Scripted | Error)[]) {
  const network = facebook(answers)
  return { ...network, answer: await prepare(item, network.ctx) }
}
const partsOf = ({ multipart = [] }: PlatformRequest): JsonObject =>
  Object.fromEntries(multipart.map((part) => [part.name, 'value' in part ? part.value : part.contentType]))

describe('section 3.1: a text', () => {
  it('goes out with what it may have, and asks for its address in the same call', async () => {
    const { ctx, asked } = facebook([
      reply({ id: '7_8', permalink_url: 'https://www.facebook.com/7/posts/8' }),
    ])
    const options = { link: 'https://example.com/menu', place: '99', background: '5', title: 'Not of a text' }
    const outcome = await publish(anItem({ options }), { kind: 'text', pageId: '7' }, ctx)
    expect(outcome).toEqual({
      kind: 'published',
      remoteId: '7_8',
      url: 'https://www.facebook.com/7/posts/8',
      data: { pageId: '7', kind: 'text' },
    })
    expect(asked[0]?.form).toMatchObject({
      message: 'Hello',
      link: 'https://example.com/menu',
      place: '99',
      text_format_preset_id: '5',
      fields: 'id,permalink_url',
    })
    expect(asked[0]?.form?.['attached_media']).toBeUndefined()
  })

  it('of which the address is not told has the one that its id makes', async () => {
    const { ctx } = facebook([reply({ id: '7_8' })])
    expect(await publish(anItem(), { kind: 'text', pageId: '7' }, ctx)).toMatchObject({
      url: 'https://www.facebook.com/7_8',
    })
  })

  it('goes to the page for which it was prepared, whatever is chosen meanwhile', async () => {
    const { ctx, paths } = facebook([reply({ id: '6_1' })])
    const two = { ...ctx, tokens: { ...tokens, extra: { pages: { '6': 'six', '7': 'page' } } } }
    await publish(anItem(), { kind: 'text', pageId: '6' }, two)
    expect(paths()).toEqual(['POST 6/feed'])
  })
})

describe('section 3.3: photos', () => {
  const media = [aFile({ id: 'a', altText: 'A boat' }), aFile({ id: 'b' })]

  it('are uploaded once where nobody sees them, and attached in their order', async () => {
    const { answer, asked, ctx, paths } = await prepared(anItem({ media }), [
      reply({ id: '1' }),
      reply({ id: '2' }),
      reply({ id: '7_8' }),
    ])
    const plan = { kind: 'photos', pageId: '7', photoIds: ['1', '2'] }
    expect(answer).toEqual({ kind: 'ready', plan })
    expect(asked.map(partsOf)).toMatchObject([
      { published: 'false', alt_text_custom: 'A boat', source: 'image/jpeg', access_token: 'page' },
      { published: 'false', source: 'image/jpeg' },
    ])
    expect(asked.map(partsOf)[1]).not.toHaveProperty('alt_text_custom')
    expect(await prepare(anItem({ media }), ctx)).toEqual(answer)
    expect(paths()).toEqual(['POST 7/photos', 'POST 7/photos'])
    const options = { link: 'https://example.com/', background: '5' }
    await publish(anItem({ media, text: '', options }), plan, ctx)
    expect(asked[2]?.form).toMatchObject({
      message: undefined,
      link: undefined,
      text_format_preset_id: undefined,
      attached_media: '[{"media_fbid":"1"},{"media_fbid":"2"}]',
    })
  })

  it('that are too large, or WebP, are made into a JPEG that fits', async () => {
    const limits: unknown[] = []
    const reencoded = (limit: unknown) => {
      limits.push(limit)
      return Promise.resolve({ bytes: new Uint8Array(2), contentType: 'image/jpeg', width: 1, height: 1 })
    }
    const large = aFile({ id: 'a', sizeBytes: 4_000_001, contentType: 'image/png', reencoded })
    const webp = aFile({ id: 'b', contentType: 'image/webp', reencoded })
    const gif = aFile({ id: 'c', kind: 'gif', contentType: 'image/gif' })
    const { asked } = await prepared(anItem({ media: [large, webp, gif] }), [
      reply({ id: '1' }),
      reply({ id: '2' }),
      reply({ id: '3' }),
    ])
    expect(asked.map((each) => partsOf(each)['source'])).toEqual(['image/jpeg', 'image/jpeg', 'image/gif'])
    expect(limits).toEqual([{ maxBytes: 4_000_000 }, { maxBytes: 4_000_000 }])
  })

  it('are uploaded anew for another page, and after a refusal of their post', async () => {
    const item = anItem({ media: [aFile()] })
    const refusal = aReply(400, { error: { code: 100, error_subcode: 1_404_102 } })
    const { answer, ctx, kept } = await prepared(item, [reply({ id: '1' }), refusal, reply({ id: '2' })])
    expect((await publish(item, (answer as { plan: Json }).plan, ctx)).kind).toBe('refused')
    expect(kept.size).toBe(0)
    const other = {
      ...ctx,
      data: { page: { id: '6' } },
      tokens: { ...tokens, extra: { pages: { '6': 'six' } } },
    }
    expect(await prepare(item, other)).toMatchObject({ plan: { pageId: '6', photoIds: ['2'] } })
  })

  it('that are in a post already name that post, and are kept', async () => {
    const used = aReply(400, { error: { code: 100, error_subcode: 1_366_051 } })
    const { ctx } = facebook([used, reply({ id: '1', page_story_id: '7_5' })])
    const item = anItem({ media: [aFile()] })
    expect(await publish(item, { kind: 'photos', pageId: '7', photoIds: ['1'] }, ctx)).toMatchObject({
      kind: 'refused',
      error: { code: 'DUPLICATE_CONTENT' },
      sameAs: { kind: 'found', remoteId: '7_5' },
    })
  })

  it('that Facebook refuses are refused, and not kept', async () => {
    const { answer, kept } = await prepared(anItem({ media: [aFile()] }), [
      aReply(400, { error: { code: 100, error_subcode: 1_366_046 } }),
    ])
    expect(answer).toMatchObject({ kind: 'refused', error: { code: 'MEDIA_REJECTED' } })
    expect(kept.size).toBe(0)
  })
})

describe('section 3.4: a video of the feed', () => {
  const item = anItem({ media: [{ ...video, sizeBytes: 10 }], options: { title: 'The dish' } })
  const at = (start: number, end: number) => ({ start_offset: String(start), end_offset: String(end) })
  const first = reply({ video_id: '55', upload_session_id: '66', ...at(0, 6) })

  it('goes in the parts that Facebook asks for, before it is asked for', async () => {
    const { answer, asked, paths, ctx } = await prepared(item, [
      first,
      reply(at(6, 10)),
      reply(at(10, 10)),
      status(),
      reply({ success: true }),
    ])
    expect(answer).toEqual({
      kind: 'ready',
      plan: { kind: 'video', pageId: '7', videoId: '55', sessionId: '66' },
    })
    expect(paths()).toEqual([
      'POST 7/videos',
      'POST graph-video.facebook.com/v25.0/7/videos',
      'POST graph-video.facebook.com/v25.0/7/videos',
      'GET 55',
    ])
    expect(asked[0]?.form).toMatchObject({ upload_phase: 'start', file_size: '10' })
    expect(asked.slice(1, 3).map(partsOf)).toMatchObject([
      { upload_phase: 'transfer', upload_session_id: '66', start_offset: '0' },
      { upload_phase: 'transfer', upload_session_id: '66', start_offset: '6' },
    ])
    const sizes = asked.slice(1, 3).map(({ multipart }) => (multipart?.at(-1) as { length: number }).length)
    expect(sizes).toEqual([6, 4])
    expect(await publish(item, (answer as { plan: Json }).plan, ctx)).toMatchObject({ kind: 'processing' })
    expect(asked[4]).toMatchObject({
      creating: true,
      form: {
        upload_phase: 'finish',
        upload_session_id: '66',
        title: 'The dish',
        description: 'Hello',
        published: 'true',
      },
    })
  })

  it('goes on with the part whose sending failed', async () => {
    const { ctx, asked } = facebook([first, reply(at(6, 10)), new Error('cut'), reply(at(10, 10)), status()])
    await expect(prepare(item, ctx)).rejects.toThrow('cut')
    expect((await prepare(item, ctx)).kind).toBe('ready')
    expect(asked.filter(({ multipart }) => multipart).map((each) => partsOf(each)['start_offset'])).toEqual([
      '0',
      '6',
      '6',
    ])
  })

  it('is begun anew after its upload was refused', async () => {
    const wrong = aReply(400, { error: { code: 100, error_subcode: 1_363_037 } })
    const { answer, kept } = await prepared(item, [first, wrong])
    expect([answer.kind, kept.size]).toEqual(['refused', 0])
  })
})

describe('section 3.5: a reel', () => {
  const item = anItem({ media: [video], contentType: 'REEL', options: { title: 'Soup', place: '99' } })
  const plan = { kind: 'reel', pageId: '7', videoId: '55' }

  it('is begun, sent to the host for bytes, and finished', async () => {
    const { answer, asked, paths, ctx } = await prepared(item, [
      reply(begun),
      status({ video_status: 'processing', uploading_phase: { status: 'not_started' } }),
      reply({ success: true }),
      status(),
      reply({ success: true }),
    ])
    expect(answer).toEqual({ kind: 'ready', plan })
    expect(asked[2]).toMatchObject({
      url: begun.upload_url,
      headers: { authorization: 'OAuth page', offset: '0', file_size: '3' },
      body: { length: 3 },
    })
    expect((await publish(item, plan, ctx)).kind).toBe('processing')
    expect(paths().at(-1)).toBe('POST 7/video_reels')
    expect(asked.at(-1)?.form).toMatchObject({
      upload_phase: 'finish',
      video_id: '55',
      video_state: 'PUBLISHED',
      title: 'Soup',
      description: 'Hello',
      place: '99',
    })
  })

  it.each([
    ['bytes_transferred', 2, ['2', 1]],
    ['bytes_transfered', 1, ['1', 2]],
  ] as const)('goes on after what Facebook has, which it calls %s', async (name, bytes, sent) => {
    const cut = aReply(400, { debug_info: { retriable: true, type: 'PartialRequestError', message: 'cut' } })
    const { ctx, asked } = facebook([
      reply(begun),
      status({ video_status: 'processing' }),
      cut,
      status({ video_status: 'processing', uploading_phase: { status: 'in_progress', [name]: bytes } }),
      reply({ success: true }),
      status(),
    ])
    expect(await prepare(item, ctx)).toMatchObject({ kind: 'refused', cure: 'wait' })
    expect((await prepare(item, ctx)).kind).toBe('ready')
    expect([asked[4]?.headers?.['offset'], asked[4]?.body?.length]).toEqual(sent)
  })

  it('is not sent twice where its bytes are all there', async () => {
    const { ctx, asked } = facebook([reply(begun), status(), status()])
    expect((await prepare(item, ctx)).kind).toBe('ready')
    expect(asked.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  it('that Facebook could not process in the upload has one other try, in another one', async () => {
    const failed = aReply(400, { debug_info: { type: 'ProcessingFailedError', message: 'no' } })
    const empty = status({ video_status: 'processing' })
    const { ctx, paths } = facebook([reply(begun), empty, failed, reply(begun), empty, failed])
    expect(await prepare(item, ctx)).toMatchObject({ kind: 'refused', cure: 'wait' })
    expect(await prepare(item, ctx)).toMatchObject({ cure: 'edit', error: { code: 'MEDIA_REJECTED' } })
    expect(paths().filter((path) => path === 'POST 7/video_reels')).toHaveLength(2)
  })

  it('sends the page’s token to no other host', async () => {
    const { ctx, asked } = facebook([
      reply({ ...begun, upload_url: 'https://rupload.facebook.com.example/' }),
    ])
    await expect(prepare(item, ctx)).rejects.toThrow('not its own')
    expect(asked).toHaveLength(1)
  })

  it('whose time is over is begun anew', async () => {
    const { ctx, kept } = facebook([reply(begun), status({ video_status: 'expired' })])
    expect(await prepare(item, ctx)).toEqual({ kind: 'processing', checkInMs: 250 })
    expect(kept.size).toBe(0)
  })

  it('that is out already is not finished again', async () => {
    const out = status({ publishing_phase: { status: 'complete', publish_status: 'published' } })
    const { answer, ctx, asked } = await prepared(item, [reply(begun), status(), out])
    expect(answer).toMatchObject({ plan: { ...plan, isOut: true } })
    expect((await publish(item, (answer as { plan: Json }).plan, ctx)).kind).toBe('processing')
    expect(asked.filter(({ creating }) => creating)).toEqual([])
  })
})

describe('section 3.6: a story', () => {
  it('of a photo is made of one that was uploaded, and found in the list of stories', async () => {
    const item = anItem({ media: [aFile()], contentType: 'STORY', text: '' })
    const { answer, ctx, asked } = await prepared(item, [
      reply({ id: '1' }),
      reply({ success: true, post_id: '90' }),
      reply({ data: [] }),
      reply({ data: [{ post_id: '90', media_id: '1', url: 'https://www.facebook.com/stories/1/90' }] }),
    ])
    const outcome = await publish(item, (answer as { plan: Json }).plan, ctx)
    expect(asked[1]).toMatchObject({ creating: true, form: { photo_id: '1' } })
    const first = await check(item, (outcome as { resume: Json }).resume, ctx)
    expect(first.kind).toBe('processing')
    expect(await check(item, (first as { resume: Json }).resume, ctx)).toMatchObject({
      kind: 'published',
      remoteId: '90',
      url: 'https://www.facebook.com/stories/1/90',
    })
  })

  it('that the list does not show is out all the same', async () => {
    const resume = { kind: 'photoStory', pageId: '7', photoIds: ['1'], postId: '90', asked: 2 }
    expect(await check(anItem(), resume, facebook([aReply(400, { error: { code: 10 } })]).ctx)).toMatchObject(
      {
        kind: 'published',
        remoteId: '90',
        url: 'https://www.facebook.com/stories/90',
      },
    )
  })

  it('of a video waits until Facebook has looked at what was uploaded', async () => {
    const item = anItem({ media: [video], contentType: 'STORY', text: '' })
    const { answer, ctx, paths } = await prepared(item, [
      reply(begun),
      status({ video_status: 'processing' }),
      reply({ success: true }),
      status({ video_status: 'processing', uploading_phase: { status: 'complete' } }),
      status({ video_status: 'ready' }),
      reply({ success: true, post_id: '91' }),
    ])
    expect(answer.kind).toBe('processing')
    const ready = await prepare(item, ctx)
    expect(ready.kind).toBe('ready')
    await publish(item, (ready as { plan: Json }).plan, ctx)
    expect(paths().at(-1)).toBe('POST 7/video_stories')
  })
})
