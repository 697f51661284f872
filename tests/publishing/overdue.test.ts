import { beforeEach, describe, expect, it } from 'vitest'
import { overdueNotices } from '../../src/start-up/overdue.js'
import { publishPost } from '../../src/posts/publish-post.js'
import type { PostsDeps } from '../../src/posts/deps.js'
import { registerWorker, workerLockClass } from '../../src/store/claims.js'
import { advanceClock } from '../../src/store/clock.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import { freshHouse, only, type PublishingHouse } from '../support/publishing.js'

const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse

beforeEach(async () => {
  network = new FakeNetwork()
  house = await freshHouse(db, network)
})

const minute = 60_000
const worker = { mode: 'sandbox', services: new Set(['worker'] as const), holdOverdue: false } as const
const caller = (): { workspaceId: string; mode: 'sandbox'; userId: string } => ({
  workspaceId: house.workspaceId,
  mode: 'sandbox',
  userId: 'usr_1',
})

describe('what came due while the server was down', () => {
  it('leaves at once if it is not too late, otherwise it is missed', async () => {
    const account = await house.anAccount()
    const late = await house.aPost({ accounts: [account], dueInMs: -300 * 60_000 })
    const tooLate = await house.aPost({ accounts: [account], dueInMs: -361 * 60_000 })
    await house.publishAllDue()
    expect((await house.target(late.targets[0] ?? '')).status).toBe('published')
    expect(await house.target(tooLate.targets[0] ?? '')).toMatchObject({
      status: 'failed',
      error: { code: 'MISSED' },
    })
  })

  it('is missed by the workspace’s own choice of missedAfterMinutes', async () => {
    house = await freshHouse(db, network, { missedAfterMinutes: 5 })
    const account = await house.anAccount()
    const late = await house.aPost({ accounts: [account], dueInMs: -4 * minute })
    const tooLate = await house.aPost({ accounts: [account], dueInMs: -6 * minute })
    await house.publishAllDue()
    expect((await house.target(only(late.targets))).status).toBe('published')
    expect((await house.target(only(tooLate.targets))).error?.code).toBe('MISSED')
  })

  it('is counted in the start-up lines, as what they then do', async () => {
    const account = await house.anAccount()
    for (const minutes of [1, 300, 361])
      await house.aPost({ accounts: [account], dueInMs: -minutes * minute })
    await house.aPost({ accounts: [account], dueInMs: minute })
    expect(await overdueNotices(db, worker)).toMatchObject([
      expect.stringContaining('2 posts to leave now, 1 too late'),
    ])
    await house.publishAllDue()
    const ended = await db.query({
      text: 'select status, count(*)::int as count from posts group by 1 order by 1',
    })
    expect(ended).toEqual([
      { status: 'failed', count: 1 },
      { status: 'published', count: 2 },
      { status: 'scheduled', count: 1 },
    ])
  })

  it('is not spoken of when nothing is overdue', async () => {
    await house.aPost({ accounts: [await house.anAccount()], dueInMs: minute })
    expect(await overdueNotices(db, worker)).toEqual([])
  })

  it('is nothing beside a worker that lives', async () => {
    await house.aPost({ accounts: [await house.anAccount()], dueInMs: -minute })
    const session = await db.session()
    const id = await registerWorker(db, { host: 'other', pid: 1 })
    await session.query('select pg_advisory_lock($1, $2)', [workerLockClass, Number(id)])
    expect(await overdueNotices(db, { ...worker, holdOverdue: true })).toEqual([])
    await session.end()
    expect(await house.claim()).toHaveLength(1)
  })

  it.each([
    ['is nothing that the clock jumped over beside a worker that lives', true, 'published'],
    ['is also what the clock jumped over while no worker was there', false, 'failed'],
  ])('%s', async (_name, lives, status) => {
    const post = await house.aPost({ accounts: [await house.anAccount()], dueInMs: 3 * 24 * 60 * minute })
    const session = await db.session()
    const id = await registerWorker(db, { host: 'other', pid: 1 })
    if (lives) await session.query('select pg_advisory_lock($1, $2)', [workerLockClass, Number(id)])
    await advanceClock(db, 4 * 24 * 60 * minute)
    await session.end()
    await house.publishAllDue()
    expect((await house.target(only(post.targets))).status).toBe(status)
  })

  it('waits for a person with VOXBURST_HOLD_OVERDUE, and says why', async () => {
    const account = await house.anAccount()
    const held = await house.aPost({ accounts: [account], dueInMs: -10 * minute })
    const later = await house.aPost({ accounts: [account], dueInMs: 10 * minute })
    expect(await overdueNotices(db, { ...worker, holdOverdue: true })).toMatchObject([
      expect.stringContaining('1 post, held for a person'),
    ])
    await house.publishAllDue()
    await house.advance(10 * minute)
    await house.publishAllDue()
    expect((await house.post(later.id)).status).toBe('published')
    expect(await house.post(held.id)).toMatchObject({
      status: 'scheduled',
      warnings: [{ code: 'OVERDUE_HELD' }],
    })

    const links = { platformUrl: (_platform: string, url: string) => url } as PostsDeps['links']
    await db.transaction((tx) => publishPost({ ...house.deps, links }, tx, caller(), held.id))
    await house.publishAllDue()
    expect(await house.post(held.id)).toMatchObject({ status: 'published', warnings: [] })
  })
})
