import { expect, it } from 'vitest'
import { measuredForMs, nextReadAt, readPauseMs } from './measuring-times.js'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const published = new Date('2026-11-30T12:00:00Z')

/** How old a post is each time its numbers are read, if each read is a minute late. */
function agesOfReads(isDear: boolean): number[] {
  const ages: number[] = []
  for (let now = published; ages.length < 1_000;) {
    const next = nextReadAt(published, now, isDear)
    if (next === null) break
    ages.push(next.getTime() - published.getTime())
    now = new Date(next.getTime() + 60_000)
  }
  return ages
}

it('reads often in the first hours, then daily, weekly after a month, and stops after 90 days', () => {
  const ages = agesOfReads(false)
  expect(ages.filter((age) => age <= dayMs).map((age) => age / hourMs)).toEqual([
    1, 2, 3, 4, 5, 6, 9, 12, 15, 18, 21, 24,
  ])
  expect(ages.filter((age) => age > dayMs && age <= 30 * dayMs)).toHaveLength(29)
  expect(ages.at(-1)).toBe(measuredForMs)
  expect(ages).toHaveLength(50)
})

it('reads five times where each read is paid for', () => {
  expect(agesOfReads(true).map((age) => age / hourMs)).toEqual([1, 24, 168, 720, 2_160])
})

it('a post that nobody could read for weeks is read once, and then goes on in its time', () => {
  const late = new Date(published.getTime() + 10 * dayMs + hourMs)
  expect(nextReadAt(published, late, false)).toEqual(new Date(published.getTime() + 11 * dayMs))
})

it('pauses of reads that fail grow from a minute to six hours', () => {
  expect([0, 1, 2, 20].map((tries) => readPauseMs(tries) / 60_000)).toEqual([1, 2, 4, 360])
})
