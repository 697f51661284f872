import { randomFillSync } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import sharp from 'sharp'
import { startSimulator } from '../../../../tests/support/simulator.js'
import {
  allScopes,
  dataOf,
  facebookClient,
  fixture,
  proofOf,
  refusalOf,
  textOf,
  withFile,
  type Person,
} from '../../../../tests/support/facebook.js'
import { simulator } from './index.js'

/** Edges of lists, of tokens and of what a file may weigh. */
const client = await startSimulator(simulator)
const { as, call, consent, exchange, person, prolong, sendBytes } = facebookClient(client)
let serial = 0
const codeIn = (url: URL): string => url.searchParams.get('code') ?? ''

let ann: Person
let page: Awaited<ReturnType<Person['asPage']>>
beforeEach(async () => {
  await client.control.reset()
  ann = await person()
  page = await ann.asPage()
})
const post = (fields: Record<string, string>) => page.post(`${page.id}/feed`, fields)

describe('lists', () => {
  const listed = async (query: Record<string, string>) => {
    const answer = await page.get(`${page.id}/published_posts`, { fields: 'id', ...query })
    const { paging } = answer.body as {
      paging?: { cursors: { before: string; after: string }; next?: string }
    }
    return { ids: dataOf(answer).map(({ id }) => id as string), paging }
  }

  it('a page that ends where the list does has no next, and before goes back', async () => {
    const all = [...(await listed({ limit: '60' })).ids]
    const { ids: rest, paging } = await listed({ limit: '30', after: cursorOf(all.at(-1)) })
    expect([rest.length, paging?.next]).toEqual([30, undefined])
    const { ids: back } = await listed({ limit: '5', before: paging?.cursors.before ?? '' })
    expect(back).toEqual(all.slice(-5))
    expect(refusalOf(await page.get(`${page.id}/published_posts`, { after: 'nowhere' }))).toEqual([
      400,
      100,
      undefined,
    ])
  })

  it('the address of the next page has the token in it, and no proof', async () => {
    const next = new URL((await listed({ limit: '5' })).paging?.next ?? '')
    expect([next.searchParams.get('access_token'), next.searchParams.has('appsecret_proof')]).toEqual([
      page.token,
      false,
    ])
    const followed = await call('GET', `${next.href}&appsecret_proof=${proofOf(page.token)}`)
    expect(dataOf(followed)).toHaveLength(5)
  })

  it('comments inside a post are as many as limit() says', async () => {
    const id = textOf(await post({ message: 'Soup' }), 'id')
    for (const message of ['One', 'Two', 'Three']) await page.post(`${id}/comments`, { message })
    const { body } = await page.get(id, { fields: 'comments.limit(2){message}' })
    expect(body).toEqual({ comments: { data: [expect.anything(), expect.anything()] }, id })
    expect(refusalOf(await page.get(id, { fields: 'comments{message' }))).toEqual([400, 100, undefined])
    const { now } = await client.control.clock()
    await client.control.advance(5_000)
    await page.post(`${id}/comments`, { message: 'Later' })
    const since = String(Math.floor(Date.parse(now) / 1_000) + 3)
    expect(dataOf(await page.get(`${id}/comments`, { since })).map(({ message }) => message)).toEqual([
      'Later',
    ])
  })
})

const cursorOf = (id: string | undefined): string => Buffer.from(id ?? '').toString('base64url')

describe('tokens', () => {
  it('a page’s that was made of a short one ends with it', async () => {
    const code = codeIn(await consent({ auto_user: ann.username }))
    const short = as(textOf(await exchange(code), 'access_token'))
    const token = textOf(await short.get(page.id, { fields: 'access_token' }), 'access_token')
    expect((await as(token).get('me')).status).toBe(200)
    await client.control.advance(3_600_000)
    expect(refusalOf(await as(token).get('me'))).toEqual([400, 190, 463])
  })

  it('a page’s is made anew for a new consent, when all were dead', async () => {
    await client.control.createUser('facebook', { username: ann.username, accountType: 'password_changed' })
    expect(refusalOf(await post({ message: 'Soup' }))).toEqual([400, 190, 460])
    const again = await (await person({ username: ann.username })).asPage()
    expect(again.token).not.toBe(page.token)
    expect((await again.get('me')).status).toBe(200)
  })

  it('an app that is removed takes no other’s along, and exchanges no other’s', async () => {
    const query = { client_id: '991', auto_user: ann.username }
    const other = textOf(await exchange(codeIn(await consent(query)), { client_id: '991' }), 'access_token')
    expect(refusalOf(await prolong(other))).toEqual([400, 100, undefined])
    await ann.remove('me/permissions')
    expect(refusalOf(await ann.get('me'))).toEqual([400, 190, 458])
    expect((await as(other).get('me')).status).toBe(200)
  })

  it('a page’s is exchanged for nothing', async () => {
    expect(refusalOf(await prolong(page.token))).toEqual([400, 100, undefined])
  })

  it('what was granted once is still told when something else is asked for', async () => {
    await consent({ auto_user: ann.username, scope: 'publish_video' })
    const statuses = dataOf(await ann.get('me/permissions')).map(({ permission }) => permission)
    expect(statuses).toEqual(expect.arrayContaining([...allScopes, 'publish_video']))
  })
})

