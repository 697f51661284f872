import { beforeEach, describe, expect, it } from 'vitest'
import {
  at,
  codesOf,
  dataOf,
  files,
  film,
  fixture,
  instagramClient,
  photo,
  statusOf,
  textOf,
  type Person,
} from '../../../../tests/support/instagram.js'
import { startSimulator, type Answer } from '../../../../tests/support/simulator.js'
import type { JsonObject } from '../../../kit/json.js'
import { simulator } from './index.js'

/** Section 3 of the facts: every kind of media, and what goes with it. */
const client = await startSimulator(simulator, files)
const { person } = instagramClient(client)
const { advance } = client.control
const posts = () => client.control.posts({ platform: 'instagram', limit: 2_000 })
const portrait = { image_url: at('portrait-4x5-1080x1350.jpg') }
const story = { media_type: 'STORIES', image_url: photo.image_url }

let ann: Person
let bob: Person
beforeEach(async () => {
  await client.control.reset()
  ann = await person('instagram', { username: 'ann' })
  bob = await person('facebook', { username: 'bob' })
})
const create = (form: Record<string, string>, who = ann): Promise<Answer> => who.post(`${who.id}/media`, form)
const page = async (id: string, who = ann): Promise<string> => {
  const permalink = textOf(await who.get(id, { fields: 'permalink' }), 'permalink')
  const answer = await client.call('GET', permalink)
  expect(answer.status).toBe(200)
  return answer.text
}

describe('kinds', () => {
  it('a picture, by its address /p/, with its caption and alternative text', async () => {
    const id = await ann.publish({ ...portrait, caption: '  Soup of the day  ', alt_text: 'A bowl' })
    const fields =
      'caption,alt_text,media_type,media_product_type,permalink,shortcode,timestamp,username,media_url'
    const { body } = await ann.get(id, { fields })
    const { shortcode } = body as { shortcode: string }
    expect(body).toMatchObject({
      caption: 'Soup of the day',
      alt_text: 'A bowl',
      media_type: 'IMAGE',
      media_product_type: 'FEED',
      permalink: `https://www.instagram.com/p/${shortcode}/`,
      timestamp: expect.stringMatching(/^[\dT:-]{19}\+0000$/) as string,
      username: 'ann',
    })
    expect(await page(id)).toContain('Soup of the day')
    expect(
      (await client.call('GET', textOf({ ...(await ann.get(id, { fields })) }, 'media_url'))).headers.get(
        'content-type',
      ),
    ).toBe('image/jpeg')
    expect(await posts()).toMatchObject([
      { remoteId: id, media: [{ kind: 'image', altText: 'A bowl', width: 1_080, height: 1_350 }] },
    ])
  })

  it('a film by itself is a reel, by its address /reel/', async () => {
    const id = await ann.publish({ ...film, caption: 'At sea', share_to_feed: 'false', thumb_offset: '1000' })
    const { body } = await ann.get(id, {
      fields: 'media_type,media_product_type,permalink,is_shared_to_feed',
    })
    expect(body).toMatchObject({
      media_type: 'VIDEO',
      media_product_type: 'REELS',
      permalink: expect.stringMatching(/^https:\/\/www\.instagram\.com\/reel\/[\w-]+\/$/) as string,
      is_shared_to_feed: false,
    })
    expect(await page(id)).toContain('Reel, not in the feed')
    expect(codesOf(await create({ media_type: 'VIDEO', video_url: film.video_url }))).toEqual([
      100,
      undefined,
    ])
    expect(codesOf(await create({ video_url: film.video_url }))).toEqual([100, undefined])
  })

  it('a carousel of pictures and films, whose parts have ids and no address', async () => {
    const items = [
      await ann.container({ ...photo, is_carousel_item: 'true', alt_text: 'A bowl' }),
      await ann.container({ media_type: 'VIDEO', video_url: film.video_url, is_carousel_item: 'true' }),
    ]
    await advance(2_001)
    const id = await ann.publish({ media_type: 'CAROUSEL', children: items.join(','), caption: 'Both' })
    expect((await ann.get(id, { fields: 'media_type,caption' })).body).toEqual({
      media_type: 'CAROUSEL_ALBUM',
      caption: 'Both',
    })
    const children = dataOf(await ann.get(`${id}/children`, { fields: 'id,media_type,permalink' }))
    expect(children).toEqual([
      { id: expect.any(String) as string, media_type: 'IMAGE' },
      { id: expect.any(String) as string, media_type: 'VIDEO' },
    ])
    expect(await posts()).toMatchObject([
      { remoteId: id, media: [{ kind: 'image', altText: 'A bowl' }, { kind: 'video' }] },
    ])
    expect((await statusOf(ann, items[0] ?? ''))[0]).toBe('PUBLISHED')
    const again = await create({ media_type: 'CAROUSEL', children: items.join(',') })
    expect(codesOf(again)).toEqual([24, 2_207_008])
  })

  it('a story of a picture or a film, whatever its shape, gone after a day', async () => {
    const first = await ann.publish(story)
    const second = await ann.publish({ media_type: 'STORIES', video_url: film.video_url })
    expect(await page(second)).toContain('Story, gone after 24 hours')
    expect(dataOf(await ann.get(`${ann.id}/stories`)).map(({ id }) => id)).toEqual([second, first])
    const permalink = textOf(await ann.get(first, { fields: 'permalink' }), 'permalink')
    await advance(86_400_000)
    expect((await client.call('GET', permalink)).status).toBe(404)
  })

  it('nothing without media', async () => {
    expect(codesOf(await create({ caption: 'Only words' }))).toEqual([100, undefined])
    expect(codesOf(await create({ media_type: 'REELS' }))).toEqual([100, undefined])
    expect(codesOf(await create({ ...photo, ...film, media_type: '' }))).toEqual([100, undefined])
  })

  it('an item of a carousel is not published by itself, and a carousel takes nothing else', async () => {
    const [item, other] = [
      await ann.container({ ...photo, is_carousel_item: 'true' }),
      await ann.container(photo),
    ]
    await advance(501)
    expect(codesOf(await ann.post(`${ann.id}/media_publish`, { creation_id: item }))).toEqual([
      100,
      undefined,
    ])
    for (const children of [`${item},${other}`, `${item},${item}`])
      expect(codesOf(await create({ media_type: 'CAROUSEL', children }))).toEqual([100, undefined])
    expect(codesOf(await create({ media_type: 'CAROUSEL', children: `${item},17` }))).toEqual([24, 2_207_008])
  })
})

