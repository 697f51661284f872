import * as contract from '../../contract/webhooks.js'
import { paginated } from '../../contract/common.js'
import { ApiError } from '../../contract/errors.js'
import { newId } from '../kit/ids.js'
import * as store from '../store/webhooks.js'
import { deliver, envelope, secretPurpose } from '../webhooks/deliver.js'
import { recordEvent } from '../webhooks/record-event.js'
import { newSecret } from '../webhooks/sign.js'
import type { Parts } from './parts.js'
import { serve, serveWrite, type Route } from './serve.js'

function presentWebhook(row: store.WebhookRow) {
  return {
    id: row.id,
    url: row.url,
    events: row.events,
    enabled: row.enabled,
    active: row.enabled,
    disabledReason: row.disabled_reason,
    lastDeliveryAt: row.last_delivery_at?.toISOString() ?? null,
    failureCount: row.failure_count,
    createdAt: row.created_at.toISOString(),
  }
}

function presentDelivery(row: store.DeliveryRow) {
  return {
    id: row.id,
    webhookId: row.webhook_id,
    eventId: row.event_id,
    eventType: row.event_type,
    url: row.url,
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
        : { headers: withoutSignatures(row.request_headers), body: JSON.parse(envelope(row)) as unknown },
    createdAt: row.created_at.toISOString(),
    deliveredAt: row.delivered_at?.toISOString() ?? null,
  }
}

/** A signature shown in a log is one that somebody can send. */
function withoutSignatures(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, name.endsWith('signature') ? '***' : value]),
  )
}

function checkUrl(parts: Parts, url: string): void {
  const isPlain = new URL(url).protocol === 'http:'
  if (isPlain && !parts.config.allowPrivateNetwork)
    throw new ApiError('VALIDATION_ERROR', 'url: has to be https.', { field: 'url' })
  if (!parts.guarded.mayReach(url))
    throw new ApiError(
      'VALIDATION_ERROR',
      'url: leads into a private network, which this server does not reach.',
      { field: 'url' },
    )
}

function noSuchWebhook(id: string): ApiError {
  return new ApiError('NOT_FOUND', `There is no webhook ${id} in this workspace.`)
}

async function enabledWebhook(
  parts: Pick<Parts, 'db'>,
  workspaceId: string,
  id: string,
): Promise<store.WebhookRow> {
  const row = await store.findWebhook(parts.db, workspaceId, id)
  if (row === null) throw noSuchWebhook(id)
  if (!row.enabled)
    throw new ApiError(
      'CONFLICT',
      'The webhook is switched off. Switch it on with PATCH {"enabled": true}.',
      { status: 'disabled' },
    )
  return row
}

function cursorOf(value: string): string {
  return Buffer.from(value).toString('base64url')
}

function openCursor(cursor: string | undefined, format: RegExp): string | null {
  if (cursor === undefined) return null
  const value = Buffer.from(cursor, 'base64url').toString('utf8')
  if (!format.test(value))
    throw new ApiError('VALIDATION_ERROR', 'cursor is not one that a list gave. Start again without it.', {
      field: 'cursor',
    })
  return value
}

