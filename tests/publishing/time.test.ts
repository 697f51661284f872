import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import type { Worker } from '../../src/work/worker.js'
import { dueTableNames } from '../../src/store/claims.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import { freshHouse, only, targetWorker, type PublishingHouse } from '../support/publishing.js'

const db = await testDatabase()
let network: FakeNetwork
let house: PublishingHouse
let worker: Worker | undefined

beforeEach(async () => {
  network = new FakeNetwork()
  house = await freshHouse(db, network)
})
afterEach(async () => {
  vi.useRealTimers()
  await worker?.stop()
  worker = undefined
})

it.each([-12, 12])(
  'a process whose clock is %d hours off publishes when the database says',
  async (hours) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 })
    network.script = ['lostRequest']
    const post = await house.aPost({ accounts: [await house.anAccount()], dueInMs: 600_000 })
    await house.publishAllDue()
    expect(network.calls).toEqual([])
    await house.advance(600_000)
    await house.publishAllDue()
    expect(network.calls).toHaveLength(1)
    // Looks and pauses too: the first look is due five seconds after the deadline, 40 s from now.
    await house.advance(40_000)
    await house.publishAllDue()
    expect(network.calls).toHaveLength(1)
    await house.advance(30_000)
    await house.publishAllDue()
    await house.advance(30_000)
    await house.publishAllDue()
    expect(network.calls.map((call) => call.kind)).toEqual(['publish', 'find', 'find', 'publish'])
    expect((await house.target(only(post.targets))).status).toBe('published')
  },
)

it('a worker sleeps as long as the database says that nothing is due', async () => {
  const timers = vi.spyOn(globalThis, 'setTimeout')
  onTestFinished(() => timers.mockRestore())
  worker = targetWorker(house)
  // Nobody wakes it: what is due in 700 ms is found by the look each second, or by the timer before.
  const post = await house.aPost({ accounts: [await house.anAccount()], dueInMs: 700 })
  timers.mockClear()
  house.deps.wake.due('targets')
  await expect.poll(async () => (await house.post(post.id)).status, { timeout: 10_000 }).toBe('published')
  const sleeps = timers.mock.calls.map(([, ms]) => ms ?? 0).filter((ms) => ms >= 25 && ms <= 1_000)
  expect(Math.min(...sleeps)).toBeLessThanOrEqual(700)
})

it('moving the clock moves the leases of every table that has some', async () => {
  const rows = await db.query<{ name: string }>({ text: 'select name from due_tables' })
  expect(rows.map(({ name }) => name).sort()).toEqual([...dueTableNames].sort())
})
