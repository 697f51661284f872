import type { WorkflowBody } from '../../contract/approval-workflows.js'
import { approvalLimits } from '../../contract/approval-workflows.js'
import { ApiError } from '../../contract/errors.js'
import type { Plans } from '../../contract/plans.js'
import type { WorkflowStep } from '../domain/approval.js'
import type { KeyHolder } from '../store/api-keys.js'
import {
  ableMembers,
  insertWorkflow,
  listWorkflows,
  markWorkflowDeleted,
  replaceWorkflow,
  type WorkflowRow,
} from '../store/approvals.js'
import type { Db, Tx } from '../store/database.js'
import { lockMembers } from '../store/members.js'
import { findWorkspace } from '../store/workspaces.js'
import { noSuchWorkflow } from './send-to-approval.js'
import { requireFeature } from '../workspaces/require-feature.js'

type Caller = Pick<KeyHolder, 'workspaceId' | 'plan'> & { plans: Plans }

export async function workflowsOf(db: Db, caller: Caller): Promise<WorkflowRow[]> {
  requireFeature(caller, 'approval_workflows')
  return listWorkflows(db, caller.workspaceId)
}

export async function createWorkflow(tx: Tx, caller: Caller, body: WorkflowBody): Promise<WorkflowRow> {
  const workflow = await readWorkflow(tx, caller, body)
  if ((await listWorkflows(tx, caller.workspaceId)).length >= approvalLimits.workflows)
    throw new ApiError(
      'LIMIT_EXCEEDED',
      `A workspace has ${String(approvalLimits.workflows)} approval workflows at most. Delete one that is no longer needed.`,
      { limit: approvalLimits.workflows },
    )
  return insertWorkflow(tx, caller.workspaceId, workflow)
}

/** Replaces the whole definition. Posts that are in approval keep the steps they began with. */
export async function changeWorkflow(
  tx: Tx,
  caller: Caller,
  id: string,
  body: WorkflowBody,
): Promise<WorkflowRow> {
  const workflow = await readWorkflow(tx, caller, body)
  const row = await replaceWorkflow(tx, caller.workspaceId, id, workflow)
  if (row === null) throw noSuchWorkflow(id)
  return row
}

/** Deletes a workflow: no post begins it any more. Throws CONFLICT while it is what the workspace demands. */
export async function deleteWorkflow(
  tx: Tx,
  { workspaceId }: Pick<Caller, 'workspaceId'>,
  id: string,
): Promise<void> {
  if (!(await markWorkflowDeleted(tx, workspaceId, id))) throw noSuchWorkflow(id)
  // Read after the workflow is held: who makes it the workspace's meanwhile holds it too.
  const { settings } = await findWorkspace(tx, workspaceId)
  if (settings.approvalWorkflowId === id)
    throw new ApiError(
      'CONFLICT',
      'Members’ posts go through this workflow. Choose another one, or none, in the workspace’s settings.approvalWorkflowId first.',
      { setting: 'approvalWorkflowId' },
    )
}

/** The steps in their order, once every approver can approve. */
async function readWorkflow(
  tx: Tx,
  caller: Caller,
  { name, steps }: WorkflowBody,
): Promise<{ name: string; steps: WorkflowStep[] }> {
  requireFeature(caller, 'approval_workflows')
  // Members and workflows take turns, so that none is asked who is being removed.
  await lockMembers(tx, caller.workspaceId)
  const able = await ableMembers(
    tx,
    caller.workspaceId,
    steps.flatMap((step) => step.approverIds),
  )
  for (const [place, step] of steps.entries())
    for (const [index, id] of step.approverIds.entries())
      if (!able.some((member) => member.userId === id))
        throw new ApiError(
          'VALIDATION_ERROR',
          `${id} is no member of this workspace who can approve. Approvers are named by their userId, and viewers cannot approve.`,
          { field: `steps.${String(place)}.approverIds.${String(index)}`, userId: id },
        )
  const ordered = [...steps].sort((one, other) => one.order - other.order)
  return { name, steps: ordered.map((step) => ({ ...step, required: step.required ?? true })) }
}
