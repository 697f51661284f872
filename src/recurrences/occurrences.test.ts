import { describe, expect, it } from 'vitest'
import { occurrences, type Rule, type Span } from './occurrences.js'

const berlin = 'Europe/Berlin'

function next(count: number, rule: Rule, span: Partial<Span>, after: string, zone = berlin): string[] {
  const found: string[] = []
  for (const at of occurrences(
    rule,
    { startsOn: '2027-01-01', endsOn: null, ...span },
    zone,
    new Date(after),
  )) {
    found.push(at.toISOString())
    if (found.length === count) break
  }
  return found
}

const daily = (interval = 1, time = '09:00'): Rule => ({ frequency: 'daily', interval, time })
const weekly = (days: number[], interval = 1): Rule => ({
  frequency: 'weekly',
  interval,
  time: '09:00',
  days,
})
const monthly = (dayOfMonth: number, interval = 1): Rule => ({
  frequency: 'monthly',
  interval,
  time: '09:00',
  dayOfMonth,
})

describe('a rule', () => {
  it('stays at its time of day through both changes of the clocks', () => {
    expect(next(3, weekly([7]), {}, '2027-03-20T00:00:00Z')).toEqual([
      '2027-03-21T08:00:00.000Z',
      '2027-03-28T07:00:00.000Z',
      '2027-04-04T07:00:00.000Z',
    ])
    expect(next(2, weekly([7]), {}, '2027-10-24T12:00:00Z')).toEqual([
      '2027-10-31T08:00:00.000Z',
      '2027-11-07T08:00:00.000Z',
    ])
    expect(next(3, daily(1, '02:30'), {}, '2027-03-27T00:00:00Z')).toEqual([
      '2027-03-27T01:30:00.000Z',
      '2027-03-28T01:30:00.000Z',
      '2027-03-29T00:30:00.000Z',
    ])
    expect(next(2, daily(1, '02:30'), {}, '2027-10-30T12:00:00Z')).toEqual([
      '2027-10-31T00:30:00.000Z',
      '2027-11-01T01:30:00.000Z',
    ])
  })

  it('may be for every other day, counted from the first', () => {
    const span = { startsOn: '2027-01-02' }
    expect(next(2, daily(3), span, '2027-01-01T00:00:00Z', 'UTC')).toEqual([
      '2027-01-02T09:00:00.000Z',
      '2027-01-05T09:00:00.000Z',
    ])
    expect(next(2, daily(3), span, '2029-01-01T00:00:00Z', 'UTC')).toEqual([
      '2029-01-03T09:00:00.000Z',
      '2029-01-06T09:00:00.000Z',
    ])
  })

  it('may be for days of every other week, counted from the week of the first day', () => {
    // A Wednesday: Monday of that week is before it.
    const span = { startsOn: '2027-01-06' }
    expect(next(4, weekly([1, 5], 2), span, '2027-01-01T00:00:00Z', 'UTC')).toEqual([
      '2027-01-08T09:00:00.000Z',
      '2027-01-18T09:00:00.000Z',
      '2027-01-22T09:00:00.000Z',
      '2027-02-01T09:00:00.000Z',
    ])
    expect(next(1, weekly([1, 5], 2), span, '2027-01-18T09:00:00Z', 'UTC')).toEqual([
      '2027-01-22T09:00:00.000Z',
    ])
  })

  it('for a day of the month takes the last of a shorter one', () => {
    expect(next(4, monthly(31), { startsOn: '2028-01-31' }, '2028-01-01T00:00:00Z', 'UTC')).toEqual([
      '2028-01-31T09:00:00.000Z',
      '2028-02-29T09:00:00.000Z',
      '2028-03-31T09:00:00.000Z',
      '2028-04-30T09:00:00.000Z',
    ])
    expect(next(2, monthly(15, 3), { startsOn: '2027-01-20' }, '2027-01-01T00:00:00Z', 'UTC')).toEqual([
      '2027-04-15T09:00:00.000Z',
      '2027-07-15T09:00:00.000Z',
    ])
  })

  it('ends on its last day, which still counts', () => {
    const span = { startsOn: '2027-02-01', endsOn: '2027-02-03' }
    expect(next(9, daily(), span, '2027-02-02T00:00:00Z', 'UTC')).toEqual([
      '2027-02-02T09:00:00.000Z',
      '2027-02-03T09:00:00.000Z',
    ])
    expect(next(1, daily(), span, '2030-01-01T00:00:00Z', 'UTC')).toEqual([])
  })

  it('goes by the day that it is in the zone', () => {
    const late = next(
      1,
      daily(1, '23:30'),
      { startsOn: '2027-03-01' },
      '2027-03-02T07:00:00Z',
      'America/Los_Angeles',
    )
    expect(late).toEqual(['2027-03-02T07:30:00.000Z'])
    const early = next(
      1,
      daily(1, '00:30'),
      { startsOn: '2027-03-02' },
      '2027-03-01T11:00:00Z',
      'Pacific/Auckland',
    )
    expect(early).toEqual(['2027-03-01T11:30:00.000Z'])
  })
})
