import type { TargetLease } from './claims.js'
import type { Db } from './database.js'

/** How long before its time a target may be prepared. */
const aheadMinutes = 15
/** A preparation that has not ended by then is taken for lost. */
const patienceMinutes = 10

/**
 * Takes targets whose time is near and that have something to prepare. The token is theirs until the claim at their
 * time replaces it: a preparation that is still running then keeps nothing more.
 */
export async function claimPreparations(
  db: Db,
  wanted: { mode: string; platforms: readonly string[]; limit: number },
): Promise<TargetLease[]> {
  const rows = await db.query<{ id: string; workspace_id: string; lane_id: string; lease_token: string }>({
    name: 'claim-preparations',
    text: `
      with near as materialized (
        select targets.id from lanes
        join targets on targets.lane_id = lanes.id and targets.run_at > vb_now() and targets.run_at <= vb_now() + interval '${String(aheadMinutes)} minutes'
        join posts on posts.id = targets.post_id and posts.status = 'scheduled'
        join accounts on accounts.id = targets.account_id and accounts.status = 'active'
        where lanes.mode = $1 and lanes.platform = any ($2::text[]) and lanes.run_at <= vb_now() + interval '${String(aheadMinutes)} minutes'
          and targets.status = 'pending'
          and (posts.media <> '[]' or targets.media_fix is not null or posts.platform_overrides <> '{}')
          and targets.prepared_revision is distinct from posts.revision
          and coalesce(targets.preparing_until, '-infinity') <= vb_now()
        order by targets.run_at limit $3 for update of targets skip locked
      )
      update targets set lease_token = gen_random_uuid(), preparing_until = vb_now() + interval '${String(patienceMinutes)} minutes'
      from near where targets.id = near.id
      returning targets.id, targets.workspace_id, targets.lane_id, targets.lease_token`,
    values: [wanted.mode, wanted.platforms, wanted.limit],
  })
  return rows.map((row) => ({
    id: row.id,
    workspaceId: row.workspace_id,
    laneId: row.lane_id,
    token: row.lease_token,
    group: row.workspace_id,
    beside: [],
  }))
}

/** Lets go. `again`: the network is still at work, or could not be had; otherwise this revision is done with. */
export async function endPreparation(
  db: Db,
  lease: TargetLease,
  end: { revision: number; againInMs: number | null },
): Promise<void> {
  await db.query({
    name: 'end-preparation',
    text: `update targets set lease_token = null,
             prepared_revision = case when $4::float8 is null then $3::integer else prepared_revision end,
             preparing_until = case when $4 is null then null else vb_now() + $4 * interval '1 millisecond' end
           where id = $1 and lease_token = $2 and status = 'pending'`,
    values: [lease.id, lease.token, end.revision, end.againInMs],
  })
}
