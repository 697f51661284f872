import { randomBytes } from 'node:crypto'
import sharp from 'sharp'
import { beforeEach, describe, expect, it } from 'vitest'
import { startHouse, type PostView } from '../../../tests/support/house.js'
import { uploadBytes, uploadFixture } from '../../../tests/support/upload-fixture.js'

/** What is Bluesky's own, through the public API and against its simulator. What all networks share is in the kit. */
const house = await startHouse()

beforeEach(async () => {
  await house.call('DELETE', '/sandbox/faults')
})

const fault = (kind: string, more: Record<string, unknown> = {}) =>
  house.call('POST', '/sandbox/faults', { platform: 'bluesky', fault: kind, ...more })

async function publish(accountId: string, body: Record<string, unknown>): Promise<PostView> {
  const { id } = await house.call<PostView>('POST', '/v1/posts', { accountIds: [accountId], ...body })
  await house.call('POST', `/v1/posts/${id}/publish`)
  return house.settled(id)
}

type Sent = { url: string; status: number | null; body: Record<string, unknown> }

/** What an account's connector sent to one method, oldest first. */
async function sent(accountId: string, method: string): Promise<Sent[]> {
  const { data } = await house.call<{ data: (Sent & { accountId: string })[] }>(
    'GET',
    '/sandbox/requests?platform=bluesky&limit=1000',
  )
  return data.filter((each) => each.accountId === accountId && each.url.includes(`/xrpc/${method}`)).reverse()
}

async function record(accountId: string): Promise<Record<string, unknown>> {
  const last = (await sent(accountId, 'com.atproto.repo.putRecord')).at(-1)
  return last?.body['record'] as Record<string, unknown>
}

const shown = async (accountId: string) =>
  (await house.posts('bluesky')).filter((each) => each.accountId === accountId)

describe('connecting', () => {
  it('finds the server of the account behind the one that signs in', async () => {
    const { id } = await house.account('bluesky')
    await publish(id, { content: 'Hello' })
    const [call] = await sent(id, 'com.atproto.repo.putRecord')
    expect(new URL(call?.url ?? '').host).toMatch(/\.bsky\.network$/)
  })

  it('tells no end of the access: sessions end, the app password does not', async () => {
    const { id } = await house.account('bluesky')
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({
      status: 'active',
      tokenExpiresAt: null,
    })
  })

  it('takes an account on a server of its own', async () => {
    const { id, username } = await house.account('bluesky', { username: 'ada@pds.example' })
    expect(username).toBe('ada.pds.example')
    expect((await publish(id, { content: 'From my own server' })).status).toBe('published')
  })

  it.each([
    ['the account’s own password', { accountType: 'email_factor' }, 'your own password'],
    ['an account that is switched off', { accountType: 'deactivated' }, 'deactivated'],
  ])('refuses %s, and says so', async (_who, more, says) => {
    const answer = await house.account('bluesky', more).then(String, String)
    expect(answer).toContain(says)
  })
})

describe('text', () => {
  it('may be absent beside a link card', async () => {
    const { id } = await house.account('bluesky')
    const card = { url: 'https://example.com/menu', title: 'Menu' }
    const post = await publish(id, { content: '', platformMetadata: { BLUESKY: { card } } })
    expect(post.status).toBe('published')
    expect(await record(id)).toMatchObject({ text: '', embed: { external: { uri: card.url } } })
  })

  it('counts graphemes, but bytes as well: both limits are told beforehand', async () => {
    const { id } = await house.account('bluesky')
    const family = '👩‍👩‍👧‍👦'
    expect((await publish(id, { content: family.repeat(120) })).status).toBe('published')
    for (const [content, maxLength, actualLength] of [
      [family.repeat(121), 3_000, 3_025],
      ['é'.repeat(301), 300, 301],
    ] as const) {
      const refusal = await house.call<{ error: { details: object } }>(
        'POST',
        '/v1/posts',
        { content, accountIds: [id] },
        { status: 400 },
      )
      expect(refusal.error.details).toMatchObject({ maxLength, actualLength })
    }
  })

  it('mentions whoever has the handle, by DID, and asks for each once', async () => {
    const { id } = await house.account('bluesky')
    const other = await house.account('bluesky', { username: 'bea' })
    const text = '🎉 @bea.bsky.social @nobody.bsky.social @bea.bsky.social'
    await publish(id, { content: text })
    const facets = (await record(id))['facets'] as { index: object; features: { did: string }[] }[]
    expect(facets.map(({ index }) => index)).toEqual([
      { byteStart: 5, byteEnd: 21 },
      { byteStart: 42, byteEnd: 58 },
    ])
    const tested = await house.call<{ details: { platformUserId: string } }>(
      'POST',
      `/v1/accounts/${other.id}/test`,
    )
    const did = tested.details.platformUserId
    expect(facets.map(({ features }) => features[0]?.did)).toEqual([did, did])
    expect(await sent(id, 'com.atproto.identity.resolveHandle')).toHaveLength(2)
  })
})

