import { ApiError } from '../../contract/errors.js'
import type { PostsDeps } from '../posts/deps.js'
import type { Lease } from '../store/claims.js'
import { lockLeasedRecurrence, saveNextPost, standingOf } from '../store/recurrences.js'
import { makeNextPost, upcoming } from './next-post.js'

/**
 * The time of a recurrence's post has come: the one after it is made. Where that is refused, the reason is kept and
 * its time passed over.
 */
export async function runRecurrence(deps: PostsDeps, lease: Lease): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const row = await lockLeasedRecurrence(tx, lease)
    if (row === null) return
    const standing = await standingOf(tx, row.workspace_id, row.created_by)
    if (standing === null) {
      const error = {
        code: 'FORBIDDEN',
        message:
          'Whoever changed the recurrence last may no longer write in the workspace. Change it to take it over.',
      }
      await saveNextPost(tx, row.id, { at: null, postId: null, error })
      return
    }
    await tx.query({ text: 'savepoint next_post' })
    try {
      await makeNextPost(deps, tx, row, standing, row.next_at)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      await tx.query({ text: 'rollback to savepoint next_post' })
      const [at = null] = await upcoming(row, standing, row.next_at, 1)
      await saveNextPost(tx, row.id, {
        at,
        postId: null,
        error: { code: error.code, message: error.message },
      })
    }
  })
  for (const kind of ['targets', 'deliveries', 'mails'] as const) deps.wake.due(kind)
}
