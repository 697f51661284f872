import { beforeEach, describe, expect, it } from 'vitest'
import { mastodon } from '../../src/connectors/mastodon/index.js'
import { telegram } from '../../src/connectors/telegram/index.js'
import type { Refused } from '../../src/connectors/connector.js'
import { NoAnswer } from '../../src/connectors/platform-http.js'
import { CountedNetwork } from '../support/counted-network.js'
import { startHouse, type PostView } from '../support/house.js'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

const counted = new CountedNetwork()
counted.postsPerCall = 20
/** Mastodon, if it told the numbers that a test sets. */
const house = await startHouse({}, [{ ...mastodon, ...counted.parts() }, telegram])

type Refresh = { accountId: string; status: string; message: string; nextAt: string | null }
type Analytics = { metrics: { likes: number; followers: number }; refresh: Refresh[]; dataAvailable: boolean }

beforeEach(() => {
  Object.assign(counted, { past: [], script: [], account: { followers: 10 } })
  counted.numbers.clear()
  counted.calls.length = 0
})

const asked = (what: string): number => counted.calls.filter((call) => call.startsWith(what)).length
const now = async (): Promise<number> =>
  Date.parse((await house.call<{ now: string }>('GET', '/sandbox/clock')).now)

/** An account of which everything was read that is due in its first days. */
async function settledAccount(): Promise<string> {
  const { id } = await house.account('mastodon')
  await house.advance(31_000)
  await expect.poll(() => asked('account') > 0 && asked('history') > 0, { timeout: 20_000 }).toBe(true)
  await expect.poll(() => isIdle(id), { timeout: 20_000 }).toBe(true)
  return id
}

async function isIdle(id: string): Promise<boolean> {
  const busy = await house.db.query({
    text: `select from measurements where id = $1 and (lease_token is not null or run_at <= vb_now())
           union all select from backfills where id = $1 and (lease_token is not null or run_at <= vb_now())`,
    values: [id],
  })
  return busy.length === 0
}

async function publish(accountId: string): Promise<{ id: string; remoteId: string }> {
  const post = await house.call<PostView>('POST', '/v1/posts', {
    content: 'Counted',
    accountIds: [accountId],
  })
  await house.call('POST', `/v1/posts/${post.id}/publish`)
  const settled = await house.settled(post.id)
  return { id: post.id, remoteId: settled.platforms[0]?.platformPostId ?? '' }
}

const refreshPost = (id: string): Promise<Analytics> =>
  house.call<Analytics>('POST', `/v1/analytics/posts/${id}/refresh`)
const likes = async (id: string): Promise<number> =>
  (await house.call<Analytics>('GET', `/v1/analytics/posts/${id}`)).metrics.likes
const refreshAccount = (id: string, status?: number): Promise<{ refresh: Refresh }> =>
  house.call(
    'POST',
    `/v1/analytics/accounts/${id}/refresh`,
    undefined,
    status === undefined ? {} : { status },
  )
const followers = async (id: string): Promise<number> =>
  (await house.call<Analytics>('GET', `/v1/analytics/accounts/${id}`)).metrics.followers

const refusal = (retryAfterMs?: number): Refused => ({
  kind: 'refused',
  cure: 'wait',
  error: { code: 'RATE_LIMITED', message: 'Too many.' },
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
})

