import { randomBytes } from 'node:crypto'
import type { Storage } from '../media/storage.js'
import { StorageFails } from '../media/storage.js'
import type { Lease } from '../store/claims.js'
import type { Database } from '../store/database.js'
import * as store from '../store/exports.js'
import { archiveOf, NotWanted } from './archive-of.js'

export type ExportDeps = {
  db: Database
  storage: Storage
  log: (message: string, facts?: Record<string, unknown>) => void
}

const mostTries = 5
/** More than any workspace has; the storage's own limit comes first. */
const mostBytes = 1e13

/**
 * Writes the archive of an export, from its beginning where a process died over it, or deletes one whose time is over.
 * Read and written as streams: memory does not grow with the workspace.
 */
export async function runExport(deps: ExportDeps, lease: Lease): Promise<void> {
  const row = await store.leasedExport(deps.db, lease)
  if (row === null) return
  const folder = `${row.workspace_id}/${row.id}`
  if (row.status !== 'running') {
    await deps.storage.removeFolder(folder)
    return store.endExport(deps.db, lease, { status: 'expired' })
  }
  if (row.tries > mostTries) {
    await deps.storage.removeFolder(folder)
    const message = `The archive could not be made in ${String(mostTries)} tries. The server's log says why.`
    return store.endExport(deps.db, lease, { status: 'failed', error: { code: 'NOT_MADE', message } })
  }
  const key = `${folder}/${randomBytes(9).toString('hex')}.zip`
  const counts: Record<string, number> = {}
  try {
    const { size } = await deps.storage.put(key, await archiveOf(deps, lease, row, counts), mostBytes)
    if (await store.completeExport(deps.db, lease, { key, size, counts })) {
      await deps.storage.removeFolder(folder, [key])
      return
    }
    await deps.storage.remove(key)
  } catch (error) {
    await deps.storage.remove(key)
    if (error instanceof NotWanted) return
    if (!(error instanceof StorageFails)) throw error
    deps.log('An export could not be stored', { export: row.id, reason: error.message })
    await store.endExport(deps.db, lease, {
      status: 'failed',
      error: { code: 'STORAGE_FAILS', message: error.message },
    })
  }
}
