import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { JsonObject } from '../../../kit/json.js'
import {
  fixture,
  itemsOf,
  saidOf,
  savedStory,
  seal,
  snapchatClient,
  spotlight,
  type Snapchatter,
} from '../../../../tests/support/snapchat.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

/** What a fair stand-in must do, line by line. */
// Time moves when it is moved: how fast the machine is says nothing.
vi.useFakeTimers({ toFake: ['Date'] })
afterAll(() => vi.useRealTimers())
const client = await startSimulator(simulator)
const { signIn } = snapchatClient(client)
const film = await fixture('portrait-540x960-6s.mp4')
const photo = await fixture('portrait-4x5-1080x1350.jpg')
const advance = (ms: number): Promise<void> => client.control.advance(ms)

let ann: Snapchatter
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
})

const own = async (path: string, who = ann): Promise<JsonObject[]> => {
  const since = new Date(Date.now() - 3_600_000).toISOString()
  return itemsOf(await who.get(path)).filter((item) => String(item['created_at']) > since)
}

describe('9. gates by allow-listed client id, with short tokens and an envelope', () => {
  it('answers 403 to an app that is not allow-listed, with a code or without a word', async () => {
    const unlisted = await signIn({ username: 'bea' }, 'unlisted')
    const silent = await signIn({ username: 'bea' }, 'unlisted-silent')
    expect(saidOf(await unlisted.at('GET', '/v1/public_profiles/my_profile'))).toEqual([
      403,
      'ERROR',
      'AUTHORIZATION_PERMISSION_DENIED',
    ])
    const { status, text } = await silent.at('GET', '/v1/public_profiles/my_profile')
    expect([status, text]).toEqual([403, ''])
  })

  it('ends access tokens after half an hour', async () => {
    expect(ann.tokens).toMatchObject({ expires_in: 1_800, token_type: 'Bearer' })
    expect((await ann.get('')).status).toBe(200)
    await advance(1_800_000)
    expect(saidOf(await ann.get(''))[0]).toBe(401)
  })

  it('wraps answers, refusals with 200 among them', async () => {
    expect((await ann.get('/stories')).body).toEqual({
      request_id: expect.stringMatching(/^[\da-f-]{36}$/) as string,
      request_status: 'SUCCESS',
      paging: {},
      stories: [],
    })
    const media_id = await ann.media(photo, 'IMAGE')
    expect((await ann.post('/stories', { media_id })).status).toBe(200)
    expect(saidOf(await ann.post('/stories', { media_id }))).toEqual([
      200,
      'ERROR',
      'MEDIA_POSTING_ALREADY_IN_PROGRESS',
    ])
  })
})

