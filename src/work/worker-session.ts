import { hostname } from 'node:os'
import type pg from 'pg'
import type { Database } from '../store/database.js'
import { otherWorkers, registerWorker, removeWorker, voidLeases } from '../store/claims.js'
import { wakeChannel, type Wake, type WorkKind } from './wake.js'

/** First half of the advisory lock that a living worker holds; the second is its number. */
const lockClass = 7236

export type WorkerSession = {
  workerId: string
  /** Resolves when the session is gone: from then on this worker counts as dead. */
  lost: Promise<void>
  /** Frees what workers left that no longer live. Answers how many rows. */
  buryDead: () => Promise<number>
  end: () => Promise<void>
}

/**
 * A database session of the worker's own: its advisory lock says that the worker lives, and NOTIFY wakes it. When
 * the session ends, the server frees the lock and others void the worker's leases at once.
 */
export async function openWorkerSession(db: Database, wake: Wake): Promise<WorkerSession> {
  const client = await db.session()
  const lost = new Promise<void>((resolve) => {
    client.once('end', resolve)
    client.once('error', () => resolve())
  })
  const workerId = await registerWorker(db, { host: hostname(), pid: process.pid })
  await client.query('select pg_advisory_lock($1, $2)', [lockClass, Number(workerId)])
  client.on('notification', (message) => {
    if (message.payload !== undefined && message.payload !== '') wake.heard(message.payload as WorkKind)
  })
  await client.query(`listen ${wakeChannel}`)

  return {
    workerId,
    lost,
    async buryDead() {
      let freed = 0
      for (const other of await otherWorkers(db, workerId)) freed += await buryIfDead(db, client, other)
      return freed
    },
    async end() {
      await removeWorker(db, workerId).catch(() => undefined)
      await client.end().catch(() => undefined)
    },
  }
}

async function buryIfDead(db: Database, client: pg.Client, other: string): Promise<number> {
  const result = await client.query<{ dead: boolean }>('select pg_try_advisory_lock($1, $2) as dead', [
    lockClass,
    Number(other),
  ])
  if (result.rows[0]?.dead !== true) return 0
  try {
    const freed = await voidLeases(db, other)
    await removeWorker(db, other)
    return freed
  } finally {
    await client.query('select pg_advisory_unlock($1, $2)', [lockClass, Number(other)])
  }
}
