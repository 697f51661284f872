import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { startFileServer, trustsFileServer } from '../support/file-server.js'
import { startReceiver, type Receiver } from '../support/receiver.js'
import { eventually, startServer, type RunningServer } from '../support/server-process.js'
import { verifyAsGuide } from '../webhooks/verifiers.js'

// The integration guide from its first step to its last, in its order and with its requests, over HTTP alone.

type Target = {
  postPlatformId: string
  platform: string
  accountId: string
  status: string
  platformPostUrl: string | null
  nextRetryAt: string | null
  error: { code: string; message: string } | null
}
type Post = { id: string; content: string; status: string; scheduledFor: string | null; platforms: Target[] }
type Account = { id: string; platform: string; username: string; status: string }
type OnNetwork = {
  remoteId: string
  text: string
  media: { width: number; height: number; altText: string | null }[]
}

const networks = ['mastodon', 'twitter', 'bluesky'] as const
const terminal = ['published', 'partial', 'failed', 'cancelled', 'unpublished', 'archived']

let server: RunningServer
let receiver: Receiver
let cdn: { url: (name: string) => string }
let accounts: Account[] = []
let mediaId = ''
let secret = ''

beforeAll(async () => {
  server = await startServer({ env: trustsFileServer })
  receiver = await startReceiver()
  cdn = await startFileServer()
  for (const platform of networks)
    await server.call('POST', '/sandbox/accounts', { platform, username: 'brandname' })
})

describe('steps 1 to 5: a key, accounts, media, validation, the post', () => {
  it('verifies the key', async () => {
    expect((await fetch(`${server.url}/v1/health`, withKey(server.key))).status).toBe(200)
    expect((await fetch(`${server.url}/v1/health`, withKey('vb_live_wrong'))).status).toBe(401)
  })

  it('discovers the accounts that can be posted to', async () => {
    const found = await server.call<{ data: Account[]; pagination: unknown }>(
      'GET',
      '/v1/accounts?status=ACTIVE',
    )
    accounts = found.data
    expect(accounts.map(({ platform, status }) => ({ platform, status }))).toEqual(
      expect.arrayContaining(networks.map((platform) => ({ platform, status: 'active' }))),
    )
    expect(found.pagination).toMatchObject({ has_more: false, next_cursor: null })
  })

  it('uploads a picture with all the headers it was told, and polls until it is READY', async () => {
    const bytes = await readFile(new URL('../fixtures/media/portrait-4x5-1080x1350.jpg', import.meta.url))
    const upload = await server.call<{
      mediaId: string
      uploadUrl: string
      uploadHeaders: Record<string, string>
      expiresAt: string
    }>('POST', '/v1/media/upload', {
      filename: 'photo.jpg',
      contentType: 'image/jpeg',
      sizeBytes: bytes.length,
    })
    expect(upload.mediaId).toMatch(/^media_[a-z0-9]{24}$/)
    const put = await fetch(upload.uploadUrl, {
      method: 'PUT',
      headers: upload.uploadHeaders,
      body: new Uint8Array(bytes),
    })
    expect(put.status).toBe(200)
    await eventually(
      async () => (await server.call('GET', `/v1/media/${upload.mediaId}`))['status'] === 'READY',
      'the picture is READY',
    )
    mediaId = upload.mediaId
  })

  it('registers a picture that lies elsewhere, READY at once', async () => {
    const registered = await server.call('POST', '/v1/media/register', {
      url: cdn.url('portrait-4x5-1080x1350.jpg'),
      contentType: 'image/jpeg',
      filename: 'campaign-banner.jpg',
    })
    expect(registered).toMatchObject({ status: 'READY', id: expect.stringMatching(/^media_/) as unknown })
  })

  it('validates by platform constants, and says which rule a text breaks', async () => {
    const good = await server.call('POST', '/v1/posts/validate', {
      content: 'Check out our new launch! 🚀',
      platforms: ['MASTODON', 'TWITTER'],
      mediaIds: [mediaId],
    })
    expect(good).toMatchObject({
      valid: true,
      platforms: { MASTODON: { valid: true, errors: [] }, TWITTER: { valid: true, errors: [] } },
    })
    const long = await server.call('POST', '/v1/posts/validate', {
      content: 'x'.repeat(312),
      platforms: ['TWITTER'],
    })
    expect(long).toMatchObject({
      valid: false,
      platforms: { TWITTER: { valid: false, errors: [{ code: expect.any(String) as unknown }] } },
    })
    const refused = await server.call(
      'POST',
      '/v1/posts',
      { content: 'x'.repeat(312), accountIds: [accountOn('twitter')] },
      { status: 400 },
    )
    expect(refused).toMatchObject({
      error: {
        code: 'VALIDATION_ERROR',
        details: { field: 'content', platform: 'TWITTER', maxLength: 280, actualLength: 312 },
      },
    })
  })

  it('creates the post once, however often the request is sent', async () => {
    const body = {
      content: 'Check out our new launch! 🚀',
      accountIds: accounts.map((each) => each.id),
      contentType: 'IMAGE',
      media: [mediaId],
      scheduledFor: await inMinutes(60),
      platformOverrides: { TWITTER: { content: 'Just launched! 🚀 #voxburst' } },
    }
    const key = { 'Idempotency-Key': 'create-post-campaign-a-slot-1' }
    const post = await server.call<Post>('POST', '/v1/posts', body, { status: 201, headers: key })
    expect(post).toMatchObject({
      content: body.content,
      status: 'scheduled',
      scheduledFor: body.scheduledFor,
    })
    expect(post.platforms.map(({ accountId, status }) => ({ accountId, status }))).toEqual(
      body.accountIds.map((accountId) => ({ accountId, status: 'pending' })),
    )
    const again = await server.call<Post>('POST', '/v1/posts', body, { status: 201, headers: key })
    expect(again).toEqual(post)
    const other = await server.call(
      'POST',
      '/v1/posts',
      { ...body, content: 'Another' },
      { status: 409, headers: key },
    )
    expect(other).toMatchObject({ error: { code: 'IDEMPOTENCY_CONFLICT' } })
    expect((await server.call<{ data: Post[] }>('GET', '/v1/posts?status=scheduled')).data).toHaveLength(1)
    await server.call('DELETE', `/v1/posts/${post.id}`)
  })
})

