import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import sharp from 'sharp'
import { advanceClock } from '../../src/store/clock.js'
import { startHouse, type House, type PostView } from '../support/house.js'
import { uploadBytes, uploadFixture } from '../support/upload-fixture.js'
import { startPds, type Pds } from './pds.js'

/** Our connector against Bluesky's own server, over HTTP, with the whole of ours in front of it. */
const hostname = 'pds.test'
let pds: Pds
let house: House

beforeAll(async () => {
  pds = await startPds(hostname)
  house = await startHouse({
    VOXBURST_PLATFORMS: 'live',
    VOXBURST_ORIGINS: JSON.stringify({ [`https://${hostname}`]: pds.origin }),
  })
})
afterAll(() => pds.stop())

let number = 0
type Someone = { did: string; handle: string; accountId: string; accessJwt: string }

/** A new account at the server, connected through our API with an app password. */
async function someone(): Promise<Someone> {
  number += 1
  const handle = `ada${String(number)}.test`
  const { did, accessJwt } = await pds.account(handle)
  const appPassword = await pds.appPassword(accessJwt, 'VoxBurst')
  const { account } = await connect({ identifier: handle, appPassword })
  return { did, handle, accessJwt, accountId: account.id }
}

type Connected = { account: { id: string; username: string; status: string } }
const connect = (credentials: Record<string, string>): Promise<Connected> =>
  house.call('POST', '/v1/accounts/connect/bluesky', { credentials: { service: hostname, ...credentials } })

async function publish(
  accountId: string,
  body: Record<string, unknown>,
  meanwhile: () => Promise<void> = () => Promise.resolve(),
): Promise<PostView> {
  const { id } = await house.call<PostView>('POST', '/v1/posts', { accountIds: [accountId], ...body })
  await house.call('POST', `/v1/posts/${id}/publish`)
  await expect
    .poll(
      async () => {
        await meanwhile()
        return (await house.call<PostView>('GET', `/v1/posts/${id}`)).status
      },
      { timeout: 60_000, interval: 50 },
    )
    .not.toBe('publishing')
  return house.call('GET', `/v1/posts/${id}`)
}

/** A picture of more than a megabyte, which is more than the server takes. */
async function noise(): Promise<Buffer> {
  const raw = { width: 1200, height: 1200, channels: 3 } as const
  const bytes = await sharp(randomBytes(raw.width * raw.height * raw.channels), { raw })
    .jpeg({ quality: 95 })
    .toBuffer()
  expect(bytes.length).toBeGreaterThan(1_000_000)
  return bytes
}

/** Time passes for our server alone, so that waits are over at once. */
async function moveClock(ms: number): Promise<void> {
  await advanceClock(house.db, ms)
  house.app.parts.wake.due('targets')
}

describe('connecting', () => {
  it('opens a session with an app password, and tests it', async () => {
    const { did, handle, accountId } = await someone()
    const tested = await house.call<{ success: boolean; details: object }>(
      'POST',
      `/v1/accounts/${accountId}/test`,
    )
    expect(tested).toMatchObject({ success: true, details: { platformUserId: did, username: handle } })
  })

  it('refuses a wrong password, and the account’s own one', async () => {
    const { password } = await pds.account('own.test')
    const wrong = { service: hostname, identifier: 'own.test', appPassword: 'aaaa-bbbb-cccc-dddd' }
    for (const [appPassword, says] of [
      [wrong.appPassword, 'does not accept this handle'],
      [password, 'your own password'],
    ] as const) {
      const refusal = await house.call<{ error: { code: string; message: string } }>(
        'POST',
        '/v1/accounts/connect/bluesky',
        { credentials: { ...wrong, appPassword } },
        { status: 400 },
      )
      expect(refusal.error.code).toBe('INVALID_PARAM')
      expect(refusal.error.message).toContain(says)
    }
  })
})

