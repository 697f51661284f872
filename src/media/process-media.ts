import type { GuardedHttp } from '../kit/guarded-http.js'
import type { Database } from '../store/database.js'
import type { Lease } from '../store/claims.js'
import {
  dropMedia,
  giveUpUpload,
  mediaFailed,
  mediaPostponed,
  mediaReady,
  readLeased,
  type Finding,
  type MediaRow,
  type Probed,
} from '../store/media.js'
import { recordEvent } from '../webhooks/record-event.js'
import type { Wake } from '../work/wake.js'
import { fetchSource } from './fetch-source.js'
import { probe } from './probe.js'
import { folderOf, newKey, type Storage } from './storage.js'

export type MediaDeps = { db: Database; storage: Storage; guarded: GuardedHttp; wake: Wake }

const fetchTries = 5

/**
 * Due work on a file: forget an upload that never came or a deleted file, fetch a registered one, look into the bytes.
 * The row is changed before what it no longer names is removed, so that a process that dies in between loses nothing.
 */
export async function processMedia(deps: MediaDeps, lease: Lease): Promise<void> {
  const row = await readLeased(deps.db, lease)
  if (row === null) return
  if (row.deleted_at === null && row.status === 'PENDING' && !(await giveUpUpload(deps.db, lease))) return
  if (row.deleted_at !== null || row.status === 'PENDING') {
    await deps.storage.removeFolder(folderOf(row))
    return dropMedia(deps.db, lease)
  }
  try {
    await lookInto(deps, lease, row)
  } catch (error) {
    // The storage is down, or we are at fault: the file is looked into again later, with growing pauses.
    await mediaPostponed(deps.db, lease)
    throw error
  }
}

async function lookInto(deps: MediaDeps, lease: Lease, row: MediaRow): Promise<void> {
  let key = row.storage_key
  if (key === null) {
    const fetched = await fetchSource(deps, row)
    if (fetched.kind === 'refused') return fail(deps, lease, row, [fetched.finding])
    if (fetched.kind === 'passing') {
      if (row.tries + 1 < fetchTries) return mediaPostponed(deps.db, lease)
      const message = `${fetched.reason} It was tried ${String(fetchTries)} times. Is the file public?`
      return fail(deps, lease, row, [{ code: 'NOT_FETCHED', message }])
    }
    key = fetched.key
  }
  const made = { key, declaredType: row.declared_type, newKey: () => newKey(row) }
  const result = await probe(deps.storage, made)
  if (result.kind === 'refused') return fail(deps, lease, row, result.findings)
  const { facts } = result
  if (await settleReady(deps, lease, row, facts))
    await deps.storage.removeFolder(folderOf(row), [facts.storageKey, facts.thumbnailKey])
}

async function settleReady(deps: MediaDeps, lease: Lease, row: MediaRow, facts: Probed): Promise<boolean> {
  const isReady = await deps.db.transaction(async (tx) => {
    if (!(await mediaReady(tx, lease, facts))) return false
    await recordEvent(tx, {
      workspaceId: row.workspace_id,
      type: 'media.uploaded',
      data: {
        id: row.id,
        mediaId: row.id,
        workspaceId: row.workspace_id,
        filename: row.filename,
        contentType: facts.contentType,
        sizeBytes: facts.sizeBytes,
        status: 'READY',
      },
    })
    return true
  })
  deps.wake.due('deliveries')
  // A post may be waiting for this file.
  deps.wake.due('targets')
  return isReady
}

async function fail(
  deps: MediaDeps,
  lease: Lease,
  row: MediaRow,
  findings: readonly Finding[],
): Promise<void> {
  if (!(await mediaFailed(deps.db, lease, findings))) return
  deps.wake.due('targets')
  await deps.storage.removeFolder(folderOf(row))
}
