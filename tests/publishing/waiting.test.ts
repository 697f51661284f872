import { beforeEach, describe, expect, it } from 'vitest'
import { cancelPost } from '../../src/posts/cancel-post.js'
import type { PostsDeps } from '../../src/posts/deps.js'
import { fixTarget } from '../../src/posts/fix-target.js'
import type { PublishOutcome, QuotaRule } from '../../src/connectors/connector.js'
import { beginMeasuring } from '../../src/store/measurements.js'
import { readLaneQuota } from '../../src/store/quotas.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import { freshHouse, only, publishingHouse, type PublishingHouse } from '../support/publishing.js'

const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse

beforeEach(async () => {
  network = new FakeNetwork()
  house = await freshHouse(db, network)
})

type Refused = Extract<PublishOutcome, { kind: 'refused' }>

function refusal(code: Refused['error']['code'], more: Partial<Refused> = {}): { refuse: Refused } {
  return { refuse: { kind: 'refused', cure: 'wait', error: { code, message: 'not now' }, ...more } }
}

const caller = (): { workspaceId: string; mode: 'sandbox'; userId: string } => ({
  workspaceId: house.workspaceId,
  mode: 'sandbox',
  userId: 'usr_1',
})
const unchanged = { content: null, mediaId: null, mediaUrl: null, refreshMedia: false }
const links = { platformUrl: (_platform: string, url: string) => url } as PostsDeps['links']

it('faults that surely left nothing behind are tried again for two minutes from the first try, with growing pauses', async () => {
  network.script = Array.from({ length: 50 }, () => 'notSent' as const)
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  const pauses: number[] = []
  for (let waited = 0; waited < 300_000;) {
    await house.publishAllDue()
    const { status } = await house.target(only(post.targets))
    if (status === 'failed') break
    const [row] = await db.query<{ ms: number }>({
      text: 'select extract(epoch from run_at - vb_now())::float8 * 1000 as ms from targets',
    })
    const ms = Math.ceil(row?.ms ?? 0)
    pauses.push(Math.round(ms / 1_000))
    await house.advance(ms)
    waited += ms
  }
  expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30, 30])
  expect(await house.target(only(post.targets))).toMatchObject({
    status: 'failed',
    error: { code: 'PLATFORM_UNAVAILABLE' },
  })
})

it('a request that surely was not sent is pending with nextRetryAt and the reason, and is sent again by itself', async () => {
  network.script = ['notSent']
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  await house.publishAllDue()
  const [id = ''] = post.targets
  expect(await house.target(id)).toMatchObject({
    status: 'pending',
    error: { code: 'PLATFORM_UNAVAILABLE' },
  })
  expect((await house.target(id)).next_retry_at).not.toBeNull()
  await house.advance(2_000)
  await house.publishAllDue()
  expect(await house.target(id)).toMatchObject({ status: 'published', error: null })
})

it('a rate limit of up to 15 minutes is waited for, pending and visible, and does not count', async () => {
  network.script = [
    {
      refuse: {
        kind: 'refused',
        cure: 'wait',
        error: { code: 'RATE_LIMITED', message: 'slow down' },
        retryAfterMs: 600_000,
      },
    },
  ]
  const account = await house.anAccount()
  const post = await house.aPost({ accounts: [account] })
  await house.publishAllDue()
  expect(await house.target(post.targets[0] ?? '')).toMatchObject({
    status: 'pending',
    error: { code: 'RATE_LIMITED' },
  })
  await house.advance(601_000)
  await house.publishAllDue()
  expect((await house.target(post.targets[0] ?? '')).status).toBe('published')
})

it.each([
  ['RATE_LIMITED', 'RATE_LIMITED'],
  ['QUOTA_EXCEEDED', 'QUOTA_EXCEEDED'],
  ['PLATFORM_UNAVAILABLE', 'RATE_LIMITED'],
] as const)('a longer wait after %s fails with %s and details.retryAt', async (code, failsWith) => {
  network.script = [refusal(code, { retryAfterMs: 16 * 60_000 })]
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  await house.publishAllDue()
  const target = await house.target(only(post.targets))
  expect(target).toMatchObject({ status: 'failed', error: { code: failsWith } })
  const [now] = await db.query<{ now: Date }>({ text: 'select vb_now() as now' })
  const inMs = Date.parse(String(target.error?.details?.['retryAt'])) - (now?.now.getTime() ?? NaN)
  expect(inMs).toBeGreaterThan(15 * 60_000)
  expect(inMs).toBeLessThanOrEqual(16 * 60_000)
})

