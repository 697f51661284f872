import type { PostNumbers } from './numbers.js'

/** What is counted of posts under one name on every network, in the order in which it is shown. */
export const metricNames = [
  'impressions',
  'reach',
  'engagements',
  'likes',
  'comments',
  'shares',
  'clicks',
  'saves',
  'videoViews',
] as const
export type MetricName = (typeof metricNames)[number]

/** Numbers of a post, or of many; null or absent is what nobody tells. */
export type Metrics = { [Name in MetricName]?: number | null }

/** The numbers of one post with its engagements: likes, comments, shares, clicks and saves together. */
export function metricsOf(numbers: PostNumbers): Metrics {
  const { likes, comments, shares, clicks, saves } = numbers
  const told = [likes, comments, shares, clicks, saves].filter((value) => value !== undefined)
  const engagements = told.length === 0 ? null : told.reduce((sum, value) => sum + value, 0)
  const known: Record<string, unknown> = { ...numbers, engagements }
  return Object.fromEntries(metricNames.map((name) => [name, known[name] ?? null]))
}

/** The sum of each metric over those that tell it. */
export function addedUp(all: readonly Metrics[]): Metrics {
  const sum: Metrics = {}
  for (const each of all)
    for (const name of metricNames) {
      const value = each[name]
      if (value != null) sum[name] = (sum[name] ?? 0) + value
    }
  return sum
}

/** Engagements as a percentage of impressions, with two decimals; 0 where nothing was shown. */
export function engagementRate(engagements: number, impressions: number): number {
  return impressions > 0 ? Math.round((engagements / impressions) * 10_000) / 100 : 0
}