describe('the numbers of a post', () => {
  it('are read within moments, long before they are due, and not again for five minutes', async () => {
    const account = await settledAccount()
    const post = await publish(account)
    counted.numbers.set(post.remoteId, { likes: 3 })
    const reply = await refreshPost(post.id)
    expect(reply).toMatchObject({ dataAvailable: false, metrics: { likes: 0 } })
    expect(reply.refresh).toMatchObject([{ accountId: account, platform: 'MASTODON', status: 'queued' }])
    await expect.poll(() => likes(post.id), { timeout: 20_000 }).toBe(3)

    counted.numbers.set(post.remoteId, { likes: 9 })
    const again = (await refreshPost(post.id)).refresh[0]
    expect(again?.status).toBe('fresh')
    const inMs = Date.parse(again?.nextAt ?? '') - (await now())
    expect([inMs > 4 * minuteMs, inMs <= 5 * minuteMs]).toEqual([true, true])
    expect(asked('posts')).toBe(1)

    await house.advance(5 * minuteMs)
    expect((await refreshPost(post.id)).refresh[0]?.status).toBe('queued')
    await expect.poll(() => likes(post.id), { timeout: 20_000 }).toBe(9)
  })

  it('are read of a post that is so old that nobody reads it any more', async () => {
    const account = await settledAccount()
    const post = await publish(account)
    counted.numbers.set(post.remoteId, { likes: 1 })
    await house.advance(100 * 24 * hourMs)
    await expect.poll(() => likes(post.id), { timeout: 20_000 }).toBe(1)
    counted.numbers.set(post.remoteId, { likes: 2 })
    await house.advance(10 * 24 * hourMs)
    await expect.poll(() => isIdle(account), { timeout: 20_000 }).toBe(true)
    expect(await likes(post.id)).toBe(1)
    await refreshPost(post.id)
    await expect.poll(() => likes(post.id), { timeout: 20_000 }).toBe(2)
  })

  it('wait as long as the network wants to be left alone, and are read then', async () => {
    const account = await settledAccount()
    const post = await publish(account)
    counted.numbers.set(post.remoteId, { likes: 4 })
    counted.script = [refusal(2 * hourMs)]
    await refreshPost(post.id)
    await expect.poll(() => isIdle(account), { timeout: 20_000 }).toBe(true)
    expect(asked('posts')).toBe(1)

    const resting = (await refreshPost(post.id)).refresh[0]
    expect(resting?.status).toBe('resting')
    const inMs = Date.parse(resting?.nextAt ?? '') - (await now())
    expect([inMs > 2 * hourMs - minuteMs, inMs <= 2 * hourMs]).toEqual([true, true])
    await house.advance(hourMs)
    expect(await isIdle(account)).toBe(true)
    expect(asked('posts')).toBe(1)
    await house.advance(hourMs)
    await expect.poll(() => likes(post.id), { timeout: 20_000 }).toBe(4)
  })

  it('do not hurry a network that does not answer more than once', async () => {
    const account = await settledAccount()
    const post = await publish(account)
    counted.script = Array.from({ length: 9 }, () => new NoAnswer('It hung up.'))
    await refreshPost(post.id)
    await expect.poll(() => isIdle(account), { timeout: 20_000 }).toBe(true)
    const before = counted.calls.length
    const waiting = (await refreshPost(post.id)).refresh[0]
    expect(waiting?.status).toBe('queued')
    expect(Date.parse(waiting?.nextAt ?? '')).toBeGreaterThan(await now())
    expect(await isIdle(account)).toBe(true)
    expect(counted.calls).toHaveLength(before)
  })

  it('are none while the post is not out, and none where the network tells of accounts alone', async () => {
    const account = await settledAccount()
    const body = { content: 'A draft', accountIds: [account] }
    const draft = await house.call<PostView>('POST', '/v1/posts', body)
    await expect(refreshPost(draft.id)).rejects.toThrow(/409.*CONFLICT.*not out/)
    const post = await publish((await house.account('telegram')).id)
    expect((await refreshPost(post.id)).refresh).toMatchObject([
      { status: 'unavailable', message: 'Telegram tells nothing of posts.', nextAt: null },
    ])
  })
})

describe('the numbers of an account', () => {
  it('are read within moments, a day before they are due, and not again for five minutes', async () => {
    const account = await settledAccount()
    counted.account = { followers: 11 }
    expect((await refreshAccount(account)).refresh.status).toBe('fresh')
    await house.advance(5 * minuteMs)
    expect(await followers(account)).toBe(10)
    expect((await refreshAccount(account)).refresh.status).toBe('queued')
    await expect.poll(() => followers(account), { timeout: 20_000 }).toBe(11)
    expect((await refreshAccount(account)).refresh.status).toBe('fresh')
    expect(asked('account')).toBe(2)
  })

  it('are read once more where somebody asks while they are being read', async () => {
    const account = await settledAccount()
    await house.advance(5 * minuteMs)
    let answer: () => void = () => undefined
    const until = new Promise<void>((resolve) => (answer = resolve))
    counted.script = [{ until }]
    await refreshAccount(account)
    await expect.poll(() => asked('account'), { timeout: 20_000 }).toBe(2)
    counted.account = { followers: 12 }
    expect((await refreshAccount(account)).refresh.status).toBe('queued')
    answer()
    await expect.poll(() => followers(account), { timeout: 20_000 }).toBe(12)
  })

  it('are not read of one that is not connected any more', async () => {
    const account = await settledAccount()
    await house.call('DELETE', `/v1/accounts/${account}`)
    expect(await refreshAccount(account, 409)).toMatchObject({
      error: { code: 'CONFLICT', details: { status: 'disconnected' } },
    })
  })
})

