import { beforeEach, describe, expect, it } from 'vitest'
import { startHouse, type PostView } from '../../../tests/support/house.js'
import { uploadFixture } from '../../../tests/support/upload-fixture.js'

/** What is Threads' own, through the public API and against its simulator. What all networks share is in the kit. */
const house = await startHouse()
const dayMs = 24 * 3_600_000

beforeEach(async () => {
  await house.call('DELETE', '/sandbox/faults')
})

const fault = (kind: string, more: Record<string, unknown> = {}) =>
  house.call('POST', '/sandbox/faults', { platform: 'threads', fault: kind, ...more })

async function publish(accountId: string, body: Record<string, unknown>): Promise<PostView> {
  const { id } = await house.call<PostView>('POST', '/v1/posts', { accountIds: [accountId], ...body })
  await house.call('POST', `/v1/posts/${id}/publish`)
  return house.settled(id)
}

type Sent = { method: string; url: string; status: number | null; body: Record<string, string> | null }

/** What an account's connector sent, oldest first, with the last part of its address. */
async function sent(accountId: string): Promise<(Sent & { call: string })[]> {
  const { data } = await house.call<{ data: (Sent & { accountId: string })[] }>(
    'GET',
    '/sandbox/requests?platform=threads&limit=2000',
  )
  return data
    .filter((each) => each.accountId === accountId)
    .map((each) => ({ ...each, call: new URL(each.url).pathname.split('/').at(-1) ?? '' }))
    .reverse()
}
/** The containers that were asked for, without the token. */
async function containers(accountId: string): Promise<Record<string, string>[]> {
  const made = (await sent(accountId)).filter(({ call, method }) => call === 'threads' && method === 'POST')
  return made.map(({ body }) => {
    const { access_token: token = '', ...fields } = body ?? {}
    expect(token).toMatch(/^\*\*\*/)
    return fields
  })
}
const shown = async (accountId: string) =>
  (await house.posts('threads')).filter((each) => each.accountId === accountId)

const files = {
  photo: () => uploadFixture(house, 'portrait-4x5-1080x1350.jpg', 'image/jpeg', 'A red boat'),
  card: () => uploadFixture(house, 'card-1200x630.png', 'image/png'),
  webp: () => uploadFixture(house, 'photo-1200x900.webp', 'image/webp'),
  video: () => uploadFixture(house, 'landscape-1280x720-4s-moov-last.mp4', 'video/mp4'),
  film: () => uploadFixture(house, 'square-640-3s-silent.mov', 'video/quicktime'),
}
type File = keyof typeof files
const uploaded = (names: readonly File[]): Promise<string[]> =>
  Promise.all(names.map((name) => files[name]()))
const threads = (options: object) => ({ platformMetadata: { THREADS: options } })

describe('connecting', () => {
  it('leads to the page of Threads, and ends in an account of 60 days', async () => {
    const begun = await house.call<{ authorizationUrl: string }>('POST', '/v1/accounts/connect/threads', {
      callbackUrl: 'http://localhost:9999/back',
    })
    expect(begun.authorizationUrl).toContain('/sandbox/threads/threads.net/oauth/authorize?')
    const page = await (await fetch(begun.authorizationUrl)).text()
    for (const scope of ['threads_basic', 'threads_content_publish', 'threads_manage_replies'])
      expect(page).toContain(scope)

    const { id } = await house.account('threads', { username: 'harbour', displayName: 'Harbour news' })
    const account = await house.call<{ tokenExpiresAt: string }>('GET', `/v1/accounts/${id}`)
    expect(account).toMatchObject({
      status: 'active',
      username: 'harbour',
      displayName: 'Harbour news',
      accountType: 'personal',
    })
    const { now } = await house.call<{ now: string }>('GET', '/sandbox/clock')
    const days = (Date.parse(account.tokenExpiresAt) - Date.parse(now)) / dayMs
    expect(Math.round(days)).toBe(60)
  })

  it('keeps a token that is too young to be renewed, and renews an older one', async () => {
    const { id } = await house.account('threads')
    const endsAt = async () =>
      Date.parse((await house.call<{ tokenExpiresAt: string }>('GET', `/v1/accounts/${id}`)).tokenExpiresAt)
    const first = await endsAt()
    await house.call('POST', `/v1/accounts/${id}/refresh`)
    expect(await endsAt()).toBe(first)
    await house.advance(2 * dayMs)
    await house.call('POST', `/v1/accounts/${id}/refresh`)
    expect((await endsAt()) - first).toBeGreaterThan(dayMs)
    expect((await publish(id, { content: 'With the new token' })).status).toBe('published')
  })

  it('says what was granted, and a thread without the permission for replies stops after its head', async () => {
    const scopes = ['threads_basic', 'threads_content_publish']
    const { id } = await house.account('threads', { scopes })
    const post = await publish(id, { content: 'Head', threadPosts: [{ content: 'Tail' }] })
    expect(post.platforms).toMatchObject([{ status: 'failed', error: { code: 'PARTIAL_THREAD' } }])
    expect((await shown(id)).map(({ text }) => text)).toEqual(['Head'])
  })
})

