import { readFile } from 'node:fs/promises'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import sharp from 'sharp'
import type { JsonObject } from '../../../kit/json.js'
import {
  bodyOf,
  businessClient,
  listIn,
  plain,
  postsApi,
  refusalOf,
  schedule,
  type Owner,
} from '../../../../tests/support/googlebusiness.js'
import { startSimulator, type Answer } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

/** Local posts: what is taken, what becomes of it, what is refused and how. */
const card = await readFile(new URL('../../../../tests/fixtures/media/card-1200x630.png', import.meta.url))
const noise = (side: number, format: 'jpeg' | 'png' | 'webp'): Promise<Buffer> =>
  sharp({
    create: {
      width: side,
      height: side,
      channels: 3,
      background: 'white',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
    [format]()
    .toBuffer()
const files: Record<string, Buffer> = {
  'card.png': card,
  'photo.jpg': await noise(300, 'jpeg'),
  'edge.jpg': await noise(250, 'jpeg'),
  'narrow.jpg': await noise(249, 'jpeg'),
  'photo.webp': await noise(300, 'webp'),
  'small.png': Buffer.concat([
    await sharp({ create: { width: 300, height: 300, channels: 3, background: 'white' } })
      .png()
      .toBuffer(),
  ]),
  'large.png': await noise(1_400, 'png'),
  'broken.jpg': (await noise(300, 'jpeg')).subarray(0, 11_000),
}
const fetched: string[] = []
const client = await startSimulator(simulator, (url) => {
  fetched.push(url)
  const bytes = files[url.split('/').pop() ?? '']
  if (url.includes('nobody')) return Promise.reject(new Error('nobody is there'))
  return Promise.resolve({
    status: bytes === undefined ? 404 : 200,
    contentType: 'image/jpeg',
    bytes: bytes ?? Buffer.alloc(0),
  })
})
const { signIn } = businessClient(client)
const later = (): Promise<void> => client.control.advance(500)
const sourceUrl = (name: string): string => `https://voxburst.example/media/${name}`
const photo = (name: string, more: JsonObject = {}): JsonObject => ({
  media: [{ mediaFormat: 'PHOTO', sourceUrl: sourceUrl(name), ...more }],
})
const shown = () => client.control.posts({ limit: 100 })

// Only `advance` moves time: a review takes as long on a slow machine.
vi.useFakeTimers({ toFake: ['Date'] })
afterAll(() => void vi.useRealTimers())
let owner: Owner
beforeEach(async () => {
  await client.control.reset()
  fetched.length = 0
  owner = await signIn({ displayName: 'Corner Shop' }, { client_id: 'sandbox' })
})
const again = async (post: JsonObject): Promise<JsonObject> =>
  bodyOf(await owner.get(`${postsApi}/${String(post['name'])}`))

describe('9. start posts in PROCESSING and move to LIVE/REJECTED later; fill searchUrl', () => {
  it('a post is being reviewed at first, which nobody sees, and is live afterwards', async () => {
    const [location = ''] = await owner.locations()
    const post = bodyOf(await owner.post())
    expect(post).toMatchObject({
      ...plain,
      state: 'PROCESSING',
      searchUrl: expect.stringMatching(/^https:\/\//) as unknown,
    })
    expect(post['name']).toMatch(new RegExp(`^${location}/localPosts/\\d+$`))
    expect(await again(post)).toEqual(post)
    expect(await shown()).toEqual([])
    expect((await client.call('GET', String(post['searchUrl']))).status).toBe(404)
    await later()
    expect(await again(post)).toEqual({ ...post, state: 'LIVE' })
    expect(await shown()).toMatchObject([
      { remoteId: post['name'], url: post['searchUrl'], text: plain['summary'], media: [] },
    ])
    const page = await client.call('GET', String(post['searchUrl']))
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('Corner Shop')])
  })

  it.each([
    ['a telephone number', 'Call us: +44 20 7946 0123'],
    ['an American telephone number', 'Call (415) 555-0123 now'],
    ['the word for it', 'Nice #rejected'],
  ])('%s in the text ends it, and nobody ever sees it', async (_, summary) => {
    const post = bodyOf(await owner.post({ summary }))
    expect(post['state']).toBe('PROCESSING')
    await later()
    expect((await again(post))['state']).toBe('REJECTED')
    expect(await shown()).toEqual([])
    const [location = ''] = await owner.locations()
    const [newest] = listIn(await owner.get(`${postsApi}/${location}/localPosts`), 'localPosts')
    expect(newest).toMatchObject({ name: post['name'], state: 'REJECTED' })
  })

  it('prices, years, ids and times are no telephone numbers', async () => {
    const summary = 'From 2026-11-30 at 18.30 for 1,234.50, order 4029357733, 1200 x 630'
    const post = bodyOf(await owner.post({ summary }))
    await later()
    expect((await again(post))['state']).toBe('LIVE')
  })

  it('an offer of a hotel ends so too, and a review may take for ever', async () => {
    const hotel = await signIn({ accountType: 'hotel' }, { client_id: 'sandbox' })
    const offer = bodyOf(await hotel.post({ topicType: 'OFFER', event: { title: 'Two nights', schedule } }))
    const slow = bodyOf(await owner.post({ summary: 'Later #processing' }))
    await client.control.advance(3_000_000)
    expect(bodyOf(await hotel.get(`${postsApi}/${String(offer['name'])}`))['state']).toBe('REJECTED')
    expect((await again(slow))['state']).toBe('PROCESSING')
  })

  it('one with a time waits for it, and one that repeats says so', async () => {
    const { now } = await client.control.clock()
    const scheduledTime = new Date(Date.parse(now) + 600_000).toISOString()
    const post = bodyOf(await owner.post({ scheduledTime }))
    expect(post['state']).toBe('SCHEDULED')
    await client.control.advance(600_000)
    expect((await again(post))['state']).toBe('PROCESSING')
    await later()
    expect((await again(post))['state']).toBe('LIVE')
    const recurrenceInfo = { weeklyPattern: { daysOfWeek: ['FRIDAY'] } }
    const event = bodyOf(
      await owner.post({ topicType: 'EVENT', event: { title: 'Quiz', schedule, recurrenceInfo } }),
    )
    await later()
    expect((await again(event))['state']).toBe('RECURRING')
    expect(await shown()).toHaveLength(2)
  })

  it('is on disk before it is answered', async () => {
    const post = bodyOf(await owner.post(photo('card.png')))
    client.restart()
    await later()
    expect(await again(post)).toEqual({ ...post, state: 'LIVE' })
  })
})

describe('9. accept duplicates', () => {
  it('the same twice is two posts, newest first', async () => {
    const [first, second] = [bodyOf(await owner.post()), bodyOf(await owner.post())]
    const [location = ''] = await owner.locations()
    const all = listIn(
      await owner.get(`${postsApi}/${location}/localPosts`, { pageSize: '100' }),
      'localPosts',
    )
    expect(all.slice(0, 2).map(({ name }) => name)).toEqual([second['name'], first['name']])
    expect(all).toHaveLength(92)
  })
})

describe('9. fetch sourceUrl (fail with PHOTO_FETCH_FAILED) and check size/type', () => {
  it.each(['card.png', 'photo.jpg', 'edge.jpg'])('%s is fetched once and read back', async (name) => {
    const post = bodyOf(await owner.post(photo(name, { description: 'Bread' })))
    expect(fetched).toEqual([sourceUrl(name)])
    const [item] = post['media'] as JsonObject[]
    expect(item).toMatchObject({
      mediaFormat: 'PHOTO',
      sourceUrl: sourceUrl(name),
      googleUrl: expect.any(String) as unknown,
    })
    await later()
    expect((await again(post))['media']).toEqual(post['media'])
    expect(await shown()).toMatchObject([
      { media: [{ kind: 'image', altText: 'Bread', bytes: files[name]?.length }] },
    ])
    expect((await client.call('GET', String(item?.['googleUrl']))).headers.get('content-type')).toMatch(
      /^image\//,
    )
  })

  it.each([
    ['is not there', 'absent.jpg', '1000'],
    ['is no address', '', '1000'],
    ['has another format', 'photo.webp', '1001'],
    ['is too small a file', 'small.png', '1001'],
    ['is too large a file', 'large.png', '1001'],
    ['is too narrow', 'narrow.jpg', '1001'],
    ['is cut off', 'broken.jpg', '1001'],
  ])('one that %s is refused, and there is no post', async (_, name, code) => {
    const media = [
      { mediaFormat: 'PHOTO', sourceUrl: name === '' ? 'ftp://files.example/a.jpg' : sourceUrl(name) },
    ]
    expect(refusalOf(await owner.post({ media }))).toEqual([
      400,
      'INVALID_ARGUMENT',
      `${code} media[0].source_url`,
    ])
    await later()
    expect(await shown()).toEqual([])
  })

  it('a host that does not answer is no better than a file that is not there', async () => {
    const media = [{ mediaFormat: 'PHOTO', sourceUrl: 'https://nobody.example/card.png' }]
    expect(refusalOf(await owner.post({ media }))).toEqual([
      400,
      'INVALID_ARGUMENT',
      '1000 media[0].source_url',
    ])
  })

  it('takes nothing but an address to fetch', async () => {
    const category = 'PROFILE'
    expect(refusalOf(await owner.post(photo('card.png', { locationAssociation: { category } })))).toEqual([
      400,
      'INVALID_ARGUMENT',
      '12 media[0].location_association',
    ])
    expect(
      refusalOf(await owner.post({ media: [{ mediaFormat: 'PHOTO', dataRef: { resourceName: 'x' } }] })),
    ).toEqual([400, 'INVALID_ARGUMENT', '2 media[0].source_url', '12 media[0].data_ref'])
    expect(refusalOf(await owner.post({ media: [{ sourceUrl: sourceUrl('card.png') }] }))).toEqual([
      400,
      'INVALID_ARGUMENT',
      '2 media[0].media_format',
    ])
    expect(fetched).toEqual([])
  })
})

describe('9. 500 on VIDEO', () => {
  it('every time, whatever it is', async () => {
    const media = [{ mediaFormat: 'VIDEO', sourceUrl: sourceUrl('card.png') }]
    for (const _ of [1, 2]) expect(refusalOf(await owner.post({ media }))).toEqual([500, 'INTERNAL'])
    await later()
    expect(await shown()).toEqual([])
  })
})

describe('changing and removing', () => {
  it('the mask says what changes, which is reviewed again; photos stay', async () => {
    const post = bodyOf(await owner.post({ ...photo('card.png'), callToAction: { actionType: 'CALL' } }))
    await later()
    const change = (mask: string, json: JsonObject): Promise<Answer> =>
      owner.call('PATCH', `${postsApi}/${String(post['name'])}?updateMask=${mask}`, { json })
    const changed = bodyOf(await change('summary,callToAction', { summary: 'Rolls', languageCode: 'de' }))
    expect(changed).toMatchObject({
      summary: 'Rolls',
      languageCode: 'en',
      media: post['media'],
      state: 'PROCESSING',
      createTime: post['createTime'],
    })
    expect(changed).not.toHaveProperty('callToAction')
    await later()
    expect((await again(post))['state']).toBe('LIVE')
    expect(refusalOf(await change('media', {}))).toEqual([400, 'INVALID_ARGUMENT', 'update_mask'])
    expect(refusalOf(await change('', { summary: 'x' }))).toEqual([400, 'INVALID_ARGUMENT', 'update_mask'])
    expect(refusalOf(await change('summary', { summary: 'x'.repeat(1_501) }))).toEqual([
      400,
      'INVALID_ARGUMENT',
      '9 summary',
    ])
    expect((await again(post))['summary']).toBe('Rolls')
  })

  it('what is removed is gone, those from before too', async () => {
    const [location = ''] = await owner.locations()
    const post = bodyOf(await owner.post())
    const all = async () =>
      listIn(await owner.get(`${postsApi}/${location}/localPosts`, { pageSize: '100' }), 'localPosts')
    const [, old] = await all()
    for (const { name } of [post, old ?? {}]) {
      const at = `${postsApi}/${String(name)}`
      expect((await owner.call('DELETE', at)).body).toEqual({})
      expect((await owner.get(at)).status).toBe(404)
      expect((await owner.call('DELETE', at)).status).toBe(404)
    }
    expect(await all()).toHaveLength(89)
  })

  it('one from before can be changed, and is there once', async () => {
    const [location = ''] = await owner.locations()
    const all = async () =>
      listIn(await owner.get(`${postsApi}/${location}/localPosts`, { pageSize: '100' }), 'localPosts')
    const [old] = await all()
    bodyOf(
      await owner.call('PATCH', `${postsApi}/${String(old?.['name'])}?updateMask=summary`, {
        json: { summary: 'New' },
      }),
    )
    const now = await all()
    expect([now.length, now[0]?.['summary'], now[0]?.['name']]).toEqual([90, 'New', old?.['name']])
    expect((await client.call('GET', String(now[1]?.['searchUrl']))).status).toBe(200)
  })
})

it('a new post costs the same after many as after few', async () => {
  const rows = async (): Promise<number> => {
    const before = client.rowsListed()
    const [location = ''] = await owner.locations()
    const post = bodyOf(await owner.call('POST', `${postsApi}/${location}/localPosts`, { json: plain }))
    await again(post)
    return client.rowsListed() - before
  }
  const first = await rows()
  for (let count = 0; count < 20; count += 1) await owner.post()
  expect(await rows()).toBe(first)
})