describe('steps 6 to 9: following a post, a partial failure, fix and retry', () => {
  it('subscribes to events and is given the secret once', async () => {
    const made = await server.call<{ id: string; secret: string }>('POST', '/v1/webhooks', {
      url: receiver.url,
      events: ['post.published', 'post.failed', 'account.error'],
    })
    secret = made.secret
    const shown = await server.call('GET', `/v1/webhooks/${made.id}`)
    expect(shown['secret']).toBeUndefined()
  })

  it('is told in a signed webhook that one network refused the picture, and mends it by fix with another one', async () => {
    await server.call('POST', '/sandbox/faults', { platform: 'mastodon', fault: 'media_rejected' })
    const post = await aPost({
      content: 'Refused by one',
      accountIds: accounts.map((each) => each.id),
      media: [{ id: mediaId, altText: 'A launch' }],
      scheduledFor: await inMinutes(60),
    })
    await advance(60 * 60_000)
    expect((await polled(post.id)).status).toBe('partial')

    const event = await nextEvent('post.published')
    expect(event.data).toMatchObject({ id: post.id, status: 'PARTIAL' })
    const failed = event.data.platforms.filter((each) => each.status === 'FAILED')
    expect(failed).toMatchObject([{ platform: 'MASTODON', error: { code: 'MEDIA_REJECTED' } }])
    for (const each of event.data.platforms.filter((one) => one.status === 'PUBLISHED'))
      expect((await fetch(each.platformPostUrl ?? '')).status).toBe(200)

    await handlePartialFailure(post.id, failed)
    expect((await polled(post.id)).status).toBe('published')
    expect((await nextEvent('post.published')).data).toMatchObject({ id: post.id, status: 'PUBLISHED' })
    // Once on each network, with the new picture where the first one was refused.
    const [onMastodon, ...more] = await onNetwork('mastodon', 'Refused by one')
    expect(more).toEqual([])
    expect(onMastodon?.media).toMatchObject([{ width: 1200, height: 630, altText: 'A launch' }])
    for (const platform of ['twitter', 'bluesky'])
      expect(await onNetwork(platform, 'Refused by one')).toHaveLength(1)
  })

  it('retries what the network could not take at the moment, after the documented wait, and only that', async () => {
    await server.call('POST', '/sandbox/faults', {
      platform: 'twitter',
      fault: 'rate_limited',
      retryAfter: 3_600,
    })
    const post = await aPost({
      content: 'Limited on one',
      accountIds: [accountOn('mastodon'), accountOn('twitter')],
      scheduledFor: await inMinutes(0),
    })
    const partial = await polled(post.id)
    expect(partial.status).toBe('partial')
    expect(partial.platforms.find((each) => each.status === 'failed')?.error?.code).toBe('RATE_LIMITED')
    const event = await nextEvent('post.published')
    await advance(60 * 60_000)

    const before = await now()
    const key = { 'Idempotency-Key': `retry-${post.id}-attempt-1` }
    const retried = await server.call<{ retriedPlatforms: { platform: string; nextRetryAt: string }[] }>(
      'POST',
      `/v1/posts/${post.id}/retry`,
      undefined,
      { headers: key },
    )
    expect(retried).toMatchObject({
      id: post.id,
      status: 'publishing',
      retriedPlatforms: [{ platform: 'twitter', accountId: accountOn('twitter'), retryCount: 1 }],
      skippedPlatforms: [],
    })
    const waitMs = Date.parse(retried.retriedPlatforms[0]?.nextRetryAt ?? '') - before
    expect(Math.round(waitMs / 60_000)).toBe(2)
    expect(await server.call('POST', `/v1/posts/${post.id}/retry`, undefined, { headers: key })).toEqual(
      retried,
    )

    await advance(2 * 60_000)
    expect((await polled(post.id)).status).toBe('published')
    expect((await nextEvent('post.published')).id).not.toBe(event.id)
    for (const platform of ['mastodon', 'twitter'])
      expect(await onNetwork(platform, 'Limited on one')).toHaveLength(1)
  })

  it('shortens a text that a network refused, and retries', async () => {
    await server.call('POST', '/sandbox/faults', { platform: 'bluesky', fault: 'content_rejected' })
    const post = await aPost({
      content: 'A text that is refused',
      accountIds: [accountOn('bluesky')],
      scheduledFor: await inMinutes(0),
    })
    expect((await polled(post.id)).status).toBe('failed')
    expect((await nextEvent('post.failed')).data).toMatchObject({ id: post.id, status: 'FAILED' })
    await server.call('PATCH', `/v1/posts/${post.id}`, { content: 'A text' })
    await server.call('POST', `/v1/posts/${post.id}/retry`)
    await advance(2 * 60_000)
    expect((await polled(post.id)).status).toBe('published')
    expect(await onNetwork('bluesky', 'A text')).toHaveLength(1)
  })

  it('publishes a draft at once when told to', async () => {
    const draft = await aPost({ content: 'Kept for later', accountIds: [accountOn('mastodon')] })
    expect(draft.status).toBe('draft')
    await server.call('POST', `/v1/posts/${draft.id}/publish`)
    expect((await polled(draft.id)).status).toBe('published')
  })
})

