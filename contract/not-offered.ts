import { z } from 'zod'
import { pathId } from './common.js'
import type { Endpoint } from './endpoint.js'

/**
 * Endpoints that the documents of the API describe and this server does not have yet. They answer 400 and say so, so
 * that a client learns more than from "no such path". A feature that comes moves its lines to a file of its own.
 */
export type NotOffered = Pick<
  Endpoint,
  'name' | 'method' | 'path' | 'scope' | 'tag' | 'summary' | 'params'
> & {
  /** The part of the path that asks for what is not there: `details.field`. */
  field: string
  /** What to do instead, as a sentence. */
  instead: string
}

const byId = z.object({ id: pathId })
const ofWorkspace = z.object({ workspaceId: pathId })

const preflight = {
  tag: 'Preflight',
  field: 'preflight',
  instead: 'POST /v1/posts/validate checks a post against the rules of every network.',
}
const approvals = {
  tag: 'Approvals',
  instead: 'Save the post with saveAsDraft, and publish or schedule it when it is agreed.',
}

export const notOffered: readonly NotOffered[] = [
  {
    ...preflight,
    name: 'preflightPost',
    method: 'GET',
    path: '/v1/posts/preflight',
    scope: 'posts:read',
    summary: 'Risk tier of each account',
  },
  {
    ...approvals,
    name: 'listApprovalWorkflows',
    method: 'GET',
    path: '/v1/workspaces/:workspaceId/approval-workflows',
    scope: 'posts:read',
    field: 'approval-workflows',
    summary: 'List approval workflows',
    params: ofWorkspace,
  },
  {
    ...approvals,
    name: 'createApprovalWorkflow',
    method: 'POST',
    path: '/v1/workspaces/:workspaceId/approval-workflows',
    scope: 'posts:write',
    field: 'approval-workflows',
    summary: 'Create an approval workflow',
    params: ofWorkspace,
  },
  {
    ...approvals,
    name: 'replaceApprovalWorkflow',
    method: 'PUT',
    path: '/v1/workspaces/:workspaceId/approval-workflows/:workflowId',
    scope: 'posts:write',
    field: 'approval-workflows',
    summary: 'Replace an approval workflow',
    params: ofWorkspace.extend({ workflowId: pathId }),
  },
  {
    ...approvals,
    name: 'startApproval',
    method: 'POST',
    path: '/v1/posts/:id/start-approval',
    scope: 'posts:write',
    field: 'start-approval',
    summary: 'Start the approval of a post',
    params: byId,
  },
  {
    ...approvals,
    name: 'getApprovalStatus',
    method: 'GET',
    path: '/v1/posts/:id/approval-status',
    scope: 'posts:read',
    field: 'approval-status',
    summary: 'Where the approval of a post stands',
    params: byId,
  },
  {
    ...approvals,
    name: 'approvePost',
    method: 'POST',
    path: '/v1/posts/:id/approve',
    scope: 'posts:write',
    field: 'approve',
    summary: 'Approve the current step',
    params: byId,
  },
  {
    ...approvals,
    name: 'rejectPost',
    method: 'POST',
    path: '/v1/posts/:id/reject',
    scope: 'posts:write',
    field: 'reject',
    summary: 'Reject the current step',
    params: byId,
  },
  {
    ...approvals,
    name: 'getApprovalHistory',
    method: 'GET',
    path: '/v1/posts/:id/approval-history',
    scope: 'posts:read',
    field: 'approval-history',
    summary: 'What happened to a post, in order',
    params: byId,
  },
  {
    ...approvals,
    name: 'listApprovalQueue',
    method: 'GET',
    path: '/v1/approval-queue/items',
    scope: 'posts:read',
    field: 'approval-queue',
    summary: 'Posts that wait for approval',
  },
  {
    ...approvals,
    name: 'countApprovalQueue',
    method: 'GET',
    path: '/v1/approval-queue/pending-count',
    scope: 'posts:read',
    field: 'approval-queue',
    summary: 'How many posts wait for approval',
  },
]
