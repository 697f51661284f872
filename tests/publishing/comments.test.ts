import { beforeEach, describe, expect, it } from 'vitest'
import type { Prepared } from '../../src/connectors/connector.js'
import type { Json } from '../../src/kit/json.js'
import { publishComment } from '../../src/publishing/publish-comment.js'
import { publishTarget } from '../../src/publishing/publish-target.js'
import { openComment } from '../../src/store/comments.js'
import { claimDue, type Lease } from '../../src/store/claims.js'
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

/** The comment of a post that is out, as a worker claims it. */
async function claimComment(): Promise<Lease> {
  const wanted = { mode: 'sandbox', workerId: '1', limit: 10, perGroup: 10, passOver: [] }
  return only(await claimDue(db, 'comments', wanted))
}

async function commentRow(): Promise<Record<string, unknown>> {
  return only(await db.query({ text: 'select * from comments' }))
}

async function minutesPass(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 1) {
    await house.publishAllDue()
    await house.advance(60_000)
  }
}

it('a first comment follows its post', async () => {
  await house.aPost({ accounts: [await house.anAccount()], firstComment: 'more below' })
  await house.publishAllDue()
  expect(network.posts.map((each) => [each.text, each.parent])).toEqual([
    ['Hello', null],
    ['more below', 'r1'],
  ])
})

it('a failed first comment is a warning and never fails the target', async () => {
  network.script = [
    'ok',
    { refuse: { kind: 'refused', cure: 'edit', error: { code: 'CONTENT_REJECTED', message: 'no' } } },
  ]
  const post = await house.aPost({ accounts: [await house.anAccount()], firstComment: 'more below' })
  await house.publishAllDue()
  expect(await house.target(post.targets[0] ?? '')).toMatchObject({
    status: 'published',
    warnings: [{ code: 'FIRST_COMMENT_FAILED' }],
  })
  expect((await house.post(post.id)).status).toBe('published')
})

it.each([
  ['with others', {}],
  ['by itself', { autoRetry: true }],
])('a comment waits for its delay after a post that was settled %s', async (_how, settings) => {
  house = await freshHouse(db, network, settings)
  const post = await house.aPost({ accounts: [await house.anAccount()], firstComment: 'more below' })
  await db.query({ text: 'update posts set first_comment_delay = 60 where id = $1', values: [post.id] })
  await house.publishAllDue()
  expect(network.posts).toHaveLength(1)
  await house.advance(60_000)
  await house.publishAllDue()
  expect(network.posts).toHaveLength(2)
})

it('a comment whose answer is lost is looked for; what is found is out', async () => {
  network.script = ['ok', 'lostResponse']
  await house.aPost({ accounts: [await house.anAccount()], firstComment: 'more below' })
  await minutesPass(3)
  expect(network.posts).toHaveLength(2)
  expect(await commentRow()).toMatchObject({ status: 'published', remote_id: 'r2' })
})

it('a lost comment is sent once more after all looks said absent, and only once', async () => {
  network.script = ['ok', 'lostRequest', 'lostRequest']
  const post = await house.aPost({ accounts: [await house.anAccount()], firstComment: 'more below' })
  await minutesPass(20)
  expect(network.calls.filter((call) => call.kind === 'comment')).toHaveLength(2)
  expect((await house.target(only(post.targets))).warnings).toMatchObject([{ code: 'FIRST_COMMENT_FAILED' }])
})

it('a comment that a dead worker left open is not touched before its deadline, nor looked for before its time', async () => {
  network.looksAtMs = [30_000]
  house = await publishingHouse(db, network)
  network.script = ['ok', { until: new Promise(() => undefined), then: 'ok' }]
  await house.aPost({ accounts: [await house.anAccount()], firstComment: 'more below' })
  const [lease] = await house.claim()
  if (lease === undefined) throw new Error('nothing was claimed')
  await publishTarget(house.deps, lease)
  void publishComment(house.deps, await claimComment())
  await expect.poll(() => network.calls.length).toBe(2)
  await db.query({
    text: 'update comments set run_at = vb_now(), lease_token = null, lease_until = null, worker_id = null',
  })
  await house.publishAllDue()
  await house.advance(41_000)
  await house.publishAllDue()
  expect(network.looks).toEqual([])
  await house.advance(30_000)
  await house.publishAllDue()
  expect(network.looks).toHaveLength(1)
})

it('nor is it repeated before its deadline where the network guarantees that no second one comes of it', async () => {
  network.repeatForMs = Infinity
  house = await publishingHouse(db, network)
  network.script = ['ok', { until: new Promise(() => undefined), then: 'ok' }]
  await house.aPost({ accounts: [await house.anAccount()], firstComment: 'more below' })
  await publishTarget(house.deps, only(await house.claim()))
  void publishComment(house.deps, await claimComment())
  await expect.poll(() => network.calls.length).toBe(2)
  await db.query({
    text: 'update comments set run_at = vb_now(), lease_token = null, lease_until = null, worker_id = null',
  })
  await house.publishAllDue()
  await house.advance(30_000)
  await house.publishAllDue()
  expect(network.calls).toHaveLength(2)
  await house.advance(12_000)
  await house.publishAllDue()
  expect(network.calls.map((call) => call.kind)).toEqual(['publish', 'comment', 'comment'])
  expect(await commentRow()).toMatchObject({ status: 'published' })
})