describe('what can be posted', () => {
  it('text: a container, then its publication, then its address, and no more', async () => {
    const { id } = await house.account('threads')
    const post = await publish(id, { content: 'Plain' })
    expect(post.platforms[0]?.platformPostUrl).toMatch(/threads\.(net|com)\/@[\w.]+\/post\/[\w-]+$/)
    expect(await containers(id)).toEqual([{ media_type: 'TEXT', text: 'Plain' }])
    const calls = (await sent(id)).map(({ method, call }) => `${method} ${/^\d+$/.test(call) ? 'id' : call}`)
    expect(calls.filter((call) => call.startsWith('POST'))).toEqual(['POST threads', 'POST threads_publish'])
    const at = calls.indexOf('POST threads_publish')
    expect([calls[at - 1], calls[at + 1]]).toEqual(['GET threads_publishing_limit', 'GET id'])
  })

  it.each<[File, object]>([
    [
      'photo',
      {
        media_type: 'IMAGE',
        alt_text: 'A red boat',
        image_url: expect.stringContaining('/media/files/') as string,
      },
    ],
    ['webp', { media_type: 'IMAGE', image_url: expect.stringContaining('.jpg') as string }],
    ['video', { media_type: 'VIDEO', video_url: expect.stringContaining('.mp4') as string }],
    ['film', { media_type: 'VIDEO', video_url: expect.stringContaining('.mov') as string }],
  ])('one file, fetched from a signed address of this server: %s', async (name, fields) => {
    const { id } = await house.account('threads')
    const media = await uploaded([name])
    expect((await publish(id, { content: 'See', media })).status).toBe('published')
    expect(await containers(id)).toEqual([{ text: 'See', ...fields }])
    expect((await shown(id))[0]?.media).toHaveLength(1)
  })

  it('media without words', async () => {
    const { id } = await house.account('threads')
    expect((await publish(id, { content: '', media: await uploaded(['card']) })).status).toBe('published')
    expect((await containers(id))[0]).not.toHaveProperty('text')
  })

  it('several files, images and videos mixed, in their order', async () => {
    const { id } = await house.account('threads')
    const media = await uploaded(['photo', 'video', 'card'])
    expect((await publish(id, { content: 'Three', media, ...threads({ spoilerMedia: true }) })).status).toBe(
      'published',
    )
    const made = await containers(id)
    expect(made.map((each) => each['media_type'])).toEqual(['IMAGE', 'VIDEO', 'IMAGE', 'CAROUSEL'])
    expect(made.map((each) => each['is_spoiler_media'])).toEqual(['true', 'true', 'true', 'true'])
    expect(made[0]).toMatchObject({ is_carousel_item: 'true', alt_text: 'A red boat' })
    expect(made[3]?.['children']?.split(',')).toHaveLength(3)
    expect((await shown(id))[0]?.media.map(({ kind }) => kind)).toEqual(['image', 'video', 'image'])
  })

  it.each([
    [{ replyControl: 'accounts_you_follow', replyApprovals: true }],
    [{ topic: 'Soup of the day' }],
    [{ link: 'https://example.com/menu' }],
    [{ poll: { options: ['Soup', 'Salad', 'Both', 'None'] } }],
    [{ gif: { id: '16185153483944881729', provider: 'TENOR' } }],
    [{ longText: { text: 'The whole story. '.repeat(100), link: 'https://example.com/' } }],
    [{ spoilers: [{ offset: 0, length: 5 }] }],
    [{ ghost: true, spoilers: [{ offset: 0, length: 5 }] }],
  ])('a text with %j', async (options) => {
    const { id } = await house.account('threads')
    expect((await publish(id, { content: 'Lunch?', ...threads(options) })).status).toBe('published')
    expect(await shown(id)).toHaveLength(1)
  })

  it('in some countries only, where Threads offers that to the account', async () => {
    const options = threads({ countries: ['de', 'AT'] })
    const offered = await house.account('threads', { accountType: 'geo_gating' })
    expect((await publish(offered.id, { content: 'Hier', ...options })).status).toBe('published')
    expect(await containers(offered.id)).toMatchObject([{ allowlisted_country_codes: 'DE,AT' }])
    const other = await house.account('threads')
    expect(await publish(other.id, { content: 'Hier', ...options })).toMatchObject({ status: 'failed' })
  })

  it('an answer to a post, and a quote of it', async () => {
    const { id } = await house.account('threads')
    const first = await publish(id, { content: 'First' })
    const firstId = first.platforms[0]?.platformPostId
    expect((await publish(id, { content: 'Answer', ...threads({ inReplyTo: firstId }) })).status).toBe(
      'published',
    )
    expect((await publish(id, { content: 'Quote', ...threads({ quote: firstId }) })).status).toBe('published')
    expect((await shown(id)).map(({ text, parentId }) => [text, parentId])).toEqual([
      ['Quote', null],
      ['Answer', firstId],
      ['First', null],
    ])
  })

  it('9.6 an answer to what is not there is refused, and says so', async () => {
    const { id } = await house.account('threads')
    const post = await publish(id, { content: 'Who?', ...threads({ inReplyTo: '99' }) })
    expect(post).toMatchObject({ status: 'failed' })
    expect(post.platforms[0]?.error?.code).toMatch(/PUBLISH_ERROR|CONTENT_REJECTED/)
    expect(await shown(id)).toEqual([])
  })

  it('a thread with media, options on its head, and a first comment under it', async () => {
    const { id } = await house.account('threads')
    const [photo = '', card = ''] = await uploaded(['photo', 'card'])
    const post = await publish(id, {
      content: 'One',
      threadPosts: [{ content: 'Two', media: [photo, card] }, { content: 'Three' }],
      firstComment: 'More below',
      ...threads({ topic: 'Soup', replyControl: 'everyone' }),
    })
    expect(post.status).toBe('published')
    await expect.poll(async () => (await shown(id)).length, { timeout: 10_000 }).toBe(4)
    const all = await shown(id)
    const idOf = (text: string) => all.find((each) => each.text === text)?.remoteId
    const parentOf = (text: string) => all.find((each) => each.text === text)?.parentId
    expect([parentOf('Two'), parentOf('Three'), parentOf('More below')]).toEqual([
      idOf('One'),
      idOf('Two'),
      idOf('One'),
    ])
    expect((await containers(id)).filter((each) => 'topic_tag' in each)).toMatchObject([{ text: 'One' }])
  })
})