describe('publishing', () => {
  it('writes text whose links, mentions and tags the server takes', async () => {
    const [ada, bea] = [await someone(), await someone()]
    const text = `Crème 👩‍👩‍👧‍👦 for @${bea.handle} and @nobody.test: https://example.com/ünï #日本語`
    const post = await publish(ada.accountId, {
      content: text,
      platformMetadata: { BLUESKY: { langs: ['en'], tags: ['bistro'], labels: ['graphic-media'] } },
    })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    const [record, ...others] = await pds.records(ada.did)
    expect(others).toEqual([])
    expect(post.platforms[0]?.platformPostId).toBe(record?.uri)
    expect(record?.value).toMatchObject({ text, langs: ['en'], tags: ['bistro'] })
    const bytes = Buffer.from(text)
    const facets = record?.value['facets'] as {
      index: { byteStart: number; byteEnd: number }
      features: object[]
    }[]
    expect(
      facets.map(({ index, features }) => [
        bytes.subarray(index.byteStart, index.byteEnd).toString(),
        features[0],
      ]),
    ).toEqual([
      [`@${bea.handle}`, { $type: 'app.bsky.richtext.facet#mention', did: bea.did }],
      [
        'https://example.com/ünï',
        { $type: 'app.bsky.richtext.facet#link', uri: 'https://example.com/%C3%BCn%C3%AF' },
      ],
      ['#日本語', { $type: 'app.bsky.richtext.facet#tag', tag: '日本語' }],
    ])
  })

  it('takes 300 graphemes, as we count them', async () => {
    const { did, accountId } = await someone()
    const longest = `${'é'.repeat(290)}${'👩‍👩‍👧‍👦'.repeat(10)}`
    expect((await publish(accountId, { content: longest })).status).toBe('published')
    expect((await pds.records(did))[0]?.value['text']).toBe(longest)
  })

  it('shows images with alt text and shape, larger ones made smaller', async () => {
    const { did, accountId } = await someone()
    const first = await uploadFixture(house, 'portrait-4x5-1080x1350.jpg', 'image/jpeg', 'A red boat')
    const second = await uploadBytes(house, await noise(), {
      filename: 'noise.jpg',
      contentType: 'image/jpeg',
    })
    const post = await publish(accountId, { content: 'Two', media: [first, second] })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    expect((await pds.records(did))[0]?.value['embed']).toMatchObject({
      $type: 'app.bsky.embed.images',
      images: [
        {
          alt: 'A red boat',
          image: { mimeType: 'image/jpeg' },
          aspectRatio: { width: 1080, height: 1350 },
        },
        { alt: '', image: { mimeType: 'image/jpeg' }, aspectRatio: { width: 1200, height: 1200 } },
      ],
    })
  })

  it('shows a link card with its picture', async () => {
    const { did, accountId } = await someone()
    const picture = await uploadFixture(house, 'card-1200x630.png', 'image/png')
    const card = { url: 'https://example.com/menu', title: 'Menu', description: 'Of the day' }
    const post = await publish(accountId, {
      content: 'Read',
      media: [picture],
      platformMetadata: { BLUESKY: { card } },
    })
    expect(post.status).toBe('published')
    expect((await pds.records(did))[0]?.value['embed']).toMatchObject({
      $type: 'app.bsky.embed.external',
      external: {
        uri: card.url,
        title: card.title,
        description: card.description,
        thumb: { mimeType: 'image/jpeg' },
      },
    })
  })

  it('hangs a thread together by address and content', async () => {
    const { did, accountId } = await someone()
    const post = await publish(accountId, {
      content: 'One',
      threadPosts: [{ content: 'Two' }, { content: 'Three' }],
    })
    expect(post.status).toBe('published')
    const records = await pds.records(did)
    const refOf = (text: string) => {
      const found = records.find(({ value }) => value['text'] === text)
      return { uri: found?.uri, cid: found?.cid }
    }
    expect(records.map(({ value }) => [value['text'], value['reply']])).toEqual([
      ['Three', { root: refOf('One'), parent: refOf('Two') }],
      ['Two', { root: refOf('One'), parent: refOf('One') }],
      ['One', undefined],
    ])
  })
})