it.each([
  ['the lease has ended', 'update comments set lease_until = vb_now()'],
  ['the lease is another’s', 'update comments set lease_token = gen_random_uuid()'],
  ['a request of it may be on the wire', `update comments set status = 'publishing'`],
])('a comment is not sent when %s', async (_what, text) => {
  await house.aPost({ accounts: [await house.anAccount()], firstComment: 'more below' })
  await publishTarget(house.deps, only(await house.claim()))
  const lease = await claimComment()
  expect(await openComment(db, lease, null)).not.toBeNull()
  await db.query({ text: `update comments set status = 'pending'` })
  await db.query({ text })
  expect(await openComment(db, lease, null)).toBeNull()
})

it('an answer that comes after the lease was lost is recorded, and takes back the warning', async () => {
  let answer: () => void = () => undefined
  network.script = ['ok', { until: new Promise<void>((resolve) => (answer = resolve)), then: 'ok' }]
  const post = await house.aPost({ accounts: [await house.anAccount()], firstComment: 'more below' })
  await publishTarget(house.deps, only(await house.claim()))
  const sending = publishComment(house.deps, await claimComment())
  await expect.poll(() => network.calls.length).toBe(2)
  await db.query({
    text: 'update comments set run_at = vb_now(), lease_token = null, lease_until = null, worker_id = null',
  })
  network.look = 'cannotTell'
  await minutesPass(20)
  expect((await house.target(only(post.targets))).warnings).toMatchObject([{ code: 'FIRST_COMMENT_FAILED' }])
  answer()
  await sending
  expect(await commentRow()).toMatchObject({ status: 'published', remote_id: 'r2' })
  expect((await house.target(only(post.targets))).warnings).toEqual([])
})

it('a comment that the network does not say is out is looked for, never sent again for that', async () => {
  network.script = ['ok', { answer: { kind: 'processing', resume: null, checkInMs: 1_000 } }]
  network.look = 'cannotTell'
  await house.aPost({ accounts: [await house.anAccount()], firstComment: 'more below' })
  await minutesPass(20)
  expect(network.calls.filter((call) => call.kind === 'comment')).toHaveLength(1)
})

it('a comment does not claim what another post has', async () => {
  network.script = ['ok', 'lostRequest']
  network.passesOverClaimed = false
  const post = await house.aPost({ accounts: [await house.anAccount()], firstComment: 'more below' })
  await house.publishAllDue()
  const twin = {
    remoteId: 'r1',
    text: 'more below',
    targetId: only(post.targets),
    sequence: 1_000,
    parent: 'r1',
  }
  network.posts.push(twin)
  await minutesPass(20)
  expect(await commentRow()).toMatchObject({ status: 'failed', remote_id: null })
  expect((await house.target(only(post.targets))).status).toBe('published')
})

it('a comment whose account died in between is a warning', async () => {
  const account = await house.anAccount()
  const post = await house.aPost({ accounts: [account], firstComment: 'more below' })
  await db.query({ text: 'update posts set first_comment_delay = 60 where id = $1', values: [post.id] })
  await house.publishAllDue()
  await db.query({ text: `update accounts set status = 'disconnected' where id = $1`, values: [account.id] })
  await house.advance(60_000)
  await house.publishAllDue()
  expect(await house.target(only(post.targets))).toMatchObject({
    status: 'published',
    warnings: [{ code: 'FIRST_COMMENT_FAILED', reason: 'ACCOUNT_DISCONNECTED' }],
  })
})

it.each([
  ['settled with others', {}],
  ['settled by itself', { autoRetry: true }],
])('a post that is %s does not claim what a comment has', async (_how, settings) => {
  house = await freshHouse(db, network, settings)
  const account = await house.anAccount()
  await house.aPost({ accounts: [account], firstComment: 'more below' })
  await house.publishAllDue()
  const { remote_id: remoteId } = await commentRow()
  network.script = [{ answer: { kind: 'published', remoteId: String(remoteId), url: null } }]
  const post = await house.aPost({ accounts: [account] })
  await house.publishAllDue()
  expect(await house.target(only(post.targets))).toMatchObject({
    status: 'failed',
    remote_id: null,
    error: { code: 'OUTCOME_UNKNOWN' },
  })
})

it('a lost comment is not looked for on an account whose comments cannot be', async () => {
  network.parts = { reconcileFor: () => ({ looksAtMs: [] }) }
  network.script = ['ok', 'lostRequest']
  house = await publishingHouse(db, network)
  const post = await house.aPost({ accounts: [await house.anAccount()], firstComment: 'more below' })
  await minutesPass(2)
  expect(network.looks).toEqual([])
  expect(await house.target(only(post.targets))).toMatchObject({
    warnings: [{ code: 'FIRST_COMMENT_FAILED', reason: 'OUTCOME_UNKNOWN' }],
  })
})

