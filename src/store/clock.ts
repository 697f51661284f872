import { retried, type Database, type Db, type Tx } from './database.js'
import { isAnyWorkerAlive } from './overdue.js'

/** The database's time, and how far it was moved ahead of real time. */
export async function readClock(db: Db): Promise<{ now: string; offsetMs: number }> {
  const [row] = await db.query<{ now: Date; offset_ms: string }>({
    text: 'select vb_now() as now, clock_offset_ms as offset_ms from instance',
  })
  if (row === undefined) throw new Error('The database has no clock: its tables were not made')
  return { now: row.now.toISOString(), offsetMs: Number(row.offset_ms) }
}

/** The database's time some seconds from now, in milliseconds of Unix time: when what is made now ends. */
export async function msFromNow(db: Db, seconds: number): Promise<number> {
  const [row] = await db.query<{ ms: string }>({
    name: 'ms-from-now',
    text: `select floor(extract(epoch from vb_now() + $1 * interval '1 second') * 1000)::bigint as ms`,
    values: [seconds],
  })
  return Number(row?.ms ?? 0)
}

/**
 * Moves the time of every process ahead; leases and deadlines of running work move along. What comes due on the way
 * counts as due on arrival while a worker lives: nobody was down, so that nothing of it was missed.
 */
export async function advanceClock(db: Database, ms: number): Promise<void> {
  await retried(() => db.transaction((tx) => advance(tx, ms)))
}

async function advance(tx: Tx, ms: number): Promise<void> {
  await tx.query({ text: 'select vb_advance($1)', values: [ms] })
  if (!(await isAnyWorkerAlive(tx))) return
  await tx.query({
    text: `update targets set due_at = vb_now() from lanes
           where lanes.id = targets.lane_id and lanes.run_at <= vb_now() and targets.run_at <= vb_now()
             and targets.due_at > vb_now() - $1 * interval '1 millisecond' and targets.due_at < vb_now()`,
    values: [ms],
  })
}
