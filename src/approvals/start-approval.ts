import { ApiError } from '../../contract/errors.js'
import { allows } from '../../contract/post-status.js'
import { statusConflict, type PostsCaller, type PostsDeps } from '../posts/deps.js'
import { holdPost } from '../posts/hold-post.js'
import { refuseUnfit } from '../posts/refuse-unfit.js'
import type { Tx } from '../store/database.js'
import { presentPostInApproval, type PostInApproval } from './present-approval.js'
import { noSuchWorkflow, sendToApproval, workflowOf } from './send-to-approval.js'
import { requireFeature } from '../workspaces/require-feature.js'

/** Sends a draft or scheduled post through a workflow. It keeps its time, and leaves at it once the last step is approved. */
export async function startApproval(
  deps: Pick<PostsDeps, 'connectors' | 'links' | 'outbox'>,
  tx: Tx,
  caller: PostsCaller,
  id: string,
  workflowId: string,
): Promise<PostInApproval> {
  const locked = await holdPost(tx, caller, id)
  requireFeature(caller, 'approval_workflows')
  if ((await workflowOf(tx, caller, workflowId)).deleted_at !== null) throw noSuchWorkflow(workflowId)
  if (locked.status === 'pending_approval')
    throw new ApiError(
      'ALREADY_IN_APPROVAL',
      'The post is in approval already; approval-status says where.',
      {
        status: locked.status,
      },
    )
  if (!allows(locked.status, 'startApproval')) throw statusConflict(locked.status, 'startApproval')
  await refuseUnfit(deps, tx, caller, id)
  if (!(await sendToApproval(tx, deps, caller, id, workflowId)))
    throw statusConflict(locked.status, 'startApproval')
  return presentPostInApproval({ db: tx, links: deps.links }, caller, id)
}
