import { afterEach, beforeEach, expect, it } from 'vitest'
import { publishTarget } from '../../src/publishing/publish-target.js'
import { postsRoom } from '../support/posts-room.js'
import { getPost } from '../../src/posts/get-post.js'
import { claimTargets, type TargetLease } from '../../src/store/claims.js'
import type { Worker } from '../../src/work/worker.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import {
  freshHouse,
  only,
  paused,
  publishingHouse,
  targetWorker,
  type PublishingHouse,
} from '../support/publishing.js'

const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse

beforeEach(async () => {
  network = new FakeNetwork()
  house = await freshHouse(db, network)
})

it('an account’s own posts leave one after the other', async () => {
  const account = await house.anAccount()
  await house.aPost({ accounts: [account] })
  await house.aPost({ accounts: [account] })
  const [first, ...none] = await house.claim()
  expect(none).toEqual([])
  expect(await house.claim()).toEqual([])
  if (first !== undefined) await publishTarget(house.deps, first)
  expect(await house.claim()).toHaveLength(1)
})

it('two claimers on one account never have two of its posts out at once', async () => {
  const account = await house.anAccount()
  for (let index = 0; index < 20; index += 1) await house.aPost({ accounts: [account] })
  const claims = await Promise.all(Array.from({ length: 8 }, () => house.claim()))
  expect(claims.flat()).toHaveLength(1)
})

it('of two claimers that meet on one account the second neither waits nor takes anything of the first', async () => {
  const account = await house.anAccount()
  for (let index = 0; index < 2; index += 1) await house.aPost({ accounts: [account] })
  let leases: TargetLease[] = []
  const first = await paused(db, async (tx) => {
    leases = await claimTargets(tx, { mode: 'sandbox', workerId: '1', limit: 10, passOver: [] })
  })
  expect(await house.claim()).toEqual([])
  await first.commit()
  expect(await house.claim()).toEqual([])
  await publishTarget(house.deps, only(leases))
  expect(network.posts).toHaveLength(1)
})

it('a lane is shared by all workspaces that connect the account', async () => {
  const mine = await house.anAccount({ remoteId: 'shared' })
  const other = await publishingHouse(db, network)
  const theirs = await other.anAccount({ remoteId: 'shared' })
  expect(theirs.laneId).toBe(mine.laneId)
  await house.aPost({ accounts: [mine] })
  await other.aPost({ accounts: [theirs] })
  expect(await house.claim()).toHaveLength(1)
})

it('a post that is not due is not claimed', async () => {
  const account = await house.anAccount()
  await house.aPost({ accounts: [account], dueInMs: 60_000 })
  expect(await house.claim()).toEqual([])
  await house.advance(60_000)
  expect(await house.claim()).toHaveLength(1)
})

it('nothing but a scheduled or publishing post leaves, whoever moved its rows', async () => {
  const account = await house.anAccount()
  const post = await house.aPost({ accounts: [account] })
  await db.query({ text: `update posts set status = 'pending_approval' where id = $1`, values: [post.id] })
  expect(await house.claim()).toEqual([])
})

it('a lane is free while its target only waits', async () => {
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
  expect((await house.target(post.targets[0] ?? '')).status).toBe('pending')
  const next = await house.aPost({ accounts: [account] })
  await house.publishAllDue()
  expect((await house.target(next.targets[0] ?? '')).status).toBe('published')
  await house.advance(601_000)
  await house.publishAllDue()
  expect((await house.target(post.targets[0] ?? '')).status).toBe('published')
})

it('a lane is held while an answer is unknown, five minutes at most', async () => {
  network.script = ['lostResponse']
  network.look = 'cannotTell'
  const account = await house.anAccount()
  await house.aPost({ accounts: [account] })
  await house.publishAllDue()
  const later = await house.aPost({ accounts: [account] })
  await house.advance(60_000)
  await house.publishAllDue()
  expect((await house.target(later.targets[0] ?? '')).status).toBe('pending')
  await house.advance(5 * 60_000)
  await house.publishAllDue()
  expect((await house.target(later.targets[0] ?? '')).status).toBe('published')
})

