import { expect, it } from 'vitest'
import { hourOfWeek, nextHourOfWeek, zoneOf } from './zoned-time.js'

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
])('in %s hour %i of the week comes after %s at %s', (name, hour, after, next) => {
  expect(nextHourOfWeek(zoneOf(name), hour, at(after)).toISOString()).toBe(next)
})
