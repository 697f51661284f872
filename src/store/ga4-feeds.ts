import type { Lease } from './claims.js'
import type { Db, Tx } from './database.js'
import type { EventPosition } from './events.js'

/**
 * Keeps the client id of a user's browser at Google Analytics. Their workspaces are told of from now on: what happened
 * before stays out.
 */
export async function setGa4ClientId(tx: Tx, userId: string, clientId: string): Promise<void> {
  await tx.query({
    name: 'set-ga4-client-id',
    text: `
      with kept as (update users set ga4_client_id = $2 where id = $1)
      insert into ga4_feeds (id, workspace_id, event_id, event_seq)
      select member.workspace_id, member.workspace_id, last.id, coalesce(last.seq, 0) from members as member
      left join lateral (
        select id, seq from events where workspace_id = member.workspace_id order by xid desc, seq desc limit 1
      ) as last on true
      where member.user_id = $1 on conflict do nothing`,
    values: [userId, clientId],
  })
}

export type LeasedFeed = { event_id: string | null; event_seq: string; tries: number }

export async function readLeasedFeed(db: Db, lease: Lease): Promise<LeasedFeed | null> {
  const [row] = await db.query<LeasedFeed>({
    name: 'read-leased-ga4-feed',
    text: 'select event_id, event_seq, tries from ga4_feeds where id = $1 and lease_token = $2',
    values: [lease.id, lease.token],
  })
  return row ?? null
}

/** The client ids of who wrote posts, by post; of those that have one. */
export async function clientIdsOf(
  db: Db,
  workspaceId: string,
  postIds: readonly string[],
): Promise<Map<string, string>> {
  const rows = await db.query<{ id: string; client_id: string }>({
    name: 'ga4-clients-of-posts',
    text: `select post.id, users.ga4_client_id as client_id from unnest($2::text[]) as given (id)
           cross join lateral (select id, created_by from posts where id = given.id and workspace_id = $1 offset 0) as post
           join users on users.id = post.created_by where users.ga4_client_id is not null`,
    values: [workspaceId, postIds],
  })
  return new Map(rows.map((row) => [row.id, row.client_id]))
}

/** Gives the feed back: told up to an event, or tried in vain. */
export async function saveFeed(
  db: Db,
  lease: Lease,
  { position, failed, againInMs }: { position: EventPosition; failed: boolean; againInMs: number },
): Promise<void> {
  await db.query({
    name: 'save-ga4-feed',
    text: `update ga4_feeds set event_id = $3, event_seq = $4, tries = case when $5 then tries + 1 else 0 end,
             run_at = vb_now() + $6 * interval '1 millisecond', lease_token = null, lease_until = null, worker_id = null
           where id = $1 and lease_token = $2`,
    values: [lease.id, lease.token, position?.id ?? null, position?.seq ?? '0', failed, againInMs],
  })
}
