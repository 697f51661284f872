import type { z } from 'zod'
import type { getAccountAnalytics } from '../../contract/analytics.js'
import { ApiError } from '../../contract/errors.js'
import {
  bucketOf,
  dayOf,
  periodOf,
  type Granularity,
  type Period,
  type PeriodQuery,
} from '../domain/analytics-range.js'
import { addedUp } from '../domain/engagement.js'
import type { AccountNumbers } from '../domain/numbers.js'
import {
  accountsInScope,
  daysOfAccount,
  sumsByTime,
  type DayOfAccount,
  type DaySums,
  type Sums,
} from '../store/analytics.js'
import type { AnalyticsDeps, Caller } from './deps.js'
import { presentMetrics } from './present-metrics.js'
import { filledUp, rateOf, together, totalsOf, type Totals } from './totals.js'

type Reply = z.output<typeof getAccountAnalytics.reply>
const nothing: Totals = { posts: 0, metrics: {}, ratedEngagements: 0, ratedImpressions: 0 }

/** The numbers of an account over time. Throws NOT_FOUND where the workspace has no such account. */
export async function accountAnalytics(
  deps: AnalyticsDeps,
  caller: Caller,
  accountId: string,
  query: PeriodQuery & { granularity: Granularity },
): Promise<Reply> {
  const [account] = await accountsInScope(deps.db, caller, { ids: [accountId], platforms: null })
  if (account === undefined)
    throw new ApiError('NOT_FOUND', `There is no account ${accountId} in this workspace.`)
  const period = periodOf(query, { now: await deps.now(), plan: caller.plan })
  // Networks tell of accounts by the day.
  const granularity = query.granularity === 'HOURLY' ? 'DAILY' : query.granularity
  const { workspaceId } = caller
  const { from, to } = period
  const told = await daysOfAccount(deps.db, { workspaceId, accountId, from, to })
  const posted = await sumsByTime(deps.db, { workspaceId, accountId, from, to }, granularity)
  const days = told.filter(({ day }) => dayOf(day) >= dayOf(period.from))
  const total = filledUp(together(posted.map(totalsOf)), daySum(days))
  const { metrics, reportedMetrics } = presentMetrics(total.metrics)
  const followers = lastTold(told, 'followers')
  const following = lastTold(told, 'following') ?? 0
  const posts = lastTold(told, 'posts') ?? total.posts
  const rate = rateOf(total)
  return {
    accountId,
    platform: account.platform.toUpperCase(),
    username: account.username,
    displayName: account.displayName,
    accountStatus: account.status,
    ...(account.status === 'disconnected' && account.disconnectedAt !== null
      ? { disconnectedAt: account.disconnectedAt.toISOString() }
      : {}),
    metrics: {
      ...metrics,
      followers: followers ?? 0,
      following,
      totalPosts: posts,
      totalImpressions: metrics.impressions,
      totalReach: metrics.reach,
      totalEngagements: metrics.engagements,
      engagementRate: rate,
    },
    reportedMetrics,
    dataAvailable: followers !== null || reportedMetrics.length > 0,
    followers: followers ?? 0,
    totalFollowers: followers ?? 0,
    following,
    totalPosts: posts,
    avgEngagementRate: rate,
    ...growth(told, period),
    timeseries: timeseries(period, granularity, days, posted),
    collectedAt: newest(told),
    period: period.name,
    periodStart: period.from.toISOString(),
    periodEnd: period.to.toISOString(),
    granularity,
  }
}

/** Every hour, day, week or month of the period, what is known of nothing included: a chart has no holes. */
function timeseries(
  period: Period,
  granularity: Granularity,
  days: readonly DayOfAccount[],
  posted: readonly (Sums & { start: Date })[],
): Reply['timeseries'] {
  const sums = new Map(posted.map((each) => [each.start.getTime(), each]))
  const inBucket = new Map<number, DayOfAccount[]>()
  for (const each of days) {
    const at = bucketOf(each.day, granularity).start.getTime()
    inBucket.set(at, [...(inBucket.get(at) ?? []), each])
  }
  const series: Reply['timeseries'] = []
  for (let { start, end } = bucketOf(period.from, granularity); start <= period.to;) {
    const own = inBucket.get(start.getTime()) ?? []
    const found = sums.get(start.getTime())
    const totals = filledUp(found === undefined ? nothing : totalsOf(found), daySum(own))
    const { metrics, reportedMetrics } = presentMetrics(totals.metrics)
    series.push({
      date: dayOf(start),
      periodStart: start.toISOString(),
      periodEnd: end.toISOString(),
      followers: lastTold(own, 'followers'),
      following: lastTold(own, 'following'),
      posts: totals.posts,
      ...metrics,
      reportedMetrics,
    })
    ;({ start, end } = bucketOf(end, granularity))
  }
  return series
}

function daySum(days: readonly DayOfAccount[]): Omit<DaySums, 'accountId'> {
  const {
    impressions = null,
    reach = null,
    engagements = null,
    clicks = null,
  } = addedUp(
    days.map(({ numbers }) => ({
      impressions: numbers.impressions ?? null,
      reach: numbers.reach ?? null,
      engagements: numbers.engagements ?? null,
      clicks: numbers.clicks ?? null,
    })),
  )
  return { impressions, reach, engagements, clicks }
}

/** How followers came and went: from the last day before the period, where there is one. */
function growth(
  told: readonly DayOfAccount[],
  period: Period,
): Pick<Reply, 'followerGrowth' | 'followerHistory'> {
  const known = told.flatMap(({ day, numbers: { followers } }) =>
    followers === undefined ? [] : { day, followers },
  )
  const history = known.map(({ day, followers }, index) => ({
    date: dayOf(day),
    followers,
    change: followers - (known[index - 1]?.followers ?? followers),
  }))
  return {
    followerGrowth: (known.at(-1)?.followers ?? 0) - (known[0]?.followers ?? 0),
    followerHistory: history.filter(({ date }) => date >= dayOf(period.from)),
  }
}

function lastTold(days: readonly DayOfAccount[], name: keyof Omit<AccountNumbers, 'more'>): number | null {
  return days.findLast(({ numbers }) => numbers[name] !== undefined)?.numbers[name] ?? null
}

function newest(days: readonly DayOfAccount[]): string | null {
  return days.length === 0
    ? null
    : new Date(Math.max(...days.map(({ readAt }) => readAt.getTime()))).toISOString()
}
