import { z } from 'zod'
import { date } from './common.js'
import { eventTypes, type EventType } from './events.js'

/** Enumerations are in upper case here, where the REST API has them in lower case. */
const upper = (what: string): z.ZodString =>
  z
    .string()
    .regex(/^[A-Z0-9_]+$/)
    .describe(`${what}, in upper case`)

const problem = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
})

const postEvent = z
  .object({
    id: z.string(),
    postId: z.string().describe('The same as id'),
    workspaceId: z.string(),
    sequence: z.int().describe('Rises with each event of the post: order what arrives by it'),
    run: z.int().describe('Counts the times the post was sent on its way'),
    content: z.string(),
    status: upper('The post’s status'),
    scheduledFor: date.nullable(),
    publishedAt: date.nullable(),
    createdAt: date,
    metadata: z.record(z.string(), z.unknown()).nullable(),
    platforms: z.array(
      z.object({
        postPlatformId: z.string(),
        id: z.string().describe('The same as postPlatformId'),
        accountId: z.string(),
        platform: upper('The platform'),
        status: upper('The target’s status'),
        platformPostId: z.string().nullable(),
        platformPostUrl: z.string().nullable(),
        publishedAt: date.nullable(),
        retryCount: z.int(),
        error: problem.nullable(),
        warnings: z.array(z.record(z.string(), z.unknown())),
      }),
    ),
  })
  .meta({ id: 'PostEventData' })

const approvalEvent = postEvent
  .extend({
    approval: z.object({
      workflowId: z.string(),
      workflowName: z.string(),
      round: z.int(),
      status: upper('The round’s status'),
      approverIds: z.array(z.string()).describe('Who may decide now'),
      steps: z.array(
        z.object({
          order: z.int(),
          role: z.string(),
          approverIds: z.array(z.string()),
          required: z.boolean(),
          status: upper('The step’s status'),
          decidedBy: z.string().nullable(),
          decidedAt: date.nullable(),
          comment: z.string().nullable(),
        }),
      ),
    }),
  })
  .meta({ id: 'ApprovalEventData' })

const accountEvent = z
  .object({
    id: z.string(),
    accountId: z.string().describe('The same as id'),
    workspaceId: z.string(),
    platform: upper('The platform'),
    username: z.string().nullable(),
    displayName: z.string().nullable(),
    status: upper('The account’s status'),
    reason: z.string().optional().describe('Why it was disconnected'),
    error: problem.optional().describe('What the network said'),
  })
  .meta({ id: 'AccountEventData' })

const mediaEvent = z
  .object({
    id: z.string(),
    mediaId: z.string().describe('The same as id'),
    workspaceId: z.string(),
    filename: z.string().nullable(),
    contentType: z.string(),
    sizeBytes: z.int(),
    status: upper('The file’s status'),
  })
  .meta({ id: 'MediaEventData' })

const webhookDisabled = z
  .object({
    id: z.string(),
    webhookId: z.string().describe('The same as id'),
    workspaceId: z.string(),
    url: z.string(),
    reason: z.string(),
  })
  .meta({ id: 'WebhookDisabledData' })

const webhookTest = z
  .object({ workspaceId: z.string(), webhookId: z.string(), message: z.string() })
  .meta({ id: 'WebhookTestData' })

/** `data` of each event. Fields may be added; none is taken away or renamed. */
export const eventData = {
  'post.created': postEvent,
  'post.scheduled': postEvent,
  'post.published': postEvent,
  'post.failed': postEvent,
  'post.approval.requested': approvalEvent,
  'post.draft.approved': approvalEvent,
  'account.connected': accountEvent,
  'account.disconnected': accountEvent,
  'account.error': accountEvent,
  'media.uploaded': mediaEvent,
  'webhook.disabled': webhookDisabled,
  'webhook.test': webhookTest,
} as const satisfies Record<EventType, z.ZodType>

/** The body of a delivery. */
export function eventEnvelope(type: EventType): z.ZodObject {
  return z
    .object({
      id: z.string().describe('The event’s id, the same in every delivery of it'),
      type: z.literal(type),
      createdAt: date,
      data: eventData[type],
      event: z.literal(type).describe('The same as type'),
      timestamp: date.describe('The same as createdAt'),
    })
    .describe(eventTypes[type])
}
