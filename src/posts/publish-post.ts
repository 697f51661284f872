import { workflowToPass } from '../approvals/needs-approval.js'
import { sendToApproval } from '../approvals/send-to-approval.js'
import { allows } from '../../contract/post-status.js'
import type { Tx } from '../store/database.js'
import { publishNow } from '../store/post-targets.js'
import { statusConflict, type PostsCaller, type PostsDeps } from './deps.js'
import { getPost } from './get-post.js'
import { holdPost } from './hold-post.js'
import type { PostReply } from './present-post.js'
import { refuseUnfit } from './refuse-unfit.js'

/**
 * Sends a post now, or to approval where it needs one first. It is `publishing` before the reply is sent, because
 * pollers stop at anything else.
 */
export async function publishPost(
  deps: Pick<PostsDeps, 'connectors' | 'links' | 'outbox'>,
  tx: Tx,
  caller: PostsCaller,
  id: string,
): Promise<PostReply> {
  const locked = await holdPost(tx, caller, id)
  if (!allows(locked.status, 'publish'))
    throw statusConflict(
      locked.status,
      'publish',
      locked.status === 'pending_approval'
        ? 'The post waits for approval and leaves once its last step is approved. PATCH with saveAsDraft: true takes it back.'
        : undefined,
    )
  await refuseUnfit(deps, tx, caller, id)
  const workflowId = await workflowToPass(tx, caller, { id, approval: locked.approval })
  const moved =
    workflowId === null
      ? await publishNow(tx, caller, id)
      : await sendToApproval(tx, deps, caller, id, workflowId)
  if (!moved) throw statusConflict(locked.status, 'publish')
  return getPost({ db: tx, links: deps.links }, caller, id)
}
