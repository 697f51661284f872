import { below, hammer, percentile, type Section } from './figures.js'
import { makeAccounts } from './accounts.js'
import type { House, Running } from './house.js'

const accountCount = 50

/** What charts ask of a workspace that has posted for a year. */
export async function measureCharts(house: House, server: Running, posts: number): Promise<Section> {
  const accounts = await makeAccounts(house, accountCount)
  const accountId = accounts[0]?.id ?? ''
  const postId = await addYear(
    house,
    accounts.map(({ id }) => id),
    posts,
  )
  const p50 = async (path: string): Promise<number> => {
    const { times } = await hammer({ atOnce: 1, forMs: 2_000, warmUpMs: 1_000 }, async () => {
      const answer = await server.client.request({
        method: 'GET',
        path,
        headers: { authorization: `Bearer ${house.key}` },
      })
      await answer.body.text()
      if (answer.statusCode !== 200) throw new Error(`${path} answered ${String(answer.statusCode)}`)
    })
    return percentile(times, 0.5)
  }
  const figure = async (path: string, limit: number) =>
    below(`GET ${path.replace(accountId, '…').replace(postId, '…')}`, await p50(path), limit)
  return {
    title: 'Charts',
    note: `One at a time over HTTP, p50: ${posts.toLocaleString('en')} posts of ${String(accountCount)} accounts in a year, each with ten points, and every day of the accounts.`,
    figures: [
      await figure('/v1/analytics/overview', 100),
      await figure('/v1/analytics/overview?since=1y', 250),
      await figure('/v1/analytics/aggregate?since=1y', 200),
      await figure(`/v1/analytics/accounts/${accountId}?since=1y`, 50),
      await figure(`/v1/analytics/posts/${postId}`, 20),
      await figure(`/v1/accounts/${accountId}/optimal-times`, 50),
    ],
  }
}

/** Posts of ours over a year with their numbers and series, and the accounts' days; answers the id of one. */
export async function addYear(house: House, accountIds: readonly string[], posts: number): Promise<string> {
  const id = await house.db.transaction(async (tx) => {
    await tx.query({ text: 'set local statement_timeout = 0' })
    const [row] = await tx.query<{ id: string }>({
      text: `
        with given as materialized (
          select vb_id('post') as post_id, vb_id('pp') as target_id, ($2::text[])[1 + n % array_length($2::text[], 1)] as account_id,
            vb_now() - n * (interval '364 days' / $1::integer) as out_at, n,
            jsonb_build_object('likes', n % 97, 'comments', n % 13, 'shares', n % 7, 'impressions', n % 4001, 'clicks', n % 31) as numbers
          from generate_series(1, $1::integer) as n
        ), post as (
          insert into posts (id, workspace_id, mode, created_by, content, status, published_at, published_targets, run)
          select post_id, $3, 'sandbox', 'usr_bench', repeat('A measured post. ', 8), 'published', out_at, 1, 1 from given
        ), target as (
          insert into targets (id, workspace_id, post_id, account_id, lane_id, platform, position, status, remote_id, published_at)
          select target_id, $3, post_id, account_id, account.lane_id, 'mastodon', 0, 'published', 'r' || n, out_at
          from given join accounts as account on account.id = account_id
        ), item as (
          insert into target_items (target_id, sequence, workspace_id, lane_id, remote_id, url, published_at)
          select target_id, 0, $3, account.lane_id, 'm' || n, 'https://bench.example/@bench/' || n, out_at
          from given join accounts as account on account.id = account_id
        ), measured as (
          insert into measured_posts (workspace_id, account_id, remote_id, target_id, published_at, numbers, measured_at)
          select $3, account_id, 'm' || n, target_id, out_at, numbers, vb_now() from given returning id, published_at, numbers
        ), point as (
          insert into post_points (workspace_id, post_id, at, numbers)
          select $3, id, published_at + age * interval '9 hours', numbers from measured cross join generate_series(1, 10) as age
        ), day as (
          insert into account_days (workspace_id, account_id, day, numbers)
          select $3, id, (vb_now() at time zone 'UTC')::date - ago, jsonb_build_object('followers', 10000 - ago, 'following', 50)
          from unnest($2::text[]) as id cross join generate_series(0, 364) as ago
        )
        select post_id as id from given where n = $1::integer / 2`,
      values: [posts, accountIds, house.home.workspaceId],
    })
    return row?.id ?? ''
  })
  await house.db.query({ text: 'vacuum analyze' })
  return id
}
