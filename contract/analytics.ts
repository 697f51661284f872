import { z } from 'zod'
import { anyCase, date, pathId } from './common.js'
import { endpoint } from './endpoint.js'

const count = z.number().min(0)

/** The metrics that have one name on every network. */
const metricFields = {
  impressions: count.describe('How often it was shown; where a network counts views alone, those'),
  reach: count.describe('How many people saw it'),
  engagements: count.describe('Likes, comments, shares, clicks and saves together'),
  likes: count.describe('Likes and all other reactions'),
  comments: count,
  shares: count.describe('Reposts, quotes, shares'),
  clicks: count,
  saves: count.describe('Saves, bookmarks'),
  videoViews: count.describe('How often the video was played'),
}
const metrics = z.object(metricFields).partial().meta({
  id: 'Metrics',
  description:
    'A metric that the network does not tell is 0 here and missing in reportedMetrics; videoViews is left out.',
})
const reportedMetrics = z
  .array(z.enum(Object.keys(metricFields) as [keyof typeof metricFields, ...(keyof typeof metricFields)[]]))
  .describe('The metrics that the network tells: the others are not zero but unknown')

const platform = z.string().describe('In upper case')
const granularity = z.enum(['HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY'])
const span = {
  periodStart: date,
  periodEnd: date,
}

/** The time that numbers are asked of. */
const period = {
  startDate: z
    .string()
    .max(50)
    .optional()
    .describe(
      'ISO 8601 with a zone, or a day (UTC); 30 days before the end. What the plan does not see is cut off.',
    ),
  endDate: z
    .string()
    .max(50)
    .optional()
    .describe('ISO 8601 with a zone, or a day (UTC) that belongs to it; now.'),
  since: z
    .string()
    .regex(/^\d{1,4}[hdwmy]$/i, 'is not a time such as 7d, 4w or 1y')
    .optional()
    .describe('In the place of startDate: so long before the end, e.g. 7d, 4w, 1y'),
}
const granularityQuery = anyCase(['HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY']).default('DAILY')

const refreshState = z
  .object({
    accountId: z.string(),
    platform,
    status: z
      .enum(['queued', 'fresh', 'resting', 'unavailable'])
      .describe(
        'queued: it is read within moments. fresh: it was read just now, and is not again before nextAt. resting: the network wants to be left alone until nextAt; it is read then. unavailable: message says why nothing is read.',
      ),
    message: z.string(),
    nextAt: date.nullable().describe('When it is read, or may be asked for again'),
  })
  .meta({ id: 'AnalyticsRefresh' })

const postRow = z
  .object({
    postId: z.string(),
    postPlatformId: z.string(),
    accountId: z.string(),
    platform,
    platformPostId: z.string().nullable(),
    platformPostUrl: z.string().nullable(),
    ...z.object(metricFields).partial().shape,
    metrics,
    reportedMetrics,
    more: z.record(z.string(), z.number()).describe('What else the network tells, by its own names'),
    dataAvailable: z.boolean(),
    removedFromPlatform: z.boolean().describe('The network has the post no more'),
    collectedAt: date.nullable().describe('When the network told these numbers; null: not yet'),
    ...span,
    granularity,
  })
  .meta({ id: 'PostAnalyticsRow' })

const postAnalytics = z
  .object({
    postId: z.string(),
    platform: platform.nullable().describe('null: it is out on several, or none'),
    platformPostUrl: z.string().nullable(),
    data: z.array(postRow),
    metrics: metrics.describe('As last told until the end of the period, all platforms together'),
    reportedMetrics,
    dataAvailable: z.boolean(),
    collectedAt: date.nullable(),
    period: z.string().describe('For people'),
    ...span,
    granularity,
  })
  .meta({ id: 'PostAnalytics' })

const tag = 'Analytics'
const postParams = z.object({ postId: pathId })
export const getPostAnalytics = endpoint({
  name: 'getPostAnalytics',
  method: 'GET',
  path: '/v1/analytics/posts/:postId',
  scope: 'posts:read',
  tag,
  summary: 'Read the numbers of a post over time',
  description:
    'data has a row for each platform and hour, day, week or month in which numbers were told that differ from those before, the first one for what was known when the period begins; a platform whose numbers did not change in it has one row. Numbers are totals since the post is out. They are read by themselves, most often while the post is young; refresh has them read at once.',
  params: postParams,
  query: z.object({
    ...period,
    granularity: granularityQuery,
    metrics: z.string().max(500).optional().describe('One or several (comma), in any case; all'),
  }),
  reply: postAnalytics,
  errors: ['NOT_FOUND', 'INVALID_DATE'],
})

export const refreshPostAnalytics = endpoint({
  name: 'refreshPostAnalytics',
  method: 'POST',
  path: '/v1/analytics/posts/:postId/refresh',
  scope: 'posts:read',
  tag,
  summary: 'Have the numbers of a post read now',
  description:
    'Answers at once, with what is known so far; refresh says of each account what happens next. Read the numbers again a moment later.',
  params: postParams,
  reply: postAnalytics.extend({ refresh: z.array(refreshState) }),
  errors: ['NOT_FOUND', 'CONFLICT'],
  idempotency: 'transaction',
})

const accountMetrics = z
  .object({
    ...metricFields,
    followers: count,
    following: count,
    totalPosts: count,
    totalImpressions: count,
    totalReach: count,
    totalEngagements: count,
    engagementRate: z.number(),
  })
  .partial()

