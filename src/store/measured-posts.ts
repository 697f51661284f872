import type { ToldCounts } from '../connectors/connector.js'
import type { PostNumbers } from '../domain/numbers.js'
import type { Json, JsonObject } from '../kit/json.js'
import { dataForTarget } from './accounts.js'
import type { Lease } from './claims.js'
import type { Db, Tx } from './database.js'

/** A post whose numbers are due. `data` is what publishing kept of it; null for one that is not ours. */
export type DuePost = {
  id: string
  remoteId: string
  url: string | null
  data: Json
  publishedAt: Date
  contentType: string | null
  told: ToldCounts | null
  /** The account's data, with the page that the post went to. */
  accountData: JsonObject
}

type Place = Pick<Lease, 'id' | 'workspaceId'>

/**
 * Adds the account's targets that are out to the measured posts, from `since` on: the first read is due `firstAgeMs`
 * after each was published. A post that the backfill had found becomes that of its target.
 */
export async function noticePublished(
  db: Db,
  { id, workspaceId }: Place,
  found: { laneId: string; since: Date; firstAgeMs: number },
): Promise<void> {
  await db.query({
    name: 'notice-published',
    text: `
      insert into measured_posts (workspace_id, account_id, remote_id, target_id, published_at, run_at)
      select $1, $2, item.remote_id, target.id, item.published_at, item.published_at + $5 * interval '1 millisecond'
      from target_items as item join targets as target on target.id = item.target_id
      where item.lane_id = $3 and item.published_at > $4 and item.sequence = 0 and item.remote_id is not null and target.account_id = $2
      on conflict (workspace_id, account_id, remote_id) do update set target_id = excluded.target_id
        where measured_posts.target_id is distinct from excluded.target_id`,
    values: [workspaceId, id, found.laneId, found.since, found.firstAgeMs],
  })
}

/** The posts of an account that are due, the longest first. */
export async function duePosts(db: Db, { id, workspaceId }: Place, limit: number): Promise<DuePost[]> {
  return db.query<DuePost>({
    name: 'due-posts',
    text: `
      select due.id, due.remote_id as "remoteId", coalesce(item.url, due.url) as url, item.data, due.published_at as "publishedAt",
        coalesce(post.platform_overrides->upper(account.platform)->>'contentType', post.content_type) as "contentType", heard.told, coalesce(${dataForTarget('target', 'account')}, account.platform_data) as "accountData"
      from (
        select * from measured_posts where workspace_id = $1 and account_id = $2 and run_at <= vb_now() and run_at < 'infinity'
        order by run_at limit $3
      ) as due
      left join lateral (select * from target_items where target_id = due.target_id and sequence = 0) as item on true
      cross join (select platform, platform_data from accounts where id = $2) as account
      left join lateral (select post_id, page from targets where id = due.target_id) as target on true
      left join lateral (select content_type, platform_overrides from posts where id = target.post_id) as post on true
      left join lateral (
        select case when count(*) > 0 then json_build_object('sent', count(*),
          'delivered', count(*) filter (where message ?| '{delivered,read}'), 'read', count(*) filter (where message ? 'read'),
          'failed', count(*) filter (where message ? 'failed' and not message ?| '{delivered,read}')) end as told
        from target_items as each cross join lateral (select each.told -> each.remote_id as message) as own
        where each.target_id = due.target_id and message is not null
      ) as heard on true
      order by due.run_at`,
    values: [workspaceId, id, limit],
  })
}

export async function nextPostAt(db: Db, { id, workspaceId }: Place): Promise<Date | null> {
  const [row] = await db.query<{ at: Date | null }>({
    name: 'next-post-at',
    text: `select min(run_at) as at from measured_posts where workspace_id = $1 and account_id = $2 and run_at < 'infinity'`,
    values: [workspaceId, id],
  })
  return row?.at ?? null
}

/** What came of reading a post. `numbers` is null where the network said nothing of it; `nextAt` is null for never again. */
export type Read = { id: string; numbers: PostNumbers | null; isGone: boolean; nextAt: Date | null }

/**
 * Keeps what was read of posts, and when each is read next, in one statement: a worker that dies before it has read
 * nothing, and one whose lease is lost keeps nothing. A point is written only where numbers changed; with the times of
 * `measuring-times.ts` a post has some fifty points in its life, so that none are ever thinned out.
 */
export async function saveRead(
  db: Db,
  lease: Pick<Lease, 'id' | 'token'>,
  posts: readonly Read[],
): Promise<void> {
  await db.query({
    name: 'save-read',
    text: `
      with mine as materialized (
        select workspace_id from measurements where id = $1 and lease_token = $2 for update
      ), told as materialized (
        select given.*, own.place, own.before, own.is_first, mine.workspace_id
        from mine cross join json_to_recordset($3) as given (id bigint, numbers jsonb, is_gone boolean, next_at timestamptz)
        cross join lateral (
          select ctid as place, numbers as before, measured_at is null as is_first from measured_posts
          where id = given.id and workspace_id = mine.workspace_id for update offset 0
        ) as own
      ), kept as (
        update measured_posts set numbers = told.before || coalesce(told.numbers, '{}'), is_gone = told.is_gone,
          measured_at = case when told.numbers is null then measured_at else vb_now() end, run_at = coalesce(told.next_at, 'infinity')
        from told where measured_posts.ctid = told.place
      )
      insert into post_points (workspace_id, post_id, at, numbers)
      select workspace_id, id, vb_now(), before || numbers from told
      where numbers is not null and (is_first or before || numbers <> before)`,
    values: [
      lease.id,
      lease.token,
      JSON.stringify(
        posts.map(({ id, numbers, isGone, nextAt }) => ({ id, numbers, is_gone: isGone, next_at: nextAt })),
      ),
    ],
  })
}

/** A post that a backfill found, and when its numbers are read next. */
export type FoundPost = {
  remoteId: string
  url: string | null
  text: string
  createdAt: Date
  numbers: PostNumbers | null
  nextAt: Date | null
}

/** Adds what a page of history showed. What the account has already stays; parts of our threads and our comments are left out. */
export async function addFoundPosts(
  tx: Tx,
  { id, workspaceId, laneId }: Place & { laneId: string },
  posts: readonly FoundPost[],
): Promise<void> {
  await tx.query({
    name: 'add-found-posts',
    text: `
      with found as (
        insert into measured_posts (workspace_id, account_id, remote_id, target_id, published_at, text, url, numbers, measured_at, run_at)
        select $1, $2, given.remote_id, item.target_id, given.created_at, given.text, given.url, coalesce(given.numbers, '{}'),
          case when given.numbers is not null then vb_now() end, coalesce(given.next_at, 'infinity')
        from json_to_recordset($4) as given (remote_id text, url text, text text, created_at timestamptz, numbers jsonb, next_at timestamptz)
        left join target_items as item on item.lane_id = $3 and item.remote_id = given.remote_id and item.workspace_id = $1
        where coalesce(item.sequence, 0) = 0
          and not exists (select from comments where lane_id = $3 and remote_id = given.remote_id and workspace_id = $1)
        on conflict (workspace_id, account_id, remote_id) do nothing
        returning id, numbers, measured_at
      )
      insert into post_points (workspace_id, post_id, at, numbers)
      select $1, id, measured_at, numbers from found where measured_at is not null`,
    values: [
      workspaceId,
      id,
      laneId,
      JSON.stringify(
        posts.map((post) => ({
          remote_id: post.remoteId,
          url: post.url,
          text: post.text,
          created_at: post.createdAt,
          numbers: post.numbers,
          next_at: post.nextAt,
        })),
      ),
    ],
  })
}
