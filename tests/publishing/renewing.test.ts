import { afterEach, expect, it, vi } from 'vitest'
import type { Worker } from '../../src/work/worker.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import { freshHouse, targetWorker } from '../support/publishing.js'

/** Pauses of ten seconds end when the test says so; all others take their time. */
const tenSeconds: (() => void)[] = []
vi.mock('node:timers/promises', async (original) => {
  const actual = await original<typeof import('node:timers/promises')>()
  return {
    ...actual,
    setTimeout: (ms: number, value: unknown, options: { signal?: AbortSignal } = {}) =>
      ms === 10_000
        ? new Promise<void>((resolve) => {
            tenSeconds.push(resolve)
            options.signal?.addEventListener('abort', () => resolve())
          })
        : actual.setTimeout(ms, value, options),
  }
})

const db = await testDatabase()
let worker: Worker | undefined
let finish: () => void = () => undefined
afterEach(async () => {
  finish()
  await worker?.stop()
})

it('a lease is renewed every ten seconds while its work runs, and not afterwards', async () => {
  const house = await freshHouse(db, new FakeNetwork())
  const running = new Promise<void>((resolve) => (finish = resolve))
  let isRunning = false
  worker = targetWorker(house, {
    async run() {
      isRunning = true
      await running
    },
  })
  await house.aPost({ accounts: [await house.anAccount()] })
  house.deps.wake.due('targets')
  await expect.poll(() => isRunning).toBe(true)
  for (let round = 0; round < 3; round += 1) {
    await nearlyOver()
    tenSeconds.splice(0).forEach((end) => end())
    await expect.poll(leaseLeftMs).toBeGreaterThan(25_000)
  }
  finish()
  await expect.poll(() => worker?.inHand()).toBe(0)
  await nearlyOver()
  tenSeconds.splice(0).forEach((end) => end())
  await expect.poll(() => tenSeconds.length).toBe(1)
  expect(await leaseLeftMs()).toBeLessThan(25_000)
})

async function nearlyOver(): Promise<void> {
  await expect.poll(() => tenSeconds.length).toBe(1)
  await db.query({ text: `update lanes set lease_until = vb_now() + interval '20 seconds'` })
}

async function leaseLeftMs(): Promise<number> {
  const [lane] = await db.query<{ ms: number }>({
    text: 'select extract(epoch from lease_until - vb_now())::float8 * 1000 as ms from lanes',
  })
  return lane?.ms ?? 0
}
