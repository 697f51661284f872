import { z } from 'zod'
import { anyCase, byId, date, pageQuery, pagination, pathId, success } from './common.js'
import { endpoint } from './endpoint.js'
import { eventTypes, type EventType } from './events.js'

const known = Object.keys(eventTypes) as [EventType, ...EventType[]]
/** `post.partial` belongs to an old revision of the contract: taken, never sent. */
const eventName = anyCase([...known, '*', 'post.partial'])
const events = z
  .array(eventName)
  .min(1)
  .max(50)
  .transform((given) => [...new Set(given)])
const url = z
  .url({
    protocol: /^https?$/,
    error: (issue) =>
      issue.code === 'invalid_format' ? 'is not an address such as https://example.com/hook' : undefined,
  })
  .max(2_000)

export const webhook = z
  .object({
    id: z.string(),
    url: z.string(),
    events: z.array(z.string()),
    enabled: z.boolean(),
    active: z.boolean().describe('The same as enabled.'),
    disabledReason: z.string().nullable(),
    lastDeliveryAt: date.nullable(),
    failureCount: z.int().describe('Failed requests since the last success.'),
    createdAt: date,
  })
  .meta({ id: 'Webhook' })
const withSecret = webhook.extend({ secret: z.string().describe('Shown now and never again.') })

const attempt = z.object({
  at: date,
  url: z.string(),
  statusCode: z.int().nullable(),
  latencyMs: z.int().nullable(),
  error: z.string().nullable(),
})
export const delivery = z
  .object({
    id: z.string(),
    webhookId: z.string(),
    eventId: z.string(),
    eventType: z.string(),
    url: z.string(),
    status: z.enum(['pending', 'succeeded', 'failed']),
    success: z.boolean(),
    statusCode: z.int().nullable(),
    latencyMs: z.int().nullable(),
    responseBody: z.string().nullable(),
    error: z.string().nullable(),
    retryCount: z.int(),
    nextRetryAt: date.nullable(),
    attempts: z.array(attempt),
    request: z.object({ headers: z.record(z.string(), z.string()), body: z.unknown() }).nullable(),
    createdAt: date,
    deliveredAt: date.nullable(),
  })
  .meta({ id: 'Delivery' })

