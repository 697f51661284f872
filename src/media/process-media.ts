import type { GuardedHttp } from '../kit/guarded-http.js'
import type { Database } from '../store/database.js'
import type { Lease } from '../store/claims.js'
import {
  dropMedia,
  mediaFailed,
  mediaPostponed,
  mediaReady,
  readLeased,
  type MediaRow,
} from '../store/media.js'
import { recordEvent } from '../webhooks/record-event.js'
import { mediaTypes } from '../../contract/media.js'
import type { Wake } from '../work/wake.js'
import { probe } from './probe.js'
import { TooLarge, type Storage } from './storage.js'

export type MediaDeps = { db: Database; storage: Storage; guarded: GuardedHttp; wake: Wake }

const fetchTries = 5

/** Due work on a file: forget an upload that never came or a deleted file, fetch a registered one, look into the bytes. */
export async function processMedia(deps: MediaDeps, lease: Lease): Promise<void> {
  const row = await readLeased(deps.db, lease)
  if (row === null) return
  if (row.deleted_at !== null || row.status === 'PENDING') {
    if (row.storage_key !== null) await deps.storage.remove(row.storage_key)
    return dropMedia(deps.db, lease)
  }
  const key = row.storage_key ?? (await fetched(deps, lease, row))
  if (key === null) return
  const result = await probe(deps.storage, { key, declaredType: row.declared_type })
  if (result.kind === 'refused') return mediaFailed(deps.db, lease, result.findings)
  await deps.db.transaction(async (tx) => {
    if (!(await mediaReady(tx, lease, result.facts))) return
    const data = {
      id: row.id,
      mediaId: row.id,
      filename: row.filename,
      contentType: result.facts.contentType,
      sizeBytes: result.facts.sizeBytes,
      status: 'READY',
    }
    await recordEvent(tx, {
      workspaceId: row.workspace_id,
      type: 'media.uploaded',
      data: { ...data, workspaceId: row.workspace_id },
    })
  })
  deps.wake.due('deliveries')
  // A post may be waiting for this file.
  deps.wake.due('targets')
}

/** Fetches a registered file. Null: it could not be had now (tried again) or at all (FAILED with a sentence). */
async function fetched(deps: MediaDeps, lease: Lease, row: MediaRow): Promise<string | null> {
  const key = `${row.workspace_id}/${row.id}.bin`
  const fail = (code: string, message: string): Promise<null> =>
    mediaFailed(deps.db, lease, [{ code, message }]).then(() => null)
  try {
    const answer = await deps.guarded.send({
      method: 'GET',
      url: row.source_url ?? '',
      timeoutMs: 120_000,
      maxBytes: mediaTypes[row.kind].maxBytes,
      redirects: 3,
    })
    if (answer.status === 200) {
      await deps.storage.put(key, answer.body, mediaTypes[row.kind].maxBytes)
      return key
    }
    for await (const _ of answer.body) break
    const isPassing = answer.status === 429 || answer.status >= 500
    if (!isPassing)
      return await fail('NOT_FETCHED', `The address answered ${String(answer.status)}. Is the file public?`)
  } catch (error) {
    if (error instanceof TooLarge)
      return fail('TOO_LARGE', `The file is larger than ${String(mediaTypes[row.kind].maxBytes)} bytes.`)
    if (error instanceof Error && error.name === 'Refused') return fail('NOT_FETCHED', error.message)
  }
  const { tries } = await mediaPostponed(deps.db, lease)
  if (tries < fetchTries) return null
  return giveUp(deps, row)
}

async function giveUp(deps: MediaDeps, row: MediaRow): Promise<null> {
  const finding = {
    code: 'NOT_FETCHED',
    message: 'The address did not answer, five times. Is the file public?',
  }
  await deps.db.query({
    text: `update media set status = 'FAILED', validation_results = $2, run_at = 'infinity', updated_at = vb_now() where id = $1 and storage_key is null`,
    values: [row.id, JSON.stringify([finding])],
  })
  return null
}
