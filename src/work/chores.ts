import { setTimeout as pause } from 'node:timers/promises'
import type { Database, Tx } from '../store/database.js'

/** Housekeeping that is never urgent: deletes what is no longer kept, a small batch at a time. */
export type Chore = {
  name: string
  everyMs: number
  /** Does at most `batch` rows' worth; answers how many. */
  run: (tx: Tx, batch: number) => Promise<number>
}

export type ChoresDeps = {
  db: Database
  chores: readonly Chore[]
  log: (level: 'info' | 'warn', message: string, facts?: Record<string, unknown>) => void
}

const batch = 500
/** Between two batches, so that a long list does not get in the way of what is due. */
const breatheMs = 50
/** First half of the advisory lock under which one process does a chore; the second is its place in the list. */
const lockClass = 7_237

/** Does every chore when its time has come round, until the signal aborts. A failure waits for the next time. */
export async function runChores(deps: ChoresDeps, signal: AbortSignal): Promise<void> {
  await Promise.all(
    deps.chores.map(async (chore, place) => {
      while (!signal.aborted) {
        await doChore(deps, chore, place, signal)
        await pause(chore.everyMs, undefined, { signal, ref: false }).catch(() => undefined)
      }
    }),
  )
}

async function doChore(
  { db, log }: ChoresDeps,
  chore: Chore,
  place: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    let done = 0
    for (let last = batch; last === batch && !signal.aborted;) {
      last = await db.transaction(async (tx) => ((await isOurs(tx, place)) ? chore.run(tx, batch) : 0))
      done += last
      if (last === batch) await pause(breatheMs, undefined, { signal }).catch(() => undefined)
    }
    if (done > 0) log('info', 'Deleted what is no longer kept', { chore: chore.name, rows: done })
  } catch (error) {
    if (!signal.aborted)
      log('warn', 'A chore failed; it is done the next time', {
        chore: chore.name,
        reason: (error as Error).message,
      })
  }
}

/** False while another worker is at it. */
async function isOurs(tx: Tx, place: number): Promise<boolean> {
  const [row] = await tx.query<{ ours: boolean }>({
    name: 'take-chore',
    text: 'select pg_try_advisory_xact_lock($1, $2) as ours',
    values: [lockClass, place],
  })
  return row?.ours === true
}
