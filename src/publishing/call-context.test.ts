import { afterEach, expect, it, vi } from 'vitest'
import { AttemptDeadline } from './call-context.js'

afterEach(() => vi.useRealTimers())

it('a deadline lets nothing start before an attempt is open, nor after it has ended', () => {
  const deadline = new AttemptDeadline()
  deadline.begin()
  expect(deadline.msLeft()).toBe(-Infinity)
  deadline.open(40_000)
  expect(deadline.msLeft()).toBeGreaterThan(30_000)
  deadline.close()
  expect(deadline.msLeft()).toBe(-Infinity)
})

it.each(['Date', 'performance'] as const)('has passed when only %s saw the time go by', (clock) => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  const deadline = new AttemptDeadline()
  deadline.begin()
  deadline.open(40_000)
  vi.advanceTimersByTime(41_000)
  // The other clock stood still, or was set back.
  if (clock === 'Date') vi.spyOn(performance, 'now').mockReturnValue(0)
  else vi.setSystemTime(0)
  expect(deadline.msLeft()).toBeLessThan(0)
})
