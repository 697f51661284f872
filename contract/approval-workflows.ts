import { z } from 'zod'
import { date, pathId, success } from './common.js'
import { endpoint } from './endpoint.js'
import { administrators } from './roles.js'

/** Limits of the documents, and ours for what they leave open: approvers of a step, workflows of a workspace. */
export const approvalLimits = {
  name: 200,
  steps: 10,
  role: 100,
  approvers: 100,
  comment: 2_000,
  workflows: 100,
} as const

const label = (most: number): z.ZodString => z.string().trim().min(1).max(most)

const step = z.object({
  order: z.int().min(1).describe('1, 2, 3 …'),
  role: label(approvalLimits.role).describe('A label for people'),
  approverIds: z
    .array(z.string().min(1).max(64))
    .min(1)
    .max(approvalLimits.approvers)
    .transform((ids) => [...new Set(ids)])
    .describe('userId of members; one of them decides the step'),
  required: z
    .boolean()
    .optional()
    .describe('true when absent. An optional step holds nothing up: those behind it may decide before it.'),
})

export const workflowBody = z.object({
  name: label(approvalLimits.name),
  steps: z
    .array(step)
    .min(1)
    .max(approvalLimits.steps)
    .superRefine((steps, context) => {
      const orders = steps.map(({ order }) => order).sort((one, other) => one - other)
      if (orders.some((order, index) => order !== index + 1))
        context.addIssue({
          code: 'custom',
          message: `must be numbered by order 1 to ${String(steps.length)}, each once.`,
        })
    }),
})
export type WorkflowBody = z.output<typeof workflowBody>

export const storedStep = z.object({
  order: z.int(),
  role: z.string(),
  approverIds: z.array(z.string()),
  required: z.boolean(),
})

export const workflow = z
  .object({
    id: z.string(),
    workspaceId: z.string(),
    name: z.string(),
    steps: z.array(storedStep),
    createdAt: date,
    updatedAt: date,
  })
  .meta({ id: 'ApprovalWorkflow' })

const tag = 'Approvals'
const ofWorkspace = z.object({ workspaceId: pathId })
const exampleWorkflow = {
  name: 'Content Review',
  steps: [{ order: 1, role: 'Editor', approverIds: ['usr_123'], required: true }],
}

export const listApprovalWorkflows = endpoint({
  name: 'listApprovalWorkflows',
  method: 'GET',
  path: '/v1/workspaces/:workspaceId/approval-workflows',
  scope: 'posts:read',
  tag,
  summary: 'List approval workflows',
  params: ofWorkspace,
  reply: z.object({
    data: z.array(workflow),
    workflows: z.array(workflow).describe('The same as data.'),
  }),
  errors: ['NOT_FOUND', 'PLAN_REQUIRED'],
})

export const createApprovalWorkflow = endpoint({
  name: 'createApprovalWorkflow',
  method: 'POST',
  path: '/v1/workspaces/:workspaceId/approval-workflows',
  scope: 'posts:write',
  roles: administrators,
  tag,
  summary: 'Create an approval workflow',
  description:
    'Steps are asked in their order; one approver decides a step. Approvers are members who may write: viewers are refused.',
  params: ofWorkspace,
  body: workflowBody,
  reply: workflow,
  status: 201,
  errors: ['NOT_FOUND', 'PLAN_REQUIRED', 'LIMIT_EXCEEDED'],
  idempotency: 'transaction',
  example: { body: exampleWorkflow },
})

export const replaceApprovalWorkflow = endpoint({
  name: 'replaceApprovalWorkflow',
  method: 'PUT',
  path: '/v1/workspaces/:workspaceId/approval-workflows/:workflowId',
  scope: 'posts:write',
  roles: administrators,
  tag,
  summary: 'Replace an approval workflow',
  description: 'The whole definition is replaced. Posts that are in approval keep the steps they began with.',
  params: ofWorkspace.extend({ workflowId: pathId }),
  body: workflowBody,
  reply: workflow,
  errors: ['NOT_FOUND', 'PLAN_REQUIRED'],
  idempotency: 'transaction',
  example: { body: exampleWorkflow },
})

export const deleteApprovalWorkflow = endpoint({
  name: 'deleteApprovalWorkflow',
  method: 'DELETE',
  path: '/v1/workspaces/:workspaceId/approval-workflows/:workflowId',
  scope: 'posts:write',
  roles: administrators,
  tag,
  summary: 'Delete an approval workflow',
  description:
    'No post begins it any more. Posts that are in it go on by the steps that they began with, and one that was sent back goes through it again. 409 while it is the workspace’s `approvalWorkflowId`: choose another one, or none, first.',
  params: ofWorkspace.extend({ workflowId: pathId }),
  reply: success,
  errors: ['NOT_FOUND', 'CONFLICT'],
  idempotency: 'transaction',
})

export const approvalWorkflowEndpoints = [
  listApprovalWorkflows,
  createApprovalWorkflow,
  replaceApprovalWorkflow,
  deleteApprovalWorkflow,
] as const