it('a quota that is used up is known of the network account until when the network said', async () => {
  const [limited, full] = [await house.anAccount(), await house.anAccount()]
  const posts: { targets: string[] }[] = []
  for (const [account, code] of [[limited, 'RATE_LIMITED'] as const, [full, 'QUOTA_EXCEEDED'] as const]) {
    network.script = [refusal(code, { retryAfterMs: 3_600_000 })]
    posts.push(await house.aPost({ accounts: [account] }))
    await house.publishAllDue()
  }
  const lanes = await db.query<{ quota: object }>({
    text: 'select quota from lanes where id = any ($1) order by id',
    values: [[limited.laneId, full.laneId]],
  })
  const { error } = await house.target(only(posts[1]?.targets ?? []))
  expect(lanes.map(({ quota }) => quota)).toEqual([{}, { usedUpUntil: error?.details?.['retryAt'] }])
})

it('one of our app is known of all its accounts on the network, one of an account of this alone', async () => {
  const rule = { limit: 5, window: { dayIn: 'UTC' } }
  const rules: QuotaRule[] = [
    { ...rule, name: 'of the app', of: 'app' },
    { ...rule, name: 'of the account' },
  ]
  const [own, full, other] = [await house.anAccount(), await house.anAccount(), await house.anAccount()]
  const elsewhere = await db.query<{ id: string }>({
    text: `insert into lanes (mode, platform, remote_id) values ('live', 'acme', 'u1'), ('sandbox', 'mute', 'u1') returning id`,
  })
  const known = async (laneId: string): Promise<unknown> =>
    (await readLaneQuota(db, { laneId, rules })).counts.map(({ usedUpUntil }) => usedUpUntil)

  network.script = [refusal('QUOTA_EXCEEDED', { retryAfterMs: 3_600_000 })]
  await house.aPost({ accounts: [own] })
  await house.publishAllDue()
  expect(await known(other.laneId)).toEqual([null, null])

  const { refuse } = refusal('QUOTA_EXCEEDED', { retryAfterMs: 7_200_000 })
  network.script = [{ refuse: { ...refuse, error: { ...refuse.error, details: { quotaOf: 'app' } } } }]
  const post = await house.aPost({ accounts: [full] })
  await house.publishAllDue()
  const { error } = await house.target(only(post.targets))
  expect(await known(other.laneId)).toEqual([error?.details?.['retryAt'], null])
  expect(await Promise.all(elsewhere.map(({ id }) => known(id)))).toEqual([
    [null, null],
    [null, null],
  ])
})

it('where the network does not say until when, its quota is read anew at once', async () => {
  const account = await house.anAccount()
  await db.transaction((tx) => beginMeasuring(tx, account.id))
  await db.query({
    text: `update measurements set run_at = vb_now() + interval '1 hour', quota_at = vb_now() + interval '6 hours'`,
  })
  network.script = [refusal('QUOTA_EXCEEDED')]
  await house.aPost({ accounts: [account] })
  await house.publishAllDue()
  const due = await db.query({
    text: 'select from measurements where run_at <= vb_now() and quota_at <= vb_now()',
  })
  expect(due).toHaveLength(1)
})

it('a told wait does not count: the two minutes begin anew after it', async () => {
  network.script = [
    'notSent',
    refusal('RATE_LIMITED', { retryAfterMs: 600_000 }),
    'notSent',
    'notSent',
    'notSent',
  ]
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  for (const ms of [1_000, 600_000, 1_000, 2_000, 4_000]) {
    await house.publishAllDue()
    await house.advance(ms)
  }
  await house.publishAllDue()
  expect((await house.target(only(post.targets))).status).toBe('published')
})

it('a rate limit without a time is a fault like others: it ends after two minutes', async () => {
  network.script = Array.from({ length: 50 }, () => refusal('RATE_LIMITED'))
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  for (let tries = 0; tries < 12; tries += 1) {
    await house.publishAllDue()
    await house.advance(30_000)
  }
  expect(await house.target(only(post.targets))).toMatchObject({
    status: 'failed',
    error: { code: 'RATE_LIMITED' },
  })
})

it('a fault of our own before anything is sent is tried again, and stops neither post nor account for ever', async () => {
  house.deps.mediaFiles = () => Promise.reject(new TypeError('a bug'))
  const account = await house.anAccount()
  const broken = await house.aPost({ accounts: [account] })
  await db.query({
    text: `update posts set media = '[{"id": "media_1"}]' where id = $1`,
    values: [broken.id],
  })
  const other = await house.aPost({ accounts: [account] })
  await house.publishAllDue()
  expect((await house.target(only(other.targets))).status).toBe('published')
  for (let tries = 0; tries < 8; tries += 1) {
    await house.advance(30_000)
    await house.publishAllDue()
  }
  expect(await house.target(only(broken.targets))).toMatchObject({
    status: 'failed',
    error: { code: 'PUBLISH_ERROR' },
  })
})

