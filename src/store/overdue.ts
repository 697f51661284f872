import type { FindingCode } from '../../contract/finding-codes.js'
import { missedAfterMinutesByDefault } from '../domain/missed.js'
import type { Db, Tx } from './database.js'
import { workerLockClass } from './claims.js'

/** Targets of scheduled posts that are due and that no worker has touched. */
const overdue = `
  from lanes join targets on targets.lane_id = lanes.id join posts on posts.id = targets.post_id
  where lanes.mode = $1 and lanes.run_at <= vb_now() and targets.run_at <= vb_now() and posts.status = 'scheduled'`

/** What came due while no worker was there, by what becomes of it. */
export async function countOverdue(db: Db, mode: string): Promise<{ leaving: number; missed: number }> {
  const [row] = await db.query<{ all: string; missed: string }>({
    text: `select count(*) as all, count(*) filter (where targets.due_at < vb_now() - interval '1 minute' *
             coalesce((select (settings ->> 'missedAfterMinutes')::integer from workspaces where id = posts.workspace_id), $2)) as missed
           ${overdue}`,
    values: [mode, missedAfterMinutesByDefault],
  })
  const missed = Number(row?.missed ?? 0)
  return { leaving: Number(row?.all ?? 0) - missed, missed }
}

/**
 * Takes the time from what is overdue, so that it waits for a person: published, rescheduled or cancelled, it goes
 * its usual way. Answers how many posts.
 */
export async function holdOverdue(
  tx: Tx,
  mode: string,
  warning: { code: FindingCode; message: string; field: string },
): Promise<number> {
  const posts = await tx.query<{ id: string }>({
    text: `update posts set warnings = warnings || jsonb_build_array($2::jsonb), revision = revision + 1, updated_at = vb_now()
           where status = 'scheduled' and id in (select posts.id ${overdue}) returning id`,
    values: [mode, JSON.stringify(warning)],
  })
  // The lanes come up, find nothing, and are recounted.
  await tx.query({
    text: `update targets set run_at = 'infinity', updated_at = vb_now() where post_id = any ($1::text[])`,
    values: [posts.map((post) => post.id)],
  })
  return posts.length
}

/** Whether a worker lives anywhere: its session holds a lock. */
export async function isAnyWorkerAlive(db: Db): Promise<boolean> {
  const rows = await db.query({
    text: `select from pg_locks where locktype = 'advisory' and classid = $1 and objsubid = 2 and granted
             and database = (select oid from pg_database where datname = current_database()) limit 1`,
    values: [workerLockClass],
  })
  return rows.length > 0
}