describe('parameters', () => {
  it.each<[string, Record<string, string>]>([
    ['a caption of an item', { ...photo, is_carousel_item: 'true', caption: 'x' }],
    ['a caption of a story', { ...story, caption: 'x' }],
    ['alternative text of a reel', { ...film, alt_text: 'x' }],
    ['alternative text of a story', { ...story, alt_text: 'x' }],
    ['1,001 characters of it', { ...photo, alt_text: 'x'.repeat(1_001) }],
    ['a cover of a picture', { ...photo, cover_url: photo.image_url }],
    ['share_to_feed of a picture', { ...photo, share_to_feed: 'true' }],
    ['four collaborators', { ...photo, collaborators: '["a","b","c","d"]' }],
    ['oneself as a collaborator', { ...photo, collaborators: '["ann"]' }],
    ['collaborators of a story', { ...story, collaborators: '["bob"]' }],
    ['a tag on a picture without a place', { ...photo, user_tags: '[{"username":"bob"}]' }],
    ['a tag beside the picture', { ...photo, user_tags: '[{"username":"bob","x":1.1,"y":0}]' }],
    ['a tag of nobody', { ...photo, user_tags: '[{"username":"not a name","x":1,"y":0}]' }],
    ['a place of an item', { ...photo, is_carousel_item: 'true', location_id: '123456' }],
    ['a place that is none', { ...photo, location_id: 'here' }],
    ['a strategy that is none', { ...film, trial_params: '{"graduation_strategy":"LATER"}' }],
    ['a trial of a picture', { ...photo, trial_params: '{"graduation_strategy":"MANUAL"}' }],
    ['is_ai_generated of an item', { ...photo, is_carousel_item: 'true', is_ai_generated: 'true' }],
    ['a paid partnership at Instagram’s login', { ...photo, is_paid_partnership: 'true' }],
    ['sponsors at Instagram’s login', { ...photo, branded_content_sponsor_ids: '["1"]' }],
    ['bytes at Instagram’s login', { media_type: 'REELS', upload_type: 'resumable' }],
    ['a reel as an item', { ...film, is_carousel_item: 'true' }],
  ])('%s is refused', async (_what, form) => {
    expect((await create(form)).body).toMatchObject({ error: { code: 100 } })
  })

  it.each<[string, Record<string, string>]>([
    ['three sponsors', { ...photo, branded_content_sponsor_ids: '["1","2","3"]' }],
    ['sound of a picture', { ...photo, audio_configuration: '{"audio_id":"1870000000000000"}' }],
    ['a sound that is none', { ...film, audio_configuration: '{"audio_id":"1"}' }],
    [
      'a sound too loud',
      { ...film, audio_configuration: '{"audio_id":"1870000000000000","audio_volume":101}' },
    ],
    ['bytes of a picture', { upload_type: 'resumable' }],
    ['bytes beside an address', { ...film, upload_type: 'resumable' }],
  ])('%s is refused at Facebook’s login', async (_what, form) => {
    expect((await create(form, bob)).body).toMatchObject({ error: { code: 100 } })
  })

  it('what was asked for shows on the page', async () => {
    const id = await ann.publish({
      ...photo,
      collaborators: '["bob","Somebody.else"]',
      user_tags: '[{"username":"cleo","x":0,"y":1}]',
      location_id: '123456',
      is_ai_generated: 'true',
    })
    const html = await page(id)
    for (const word of [
      'With @bob as a collaborator',
      '@somebody.else',
      'With @cleo',
      'At place 123456',
      'AI info',
    ])
      expect(html).toContain(word)
    const reel = await bob.publish({
      ...film,
      cover_url: photo.image_url,
      audio_configuration: '{"audio_id":"1870000000000001"}',
      audio_name: 'Our soup',
      trial_params: '{"graduation_strategy":"SS_PERFORMANCE"}',
      is_paid_partnership: 'true',
      branded_content_sponsor_ids: '["41","42"]',
      user_tags: '[{"username":"cleo"}]',
    })
    const shown = await page(reel, bob)
    for (const word of [
      'A trial',
      'Slow Boat',
      'Our soup',
      'Paid partnership',
      'Sponsored by 41, 42',
      'a cover of its own',
    ])
      expect(shown).toContain(word)
  })
})