describe('9.4 a lost answer at every call that makes something public leaves exactly one', () => {
  const poll = threads({ poll: { options: ['Yes', 'No'] } })
  const calls: [what: string, media: File[], more: object][] = [
    ['text', [], {}],
    ['a poll', [], poll],
    ['an image', ['photo'], {}],
    ['a video', ['video'], {}],
    ['a carousel', ['photo', 'card'], {}],
  ]
  it.each(
    calls.flatMap(([what, media, more]) =>
      (['lost_response', 'lost_request', 'server_error'] as const).map((kind) => ({
        what,
        media,
        more,
        kind,
      })),
    ),
  )('$what, $kind', async ({ media, more, kind }) => {
    const { id } = await house.account('threads')
    await fault(kind, { accountId: id })
    const post = await publish(id, { content: 'Once', media: await uploaded(media), ...more })
    expect(post).toMatchObject({ status: 'published', platforms: [{ status: 'published' }] })
    const out = await shown(id)
    expect(out).toHaveLength(1)
    expect(post.platforms[0]?.platformPostId).toBe(out[0]?.remoteId)
    const created = (await containers(id)).length
    expect(created).toBe(media.length > 1 ? media.length + 1 : 1)
  })

  it.each(['lost_response', 'lost_request', 'server_error'])('the first comment, %s', async (kind) => {
    const { id } = await house.account('threads')
    await fault(kind, { accountId: id, operation: 'comment' })
    await publish(id, { content: 'Post', firstComment: 'Below' })
    await expect
      .poll(
        async () => {
          await house.advance(30_000)
          return (await shown(id)).map(({ text }) => text)
        },
        { timeout: 20_000 },
      )
      .toEqual(['Below', 'Post'])
    await expect
      .poll(
        async () => {
          await house.advance(30_000)
          const [row] = await house.db.query<{ status: string; remote_id: string | null }>({
            text: 'select c.status, c.remote_id from comments c join targets t on t.id = c.target_id where t.account_id = $1',
            values: [id],
          })
          return [row?.status, row?.remote_id]
        },
        { timeout: 20_000 },
      )
      .toEqual(['published', (await shown(id))[0]?.remoteId])
    expect(await containers(id)).toHaveLength(2)
  })
})

