import { beforeEach, describe, expect, it } from 'vitest'
import { instagramRoom } from '../../../tests/support/instagram-room.js'
import { startHouse, type PostView } from '../../../tests/support/house.js'

/** What is Instagram's own, through the public API and against its simulator. What all networks share is in the kit. */
const house = await startHouse()
const { containers, fault, files, options, publish, sent, shown } = instagramRoom(house)
const dayMs = 24 * 3_600_000

beforeEach(async () => {
  await house.call('DELETE', '/sandbox/faults')
})

const account = <T>(id: string) => house.call<T>('GET', `/v1/accounts/${id}`)

describe('what can be posted', () => {
  it('a picture: a container, waited for, then its publication, then its address', async () => {
    const { id } = await house.account('instagram')
    const post = await publish(id, { content: 'See', media: await files('photo') })
    expect(post.platforms[0]?.platformPostUrl).toMatch(/instagram\.com\/p\/[\w-]+\/$/)
    expect(await containers(id)).toEqual([
      {
        caption: 'See',
        alt_text: 'A red boat',
        image_url: expect.stringContaining('/media/files/') as string,
      },
    ])
    const calls = (await sent(id)).map(({ method, call }) => `${method} ${/^\d+$/.test(call) ? 'id' : call}`)
    expect(calls.filter((call) => call.startsWith('POST'))).toEqual(['POST media', 'POST media_publish'])
    const at = calls.indexOf('POST media_publish')
    expect([calls[at - 1], calls[at + 1]]).toEqual(['GET id', 'GET id'])
    expect(await shown(id)).toMatchObject([{ text: 'See', media: [{ altText: 'A red boat', width: 1_080 }] }])
  })

  it.each(['card', 'webp'] as const)('a picture that is no JPEG is given as one: %s', async (name) => {
    const { id } = await house.account('instagram')
    expect((await publish(id, { content: '', media: await files(name) })).status).toBe('published')
    expect((await containers(id))[0]?.['image_url']).toContain('.jpg')
  })

  it.each(['video', 'film'] as const)('a single video is a reel: %s', async (name) => {
    const { id } = await house.account('instagram')
    const post = await publish(id, { content: 'Watch', media: await files(name) })
    expect(post.platforms[0]?.platformPostUrl).toMatch(/instagram\.com\/reel\/[\w-]+\/$/)
    expect(await containers(id)).toMatchObject([{ media_type: 'REELS', caption: 'Watch' }])
  })

  it('several files, pictures and videos mixed, in their order', async () => {
    const { id } = await house.account('instagram')
    const media = await files('photo', 'video', 'card')
    expect((await publish(id, { content: 'Three', media })).status).toBe('published')
    const made = await containers(id)
    expect(made.map((each) => each['media_type'])).toEqual([undefined, 'VIDEO', undefined, 'CAROUSEL'])
    expect(made[3]?.['children']?.split(',')).toHaveLength(3)
    expect(made.slice(0, 3).every((each) => !('caption' in each))).toBe(true)
    expect((await shown(id))[0]?.media.map(({ kind }) => kind)).toEqual(['image', 'video', 'image'])
  })

  it.each(['photo', 'video'] as const)('a story of a %s, without the text', async (name) => {
    const { id } = await house.account('instagram')
    const post = await publish(id, { content: 'Not shown', contentType: 'STORY', media: await files(name) })
    expect(post.platforms[0]?.platformPostUrl).toContain('instagram.com/stories/')
    expect(await containers(id)).toMatchObject([{ media_type: 'STORIES' }])
    expect((await shown(id))[0]?.text).toBe('')
  })

  it('a story where the post is for all others as its files tell', async () => {
    const { id } = await house.account('instagram')
    const own = { INSTAGRAM: { contentType: 'story' } }
    const body = { content: 'Not shown', media: await files('photo'), platformOverrides: own }
    expect((await publish(id, body)).status).toBe('published')
    expect(await containers(id)).toMatchObject([{ media_type: 'STORIES' }])
    const picture = await publish(id, {
      ...body,
      contentType: 'STORY',
      platformOverrides: { INSTAGRAM: { contentType: 'image' } },
    })
    expect(picture.status).toBe('published')
    expect((await containers(id)).map((each) => each['media_type'])).toEqual(['STORIES', undefined])
  })

  it('a story takes no first comment: it is out, and says so', async () => {
    const { id } = await house.account('instagram')
    const body = { content: '', contentType: 'STORY', firstComment: 'Below', media: await files('photo') }
    expect((await publish(id, body)).status).toBe('published')
    const status = async () => {
      const [row] = await house.db.query<{ status: string }>({
        text: 'select c.status from comments c join targets t on t.id = c.target_id where t.account_id = $1',
        values: [id],
      })
      return row?.status
    }
    await expect.poll(status, { timeout: 10_000 }).toBe('failed')
    expect(await shown(id)).toHaveLength(1)
  })

  it('a post with company, a place, tags and a label', async () => {
    const { id } = await house.account('instagram')
    const given = {
      collaborators: ['harbour.cafe'],
      locationId: '106078429431815',
      userTags: [{ username: 'captain', x: 0.25, y: 0.75 }],
      aiGenerated: true,
    }
    const post = await publish(id, { content: 'Hi', media: await files('photo'), ...options(given) })
    expect(post.status).toBe('published')
    expect(await containers(id)).toMatchObject([
      { collaborators: '["harbour.cafe"]', location_id: '106078429431815', is_ai_generated: 'true' },
    ])
  })

  it('a reel with a cover, a name for its sound, in the feed, and on trial', async () => {
    const { id } = await house.account('instagram')
    const given = { thumbOffsetMs: 500, audioName: 'Waves', shareToFeed: true, trial: 'MANUAL' }
    const post = await publish(id, { content: 'Hi', media: await files('video'), ...options(given) })
    expect(post.status).toBe('published')
    expect(await containers(id)).toMatchObject([
      { thumb_offset: '500', audio_name: 'Waves', share_to_feed: 'true' },
    ])
  })

  it('a first comment, by the account', async () => {
    const { id } = await house.account('instagram')
    const media = await files('photo')
    await publish(id, { content: 'Post', firstComment: 'More below #menu', media })
    await expect.poll(async () => (await shown(id)).length, { timeout: 10_000 }).toBe(2)
    const [comment, post] = await shown(id)
    expect(comment).toMatchObject({ text: 'More below #menu', parentId: post?.remoteId })
  })

  it('text alone is refused when the post is made', async () => {
    const { id } = await house.account('instagram')
    const body = { content: 'Words', accountIds: [id] }
    const refused = await house.call<{ error: object }>('POST', '/v1/posts', body, { status: 400 })
    expect(JSON.stringify(refused.error)).toContain('MEDIA_REQUIRED')
  })
})

