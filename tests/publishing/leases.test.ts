import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../src/kit/ids.js'
import { publishTarget } from '../../src/publishing/publish-target.js'
import { openAttempt, type NewAttempt } from '../../src/store/attempts.js'
import { leaseMs, renewLeases, type TargetLease } from '../../src/store/claims.js'
import { openWorkerSession } from '../../src/work/worker-session.js'
import type { Worker } from '../../src/work/worker.js'
import { claimTargets } from '../../src/store/claims.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import { endLeases, freshHouse, only, targetWorker, type PublishingHouse } from '../support/publishing.js'

const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse

beforeEach(async () => {
  network = new FakeNetwork()
  house = await freshHouse(db, network)
})

function anAttempt(lease: TargetLease): NewAttempt {
  return {
    id: newId('att'),
    lease,
    sequence: 0,
    stage: 'send',
    revision: 1,
    plan: null,
    sent: { text: 'Hello', media: [], options: {}, contentType: null },
    contentHash: 'x',
  }
}

async function aLease(): Promise<TargetLease> {
  await house.aPost({ accounts: [await house.anAccount()] })
  return only(await house.claim())
}

describe('a lease', () => {
  it('lasts 30 s from the claim, and the target is another worker’s after that', async () => {
    const lease = await aLease()
    const [lane] = await db.query<{ ms: number }>({
      text: 'select extract(epoch from lease_until - vb_now())::float8 * 1000 as ms from lanes',
    })
    expect(leaseMs).toBe(30_000)
    expect(lane?.ms).toBeGreaterThan(25_000)
    expect(await house.claim()).toEqual([])
    await db.query({ text: 'update lanes set lease_until = vb_now(), run_at = vb_now()' })
    expect(only(await house.claim()).id).toBe(lease.id)
  })

  it('is renewed for all rows that a process holds, but not when it has ended or is another’s', async () => {
    const mine = [await aLease(), await aLease(), await aLease(), await aLease()]
    const [, , late, lost] = mine
    await db.query({ text: `update lanes set lease_until = vb_now() + interval '1 second'` })
    await db.query({
      text: 'update lanes set lease_until = vb_now() where lease_token = $1',
      values: [late?.token],
    })
    await db.query({
      text: 'update lanes set lease_token = gen_random_uuid() where lease_token = $1',
      values: [lost?.token],
    })
    const kept = await renewLeases(
      db,
      'lanes',
      mine.map((lease) => lease.token),
    )
    expect([...kept].sort()).toEqual(
      mine
        .slice(0, 2)
        .map((lease) => lease.token)
        .sort(),
    )
    const renewed = await db.query({
      text: `select 1 from lanes where lease_until > vb_now() + interval '25 seconds'`,
    })
    expect(renewed).toHaveLength(2)
  })
})

describe('opening an attempt', () => {
  it('is refused when the lease is another’s', async () => {
    const lease = await aLease()
    await endLeases(db)
    await house.claim()
    expect(await openAttempt(db, anAttempt(lease))).toBeNull()
  })

  it.each([
    ['the lease has ended, even if nobody else has it yet', 'update lanes set lease_until = vb_now()'],
    ['the lane alone is another’s', 'update lanes set lease_token = gen_random_uuid()'],
    ['the target alone is another’s', 'update targets set lease_token = gen_random_uuid()'],
    ['the target is settled', `update targets set status = 'failed'`],
    ['the post no longer goes out', `update posts set status = 'cancelled'`],
    ['the post has changed since it was read', 'update posts set revision = revision + 1'],
  ])('is refused when %s', async (_what, text) => {
    const lease = await aLease()
    await db.query({ text })
    expect(await openAttempt(db, anAttempt(lease))).toBeNull()
  })

  it('succeeds once per target, however many try at the same moment', async () => {
    const lease = await aLease()
    const opened = await Promise.all(Array.from({ length: 8 }, () => openAttempt(db, anAttempt(lease))))
    expect(opened.filter((each) => each !== null)).toHaveLength(1)
    expect(await house.attempts(lease.id)).toHaveLength(1)
  })

  it('is refused to who had the target before, though who has it now asks at the same moment', async () => {
    const lease = await aLease()
    const before = { ...lease, token: randomUUID() }
    const opened = await Promise.all([before, lease, before].map((each) => openAttempt(db, anAttempt(each))))
    expect(opened.map((each) => each !== null)).toEqual([false, true, false])
  })
})