const tag = 'Webhooks'
export const createWebhook = endpoint({
  name: 'createWebhook',
  method: 'POST',
  path: '/v1/webhooks',
  scope: 'webhooks:write',
  tag,
  summary: 'Subscribe to events',
  description: 'The reply carries the signing secret, once.',
  body: z.object({
    url,
    events,
    enabled: z.boolean().optional(),
    active: z.boolean().optional().describe('Another name for enabled.'),
  }),
  reply: withSecret,
  status: 201,
  errors: ['LIMIT_EXCEEDED'],
  idempotency: 'transaction',
  secretReply: true,
  example: {
    body: { url: 'https://example.com/webhooks/voxburst', events: ['post.published', 'post.failed'] },
  },
})
export const listWebhooks = endpoint({
  name: 'listWebhooks',
  method: 'GET',
  path: '/v1/webhooks',
  scope: 'webhooks:read',
  tag,
  summary: 'List webhooks',
  query: z.object(pageQuery(50, 100)),
  reply: z.object({
    data: z.array(webhook),
    webhooks: z.array(webhook).describe('The same as data.'),
    pagination,
  }),
})
export const testWebhook = endpoint({
  name: 'testWebhook',
  method: 'POST',
  path: '/v1/webhooks/test',
  scope: 'webhooks:write',
  tag,
  summary: 'Send a test event now',
  description:
    'Answers after the receiver did. A receiver that refuses is still a successful call, and is not tried again.',
  body: z.object({ webhookId: pathId }),
  reply: z.object({ data: delivery }),
  errors: ['NOT_FOUND', 'CONFLICT'],
  idempotency: 'started',
  example: { body: { webhookId: 'wh_123' } },
})
export const openTunnel = endpoint({
  name: 'openTunnel',
  method: 'GET',
  path: '/v1/webhooks/tunnel',
  scope: 'webhooks:write',
  tag,
  summary: 'Open a tunnel, or read its address',
  description:
    'With `Upgrade: websocket` it answers 101 and opens the tunnel of the key that is sent: the first frame is `{"type": "tunnel_ready", "url": …}`. Every delivery to that address comes as `{"type": "webhook", "payload": …}`, the payload being the body that a webhook is sent, without signatures. The address stays the same for the key, and is of use in webhooks of its workspace only. A delivery counts as made when it was handed to an open tunnel; while none is open it fails, and is tried again as all are. Without an upgrade the reply is the address. A key has up to five tunnels in each process.',
  reply: z.object({ url: z.url() }),
  errors: ['CONFLICT'],
})
export const getWebhook = endpoint({
  name: 'getWebhook',
  method: 'GET',
  path: '/v1/webhooks/:id',
  scope: 'webhooks:read',
  tag,
  summary: 'Read a webhook',
  params: byId,
  reply: webhook,
  errors: ['NOT_FOUND'],
})
export const updateWebhook = endpoint({
  name: 'updateWebhook',
  method: 'PATCH',
  path: '/v1/webhooks/:id',
  scope: 'webhooks:write',
  tag,
  summary: 'Change a webhook',
  description: 'enabled: true switches one on again that failed for days.',
  params: byId,
  body: z.object({
    url: url.optional(),
    events: events.optional(),
    enabled: z.boolean().optional(),
    active: z.boolean().optional(),
  }),
  reply: webhook,
  errors: ['NOT_FOUND'],
  idempotency: 'transaction',
  example: { body: { events: ['*'] } },
})
export const deleteWebhook = endpoint({
  name: 'deleteWebhook',
  method: 'DELETE',
  path: '/v1/webhooks/:id',
  scope: 'webhooks:write',
  tag,
  summary: 'Unsubscribe',
  params: byId,
  reply: success,
  errors: ['NOT_FOUND'],
  idempotency: 'transaction',
})
export const rotateSecret = endpoint({
  name: 'rotateSecret',
  method: 'POST',
  path: '/v1/webhooks/:id/rotate-secret',
  scope: 'webhooks:write',
  tag,
  summary: 'Get a new signing secret',
  description:
    'For 24 hours deliveries carry signatures of both, so that receivers can change over. A verifier that reads one v2 takes the last: the two take turns there from try to try.',
  params: byId,
  reply: withSecret,
  errors: ['NOT_FOUND'],
  idempotency: 'transaction',
  secretReply: true,
})
export const listDeliveries = endpoint({
  name: 'listDeliveries',
  method: 'GET',
  path: '/v1/webhooks/:id/deliveries',
  scope: 'webhooks:read',
  tag,
  summary: 'List deliveries, newest first, 30 days back',
  params: byId,
  query: z.object({ status: anyCase(['pending', 'succeeded', 'failed']).optional(), ...pageQuery(20, 100) }),
  reply: z.object({ data: z.array(delivery), pagination }),
  errors: ['NOT_FOUND'],
})
export const replayDelivery = endpoint({
  name: 'replayDelivery',
  method: 'POST',
  path: '/v1/webhooks/:id/deliveries/:deliveryId/replay',
  scope: 'webhooks:write',
  tag,
  summary: 'Send an event again',
  description: 'A new delivery of the same event: webhook-id stays, the delivery id is another.',
  params: byId.extend({ deliveryId: pathId }),
  reply: z.object({ data: delivery }),
  status: 202,
  errors: ['NOT_FOUND', 'CONFLICT'],
  idempotency: 'transaction',
})
export const replayRange = endpoint({
  name: 'replayRange',
  method: 'POST',
  path: '/v1/webhooks/:id/replay',
  scope: 'webhooks:write',
  tag,
  summary: 'Send all events of a time again',
  description:
    'One new delivery for every event that the webhook subscribes to, delivered before or not; tests apart. At most 10,000 at once.',
  params: byId,
  body: z.object({ from: z.iso.datetime({ offset: true }), to: z.iso.datetime({ offset: true }) }),
  reply: z.object({ replayed: z.int() }),
  status: 202,
  errors: ['NOT_FOUND', 'CONFLICT', 'INVALID_DATE'],
  idempotency: 'transaction',
  example: { body: { from: '2027-03-01T00:00:00Z', to: '2027-03-02T00:00:00Z' } },
})
export const listEvents = endpoint({
  name: 'listEvents',
  method: 'GET',
  path: '/v1/events',
  scope: 'webhooks:read',
  tag,
  summary: 'Read events in order, 30 days back',
  description:
    'Oldest first; sequence in data orders the events of one post. Keep next_cursor, the last page has one too, and come back with it: no event is skipped, also none that was written late.',
  query: z.object({
    type: anyCase(Object.keys(eventTypes) as [EventType, ...EventType[]]).optional(),
    postId: z.string().max(64).optional().describe('Those of this post'),
    ...pageQuery(50, 500),
  }),
  reply: z.object({
    data: z.array(
      z.object({
        id: z.string(),
        type: z.string(),
        createdAt: date,
        data: z.record(z.string(), z.unknown()),
        event: z.string().describe('The same as type.'),
        timestamp: date.describe('The same as createdAt.'),
      }),
    ),
    pagination,
  }),
})

export const webhookEndpoints = [
  createWebhook,
  listWebhooks,
  testWebhook,
  openTunnel,
  getWebhook,
  updateWebhook,
  deleteWebhook,
  rotateSecret,
  listDeliveries,
  replayDelivery,
  replayRange,
  listEvents,
] as const
