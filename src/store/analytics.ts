import type { AccountNumbers, PostNumbers } from '../domain/numbers.js'
import type { MetricName } from '../domain/engagement.js'
import type { Granularity } from '../domain/analytics-range.js'
import type { AccountStatus } from './accounts.js'
import type { Db } from './database.js'
import type { Tenant } from './posts.js'

/** Accounts of a workspace, and a time in which their posts went out; both ends belong to it. */
export type Scope = { workspaceId: string; accountIds: readonly string[]; from: Date; to: Date }

/**
 * What posts have in all, as last told; a metric that none of them tells is null. `rated…`: of those alone that tell
 * both, so that a rate compares like with like.
 */
export type Sums = Record<MetricName, number | null> & {
  posts: number
  ratedEngagements: number
  ratedImpressions: number
}

const columns = ['impressions', 'reach', 'engagements', 'likes', 'comments', 'shares', 'clicks', 'saves']
/** float8 is exact up to 2^53, and comes as a number. */
const sums = `count(*)::integer as posts, ${columns.map((name) => `sum(${name})::float8 as ${name}`).join(', ')},
  sum(video_views)::float8 as "videoViews",
  coalesce(sum(engagements) filter (where impressions > 0), 0)::float8 as "ratedEngagements",
  coalesce(sum(impressions) filter (where engagements is not null), 0)::float8 as "ratedImpressions"`
/**
 * Read account by account, each from its stretch of the index: what the planner would choose for all of them at once
 * depends on how much of the table is theirs.
 */
const eachAccount = (posts: string): string =>
  `unnest($2::text[]) as account (id) cross join lateral (${posts} offset 0) as own`
const ofAccount = `from measured_posts where workspace_id = $1 and account_id = account.id and published_at >= $3 and published_at <= $4`
const scopeValues = ({ workspaceId, accountIds, from, to }: Scope): unknown[] => [
  workspaceId,
  accountIds,
  from,
  to,
]

/** Posts that went out in a time, by account, with what they have in all. */
export async function sumsByAccount(db: Db, scope: Scope): Promise<(Sums & { accountId: string })[]> {
  return db.query({
    name: 'sum-posts-by-account',
    text: `select account.id as "accountId", own.* from ${eachAccount(`select ${sums} ${ofAccount}`)} where own.posts > 0`,
    values: scopeValues(scope),
  })
}