export const webhookRoutes: readonly Route[] = [
  serveWrite(contract.createWebhook, async (parts, { tx, caller, body }) => {
    checkUrl(parts, body.url)
    const id = newId('wh')
    const secret = newSecret()
    const row = await store.insertWebhook(tx, {
      id,
      workspaceId: caller.workspaceId,
      url: body.url,
      events: body.events,
      enabled: body.enabled ?? true,
      secret: parts.seal.seal(secret, secretPurpose(id)),
    })
    return { ...presentWebhook(row), secret }
  }),
  serve(contract.listWebhooks, async (parts, { caller, query }) => {
    const rows = await store.listWebhooks(parts.db, caller.workspaceId, {
      afterId: openCursor(query.cursor, /^wh_\w+$/),
      limit: query.limit + 1,
    })
    const page = rows.slice(0, query.limit)
    const data = page.map(presentWebhook)
    const last = page.at(-1)
    return {
      data,
      webhooks: data,
      pagination: paginated(
        query.limit,
        rows.length > query.limit && last !== undefined ? cursorOf(last.id) : null,
      ),
    }
  }),
  serve(contract.testWebhook, async (parts, { caller, body }) => {
    const webhook = await enabledWebhook(parts, caller.workspaceId, body.webhookId)
    const data = { workspaceId: caller.workspaceId, webhookId: webhook.id, message: 'A test from VoxBurst' }
    const { eventId } = await parts.db.transaction((tx) =>
      recordEvent(tx, {
        workspaceId: caller.workspaceId,
        type: 'webhook.test',
        data,
        onlyWebhookId: webhook.id,
      }),
    )
    const lease = await store.leaseDelivery(parts.db, caller.workspaceId, eventId)
    // A worker was quicker: it is sent all the same.
    if (lease !== null) await deliver({ ...parts, observe: () => undefined }, lease)
    const [delivery] = await store.listDeliveries(parts.db, {
      workspaceId: caller.workspaceId,
      webhookId: webhook.id,
      status: null,
      beforeId: null,
      limit: 1,
    })
    if (delivery === undefined) throw new Error('The test delivery was not written')
    return { data: presentDelivery(delivery) }
  }),
  serve(contract.getWebhook, async (parts, { caller, params }) => {
    const row = await store.findWebhook(parts.db, caller.workspaceId, params.id)
    if (row === null) throw noSuchWebhook(params.id)
    return presentWebhook(row)
  }),
  serveWrite(contract.updateWebhook, async (parts, { tx, caller, params, body }) => {
    if (body.url !== undefined) checkUrl(parts, body.url)
    const row = await store.updateWebhook(tx, caller.workspaceId, params.id, {
      url: body.url ?? null,
      events: body.events ?? null,
      enabled: body.enabled ?? body.active ?? null,
    })
    if (row === null) throw noSuchWebhook(params.id)
    return presentWebhook(row)
  }),
  serveWrite(contract.deleteWebhook, async (_parts, { tx, caller, params }) => {
    if (!(await store.deleteWebhook(tx, caller.workspaceId, params.id))) throw noSuchWebhook(params.id)
    return { success: true as const }
  }),
  serveWrite(contract.rotateSecret, async (parts, { tx, caller, params }) => {
    const secret = newSecret()
    const row = await store.rotateSecret(
      tx,
      caller.workspaceId,
      params.id,
      parts.seal.seal(secret, secretPurpose(params.id)),
    )
    if (row === null) throw noSuchWebhook(params.id)
    return { ...presentWebhook(row), secret }
  }),
  serve(contract.listDeliveries, async (parts, { caller, params, query }) => {
    if ((await store.findWebhook(parts.db, caller.workspaceId, params.id)) === null)
      throw noSuchWebhook(params.id)
    const beforeId = openCursor(query.cursor, /^dlv_\w+$/)
    const rows = await store.listDeliveries(parts.db, {
      workspaceId: caller.workspaceId,
      webhookId: params.id,
      status: query.status ?? null,
      beforeId,
      limit: query.limit + 1,
    })
    const page = rows.slice(0, query.limit)
    const last = page.at(-1)
    return {
      data: page.map(presentDelivery),
      pagination: paginated(
        query.limit,
        rows.length > query.limit && last !== undefined ? cursorOf(last.id) : null,
      ),
    }
  }),
  serveWrite(contract.replayDelivery, async (parts, { tx, caller, params, afterCommit }) => {
    await enabledWebhook(parts, caller.workspaceId, params.id)
    const id = await store.copyDelivery(tx, caller.workspaceId, params.id, params.deliveryId)
    const row = id === null ? null : await store.findDelivery(tx, caller.workspaceId, id)
    if (row === null)
      throw new ApiError('NOT_FOUND', `There is no delivery ${params.deliveryId} of this webhook.`)
    afterCommit(() => parts.wake.due('deliveries'))
    return { data: presentDelivery(row) }
  }),
  serveWrite(contract.replayRange, async (parts, { tx, caller, params, body, afterCommit }) => {
    const webhook = await enabledWebhook(parts, caller.workspaceId, params.id)
    const [from, to] = [new Date(body.from), new Date(body.to)]
    if (from > to) throw new ApiError('VALIDATION_ERROR', 'from: is after to.', { field: 'from' })
    const replayed = await store.replayEvents(tx, webhook, from, to)
    afterCommit(() => parts.wake.due('deliveries'))
    return { replayed }
  }),
  serve(contract.listEvents, async (parts, { caller, query }) => {
    const afterSeq = openCursor(query.cursor, /^\d+$/) ?? '0'
    const rows = await store.listEvents(parts.db, {
      workspaceId: caller.workspaceId,
      type: query.type ?? null,
      postId: query.postId ?? null,
      afterSeq,
      limit: query.limit,
    })
    const last = rows.at(-1)
    const page = paginated(
      query.limit,
      rows.length === query.limit && last !== undefined ? cursorOf(last.seq) : null,
    )
    // The end of the list has a cursor too: to come back with later.
    const cursor = cursorOf(last?.seq ?? afterSeq)
    return {
      data: rows.map((row) => ({
        id: row.id,
        type: row.type,
        createdAt: row.created_at.toISOString(),
        data: row.data,
      })),
      pagination: { ...page, next_cursor: cursor, nextCursor: cursor, cursor },
    }
  }),
]
