import type { Db, Tx } from './database.js'

/**
 * The rule that keeps a lane's `run_at` true: whoever gives a target an earlier `run_at` first takes FOR KEY SHARE
 * on its lane (a new target does so by its foreign key, but only at the end of its statement), and whoever
 * recomputes it (claim, settle) takes FOR UPDATE first, in a statement of its own or with SKIP LOCKED. So a
 * recount never misses a target that is being added. While a lane is leased its `run_at` is the end of the lease,
 * and settling recounts.
 */
export async function queueOnLanes(
  tx: Tx,
  queued: readonly { laneId: string; runAt: Date | 'now'; workspaceId: string }[],
): Promise<void> {
  if (queued.length === 0) return
  await tx.query({
    name: 'queue-on-lanes',
    text: `
      with queued as (
        select lane_id, min(coalesce(run_at, vb_now())) as run_at, min(workspace_id) as workspace_id
        from unnest($1::bigint[], $2::timestamptz[], $3::text[]) as given (lane_id, run_at, workspace_id) group by lane_id
      ), locked as materialized (
        select id, run_at, lease_token from lanes where id in (select lane_id from queued) order by id for key share
      )
      update lanes set run_at = least(lanes.run_at, queued.run_at), next_workspace_id = queued.workspace_id
      from locked join queued on queued.lane_id = locked.id
      where lanes.id = locked.id and locked.lease_token is null and locked.run_at > queued.run_at
        and lanes.lease_token is null`,
    values: [
      queued.map((each) => each.laneId),
      queued.map((each) => (each.runAt === 'now' ? null : each.runAt)),
      queued.map((each) => each.workspaceId),
    ],
  })
}

/** Finds or makes the lane of a network account. */
export async function upsertLane(
  tx: Tx,
  lane: { mode: string; platform: string; remoteId: string },
): Promise<string> {
  const [row] = await tx.query<{ id: string }>({
    text: `insert into lanes (mode, platform, remote_id) values ($1, $2, $3)
           on conflict (mode, platform, remote_id) do update set remote_id = excluded.remote_id returning id`,
    values: [lane.mode, lane.platform, lane.remoteId],
  })
  if (row === undefined) throw new Error('The lane was not written')
  return row.id
}

/** The lanes of targets, locked so that a worker's recount waits for this transaction. */
export async function shareLanesOfPost(tx: Tx, postId: string): Promise<void> {
  await tx.query({
    name: 'share-lanes-of-post',
    text: 'select id from lanes where id in (select lane_id from targets where post_id = $1) order by id for key share',
    values: [postId],
  })
}

/** How many lanes are due now; for metrics. */
export async function countDueLanes(db: Db, mode: string): Promise<number> {
  const [row] = await db.query<{ count: string }>({
    text: `select count(*) from lanes where mode = $1 and run_at <= vb_now() and run_at < 'infinity' and lease_token is null`,
    values: [mode],
  })
  return Number(row?.count ?? 0)
}
