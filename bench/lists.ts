import { cursorOf } from '../src/domain/pages.js'
import { below, hammer, ms, percentile, type Section } from './figures.js'
import { makeAccounts } from './accounts.js'
import type { House, Running } from './house.js'

const queries = [
  '?limit=20',
  '?limit=20&status=published',
  '?limit=20&platform=mastodon',
  '?limit=20&accountId=ACCOUNT',
]

/** The first page and a page in the middle, at growing numbers of posts: the time has to stay the same. */
export async function measureLists(
  house: House,
  server: Running,
  sizes: readonly number[],
): Promise<Section> {
  const accounts = await makeAccounts(house, 50)
  const medians: { size: number; query: string; p50: number }[] = []
  let present = 0
  for (const size of sizes) {
    await addPosts(house, accounts, size - present)
    present = size
    const middle = await cursorInTheMiddle(house)
    for (const query of [...queries, `?limit=20&cursor=${middle}`]) {
      const path = `/v1/posts${query.replace('ACCOUNT', accounts[0]?.id ?? '')}`
      const { times } = await hammer({ atOnce: 1, forMs: 1_000, warmUpMs: 500 }, async () => {
        const answer = await server.client.request({
          method: 'GET',
          path,
          headers: { authorization: `Bearer ${house.key}` },
        })
        await answer.body.text()
        if (answer.statusCode !== 200) throw new Error(`${path} answered ${String(answer.statusCode)}`)
      })
      medians.push({
        size,
        query: query.replace(/cursor=.*/, 'cursor=…').replace('ACCOUNT', '…'),
        p50: percentile(times, 0.5),
      })
    }
  }
  const [smallest] = sizes
  const shapes = [...new Set(medians.map((each) => each.query))]
  return {
    title: 'Lists, from ten thousand to a million posts',
    note: 'One page at a time over HTTP, p50. Flat: at the largest number at most twice the time of the smallest, plus a millisecond.',
    figures: shapes.map((query) => {
      const of = medians.filter((each) => each.query === query)
      const first = of.find((each) => each.size === smallest)?.p50 ?? 0
      const last = of.at(-1)?.p50 ?? 0
      return {
        ...below(`GET /v1/posts${query}`, last, first * 2 + 1),
        value: of.map((each) => ms(each.p50)).join(' → '),
      }
    }),
  }
}

async function addPosts(
  house: House,
  accounts: readonly { id: string; laneId: string }[],
  count: number,
): Promise<void> {
  await house.db.query({ text: `set statement_timeout = 0` })
  for (let left = count; left > 0; left -= 50_000) {
    await house.db.transaction(async (tx) => {
      await tx.query({ text: 'set local statement_timeout = 0' })
      await tx.query({
        text: `
          with given as materialized (
            select 'post_c' || lpad(to_hex(n + (select count(*) from posts)), 9, '0') || substr(md5(random()::text), 1, 14) as post_id,
              vb_id('pp') as target_id, ($2::text[])[1 + n % $4] as account_id, ($3::bigint[])[1 + n % $4] as lane_id, n
            from generate_series(1, $1::int) as n
          ), post as (
            insert into posts (id, workspace_id, mode, created_by, content, status, published_at, published_targets, run)
            select post_id, $5, 'sandbox', 'usr_bench', 'An old post', case when n % 50 = 0 then 'failed' else 'published' end, vb_now(), 1, 1 from given
          )
          insert into targets (id, workspace_id, post_id, account_id, lane_id, platform, position, status)
          select target_id, $5, post_id, account_id, lane_id, 'mastodon', 0, 'published' from given`,
        values: [
          Math.min(left, 50_000),
          accounts.map((each) => each.id),
          accounts.map((each) => each.laneId),
          accounts.length,
          house.home.workspaceId,
        ],
      })
    })
  }
  await house.db.query({ text: 'analyze posts, targets' })
}

async function cursorInTheMiddle(house: House): Promise<string> {
  const [row] = await house.db.query<{ id: string }>({
    text: 'select id from posts order by id collate "C" offset (select count(*) / 2 from posts) limit 1',
  })
  return cursorOf(row?.id ?? '')
}
