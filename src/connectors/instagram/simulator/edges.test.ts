import { beforeEach, describe, expect, it } from 'vitest'
import {
  codesOf,
  dataOf,
  files,
  film,
  fixture,
  instagramClient,
  photo,
  refusalOf,
  shortToken,
  statusOf,
  textOf,
  type Person,
} from '../../../../tests/support/instagram.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

/** What only shows at the edges: of tokens, of addresses, of what is over. */
const client = await startSimulator(simulator, files)
const { consent, exchange, prolong, as, person } = instagramClient(client)
const { advance } = client.control

let ann: Person
let bob: Person
beforeEach(async () => {
  await client.control.reset()
  ann = await person('instagram', { username: 'ann' })
  bob = await person('facebook', { username: 'bob' })
})
const pageTokenOf = async (who: Person) =>
  String(dataOf(await who.get('me/accounts', { fields: 'access_token' }))[0]?.['access_token'])

describe('a page’s token', () => {
  it('ends with the short token that it was asked with', async () => {
    const code = (await consent('facebook', { auto_user: 'bob' })).searchParams.get('code') ?? ''
    const short = as('facebook', shortToken(await exchange('facebook', code)), bob)
    const page = as('facebook', await pageTokenOf(short), bob)
    expect((await page.get(bob.id)).status).toBe(200)
    await advance(3_600_000)
    expect(refusalOf(await page.get(bob.id))).toEqual([401, 190, 463])
  })

  it('is of no person: it is not prolonged, and lists no pages', async () => {
    const token = await pageTokenOf(bob)
    expect(codesOf(await prolong('facebook', token))).toEqual([1, undefined])
    const page = as('facebook', token, bob)
    expect(codesOf(await page.get('me/accounts'))).toEqual([100, 33])
    expect((await page.get('me', { fields: 'name' })).body).toEqual({ name: expect.any(String) as string })
  })
})

it('a long token is prolonged with the secret of its own app', async () => {
  const url = 'https://graph.facebook.com/v25.0/oauth/access_token?grant_type=fb_exchange_token&client_id=990'
  const by = (secret: string) =>
    client.call('GET', `${url}&client_secret=${secret}&fb_exchange_token=${bob.token}`)
  expect(codesOf(await by('another'))).toEqual([1, undefined])
  expect((await by('app-secret')).status).toBe(200)
})

it('an address of e-mail mentions nobody', async () => {
  const caption = Array.from({ length: 21 }, (_, index) => `soup${String(index)}@example.com`).join(' ')
  expect((await ann.post(`${ann.id}/media`, { ...photo, caption })).status).toBe(200)
})

it('bytes that have come are not followed by others', async () => {
  const bytes = await fixture('square-640-3s-silent.mov')
  const begun = await bob.post(`${bob.id}/media`, { media_type: 'REELS', upload_type: 'resumable' })
  const headers = {
    authorization: `OAuth ${bob.token}`,
    offset: '0',
    file_size: String(bytes.length),
  }
  const send = () => client.call('POST', textOf(begun, 'uri'), { headers, body: bytes })
  expect((await send()).status).toBe(200)
  expect((await send()).body).toMatchObject({ debug_info: { type: 'ProcessingFailedError' } })
})

it('an answer to an answer stands under the comment', async () => {
  const id = await ann.publish(photo)
  const write = async (under: string, edge: string) =>
    textOf(await ann.post(`${under}/${edge}`, { message: 'Hm' }), 'id')
  const comment = await write(id, 'comments')
  const second = await write(await write(comment, 'replies'), 'replies')
  expect(dataOf(await ann.get(`${comment}/replies`)).map((each) => each['id'])).toContain(second)
})

it('nothing is said under a part of a carousel', async () => {
  const item = () => ann.container({ ...photo, is_carousel_item: 'true' })
  const children = `${await item()},${await item()}`
  await advance(501)
  const id = await ann.publish({ media_type: 'CAROUSEL', children })
  const [child] = dataOf(await ann.get(`${id}/children`))
  const refused = await ann.post(`${String(child?.['id'])}/comments`, { message: 'Hm' })
  expect(codesOf(refused)).toEqual([100, undefined])
})

it('a window ends after it begins', async () => {
  const query = { metric: 'reach', period: 'day', since: '1700000000', until: '1699990000' }
  expect(codesOf(await ann.get(`${ann.id}/insights`, query))).toEqual([100, undefined])
})

it('a search for audio needs the account’s scope', async () => {
  const shy = await person('facebook', { username: 'shy', scopes: ['pages_show_list'] })
  const refused = await shy.get('ig_audio', { audio_type: 'music', user_id: shy.id })
  expect(refusalOf(refused)).toEqual([403, 10, undefined])
})

it('a post has one address', async () => {
  const [reel, story] = [
    await ann.publish(film),
    await ann.publish({ media_type: 'STORIES', image_url: photo.image_url }),
  ]
  const addressOf = async (id: string) => textOf(await ann.get(id, { fields: 'permalink' }), 'permalink')
  const status = async (url: string) => (await client.call('GET', url)).status
  const [first, second] = [await addressOf(reel), await addressOf(story)]
  expect([await status(first), await status(second)]).toEqual([200, 200])
  expect(await status(first.replace('/reel/', '/p/'))).toBe(404)
  expect(await status(second.replace('/ann/', '/bob/'))).toBe(404)
})

it('what is published does not fail any more: the fault waits', async () => {
  const id = await ann.container(photo)
  await advance(501)
  await ann.post(`${ann.id}/media_publish`, { creation_id: id })
  await client.fault('processing_failed', 'status')
  expect((await statusOf(ann, id))[0]).toBe('PUBLISHED')
  expect(await client.control.listFaults()).toHaveLength(1)
})