it('a post that waits for its account says so while it does, and only then', async () => {
  network.script = ['lostResponse']
  network.look = 'cannotTell'
  const account = await house.anAccount()
  const lost = await house.aPost({ accounts: [account] })
  const ahead = await house.aPost({ accounts: [account], dueInMs: 60 * 60_000 })
  await house.publishAllDue()
  const later = await house.aPost({ accounts: [account] })
  const elsewhere = await house.aPost({ accounts: [await house.anAccount()] })
  const warningsOf = async ({ id }: { id: string }): Promise<unknown[]> => {
    const { links } = postsRoom(db)
    return only(
      (await getPost({ db, links }, { workspaceId: house.workspaceId, mode: 'sandbox' }, id)).platforms,
    ).warnings
  }
  expect(await warningsOf(later)).toEqual([
    { code: 'ACCOUNT_WAITS', message: expect.stringMatching(/latest from \d{4}-\d\d-\d\d \d\d:\d\d UTC on/) },
  ])
  for (const post of [lost, ahead, elsewhere]) expect(await warningsOf(post)).toEqual([])
  await house.advance(6 * 60_000)
  expect(await warningsOf(later)).toEqual([])
})

it('the looks that go on after five minutes do not hold the lane again', async () => {
  network.script = ['lostResponse']
  network.look = 'cannotTell'
  const account = await house.anAccount()
  await house.aPost({ accounts: [account] })
  await house.publishAllDue()
  await house.advance(6 * 60_000)
  await house.aPost({ accounts: [account] })
  await house.publishAllDue()
  await house.advance(60_000)
  await house.publishAllDue()
  const third = await house.aPost({ accounts: [account] })
  await house.publishAllDue()
  expect((await house.target(only(third.targets))).status).toBe('published')
})

it('an answer that is settled does not free the lane while another is unknown', async () => {
  const account = await house.anAccount()
  network.script = ['lostResponse']
  network.look = 'cannotTell'
  const first = await house.aPost({ accounts: [account] })
  await house.publishAllDue()
  await house.advance(6 * 60_000)
  network.script = ['lostResponse']
  await house.aPost({ accounts: [account] })
  await house.publishAllDue()
  // The first turns out to be out, the second is looked for still.
  network.look = null
  await house.advance(16_000)
  const [lease] = await house.claim()
  expect(lease?.id).toBe(only(first.targets))
  if (lease !== undefined) await publishTarget(house.deps, lease)
  network.look = 'cannotTell'
  const third = await house.aPost({ accounts: [account] })
  await house.publishAllDue()
  expect((await house.target(only(third.targets))).status).toBe('pending')
})

it('a held lane comes up again when it is free, not only when the next look is due', async () => {
  network.looksAtMs = [20 * 60_000]
  house = await freshHouse(db, network)
  network.script = ['lostResponse']
  const account = await house.anAccount()
  await house.aPost({ accounts: [account] })
  await house.publishAllDue()
  const second = await house.aPost({ accounts: [account] })
  expect(await house.claim()).toEqual([])
  const [lane] = await db.query<{ ms: number }>({
    text: 'select extract(epoch from run_at - vb_now())::float8 * 1000 as ms from lanes where id = $1',
    values: [account.laneId],
  })
  expect(lane?.ms).toBeGreaterThan(4 * 60_000)
  await house.advance(5 * 60_000)
  await house.publishAllDue()
  expect((await house.target(only(second.targets))).status).toBe('published')
})

let worker: Worker | undefined
afterEach(() => worker?.stop())

it('a worker claims no more than it can start at once', async () => {
  let answer: () => void = () => undefined
  const until = new Promise<void>((resolve) => (answer = resolve))
  network.script = Array.from({ length: 5 }, () => ({ until, then: 'ok' as const }))
  for (let index = 0; index < 5; index += 1) await house.aPost({ accounts: [await house.anAccount()] })
  worker = targetWorker(house, { places: 2, placesPerGroup: 2, batch: 10 })
  await expect.poll(() => network.calls.length).toBe(2)
  const claimed = await db.query({ text: 'select 1 from lanes where lease_token is not null' })
  expect(claimed).toHaveLength(2)
  answer()
  await expect.poll(() => network.posts.length).toBe(5)
})

it('a workspace with many due posts does not hold up the others, even while all of its own are stuck', async () => {
  let answer: () => void = () => undefined
  const until = new Promise<void>((resolve) => (answer = resolve))
  network.script = Array.from({ length: 4 }, () => ({ until, then: 'ok' as const }))
  for (let index = 0; index < 12; index += 1) await house.aPost({ accounts: [await house.anAccount()] })
  worker = targetWorker(house, { places: 6, placesPerGroup: 3, batch: 2 })
  await expect.poll(() => network.calls.length).toBe(4)
  const other = await publishingHouse(db, network)
  const post = await other.aPost({ accounts: [await other.anAccount({ remoteId: 'of another' })] })
  house.deps.wake.due('targets')
  await expect.poll(async () => (await other.post(post.id)).status).toBe('published')
  answer()
})
