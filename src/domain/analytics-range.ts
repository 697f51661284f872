import { ApiError } from '../../contract/errors.js'
import { parseBound } from './post-dates.js'

export const granularities = ['HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY'] as const
export type Granularity = (typeof granularities)[number]

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const standardDays = 30
/** How far back each plan sees; others a year. */
const historyDays: Record<string, number> = { FREE: 30, STARTER: 30 }
const longestDays = 365

/** A time that numbers are asked of: both ends belong to it. `name` is how it was asked for, or its days. */
export type Period = { from: Date; to: Date; name: string }

export type PeriodQuery = {
  startDate?: string | undefined
  endDate?: string | undefined
  since?: string | undefined
}

/**
 * The last 30 days where nothing else is asked. What lies in the future, or before what the plan sees, is cut off.
 * Throws INVALID_DATE, and VALIDATION_ERROR for a beginning that lies behind the end.
 */
export function periodOf(query: PeriodQuery, { now, plan }: { now: Date; plan: string }): Period {
  const earliest = new Date(now.getTime() - (historyDays[plan] ?? longestDays) * dayMs)
  const end = query.endDate === undefined ? now : earlier(parseBound(query.endDate, 'to', 'endDate'), now)
  const start =
    query.startDate === undefined
      ? new Date(end.getTime() - sinceMs(query.since))
      : parseBound(query.startDate, 'from', 'startDate')
  if (start > end)
    throw new ApiError(
      'VALIDATION_ERROR',
      `startDate (${start.toISOString()}) lies behind the end (${end.toISOString()}).`,
      { field: 'startDate' },
    )
  const from = later(start, earliest)
  const to = later(end, earliest)
  const name =
    query.startDate === undefined && query.since !== undefined ? query.since : `${dayOf(from)}/${dayOf(to)}`
  return { from, to, name }
}

function sinceMs(since: string | undefined): number {
  const [, count = String(standardDays), unit = 'd'] = /^(\d{1,4})([hdwmy])$/i.exec(since ?? '') ?? []
  const units: Record<string, number> = { h: hourMs, d: dayMs, w: 7 * dayMs, m: 30 * dayMs, y: 365 * dayMs }
  return Number(count) * (units[unit.toLowerCase()] ?? dayMs)
}

/** YYYY-MM-DD in UTC. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}

/** The hour, day, week (from Monday) or month in UTC that a time lies in; `end` is where the next one begins. */
export function bucketOf(at: Date, granularity: Granularity): { start: Date; end: Date } {
  const ms = at.getTime()
  if (granularity === 'MONTHLY') {
    const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()]
    return { start: new Date(Date.UTC(year, month, 1)), end: new Date(Date.UTC(year, month + 1, 1)) }
  }
  const length = { HOURLY: hourMs, DAILY: dayMs, WEEKLY: 7 * dayMs }[granularity]
  // 1 January 1970 was a Thursday.
  const shift = granularity === 'WEEKLY' ? 3 * dayMs : 0
  const start = ms - ((ms + shift) % length)
  return { start: new Date(start), end: new Date(start + length) }
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b
}