describe('a lost answer', () => {
  it('is asked for again with the same request, which makes no second record', async () => {
    const { did, accountId } = await someone()
    pds.cut('com.atproto.repo.putRecord', 'answer')
    const before = pds.seen.length
    const post = await publish(accountId, { content: 'Once' })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    expect(pds.seen.slice(before).filter((method) => method === 'com.atproto.repo.putRecord')).toHaveLength(2)
    expect(await pds.records(did)).toHaveLength(1)
    expect(post.platforms[0]?.platformPostId).toBe((await pds.records(did))[0]?.uri)
  })

  it('could not be doubled by other words either: the server refuses them under a key that is taken', async () => {
    const { did, accountId, accessJwt } = await someone()
    const post = await publish(accountId, { content: 'Once' })
    const [before] = await pds.records(did)
    const put = (record: Record<string, unknown>) =>
      pds.call(
        'com.atproto.repo.putRecord',
        {
          repo: did,
          collection: 'app.bsky.feed.post',
          rkey: post.platforms[0]?.platformPostId?.split('/').at(-1),
          swapRecord: null,
          record,
        },
        accessJwt,
      )
    await expect(put({ ...before?.value, text: 'Twice' })).rejects.toThrow('InvalidSwap')
    expect(await put({ ...before?.value })).toMatchObject({ uri: before?.uri, cid: before?.cid })
    expect(await pds.records(did)).toEqual([before])
  })

  it('that stays lost is found under our key, and the thread goes on from there', async () => {
    const { did, accountId } = await someone()
    pds.cut('com.atproto.repo.putRecord', 'answer', 40)
    const before = pds.seen.length
    const post = await publish(
      accountId,
      { content: 'One', threadPosts: [{ content: 'Two' }] },
      // Two minutes of repeats, then a look, for either part.
      () => moveClock(15_000),
    )
    pds.cut('com.atproto.repo.putRecord', 'answer', 0)
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    expect(pds.seen.slice(before).filter((method) => method === 'com.atproto.repo.getRecord')).toHaveLength(2)
    const [two, one, ...more] = await pds.records(did)
    expect(more).toEqual([])
    const ref = { uri: one?.uri, cid: one?.cid }
    expect(two?.value).toMatchObject({ text: 'Two', reply: { root: ref, parent: ref } })
  })

  it('to a request that never arrived is made up for', async () => {
    const { did, accountId } = await someone()
    pds.cut('com.atproto.repo.putRecord', 'request')
    expect((await publish(accountId, { content: 'Late' })).status).toBe('published')
    expect(await pds.records(did)).toHaveLength(1)
  })

  it('in the middle of a thread leaves every part once, in its place', async () => {
    const { did, accountId } = await someone()
    const image = await uploadFixture(house, 'card-1200x630.png', 'image/png')
    pds.cut('com.atproto.repo.uploadBlob', 'answer')
    pds.cut('com.atproto.repo.putRecord', 'answer')
    const post = await publish(accountId, {
      content: 'One',
      media: [image],
      threadPosts: [{ content: 'Two' }],
    })
    expect(post.status).toBe('published')
    const texts = (await pds.records(did)).map(({ value }) => value['text'])
    expect(texts).toEqual(['Two', 'One'])
  })
})

describe('sessions', () => {
  it('are renewed with a new refresh token each time', async () => {
    const { accountId } = await someone()
    for (let times = 0; times < 3; times += 1)
      expect(await house.call('POST', `/v1/accounts/${accountId}/refresh`)).toMatchObject({ success: true })
    expect((await publish(accountId, { content: 'Still here' })).status).toBe('published')
  })

  it('outlive a renewal whose answer was lost', async () => {
    const { accountId } = await someone()
    pds.cut('com.atproto.server.refreshSession', 'answer')
    await house.call('POST', `/v1/accounts/${accountId}/refresh`).catch(() => undefined)
    expect((await publish(accountId, { content: 'Still here' })).status).toBe('published')
    // The old refresh token waits for the end of the access: the server takes it once more.
    await moveClock(2 * 3_600_000)
    expect(await house.call('POST', `/v1/accounts/${accountId}/refresh`)).toMatchObject({ success: true })
    expect((await publish(accountId, { content: 'Still there' })).status).toBe('published')
  })

  it('end when the owner takes the app password back', async () => {
    const { accountId, accessJwt } = await someone()
    await pds.call('com.atproto.server.revokeAppPassword', { name: 'VoxBurst' }, accessJwt)
    await house.call('POST', `/v1/accounts/${accountId}/refresh`).catch(() => undefined)
    const account = await house.call<Connected['account']>('GET', `/v1/accounts/${accountId}`)
    expect(account.status).toBe('expired')
  })
})
