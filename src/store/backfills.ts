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
  page: { cursor: string | null; isLast: boolean },
): Promise<boolean> {
  const rows = await tx.query({
    name: 'turn-page',
    text: `update backfills set cursor = $3, tries = 0, finished_at = case when $4 then vb_now() end
           where id = $1 and lease_token = $2 returning id`,
    values: [lease.id, lease.token, page.cursor, page.isLast],
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
