import { beforeEach, describe, expect, it } from 'vitest'
import sharp from 'sharp'
import { startSimulator } from '../../../../tests/support/simulator.js'
import {
  allScopes,
  dataOf,
  facebookClient,
  files,
  fixture,
  refusalOf,
  textOf,
  withFile,
  wordsOf,
  type Person,
} from '../../../../tests/support/facebook.js'
import { simulator } from './index.js'

/** What a connector that does everything right never meets. */
const client = await startSimulator(simulator, files)
const { person, sendBytes } = facebookClient(client)
const { advance } = client.control
const posts = () => client.control.posts({ platform: 'facebook', limit: 1_000 })
const upright = await fixture('rotated-90-1280x720-4s.mp4')
const wrongCodec = await fixture('wrong-codec-mpeg4-2s.mp4')

let page: Awaited<ReturnType<Person['asPage']>>
beforeEach(async () => {
  await client.control.reset()
  page = await (await person()).asPage()
})
const edge = (name: string, fields: Record<string, string>) => page.post(`${page.id}/${name}`, fields)
const begin = async (name: string) => {
  const { body } = await edge(name, { upload_phase: 'start' })
  return body as { video_id: string; upload_url: string }
}
const uploaded = async (name: string, bytes = upright) => {
  const { video_id: id, upload_url: url } = await begin(name)
  await sendBytes(url, page.token, bytes)
  return id
}
const finishReel = (id: string, more: Record<string, string> = {}) =>
  edge('video_reels', { upload_phase: 'finish', video_id: id, video_state: 'PUBLISHED', ...more })

describe('reels', () => {
  it('for later are out then, and need a time', async () => {
    const id = await uploaded('video_reels')
    expect(refusalOf(await finishReel(id, { video_state: 'SCHEDULED' }))).toEqual([400, 100, undefined])
    const now = Math.floor(Date.parse((await client.control.clock()).now) / 1_000)
    await finishReel(id, { video_state: 'SCHEDULED', scheduled_publish_time: String(now + 3_600) })
    await advance(3_000_000)
    expect(await posts()).toEqual([])
    await advance(700_000)
    expect(await posts()).toHaveLength(1)
  })

  it('are in no list of posts', async () => {
    const id = await uploaded('video_reels')
    await finishReel(id)
    await advance(3_000)
    for (const list of ['feed', 'posts', 'published_posts'])
      expect(dataOf(await page.get(`${page.id}/${list}`, { limit: '1' }))).toMatchObject([
        { message: 'What we did 1 days before' },
      ])
    expect(dataOf(await page.get(`${page.id}/video_reels`))).toHaveLength(1)
  })

  it('that is broken by a fault is out nowhere, and its post is gone', async () => {
    const id = await uploaded('video_reels')
    await finishReel(id)
    await client.fault('processing_failed', 'status')
    await page.get(id, { fields: 'status' })
    await advance(3_000)
    expect([await posts(), dataOf(await page.get(`${page.id}/video_reels`))]).toEqual([[], []])
  })
})

describe('bytes', () => {
  it('of a reel cannot become another number on the way, nor more than was said', async () => {
    const { upload_url: url } = await begin('video_reels')
    const send = (offset: number, size: number, length: number) =>
      client.call('POST', url, {
        headers: { authorization: `OAuth ${page.token}`, offset: String(offset), file_size: String(size) },
        body: upright.subarray(offset, offset + length),
      })
    await send(0, upright.length, 1_000)
    for (const wrong of [await send(1_000, upright.length + 1, 1_000), await send(1_000, 1_500, 1_000)])
      expect(wrong.body).toMatchObject({ debug_info: { type: 'PartialRequestError' } })
    const headers = {
      authorization: `OAuth ${page.token}`,
      file_url: 'https://files.example/rotated-90-1280x720-4s.mp4',
    }
    expect((await client.call('POST', url, { headers })).body).toMatchObject({
      debug_info: { type: 'OffsetInvalidError' },
    })
    expect(
      (await client.call('POST', url, { headers: { ...headers, authorization: `Bearer ${page.token}` } }))
        .status,
    ).toBe(401)
    expect((await send(1_000, upright.length, upright.length)).body).toMatchObject({ success: true })
  })

  it('of a film in the feed: 10 GB at most, no piece longer than was asked for, within a day', async () => {
    const start = (size: number) => edge('videos', { upload_phase: 'start', file_size: String(size) })
    expect(refusalOf(await start(10_737_418_241))).toEqual([400, 100, 2_069_019])
    expect(refusalOf(await start(0))).toEqual([400, 100, undefined])
    const session = textOf(await start(upright.length), 'upload_session_id')
    const piece = (bytes: Buffer) =>
      page.post(
        `${page.id}/videos`,
        withFile(
          { upload_phase: 'transfer', upload_session_id: session, start_offset: '0' },
          'video_file_chunk',
          bytes,
        ),
      )
    expect(refusalOf(await piece(upright))).toEqual([400, 100, 1_363_037])
    await advance(86_400_000)
    expect(refusalOf(await piece(upright.subarray(0, 10)))).toEqual([400, 100, 1_363_041])
  })
})