describe('9. decrypts with the given key and IV and inspects the real file', () => {
  it('takes a file in parts, and what is seen is the file', async () => {
    const sealed = seal(film)
    const { media_id } = await ann.upload(sealed, 100_000)
    await advance(2_000)
    const { body } = await ann.post('/spotlights', spotlight(media_id))
    expect(await client.control.posts({ limit: 1 })).toMatchObject([
      {
        remoteId: (body as JsonObject)['spotlight_id'],
        text: 'Soup',
        media: [{ kind: 'video', width: 540, height: 960, bytes: film.length }],
      },
    ])
    const page = await client.call(
      'GET',
      `https://www.snapchat.com/spotlight/${String((body as JsonObject)['spotlight_id'])}`,
    )
    const shown = /src="[^"]*\/sandbox\/snapchat\/(_files\/[^"]+)"/.exec(page.text)?.[1] ?? ''
    const seen = await client.call('GET', `https://${shown}`)
    expect([seen.headers.get('content-type'), seen.text]).toEqual(['video/mp4', film.toString()])
  })

  it('refuses at the post what another key was given for, and what the file is not', async () => {
    const other = { ...seal(film), key: seal(film).key }
    const { media_id } = await ann.upload(other)
    await advance(2_000)
    expect(saidOf(await ann.post('/spotlights', spotlight(media_id)))).toEqual([
      400,
      'ERROR',
      'INVALID_MEDIA',
    ])
    const picture = await ann.media(photo, 'VIDEO')
    expect(saidOf(await ann.post('/stories', { media_id: picture }))).toEqual([400, 'ERROR', 'INVALID_MEDIA'])
  })

  it.each([
    ['a film of four seconds', 'landscape-1280x720-4s-moov-last.mp4', 'VIDEO', /5 to 60 seconds/],
    ['another codec', 'wrong-codec-mpeg4-2s.mp4', 'VIDEO', /H\.264/],
    ['a MOV', 'square-640-3s-silent.mov', 'VIDEO', /MP4/],
    ['a film that was cut off', 'truncated.mp4', 'VIDEO', /read/],
    ['a picture that was cut off', 'truncated.jpg', 'IMAGE', /read/],
    ['a WebP', 'photo-1200x900.webp', 'IMAGE', /JPEG or PNG/],
    ['a picture that is too low', 'card-1200x630.png', 'IMAGE', /540 by 960/],
    ['a film as a picture', 'portrait-540x960-6s.mp4', 'IMAGE', /JPEG or PNG/],
  ] as const)('refuses %s', async (_what, name, type, words) => {
    const media_id = await ann.media(await fixture(name), type)
    const { status, body } = await ann.post('/stories', { media_id })
    expect([status, (body as JsonObject)['display_message']]).toEqual([400, expect.stringMatching(words)])
    expect(await client.control.posts({ limit: 1 })).toEqual([])
  })

  it('takes no picture as a Spotlight', async () => {
    const media_id = await ann.media(photo, 'IMAGE')
    expect(saidOf(await ann.post('/spotlights', spotlight(media_id)))[0]).toBe(400)
    expect((await ann.post('/saved_stories', savedStory(media_id))).body).toMatchObject({
      request_status: 'SUCCESS',
    })
  })
})

describe('9. enforces parts and the 24 hours', () => {
  it('takes parts 1 to 35 alone, without gaps, and one again in place of the first', async () => {
    const sealed = seal(film)
    const { key, iv, encrypted } = sealed
    const made = (await ann.post('/media', { type: 'VIDEO', name: 'x', key, iv })).body as JsonObject
    const [add, end] = [String(made['add_path']), String(made['finalize_path'])]
    const part = (number: string, file: Buffer) => ann.send(add, { action: 'ADD', part_number: number, file })
    for (const number of ['0', '36', '1.5', '']) expect((await part(number, encrypted)).status).toBe(400)
    expect((await ann.send(end, { action: 'FINALIZE' })).status).toBe(400)
    expect((await part('2', encrypted.subarray(1_000))).status).toBe(200)
    expect((await ann.send(end, { action: 'FINALIZE' })).status).toBe(400)
    expect((await part('1', encrypted.subarray(0, 2_000))).status).toBe(200)
    expect((await part('1', encrypted.subarray(0, 1_000))).status).toBe(200)
    expect((await ann.send(add, { action: 'FINALIZE' })).status).toBe(400)
    expect((await ann.send(end, { action: 'FINALIZE' })).status).toBe(200)
    expect((await ann.send(end, { action: 'FINALIZE' })).status).toBe(200)
    expect((await part('1', encrypted)).status).toBe(400)
    await advance(2_000)
    expect((await ann.post('/spotlights', spotlight(String(made['media_id'])))).status).toBe(200)
  })

  it('counts the form around a part: 31 MiB pass, 32 MiB do not', async () => {
    const { type, key, iv } = seal(film)
    const made = (await ann.post('/media', { type, name: 'x', key, iv })).body as JsonObject
    const part = (file: Buffer) =>
      ann.send(String(made['add_path']), { action: 'ADD', part_number: '1', file })
    expect((await part(Buffer.alloc(32 * 1_024 * 1_024))).status).toBe(400)
    expect((await part(Buffer.alloc(31 * 1_024 * 1_024))).status).toBe(200)
  })

  it('knows of a file that is too large to keep how it begins and ends', async () => {
    const box = Buffer.alloc(26_000_000)
    box.writeUInt32BE(box.length)
    box.write('free', 4)
    const large = Buffer.concat([film, box])
    const good = await ann.upload(seal(large), 9_000_000)
    const bad = await ann.upload({ ...seal(large), key: seal(film).key }, 9_000_000)
    await advance(2_000)
    expect(saidOf(await ann.post('/stories', { media_id: bad.media_id }))).toEqual([
      400,
      'ERROR',
      'INVALID_MEDIA',
    ])
    expect((await ann.post('/stories', { media_id: good.media_id })).status).toBe(200)
    expect(await client.control.posts({ limit: 1 })).toMatchObject([{ media: [{ bytes: large.length }] }])
  })

  it('expires a container 24 hours after it was made', async () => {
    const late = await signIn({ username: 'late', tokenExpiresInSeconds: 200_000 })
    const { media_id, add_path, finalize_path } = await late.upload(seal(film))
    await advance(86_400_000)
    expect(saidOf(await late.post('/stories', { media_id }))).toEqual([200, 'ERROR', 'MEDIA_EXPIRED'])
    const again = await late.send(add_path, { action: 'ADD', part_number: '1', file: film })
    expect(saidOf(again)).toEqual([400, 'ERROR', 'MEDIA_EXPIRED'])
    expect(saidOf(await late.send(finalize_path, { action: 'FINALIZE' }))[2]).toBe('MEDIA_EXPIRED')
  })
})

describe('9. is processing for a while, and posts one at a time', () => {
  it('answers MEDIA_PROCESSING for a while after FINALIZE', async () => {
    const { media_id } = await ann.upload(seal(film))
    expect(saidOf(await ann.post('/stories', { media_id }))).toEqual([400, 'ERROR', 'MEDIA_PROCESSING'])
    await advance(2_000)
    expect(saidOf(await ann.post('/stories', { media_id }))[1]).toBe('SUCCESS')
  })

  it('answers MEDIA_POSTING_ALREADY_IN_PROGRESS to a concurrent post, and makes one', async () => {
    const media_id = await ann.media(film)
    await client.control.addFault({
      platform: 'snapchat',
      accountId: null,
      fault: 'slow',
      times: 1,
      operation: 'publish',
      retryAfter: null,
      delayMs: 300,
    })
    const both = await Promise.all([1, 2].map(() => ann.post('/spotlights', spotlight(media_id))))
    expect(both.map((answer) => saidOf(answer)[1]).sort()).toEqual(['ERROR', 'SUCCESS'])
    expect(await client.control.posts({ limit: 9 })).toHaveLength(1)
  })

  it('posts a media again that was posted before: a repeat is no probe', async () => {
    const media_id = await ann.media(film)
    await ann.post('/stories', { media_id })
    await advance(3_000)
    expect(saidOf(await ann.post('/stories', { media_id }))[1]).toBe('SUCCESS')
    expect(await client.control.posts({ limit: 9 })).toHaveLength(2)
  })

  it('tells no id of a story, which is in the list a little later', async () => {
    const media_id = await ann.media(photo, 'IMAGE')
    const { body } = await ann.post('/stories', { media_id })
    expect(Object.keys(body as JsonObject)).toEqual(['request_id', 'request_status'])
    expect(await own('/stories')).toEqual([])
    await advance(3_000)
    expect(await own('/stories')).toMatchObject([{ media_type: 'IMAGE' }])
  })

  it('reviews Spotlights: SUBMITTED, then LIVE or REJECTED', async () => {
    const ids: string[] = []
    for (const description of ['Good', 'Bad #rejected']) {
      const { body } = await ann.post('/spotlights', spotlight(await ann.media(film), { description }))
      ids.push(String((body as JsonObject)['spotlight_id']))
    }
    await advance(3_000)
    const states = async () =>
      Promise.all(ids.map(async (id) => itemsOf(await ann.get(`/spotlights/${id}`))[0]?.['status']))
    expect(await states()).toEqual(['SUBMITTED', 'SUBMITTED'])
    expect(await client.control.posts({ limit: 9 })).toHaveLength(2)
    await advance(30_000)
    expect(await states()).toEqual(['LIVE', 'REJECTED'])
    expect(await client.control.posts({ limit: 9 })).toMatchObject([{ text: 'Good' }])
    const page = (id = '') => client.call('GET', `https://www.snapchat.com/spotlight/${id}`)
    expect([(await page(ids[0])).status, (await page(ids[1])).status]).toEqual([200, 404])
    expect((await ann.get('/spotlights/none')).status).toBe(404)
  })
})

describe('9. lists newest first with paging.next_page_id, and drops stories after 24 hours', () => {
  it('pages through all there is, each once', async () => {
    const seen: string[] = []
    let path = '/spotlights?limit=25'
    for (let pages = 0; pages < 5 && path !== ''; pages += 1) {
      const answer = await ann.get(path)
      seen.push(...itemsOf(answer).map(({ created_at }) => String(created_at)))
      const { next_page_id: next } = (answer.body as { paging: JsonObject }).paging
      path = next === undefined ? '' : `/spotlights?limit=25&cursor=${String(next)}`
    }
    expect(seen).toHaveLength(60)
    expect(seen).toEqual([...new Set(seen)].sort().reverse())
    for (const wrong of ['limit=0', 'limit=51', 'cursor=x', 'page=2'])
      expect((await ann.get(`/spotlights?${wrong}`)).status).toBe(400)
  })

  it('drops a story after 24 hours, its numbers and its page with it', async () => {
    const late = await signIn({ username: 'late', tokenExpiresInSeconds: 200_000 })
    await late.post('/stories', { media_id: await late.media(photo, 'IMAGE') })
    await advance(86_399_000)
    const [story] = itemsOf(await late.get('/stories'))
    const stats = `/stories/${String(story?.['id'])}/stats?fields=VIEWS`
    expect((await late.get(stats)).status).toBe(200)
    await advance(2_000)
    expect(itemsOf(await late.get('/stories'))).toEqual([])
    expect((await late.get(stats)).status).toBe(404)
  })
})
