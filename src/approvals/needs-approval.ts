import { ApiError } from '../../contract/errors.js'
import { writers } from '../../contract/roles.js'
import { decides, lastSignOff, type Decider } from '../domain/approval.js'
import type { PostsCaller } from '../posts/deps.js'
import { latestRound } from '../store/approvals.js'
import type { Db } from '../store/database.js'
import type { Approval } from '../store/posts.js'
import { requireRole } from '../workspaces/may-administer.js'

/** The person behind the call, as one who may decide. A call of the server itself is an administrator’s. */
export function deciderOf({ userId, role }: PostsCaller): Decider {
  return { userId, isAdministrator: role === undefined || role === 'owner' || role === 'admin' }
}

/**
 * The workflow that a post has to pass before this caller may let it leave; null: none. What an owner or admin lets
 * leave needs no approval, nor does what is approved as it stands. A post that was sent back goes through its own
 * workflow again, any other through the one that the workspace has set.
 */
export async function workflowToPass(
  db: Db,
  caller: PostsCaller,
  post: { id: string; approval: Approval },
): Promise<string | null> {
  if (post.approval === 'given' || deciderOf(caller).isAdministrator) return null
  const own = post.approval === 'needed' ? await latestRound(db, caller, post.id) : null
  return own?.workflow_id ?? caller.approvalWorkflowId ?? null
}

/**
 * Refuses to change what a tried post says, where that would send out what nobody approved: of an approved post to
 * everybody but those who decide its last step, of others to who does not write, and in a workspace with a workflow to
 * those who need approval.
 */
export async function refuseUnapprovedChange(
  db: Db,
  caller: PostsCaller,
  post: { id: string; approval: Approval },
): Promise<void> {
  const who = deciderOf(caller)
  const round = post.approval === 'given' ? await latestRound(db, caller, post.id) : null
  const step = round === null ? null : lastSignOff(round.steps)
  if (round !== null && step !== null) {
    if (decides(step, who, new Set(round.able))) return
    throw new ApiError(
      'NOT_AUTHORIZED',
      `The post went out as it was approved; only an approver of its last step (${step.role}) changes what it says now. Clone it to say something else.`,
      { step: step.order, role: step.role, approverIds: step.approverIds },
    )
  }
  if (who.isAdministrator) return
  requireRole({ role: caller.role ?? 'owner' }, ...writers)
  if (caller.approvalWorkflowId == null) return
  throw new ApiError(
    'NOT_AUTHORIZED',
    'What you write needs approval in this workspace, and a post that was tried cannot go back for it. An owner or admin changes it, or you clone it.',
    { workflowId: caller.approvalWorkflowId },
  )
}