describe('9.4 a lost answer at every call that makes something public leaves exactly one', () => {
  const calls = [
    ['a picture', ['photo'], {}],
    ['a reel', ['video'], {}],
    ['a carousel', ['photo', 'card'], {}],
    ['a story', ['photo'], { contentType: 'STORY' }],
  ] as const
  it.each(
    calls.flatMap(([what, names, more]) =>
      (['lost_response', 'lost_request', 'server_error'] as const).map((kind) => ({
        what,
        names,
        more,
        kind,
      })),
    ),
  )('$what, $kind', async ({ names, more, kind }) => {
    const { id } = await house.account('instagram')
    await fault(kind, { accountId: id })
    const post = await publish(id, { content: 'Once', media: await files(...names), ...more })
    expect(post).toMatchObject({ status: 'published', platforms: [{ status: 'published' }] })
    const out = await shown(id)
    expect(out).toHaveLength(1)
    expect(post.platforms[0]?.platformPostId).toBe(out[0]?.remoteId)
    expect(await containers(id)).toHaveLength(names.length > 1 ? names.length + 1 : 1)
  })

  it.each(['lost_response', 'lost_request', 'server_error'])('the first comment, %s', async (kind) => {
    const { id } = await house.account('instagram')
    await fault(kind, { accountId: id, operation: 'comment' })
    await publish(id, { content: 'Post', firstComment: 'Below', media: await files('photo') })
    const settled = async () => {
      await house.advance(30_000)
      const [row] = await house.db.query<{ status: string; remote_id: string | null }>({
        text: 'select c.status, c.remote_id from comments c join targets t on t.id = c.target_id where t.account_id = $1',
        values: [id],
      })
      return [row?.status, row?.remote_id, (await shown(id)).map(({ text }) => text)]
    }
    await expect
      .poll(settled, { timeout: 20_000 })
      .toEqual(['published', expect.stringMatching(/^\d+$/), ['Below', 'Post']])
  })
})

