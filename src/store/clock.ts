import type { Db } from './database.js'

/** The database's time, and how far it was moved ahead of real time. */
export async function readClock(db: Db): Promise<{ now: string; offsetMs: number }> {
  const [row] = await db.query<{ now: Date; offset_ms: string }>({
    text: 'select vb_now() as now, clock_offset_ms as offset_ms from instance',
  })
  if (row === undefined) throw new Error('The database has no clock: its tables were not made')
  return { now: row.now.toISOString(), offsetMs: Number(row.offset_ms) }
}

/** Moves the time of every process ahead; leases and deadlines of running work move along. */
export async function advanceClock(db: Db, ms: number): Promise<void> {
  await db.query({ text: 'select vb_advance($1)', values: [ms] })
}
