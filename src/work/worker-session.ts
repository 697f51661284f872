import { hostname } from 'node:os'
import type pg from 'pg'
import type { Database, Db } from '../store/database.js'
import { otherWorkers, registerWorker, removeWorker, voidLeases, workerLockClass } from '../store/claims.js'
import { wakeChannel, type Wake, type WorkKind } from './wake.js'

export type WorkerSession = {
  workerId: string
  /** Resolves when the session is gone: from then on this worker counts as dead. */
  lost: Promise<void>
  /** Frees what workers left that no longer live. Answers how many rows. */
  buryDead: () => Promise<number>
  /** Gives back what is still in hand. A session that was lost leaves that to whoever buries it. */
  end: (how: { isLost: boolean }) => Promise<void>
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
  // Seen by others only once its lock is held: before, they would take it for dead.
  await client.query('begin')
  const workerId = await registerWorker(asDb(client), { host: hostname(), pid: process.pid })
  await client.query('select pg_advisory_lock($1, $2)', [workerLockClass, Number(workerId)])
  await client.query('commit')
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
    async end({ isLost }) {
      if (!isLost) {
        await voidLeases(db, workerId)
          .then(() => removeWorker(db, workerId))
          .catch(() => undefined)
      }
      await client.end().catch(() => undefined)
    },
  }
}

function asDb(client: pg.Client): Db {
  return {
    query: async ({ text, values }) => (await client.query(text, values as unknown[])).rows as never,
  }
}

async function buryIfDead(db: Database, client: pg.Client, other: string): Promise<number> {
  const result = await client.query<{ dead: boolean }>('select pg_try_advisory_lock($1, $2) as dead', [
    workerLockClass,
    Number(other),
  ])
  if (result.rows[0]?.dead !== true) return 0
  try {
    const freed = await voidLeases(db, other)
    await removeWorker(db, other)
    return freed
  } finally {
    await client.query('select pg_advisory_unlock($1, $2)', [workerLockClass, Number(other)])
  }
}