describe('photos by their weight', () => {
  /** Noise, which no format makes small. */
  const photoOf = (side: number): Promise<Buffer> =>
    sharp(randomFillSync(Buffer.alloc(side * side * 3)), { raw: { width: side, height: side, channels: 3 } })
      .png({ compressionLevel: 0 })
      .toBuffer()

  it('above 4 MB one is for a story alone, above 10 MB for nothing', async () => {
    const photo = (bytes: Buffer, published: string) =>
      page.post(`${page.id}/photos`, withFile({ published }, 'source', bytes))
    const large = await photoOf(1_250)
    expect(refusalOf(await photo(large, 'true'))).toEqual([400, 100, 1_366_046])
    const id = textOf(await photo(large, 'false'), 'id')
    const attached = { attached_media: JSON.stringify([{ media_fbid: id }]) }
    expect(refusalOf(await post(attached))).toEqual([400, 100, 1_366_046])
    expect((await page.post(`${page.id}/photo_stories`, { photo_id: id })).status).toBe(200)
    expect(refusalOf(await photo(await photoOf(1_900), 'false'))).toEqual([400, 100, 1_366_046])
  })

  it('one is attached once', async () => {
    const id = textOf(
      await page.post(`${page.id}/photos`, withFile({ published: 'false' }, 'source', await photoOf(20))),
      'id',
    )
    const twice = { attached_media: JSON.stringify([{ media_fbid: id }, { media_fbid: id }]) }
    expect(refusalOf(await post(twice))).toEqual([400, 100, 1_366_051])
  })
})

it('publishing and reading a post cost the same after many posts as after few', async () => {
  const rows = async (): Promise<number> => {
    const before = client.rowsListed()
    const id = textOf(
      await post({ message: `Soup ${String((serial += 1))}`, fields: 'id,permalink_url' }),
      'id',
    )
    await page.post(`${id}/comments`, { message: 'First' })
    await page.get(id, { fields: 'message,permalink_url,shares,comments.limit(0).summary(true)' })
    await page.get(`${id}/insights`, { metric: 'post_media_view' })
    return client.rowsListed() - before
  }
  const early = await rows()
  for (let count = 0; count < 20; count += 1) await post({ message: `Soup ${String((serial += 1))}` })
  expect(await rows()).toBe(early)
})

it('a film that came out later stands between two posts that are the same', async () => {
  await post({ message: 'Soup' })
  const made = await page.post(`${page.id}/videos`, withFile({}, 'source', Buffer.from('no film')))
  expect(made.status).toBe(200)
  expect(refusalOf(await post({ message: 'Soup' }))).toEqual([400, 506, undefined])
  const { body } = await page.post(`${page.id}/video_reels`, { upload_phase: 'start' })
  const { video_id: id, upload_url: url } = body as { video_id: string; upload_url: string }
  await sendBytes(url, page.token, await fixture('rotated-90-1280x720-4s.mp4'))
  await page.post(`${page.id}/video_reels`, {
    upload_phase: 'finish',
    video_id: id,
    video_state: 'PUBLISHED',
  })
  expect(refusalOf(await post({ message: 'Soup' }))).toEqual([400, 506, undefined])
  await client.control.advance(3_000)
  expect((await post({ message: 'Soup' })).status).toBe(200)
})

it('a post can be for later by 75 days at most', async () => {
  const now = Math.floor(Date.parse((await client.control.clock()).now) / 1_000)
  const later = (seconds: number) =>
    post({
      message: `In ${String(seconds)}`,
      published: 'false',
      scheduled_publish_time: String(now + seconds),
    })
  expect((await later(74 * 86_400)).status).toBe(200)
  expect(refusalOf(await later(76 * 86_400))).toEqual([400, 100, undefined])
  expect(refusalOf(await later(300))).toEqual([400, 100, undefined])
})
