import type { z } from 'zod'
import * as workflows from '../../contract/approval-workflows.js'
import * as contract from '../../contract/approvals.js'
import { paginated } from '../../contract/common.js'
import { ApiError } from '../../contract/errors.js'
import { approvePost, rejectPost } from '../approvals/decide.js'
import { postHistory } from '../approvals/post-history.js'
import { approvalOf, type PostInApproval } from '../approvals/present-approval.js'
import { countQueue, readQueue } from '../approvals/queue.js'
import { startApproval } from '../approvals/start-approval.js'
import { changeWorkflow, createWorkflow, deleteWorkflow, workflowsOf } from '../approvals/workflows.js'
import { unreadWarnings } from '../kit/unread-warnings.js'
import type { WorkflowRow } from '../store/approvals.js'
import type { Parts } from './parts.js'
import { postsDeps } from './posts.js'
import { serve, serveWrite, type Caller, type Route } from './serve.js'

export const approvalRoutes: readonly Route[] = [
  serve(workflows.listApprovalWorkflows, async (parts, { caller, params }) => {
    refuseOthers(caller, params.workspaceId)
    const data = (await workflowsOf(parts.db, caller)).map(present)
    return { data, workflows: data }
  }),
  serveWrite(workflows.createApprovalWorkflow, async (_parts, { tx, caller, params, body }) => {
    refuseOthers(caller, params.workspaceId)
    return present(await createWorkflow(tx, caller, body))
  }),
  serveWrite(workflows.replaceApprovalWorkflow, async (_parts, { tx, caller, params, body }) => {
    refuseOthers(caller, params.workspaceId)
    return present(await changeWorkflow(tx, caller, params.workflowId, body))
  }),
  serveWrite(workflows.deleteApprovalWorkflow, async (_parts, { tx, caller, params }) => {
    refuseOthers(caller, params.workspaceId)
    await deleteWorkflow(tx, caller, params.workflowId)
    return { success: true as const }
  }),
  serveWrite(contract.startApproval, async (parts, { tx, caller, params, body, sent, afterCommit }) => {
    afterCommit(wake(parts))
    const post = await startApproval(postsDeps(parts), tx, caller, params.id, body.workflowId)
    return withUnread(post, contract.startApproval.body, sent)
  }),
  serve(contract.getApprovalStatus, (parts, { caller, params }) => approvalOf(parts.db, caller, params.id)),
  serveWrite(contract.approvePost, async (parts, { tx, caller, params, body, sent, afterCommit }) => {
    afterCommit(wake(parts))
    const post = await approvePost(postsDeps(parts), tx, caller, params.id, body)
    return withUnread(post, contract.approvePost.body, sent)
  }),
  serveWrite(contract.rejectPost, async (parts, { tx, caller, params, body, sent }) => {
    const post = await rejectPost(postsDeps(parts), tx, caller, params.id, body)
    return withUnread(post, contract.rejectPost.body, sent)
  }),
  serve(contract.getApprovalHistory, async (parts, { caller, params }) => {
    const data = await postHistory(postsDeps(parts), caller, params.id)
    return { postId: params.id, data, history: data }
  }),
  serve(contract.listApprovalQueue, async (parts, { caller, query }) => {
    const { items, next } = await readQueue(postsDeps(parts), caller, query)
    return { data: items, items, pagination: paginated(query.limit, next) }
  }),
  serve(contract.countApprovalQueue, async (parts, { caller, query }) => {
    const count = await countQueue(parts.db, caller, query.mine ?? false)
    return { count, pendingCount: count }
  }),
]

/** The post’s own warnings, and the names that nobody read. */
function withUnread(post: PostInApproval, schema: z.ZodType | undefined, sent: unknown): PostInApproval {
  if (schema === undefined) return post
  return { ...post, warnings: [...post.warnings, ...unreadWarnings(schema, sent)] }
}

/** What a round that begins, goes on or ends may have made due. */
function wake({ wake: { due } }: Parts): () => void {
  return () => {
    for (const kind of ['targets', 'deliveries', 'mails'] as const) due(kind)
  }
}

function refuseOthers(caller: Caller, id: string): void {
  if (id === caller.workspaceId) return
  throw new ApiError('NOT_FOUND', `This API key does not belong to a workspace ${id}.`, { id })
}

function present(row: WorkflowRow): z.input<typeof workflows.workflow> {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    name: row.name,
    steps: row.steps,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}
