import { expect, it } from 'vitest'
import { nextPacificDay, pacificDay, pacificMidnight } from './pacific.js'

it('a day in Los Angeles begins seven hours after the one in Greenwich in summer, eight in winter', () => {
  expect(pacificMidnight('2026-07-01').toISOString()).toBe('2026-07-01T07:00:00.000Z')
  expect(pacificMidnight('2026-12-01').toISOString()).toBe('2026-12-01T08:00:00.000Z')
})

it('clocks go forward and back: those days begin and end where they should', () => {
  // 8 March and 1 November 2026, at two in the morning.
  expect(pacificMidnight('2026-03-08').toISOString()).toBe('2026-03-08T08:00:00.000Z')
  expect(pacificMidnight('2026-03-09').toISOString()).toBe('2026-03-09T07:00:00.000Z')
  expect(pacificMidnight('2026-11-01').toISOString()).toBe('2026-11-01T07:00:00.000Z')
  expect(pacificMidnight('2026-11-02').toISOString()).toBe('2026-11-02T08:00:00.000Z')
})

it('a moment belongs to the day that has begun there', () => {
  expect(pacificDay(new Date('2026-12-01T07:59:59Z'))).toBe('2026-11-30')
  expect(pacificDay(new Date('2026-12-01T08:00:00Z'))).toBe('2026-12-01')
  expect(nextPacificDay('2026-11-01')).toBe('2026-11-02')
  expect(nextPacificDay('2026-03-01', -2)).toBe('2026-02-27')
})
