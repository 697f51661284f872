import * as contract from '../../contract/webhooks.js'
import { paginated } from '../../contract/common.js'
import { ApiError } from '../../contract/errors.js'
import { newId } from '../kit/ids.js'
import * as store from '../store/webhooks.js'
import { secretPurpose } from '../webhooks/deliver.js'
import { newSecret } from '../webhooks/sign.js'
import { tunnelKeyOf } from '../webhooks/tunnel-address.js'
import { openCursor, pageOf } from '../domain/pages.js'
import { noSuchWebhook } from './deliveries.js'
import type { Parts } from './parts.js'
import { serve, serveWrite, type Route } from './serve.js'

/** Every event writes a row for each; more than this is a mistake in a loop. */
const mostPerWorkspace = 100

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

function checkUrl(parts: Parts, workspaceId: string, url: string): void {
  // A tunnel's address is never called: the server may be known by a name that it does not reach itself.
  if (tunnelKeyOf(parts.seal, workspaceId, url) !== null) return
  const { protocol, username, password } = new URL(url)
  const refuse = (why: string): never => {
    throw new ApiError('VALIDATION_ERROR', `url: ${why}`, { field: 'url' })
  }
  if (protocol === 'http:' && !parts.config.allowPrivateNetwork) refuse('has to be https.')
  if (username !== '' || password !== '')
    refuse('carries a user name or password. Deliveries are proved by their signature instead.')
  if (!parts.guarded.mayReach(url)) refuse('leads into a private network, which this server does not reach.')
}

export const webhookRoutes: readonly Route[] = [
  serveWrite(contract.createWebhook, async (parts, { tx, caller, body }) => {
    checkUrl(parts, caller.workspaceId, body.url)
    if ((await store.countWebhooks(tx, caller.workspaceId)) >= mostPerWorkspace)
      throw new ApiError(
        'LIMIT_EXCEEDED',
        `A workspace has ${String(mostPerWorkspace)} webhooks at most. Delete one that is no longer needed.`,
        { limit: mostPerWorkspace },
      )
    const id = newId('wh')
    const secret = newSecret()
    const row = await store.insertWebhook(tx, {
      id,
      workspaceId: caller.workspaceId,
      url: body.url,
      events: body.events,
      enabled: body.enabled ?? body.active ?? true,
      secret: parts.seal.seal(secret, secretPurpose(id)),
    })
    return { ...presentWebhook(row), secret }
  }),
  serve(contract.listWebhooks, async (parts, { caller, query }) => {
    const rows = await store.listWebhooks(parts.db, caller.workspaceId, {
      afterId: openCursor(query.cursor, /^wh_\w+$/),
      limit: query.limit + 1,
    })
    const { page, next } = pageOf(rows, query.limit)
    const data = page.map(presentWebhook)
    return { data, webhooks: data, pagination: paginated(query.limit, next) }
  }),
  serve(contract.getWebhook, async (parts, { caller, params }) => {
    const row = await store.findWebhook(parts.db, caller.workspaceId, params.id)
    if (row === null) throw noSuchWebhook(params.id)
    return presentWebhook(row)
  }),
  serveWrite(contract.updateWebhook, async (parts, { tx, caller, params, body }) => {
    if (body.url !== undefined) checkUrl(parts, caller.workspaceId, body.url)
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
]