describe('step 10: unpublish and archive', () => {
  it('marks a post unpublished and leaves it on the networks; archived, it is listed only when asked for', async () => {
    const post = await aPost({
      content: 'Taken off our list',
      accountIds: [accountOn('mastodon')],
      scheduledFor: await inMinutes(0),
    })
    await polled(post.id)
    expect(await server.call('DELETE', `/v1/posts/${post.id}`, undefined, { status: 409 })).toMatchObject({
      error: { code: 'CONFLICT' },
    })
    expect(await server.call('POST', `/v1/posts/${post.id}/unpublish`)).toMatchObject({
      status: 'unpublished',
    })
    expect(await onNetwork('mastodon', 'Taken off our list')).toHaveLength(1)

    await server.call('PATCH', `/v1/posts/${post.id}`, { status: 'archived' })
    const listed = async (query: string): Promise<string[]> =>
      (await server.call<{ data: Post[] }>('GET', `/v1/posts${query}`)).data.map((each) => each.id)
    expect(await listed('')).not.toContain(post.id)
    expect(await listed('?status=archived')).toEqual([post.id])
  })
})

/** The guide's own recovery: a fix for what is wrong with the media, a retry for what may pass by itself. */
async function handlePartialFailure(
  postId: string,
  failed: { platform: string; error?: { code: string } | null }[],
): Promise<void> {
  const post = await server.call<Post>('GET', `/v1/posts/${postId}`)
  for (const each of failed) {
    const record = post.platforms.find((one) => one.platform === each.platform.toLowerCase())
    if (record === undefined) continue
    if (each.error?.code === 'ASPECT_RATIO_INVALID' || each.error?.code === 'MEDIA_REJECTED')
      await server.call('POST', `/v1/posts/${postId}/platforms/${record.postPlatformId}/fix`, {
        mediaUrl: cdn.url('card-1200x630.png'),
      })
    else await server.call('POST', `/v1/posts/${postId}/retry`)
  }
}