describe('media', () => {
  it('over a megabyte is sent smaller, once, with the shape it has then', async () => {
    const { id } = await house.account('bluesky')
    const raw = { width: 1_200, height: 1_200, channels: 3 } as const
    const noise = await sharp(randomBytes(1_200 * 1_200 * 3), { raw })
      .jpeg({ quality: 95 })
      .toBuffer()
    expect(noise.length).toBeGreaterThan(1_000_000)
    const image = await uploadBytes(house, noise, { filename: 'noise.jpg', contentType: 'image/jpeg' })
    await fault('lost_response')
    expect((await publish(id, { content: 'Noise', media: [image] })).status).toBe('published')
    const uploads = await sent(id, 'com.atproto.repo.uploadBlob')
    expect(uploads.map((each) => Number(each.body['bytes']) <= 1_000_000)).toEqual([true])
    expect(await shown(id)).toMatchObject([{ media: [{ width: 1_200 }] }])
  })

  it('that the server has forgotten is uploaded again', async () => {
    const { id } = await house.account('bluesky')
    const image = await uploadFixture(house, 'card-1200x630.png', 'image/png')
    await fault('rate_limited', { retryAfter: 800, times: 30 })
    const { id: postId } = await house.call<PostView>('POST', '/v1/posts', {
      content: 'Late',
      accountIds: [id],
      media: [image],
    })
    await house.call('POST', `/v1/posts/${postId}/publish`)
    await expect.poll(async () => (await sent(id, 'com.atproto.repo.uploadBlob')).length).toBe(1)
    await expect.poll(async () => (await sent(id, 'com.atproto.repo.putRecord')).length).toBe(1)
    // Longer than the simulator keeps a file that no record uses.
    await house.advance(7 * 3_600_000)
    await house.call('DELETE', '/sandbox/faults')
    expect((await house.settled(postId)).status).toBe('published')
    expect(await sent(id, 'com.atproto.repo.uploadBlob')).toHaveLength(2)
    expect(await shown(id)).toHaveLength(1)
  })

  it('that is a video the service has seen before is used again', async () => {
    const { id } = await house.account('bluesky')
    const video = await uploadFixture(house, 'landscape-1280x720-4s-moov-last.mp4', 'video/mp4', 'Waves')
    for (const content of ['First', 'Again'])
      expect((await publish(id, { content, media: [video] })).status).toBe('published')
    expect((await sent(id, 'app.bsky.video.uploadVideo')).map(({ status }) => status)).toEqual([200, 409])
    expect(await record(id)).toMatchObject({
      embed: { $type: 'app.bsky.embed.video', alt: 'Waves', aspectRatio: { width: 1_280, height: 720 } },
    })
  })

  it('gives way to a link card, whose picture one image may be', async () => {
    const { id } = await house.account('bluesky')
    const image = await uploadFixture(house, 'card-1200x630.png', 'image/png')
    const card = { url: 'https://example.com/menu', title: 'Menu' }
    const platformMetadata = { BLUESKY: { card } }
    expect((await publish(id, { content: 'Read', platformMetadata, media: [image] })).status).toBe(
      'published',
    )
    expect(await record(id)).toMatchObject({
      embed: {
        $type: 'app.bsky.embed.external',
        external: { uri: card.url, title: 'Menu', description: '', thumb: { $type: 'blob' } },
      },
    })
    const second = await uploadFixture(house, 'portrait-4x5-1080x1350.jpg', 'image/jpeg')
    const refusal = await house.call<{ error: { details: object } }>(
      'POST',
      '/v1/posts',
      { content: 'Read', accountIds: [id], platformMetadata, media: [image, second] },
      { status: 400 },
    )
    expect(refusal.error.details).toMatchObject({ field: 'platformMetadata.BLUESKY.card' })
  })
})

describe('a lost answer', () => {
  it('is asked for again with the very same request', async () => {
    const { id } = await house.account('bluesky')
    await fault('lost_response')
    await publish(id, { content: 'Once https://example.com' })
    const [first, second, ...more] = await sent(id, 'com.atproto.repo.putRecord')
    expect([first?.status, second?.status, more]).toEqual([null, 200, []])
    expect(second?.body).toEqual(first?.body)
  })

  it('that stays lost is looked up, and the thread hangs on what was found', async () => {
    const { id } = await house.account('bluesky')
    await fault('lost_response', { times: 40 })
    const post = await publish(id, {
      content: 'One',
      threadPosts: [{ content: 'Two' }, { content: 'Three' }],
    })
    expect(post).toMatchObject({ status: 'published', platforms: [{ error: null }] })
    const all = await shown(id)
    const idOf = (text: string) => all.find((each) => each.text === text)?.remoteId
    expect(all.map((each) => [each.text, each.parentId]).sort()).toEqual([
      ['One', null],
      ['Three', idOf('Two')],
      ['Two', idOf('One')],
    ])
    expect((await sent(id, 'com.atproto.repo.getRecord')).length).toBeGreaterThanOrEqual(3)
  })

  it('a key that is said to be taken, while nothing is under it, is written again', async () => {
    const { id } = await house.account('bluesky')
    await fault('duplicate')
    expect((await publish(id, { content: 'Mine' })).status).toBe('published')
    expect(await shown(id)).toHaveLength(1)
  })
})

describe('sessions', () => {
  it('are renewed before they end, each time with the newest refresh token', async () => {
    const { id } = await house.account('bluesky')
    for (let times = 1; times <= 3; times += 1) {
      await house.advance(2 * 3_600_000)
      expect((await publish(id, { content: `After ${String(2 * times)} hours` })).status).toBe('published')
    }
    const renewals = await sent(id, 'com.atproto.server.refreshSession')
    expect(renewals.length).toBeGreaterThanOrEqual(3)
    expect(renewals.every(({ status }) => status === 200)).toBe(true)
  })

  it('outlive a renewal whose answer was lost', async () => {
    const { id } = await house.account('bluesky')
    await fault('lost_response', { operation: 'refresh' })
    await house.advance(2 * 3_600_000)
    expect((await publish(id, { content: 'Still here' })).status).toBe('published')
  })

  it('are opened anew when the refresh token has ended as well', async () => {
    const { id } = await house.account('bluesky')
    await house.advance(100 * 86_400_000)
    expect((await publish(id, { content: 'After a hundred days' })).status).toBe('published')
    expect(await sent(id, 'com.atproto.server.createSession')).toMatchObject([{ status: 200 }])
  })
})
