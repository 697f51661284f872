import { ApiError } from '../../contract/errors.js'
import { beginSteps, openSteps } from '../domain/approval.js'
import type { PostsCaller } from '../posts/deps.js'
import { findWorkflow, insertRound, latestRound, type WorkflowRow } from '../store/approvals.js'
import type { Tx } from '../store/database.js'
import { movePost } from '../store/move-post.js'
import { scheduleTargets } from '../store/post-targets.js'
import { askApprovers, askedOf, type AskingDeps } from './ask-approvers.js'
import { requireFeature } from '../workspaces/require-feature.js'

/** A workflow of the caller's workspace, a deleted one too: posts that were in it go through it again. Throws NOT_FOUND. */
export async function workflowOf(
  tx: Tx,
  { workspaceId }: { workspaceId: string },
  id: string,
): Promise<WorkflowRow> {
  const workflow = await findWorkflow(tx, workspaceId, id)
  if (workflow === null) throw noSuchWorkflow(id)
  return workflow
}

export function noSuchWorkflow(id: string): ApiError {
  return new ApiError('NOT_FOUND', `No approval workflow ${id} in this workspace.`, { id })
}

/**
 * Takes the time from a draft or scheduled post and begins a round. The caller has taken lanes and post, and checked
 * that the post may leave. False: its status does not allow it.
 */
export async function sendToApproval(
  tx: Tx,
  deps: AskingDeps,
  caller: PostsCaller,
  postId: string,
  workflowId: string,
): Promise<boolean> {
  const moved = await movePost(tx, caller, postId, {
    name: 'send-post-to-approval',
    action: 'startApproval',
    to: 'pending_approval',
    set: `approval = 'needed'`,
  })
  if (!moved) return false
  await scheduleTargets(tx, caller, postId, null)
  await beginRound(tx, deps, caller, postId, workflowId)
  return true
}

/** Begins a round of a post that is pending_approval already, and tells those whose turn it is. Throws PLAN_REQUIRED. */
export async function beginRound(
  tx: Tx,
  deps: AskingDeps,
  caller: PostsCaller,
  postId: string,
  workflowId: string,
): Promise<void> {
  requireFeature(caller, 'approval_workflows')
  const workflow = await workflowOf(tx, caller, workflowId)
  const steps = beginSteps(workflow.steps)
  await insertRound(tx, caller, { postId, workflow, steps, asked: askedOf(steps) })
  const round = await latestRound(tx, caller, postId)
  if (round === null) throw new Error('The round was not written')
  await askApprovers(tx, deps, caller, round, openSteps(steps))
}
