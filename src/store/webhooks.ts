import type { JsonObject } from '../kit/json.js'
import type { Lease } from './claims.js'
import type { Db, Tx } from './database.js'

export type WebhookRow = {
  id: string
  workspace_id: string
  url: string
  events: string[]
  enabled: boolean
  secret: Buffer
  previous_secret: Buffer | null
  disabled_reason: string | null
  last_delivery_at: Date | null
  failure_count: number
  created_at: Date
}

export async function insertWebhook(
  tx: Tx,
  webhook: {
    id: string
    workspaceId: string
    url: string
    events: readonly string[]
    enabled: boolean
    secret: Buffer
  },
): Promise<WebhookRow> {
  const [row] = await tx.query<WebhookRow>({
    name: 'insert-webhook',
    text: 'insert into webhooks (id, workspace_id, url, events, enabled, secret) values ($1, $2, $3, $4, $5, $6) returning *',
    values: [webhook.id, webhook.workspaceId, webhook.url, webhook.events, webhook.enabled, webhook.secret],
  })
  if (row === undefined) throw new Error('The webhook was not written')
  return row
}

export async function findWebhook(db: Db, workspaceId: string, id: string): Promise<WebhookRow | null> {
  const [row] = await db.query<WebhookRow>({
    name: 'find-webhook',
    text: 'select * from webhooks where workspace_id = $1 and id = $2',
    values: [workspaceId, id],
  })
  return row ?? null
}

export async function listWebhooks(
  db: Db,
  workspaceId: string,
  page: { afterId: string | null; limit: number },
): Promise<WebhookRow[]> {
  return db.query<WebhookRow>({
    name: 'list-webhooks',
    text: 'select * from webhooks where workspace_id = $1 and ($2::text is null or id > $2) order by id limit $3',
    values: [workspaceId, page.afterId, page.limit],
  })
}

/** Switching on again forgets the failures. */
export async function updateWebhook(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: { url: string | null; events: readonly string[] | null; enabled: boolean | null },
): Promise<WebhookRow | null> {
  const [row] = await tx.query<WebhookRow>({
    name: 'update-webhook',
    text: `
      update webhooks set url = coalesce($3, url), events = coalesce($4, events), enabled = coalesce($5, enabled),
        disabled_reason = case when $5 then null else disabled_reason end, failing_since = case when $5 then null else failing_since end,
        failure_count = case when $5 then 0 else failure_count end, updated_at = vb_now()
      where workspace_id = $1 and id = $2 returning *`,
    values: [workspaceId, id, change.url, change.events, change.enabled],
  })
  return row ?? null
}

export async function deleteWebhook(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'delete-webhook',
    text: 'delete from webhooks where workspace_id = $1 and id = $2 returning id',
    values: [workspaceId, id],
  })
  return rows.length === 1
}

/** The former secret signs beside the new one for a day. */
export async function rotateSecret(
  tx: Tx,
  workspaceId: string,
  id: string,
  secret: Buffer,
): Promise<WebhookRow | null> {
  const [row] = await tx.query<WebhookRow>({
    name: 'rotate-secret',
    text: `update webhooks set previous_secret = secret, previous_until = vb_now() + interval '24 hours', secret = $3, updated_at = vb_now()
           where workspace_id = $1 and id = $2 returning *`,
    values: [workspaceId, id, secret],
  })
  return row ?? null
}

export type DeliveryRow = {
  id: string
  webhook_id: string
  event_id: string
  event_type: string
  event_created_at: Date
  event_data: JsonObject
  url: string
  status: 'pending' | 'succeeded' | 'failed'
  tries: number
  attempts: { at: string; statusCode: number | null; latencyMs: number | null; error: string | null }[]
  request_headers: Record<string, string> | null
  status_code: number | null
  response_body: string | null
  error: string | null
  latency_ms: number | null
  delivered_at: Date | null
  run_at: Date | null
  created_at: Date
}

