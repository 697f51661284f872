import { expect, it } from 'vitest'
import { againInMs, pausesMs, retryAfterMs } from './retry-schedule.js'

const hour = 3_600_000

it('spreads over three days and ends after twelve further tries', () => {
  const total = pausesMs.reduce((sum, pause) => sum + pause, 0)
  expect(total / hour).toBeGreaterThan(72)
  expect(total / hour).toBeLessThan(96)
  expect(againInMs(12, null, 0)).toBe(24 * hour)
  expect(againInMs(13, null, 0)).toBeNull()
  expect(againInMs(13, 60_000, 0)).toBeNull()
})

it('adds up to a tenth, so that receivers that come back are not met by all at once', () => {
  expect(againInMs(1, null, 0)).toBe(5_000)
  expect(againInMs(1, null, 0.5)).toBe(5_250)
  expect(againInMs(1, null, 1)).toBe(5_500)
})

it('never tries before Retry-After, nor before the plan, nor puts off without end', () => {
  expect(againInMs(1, 60_000, 0)).toBe(60_000)
  expect(againInMs(1, 1_000, 0)).toBe(5_000)
  expect(againInMs(1, 24 * hour, 0)).toBe(hour)
  expect(againInMs(9, 24 * hour, 0)).toBe(16 * hour)
})

it('reads Retry-After as seconds or as a date, and nothing else', () => {
  const now = Date.parse('2027-03-01T08:00:00Z')
  expect(retryAfterMs('120', now)).toBe(120_000)
  expect(retryAfterMs('Mon, 01 Mar 2027 08:01:00 GMT', now)).toBe(60_000)
  for (const header of [undefined, '', '0', '-5', 'soon', 'Mon, 01 Mar 2027 07:59:00 GMT', 'Infinity'])
    expect(retryAfterMs(header, now), header).toBeNull()
})
