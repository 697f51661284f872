import { Refused, type GuardedHttp } from '../kit/guarded-http.js'
import type { Seal } from '../kit/seal.js'
import type { Lease } from '../store/claims.js'
import type { Database } from '../store/database.js'
import {
  disableWebhook,
  parkDelivery,
  readLeasedDelivery,
  recordTry,
  type DeliveryTry,
  type LeasedDelivery,
} from '../store/webhooks.js'
import type { Wake } from '../work/wake.js'
import { recordEvent } from './record-event.js'
import { againInMs } from './retry-schedule.js'
import { signatureHeaders } from './sign.js'

export type DeliverDeps = {
  db: Database
  seal: Seal
  guarded: GuardedHttp
  wake: Wake
  observe: (result: 'succeeded' | 'failed') => void
}

const timeoutMs = 10_000
const keptOfAnswer = 4_096
/** A webhook that only failed for so long is switched off. */
const failingForMs = 5 * 24 * 3_600_000

export function secretPurpose(webhookId: string): string {
  return `webhook ${webhookId}`
}

/** Sends one delivery once and records what came of it. */
export async function deliver(deps: DeliverDeps, lease: Lease): Promise<void> {
  const delivery = await readLeasedDelivery(deps.db, lease)
  if (delivery === null) return
  if (!delivery.enabled) return parkDelivery(deps.db, lease, 'The webhook is switched off.')
  const made = await tryOnce(deps, delivery)
  deps.observe(made.succeeded ? 'succeeded' : 'failed')
  const hasEventsToSend = await deps.db.transaction(async (tx) => {
    if (!(await recordTry(tx, lease, delivery.webhook_id, made))) return false
    const reason =
      made.statusCode === 410
        ? 'The receiver answered 410 Gone.'
        : Number(delivery.failing_for_ms ?? 0) >= failingForMs && !made.succeeded
          ? 'Every request has failed for five days.'
          : null
    if (reason === null || !(await disableWebhook(tx, delivery.webhook_id, reason))) return false
    const data = {
      id: delivery.webhook_id,
      webhookId: delivery.webhook_id,
      workspaceId: delivery.workspace_id,
      url: delivery.url,
      reason,
    }
    await recordEvent(tx, { workspaceId: delivery.workspace_id, type: 'webhook.disabled', data })
    return true
  })
  if (hasEventsToSend) deps.wake.due('deliveries')
}

/** The body of a delivery: the same bytes at every try. */
export function envelope(event: {
  event_id: string
  event_type: string
  event_created_at: Date
  event_data: unknown
}): string {
  const createdAt = event.event_created_at.toISOString()
  return JSON.stringify({
    id: event.event_id,
    type: event.event_type,
    createdAt,
    data: event.event_data,
    event: event.event_type,
    timestamp: createdAt,
  })
}

async function tryOnce(deps: DeliverDeps, delivery: LeasedDelivery): Promise<DeliveryTry> {
  const body = envelope(delivery)
  const secrets = [delivery.secret, delivery.previous_secret]
    .filter((sealed) => sealed !== null)
    .map((sealed) => String(deps.seal.open(sealed, secretPurpose(delivery.webhook_id))))
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'VoxBurst-Webhooks/1',
    ...signatureHeaders({
      eventId: delivery.event_id,
      deliveryId: delivery.id,
      eventType: delivery.event_type,
      body,
      unixSeconds: Math.floor(Date.now() / 1_000),
      secrets,
    }),
  }
  const startedAt = performance.now()
  const result = (facts: Partial<DeliveryTry>): DeliveryTry => ({
    headers,
    statusCode: null,
    latencyMs: performance.now() - startedAt,
    responseBody: null,
    error: null,
    againInMs: null,
    succeeded: false,
    ...facts,
  })
  const tries = delivery.tries + 1
  try {
    const answer = await deps.guarded.send({
      method: 'POST',
      url: delivery.url,
      headers,
      body,
      timeoutMs,
      maxBytes: 10_000_000,
    })
    const responseBody = await firstOf(answer.body)
    if (answer.status >= 200 && answer.status < 300)
      return result({ statusCode: answer.status, responseBody, succeeded: true })
    const isRedirect = answer.status >= 300 && answer.status < 400
    const error = isRedirect
      ? `The receiver answered ${String(answer.status)}; redirects are not followed.`
      : `The receiver answered ${String(answer.status)}.`
    const again =
      answer.status === 410
        ? null
        : againInMs(tries, retryAfterMs(answer.headers['retry-after']), Math.random())
    return result({ statusCode: answer.status, responseBody, error, againInMs: again })
  } catch (error) {
    const message =
      error instanceof Refused ? error.message : `The receiver could not be reached: ${reasonOf(error)}`
    return result({ error: message, againInMs: againInMs(tries, null, Math.random()) })
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError' || error.name.endsWith('TimeoutError'))
    return `no answer within ${String(timeoutMs / 1_000)} s`
  return 'code' in error ? `${String(error.code)} ${error.message}`.trim() : error.message
}

function retryAfterMs(header: string | undefined): number | null {
  if (header === undefined) return null
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) && ms > 0 ? ms : null
}

/** The first 4 kB of an answer, as text that can be stored. */
async function firstOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= keptOfAnswer) break
  }
  return Buffer.concat(chunks).subarray(0, keptOfAnswer).toString('utf8').replaceAll('\u0000', '')
}
