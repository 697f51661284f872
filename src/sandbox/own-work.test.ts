import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { OwnWork } from './own-work.js'
import type { SimWorld } from './simulator.js'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** A network whose work ends when the test says so. */
function network(answers: (number | null | Error)[]) {
  const ends: (() => void)[] = []
  const failures: unknown[] = []
  const work = (): Promise<number | null> =>
    new Promise((resolve, reject) => {
      const answer = answers[ends.length] ?? null
      ends.push(() => {
        if (answer instanceof Error) reject(answer)
        else resolve(answer)
      })
    })
  const own = new OwnWork([{ simulator: { slug: 'acme', work }, world: {} as SimWorld }], (_slug, error) =>
    failures.push(error),
  )
  const end = async (index: number) => {
    ends[index]?.()
    await vi.advanceTimersByTimeAsync(0)
  }
  return { own, end, failures, begun: () => ends.length }
}

it('is done once at a time, and once more where it was woken meanwhile', async () => {
  const { own, end, begun } = network([])
  own.wake()
  own.wake('acme')
  own.wake('another')
  expect(begun()).toBe(1)
  await end(0)
  expect(begun()).toBe(2)
  await end(1)
  expect(begun()).toBe(2)
})

it('is done again when it said, and never where nothing waits', async () => {
  const { own, end, begun } = network([5_000, null])
  own.wake()
  await end(0)
  await vi.advanceTimersByTimeAsync(4_999)
  expect(begun()).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(begun()).toBe(2)
  await end(1)
  await vi.advanceTimersByTimeAsync(86_400_000)
  expect(begun()).toBe(2)
})

it('that fails is told, and tried again', async () => {
  const { own, end, begun, failures } = network([new Error('out of order')])
  own.wake()
  await end(0)
  expect(failures).toEqual([new Error('out of order')])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(begun()).toBe(2)
})

it('stops, and what it was at then is nobody’s failure', async () => {
  const { own, end, begun, failures } = network([new Error('closed')])
  own.wake()
  own.stop()
  await end(0)
  await vi.advanceTimersByTimeAsync(60_000)
  own.wake()
  expect([begun(), failures]).toEqual([1, []])
})
