import { ApiError } from '../../contract/errors.js'
import { insertAuditEntry } from '../store/audit-log.js'
import type { Database } from '../store/database.js'
import type { IdempotencyKey } from '../store/idempotency-keys.js'
import { bulkCreate } from './bulk-create.js'
import { deletePost } from './delete-post.js'
import type { PostsCaller, PostsDeps } from './deps.js'
import type { PostReply } from './present-post.js'

type Summary = { total: number; succeeded: number; failed: number }
type CreatedResult = {
  index: number
  success: boolean
  post?: { id: string; status: string }
  error?: string
  warnings?: PostReply['warnings']
}

/** `bulkCreate` in the words of an old revision of the API. */
export async function batchCreate(
  deps: PostsDeps,
  caller: PostsCaller,
  items: readonly unknown[],
  key: IdempotencyKey | null,
): Promise<{ results: CreatedResult[]; summary: Summary }> {
  const bulk = await bulkCreate(deps, caller, { items, dryRun: false, key })
  const results = bulk.results.map(({ index, post, errors = [], warnings }) => ({
    index,
    success: post !== undefined,
    ...(post === undefined ? {} : { post }),
    ...(errors.length === 0
      ? {}
      : { error: errors.map(({ field, detail }) => `${field}: ${detail}`).join(' ') }),
    ...(warnings === undefined ? {} : { warnings }),
  }))
  return { results, summary: summaryOf(results) }
}

/** Deletes each by itself; what cannot be deleted says why. */
export async function batchDelete(
  db: Database,
  caller: PostsCaller & { keyId: string },
  ids: readonly string[],
): Promise<{ results: { id: string; success: boolean; error?: string }[]; summary: Summary }> {
  const results: { id: string; success: boolean; error?: string }[] = []
  for (const id of ids) {
    try {
      await db.transaction(async (tx) => {
        await deletePost(tx, caller, id)
        await insertAuditEntry(tx, { ...caller, action: 'deletePost', subjectId: id, fields: [] })
      })
      results.push({ id, success: true })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      results.push({ id, success: false, error: error.message })
    }
  }
  return { results, summary: summaryOf(results) }
}

function summaryOf(results: readonly { success: boolean }[]): Summary {
  const succeeded = results.filter(({ success }) => success).length
  return { total: results.length, succeeded, failed: results.length - succeeded }
}
