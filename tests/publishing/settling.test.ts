import { randomUUID } from 'node:crypto'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { publishTarget } from '../../src/publishing/publish-target.js'
import { settlePublished } from '../../src/publishing/settle-together.js'
import type { TargetLease } from '../../src/store/claims.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import {
  endLeases,
  freshHouse,
  only,
  paused,
  waitingForLocks,
  type PublishingHouse,
} from '../support/publishing.js'

const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse

beforeEach(async () => {
  network = new FakeNetwork()
  house = await freshHouse(db, network)
})

it('three targets of a post that settle at the same moment end it once, with one event', async () => {
  for (let round = 0; round < 5; round += 1) {
    const accounts = [await house.anAccount(), await house.anAccount(), await house.anAccount()]
    const post = await house.aPost({ accounts })
    const leases = await house.claim()
    expect(leases).toHaveLength(3)
    // Each has its answer and stands before the post's row; then all go at once.
    const gate = await paused(db, (tx) =>
      tx.query({ text: 'select from posts where id = $1 for no key update', values: [post.id] }),
    )
    const publishing = Promise.all(leases.map((lease) => publishTarget(house.asAnotherProcess(), lease)))
    await expect.poll(() => waitingForLocks(db)).toBe(3)
    await gate.commit()
    await publishing
    expect(await house.post(post.id)).toMatchObject({
      status: 'published',
      open_targets: 0,
      published_targets: 3,
      failed_targets: 0,
    })
    expect(await house.events('post.published')).toHaveLength(round + 1)
  }
})

it('what one process publishes at the same moment is settled together: posts, comments, events and lanes', async () => {
  const shared = [await house.anAccount(), await house.anAccount()]
  const [one, two] = [await house.anAccount(), await house.anAccount()]
  const posts = [
    await house.aPost({ accounts: shared }),
    await house.aPost({ accounts: [one], firstComment: 'First!' }),
    await house.aPost({ accounts: [two] }),
  ]
  const next = await house.aPost({ accounts: [two] })
  const leases = await house.claim()
  expect(leases).toHaveLength(4)
  const transactions = vi.spyOn(db, 'transaction')
  onTestFinished(() => {
    transactions.mockRestore()
  })
  await Promise.all(leases.map((lease) => publishTarget(house.deps, lease)))
  expect(transactions).toHaveBeenCalledTimes(1)
  for (const { id, targets } of posts) {
    expect(await house.post(id)).toMatchObject({
      status: 'published',
      open_targets: 0,
      published_targets: targets.length,
    })
    for (const target of targets) {
      expect(await house.attempts(target)).toMatchObject([{ outcome: 'published' }])
      expect((await house.target(target)).remote_id).not.toBeNull()
    }
  }
  expect(await house.events('post.published')).toHaveLength(3)
  const comments = await db.query({
    text: `select content from comments where target_id = $1`,
    values: [posts[1]?.targets[0]],
  })
  expect(comments).toEqual([{ content: 'First!' }])
  // The lane is free for what stood behind.
  expect((await house.claim()).map((lease) => lease.id)).toEqual(next.targets)
})

it('who had a target before and answers at the same moment as who has it now is not counted with it', async () => {
  const post = await house.aPost({ accounts: [await house.anAccount(), await house.anAccount()] })
  const [lease, other] = await house.claim()
  if (lease === undefined || other === undefined) throw new Error('Two were due')
  const answered = (token: string): Promise<boolean> =>
    settlePublished(db, {
      id: lease.id,
      token,
      workspaceId: lease.workspaceId,
      laneId: lease.laneId,
      postId: post.id,
      attemptId: 'att_of_before',
      remoteId: 'r1',
      url: null,
      data: null,
      comment: null,
    })
  expect(await Promise.all([answered(randomUUID()), answered(lease.token)])).toEqual([false, true])
  expect(await house.post(post.id)).toMatchObject({
    status: 'publishing',
    open_targets: 1,
    published_targets: 1,
  })
  await publishTarget(house.deps, other)
  expect(await house.post(post.id)).toMatchObject({ status: 'published', open_targets: 0 })
  expect(await house.events('post.published')).toHaveLength(1)
})

it('one whose lease was lost meanwhile, and one whose remote post is another’s, do not keep others from settling', async () => {
  const [busy, other, third] = [await house.anAccount(), await house.anAccount(), await house.anAccount()]
  await house.aPost({ accounts: [busy] })
  await house.publishAllDue()
  const claimed = {
    kind: 'published',
    remoteId: only(network.posts).remoteId,
    url: null,
    data: null,
  } as const

  const taken = await house.aPost({ accounts: [busy] })
  const lost = await house.aPost({ accounts: [other] })
  const kept = await house.aPost({ accounts: [third] })
  const leases = await house.claim()
  const target = (post: { targets: string[] }): string => only(post.targets)
  const leaseOf = (post: { targets: string[] }): TargetLease =>
    only(leases.filter((lease) => lease.id === target(post)))
  let answer: () => void = () => undefined
  const until = new Promise<void>((resolve) => (answer = resolve))
  network.script = [{ until, then: 'ok' }, { answer: claimed }, 'ok']
  const late = publishTarget(house.deps, leaseOf(lost))
  await expect.poll(() => network.calls.length).toBe(2)
  await db.query({ text: 'update targets set lease_token = null where id = $1', values: [target(lost)] })
  const rest = [publishTarget(house.deps, leaseOf(taken)), publishTarget(house.deps, leaseOf(kept))]
  answer()
  await Promise.all([late, ...rest])

  expect(await house.target(target(kept))).toMatchObject({ status: 'published' })
  expect(await house.target(target(taken))).toMatchObject({
    status: 'failed',
    error: { code: 'OUTCOME_UNKNOWN' },
  })
  // What is out is recorded all the same, as an answer that came late.
  expect(await house.target(target(lost))).toMatchObject({ status: 'published' })
  for (const { id } of [taken, lost, kept]) expect((await house.post(id)).open_targets).toBe(0)
  expect(await house.events('post.published')).toHaveLength(3)
  expect(await house.events('post.failed')).toHaveLength(1)
})