it.each(['prepared', 'sent'])(
  'a comment whose access is refused while it is %s is sent once more, with a refreshed one',
  async (when) => {
    const error = { code: 'ACCOUNT_DISCONNECTED', message: 'no' } as const
    const refusals = [{ kind: 'refused', cure: 'reconnect', error } as const]
    network.parts = {
      auth: { ...network.connector().auth, refresh: () => Promise.reject(new Error('not used')) },
      prepare: ({ sequence }) => {
        const refusal = when === 'prepared' && sequence > 0 ? refusals.pop() : undefined
        return Promise.resolve(refusal ?? { kind: 'ready', plan: null })
      },
    }
    network.script = when === 'sent' ? ['ok', { refuse: { kind: 'refused', cure: 'reconnect', error } }] : []
    house = await publishingHouse(db, network)
    const forced: boolean[] = []
    house.deps.freshTokens = (_id, { force }) => {
      forced.push(force)
      return Promise.resolve({ kind: 'ok', tokens: { accessToken: 'token' } })
    }
    await house.aPost({ accounts: [await house.anAccount()], firstComment: 'more below' })
    await house.publishAllDue()
    expect(forced).toEqual([false, false, true])
    expect(await commentRow()).toMatchObject({ status: 'published' })
    expect(house.deadAccounts).toEqual([])
  },
)

describe('a comment that has to be prepared', () => {
  const plans: Json[] = []
  let made = 0

  /** The network makes something for each comment, and is done with it when it is asked a second time. */
  async function preparesFor(times: number, refusal?: Prepared): Promise<void> {
    plans.length = 0
    made = 0
    let asked = 0
    const plain = network.connector()
    network.parts = {
      async prepare(item, ctx) {
        if (item.sequence === 0) return { kind: 'ready', plan: null }
        const id = await ctx.step('container', item.text, () => Promise.resolve(`c${String((made += 1))}`))
        asked += 1
        if (refusal !== undefined) return refusal
        return asked < times ? { kind: 'processing', checkInMs: 5_000 } : { kind: 'ready', plan: { id } }
      },
      comment(item, under, ctx, plan) {
        plans.push(plan)
        return plain.comment?.(item, under, ctx, plan) ?? Promise.reject(new Error('no comments'))
      },
    }
    house = await publishingHouse(db, network)
    await house.aPost({ accounts: [await house.anAccount()], firstComment: 'more below' })
  }

  it('is sent once the network is done, and what was made for it is made once', async () => {
    await preparesFor(3)
    await minutesPass(3)
    expect(plans).toEqual([{ id: 'c1' }])
    expect(made).toBe(1)
    expect(await commentRow()).toMatchObject({ status: 'published', plan: { id: 'c1' } })
  })

  it('is looked for by what was made, and sent again as the same', async () => {
    network.script = ['ok', 'lostRequest', 'ok']
    await preparesFor(1)
    await minutesPass(5)
    expect(network.looks.map(({ attempt }) => attempt.plan)).toEqual([{ id: 'c1' }, { id: 'c1' }])
    expect(plans).toEqual([{ id: 'c1' }, { id: 'c1' }])
    expect(made).toBe(1)
  })

  it('is repeated as it was sent, not as it would be prepared now', async () => {
    network.repeatForMs = 3_600_000
    network.script = ['ok', 'lostResponse']
    await preparesFor(1)
    await publishTarget(house.deps, only(await house.claim()))
    let asked = 0
    const connector = house.deps.connectors.get('acme')
    connector.prepare = () => Promise.resolve({ kind: 'ready', plan: { id: `c${String((asked += 1))}` } })
    await minutesPass(2)
    expect(plans).toEqual([{ id: 'c1' }, { id: 'c1' }])
    expect(await commentRow()).toMatchObject({ status: 'published' })
  })

  it('is known by what was made when its worker died with the request on the wire', async () => {
    network.script = ['ok', { until: new Promise(() => undefined), then: 'ok' }]
    await preparesFor(1)
    await publishTarget(house.deps, only(await house.claim()))
    void publishComment(house.deps, await claimComment())
    await expect.poll(() => plans.length).toBe(1)
    expect(await commentRow()).toMatchObject({
      plan: { id: 'c1' },
      resume: { steps: { container: { value: 'c1' } } },
    })
  })

  it('is given up where that fails for minutes, and was not sent', async () => {
    const error = { code: 'PLATFORM_UNAVAILABLE', message: 'out of order' } as const
    await preparesFor(1, { kind: 'refused', cure: 'wait', error })
    await minutesPass(6)
    expect(plans).toEqual([])
    expect(await commentRow()).toMatchObject({
      status: 'failed',
      error: { ...error, message: 'out of order. Retry later.' },
    })
  })

  it('fails at once where the network refuses what it says', async () => {
    const error = { code: 'CONTENT_REJECTED', message: 'no' } as const
    await preparesFor(1, { kind: 'refused', cure: 'edit', error })
    await house.publishAllDue()
    expect(plans).toEqual([])
    expect(await commentRow()).toMatchObject({ status: 'failed', error })
  })
})
