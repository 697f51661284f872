import type { Lease } from './claims.js'
import type { Db, Tx } from './database.js'

export type Backfill = { now: Date; laneId: string; since: Date; cursor: string | null; tries: number }

/** Null once the lease is another's. */
export async function readBackfill(db: Db, lease: Pick<Lease, 'id' | 'token'>): Promise<Backfill | null> {
  const [row] = await db.query<Backfill>({
    name: 'read-backfill',
    text: `select vb_now() as now, lane_id as "laneId", since, cursor, tries from backfills where id = $1 and lease_token = $2`,
    values: [lease.id, lease.token],
  })
  return row ?? null
}

/** Notes where the next page begins, in the transaction that kept this one. False: the lease is another's. */
export async function turnPage(
  tx: Tx,
  lease: Pick<Lease, 'id' | 'token'>,
  page: { cursor: string | null; isLast: boolean; oldest: Date | null; found: number },
): Promise<boolean> {
  const rows = await tx.query({
    name: 'turn-page',
    text: `update backfills set cursor = $3, tries = 0, finished_at = case when $4 then vb_now() end,
             reached_at = least(reached_at, $5), found = found + $6
           where id = $1 and lease_token = $2 returning id`,
    values: [lease.id, lease.token, page.cursor, page.isLast, page.oldest, page.found],
  })
  return rows.length === 1
}

/** Ends a run; the next is due at `runAt`, null: when the account is alive again, or never. */
export async function endBackfill(
  db: Db,
  lease: Pick<Lease, 'id' | 'token'>,
  next: { runAt: Date | null; tries: number },
): Promise<void> {
  await db.query({
    name: 'end-backfill',
    text: `update backfills set run_at = coalesce($3, 'infinity'::timestamptz), tries = $4, lease_token = null, lease_until = null, worker_id = null
           where id = $1 and lease_token = $2`,
    values: [lease.id, lease.token, next.runAt, next.tries],
  })
}

/** How far the backfill of an account is. `runAt` is null while nothing more is due. */
export type BackfillState = {
  now: Date
  since: Date
  begunAt: Date
  /** How old the oldest post of the last page was; null before the first page, and where nothing was found. */
  reachedAt: Date | null
  found: number
  finishedAt: Date | null
  runAt: Date | null
  isLeased: boolean
  hasPages: boolean
}

/** Null where none was ever due. */
export async function backfillState(
  db: Db,
  workspaceId: string,
  accountId: string,
): Promise<BackfillState | null> {
  const [row] = await db.query<BackfillState>({
    name: 'backfill-state',
    text: `select vb_now() as now, since, begun_at as "begunAt", reached_at as "reachedAt", found, finished_at as "finishedAt",
             case when run_at < 'infinity' then run_at end as "runAt", lease_token is not null as "isLeased", cursor is not null as "hasPages"
           from backfills where workspace_id = $1 and id = $2`,
    values: [workspaceId, accountId],
  })
  return row ?? null
}

/** Begins a backfill that has ended, or never began, anew: as soon as the network does not want to be left alone. */
export async function restartBackfill(tx: Tx, accountId: string): Promise<void> {
  await tx.query({
    name: 'restart-backfill',
    text: `
      insert into backfills (id, workspace_id, mode, lane_id, run_at)
      select account.id, account.workspace_id, account.mode, account.lane_id, greatest(vb_now(), measurements.rests_until)
      from accounts as account left join measurements on measurements.id = account.id where account.id = $1
      on conflict (id) do update set since = excluded.since, begun_at = vb_now(), reached_at = null, found = 0, cursor = null,
        finished_at = null, run_at = excluded.run_at, tries = 0
        where backfills.lease_token is null`,
    values: [accountId],
  })
}