describe('a worker that dies', () => {
  it('before it opened an attempt leaves nothing to look for', async () => {
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await house.claim()
    await db.query({ text: `update lanes set lease_until = vb_now(), run_at = vb_now()` })
    await house.publishAllDue()
    expect(network.calls.map((call) => call.kind)).toEqual(['publish'])
    expect((await house.post(post.id)).status).toBe('published')
  })

  it('with an attempt open leaves it to its deadline, and then it is looked for', async () => {
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    const [lease] = await house.claim()
    if (lease === undefined) throw new Error('nothing was claimed')
    await openAttempt(db, anAttempt(lease))
    network.posts.push({ remoteId: 'r9', text: 'Hello', targetId: lease.id, sequence: 0, parent: null })
    await db.query({
      text: `update lanes set lease_until = vb_now(), run_at = vb_now(), worker_id = null, lease_token = null`,
    })
    await house.publishAllDue()
    expect(network.calls).toEqual([])
    expect((await house.attempts(lease.id))[0]?.ended_at).toBeNull()
    await house.advance(50_000)
    await house.publishAllDue()
    await house.advance(60_000)
    await house.publishAllDue()
    expect(network.calls.map((call) => call.kind)).toEqual(['find'])
    expect(await house.target(post.targets[0] ?? '')).toMatchObject({ status: 'published', remote_id: 'r9' })
  })

  it('a worker whose lease was taken opens no attempt', async () => {
    await house.aPost({ accounts: [await house.anAccount()] })
    const [slow] = await house.claim()
    if (slow === undefined) throw new Error('nothing was claimed')
    await db.query({ text: `update lanes set lease_until = vb_now(), run_at = vb_now()` })
    await house.publishAllDue()
    await publishTarget(house.deps, slow)
    expect(network.posts).toHaveLength(1)
  })
})

describe('a worker whose database session is gone', () => {
  const workers: Worker[] = []
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop()))
  })

  function aWorker(run: (lease: TargetLease) => Promise<void>): Worker {
    const worker = targetWorker(house, { run })
    workers.push(worker)
    return worker
  }

  /** Ends the sessions that hold the locks of living workers. */
  async function cutSessions(): Promise<void> {
    await db.query({
      text: `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and classid = 7236 and database = (select oid from pg_database where datname = current_database())`,
    })
  }

  it('is dead: its leases are void at once, not when they end', async () => {
    let wakeUp: () => void = () => undefined
    const asleep = new Promise<void>((resolve) => (wakeUp = resolve))
    const claims: string[] = []
    aWorker(async (lease) => {
      claims.push(lease.token)
      if (claims.length === 1) await asleep
      await publishTarget(house.deps, lease)
    })
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    house.deps.wake.due('targets')
    await expect.poll(() => claims.length).toBe(1)
    await cutSessions()
    // The lease would last 30 s; whoever buries the dead frees it within two.
    await expect.poll(async () => (await house.post(post.id)).status, { timeout: 10_000 }).toBe('published')
    expect(new Set(claims).size).toBe(2)
    wakeUp()
    await workers[0]?.stop()
    expect(network.posts).toHaveLength(1)
  })

  it('is told from one that lives: nobody takes what that one has', async () => {
    const { wake } = house.deps
    const [living, other] = [await openWorkerSession(db, wake), await openWorkerSession(db, wake)]
    await house.aPost({ accounts: [await house.anAccount()] })
    await claimTargets(db, { mode: 'sandbox', workerId: living.workerId, limit: 1, passOver: [] })
    // The registered worker of the house has no session.
    await db.query({ text: 'delete from workers where host = $1', values: ['test'] })
    expect(await other.buryDead()).toBe(0)
    expect(await db.query({ text: 'select worker_id from lanes where worker_id is not null' })).toEqual([
      { worker_id: living.workerId },
    ])
    await Promise.all([living.end({ isLost: false }), other.end({ isLost: false })])
  })

  it('claims nothing until it has a new one', async () => {
    const worker = aWorker((lease) => publishTarget(house.deps, lease))
    await expect.poll(() => worker.isUp()).toBe(true)
    await cutSessions()
    await expect
      .poll(() => db.query({ text: 'select 1 from workers' }).then((rows) => rows.length))
      .toBeGreaterThan(0)
    const post = await house.aPost({ accounts: [await house.anAccount()] })
    await expect.poll(async () => (await house.post(post.id)).status, { timeout: 10_000 }).toBe('published')
  })

  it('gives back what it has when it is stopped, so that the next need not wait', async () => {
    const worker = aWorker(() => Promise.resolve())
    await house.aPost({ accounts: [await house.anAccount()] })
    house.deps.wake.due('targets')
    await expect
      .poll(() =>
        db.query({ text: 'select 1 from lanes where worker_id is not null' }).then((rows) => rows.length),
      )
      .toBe(1)
    await worker.stop()
    expect(await house.claim()).toHaveLength(1)
  })
})