describe('bytes', () => {
  const send = (uri: string, headers: Record<string, string>, body: Buffer) =>
    client.call('POST', uri, { headers: { authorization: `OAuth ${bob.token}`, ...headers }, body })
  const begin = async (): Promise<{ id: string; uri: string }> =>
    (await create({ media_type: 'REELS', upload_type: 'resumable' }, bob)).body as { id: string; uri: string }
  const video = async (id: string) =>
    ((await bob.get(id, { fields: 'status_code,video_status' })).body as JsonObject)['video_status']

  it('come whole, or in parts from where the last ended', async () => {
    const bytes = await fixture('square-640-3s-silent.mov')
    const { id, uri } = await begin()
    expect(uri).toBe(`https://rupload.facebook.com/ig-api-upload/v25.0/${id}`)
    expect(await video(id)).toMatchObject({
      uploading_phase: { status: 'not_started', bytes_transferred: 0 },
    })
    const file_size = String(bytes.length)
    expect((await send(uri, { offset: '0', file_size }, bytes.subarray(0, 1_000))).status).toBe(400)
    expect(await video(id)).toMatchObject({
      uploading_phase: { status: 'in_progress', bytes_transferred: 1_000 },
    })
    expect((await send(uri, { offset: '0', file_size }, bytes)).body).toMatchObject({
      debug_info: { type: 'OffsetInvalidError', retriable: true },
    })
    expect((await send(uri, { offset: '1000', file_size }, bytes.subarray(1_000))).body).toEqual({
      success: true,
      message: 'Upload successful.',
    })
    expect((await statusOf(bob, id))[0]).toBe('IN_PROGRESS')
    await advance(2_001)
    expect((await statusOf(bob, id))[0]).toBe('FINISHED')
    expect(await video(id)).toMatchObject({
      uploading_phase: { status: 'complete' },
      processing_phase: { status: 'complete' },
    })
    expect((await bob.post(`${bob.id}/media_publish`, { creation_id: id })).status).toBe(200)
    expect(await posts()).toMatchObject([{ media: [{ kind: 'video', width: 640, bytes: bytes.length }] }])
  })

  it('may be fetched instead; what is no film ends the container', async () => {
    const [good, bad] = [await begin(), await begin()]
    expect((await send(good.uri, { file_url: film.video_url }, Buffer.alloc(0))).status).toBe(200)
    const html = await fixture('html-named.jpg')
    expect((await send(bad.uri, { offset: '0', file_size: String(html.length) }, html)).status).toBe(200)
    await advance(2_001)
    expect([(await statusOf(bob, good.id))[0], (await statusOf(bob, bad.id))[0]]).toEqual([
      'FINISHED',
      'ERROR',
    ])
  })

  it('are nobody else’s to bring', async () => {
    const { uri } = await begin()
    const body = Buffer.from('x')
    const headers = { offset: '0', file_size: '1' }
    const by = (token: string) => send(uri, { ...headers, authorization: `OAuth ${token}` }, body)
    expect((await by(ann.token)).body).toMatchObject({ debug_info: { type: 'NotAuthorizedError' } })
    const eve = await person('facebook')
    expect((await by(eve.token)).body).toMatchObject({
      debug_info: { type: 'ProcessingFailedError', retriable: false },
    })
  })

  it('faults speak as that host does', async () => {
    const { uri } = await begin()
    const sent = () => send(uri, { offset: '0', file_size: '1' }, Buffer.from('x'))
    await client.fault('server_error', 'upload')
    expect(await sent()).toMatchObject({ status: 500, body: { debug_info: { retriable: true } } })
    await client.fault('token_expired', 'upload')
    expect(await sent()).toMatchObject({ status: 401, body: { debug_info: { type: 'NotAuthorizedError' } } })
    await client.fault('media_rejected', 'upload')
    expect(await sent()).toMatchObject({
      status: 400,
      body: { debug_info: { type: 'ProcessingFailedError' } },
    })
  })
})

