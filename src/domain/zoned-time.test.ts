import { expect, it } from 'vitest'
import { hourOfWeek, nextHourOfWeek, weeklyTimes, zoneOf } from './zoned-time.js'

const at = (time: string): number => Date.parse(time)

it.each([
  ['America/New_York', '2027-03-14T06:59:59Z', 0 * 24 + 1],
  ['America/New_York', '2027-03-14T07:00:00Z', 0 * 24 + 3],
  ['America/New_York', '2027-11-07T05:30:00Z', 0 * 24 + 1],
  ['America/New_York', '2027-11-07T06:30:00Z', 0 * 24 + 1],
  ['Europe/Berlin', '2027-03-28T00:59:59Z', 0 * 24 + 1],
  ['Europe/Berlin', '2027-03-28T01:00:00Z', 0 * 24 + 3],
  ['Europe/Berlin', '2027-07-05T22:15:00Z', 2 * 24 + 0],
  ['Asia/Kolkata', '2027-01-01T18:29:00Z', 5 * 24 + 23],
  ['Asia/Kolkata', '2027-01-01T18:30:00Z', 6 * 24 + 0],
  ['Australia/Lord_Howe', '2027-04-03T14:59:00Z', 0 * 24 + 1],
  ['Australia/Lord_Howe', '2027-04-03T15:29:00Z', 0 * 24 + 1],
  ['UTC', '1970-01-01T00:00:00Z', 4 * 24 + 0],
])('in %s clocks show at %s hour %i of the week', (name, time, hour) => {
  expect(hourOfWeek(zoneOf(name), at(time))).toBe(hour)
})

it.each([
  // Nine on Mondays stays nine on Mondays, an hour earlier by UTC.
  ['America/New_York', 1 * 24 + 9, '2027-03-09T00:00:00Z', '2027-03-15T13:00:00.000Z'],
  ['America/New_York', 1 * 24 + 9, '2027-03-02T00:00:00Z', '2027-03-08T14:00:00.000Z'],
  ['Europe/London', 1 * 24 + 9, '2027-10-30T00:00:00Z', '2027-11-01T09:00:00.000Z'],
  // What has begun is over; the next is in a week.
  ['UTC', 1 * 24 + 9, '2027-03-08T09:00:00Z', '2027-03-15T09:00:00.000Z'],
  ['UTC', 1 * 24 + 9, '2027-03-08T08:59:59.999Z', '2027-03-08T09:00:00.000Z'],
  // Two in the morning does not come on the Sunday on which it is left out, and the first of two counts.
  ['America/New_York', 0 * 24 + 2, '2027-03-13T00:00:00Z', '2027-03-21T06:00:00.000Z'],
  ['America/New_York', 0 * 24 + 1, '2027-11-06T00:00:00Z', '2027-11-07T05:00:00.000Z'],
  ['America/New_York', 0 * 24 + 1, '2027-11-07T05:30:00Z', '2027-11-14T06:00:00.000Z'],
  ['Asia/Kolkata', 6 * 24 + 0, '2027-01-01T00:00:00Z', '2027-01-01T18:30:00.000Z'],
  // Of the hour of which half an hour is left out, the rest comes.
  ['Australia/Lord_Howe', 0 * 24 + 2, '2027-10-02T00:00:00Z', '2027-10-02T15:30:00.000Z'],
])('in %s hour %i of the week comes after %s at %s', (name, hour, after, next) => {
  expect(nextHourOfWeek(zoneOf(name), hour, at(after)).toISOString()).toBe(next)
})

function next(count: number, times: readonly [number, string][], zone: string, after: string): string[] {
  const found: string[] = []
  for (const { at } of weeklyTimes(
    times.map(([day, time]) => ({ day, time })),
    zoneOf(zone),
    new Date(after),
  )) {
    found.push(at.toISOString())
    if (found.length === count) break
  }
  return found
}

it('weekly times go through the week in the order of time', () => {
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

it('a weekly time stays at its time of day when the clocks change', () => {
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

it('a weekly time is an hour later where the day skips the time, and once where the day has it twice', () => {
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

it('weekly times begin with the day that it is in the zone', () => {
  expect(next(1, [[1, '23:30']], 'America/Los_Angeles', '2027-03-02T07:00:00Z')).toEqual([
    '2027-03-02T07:30:00.000Z',
  ])
  expect(next(1, [[2, '00:30']], 'Pacific/Auckland', '2027-03-01T11:00:00Z')).toEqual([
    '2027-03-01T11:30:00.000Z',
  ])
})

it('there are no weekly times without times', () => {
  expect(next(1, [], 'UTC', '2027-03-01T00:00:00Z')).toEqual([])
})