describe('what Instagram refuses', () => {
  it('9.5 a quota that is used up ends the try, and a retry after it goes out', async () => {
    const { id } = await house.account('instagram')
    await fault('quota_exceeded', { accountId: id })
    const post = await publish(id, { content: 'One too many', media: await files('photo') })
    expect(post.platforms).toMatchObject([
      {
        status: 'failed',
        error: {
          code: 'QUOTA_EXCEEDED',
          message: expect.stringContaining('room again as soon as the oldest of them is a day old') as string,
          details: { networkCode: '9/2207042' },
        },
      },
    ])
    await house.advance(dayMs)
    await house.call('POST', `/v1/posts/${post.id}/retry`)
    expect((await house.settled(post.id)).status).toBe('published')
    expect(await shown(id)).toHaveLength(1)
  })

  it('what it takes for spam is left to a person', async () => {
    const { id } = await house.account('instagram')
    await fault('duplicate', { accountId: id })
    const post = await publish(id, { content: 'Buy now', media: await files('photo') })
    expect(post.platforms).toMatchObject([
      { error: { code: 'CONTENT_REJECTED', details: { networkCode: '4/2207051' } } },
    ])
    expect(await account(id)).toMatchObject({ status: 'active' })
  })

  it('an account that it has restricted is suspended here', async () => {
    const { id } = await house.account('instagram', { suspended: true })
    const post = await publish(id, { content: 'Not allowed', media: await files('photo') })
    expect(post.platforms).toMatchObject([{ error: { code: 'ACCOUNT_SUSPENDED' } }])
    expect(await account(id)).toMatchObject({ status: 'suspended' })
  })
})

it('containers are made ahead of time, so that the post is one request when it is due', async () => {
  const { id } = await house.account('instagram')
  const media = await files('video', 'photo')
  const { now } = await house.call<{ now: string }>('GET', '/sandbox/clock')
  const scheduledFor = new Date(Date.parse(now) + 30 * 60_000)
  await house.call('POST', '/v1/posts', { accountIds: [id], content: 'Film', media, scheduledFor })
  await house.advance(20 * 60_000)
  const made = async () => {
    await house.advance(1_000)
    return (await containers(id)).length
  }
  await expect.poll(made, { timeout: 30_000 }).toBe(3)
  expect(await shown(id)).toEqual([])
  await house.advance(10 * 60_000)
  await expect.poll(async () => (await shown(id)).length, { timeout: 20_000 }).toBe(1)
  expect(await containers(id)).toHaveLength(3)
  expect((await sent(id)).filter(({ call }) => call === 'media_publish')).toHaveLength(1)
})

it('9.3 a container that expired before it was published is made again', async () => {
  const { id } = await house.account('instagram')
  await fault('rate_limited', { accountId: id, retryAfter: 3_600 })
  const post: PostView = await publish(id, { content: 'A day later', media: await files('photo') })
  expect(post.platforms).toMatchObject([{ error: { code: 'RATE_LIMITED' } }])
  await house.advance(25 * 3_600_000)
  await house.call('POST', `/v1/posts/${post.id}/retry`)
  expect((await house.settled(post.id)).status).toBe('published')
  expect(await containers(id)).toHaveLength(2)
  expect(await shown(id)).toHaveLength(1)
})