const units: Record<Granularity, string> = { HOURLY: 'hour', DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month' }

/** The same of one account by the hour, day, week or month (UTC) in which they went out. */
export async function sumsByTime(
  db: Db,
  scope: Omit<Scope, 'accountIds'> & { accountId: string },
  granularity: Granularity,
): Promise<(Sums & { start: Date })[]> {
  return db.query({
    name: `sum-posts-by-${granularity}`,
    text: `select own.* from ${eachAccount(`select date_trunc('${units[granularity]}', published_at, 'UTC') as start, ${sums} ${ofAccount} group by 1`)}`,
    values: scopeValues({ ...scope, accountIds: [scope.accountId] }),
  })
}

/** `postId` and `targetId` are null for a post that did not go out through us. */
export type TopPost = {
  postId: string | null
  targetId: string | null
  accountId: string
  platform: string
  remoteId: string
  url: string | null
  text: string | null
  publishedAt: Date
  engagements: number | null
  impressions: number | null
}

const bestFirst = 'engagements desc nulls last, impressions desc nulls last, id desc'
const ownBestFirst = 'own.engagements desc nulls last, own.impressions desc nulls last, own.id desc'

/** The posts of a time that people did most with; where nobody tells, those that were shown most. */
export async function topPosts(db: Db, scope: Scope, limit: number): Promise<TopPost[]> {
  return db.query<TopPost>({
    name: 'top-posts',
    text: `
      select target.post_id as "postId", own.target_id as "targetId", own.account_id as "accountId", account.platform, own.remote_id as "remoteId",
        coalesce(target.url, own.url) as url, coalesce(own.text, post.content) as text, own.published_at as "publishedAt",
        own.engagements::float8 as engagements, own.impressions::float8 as impressions
      from (
        select own.id from ${eachAccount(`select id, engagements, impressions ${ofAccount} order by ${bestFirst} limit $5`)}
        order by ${ownBestFirst} limit $5
      ) as best
      cross join lateral (select * from measured_posts where id = best.id offset 0) as own
      cross join lateral (select platform from accounts where id = own.account_id offset 0) as account
      left join lateral (select post_id, url from targets where id = own.target_id offset 0) as target on true
      left join lateral (select content from posts where id = target.post_id offset 0) as post on true
      order by ${ownBestFirst}`,
    values: [...scopeValues(scope), limit],
  })
}

export type AccountInScope = {
  id: string
  platform: string
  username: string | null
  displayName: string | null
  status: AccountStatus
  disconnectedAt: Date | null
}

/** Accounts of the workspace, disconnected ones too: what they posted stays posted. `null`: all. */
export async function accountsInScope(
  db: Db,
  { workspaceId, mode }: Tenant,
  { ids, platforms }: { ids: readonly string[] | null; platforms: readonly string[] | null },
): Promise<AccountInScope[]> {
  return db.query<AccountInScope>({
    name: 'accounts-in-scope',
    text: `select id, platform, username, display_name as "displayName", status, disconnected_at as "disconnectedAt" from accounts
           where workspace_id = $1 and mode = $2 and ($3::text[] is null or id = any ($3)) and ($4::text[] is null or platform = any ($4))`,
    values: [workspaceId, mode, ids, platforms],
  })
}

/** What a network told of an account on the days of a time, by account: sums of what is counted by day. */
export type DaySums = {
  accountId: string
  impressions: number | null
  reach: number | null
  engagements: number | null
  clicks: number | null
}

export async function daySums(db: Db, scope: Scope): Promise<DaySums[]> {
  const told = ['impressions', 'reach', 'engagements', 'clicks']
  return db.query<DaySums>({
    name: 'sum-account-days',
    text: `select account_id as "accountId", ${told.map((name) => `sum((numbers->>'${name}')::float8) as ${name}`).join(', ')}
           from account_days where workspace_id = $1 and account_id = any ($2) and day between ($3::timestamptz at time zone 'UTC')::date and ($4::timestamptz at time zone 'UTC')::date
           group by account_id`,
    values: scopeValues(scope),
  })
}

/** `day` is the beginning of the day in UTC, whatever calendar the network counts by. */
export type DayOfAccount = { day: Date; numbers: AccountNumbers; readAt: Date }

/** The days of one account in a time, in order, and the last one before it, from which growth is counted. */
export async function daysOfAccount(
  db: Db,
  { workspaceId, accountId, from, to }: { workspaceId: string; accountId: string; from: Date; to: Date },
): Promise<DayOfAccount[]> {
  return db.query<DayOfAccount>({
    name: 'days-of-account',
    text: `
      select day::timestamp at time zone 'UTC' as day, numbers, read_at as "readAt" from account_days
      where workspace_id = $1 and account_id = $2 and day <= ($4::timestamptz at time zone 'UTC')::date
        and day >= coalesce((select max(day) from account_days where workspace_id = $1 and account_id = $2 and day < ($3::timestamptz at time zone 'UTC')::date),
          ($3::timestamptz at time zone 'UTC')::date)
      order by day`,
    values: [workspaceId, accountId, from, to],
  })
}

/** A target that is out, with what is known of its numbers: each time they changed, up to a time. */
export type MeasuredTarget = {
  targetId: string
  accountId: string
  platform: string
  remoteId: string | null
  url: string | null
  publishedAt: Date
  measuredAt: Date | null
  isGone: boolean
  points: { at: string; numbers: PostNumbers }[]
}

/** The published targets of a post; null where there is no such post. */
export async function measuredTargets(
  db: Db,
  { workspaceId, mode }: Tenant,
  postId: string,
  to: Date,
): Promise<MeasuredTarget[] | null> {
  const [row] = await db.query<{ targets: Record<string, unknown>[] | null }>({
    name: 'measured-targets',
    text: `
      select (
        select json_agg(json_build_object('targetId', target.id, 'accountId', target.account_id, 'platform', target.platform,
          'remoteId', item.remote_id, 'url', item.url, 'publishedAt', item.published_at, 'measuredAt', own.measured_at,
          'isGone', coalesce(own.is_gone, false), 'points', coalesce((
            select json_agg(json_build_object('at', at, 'numbers', numbers) order by at) from post_points
            where workspace_id = $1 and post_id = own.id and at <= $4), '[]')) order by target.position, target.id)
        from targets as target
        join target_items as item on item.target_id = target.id and item.sequence = 0
        left join lateral (
          select id, measured_at, is_gone from measured_posts where target_id = target.id order by published_at desc limit 1
        ) as own on true
        where target.post_id = post.id and item.published_at is not null
      ) as targets
      from (select * from posts where id = $3 offset 0) as post where post.workspace_id = $1 and post.mode = $2`,
    values: [workspaceId, mode, postId, to],
  })
  if (row === undefined) return null
  return (row.targets ?? []).map((target) => ({
    ...(target as unknown as MeasuredTarget),
    publishedAt: new Date(target['publishedAt'] as string),
    measuredAt: target['measuredAt'] === null ? null : new Date(target['measuredAt'] as string),
  }))
}

/** When a post went out (milliseconds), and what it found; null is not told. */
export type Response = {
  accountId: string
  at: number
  engagements: number | null
  impressions: number | null
}

/** Of each account the newest posts that its network told something of, `most` of them. */
export async function recentResponses(db: Db, scope: Scope, most = 500): Promise<Response[]> {
  return db.query<Response>({
    name: 'recent-responses',
    text: `
      select account.id as "accountId", own.at, own.engagements::float8 as engagements, own.impressions::float8 as impressions
      from ${eachAccount(`
        select extract(epoch from published_at)::float8 * 1000 as at, engagements, impressions ${ofAccount}
          and (engagements is not null or impressions is not null)
        order by published_at desc limit $5`)}`,
    values: [...scopeValues(scope), most],
  })
}
