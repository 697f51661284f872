import { AsyncLocalStorage } from 'node:async_hooks'
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers/promises'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import type { Worker } from '../../src/work/worker.js'
import { FakeNetwork } from '../support/fake-network.js'
import { testDatabase } from '../support/database.js'
import { freshHouse, targetWorker } from '../support/publishing.js'

/** What the worker of this file does: others may still rest in the same process. */
const ours = new AsyncLocalStorage<boolean>()
/** Its pauses of ten seconds end when the test says so; all others take their time. */
const tenSeconds: (() => void)[] = []
const takesTime = timers.setTimeout
vi.spyOn(timers, 'setTimeout').mockImplementation((ms, value, options) =>
  ms === 10_000 && ours.getStore() === true
    ? new Promise((resolve) => {
        const end = (): void => resolve(value as never)
        tenSeconds.push(end)
        options?.signal?.addEventListener('abort', end)
      })
    : takesTime(ms, value, options),
)
syncBuiltinESMExports()
afterAll(() => {
  vi.restoreAllMocks()
  syncBuiltinESMExports()
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
  worker = ours.run(true, () =>
    targetWorker(house, {
      async run() {
        isRunning = true
        await running
      },
    }),
  )
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
