import { keepPreviousData, useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { Account, AccountAnalytics, AnalyticsOverview } from '../../../sdk/index.js'
import { client } from '../../api.js'
import { now } from '../../clock.js'

export const periods = { '7d': 7, '30d': 30, '90d': 90, '1y': 365 } as const
export type Period = keyof typeof periods
export const measures = [
  'impressions',
  'engagements',
  'posts',
  'followers',
  'reach',
  'likes',
  'comments',
  'shares',
  'clicks',
] as const
export type Measure = (typeof measures)[number]

type Span = { startDate: string; endDate: string }

/** The days of a period up to today, and as many before them; whole days of UTC, as networks tell of them. */
export function spansOf(period: Period, today = now()): { now: Span; before: Span } {
  const day = (back: number): string => new Date(today - back * 86_400_000).toISOString().slice(0, 10)
  const length = periods[period]
  return {
    now: { startDate: day(length - 1), endDate: day(0) },
    before: { startDate: day(2 * length - 1), endDate: day(length) },
  }
}

/** What went out in a period and how it did, and the same of the period before. */
export function useOverviews(
  period: Period,
  accountIds: readonly string[],
): { now: UseQueryResult<AnalyticsOverview>; before: AnalyticsOverview | undefined } {
  const { now, before } = spansOf(period)
  const ids = accountIds.join(',')
  const ask = (span: Span) => ({
    queryKey: ['analytics', 'overview', span, ids],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      client.analytics.getOverview({ ...span, accountIds: ids, limit: 10 }, { signal }),
    enabled: ids !== '',
    placeholderData: keepPreviousData,
  })
  const past = useQuery(ask(before)).data
  // What the plan does not see is cut off: a part of a time is nothing to compare a whole one with.
  const isWhole = past?.periodStart.startsWith(before.startDate) === true
  return { now: useQuery(ask(now)), before: isWhole ? past : undefined }
}

export function granularityOf(period: Period): 'DAILY' | 'WEEKLY' {
  return period === '1y' ? 'WEEKLY' : 'DAILY'
}

/** Each account's days; weeks where there would be too many of them to draw. */
export function useSeries(
  period: Period,
  accounts: readonly Account[],
): { data: AccountAnalytics[]; isPending: boolean } {
  const { now } = spansOf(period)
  const granularity = granularityOf(period)
  return useQueries({
    queries: accounts.map(({ id }) => ({
      queryKey: ['analytics', 'account', id, now, granularity],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        client.analytics.getAccount(id, { ...now, granularity }, { signal }),
    })),
    combine: (results) => ({
      data: results.flatMap(({ data }) => data ?? []),
      isPending: results.some((each) => each.isPending),
    }),
  })
}

export type Point = { date: string } & Record<Measure, number | null>

/** The days of one account. Followers are those of the last day that told of them: they do not leave for a day of silence. */
export function pointsOf({ timeseries }: AccountAnalytics): Point[] {
  let followers: number | null = null
  return timeseries.map((day) => {
    followers = day.followers ?? followers
    const numbers = Object.fromEntries(measures.map((each) => [each, told(day, each)]))
    return { ...(numbers as Record<Measure, number | null>), date: day.date, followers }
  })
}

/** The accounts' days added up. null: no account tells the number of that day. */
export function addUp(series: readonly AccountAnalytics[]): Point[] {
  const points = new Map<string, Point>()
  for (const day of series.flatMap(pointsOf)) {
    const point = points.get(day.date) ?? empty(day.date)
    for (const measure of measures) {
      const value = day[measure]
      if (value !== null) point[measure] = (point[measure] ?? 0) + value
    }
    points.set(day.date, point)
  }
  return [...points.values()].sort((one, other) => one.date.localeCompare(other.date))
}

/** How many accounts tell nothing of a measure in this time, though they have posts that it could be told of. */
export function silent(series: readonly AccountAnalytics[], measure: Measure): number {
  return series.filter(({ timeseries }) => {
    const days = measure === 'followers' ? timeseries : timeseries.filter(({ posts }) => posts > 0)
    return days.length > 0 && days.every((day) => told(day, measure) === null)
  }).length
}

function told(day: AccountAnalytics['timeseries'][number], measure: Measure): number | null {
  if (measure === 'posts' || measure === 'followers') return day[measure]
  // A day without posts has nothing to tell of, which is nothing rather than unknown.
  return day.reportedMetrics.includes(measure) || day.posts === 0 ? day[measure] : null
}

function empty(date: string): Point {
  return { date, ...(Object.fromEntries(measures.map((each) => [each, null])) as Record<Measure, null>) }
}

/** A file of comma-separated values, as spreadsheets read it. */
export function csvOf(header: readonly string[], rows: readonly (string | number | null)[][]): Blob {
  const cell = (value: string | number | null): string => {
    // A spreadsheet would take a text that begins so for a formula.
    const text = typeof value === 'string' && /^[=+\-@\t]/.test(value) ? `'${value}` : String(value ?? '')
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  }
  const lines = [header, ...rows].map((row) => row.map(cell).join(','))
  return new Blob([`\uFEFF${lines.join('\r\n')}\r\n`], { type: 'text/csv' })
}
