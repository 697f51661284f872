import { failpoint } from '../kit/failpoint.js'
import { Refused, type GuardedHttp } from '../kit/guarded-http.js'
import type { Seal } from '../kit/seal.js'
import type { Lease } from '../store/claims.js'
import type { Database } from '../store/database.js'
import {
  parkDelivery,
  readLeasedDelivery,
  recordFailure,
  recordSuccess,
  type DeliveryTry,
  type LeasedDelivery,
} from '../store/deliveries.js'
import { disableWebhook } from '../store/webhooks.js'
import { version } from '../version.js'
import type { Wake } from '../work/wake.js'
import { presentEvent, type PlatformUrl } from './present-event.js'
import { recordEvent } from './record-event.js'
import { againInMs, retryAfterMs } from './retry-schedule.js'
import { signatureHeaders, withoutSignatures } from './sign.js'
import { tunnelKeyOf } from './tunnel-address.js'
import type { TunnelRelay } from './tunnel-relay.js'

export type DeliverDeps = {
  db: Database
  seal: Seal
  guarded: GuardedHttp
  wake: Pick<Wake, 'due'>
  tunnels: Pick<TunnelRelay, 'handOver'>
  platformUrl: PlatformUrl
  observe: (result: 'succeeded' | 'failed') => void
  /** How long a receiver may take to answer; 10 s when absent. */
  timeoutMs?: number
}

const standardTimeoutMs = 10_000
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
  failpoint('delivery-sent')
  deps.observe(made.succeeded ? 'succeeded' : 'failed')
  if (made.succeeded) {
    await recordSuccess(deps.db, { lease, made })
    failpoint('delivery-recorded')
    return
  }
  const isSwitchedOff = await deps.db.transaction(async (tx) => {
    const noted = await recordFailure(tx, lease, made)
    const reason = noted === null ? null : reasonToSwitchOff(made, noted.failingForMs)
    if (reason === null || !(await disableWebhook(tx, delivery.webhook_id, reason))) return false
    const data = {
      id: delivery.webhook_id,
      webhookId: delivery.webhook_id,
      workspaceId: delivery.workspace_id,
      url: made.url,
      reason,
    }
    await recordEvent(tx, { workspaceId: delivery.workspace_id, type: 'webhook.disabled', data })
    return true
  })
  if (isSwitchedOff) deps.wake.due('deliveries')
}

function reasonToSwitchOff(made: DeliveryTry, forMs: number): string | null {
  if (made.statusCode === 410) return 'The receiver answered 410 Gone.'
  return forMs >= failingForMs ? 'Every request has failed for five days.' : null
}

async function tryOnce(deps: DeliverDeps, delivery: LeasedDelivery): Promise<DeliveryTry> {
  // The same bytes at every try.
  const body = JSON.stringify(presentEvent(deps.platformUrl, eventOf(delivery)))
  const secrets = [delivery.secret, delivery.previous_secret]
    .filter((sealed) => sealed !== null)
    .map((sealed) => String(deps.seal.open(sealed, secretPurpose(delivery.webhook_id))))
  const url = delivery.webhook_url
  const headers = {
    'content-type': 'application/json',
    'user-agent': `VoxBurst-Webhooks/${version}`,
    ...signatureHeaders({
      eventId: delivery.event_id,
      deliveryId: delivery.id,
      eventType: delivery.event_type,
      body,
      // Real time, also when our clock was moved: receivers compare it with theirs.
      unixSeconds: Math.floor(Date.now() / 1_000),
      secrets,
      tries: delivery.tries,
    }),
  }
  const timeoutMs = deps.timeoutMs ?? standardTimeoutMs
  const startedAt = performance.now()
  const result = (facts: Partial<DeliveryTry>): DeliveryTry => ({
    url,
    headers: withoutSignatures(headers),
    statusCode: null,
    latencyMs: performance.now() - startedAt,
    responseBody: null,
    error: null,
    againInMs: null,
    succeeded: false,
    ...facts,
  })
  // Somebody waits for the answer to a test: no tries behind their back.
  const again = (askedMs: number | null): number | null =>
    delivery.event_type === 'webhook.test' ? null : againInMs(delivery.tries + 1, askedMs, Math.random())
  try {
    const keyId = tunnelKeyOf(deps.seal, delivery.workspace_id, url)
    if (keyId !== null) {
      const isTaken = await deps.tunnels.handOver({ keyId, deliveryId: delivery.id })
      if (isTaken) return result({ statusCode: 200, succeeded: true })
      const error = 'Nobody is connected to the tunnel. Connect with: voxburst webhooks forward'
      return result({ error, againInMs: again(null) })
    }
    const request = { method: 'POST' as const, url, headers, body, timeoutMs, maxBytes: 10_000_000 }
    const { status, headers: answered, body: answer } = await deps.guarded.send(request)
    const seen = { statusCode: status, responseBody: await firstOf(answer) }
    if (status >= 200 && status < 300) return result({ ...seen, succeeded: true })
    const isRedirect = status >= 300 && status < 400
    const error = `The receiver answered ${String(status)}${isRedirect ? '; redirects are not followed' : ''}.`
    const againMs = status === 410 ? null : again(retryAfterMs(answered['retry-after'], Date.now()))
    return result({ ...seen, error, againInMs: againMs })
  } catch (error) {
    const message =
      error instanceof Refused
        ? error.message
        : `The receiver could not be reached: ${reasonOf(error, timeoutMs)}`
    return result({ error: message, againInMs: again(null) })
  }
}

function eventOf(row: LeasedDelivery): Parameters<typeof presentEvent>[1] {
  return { id: row.event_id, type: row.event_type, created_at: row.event_created_at, data: row.event_data }
}

function reasonOf(error: unknown, timeoutMs: number): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name.endsWith('TimeoutError')) return `no answer within ${String(timeoutMs / 1_000)} s`
  if (error.name === 'HTTPParserError') return 'what it answered is no HTTP'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return error.message.includes(code) ? error.message : `${code} ${error.message}`.trim()
}

/** The first 4 kB of an answer, as text that can be stored. The status is the answer: a body that breaks off changes nothing. */
async function firstOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= keptOfAnswer) break
    }
  } catch {
    // Cut off or too slow: what came is kept.
  }
  return Buffer.concat(chunks).subarray(0, keptOfAnswer).toString('utf8').replaceAll('\u0000', '')
}