it('a story’s wrong film is refused at its finish, known or not yet', async () => {
  const id = await uploaded('video_stories', wrongCodec)
  await advance(500)
  expect(refusalOf(await edge('video_stories', { upload_phase: 'finish', video_id: id }))).toEqual([
    400,
    2_069_019,
    undefined,
  ])
  expect(dataOf(await page.get(`${page.id}/stories`))).toEqual([])
})

it('a photo is as high as the camera was held', async () => {
  const turned = await sharp({ create: { width: 40, height: 20, channels: 3, background: 'red' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  await page.post(`${page.id}/photos`, withFile({}, 'source', turned))
  expect((await posts())[0]?.media).toMatchObject([{ width: 20, height: 40 }])
})

it('an answer to an answer stands under the comment that both belong to', async () => {
  const id = textOf(await edge('feed', { message: 'Soup' }), 'id')
  const first = textOf(await page.post(`${id}/comments`, { message: 'First' }), 'id')
  const second = textOf(await page.post(`${first}/comments`, { message: 'Second' }), 'id')
  const third = textOf(await page.post(`${second}/comments`, { message: 'Third' }), 'id')
  expect((await page.get(third, { fields: 'parent{id}' })).body).toEqual({ id: third, parent: { id: first } })
  expect(dataOf(await page.get(`${first}/comments`)).map((each) => each['id'])).toEqual([second, third])
})

it('what is not published has no page of its own', async () => {
  const id = textOf(await edge('feed', { message: 'Hidden', published: 'false' }), 'id')
  expect((await page.get(id, { fields: 'is_published' })).body).toEqual({ is_published: false, id })
  expect((await client.call('GET', `https://www.facebook.com/${id}`)).status).toBe(404)
  expect((await client.call('GET', 'https://www.facebook.com/nobody')).status).toBe(404)
})

it('what will be public later is not there before', async () => {
  const now = Math.floor(Date.parse((await client.control.clock()).now) / 1_000)
  const later = { published: 'false', scheduled_publish_time: String(now + 900) }
  const id = textOf(await edge('feed', { message: 'Later', ...later }), 'id')
  expect(refusalOf(await page.post(`${id}/comments`, { message: 'Early' }))).toEqual([400, 100, 33])
})

it('a page’s token names no other page’s token, and a person without pages_show_list none', async () => {
  const pages = [
    { id: '61550000000000001', name: 'Bakery' },
    { id: '61550000000000002', name: 'Bar' },
  ]
  const ann = await person({ pages })
  const bakery = await ann.asPage('61550000000000001')
  expect((await bakery.get('61550000000000002', { fields: 'access_token' })).body).toEqual({
    id: '61550000000000002',
  })
  expect((await bakery.get('me', { fields: 'access_token' })).body).toEqual({
    access_token: bakery.token,
    id: bakery.id,
  })
  const careful = await person({ pages, scopes: ['pages_manage_posts'] })
  expect((await careful.get(bakery.id, { fields: 'access_token' })).body).toEqual({ id: bakery.id })
})

it('a page’s days that are still to come have no numbers; other periods are not told; reading needs the right', async () => {
  const now = Math.floor(Date.parse((await client.control.clock()).now) / 1_000)
  const ask = (more: Record<string, string>, who = page) =>
    who.get(`${who.id}/insights`, { metric: 'page_follows', ...more })
  const [row] = dataOf(await ask({ since: String(now - 86_400), until: String(now + 5 * 86_400) }))
  expect(row?.['values']).toHaveLength(1)
  expect(wordsOf(await ask({ period: 'week' }))).toContain('must be day')
  const careful = await (
    await person({ scopes: allScopes.filter((each) => each !== 'pages_read_engagement') })
  ).asPage()
  expect(refusalOf(await ask({}, careful))).toEqual([400, 10, undefined])
})