const deliveryColumns = `d.id, d.webhook_id, d.event_id, e.type as event_type, e.created_at as event_created_at, e.data as event_data, w.url, d.status, d.tries,
  d.attempts, d.request_headers, d.status_code, d.response_body, d.error, d.latency_ms, d.delivered_at, nullif(d.run_at, 'infinity') as run_at, d.created_at`
const deliveryTables =
  'deliveries d join events e on e.id = d.event_id join webhooks w on w.id = d.webhook_id'

export async function listDeliveries(
  db: Db,
  filter: {
    workspaceId: string
    webhookId: string
    status: string | null
    beforeId: string | null
    limit: number
  },
): Promise<DeliveryRow[]> {
  return db.query<DeliveryRow>({
    name: 'list-deliveries',
    text: `select ${deliveryColumns} from ${deliveryTables}
           where d.workspace_id = $1 and d.webhook_id = $2 and ($3::text is null or d.status = $3) and ($4::text is null or d.id < $4) order by d.id desc limit $5`,
    values: [filter.workspaceId, filter.webhookId, filter.status, filter.beforeId, filter.limit],
  })
}

export async function findDelivery(db: Db, workspaceId: string, id: string): Promise<DeliveryRow | null> {
  const [row] = await db.query<DeliveryRow>({
    name: 'find-delivery',
    text: `select ${deliveryColumns} from ${deliveryTables} where d.workspace_id = $1 and d.id = $2`,
    values: [workspaceId, id],
  })
  return row ?? null
}

/** A further delivery of the same event. Null: no such delivery. */
export async function copyDelivery(
  tx: Tx,
  workspaceId: string,
  webhookId: string,
  deliveryId: string,
): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>({
    name: 'copy-delivery',
    text: `insert into deliveries (id, workspace_id, webhook_id, event_id)
           select vb_id('dlv'), workspace_id, webhook_id, event_id from deliveries where workspace_id = $1 and webhook_id = $2 and id = $3 returning id`,
    values: [workspaceId, webhookId, deliveryId],
  })
  return row?.id ?? null
}

/** One further delivery for every event of a time that the webhook wants. */
export async function replayEvents(tx: Tx, webhook: WebhookRow, from: Date, to: Date): Promise<number> {
  const rows = await tx.query({
    name: 'replay-events',
    text: `insert into deliveries (id, workspace_id, webhook_id, event_id)
           select vb_id('dlv'), $1, $2, id from events
           where workspace_id = $1 and created_at >= $3 and created_at <= $4 and type <> 'webhook.test' and ('*' = any ($5) or type = any ($5)) order by seq returning 1`,
    values: [webhook.workspace_id, webhook.id, from, to, webhook.events],
  })
  return rows.length
}

export type LeasedDelivery = DeliveryRow & {
  workspace_id: string
  enabled: boolean
  secret: Buffer
  previous_secret: Buffer | null
  failing_for_ms: string | null
}

export async function readLeasedDelivery(db: Db, lease: Lease): Promise<LeasedDelivery | null> {
  const [row] = await db.query<LeasedDelivery>({
    name: 'read-leased-delivery',
    text: `select ${deliveryColumns}, d.workspace_id, w.enabled, w.secret, case when w.previous_until > vb_now() then w.previous_secret end as previous_secret,
             (extract(epoch from vb_now() - w.failing_since) * 1000)::bigint as failing_for_ms
           from ${deliveryTables} where d.id = $1 and d.lease_token = $2`,
    values: [lease.id, lease.token],
  })
  return row ?? null
}

export type DeliveryTry = {
  headers: Record<string, string>
  statusCode: number | null
  latencyMs: number
  responseBody: string | null
  error: string | null
  /** Milliseconds to the next try; null: none. */
  againInMs: number | null
  succeeded: boolean
}

