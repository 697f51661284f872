import { describe, expect, it } from 'vitest'
import { countsPost, quotaState, readingFor, windowAt, type KeptQuota, type QuotaRule } from './quota.js'

const at = (iso: string): Date => new Date(iso)
const hourMs = 3_600_000

describe('the window that a time lies in', () => {
  it('rolls, or begins at round times', () => {
    const now = at('2026-11-30T10:20:00Z')
    expect(windowAt({ rollingMs: hourMs }, now)).toEqual({ from: at('2026-11-30T09:20:00Z'), to: now })
    expect(windowAt({ everyMs: 3 * hourMs }, now)).toEqual({
      from: at('2026-11-30T09:00:00Z'),
      to: at('2026-11-30T12:00:00Z'),
    })
  })

  it.each([
    ['2026-11-30T10:20:00Z', 'America/Los_Angeles', '2026-11-30T08:00:00Z', '2026-12-01T08:00:00Z'],
    ['2026-11-30T07:59:59Z', 'America/Los_Angeles', '2026-11-29T08:00:00Z', '2026-11-30T08:00:00Z'],
    ['2026-11-30T08:00:00Z', 'America/Los_Angeles', '2026-11-30T08:00:00Z', '2026-12-01T08:00:00Z'],
    // 25 and 23 hours long: the clocks go back on 1 November, forward on 8 March.
    ['2026-11-01T20:00:00Z', 'America/Los_Angeles', '2026-11-01T07:00:00Z', '2026-11-02T08:00:00Z'],
    ['2026-03-08T20:00:00Z', 'America/Los_Angeles', '2026-03-08T08:00:00Z', '2026-03-09T07:00:00Z'],
    ['2026-06-15T23:30:00Z', 'Asia/Kolkata', '2026-06-15T18:30:00Z', '2026-06-16T18:30:00Z'],
  ])('at %s is the day in %s', (now, zone, from, to) => {
    expect(windowAt({ dayIn: zone }, at(now))).toEqual({ from: at(from), to: at(to) })
  })
})

describe('how a rule stands', () => {
  const daily: QuotaRule = { name: 'posts', limit: 6, window: { dayIn: 'UTC' } }
  const rolling: QuotaRule = { name: 'posts', limit: 6, window: { rollingMs: 24 * hourMs } }
  const now = at('2026-11-30T10:00:00Z')
  const told = (used: number, more: object = {}): KeptQuota => ({
    readings: { posts: { limit: 10, used, readAt: '2026-11-30T09:30:00.000Z', ...more } },
  })
  const counts = { published: 2, sinceReading: 1, scheduled: 3, usedUpUntil: null }

  it('is our own count, until a fixed window ends or bit by bit', () => {
    expect(quotaState(daily, {}, counts, now)).toMatchObject({
      limit: 6,
      used: 2,
      scheduled: 3,
      resetsAt: at('2026-12-01T00:00:00Z'),
    })
    expect(quotaState(rolling, {}, counts, now)).toMatchObject({ used: 2, resetsAt: null })
  })

  it('is what the network told, and what we published since', () => {
    expect(quotaState(rolling, told(7), counts, now)).toMatchObject({ limit: 10, used: 8 })
    expect(quotaState(rolling, told(0), counts, now)).toMatchObject({ limit: 10, used: 2 })
  })

  it('what the network told holds for the window that it told it in', () => {
    expect(readingFor(daily, told(7), at('2026-11-30T23:00:00Z'))?.used).toBe(7)
    expect(readingFor(daily, told(7), at('2026-12-01T00:00:01Z'))).toBeNull()
    expect(readingFor(rolling, told(7), at('2026-11-30T10:30:00Z'))?.used).toBe(7)
    expect(readingFor(rolling, told(7), at('2026-11-30T20:00:00Z'))).toBeNull()
    const until = { resetsAt: '2026-11-30T18:00:00.000Z' }
    expect(readingFor(rolling, told(7, until), at('2026-11-30T17:00:00Z'))?.used).toBe(7)
    expect(readingFor(rolling, told(7, until), at('2026-11-30T18:00:00Z'))).toBeNull()
    expect(quotaState(rolling, told(7, until), counts, now).resetsAt).toEqual(at(until.resetsAt))
  })

  it('is used up while the network has said so by refusing', () => {
    const kept = { usedUpUntil: '2026-11-30T12:00:00.000Z' }
    expect(quotaState(daily, kept, counts, now).used).toBe(6)
    expect(quotaState(daily, kept, counts, at('2026-11-30T12:00:00Z')).used).toBe(2)
    expect(quotaState(daily, {}, { ...counts, ...kept }, now).used).toBe(6)
  })
})

it('a rule counts posts of its kinds', () => {
  const rule = { name: 'reels', limit: 30, window: { rollingMs: 24 * hourMs } }
  const draft = { options: { draft: true } }
  expect(countsPost(rule, {})).toBe(true)
  expect(countsPost({ ...rule, only: { contentType: 'REEL' } }, { contentType: 'REEL' })).toBe(true)
  expect(countsPost({ ...rule, only: { contentType: 'REEL' } }, { contentType: null })).toBe(false)
  expect(countsPost({ ...rule, except: draft }, { contentType: 'REEL' })).toBe(true)
  expect(countsPost({ ...rule, except: draft }, { ...draft, contentType: 'REEL' })).toBe(false)
})
