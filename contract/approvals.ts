import { z } from 'zod'
import { approvalLimits, approvalWorkflowEndpoints, storedStep } from './approval-workflows.js'
import { byId, date, pageQuery, pagination } from './common.js'
import { endpoint } from './endpoint.js'
import { post, targetError } from './post-reply.js'
import { deciders } from './roles.js'

const stepState = storedStep.extend({
  status: z
    .enum(['PENDING', 'APPROVED', 'REJECTED', 'SKIPPED'])
    .describe('SKIPPED: an optional step that the post went past'),
  decidedBy: z.string().nullable().describe('userId'),
  decidedByName: z.string().nullable(),
  decidedAt: date.nullable(),
  comment: z.string().nullable(),
})

export const approval = z
  .object({
    postId: z.string(),
    status: z.string().describe('The post’s status, in lower case'),
    approvalStatus: z
      .enum(['PENDING', 'APPROVED', 'REJECTED', 'WITHDRAWN'])
      .nullable()
      .describe(
        'Of the newest round; WITHDRAWN: the post was changed while it waited. null: there was none.',
      ),
    pending: z.boolean().describe('Whether the post waits for a decision'),
    workflowId: z.string().nullable(),
    workflowName: z.string().nullable(),
    round: z.int().describe('How many rounds there were, this one included'),
    currentStep: stepState.nullable().describe('The first step that is open'),
    steps: z.array(stepState).describe('As the workflow had them when the round began'),
    approvals: z
      .array(
        z.object({
          step: z.int(),
          role: z.string(),
          userId: z.string(),
          userName: z.string().nullable(),
          comment: z.string().nullable(),
          approvedAt: date,
        }),
      )
      .describe('Who has approved so far'),
    canDecide: z.boolean().describe('Whether the member behind the key may approve or reject now'),
    startedBy: z.string().nullable(),
    startedAt: date.nullable(),
    endedAt: date.nullable(),
  })
  .meta({ id: 'Approval' })

const postInApproval = post.extend({ approval }).meta({ id: 'PostInApproval' })

const by = {
  at: date,
  userId: z.string().nullable().describe('null: the server by itself'),
  userName: z.string().nullable(),
}
const ofRound = { round: z.int(), workflowId: z.string(), workflowName: z.string() }
const shown = z
  .object({
    content: z.string(),
    threadPosts: z.array(z.string()),
    overrides: z.record(z.string(), z.string()).describe('Text by platform, in upper case'),
    firstComment: z.string().nullable(),
    mediaIds: z.array(z.string()),
    threadMediaIds: z.array(z.array(z.string())).describe('Of each part of the thread'),
    overrideMediaIds: z.record(z.string(), z.array(z.string())).describe('By platform, in upper case'),
    altTexts: z.record(z.string(), z.string()).describe('What the post says of its files, by their ids'),
    accountIds: z.array(z.string()),
    scheduledFor: date.nullable(),
  })
  .partial({
    threadMediaIds: true,
    overrideMediaIds: true,
    altTexts: true,
    accountIds: true,
    scheduledFor: true,
  })
  .nullable()
  .describe('What the post said when the round began; null, or a field absent: it was not kept yet')
const onPlatform = { postPlatformId: z.string(), platform: z.string(), accountId: z.string() }
export const historyEntry = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('created'), ...by, status: z.string() }),
    z.object({ type: z.literal('status_changed'), ...by, from: z.string(), to: z.string() }),
    z.object({ type: z.literal('approval_started'), ...by, ...ofRound, shown }),
    z.object({
      type: z.enum(['step_approved', 'step_rejected']),
      ...by,
      ...ofRound,
      step: z.int(),
      role: z.string(),
      comment: z.string().nullable(),
    }),
    z.object({
      type: z.literal('publish_attempt'),
      at: date,
      ...onPlatform,
      number: z.int(),
      outcome: z.string().nullable().describe('published, processing, halfway, refused, unknown; null: open'),
      error: targetError.nullable(),
    }),
    z.object({
      type: z.literal('publish_result'),
      at: date,
      ...onPlatform,
      status: z.enum(['published', 'failed', 'skipped']),
      platformPostId: z.string().nullable(),
      platformPostUrl: z.string().nullable(),
      error: targetError.nullable(),
    }),
  ])
  .meta({ id: 'PostHistoryEntry' })
export type HistoryEntry = z.input<typeof historyEntry>

const tag = 'Approvals'