it('a post of which some targets failed is partial', async () => {
  network.script = [
    { refuse: { kind: 'refused', cure: 'edit', error: { code: 'CONTENT_REJECTED', message: 'no' } } },
  ]
  const post = await house.aPost({ accounts: [await house.anAccount(), await house.anAccount()] })
  await house.publishAllDue()
  expect(await house.post(post.id)).toMatchObject({
    status: 'partial',
    published_targets: 1,
    failed_targets: 1,
  })
  expect(await house.events('post.published')).toHaveLength(1)
})

it('a post of which all targets failed is failed, with one event', async () => {
  const no = {
    refuse: { kind: 'refused', cure: 'edit', error: { code: 'CONTENT_REJECTED', message: 'no' } },
  } as const
  network.script = [no, no]
  const post = await house.aPost({ accounts: [await house.anAccount(), await house.anAccount()] })
  await house.publishAllDue()
  expect((await house.post(post.id)).status).toBe('failed')
  expect(await house.events()).toHaveLength(1)
  expect(await house.events('post.failed')).toHaveLength(1)
})

it.each([
  ['with others', {}],
  ['by itself', { autoRetry: true }],
])('a target that is settled %s wakes whoever sends what follows', async (_how, settings) => {
  house = await freshHouse(db, network, settings)
  await house.aPost({ accounts: [await house.anAccount()], firstComment: 'First!' })
  const leases = await house.claim()
  const woken = new Set<string>()
  const off = house.deps.wake.on((kind) => woken.add(kind))
  onTestFinished(() => void off())
  await publishTarget(house.deps, only(leases))
  expect([...woken].sort()).toEqual(['comments', 'deliveries', 'targets'])
})

it('a settle that the database does not take is kept and tried until it does', async () => {
  const post = await house.aPost({ accounts: [await house.anAccount()] })
  const lease = only(await house.claim())
  const gate = await paused(db, (tx) =>
    tx.query({ text: 'select from posts where id = $1 for no key update', values: [post.id] }),
  )
  const publishing = publishTarget(house.deps, lease)
  // The network has answered; the session that records it is cut off twice in the middle of its transaction.
  for (let cuts = 0; cuts < 2; cuts += 1) {
    await expect.poll(() => waitingForLocks(db)).toBe(1)
    await db.query({
      text: `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    })
    await expect.poll(() => waitingForLocks(db)).toBe(0)
  }
  await gate.commit()
  await publishing
  expect(network.calls.map((call) => call.kind)).toEqual(['publish'])
  expect(await house.post(post.id)).toMatchObject({ status: 'published', open_targets: 0 })
  expect(await house.events('post.published')).toHaveLength(1)
})

it.each([
  ['with others', {}],
  ['by itself', { autoRetry: true }],
])(
  'an answer that is settled %s after its lane was taken leaves the lane to whoever has it',
  async (_how, settings) => {
    house = await freshHouse(db, network, settings)
    const account = await house.anAccount()
    let answer: () => void = () => undefined
    network.script = [{ until: new Promise<void>((resolve) => (answer = resolve)), then: 'ok' }]
    const slow = await house.aPost({ accounts: [account] })
    const sending = publishTarget(house.deps, only(await house.claim()))
    await expect.poll(() => network.calls.length).toBe(1)
    await endLeases(db)
    const urgent = await house.aPost({ accounts: [account], dueInMs: -60_000 })
    const lease = only(await house.claim())
    expect([lease.id]).toEqual(urgent.targets)
    answer()
    await sending
    expect((await house.post(slow.id)).status).toBe('published')
    await house.aPost({ accounts: [account] })
    expect(await house.claim()).toEqual([])
    await publishTarget(house.deps, lease)
    expect((await house.post(urgent.id)).status).toBe('published')
    expect(await house.claim()).toHaveLength(1)
  },
)

it('two posts on the same accounts whose runs end, and are retried, at the same moment do not wait in a circle', async () => {
  house = await freshHouse(db, network, { autoRetry: true })
  const faults: string[] = []
  house.deps.log = (message) => faults.push(message)
  const accounts = [await house.anAccount(), await house.anAccount()]
  const posts = [await house.aPost({ accounts }), await house.aPost({ accounts })]
  // Of the one post the second target has failed before, of the other the first.
  const failed = posts.map((post, index) => post.targets[1 - index])
  await db.query({
    text: `update targets set status = 'failed', run_at = 'infinity', error = '{"code": "CONTENT_REJECTED"}' where id = any ($1)`,
    values: [failed],
  })
  await db.query({ text: `update posts set status = 'publishing', open_targets = 1, failed_targets = 1` })
  const no = { kind: 'refused', cure: 'edit', error: { code: 'CONTENT_REJECTED', message: 'no' } } as const
  network.script = [{ refuse: no }, { refuse: no }]
  const leases = await house.claim()
  expect(leases).toHaveLength(2)
  const gate = await paused(db, (tx) => tx.query({ text: 'select from posts for no key update' }))
  const publishing = Promise.all(leases.map((lease) => publishTarget(house.asAnotherProcess(), lease)))
  await expect.poll(() => waitingForLocks(db)).toBe(2)
  await gate.commit()
  await publishing
  for (const { id } of posts)
    expect(await house.post(id)).toMatchObject({ status: 'publishing', open_targets: 2, failed_targets: 0 })
  expect(faults).toEqual([])
})
