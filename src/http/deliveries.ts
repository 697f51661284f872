import { paginated } from '../../contract/common.js'
import { ApiError } from '../../contract/errors.js'
import * as contract from '../../contract/webhooks.js'
import * as store from '../store/deliveries.js'
import type { EventPosition } from '../store/events.js'
import { findWebhook, type WebhookRow } from '../store/webhooks.js'
import { deliver } from '../webhooks/deliver.js'
import { presentEvent } from '../webhooks/present-event.js'
import { readEvents } from '../webhooks/read-events.js'
import { recordEvent } from '../webhooks/record-event.js'
import { cursorOf, openCursor, pageOf } from '../domain/pages.js'
import { createLinks } from './links.js'
import type { Parts } from './parts.js'
import { serve, serveWrite, type Route } from './serve.js'

/** Events that one replay sends at most. */
const mostReplayed = 10_000

export function noSuchWebhook(id: string): ApiError {
  return new ApiError('NOT_FOUND', `There is no webhook ${id} in this workspace.`)
}

function presentDelivery(parts: Pick<Parts, 'config' | 'seal'>, row: store.DeliveryRow) {
  const event = {
    id: row.event_id,
    type: row.event_type,
    created_at: row.event_created_at,
    data: row.event_data,
  }
  return {
    id: row.id,
    webhookId: row.webhook_id,
    eventId: row.event_id,
    eventType: row.event_type,
    url: row.attempts.at(-1)?.url ?? row.webhook_url,
    status: row.status,
    success: row.status === 'succeeded',
    statusCode: row.status_code,
    latencyMs: row.latency_ms,
    responseBody: row.response_body,
    error: row.error,
    retryCount: Math.max(0, row.tries - 1),
    nextRetryAt: row.status === 'pending' && row.tries > 0 ? (row.run_at?.toISOString() ?? null) : null,
    attempts: row.attempts,
    request:
      row.request_headers === null
        ? null
        : { headers: row.request_headers, body: presentEvent(createLinks(parts).platformUrl, event) },
    createdAt: row.created_at.toISOString(),
    deliveredAt: row.delivered_at?.toISOString() ?? null,
  }
}

async function enabledWebhook(
  parts: Pick<Parts, 'db'>,
  workspaceId: string,
  id: string,
): Promise<WebhookRow> {
  const row = await findWebhook(parts.db, workspaceId, id)
  if (row === null) throw noSuchWebhook(id)
  if (!row.enabled)
    throw new ApiError(
      'CONFLICT',
      'The webhook is switched off. Switch it on with PATCH {"enabled": true}.',
      { status: 'disabled' },
    )
  return row
}

/** What was delivered, what is sent again, and the events themselves. */
export const deliveryRoutes: readonly Route[] = [
  serve(contract.testWebhook, async (parts, { caller, body }) => {
    const { workspaceId } = caller
    const { id: webhookId } = await enabledWebhook(parts, workspaceId, body.webhookId)
    const data = { id: webhookId, webhookId, workspaceId, message: 'A test from VoxBurst' }
    const lease = await parts.db.transaction(async (tx) => {
      const event = { workspaceId, type: 'webhook.test' as const, data, onlyWebhookId: webhookId }
      return store.leaseDelivery(tx, workspaceId, (await recordEvent(tx, event)).eventId)
    })
    const { platformUrl } = createLinks(parts)
    await deliver({ ...parts, platformUrl, observe: () => undefined }, lease)
    const row = await store.findDelivery(parts.db, workspaceId, lease.id)
    if (row === null) throw noSuchWebhook(webhookId)
    return { data: presentDelivery(parts, row) }
  }),
  serve(contract.listDeliveries, async (parts, { caller, params, query }) => {
    if ((await findWebhook(parts.db, caller.workspaceId, params.id)) === null) throw noSuchWebhook(params.id)
    const rows = await store.listDeliveries(parts.db, {
      workspaceId: caller.workspaceId,
      webhookId: params.id,
      status: query.status ?? null,
      beforeId: openCursor(query.cursor, /^dlv_\w+$/),
      limit: query.limit + 1,
    })
    const { page, next } = pageOf(rows, query.limit)
    return {
      data: page.map((row) => presentDelivery(parts, row)),
      pagination: paginated(query.limit, next),
    }
  }),
  serveWrite(contract.replayDelivery, async (parts, { tx, caller, params, afterCommit }) => {
    await enabledWebhook(parts, caller.workspaceId, params.id)
    const id = await store.copyDelivery(tx, caller.workspaceId, params.id, params.deliveryId)
    const row = id === null ? null : await store.findDelivery(tx, caller.workspaceId, id)
    if (row === null)
      throw new ApiError('NOT_FOUND', `There is no delivery ${params.deliveryId} of this webhook.`)
    afterCommit(() => parts.wake.due('deliveries'))
    return { data: presentDelivery(parts, row) }
  }),
  serveWrite(contract.replayRange, async (parts, { tx, caller, params, body, afterCommit }) => {
    const webhook = await enabledWebhook(parts, caller.workspaceId, params.id)
    const time = { from: new Date(body.from), to: new Date(body.to) }
    if (time.from > time.to) throw new ApiError('VALIDATION_ERROR', 'from: is after to.', { field: 'from' })
    const replayed = await store.replayEvents(tx, webhook, { ...time, most: mostReplayed })
    if (replayed === null)
      throw new ApiError(
        'VALIDATION_ERROR',
        `to: more than ${String(mostReplayed)} events lie between. Ask for a shorter time.`,
        { field: 'to', limit: mostReplayed },
      )
    afterCommit(() => parts.wake.due('deliveries'))
    return { replayed }
  }),
  serve(contract.listEvents, async (parts, { caller, query }) => {
    const after = openEventCursor(query.cursor)
    const rows = await readEvents(parts.db, {
      workspaceId: caller.workspaceId,
      type: query.type ?? null,
      postId: query.postId ?? null,
      after,
      limit: query.limit + 1,
    })
    const page = rows.slice(0, query.limit)
    // The end of the list has a cursor too: to come back with later.
    const last = page.at(-1) ?? after
    const cursor = cursorOf(last === null ? '0' : `${last.seq} ${last.id}`)
    const hasMore = rows.length > query.limit
    const { platformUrl } = createLinks(parts)
    return {
      data: page.map((row) => presentEvent(platformUrl, row)),
      pagination: { ...paginated(query.limit, cursor), has_more: hasMore, hasMore },
    }
  }),
]

function openEventCursor(cursor: string | undefined): EventPosition {
  const [seq, id] = openCursor(cursor, /^(?:0|\d{1,18} evt_\w+)$/)?.split(' ') ?? []
  return seq === undefined || id === undefined ? null : { seq, id }
}