type PostEvent = {
  id: string
  type: string
  data: {
    id: string
    status: string
    platforms: {
      platform: string
      status: string
      platformPostUrl: string | null
      error?: { code: string } | null
    }[]
  }
}
let eventsRead = 0

/** The next webhook, verified and taken once, as the guide's handler does. */
async function nextEvent(type: string): Promise<PostEvent> {
  const taken = new Set(
    receiver.received.slice(0, eventsRead).map((each) => each.headers['x-voxburst-delivery-id']),
  )
  const received = (await receiver.until(eventsRead + 1))[eventsRead]
  if (received === undefined) throw new Error('No webhook came')
  eventsRead += 1
  expect(verifyAsGuide(received.raw, received.headers['x-voxburst-signature'] ?? '', secret)).toBe(true)
  expect(taken).not.toContain(received.headers['x-voxburst-delivery-id'])
  expect(received.body.type).toBe(type)
  return received.body as unknown as PostEvent
}

function withKey(key: string): RequestInit {
  return { headers: { authorization: `Bearer ${key}` } }
}

function accountOn(platform: string): string {
  return accounts.find((each) => each.platform === platform)?.id ?? ''
}

async function aPost(body: Record<string, unknown>): Promise<Post> {
  return server.call<Post>('POST', '/v1/posts', body, { status: 201 })
}

/** Polls until the status is final. */
async function polled(postId: string): Promise<Post> {
  let post: Post | undefined
  await eventually(async () => {
    post = await server.call<Post>('GET', `/v1/posts/${postId}`)
    return terminal.includes(post.status)
  }, `${postId} is done`)
  if (post === undefined) throw new Error(`${postId} was never asked for`)
  return post
}

async function now(): Promise<number> {
  return Date.parse((await server.call<{ now: string }>('GET', '/sandbox/clock')).now)
}

async function inMinutes(minutes: number): Promise<string> {
  return new Date((await now()) + minutes * 60_000).toISOString()
}

async function advance(ms: number): Promise<void> {
  await server.call('POST', '/sandbox/clock', { advanceMs: ms })
}

async function onNetwork(platform: string, text: string): Promise<OnNetwork[]> {
  const { data } = await server.call<{ data: OnNetwork[] }>('GET', `/sandbox/posts?platform=${platform}`)
  return data.filter((each) => each.text.includes(text))
}