describe('the past of an account', () => {
  type Backfill = { status: string; progress: number; postsFound: number; [name: string]: unknown }
  const backfill = (id: string): Promise<Backfill> => house.call('GET', `/v1/accounts/${id}/backfill`)
  const start = (id: string, status = 200): Promise<Backfill> =>
    house.call('POST', `/v1/accounts/${id}/backfill`, undefined, { status })

  /** One post every five days, the newest first, two to a page: 18 in 90 days. */
  async function hasPast(): Promise<void> {
    const at = await now()
    counted.past = Array.from({ length: 30 }, (_, index) => ({
      remoteId: `old${String(index)}`,
      url: null,
      text: 'Before',
      createdAt: new Date(at - (index + 1) * 5 * 24 * hourMs + 3 * hourMs),
      numbers: { likes: 1 },
    }))
  }

  it('shows how far it is read, page by page, to the end', async () => {
    await hasPast()
    const { id } = await house.account('mastodon')
    expect(await backfill(id)).toMatchObject({
      status: 'queued',
      progress: 0,
      postsFound: 0,
      completedAt: null,
    })
    let answer: () => void = () => undefined
    const until = new Promise<void>((resolve) => (answer = resolve))
    counted.holdAt('history 8', until)
    await house.advance(31_000)
    await expect.poll(() => asked('history 8'), { timeout: 20_000 }).toBe(1)
    const half = await backfill(id)
    // Eight posts, the oldest of them forty days old.
    expect(half).toMatchObject({ status: 'running', postsFound: 8, progress: 44, completedAt: null })
    answer()
    await expect
      .poll(() => backfill(id), { timeout: 20_000 })
      .toMatchObject({
        status: 'completed',
        progress: 100,
        postsFound: 18,
        nextRunAt: null,
      })
    const { since, startedAt, completedAt } = await backfill(id)
    expect(Date.parse(startedAt as string) - Date.parse(since as string)).toBe(90 * 24 * hourMs)
    expect(Date.parse(completedAt as string)).toBeGreaterThanOrEqual(Date.parse(startedAt as string))
  })

  it('is read again when somebody asks, not within the hour', async () => {
    const id = await settledAccount()
    await expect.poll(() => backfill(id)).toMatchObject({ status: 'completed', postsFound: 0 })
    await hasPast()
    expect(await start(id)).toMatchObject({ started: false, status: 'completed', postsFound: 0 })
    await house.advance(hourMs)
    expect(await start(id)).toMatchObject({ started: true, progress: 0, completedAt: null })
    await expect
      .poll(() => backfill(id), { timeout: 20_000 })
      .toMatchObject({ status: 'completed', postsFound: 18 })
    expect(await house.call('GET', `/v1/analytics/accounts/${id}?since=90d`)).toMatchObject({
      metrics: { likes: 18 },
    })
  })

  it('waits while the network wants to be left alone', async () => {
    await hasPast()
    const { id } = await house.account('mastodon')
    counted.holdAt('history 4', refusal(3 * hourMs))
    await house.advance(31_000)
    await expect
      .poll(() => backfill(id), { timeout: 20_000 })
      .toMatchObject({ status: 'waiting', postsFound: 4 })
    expect(await start(id)).toMatchObject({ started: false, status: 'waiting' })
    await house.advance(3 * hourMs)
    await expect.poll(() => backfill(id), { timeout: 20_000 }).toMatchObject({ status: 'completed' })
  })

  it('is paused while the account is not connected, and says where there is none', async () => {
    const { id } = await house.account('mastodon')
    await house.call('DELETE', `/v1/accounts/${id}`)
    expect(await backfill(id)).toMatchObject({ status: 'paused' })
    expect(await start(id, 409)).toMatchObject({ error: { details: { status: 'disconnected' } } })
    const telegrams = (await house.account('telegram')).id
    expect(await backfill(telegrams)).toMatchObject({ status: 'not_supported', progress: 0 })
    expect(await start(telegrams, 409)).toMatchObject({ error: { code: 'CONFLICT' } })
  })
})

it('the quotas of all accounts come in one list, page by page', async () => {
  const [first, second] = [await house.account('mastodon'), await house.account('mastodon')]
  await publish(second.id)
  type Page = {
    data: { accountId: string; quotas: { used: number; limit: number; remaining: number }[] }[]
    pagination: { next_cursor: string }
  }
  const page = await house.call<Page>('GET', '/v1/quotas?platform=mastodon&limit=1')
  expect(page.data).toMatchObject([
    { accountId: second.id, quotas: [{ name: 'posts in a day', limit: 5, used: 1, remaining: 4 }] },
  ])
  const next = await house.call<Page>(
    'GET',
    `/v1/quotas?platform=mastodon&limit=1&cursor=${page.pagination.next_cursor}`,
  )
  expect(next.data).toMatchObject([{ accountId: first.id, quotas: [{ used: 0 }] }])
})