describe('what Threads refuses', () => {
  it('9.8 a quota that is used up ends the try, and a retry after it goes out', async () => {
    const { id } = await house.account('threads')
    await fault('quota_exceeded', { accountId: id, retryAfter: 3_600 })
    const post = await publish(id, { content: 'One too many' })
    expect(post.platforms).toMatchObject([{ status: 'failed', error: { code: 'QUOTA_EXCEEDED' } }])
    const next = await publish(id, { content: 'Not even tried' })
    expect(next.platforms).toMatchObject([{ status: 'failed', error: { code: 'QUOTA_EXCEEDED' } }])
    expect((await sent(id)).filter(({ call }) => call === 'threads_publish')).toHaveLength(1)
    await house.advance(3_600_000)
    await house.call('POST', `/v1/posts/${post.id}/retry`)
    expect((await house.settled(post.id)).status).toBe('published')
    expect((await shown(id)).map(({ text }) => text)).toEqual(['One too many'])
  })

  it('what it takes for spam is left to a person', async () => {
    const { id } = await house.account('threads')
    await fault('duplicate', { accountId: id })
    const post = await publish(id, { content: 'Buy now' })
    expect(post.platforms).toMatchObject([
      { error: { code: 'CONTENT_REJECTED', details: { networkCode: '4/2207051' } } },
    ])
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ status: 'active' })
  })

  it('an account that it has restricted is suspended here', async () => {
    const { id } = await house.account('threads', { suspended: true })
    const post = await publish(id, { content: 'Not allowed' })
    expect(post.platforms).toMatchObject([{ error: { code: 'ACCOUNT_SUSPENDED' } }])
    expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ status: 'suspended' })
  })
})

it('containers are made ahead of time, so that the post is one request when it is due', async () => {
  const { id } = await house.account('threads')
  const media = await uploaded(['video', 'photo'])
  const { now } = await house.call<{ now: string }>('GET', '/sandbox/clock')
  const scheduledFor = new Date(Date.parse(now) + 30 * 60_000)
  await house.call('POST', '/v1/posts', { accountIds: [id], content: 'Film', media, scheduledFor })
  await house.advance(20 * 60_000)
  await expect
    .poll(
      async () => {
        await house.advance(1_000)
        return (await containers(id)).length
      },
      { timeout: 30_000 },
    )
    .toBe(3)
  expect(await shown(id)).toEqual([])
  await house.advance(10 * 60_000)
  await expect.poll(async () => (await shown(id)).length, { timeout: 20_000 }).toBe(1)
  expect(await containers(id)).toHaveLength(3)
  expect((await sent(id)).filter(({ call }) => call === 'threads_publish')).toHaveLength(1)
})

it('a container that expired before it was published is made again', async () => {
  const { id } = await house.account('threads')
  await fault('rate_limited', { accountId: id, retryAfter: 3_600 })
  const post = await publish(id, { content: 'A day later' })
  expect(post.platforms).toMatchObject([{ error: { code: 'RATE_LIMITED' } }])
  await house.advance(25 * 3_600_000)
  await house.call('POST', `/v1/posts/${post.id}/retry`)
  expect((await house.settled(post.id)).status).toBe('published')
  expect(await containers(id)).toHaveLength(2)
  expect(await shown(id)).toHaveLength(1)
})
