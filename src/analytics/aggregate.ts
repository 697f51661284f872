import type { z } from 'zod'
import type { getAggregateAnalytics, getAnalyticsOverview } from '../../contract/analytics.js'
import { periodOf, type Period, type PeriodQuery } from '../domain/analytics-range.js'
import { topPosts, type AccountInScope, type TopPost } from '../store/analytics.js'
import { chosenAccounts, type ChosenQuery } from './chosen-accounts.js'
import type { AnalyticsDeps, Caller } from './deps.js'
import { bestPostingTime } from './optimal-times.js'
import { presentMetrics } from './present-metrics.js'
import { rateOf, together, totalsByAccount, type Totals } from './totals.js'

type Query = PeriodQuery & ChosenQuery & { limit: number }
type Aggregate = z.output<typeof getAggregateAnalytics.reply>
type Overview = z.output<typeof getAnalyticsOverview.reply>

/** Everything that went out in a time, added up. Throws ACCOUNT_NOT_FOUND for an account of another workspace. */
export async function aggregate(deps: AnalyticsDeps, caller: Caller, query: Query): Promise<Aggregate> {
  const { period, total, platforms, best } = await addUp(deps, caller, query)
  const { metrics, reportedMetrics } = presentMetrics(total.metrics)
  return {
    ...summaryOf(total),
    totalReach: metrics.reach,
    totalLikes: metrics.likes,
    totalComments: metrics.comments,
    totalShares: metrics.shares,
    totalClicks: metrics.clicks,
    totalSaves: metrics.saves,
    reportedMetrics,
    topPerformingPosts: best,
    byPlatform: platforms,
    ...spanOf(period),
  }
}

/** The same in one look. */
export async function overview(deps: AnalyticsDeps, caller: Caller, query: Query): Promise<Overview> {
  const { period, accountIds, total, platforms, best } = await addUp(deps, caller, query)
  const time = await bestPostingTime(deps, caller, accountIds)
  const summary = summaryOf(total)
  const { periodStart: start, periodEnd: end } = spanOf(period)
  return {
    summary,
    ...summary,
    topPosts: best,
    byPlatform: platforms,
    ...(time === null ? {} : { bestPostingTime: time }),
    period: { start, end },
    ...spanOf(period),
  }
}

async function addUp(deps: AnalyticsDeps, caller: Caller, query: Query) {
  const period = periodOf(query, { now: await deps.now(), plan: caller.plan })
  const accounts = await chosenAccounts(deps, caller, query)
  const scope = {
    workspaceId: caller.workspaceId,
    accountIds: accounts.map(({ id }) => id),
    from: period.from,
    to: period.to,
  }
  const [byAccount, top] = await Promise.all([
    totalsByAccount(deps, scope),
    topPosts(deps.db, scope, query.limit),
  ])
  return {
    period,
    accountIds: scope.accountIds,
    total: together([...byAccount.values()]),
    platforms: byPlatform(accounts, byAccount),
    best: top.map((post) => presentTop(deps, post)),
  }
}

function summaryOf(total: Totals): Overview['summary'] {
  return {
    totalPosts: total.posts,
    totalImpressions: total.metrics.impressions ?? 0,
    totalEngagements: total.metrics.engagements ?? 0,
    averageEngagementRate: rateOf(total),
  }
}

/** Platforms of which anything is known in the time, the one that people did most with first. */
function byPlatform(
  accounts: readonly AccountInScope[],
  totals: ReadonlyMap<string, Totals>,
): Aggregate['byPlatform'] {
  const slugs = [...new Set(accounts.map(({ platform }) => platform))]
  return slugs
    .flatMap((slug) => {
      const own = accounts.flatMap(({ id, platform }) => (platform === slug ? (totals.get(id) ?? []) : []))
      const { totalPosts, totalImpressions, totalEngagements, averageEngagementRate } = summaryOf(
        together(own),
      )
      if (own.length === 0) return []
      return {
        platform: slug.toUpperCase(),
        posts: totalPosts,
        impressions: totalImpressions,
        engagements: totalEngagements,
        engagementRate: averageEngagementRate,
      }
    })
    .sort((a, b) => b.engagements - a.engagements || b.posts - a.posts)
}

function presentTop({ platformUrl }: AnalyticsDeps, post: TopPost): Aggregate['topPerformingPosts'][number] {
  return {
    postId: post.postId,
    postPlatformId: post.targetId,
    accountId: post.accountId,
    platform: post.platform.toUpperCase(),
    platformPostId: post.remoteId,
    platformPostUrl: post.url === null ? null : platformUrl(post.platform, post.url),
    content: post.text,
    publishedAt: post.publishedAt.toISOString(),
    engagements: post.engagements ?? 0,
    impressions: post.impressions ?? 0,
  }
}

function spanOf({ from, to }: Period): { periodStart: string; periodEnd: string } {
  return { periodStart: from.toISOString(), periodEnd: to.toISOString() }
}
