import { afterEach, beforeEach, expect, it } from 'vitest'
import { newId } from '../../src/kit/ids.js'
import { publishTarget } from '../../src/publishing/publish-target.js'
import { openAttempt } from '../../src/store/attempts.js'
import { claimTargets, lockLane, type TargetLease } from '../../src/store/claims.js'
import { targetPublishedLate } from '../../src/store/settling.js'
import { kind } from '../../src/work/kinds.js'
import { runWorker, type Worker } from '../../src/work/worker.js'
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

/** A connector that lets three posts of one account be on their way together. */
const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse
let account: { id: string; laneId: string }

beforeEach(async () => {
  network = new FakeNetwork()
  network.parts = { atOnce: 3 }
  house = await freshHouse(db, network)
  account = await house.anAccount()
})

let workers: Worker[] = []
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()))
  workers = []
})

/** So many due posts of the one account, in this order; answers their targets. */
async function duePosts(count: number): Promise<string[]> {
  const targets: string[] = []
  for (let index = 0; index < count; index += 1)
    targets.push(only((await house.aPost({ accounts: [account], dueInMs: index - 1_000 })).targets))
  return targets
}

function aWorker(places = 100): Worker {
  const worker = runWorker({
    db,
    wake: house.deps.wake,
    mode: 'sandbox',
    log: () => undefined,
    kinds: [
      kind({
        table: 'lanes',
        wokenBy: 'targets',
        places,
        placesPerGroup: places,
        claim: ({ workerId, limit, passOver }) =>
          claimTargets(db, { mode: 'sandbox', workerId, limit, passOver, atOnce: { acme: 3 } }),
        run: (lease) => publishTarget(house.deps, lease),
      }),
    ],
  })
  workers.push(worker)
  return worker
}

function held(): { until: Promise<void>; letGo: () => void } {
  let letGo: () => void = () => undefined
  const until = new Promise<void>((resolve) => (letGo = resolve))
  return { until, letGo }
}

const idsOf = (leases: readonly TargetLease[]): string[] => leases.map((lease) => lease.id).sort()
const publishedCount = async (): Promise<number> =>
  (await db.query({ text: `select from targets where status = 'published'` })).length

it('from a lane of a connector that allows three at once, three due targets leave together and the fourth waits', async () => {
  const [one, two, three, fourth] = await duePosts(4)
  const leases = await house.claim()
  expect(idsOf(leases)).toEqual([one, two, three].sort())
  expect(new Set(leases.map((lease) => lease.token)).size).toBe(1)
  expect(await house.claim()).toEqual([])

  const { until, letGo } = held()
  network.script = leases.map(() => ({ until, then: 'ok' as const }))
  const going = leases.map((lease) => publishTarget(house.deps, lease))
  await expect.poll(() => network.calls.length).toBe(3)
  letGo()
  await Promise.all(going)
  expect(only(await house.claim()).id).toBe(fourth)
})

it('a connector that says nothing has one at once', async () => {
  network.parts = {}
  house = await freshHouse(db, network)
  account = await house.anAccount()
  await duePosts(4)
  expect(await house.claim()).toHaveLength(1)
})

it('the lane is held until the last of them is settled', async () => {
  const targets = await duePosts(4)
  const leases = await house.claim()
  for (const lease of leases) {
    expect(await house.claim()).toEqual([])
    await publishTarget(house.deps, lease)
  }
  expect(only(await house.claim()).id).toBe(targets[3])
})

it('three that settle at the same moment give the lane back', async () => {
  const targets = await duePosts(4)
  const leases = await house.claim()
  const lane = await paused(db, (tx) => lockLane(tx, account.laneId))
  const going = leases.map((lease) => publishTarget(house.deps, lease))
  // Each has its answer, and stands before the lane that all have to take first.
  await expect.poll(() => waitingForLocks(db)).toBe(3)
  await lane.commit()
  await Promise.all(going)
  expect(only(await house.claim()).id).toBe(targets[3])
})

it('two claimers never together have more of one account out than it allows', async () => {
  let out = 0
  let most = 0
  const { publish } = network.connector()
  network.parts = {
    atOnce: 3,
    async publish(...given) {
      out += 1
      most = Math.max(most, out)
      try {
        return await publish(...given)
      } finally {
        out -= 1
      }
    },
  }
  house = await freshHouse(db, network)
  account = await house.anAccount()
  await duePosts(30)
  const claims = await Promise.all(Array.from({ length: 8 }, () => house.claim()))
  expect(claims.flat()).toHaveLength(3)
  await Promise.all(claims.flat().map((lease) => publishTarget(house.deps, lease)))
  for (let index = 0; index < 4; index += 1) aWorker()
  await expect.poll(publishedCount, { timeout: 15_000 }).toBe(30)
  expect(most).toBe(3)
  expect(network.posts).toHaveLength(30)
})

