import { beforeEach, describe, expect, it } from 'vitest'
import { startSimulator } from '../../../../tests/support/simulator.js'
import {
  at,
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
import { complaint, isDisallowed } from './files.js'
import { simulator } from './index.js'

/** Sections 3.4 to 3.6 of the facts: films by address and in pieces, reels, stories. */
const client = await startSimulator(simulator, files)
const { person, sendBytes } = facebookClient(client)
const { advance } = client.control
const posts = () => client.control.posts({ platform: 'facebook', limit: 1_000 })
const upright = await fixture('rotated-90-1280x720-4s.mp4')
const wrongCodec = await fixture('wrong-codec-mpeg4-2s.mp4')
const film = await fixture('landscape-1280x720-4s-moov-last.mp4')

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
  expect((await sendBytes(url, page.token, bytes)).body).toMatchObject({ success: true })
  return id
}
const finishReel = (id: string, more = {}) =>
  edge('video_reels', {
    upload_phase: 'finish',
    video_id: id,
    video_state: 'PUBLISHED',
    description: 'Soup',
    ...more,
  })
const statusOf = async (id: string) => {
  const { body } = await page.get(id, { fields: 'status' })
  return (body as { status: { video_status: string; [phase: string]: unknown } }).status
}

describe('a reel', () => {
  it('is acknowledged first and out later, with the id of its post', async () => {
    const { video_id: id, upload_url: url } = await begin('video_reels')
    expect(url).toBe(`https://rupload.facebook.com/video-upload/v25.0/${id}`)
    expect(await statusOf(id)).toEqual({
      video_status: 'processing',
      uploading_phase: { status: 'not_started', bytes_transfered: 0 },
      processing_phase: { status: 'not_started' },
      publishing_phase: { status: 'not_started', publish_status: 'not_published' },
    })
    await sendBytes(url, page.token, upright)
    expect(await statusOf(id)).toMatchObject({
      video_status: 'processing',
      uploading_phase: { status: 'complete', bytes_transfered: upright.length },
      processing_phase: { status: 'in_progress' },
    })
    await advance(500)
    expect(await statusOf(id)).toMatchObject({ video_status: 'upload_complete' })
    expect((await finishReel(id, { title: 'Lunch' })).body).toEqual({ success: true })
    expect(await statusOf(id)).toMatchObject({ publishing_phase: { status: 'in_progress' } })
    expect((await page.get(id, { fields: 'post_id,published' })).body).toEqual({ id, published: false })
    expect(await posts()).toEqual([])
    await advance(2_500)
    expect(await statusOf(id)).toMatchObject({
      video_status: 'ready',
      publishing_phase: {
        status: 'complete',
        publish_status: 'published',
        publish_time: expect.any(Number) as number,
      },
    })
    const shown = await page.get(id, { fields: 'post_id,permalink_url,description,published,length' })
    expect(shown.body).toEqual({
      id,
      post_id: expect.stringContaining(`${page.id}_`) as string,
      permalink_url: `/reel/${id}/`,
      description: 'Soup',
      published: true,
      length: expect.closeTo(4, 1) as number,
    })
    expect(await posts()).toMatchObject([
      { text: 'Soup', media: [{ kind: 'video', width: 720, height: 1_280 }] },
    ])
    expect((await client.call('GET', `https://www.facebook.com/reel/${id}/`)).text).toContain('Lunch')
    expect(dataOf(await page.get(`${page.id}/video_reels`)).map((each) => each['id'])).toEqual([id])
  })

  it('finished twice is one', async () => {
    const id = await uploaded('video_reels')
    await finishReel(id)
    await advance(3_000)
    expect((await finishReel(id)).body).toEqual({ success: true })
    await advance(3_000)
    expect(await posts()).toHaveLength(1)
  })

  it('a draft is not shown', async () => {
    const id = await uploaded('video_reels')
    await finishReel(id, { video_state: 'DRAFT' })
    await advance(5_000)
    expect(await statusOf(id)).toMatchObject({ publishing_phase: { publish_status: 'draft' } })
    expect(await posts()).toEqual([])
  })

  it('goes on where its bytes ended', async () => {
    const { video_id: id, upload_url: url } = await begin('video_reels')
    const headers = { authorization: `OAuth ${page.token}`, offset: '0', file_size: String(upright.length) }
    const part = await client.call('POST', url, { headers, body: upright.subarray(0, 50_002) })
    expect(part).toMatchObject({
      status: 400,
      body: { debug_info: { type: 'PartialRequestError', retriable: true } },
    })
    expect(await statusOf(id)).toMatchObject({
      uploading_phase: { status: 'in_progress', bytes_transfered: 50_002, source_file_size: upright.length },
    })
    const again = await sendBytes(url, page.token, upright)
    expect(again.body).toMatchObject({ debug_info: { type: 'OffsetInvalidError', retriable: true } })
    expect((await sendBytes(url, page.token, upright, 50_002)).body).toMatchObject({ success: true })
    await advance(2_000)
    expect(await statusOf(id)).toMatchObject({ video_status: 'ready' })
  })

  it('may be fetched from an address instead, which must let the network in', async () => {
    const pull = async (url: string) => {
      const { video_id: id, upload_url: to } = await begin('video_reels')
      const headers = { authorization: `OAuth ${page.token}`, file_url: url }
      return [id, await client.call('POST', to, { headers })] as const
    }
    const [id, answer] = await pull(at('rotated-90-1280x720-4s.mp4'))
    expect(answer.body).toMatchObject({ success: true })
    await advance(2_000)
    expect(await statusOf(id)).toMatchObject({ video_status: 'ready' })
    for (const url of [
      at('not-there.mp4'),
      'https://closed.example/rotated-90-1280x720-4s.mp4',
      'https://scontent.xx.fbcdn.net/rotated-90-1280x720-4s.mp4',
    ])
      expect((await pull(url))[1].body).toMatchObject({ debug_info: { type: 'ProcessingFailedError' } })
  })

  it('takes bytes with the page’s own token only', async () => {
    const { upload_url: url } = await begin('video_reels')
    const bea = await person()
    const other = await bea.asPage()
    expect((await sendBytes(url, 'EAAnobody', upright)).body).toMatchObject({
      debug_info: { type: 'NotAuthorizedError' },
    })
    expect((await sendBytes(url, other.token, upright)).status).toBe(400)
    expect((await sendBytes(url, bea.token, upright)).status).toBe(401)
  })

  it('an upload that nobody ends is expired after a day', async () => {
    const { video_id: id, upload_url: url } = await begin('video_reels')
    await advance(86_400_000)
    expect(await statusOf(id)).toMatchObject({ video_status: 'expired' })
    expect((await sendBytes(url, page.token, upright)).status).toBe(400)
  })

  it('is not finished before its bytes are there, nor in no state, nor by another page', async () => {
    const { video_id: id } = await begin('video_reels')
    expect(wordsOf(await finishReel(id))).toContain('not uploaded yet')
    expect(wordsOf(await finishReel(id, { video_state: 'OUT' }))).toContain('video_state')
    expect(refusalOf(await finishReel('123'))).toEqual([400, 100, 33])
  })

  it('a wrong film is said at its end where that is known, else of its status; it never comes out', async () => {
    const [early, late] = [
      await uploaded('video_reels', wrongCodec),
      await uploaded('video_reels', wrongCodec),
    ]
    expect((await finishReel(early)).body).toEqual({ success: true })
    await advance(2_000)
    expect(await statusOf(early)).toMatchObject({
      video_status: 'error',
      processing_phase: { status: 'error', errors: [{ code: 2_069_019 }] },
      publishing_phase: { status: 'error', publish_status: 'not_published' },
    })
    expect(refusalOf(await finishReel(late))).toEqual([400, 2_069_019, undefined])
    await advance(5_000)
    expect(await posts()).toEqual([])
  })
})

