import { sealTokens } from '../src/accounts/deps.js'
import { newId } from '../src/kit/ids.js'
import type { House } from './house.js'

/** The instance that all measured accounts are on. VOXBURST_ORIGINS leads to a bare server in its place. */
export const instance = 'bench.example'

/** Connected Mastodon accounts, a lane each, without the way there. */
export async function makeAccounts(house: House, count: number): Promise<{ id: string; laneId: string }[]> {
  const from = await house.db.query<{ n: string }>({ text: 'select count(*) as n from lanes' })
  const first = Number(from[0]?.n ?? 0)
  const accounts = Array.from({ length: count }, (_, index) => {
    const id = newId('acc')
    return {
      id,
      remoteId: `${instance}:${String(first + index)}`,
      tokens: sealTokens(house.seal, id, { accessToken: 'token' }),
    }
  })
  return house.db.query<{ id: string; laneId: string }>({
    text: `
      with given as (
        select * from unnest($1::text[], $2::text[], $3::bytea[]) as given (id, remote_id, tokens)
      ), lane as (
        insert into lanes (mode, platform, remote_id) select 'sandbox', 'mastodon', remote_id from given returning id, remote_id
      )
      insert into accounts (id, workspace_id, mode, platform, remote_id, lane_id, username, display_name, status, tokens, scopes, platform_data)
      select given.id, $4, 'sandbox', 'mastodon', given.remote_id, lane.id, 'bench', 'Bench', 'active', given.tokens,
        '{read,write:statuses,write:media}', $5
      from given join lane using (remote_id) returning id, lane_id as "laneId"`,
    values: [
      accounts.map((each) => each.id),
      accounts.map((each) => each.remoteId),
      accounts.map((each) => each.tokens),
      house.home.workspaceId,
      JSON.stringify({ domain: instance }),
    ],
  })
}

/** Scheduled posts with one target each, all due at the same moment, in one statement; answers when that is. */
export async function schedulePosts(
  house: House,
  accounts: readonly { id: string; laneId: string }[],
  dueInMs: number,
): Promise<Date> {
  const [row] = await house.db.query<{ due: Date }>({
    text: `
      with due as materialized (select date_trunc('milliseconds', vb_now() + $4 * interval '1 millisecond') as at), given as (
        select vb_id('post') as post_id, vb_id('pp') as target_id, account_id, lane_id
        from unnest($1::text[], $2::bigint[]) as given (account_id, lane_id)
      ), post as (
        insert into posts (id, workspace_id, mode, created_by, content, status, scheduled_for, open_targets, run)
        select post_id, $3, 'sandbox', 'usr_bench', 'Measured', 'scheduled', due.at, 1, 0 from given, due returning id
      ), target as (
        insert into targets (id, workspace_id, post_id, account_id, lane_id, platform, position, run_at, due_at)
        select target_id, $3, post_id, account_id, lane_id, 'mastodon', 0, due.at, due.at from given, due returning id
      ), lane as (
        update lanes set run_at = least(run_at, due.at), next_workspace_id = $3 from due
        where id in (select lane_id from given) returning id
      )
      select due.at as due from due where (select count(*) from post) + (select count(*) from target) + (select count(*) from lane) > 0`,
    values: [
      accounts.map((each) => each.id),
      accounts.map((each) => each.laneId),
      house.home.workspaceId,
      dueInMs,
    ],
  })
  if (row === undefined) throw new Error('Nothing was scheduled')
  await house.db.query({ text: 'analyze lanes, targets, posts' })
  return row.due
}
