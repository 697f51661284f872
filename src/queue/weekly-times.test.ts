import { expect, it } from 'vitest'
import { weeklyTimes } from './weekly-times.js'

function next(count: number, times: readonly [number, string][], zone: string, after: string): string[] {
  const found: string[] = []
  for (const { at } of weeklyTimes(
    times.map(([day, time]) => ({ day, time })),
    zone,
    new Date(after),
  )) {
    found.push(at.toISOString())
    if (found.length === count) break
  }
  return found
}

it('goes through the week in the order of time', () => {
  const times: [number, string][] = [
    [3, '18:00'],
    [1, '09:30'],
    [3, '08:00'],
  ]
  expect(next(4, times, 'UTC', '2027-03-01T09:30:00Z')).toEqual([
    '2027-03-03T08:00:00.000Z',
    '2027-03-03T18:00:00.000Z',
    '2027-03-08T09:30:00.000Z',
    '2027-03-10T08:00:00.000Z',
  ])
})

it('stays at its time of day when the clocks change', () => {
  expect(next(3, [[7, '09:00']], 'Europe/Berlin', '2027-03-20T00:00:00Z')).toEqual([
    '2027-03-21T08:00:00.000Z',
    '2027-03-28T07:00:00.000Z',
    '2027-04-04T07:00:00.000Z',
  ])
  expect(next(2, [[7, '09:00']], 'America/New_York', '2027-11-01T00:00:00Z')).toEqual([
    '2027-11-07T14:00:00.000Z',
    '2027-11-14T14:00:00.000Z',
  ])
})

it('is an hour later where the day skips the time, and once where the day has it twice', () => {
  expect(next(2, [[7, '02:30']], 'Europe/Berlin', '2027-03-27T00:00:00Z')).toEqual([
    '2027-03-28T01:30:00.000Z',
    '2027-04-04T00:30:00.000Z',
  ])
  expect(next(2, [[7, '02:30']], 'Europe/Berlin', '2027-10-30T00:00:00Z')).toEqual([
    '2027-10-31T00:30:00.000Z',
    '2027-11-07T01:30:00.000Z',
  ])
  // Two times that become one on that day.
  const both: [number, string][] = [
    [7, '02:30'],
    [7, '03:30'],
  ]
  expect(next(2, both, 'Europe/Berlin', '2027-03-27T00:00:00Z')).toEqual([
    '2027-03-28T01:30:00.000Z',
    '2027-04-04T00:30:00.000Z',
  ])
})

it('begins with the day that it is in the zone', () => {
  expect(next(1, [[1, '23:30']], 'America/Los_Angeles', '2027-03-02T07:00:00Z')).toEqual([
    '2027-03-02T07:30:00.000Z',
  ])
  expect(next(1, [[2, '00:30']], 'Pacific/Auckland', '2027-03-01T11:00:00Z')).toEqual([
    '2027-03-01T11:30:00.000Z',
  ])
})

it('has nothing without times', () => {
  expect(next(1, [], 'UTC', '2027-03-01T00:00:00Z')).toEqual([])
})
