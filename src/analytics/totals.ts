import { addedUp, engagementRate, type Metrics } from '../domain/engagement.js'
import { daySums, sumsByAccount, type DaySums, type Scope, type Sums } from '../store/analytics.js'
import type { AnalyticsDeps } from './deps.js'

/** What posts of a time have in all, and which of it a rate may be made of. */
export type Totals = { posts: number; metrics: Metrics; ratedEngagements: number; ratedImpressions: number }

const none: Totals = { posts: 0, metrics: {}, ratedEngagements: 0, ratedImpressions: 0 }

/** The totals of each account, by its id: those with nothing in the time are missing. */
export async function totalsByAccount(
  { db }: Pick<AnalyticsDeps, 'db'>,
  scope: Scope,
): Promise<Map<string, Totals>> {
  const [posts, days] = await Promise.all([sumsByAccount(db, scope), daySums(db, scope)])
  const totals = new Map(posts.map((sums) => [sums.accountId, totalsOf(sums)]))
  for (const { accountId, ...told } of days)
    totals.set(accountId, filledUp(totals.get(accountId) ?? none, told))
  return totals
}

export function totalsOf({ posts, ratedEngagements, ratedImpressions, ...metrics }: Sums): Totals {
  return { posts, metrics, ratedEngagements, ratedImpressions }
}

/** Where posts tell nothing of something, what the network told of the account's days stands for it. */
export function filledUp(totals: Totals, days: Omit<DaySums, 'accountId'>): Totals {
  const { impressions, reach, engagements, clicks } = totals.metrics
  const metrics: Metrics = {
    ...totals.metrics,
    impressions: impressions ?? days.impressions,
    reach: reach ?? days.reach,
    engagements: engagements ?? days.engagements,
    clicks: clicks ?? days.clicks,
  }
  const { impressions: shown, engagements: done } = days
  return totals.ratedImpressions > 0 || shown === null || done === null
    ? { ...totals, metrics }
    : { ...totals, metrics, ratedEngagements: done, ratedImpressions: shown }
}

export function together(all: readonly Totals[]): Totals {
  const sum = (of: (each: Totals) => number): number => all.reduce((total, each) => total + of(each), 0)
  return {
    posts: sum(({ posts }) => posts),
    metrics: addedUp(all.map(({ metrics }) => metrics)),
    ratedEngagements: sum(({ ratedEngagements }) => ratedEngagements),
    ratedImpressions: sum(({ ratedImpressions }) => ratedImpressions),
  }
}

/** In percent, of the posts whose network tells both. */
export function rateOf({ ratedEngagements, ratedImpressions }: Totals): number {
  return engagementRate(ratedEngagements, ratedImpressions)
}
