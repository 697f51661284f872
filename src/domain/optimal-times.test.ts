import { describe, expect, it } from 'vitest'
import { generalTimes, optimalTimes, type Echo } from './optimal-times.js'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** A Monday. */
const now = Date.parse('2027-06-07T00:00:00Z')
const asked = { timezone: 'UTC', now, limit: 3 }

/** One post a day for so many days back, each at an hour and with a response that the test gives. */
function posts(
  count: number,
  given: (day: number, dayOfWeek: number) => [hour: number, response: number],
): Echo[] {
  return Array.from({ length: count }, (_, day) => {
    const date = now - (day + 1) * dayMs
    const [hour, response] = given(day, new Date(date).getUTCDay())
    return { at: date + hour * hourMs, response }
  })
}

const times = (echoes: readonly Echo[], more = {}): [number, number][] =>
  (optimalTimes(echoes, { ...asked, ...more }) ?? []).map(({ hourOfWeek }) => [
    Math.floor(hourOfWeek / 24),
    hourOfWeek % 24,
  ])

it('the hour that finds most response comes first, on all days alike where days make no difference', () => {
  const echoes = posts(84, (day) => (day % 3 === 0 ? [18, 60] : [8 + (day % 3), 10]))
  const found = optimalTimes(echoes, { ...asked, limit: 8 }) ?? []
  expect(found.slice(0, 7).map(({ hourOfWeek }) => hourOfWeek % 24)).toEqual(Array(7).fill(18))
  expect(found[7]?.hourOfWeek).not.toBe(18)
  expect(found[0]).toMatchObject({ score: 100, posts: 28 })
  expect(found[7]?.score ?? 100).toBeLessThan(40)
})

it('a day of the week that finds more comes before the others', () => {
  const echoes = posts(90, (day, dayOfWeek) => [9 + (day % 4), dayOfWeek === 3 ? 80 : 10])
  expect(times(echoes).map(([day]) => day)).toEqual([3, 3, 3])
})

it('one post that went round the world makes no best time', () => {
  const echoes = posts(60, (day) => (day === 7 ? [3, 1_000_000] : day % 2 === 0 ? [12, 50] : [20, 10]))
  expect(times(echoes).map(([, hour]) => hour)).toEqual([12, 12, 12])
})

it('an hour at which the account never posted is not recommended', () => {
  const hours = new Set(
    times(
      posts(40, (day) => [day % 2 === 0 ? 7 : 22, 5 + day]),
      { limit: 10 },
    ).map(([, hour]) => hour),
  )
  expect([...hours].sort((a, b) => a - b)).toEqual([7, 22])
})

it('each post counts at what the clocks of the zone showed then, before and after they change', () => {
  // Nine in New York all the time: 14:00 UTC until 14 March 2027, 13:00 UTC from then on.
  const change = Date.parse('2027-03-14T07:00:00Z')
  const echoes = Array.from({ length: 60 }, (_, index) => {
    const day = Date.parse('2027-02-12T00:00:00Z') + index * dayMs
    const nine = day + (day < change ? 14 : 13) * hourMs
    return index % 2 === 0 ? { at: nine, response: 70 } : { at: nine + 5 * hourMs, response: 10 }
  })
  const inNewYork = { timezone: 'America/New_York', now: Date.parse('2027-04-14T00:00:00Z') }
  expect(times(echoes, { ...inNewYork, limit: 7 }).map(([, hour]) => hour)).toEqual(Array(7).fill(9))
  // By UTC the same account seems to have two best hours.
  expect(new Set(times(echoes, { limit: 10 }).map(([, hour]) => hour))).toEqual(new Set([13, 14]))
})

describe('nothing is claimed to be the account’s own', () => {
  it.each([
    ['of fewer than 20 posts', posts(19, (day) => [day % 24, day])],
    ['where nobody responded to any', posts(50, (day) => [day % 24, 0])],
  ])('%s', (_, echoes) => {
    expect(optimalTimes(echoes, asked)).toBeNull()
  })

  it('and common advice has no score', () => {
    const advice = generalTimes({ ...asked, limit: 10 })
    expect(new Set(advice.map(({ hourOfWeek }) => hourOfWeek)).size).toBe(10)
    expect(advice.every(({ score, posts: count }) => score === null && count === 0)).toBe(true)
    expect(advice[0]?.nextAt.toISOString()).toBe('2027-06-08T09:00:00.000Z')
  })
})
