import type { EventType } from '../../contract/events.js'
import type { JsonObject } from '../../src/kit/json.js'
import { createLinks } from '../../src/http/links.js'
import { claimDue, registerWorker, type Lease } from '../../src/store/claims.js'
import type { Tx } from '../../src/store/database.js'
import { deliver } from '../../src/webhooks/deliver.js'
import { recordEvent } from '../../src/webhooks/record-event.js'
import { startTestApp, type TestApp } from './app.js'
import { startReceiver, type Receiver } from './receiver.js'

export type Hook = { id: string; secret: string }
export type DeliveryView = {
  id: string
  eventId: string
  eventType: string
  url: string
  status: string
  success: boolean
  statusCode: number | null
  latencyMs: number | null
  responseBody: string | null
  error: string | null
  retryCount: number
  nextRetryAt: string | null
  attempts: { at: string; url: string; statusCode: number | null; error: string | null }[]
  request: { headers: Record<string, string>; body: { id: string } } | null
  createdAt: string
  deliveredAt: string | null
}

export type WebhooksRoom = {
  app: TestApp
  receiver: Receiver
  /** Subscribes the receiver; answers id and secret. */
  hook: (given?: { url?: string; events?: string[]; enabled?: boolean }) => Promise<Hook>
  event: (type?: EventType, data?: JsonObject) => Promise<string>
  claim: (limit?: number, within?: Tx) => Promise<Lease[]>
  /** Delivers one claimed row, as the worker would. */
  send: (lease: Lease, timeoutMs?: number) => Promise<void>
  /** Delivers what is due, once. Answers how many. */
  sendDue: (timeoutMs?: number) => Promise<number>
  /** That many tries of the one delivery that is due, each answered with 500; then the next one is due. */
  failing: (tries: number) => Promise<void>
  advance: (ms: number) => Promise<void>
  /** Milliseconds from now to the next try of any delivery. */
  nextInMs: () => Promise<number | null>
  deliveries: (hook: Hook, query?: string) => Promise<DeliveryView[]>
  outcomes: string[]
}

/** The API with webhooks delivered by hand instead of by a worker, so that every try is the test's to make. */
export async function startWebhooksRoom(env: Record<string, string> = {}): Promise<WebhooksRoom> {
  const app = await startTestApp({ env })
  const receiver = await startReceiver()
  const { db, parts, home } = app
  const workerId = await registerWorker(db, { host: 'test', pid: process.pid })
  const outcomes: string[] = []
  const { platformUrl } = createLinks(parts)
  const room: WebhooksRoom = {
    app,
    receiver,
    outcomes,
    async hook(given = {}) {
      const reply = await app.api('POST', '/v1/webhooks', { url: receiver.url, events: ['*'], ...given })
      if (reply.status !== 201) throw new Error(reply.text)
      return reply.body as Hook
    },
    async event(type = 'account.connected', data = { id: 'acc_1' }) {
      const event = { workspaceId: home.workspaceId, type, data }
      return (await db.transaction((tx) => recordEvent(tx, event))).eventId
    },
    claim: (limit = 100, within) =>
      claimDue(within ?? db, 'deliveries', {
        mode: 'sandbox',
        workerId,
        limit,
        perGroup: limit,
        passOver: [],
      }),
    send: (lease, timeoutMs = 10_000) =>
      deliver({ ...parts, platformUrl, timeoutMs, observe: (result) => void outcomes.push(result) }, lease),
    async sendDue(timeoutMs) {
      const leases = await room.claim()
      await Promise.all(leases.map((lease) => room.send(lease, timeoutMs)))
      return leases.length
    },
    async failing(tries) {
      for (let each = 0; each < tries; each += 1) {
        receiver.answers.push(500)
        const sent = await room.sendDue()
        if (sent !== 1) throw new Error(`${sent} deliveries were due, not one`)
        await room.advance(Math.ceil((await room.nextInMs()) ?? 0) + 1)
      }
    },
    async advance(ms) {
      await db.query({ text: 'select vb_advance($1)', values: [ms] })
    },
    async nextInMs() {
      const [row] = await db.query<{ ms: number | null }>({
        text: `select extract(epoch from min(run_at) - vb_now())::float8 * 1000 as ms from deliveries where run_at < 'infinity'`,
      })
      return row?.ms ?? null
    },
    async deliveries(hook, query = '') {
      const reply = await app.api('GET', `/v1/webhooks/${hook.id}/deliveries${query}`)
      return (reply.body as { data: DeliveryView[] }).data
    },
  }
  return room
}