describe('a story', () => {
  const photo = async () =>
    textOf(
      await page.post(
        `${page.id}/photos`,
        withFile({ published: 'false' }, 'source', await fixture('card-1200x630.png')),
      ),
      'id',
    )

  it('of a photo is told once, listed, and gone after a day', async () => {
    const id = await photo()
    const told = await edge('photo_stories', { photo_id: id })
    const storyId = textOf(told, 'post_id')
    expect(told.body).toEqual({ success: true, post_id: expect.stringMatching(/^\d+$/) as string })
    const listed = async (query = {}) => dataOf(await page.get(`${page.id}/stories`, query))
    expect(await listed()).toEqual([
      {
        post_id: storyId,
        status: 'PUBLISHED',
        creation_time: expect.stringMatching(/^\d{10}$/) as string,
        media_type: 'photo',
        media_id: id,
        url: `https://www.facebook.com/stories/${storyId}/`,
      },
    ])
    expect((await client.call('GET', `https://www.facebook.com/stories/${storyId}/`)).status).toBe(200)
    expect(refusalOf(await edge('photo_stories', { photo_id: id }))).toEqual([400, 100, 1_366_051])
    await advance(86_400_000)
    expect(await listed()).toMatchObject([{ status: 'ARCHIVED' }])
    expect(await listed({ status: 'PUBLISHED' })).toEqual([])
    expect((await client.call('GET', `https://www.facebook.com/stories/${storyId}/`)).status).toBe(404)
  })

  it('takes no photo that a post shows, and a post none that a story shows', async () => {
    const [first, second] = [await photo(), await photo()]
    const attach = (id: string) => edge('feed', { attached_media: JSON.stringify([{ media_fbid: id }]) })
    await attach(first)
    expect(refusalOf(await edge('photo_stories', { photo_id: first }))).toEqual([400, 100, 1_366_051])
    await edge('photo_stories', { photo_id: second })
    expect(refusalOf(await attach(second))).toEqual([400, 100, 1_366_051])
  })

  it('of a film waits until its upload is complete', async () => {
    const id = await uploaded('video_stories')
    const finish = () => edge('video_stories', { upload_phase: 'finish', video_id: id })
    expect(refusalOf(await finish())).toEqual([400, 100, undefined])
    await advance(500)
    const told = textOf(await finish(), 'post_id')
    expect(dataOf(await page.get(`${page.id}/stories`))).toMatchObject([
      { post_id: told, media_type: 'video', media_id: id },
    ])
    expect(refusalOf(await finish())).toEqual([400, 100, 1_366_051])
    // The media of stories are none of the other edges.
    expect(refusalOf(await finishReel(id))).toEqual([400, 100, 33])
  })
})

