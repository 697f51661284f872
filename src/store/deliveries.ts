import type { JsonObject } from '../kit/json.js'
import type { Lease } from './claims.js'
import type { Db, Tx } from './database.js'
import { gather } from './gather.js'
import type { WebhookRow } from './webhooks.js'

export type DeliveryRow = {
  id: string
  webhook_id: string
  event_id: string
  event_type: string
  event_created_at: Date
  event_data: JsonObject
  /** Where the webhook leads now; each attempt says where it went. */
  webhook_url: string
  status: 'pending' | 'succeeded' | 'failed'
  tries: number
  attempts: {
    at: string
    url: string
    statusCode: number | null
    latencyMs: number | null
    error: string | null
  }[]
  request_headers: Record<string, string> | null
  status_code: number | null
  response_body: string | null
  error: string | null
  latency_ms: number | null
  delivered_at: Date | null
  run_at: Date | null
  created_at: Date
}

const deliveryColumns = `d.id, d.webhook_id, d.event_id, e.type as event_type, e.created_at as event_created_at, e.data as event_data, w.url as webhook_url, d.status, d.tries,
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

/** One further delivery for every event of a time that the webhook wants. Null, and none, when there are more than `most`. */
export async function replayEvents(
  tx: Tx,
  webhook: WebhookRow,
  time: { from: Date; to: Date; most: number },
): Promise<number | null> {
  const [row] = await tx.query<{ wanted: number; replayed: number }>({
    name: 'replay-events',
    text: `
      with wanted as materialized (
        select id, seq from events
        -- Readers know milliseconds; the rest of the last one belongs to it.
        where workspace_id = $1 and created_at >= $3 and created_at < $4::timestamptz + interval '1 millisecond' and type <> 'webhook.test' and ('*' = any ($5) or type = any ($5))
        order by seq limit $6 + 1
      ), queued as (
        insert into deliveries (id, workspace_id, webhook_id, event_id)
        select vb_id('dlv'), $1, $2, id from wanted where (select count(*) from wanted) <= $6 order by seq returning 1
      )
      select (select count(*)::integer from wanted) as wanted, (select count(*)::integer from queued) as replayed`,
    values: [webhook.workspace_id, webhook.id, time.from, time.to, webhook.events, time.most],
  })
  if (row === undefined) throw new Error('The replay gave no answer')
  return row.wanted > time.most ? null : row.replayed
}

export type LeasedDelivery = DeliveryRow & {
  workspace_id: string
  enabled: boolean
  secret: Buffer
  previous_secret: Buffer | null
}

export const readLeasedDelivery = gather(readLeasedDeliveries)

async function readLeasedDeliveries(db: Db, leases: readonly Lease[]): Promise<(LeasedDelivery | null)[]> {
  const rows = await db.query<LeasedDelivery & { token: string }>({
    name: 'read-leased-deliveries',
    text: `select ${deliveryColumns}, asked.token, d.workspace_id, w.enabled, w.secret, case when w.previous_until > vb_now() then w.previous_secret end as previous_secret
           from ${deliveryTables} join unnest($1::text[], $2::uuid[]) as asked (id, token) on d.id = asked.id and d.lease_token = asked.token`,
    values: [leases.map((lease) => lease.id), leases.map((lease) => lease.token)],
  })
  // By the token too: who asks with a lease that was lost gets nothing, whoever asks beside him.
  const byLease = new Map(rows.map(({ token, ...row }) => [`${row.id} ${token}`, row]))
  return leases.map((lease) => byLease.get(`${lease.id} ${lease.token}`) ?? null)
}

export type DeliveryTry = {
  url: string
  headers: Record<string, string>
  statusCode: number | null
  latencyMs: number
  responseBody: string | null
  error: string | null
  /** Milliseconds to the next try; null: none. */
  againInMs: number | null
  succeeded: boolean
}

/** Records a try that failed, on the delivery and on its webhook, in one statement. Null: the lease is another's by now. */
export async function recordFailure(
  tx: Tx,
  lease: Lease,
  made: DeliveryTry,
): Promise<{ failingForMs: number } | null> {
  const [row] = await tx.query<{ failing_for_ms: number }>({
    name: 'record-delivery-failure',
    text: `
      with tried as (
        update deliveries set tries = tries + 1, status = case when $8::float8 is null then 'failed' else 'pending' end,
          attempts = attempts || jsonb_build_array(jsonb_build_object(
            'at', vb_iso(vb_now()), 'url', $9::text, 'statusCode', $4::int, 'latencyMs', $5::int, 'error', $7::text)),
          request_headers = $3, status_code = $4, latency_ms = $5, response_body = $6, error = $7,
          run_at = case when $8::float8 is null then 'infinity' else vb_now() + $8 * interval '1 millisecond' end,
          lease_token = null, lease_until = null, worker_id = null
        where id = $1 and lease_token = $2 returning webhook_id
      )
      update webhooks set last_delivery_at = vb_now(), failure_count = failure_count + 1, failing_since = coalesce(failing_since, vb_now())
      from tried where webhooks.id = tried.webhook_id
      returning extract(epoch from vb_now() - failing_since)::float8 * 1000 as failing_for_ms`,
    values: [
      lease.id,
      lease.token,
      JSON.stringify(made.headers),
      made.statusCode,
      Math.round(made.latencyMs),
      made.responseBody,
      made.error,
      made.againInMs,
      made.url,
    ],
  })
  return row === undefined ? null : { failingForMs: row.failing_for_ms }
}

/**
 * Records tries that succeeded. One that changes nothing but the second of the last delivery leaves the webhook's
 * row alone, which all its deliveries share.
 */
export const recordSuccess = gather(recordSuccesses)

async function recordSuccesses(
  db: Db,
  successes: readonly { lease: Lease; made: DeliveryTry }[],
): Promise<undefined[]> {
  await db.query({
    name: 'record-delivery-successes',
    text: `
      with tried as (
        update deliveries set tries = tries + 1, status = 'succeeded', attempts = attempts || jsonb_build_array(jsonb_build_object(
            'at', vb_iso(vb_now()), 'url', given.url, 'statusCode', given.status_code, 'latencyMs', given.latency_ms, 'error', given.error)),
          request_headers = given.headers, status_code = given.status_code, latency_ms = given.latency_ms,
          response_body = given.response_body, error = given.error, delivered_at = vb_now(), run_at = 'infinity',
          lease_token = null, lease_until = null, worker_id = null
        from json_to_recordset($1) as given (id text, token uuid, url text, headers jsonb, status_code int, latency_ms int, response_body text, error text)
        where deliveries.id = given.id and deliveries.lease_token = given.token returning webhook_id
      ), changed as materialized (
        -- In one order, so that two batches never wait for each other.
        select id from webhooks where id in (select webhook_id from tried)
          and (failure_count > 0 or last_delivery_at is null or last_delivery_at < vb_now() - interval '1 second')
        order by id for update
      )
      update webhooks set last_delivery_at = vb_now(), failure_count = 0, failing_since = null
      from changed where webhooks.id = changed.id`,
    values: [
      JSON.stringify(
        successes.map(({ lease, made }) => ({
          id: lease.id,
          token: lease.token,
          url: made.url,
          headers: made.headers,
          status_code: made.statusCode,
          latency_ms: Math.round(made.latencyMs),
          response_body: made.responseBody,
          error: made.error,
        })),
      ),
    ],
  })
  return successes.map(() => undefined)
}

/** Ends what is for a webhook that is switched off; a replay sends it when the webhook is on again. */
export async function parkDelivery(db: Db, lease: Lease, error: string): Promise<void> {
  await db.query({
    name: 'park-delivery',
    text: `update deliveries set status = 'failed', error = $3, run_at = 'infinity', lease_token = null, lease_until = null, worker_id = null where id = $1 and lease_token = $2`,
    values: [lease.id, lease.token, error],
  })
}

/** Takes the delivery of an event in the transaction that wrote it: the caller sends it, no worker sees it before its lease ends. */
export async function leaseDelivery(tx: Tx, workspaceId: string, eventId: string): Promise<Lease> {
  const [row] = await tx.query<{ id: string; lease_token: string; webhook_id: string }>({
    name: 'lease-delivery',
    text: `update deliveries set lease_token = gen_random_uuid(), lease_until = vb_now() + interval '30 seconds', run_at = vb_now() + interval '30 seconds'
           where workspace_id = $1 and event_id = $2 returning id, lease_token, webhook_id`,
    values: [workspaceId, eventId],
  })
  if (row === undefined) throw new Error('The event has no delivery')
  return { id: row.id, workspaceId, token: row.lease_token, group: row.webhook_id }
}