describe('lists', () => {
  it('go from page to page both ways, newest first', async () => {
    const seen: unknown[] = []
    let after: string | undefined
    do {
      const answer = await ann.get(`${ann.id}/media`, {
        limit: '40',
        fields: 'id,timestamp',
        ...(after === undefined ? {} : { after }),
      })
      seen.push(...dataOf(answer).map(({ timestamp }) => timestamp))
      const { paging } = answer.body as {
        paging: { cursors: { after: string; before: string }; next?: string }
      }
      if (after !== undefined) {
        const back = await ann.get(`${ann.id}/media`, { limit: '40', before: paging.cursors.before })
        expect(dataOf(back)).toHaveLength(40)
      }
      after = paging.next === undefined ? undefined : paging.cursors.after
    } while (after !== undefined)
    expect(seen).toHaveLength(90)
    expect(seen).toEqual([...seen].sort().reverse())
    for (const limit of ['0', '101', 'x'])
      expect(codesOf(await ann.get(`${ann.id}/media`, { limit }))).toEqual([100, undefined])
    expect(codesOf(await ann.get(`${ann.id}/media`, { after: 'nowhere' }))).toEqual([100, undefined])
  })

  it('between two times', async () => {
    const now = Date.parse((await client.control.clock()).now)
    const week = {
      since: String(Math.floor(now / 1_000) - 8 * 86_400),
      until: String(Math.floor(now / 1_000) - 86_400),
      limit: '100',
    }
    const times = dataOf(await ann.get(`${ann.id}/media`, { ...week, fields: 'timestamp' })).map((each) =>
      Date.parse(String(each['timestamp'])),
    )
    expect(times.length).toBeGreaterThanOrEqual(6)
    expect(times.every((time) => time <= now - 86_400_000 && time >= now - 8 * 86_400_000 - 1_000)).toBe(true)
  })
})