describe('a film in the feed', () => {
  it('by its address is answered before it is out', async () => {
    const made = await edge('videos', {
      file_url: at('landscape-1280x720-4s-moov-last.mp4'),
      description: 'Soup',
    })
    const id = textOf(made, 'id')
    expect(await posts()).toEqual([])
    await advance(3_000)
    expect(await posts()).toMatchObject([{ text: 'Soup', url: `https://www.facebook.com/reel/${id}/` }])
    expect(dataOf(await page.get(`${page.id}/videos`, { fields: 'id,description,post_id' }))).toMatchObject([
      { id, description: 'Soup' },
    ])
    const [listed] = dataOf(
      await page.get(`${page.id}/feed`, { fields: 'id,attachments{media_type,target{id}}' }),
    )
    expect(listed).toMatchObject({ attachments: { data: [{ media_type: 'video', target: { id } }] } })
    const comment = textOf(await page.post(`${id}/comments`, { message: 'First' }), 'id')
    expect(dataOf(await page.get(`${listed?.['id'] as string}/comments`))).toMatchObject([{ id: comment }])
  })

  it.each(['not-there.mp4', 'x'])('an address that gives nothing is refused: %s', async (name) => {
    const url = name === 'x' ? 'ftp://files.example/x' : at(name)
    expect(refusalOf(await edge('videos', { file_url: url }))).toEqual([400, 100, 2_061_006])
  })

  it('what is no film fails while it is worked on', async () => {
    const id = textOf(await edge('videos', { file_url: at('truncated.mp4') }), 'id')
    await advance(3_000)
    expect(await statusOf(id)).toMatchObject({ video_status: 'error', processing_phase: { status: 'error' } })
    expect(await posts()).toEqual([])
  })

  type Offsets = { start_offset: string; end_offset: string }
  const start = async () => {
    const { body } = await edge('videos', { upload_phase: 'start', file_size: String(film.length) })
    return body as Offsets & { video_id: string; upload_session_id: string }
  }
  const transfer = (session: string, from: number, to: number) =>
    page.post(
      `${page.id}/videos`,
      withFile(
        { upload_phase: 'transfer', upload_session_id: session, start_offset: String(from) },
        'video_file_chunk',
        film.subarray(from, to),
      ),
    )

  it('in pieces, as large as the network wants them', async () => {
    const begun = await start()
    const session = begun.upload_session_id
    expect(begun.start_offset).toBe('0')
    const finish = () =>
      edge('videos', { upload_phase: 'finish', upload_session_id: session, description: 'Soup' })
    expect(refusalOf(await finish())).toEqual([400, 100, 1_363_037])
    let next: Offsets = begun
    let pieces = 0
    while (next.start_offset !== next.end_offset) {
      next = (await transfer(session, Number(next.start_offset), Number(next.end_offset))).body as Offsets
      pieces += 1
    }
    expect([pieces, next.end_offset]).toEqual([2, String(film.length)])
    expect((await finish()).body).toEqual({ success: true })
    await advance(3_000)
    expect(await posts()).toMatchObject([{ text: 'Soup', media: [{ width: 1_280 }] }])
    // Asked for again there is no second one.
    expect((await finish()).body).toEqual({ success: true })
    await advance(3_000)
    expect(await posts()).toHaveLength(1)
  })

  it('a piece that has come is not taken again, another than the next is refused', async () => {
    const { upload_session_id: session, end_offset: end } = await start()
    const first = await transfer(session, 0, Number(end))
    expect((await transfer(session, 0, Number(end))).body).toEqual(first.body)
    expect(refusalOf(await transfer(session, 10, 20))).toEqual([400, 100, 1_363_037])
    expect(refusalOf(await transfer('1', 0, 10))).toEqual([400, 100, 1_363_041])
  })

  it('is cancelled, or not published', async () => {
    const { upload_session_id: session } = await start()
    expect((await edge('videos', { upload_phase: 'cancel', upload_session_id: session })).body).toEqual({
      success: true,
    })
    expect(refusalOf(await transfer(session, 0, 10))).toEqual([400, 100, 1_363_041])
    const hidden = textOf(
      await edge('videos', { file_url: at('landscape-1280x720-4s-moov-last.mp4'), published: 'false' }),
      'id',
    )
    await advance(3_000)
    expect((await page.get(hidden, { fields: 'published' })).body).toEqual({ published: false, id: hidden })
    expect(await posts()).toEqual([])
  })
})