export const startApproval = endpoint({
  name: 'startApproval',
  method: 'POST',
  path: '/v1/posts/:id/start-approval',
  scope: 'posts:write',
  tag,
  summary: 'Start the approval of a post',
  description:
    'A draft or scheduled post becomes pending_approval and does not leave before its last approval. It has to keep the rules of its networks, as for publishing. Approvers are told by post.approval.requested, and by mail where the server sends mails.',
  params: byId,
  body: z.object({ workflowId: z.string().min(1).max(64) }),
  reply: postInApproval,
  errors: [
    'NOT_FOUND',
    'ALREADY_IN_APPROVAL',
    'CONFLICT',
    'PLAN_REQUIRED',
    'PLATFORM_RESTRICTED',
    'MEDIA_REQUIRED',
  ],
  idempotency: 'transaction',
  example: { body: { workflowId: 'wf_123' } },
})

export const getApprovalStatus = endpoint({
  name: 'getApprovalStatus',
  method: 'GET',
  path: '/v1/posts/:id/approval-status',
  scope: 'posts:read',
  tag,
  summary: 'Where the approval of a post stands',
  description: 'The newest round. A post that never was in a workflow has none: approvalStatus is null.',
  params: byId,
  reply: approval,
  errors: ['NOT_FOUND'],
})

const stepGiven = z
  .int()
  .min(1)
  .max(approvalLimits.steps)
  .nullish()
  .describe('The order of the step that is meant; 409 where it is no longer the one to decide.')
const roundGiven = z
  .int()
  .min(1)
  .nullish()
  .describe('The round that was read; 409 where the post was changed since and another round runs.')
const comment = z.string().trim().max(approvalLimits.comment)

export const approvePost = endpoint({
  name: 'approvePost',
  method: 'POST',
  path: '/v1/posts/:id/approve',
  scope: 'posts:write',
  roles: deciders,
  rolesNote: 'Only an approver of the current step, else 403 `NOT_AUTHORIZED`.',
  tag,
  summary: 'Approve the current step',
  description:
    'The last approval makes the post approved, then scheduled where it has a time; one whose time has passed leaves at once. Where two decide at the same moment, one wins and the other is 409.',
  params: byId,
  body: z.object({
    comment: comment.nullish().describe('A note to the author'),
    step: stepGiven,
    round: roundGiven,
  }),
  reply: postInApproval,
  errors: ['NOT_FOUND', 'NOT_AUTHORIZED', 'NO_PENDING_STEP', 'CONFLICT', 'PLATFORM_RESTRICTED'],
  idempotency: 'transaction',
  example: { body: { comment: 'Looks great' } },
})

export const rejectPost = endpoint({
  name: 'rejectPost',
  method: 'POST',
  path: '/v1/posts/:id/reject',
  scope: 'posts:write',
  roles: deciders,
  rolesNote: 'Only an approver of the current step, else 403 `NOT_AUTHORIZED`.',
  tag,
  summary: 'Reject the current step',
  description: 'The post is a draft again and keeps its time.',
  params: byId,
  body: z.object({
    comment: comment.min(1).describe('What is to be mended'),
    step: stepGiven,
    round: roundGiven,
  }),
  reply: postInApproval,
  errors: ['NOT_FOUND', 'NOT_AUTHORIZED', 'NO_PENDING_STEP', 'CONFLICT'],
  idempotency: 'transaction',
  example: { body: { comment: 'Please shorten the text.' } },
})

export const getApprovalHistory = endpoint({
  name: 'getApprovalHistory',
  method: 'GET',
  path: '/v1/posts/:id/approval-history',
  scope: 'posts:read',
  tag,
  summary: 'What happened to a post, in order',
  description:
    'Oldest first: changes of its status (the newest 500), rounds and decisions, attempts (the newest 100 of each account) and what became of each account.',
  params: byId,
  reply: z.object({
    postId: z.string(),
    data: z.array(historyEntry),
    history: z.array(historyEntry).describe('The same as data.'),
  }),
  errors: ['NOT_FOUND'],
})

const mine = z
  .stringbool()
  .optional()
  .describe('true: only posts of which an open step names the member behind the key')

export const listApprovalQueue = endpoint({
  name: 'listApprovalQueue',
  method: 'GET',
  path: '/v1/approval-queue/items',
  scope: 'posts:read',
  tag,
  summary: 'Posts that wait for approval',
  description: 'Those that have waited longest first.',
  query: z.object({ mine, ...pageQuery(20, 100) }),
  reply: z.object({
    data: z.array(postInApproval),
    items: z.array(postInApproval).describe('The same as data.'),
    pagination,
  }),
})

export const countApprovalQueue = endpoint({
  name: 'countApprovalQueue',
  method: 'GET',
  path: '/v1/approval-queue/pending-count',
  scope: 'posts:read',
  tag,
  summary: 'How many posts wait for approval',
  query: z.object({ mine }),
  reply: z.object({
    count: z.int(),
    pendingCount: z.int().describe('The same as count.'),
  }),
})

export const approvalEndpoints = [
  ...approvalWorkflowEndpoints,
  startApproval,
  getApprovalStatus,
  approvePost,
  rejectPost,
  getApprovalHistory,
  listApprovalQueue,
  countApprovalQueue,
] as const