/** Records one try, on the delivery and on its webhook. */
export async function recordTry(
  tx: Tx,
  lease: Lease,
  webhookId: string,
  made: DeliveryTry,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'record-delivery-try',
    text: `
      update deliveries set tries = tries + 1, status = case when $9 then 'succeeded' when $8::float8 is null then 'failed' else 'pending' end,
        attempts = attempts || jsonb_build_array(jsonb_build_object('at', vb_iso(vb_now()), 'statusCode', $4::int, 'latencyMs', $5::int, 'error', $7::text)),
        request_headers = $3, status_code = $4, latency_ms = $5, response_body = $6, error = $7,
        delivered_at = case when $9 then vb_now() end,
        run_at = case when $8::float8 is null then 'infinity' else vb_now() + $8 * interval '1 millisecond' end,
        lease_token = null, lease_until = null, worker_id = null
      where id = $1 and lease_token = $2 returning id`,
    values: [
      lease.id,
      lease.token,
      JSON.stringify(made.headers),
      made.statusCode,
      Math.round(made.latencyMs),
      made.responseBody,
      made.error,
      made.againInMs,
      made.succeeded,
    ],
  })
  if (rows.length === 0) return false
  await tx.query({
    name: 'note-webhook-try',
    text: `update webhooks set last_delivery_at = vb_now(), failure_count = case when $2 then 0 else failure_count + 1 end,
             failing_since = case when $2 then null else coalesce(failing_since, vb_now()) end where id = $1`,
    values: [webhookId, made.succeeded],
  })
  return true
}

/** Puts off what is for a webhook that is switched off. */
export async function parkDelivery(db: Db, lease: Lease, error: string): Promise<void> {
  await db.query({
    name: 'park-delivery',
    text: `update deliveries set status = 'failed', error = $3, run_at = 'infinity', lease_token = null, lease_until = null, worker_id = null where id = $1 and lease_token = $2`,
    values: [lease.id, lease.token, error],
  })
}

/** False when it was off already. */
export async function disableWebhook(tx: Tx, id: string, reason: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'disable-webhook',
    text: 'update webhooks set enabled = false, disabled_reason = $2, updated_at = vb_now() where id = $1 and enabled returning id',
    values: [id, reason],
  })
  return rows.length === 1
}

/** Makes a delivery due for this process alone: it is sent by the caller, now. */
export async function leaseDelivery(db: Db, workspaceId: string, eventId: string): Promise<Lease | null> {
  const [row] = await db.query<{ id: string; lease_token: string; webhook_id: string }>({
    name: 'lease-delivery',
    text: `update deliveries set lease_token = gen_random_uuid(), lease_until = vb_now() + interval '30 seconds', run_at = vb_now() + interval '30 seconds'
           where workspace_id = $1 and event_id = $2 and lease_token is null returning id, lease_token, webhook_id`,
    values: [workspaceId, eventId],
  })
  return row === undefined ? null : { id: row.id, workspaceId, token: row.lease_token, group: row.webhook_id }
}

export type EventRow = { id: string; seq: string; type: string; data: JsonObject; created_at: Date }

/** Oldest first after a cursor. Stops before the oldest transaction that still runs, so that no event that commits late is skipped. */
export async function listEvents(
  db: Db,
  filter: {
    workspaceId: string
    type: string | null
    postId: string | null
    afterSeq: string
    limit: number
  },
): Promise<EventRow[]> {
  return db.query<EventRow>({
    name: 'list-events',
    text: `select id, seq, type, data, created_at from events
           where workspace_id = $1 and seq > $2 and xid < pg_snapshot_xmin(pg_current_snapshot()) and ($3::text is null or type = $3) and ($4::text is null or post_id = $4)
           order by seq limit $5`,
    values: [filter.workspaceId, filter.afterSeq, filter.type, filter.postId, filter.limit],
  })
}

/** Deletes events (and with them deliveries) older than 30 days, in batches. Answers how many. */
export async function purgeEvents(db: Db, batch: number): Promise<number> {
  const rows = await db.query({
    text: `delete from events where id = any (array(select id from events where created_at < vb_now() - interval '30 days' order by created_at limit $1)) returning 1`,
    values: [batch],
  })
  return rows.length
}
