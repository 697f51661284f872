import { beforeEach, describe, expect, it } from 'vitest'
import { startHouse, type PostView } from '../support/house.js'

const house = await startHouse()
const platform = 'mastodon'

beforeEach(async () => {
  await house.call('DELETE', '/sandbox/faults')
})

async function published(body: Record<string, unknown>): Promise<PostView> {
  const account = await house.account(platform)
  const post = await house.call<PostView>('POST', '/v1/posts', {
    content: 'Hello from a test',
    accountIds: [account.id],
    ...body,
  })
  await house.call('POST', `/v1/posts/${post.id}/publish`)
  return house.settled(post.id)
}

const inSandbox = async (post: PostView) =>
  (await house.posts(platform)).filter((each) => each.remoteId === post.platforms[0]?.platformPostId)

describe('a post on Mastodon', () => {
  it('goes from create to the public page', async () => {
    const post = await published({})
    expect(post).toMatchObject({ status: 'published', platforms: [{ status: 'published', error: null }] })
    expect(await inSandbox(post)).toMatchObject([{ text: 'Hello from a test', parentId: null }])
    const page = await fetch(post.platforms[0]?.platformPostUrl ?? '')
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('Hello from a test')
  })

  it('is sent again after a lost answer, and is out once', async () => {
    await house.call('POST', '/sandbox/faults', { platform, fault: 'lost_response' }, { status: 201 })
    const before = (await house.posts(platform)).length
    const post = await published({ content: 'Lost answer' })
    expect(post.status).toBe('published')
    expect((await house.posts(platform)).length).toBe(before + 1)
    expect(post.platforms[0]?.attempts.map((attempt) => attempt.outcome)).toEqual(['unknown', 'published'])
  })

  it('waits for a rate limit as long as the instance says', async () => {
    await house.call(
      'POST',
      '/sandbox/faults',
      { platform, fault: 'rate_limited', retryAfter: 300 },
      { status: 201 },
    )
    expect((await published({ content: 'Limited' })).status).toBe('published')
  })

  it('a refusal names what the instance said, and fix sends other words', async () => {
    await house.call('POST', '/sandbox/faults', { platform, fault: 'content_rejected' }, { status: 201 })
    const post = await published({ content: 'Refused' })
    expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'CONTENT_REJECTED' } }] })
    const target = post.platforms[0]?.postPlatformId ?? ''
    await house.call('POST', `/v1/posts/${post.id}/platforms/${target}/fix`, { content: 'Accepted' })
    const fixed = await house.settled(post.id)
    expect(fixed.status).toBe('published')
    expect(await inSandbox(fixed)).toMatchObject([{ text: 'Accepted' }])
  })

  it('a revoked token ends the account once, and says so', async () => {
    await house.call('POST', '/sandbox/faults', { platform, fault: 'token_revoked' }, { status: 201 })
    const post = await published({ content: 'Revoked' })
    expect(post).toMatchObject({ status: 'failed', platforms: [{ error: { code: 'ACCOUNT_DISCONNECTED' } }] })
    const events = await house.call<{ data: unknown[] }>('GET', '/v1/events?type=account.error')
    expect(events.data).toHaveLength(1)
  })

  it('a thread hangs together, with the first comment under its head', async () => {
    const post = await published({
      content: 'One',
      threadPosts: [
        { sequence: 1, content: 'Two' },
        { sequence: 2, content: 'Three' },
      ],
    })
    const all = await house.posts(platform)
    const two = all.find((each) => each.text === 'Two')
    expect(two?.parentId).toBe(post.platforms[0]?.platformPostId)
    expect(all.find((each) => each.text === 'Three')?.parentId).toBe(two?.remoteId)
  })
})