const dayOfAccount = z
  .object({
    date: z.string().describe('YYYY-MM-DD: the first day'),
    ...span,
    followers: count.nullable().describe('At the end; null: not told'),
    following: count.nullable(),
    posts: z.int().describe('That went out in this time'),
    ...metricFields,
    reportedMetrics,
  })
  .partial({ videoViews: true })

const accountAnalytics = z
  .object({
    accountId: z.string(),
    platform,
    username: z.string().nullable(),
    displayName: z.string().nullable(),
    accountStatus: z.enum(['active', 'expired', 'error', 'disconnected', 'suspended']),
    disconnectedAt: date.optional().describe('Of a disconnected account'),
    metrics: accountMetrics.describe(
      'Of the posts that went out in the period; where posts tell nothing, what the network told of the account’s days. engagementRate is in percent of impressions.',
    ),
    reportedMetrics,
    dataAvailable: z.boolean(),
    followers: count,
    totalFollowers: count.describe('The same as followers'),
    following: count,
    totalPosts: count,
    avgEngagementRate: z.number(),
    followerGrowth: z.number().describe('Over the period, as far as it is known'),
    followerHistory: z.array(z.object({ date: z.string(), followers: count, change: z.number() })),
    timeseries: z.array(dayOfAccount),
    collectedAt: date.nullable(),
    period: z.string().describe('For people'),
    ...span,
    granularity: granularity.describe('DAILY where HOURLY was asked: networks tell of accounts by the day'),
  })
  .meta({ id: 'AccountAnalytics' })

const accountParams = z.object({ accountId: pathId })
export const getAccountAnalytics = endpoint({
  name: 'getAccountAnalytics',
  method: 'GET',
  path: '/v1/analytics/accounts/:accountId',
  scope: 'accounts:read',
  tag,
  summary: 'Read the numbers of an account over time',
  description:
    'timeseries has each day, week or month of the period, with the posts that went out in it and what they have by now; a post that went out past us counts as well.',
  params: accountParams,
  query: z.object({ ...period, granularity: granularityQuery }),
  reply: accountAnalytics,
  errors: ['NOT_FOUND', 'INVALID_DATE'],
})

export const refreshAccountAnalytics = endpoint({
  name: 'refreshAccountAnalytics',
  method: 'POST',
  path: '/v1/analytics/accounts/:accountId/refresh',
  scope: 'accounts:read',
  tag,
  summary: 'Have the numbers of an account read now',
  description: 'Answers at once, with what is known so far; refresh says what happens next.',
  params: accountParams,
  reply: accountAnalytics.extend({ refresh: refreshState }),
  errors: ['NOT_FOUND', 'CONFLICT'],
  idempotency: 'transaction',
})

const topPost = z
  .object({
    postId: z.string().nullable().describe('null: it went out past us'),
    postPlatformId: z.string().nullable(),
    accountId: z.string(),
    platform,
    platformPostId: z.string(),
    platformPostUrl: z.string().nullable(),
    content: z.string().nullable(),
    publishedAt: date,
    engagements: count,
    impressions: count,
  })
  .meta({ id: 'TopPost' })
const byPlatform = z.array(
  z.object({ platform, posts: z.int(), impressions: count, engagements: count, engagementRate: z.number() }),
)
const chosen = {
  startDate: period.startDate,
  endDate: period.endDate,
  since: period.since,
  accountIds: z.string().max(5_000).optional().describe('One or several (comma); all'),
  platforms: z.string().max(500).optional().describe('One or several (comma), in any case; all'),
  limit: z.coerce.number().int().min(1).max(100).default(10).describe('How many of the best posts are named'),
}
const totals = {
  totalPosts: z.int().describe('On networks: a post to three accounts is three'),
  totalImpressions: count,
  totalEngagements: count,
  averageEngagementRate: z
    .number()
    .describe('Engagements in percent of impressions, of posts whose network tells both'),
}

export const getAggregateAnalytics = endpoint({
  name: 'getAggregateAnalytics',
  method: 'GET',
  path: '/v1/analytics/aggregate',
  scope: 'posts:read',
  tag,
  summary: 'Add up what went out in a time',
  description: 'Posts that went out in the period, with what they have by now, those past us among them.',
  query: z.object(chosen),
  reply: z
    .object({
      ...totals,
      totalReach: count,
      totalLikes: count,
      totalComments: count,
      totalShares: count,
      totalClicks: count,
      totalSaves: count,
      reportedMetrics,
      topPerformingPosts: z.array(topPost),
      byPlatform,
      ...span,
    })
    .meta({ id: 'AggregateAnalytics' }),
  errors: ['INVALID_DATE', 'ACCOUNT_NOT_FOUND'],
})

export const getAnalyticsOverview = endpoint({
  name: 'getAnalyticsOverview',
  method: 'GET',
  path: '/v1/analytics/overview',
  scope: 'posts:read',
  tag,
  summary: 'See how everything goes, in one look',
  query: z.object(chosen),
  reply: z
    .object({
      summary: z.object(totals),
      ...totals,
      topPosts: z.array(topPost),
      byPlatform,
      bestPostingTime: z
        .string()
        .optional()
        .describe(
          'By the last 90 days of all these accounts, in the workspace’s time zone, e.g. tuesday 09:00',
        ),
      period: z.object({ start: date, end: date }),
      ...span,
    })
    .meta({ id: 'AnalyticsOverview' }),
  errors: ['INVALID_DATE', 'ACCOUNT_NOT_FOUND'],
})

export const analyticsEndpoints = [
  getPostAnalytics,
  refreshPostAnalytics,
  getAccountAnalytics,
  refreshAccountAnalytics,
  getAggregateAnalytics,
  getAnalyticsOverview,
] as const