it('a killed worker’s three are all taken over after their deadline, and each is out once', async () => {
  const targets = await duePosts(4)
  const leases = await house.claim()
  for (const lease of leases)
    await openAttempt(db, {
      id: newId('att'),
      lease,
      sequence: 0,
      stage: 'send',
      revision: 1,
      plan: null,
      sent: { text: 'Hello', media: [], options: {}, contentType: null },
      contentHash: 'x',
    })
  // Of one the request arrived.
  const targetId = leases[1]?.id ?? ''
  network.posts.push({ remoteId: 'x1', text: 'Hello', targetId, sequence: 0, parent: null })
  await endLeases(db)
  await house.publishAllDue()
  expect(network.calls).toEqual([])

  for (let passed = 0; passed < 10; passed += 1) {
    await house.advance(15_000)
    await house.publishAllDue()
  }
  expect(await publishedCount()).toBe(4)
  const lookedFor = new Set(
    network.calls.filter(({ kind: what }) => what === 'find').map((call) => call.targetId),
  )
  expect([...lookedFor].sort()).toEqual(targets.slice(0, 3).sort())
  expect(network.posts.map((post) => post.targetId).sort()).toEqual([...targets].sort())
})

it('one of them whose answer is unknown holds the lane, whatever the others are told after it', async () => {
  const targets = await duePosts(4)
  const [first, ...others] = await house.claim()
  network.script = ['lostResponse']
  network.look = 'cannotTell'
  if (first !== undefined) await publishTarget(house.deps, first)
  for (const lease of others) await publishTarget(house.deps, lease)
  await house.advance(60_000)
  await house.publishAllDue()
  expect((await house.target(targets[3] ?? '')).status).toBe('pending')
  await house.advance(5 * 60_000)
  await house.publishAllDue()
  expect((await house.target(targets[3] ?? '')).status).toBe('published')
})

it('one that a late answer took away does not keep the lane from the next', async () => {
  const targets = await duePosts(4)
  const [first, taken, last] = await house.claim()
  await db.transaction((tx) => targetPublishedLate(tx, taken?.id ?? ''))
  for (const lease of [first, taken, last]) if (lease !== undefined) await publishTarget(house.deps, lease)
  expect(only(await house.claim()).id).toBe(targets[3])
})

it('one that changed before it was sent does not keep the lane from the next', async () => {
  const targets = await duePosts(4)
  const [changed, ...others] = await house.claim()
  const { freshTokens } = house.deps
  house.deps.freshTokens = async () => {
    await db.query({
      text: 'update posts set revision = revision + 1 where id = (select post_id from targets where id = $1)',
      values: [changed?.id],
    })
    return { kind: 'ok', tokens: { accessToken: 'token' } }
  }
  if (changed !== undefined) await publishTarget(house.deps, changed)
  house.deps.freshTokens = freshTokens
  for (const lease of others) await publishTarget(house.deps, lease)
  expect(idsOf(await house.claim())).toEqual([changed?.id, targets[3]].sort())
})

it('no more are taken than the worker has places for', async () => {
  const { until, letGo } = held()
  await duePosts(6)
  network.script = Array.from({ length: 6 }, () => ({ until, then: 'ok' as const }))
  const worker = aWorker(2)
  await expect.poll(() => network.calls.length).toBe(2)
  expect(worker.inHand()).toBe(2)
  expect(await db.query({ text: 'select from targets where lease_token is not null' })).toHaveLength(2)
  letGo()
  await expect.poll(publishedCount).toBe(6)
})

it('a worker keeps hold of the others when one of them is done', async () => {
  const { until, letGo } = held()
  await duePosts(3)
  network.script = ['ok', ...Array.from({ length: 2 }, () => ({ until, then: 'ok' as const }))]
  const worker = aWorker()
  await expect.poll(publishedCount).toBe(1)
  await expect.poll(() => worker.inHand()).toBe(2)
  const stopped = worker.stop()
  letGo()
  await stopped
  expect(await publishedCount()).toBe(3)
})