describe('while all unfinished targets of a post only wait', () => {
  async function aWaitingPost(thread: string[] = []): Promise<{ id: string; targets: string[] }> {
    const wait = refusal('RATE_LIMITED', { retryAfterMs: 600_000 })
    network.script = thread.length > 0 ? ['ok', wait] : [wait]
    const post = await house.aPost({ accounts: [await house.anAccount()], thread })
    await house.publishAllDue()
    return post
  }

  it('fix is accepted for them as for failed ones', async () => {
    const post = await aWaitingPost()
    await db.transaction((tx) =>
      fixTarget(house.deps, tx, caller(), { postId: post.id, targetId: only(post.targets) }, unchanged),
    )
    await house.publishAllDue()
    expect(await house.post(post.id)).toMatchObject({ status: 'published', open_targets: 0 })
  })

  it('cancel ends the wait: back to failed with the last error, and one final event', async () => {
    const post = await aWaitingPost()
    await db.transaction((tx) => cancelPost({ links }, tx, caller(), post.id))
    expect(await house.target(only(post.targets))).toMatchObject({
      status: 'failed',
      error: { code: 'RATE_LIMITED' },
    })
    expect(await house.post(post.id)).toMatchObject({ status: 'failed', open_targets: 0, failed_targets: 1 })
    await house.advance(600_000)
    await house.publishAllDue()
    expect(network.posts).toEqual([])
    expect((await house.events()).map((event) => event.type)).toEqual(['post.failed'])
  })

  it('so it is with one that is halfway: it is pending, and cancel ends its wait', async () => {
    const limited = refusal('RATE_LIMITED', { retryAfterMs: 10 * 60_000 }).refuse
    network.script = [{ answer: { kind: 'halfway', resume: { container: 1 } } }]
    network.parts = { proceed: () => Promise.resolve(limited) }
    house = await freshHouse(db, network)
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await house.publishAllDue()
    expect(await house.target(only(post.targets))).toMatchObject({ status: 'pending', stage: 'proceed' })
    await db.transaction((tx) => cancelPost({ links }, tx, caller(), post.id))
    expect(await house.target(only(post.targets))).toMatchObject({
      status: 'failed',
      error: { code: 'RATE_LIMITED' },
    })
  })

  it('cancel of a thread of which parts are out says how many', async () => {
    const post = await aWaitingPost(['two'])
    await db.transaction((tx) => cancelPost({ links }, tx, caller(), post.id))
    expect(await house.target(only(post.targets))).toMatchObject({
      status: 'failed',
      error: { code: 'PARTIAL_THREAD', details: { publishedItems: 1, reason: 'RATE_LIMITED' } },
    })
  })
})

describe('autoRetry', () => {
  const no = refusal('CONTENT_REJECTED', { cure: 'edit' })

  beforeEach(async () => {
    house = await freshHouse(db, network, { autoRetry: true })
  })

  it('makes the server call retry itself, after 2, 4 and 8 minutes; the failed event is sent once, when they are used up', async () => {
    network.script = [no, no, no, no, no]
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    for (const [retries, minutes] of [2, 4, 8].entries()) {
      await house.publishAllDue()
      expect(await house.target(only(post.targets))).toMatchObject({
        status: 'pending',
        retry_count: retries + 1,
      })
      expect((await house.post(post.id)).status).toBe('publishing')
      expect(await house.events()).toEqual([])
      await house.advance(minutes * 60_000 - 1_000)
      expect(await house.claim()).toEqual([])
      await house.advance(1_000)
    }
    await house.publishAllDue()
    expect(await house.post(post.id)).toMatchObject({ status: 'failed', open_targets: 0 })
    expect((await house.events()).map((event) => event.type)).toEqual(['post.failed'])
    expect(network.calls).toHaveLength(4)
  })

  it('of a post that goes out after all sends only its published event', async () => {
    network.script = [no]
    const post = await house.aPost({ accounts: [await house.anAccount(), await house.anAccount()] })
    await house.publishAllDue()
    expect(await house.post(post.id)).toMatchObject({
      status: 'publishing',
      open_targets: 1,
      published_targets: 1,
    })
    await house.advance(2 * 60_000)
    await house.publishAllDue()
    expect(await house.post(post.id)).toMatchObject({
      status: 'published',
      open_targets: 0,
      published_targets: 2,
      failed_targets: 0,
    })
    expect((await house.events()).map((event) => event.type)).toEqual(['post.published'])
  })

  it('never sends again what may be out', async () => {
    network.script = ['lostResponse']
    network.looksAtMs = []
    house = await publishingHouse(db, network, { autoRetry: true })
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await house.publishAllDue()
    expect(await house.post(post.id)).toMatchObject({ status: 'failed', open_targets: 0 })
    expect(await house.events('post.failed')).toHaveLength(1)
  })

  it('leaves what was missed to a person', async () => {
    const post = await house.aPost({ accounts: [await house.anAccount()], dueInMs: -361 * 60_000 })
    await house.publishAllDue()
    expect(await house.post(post.id)).toMatchObject({ status: 'failed', open_targets: 0 })
  })
})
