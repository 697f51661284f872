import type { FastifyInstance, FastifyReply } from 'fastify'
import { countDueRows } from '../store/claims.js'
import { countDueLanes } from '../store/lanes.js'
import { countSwitchedOff } from '../store/webhooks.js'
import { sendDashboard } from './dashboard-pages.js'
import type { Parts } from './parts.js'
import { sendPage } from './send-page.js'
import { welcomePage } from './welcome-page.js'

const checkWithinMs = 3_000

/** What operators and people open: readiness, metrics, where to begin. */
export function mountSystemPages(server: FastifyInstance, parts: Parts, isWeb: boolean): void {
  server.get('/health/ready', async (_request, reply) => {
    const checks = {
      database: await works(() => parts.db.query({ text: 'select 1' })),
      storage: await works(() => parts.storage.check()),
      ...(parts.config.services.has('worker') ? { worker: await works(() => workerLives(parts)) } : {}),
    }
    const isReady = Object.values(checks).every((check) => check === 'ok')
    return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready', checks })
  })

  server.get('/metrics', async (_request, reply) => {
    await gauge(parts).catch((error: unknown) =>
      parts.log.warn({ reason: String(error) }, 'The database gave no figures for /metrics'),
    )
    return reply.type(parts.metrics.registry.contentType).send(await parts.metrics.registry.metrics())
  })

  if (!isWeb) return
  const welcome = (reply: FastifyReply): FastifyReply => sendPage(reply, welcomePage(parts))
  server.get('/', (request, reply) => sendDashboard(parts, request, reply, welcome))
  server.get('/welcome', (_request, reply) => welcome(reply))
  const { sandboxUrl } = parts.config
  // The networks' pages are where the networks are.
  if (sandboxUrl !== null)
    server.get('/sandbox', (_request, reply) => reply.redirect(`${sandboxUrl}/sandbox`, 302))
}

/** Sets what is only known when it is asked for. Figures of the database are missing while it does not answer. */
async function gauge({ db, metrics, config, workerInHand }: Parts): Promise<void> {
  metrics.inHand.set(workerInHand?.() ?? 0)
  metrics.databaseConnections.set({ state: 'open' }, db.pool.totalCount)
  metrics.databaseConnections.set({ state: 'idle' }, db.pool.idleCount)
  metrics.databaseConnections.set({ state: 'waited for' }, db.pool.waitingCount)
  const ofDatabase = [metrics.dueLanes, metrics.dueRows, metrics.oldestDue, metrics.webhooksOff]
  for (const each of ofDatabase) each.reset()
  metrics.dueLanes.set(await countDueLanes(db, config.mode))
  for (const { table, due, oldest_s: oldest } of await countDueRows(db, config.mode)) {
    metrics.dueRows.set({ table }, due)
    metrics.oldestDue.set({ table }, oldest)
  }
  metrics.webhooksOff.set(await countSwitchedOff(db))
}

async function works(check: () => Promise<unknown>): Promise<'ok' | string> {
  const late = new Promise<string>((resolve) =>
    setTimeout(() => resolve(`no answer within ${String(checkWithinMs / 1_000)} s`), checkWithinMs).unref(),
  )
  return Promise.race([
    check().then(
      () => 'ok',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    ),
    late,
  ])
}

async function workerLives(parts: Parts): Promise<void> {
  if (parts.workerIsUp?.() === false) throw new Error('The worker has no database session')
  await Promise.resolve()
}