describe('what a reel must be', () => {
  const good = {
    container: 'mp4',
    codec: 'avc',
    width: 1_080,
    height: 1_920,
    seconds: 30,
    framesPerSecond: 30,
    bitsPerSecond: 5_000_000,
    sound: null,
  } as const
  it.each([
    [{}, undefined],
    [{ width: 540, height: 960 }, undefined],
    [{ width: 1_920, height: 1_080 }, undefined],
    [{ seconds: 90 }, undefined],
    [{ framesPerSecond: 23.976 }, undefined],
    [{ width: 1_080, height: 2_400 }, 1_363_040],
    [{ width: 536, height: 950 }, 1_363_127],
    [{ seconds: 2.5 }, 1_363_128],
    [{ seconds: 91 }, 1_363_128],
    [{ framesPerSecond: 15 }, 1_363_129],
    [{ framesPerSecond: 120 }, 1_363_129],
    [{ codec: 'mpeg4' }, 2_069_019],
    [{ container: 'other' }, 2_069_019],
  ] as const)('%j: %s', (change, code) => {
    expect(complaint({ ...good, ...change }, 'reel')?.code).toBe(code)
  })

  it('a story’s film is at most a minute, one in the feed four hours', () => {
    expect(complaint({ ...good, seconds: 61 }, 'story')?.code).toBe(1_363_128)
    expect(complaint({ ...good, seconds: 14_000, width: 320, height: 240 }, 'video')).toBeNull()
    expect(complaint({ ...good, seconds: 14_401 }, 'video')?.code).toBe(2_069_019)
  })
})

it.each([
  ['', false],
  ['User-agent: *\nDisallow: /', true],
  ['User-agent: *\nDisallow: /\nUser-agent: facebookexternalhit\nDisallow:', false],
  ['User-agent: other\nUser-agent: facebookexternalhit\nDisallow: /media # not this\n', true],
  ['User-agent: facebookexternalhit\nDisallow: /private', false],
])('robots.txt %j', (robots, refused) => {
  expect(isDisallowed(robots, '/media/film.mp4')).toBe(refused)
})
