import type { PostsCaller, PostsDeps } from '../posts/deps.js'
import { insertPost, type Inserted, type NewPost } from '../store/new-post.js'
import { beginRound } from './send-to-approval.js'

/** Writes a new post together with its first round: it never is without one. */
export async function insertForApproval(
  deps: Pick<PostsDeps, 'db' | 'wake' | 'outbox'>,
  caller: PostsCaller,
  row: NewPost,
): Promise<Inserted> {
  const workflowId = caller.approvalWorkflowId
  if (workflowId == null) throw new Error('A post needs approval, and there is no workflow')
  const inserted = await deps.db.transaction(async (tx) => {
    const written = await insertPost(tx, row)
    if (written.kind === 'created') await beginRound(tx, deps, caller, row.post.id, workflowId)
    return written
  })
  deps.wake.due('deliveries')
  deps.wake.due('mails')
  return inserted
}
