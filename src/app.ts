import { setMaxListeners } from 'node:events'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { pino, type Logger } from 'pino'
import type { AccountsDeps } from './accounts/deps.js'
import { appsOf } from './accounts/deps.js'
import type { Config } from './config.js'
import * as allPlatforms from './connectors/all.js'
import type { Connector } from './connectors/connector.js'
import { platformSlug } from './connectors/platform-slug.js'
import { createRegistry } from './connectors/registry.js'
import { mountConnectPages } from './http/connect-page.js'
import { mountMcp } from './http/mcp.js'
import { mountDashboard } from './http/dashboard-pages.js'
import { mountLinkPages } from './http/link-pages.js'
import { mountOidcPages } from './http/oidc-pages.js'
import { createMetrics } from './http/metrics.js'
import type { Parts } from './http/parts.js'
import { allRoutes } from './http/routes.js'
import { mountSandboxControl } from './http/sandbox.js'
import { createServer } from './http/server.js'
import { createTunnels, mountTunnels } from './http/tunnels.js'
import { mountSystemPages } from './http/system-pages.js'
import { createGuardedHttp } from './kit/guarded-http.js'
import { createSeal } from './kit/seal.js'
import { mountArchives } from './http/archives.js'
import { mountMediaFiles } from './http/media-files.js'
import { mountPlatformWebhooks } from './http/platform-webhooks.js'
import { mountReferencePages } from './http/reference-pages.js'
import { diskStorage } from './media/storage.js'
import { hearNotices } from './publishing/notices.js'
import { runPreparing } from './publishing/prepare-ahead.js'
import { createSandbox, type Sandbox, type SandboxControl } from './sandbox/sandbox.js'
import { remoteControl } from './sandbox/remote-control.js'
import { readClock } from './store/clock.js'
import { purgeAuditLog } from './store/audit-log.js'
import { purgeEvents } from './store/events.js'
import { purgeExports } from './store/exports.js'
import { purgeImports } from './store/imports.js'
import { purgeKeys } from './store/idempotency-keys.js'
import { purgeMails } from './store/mails.js'
import { purgeSessions, touchSessions } from './store/sessions.js'
import { purgeTries } from './store/sign-in-tries.js'
import type { Database } from './store/database.js'
import { touchApiKeys } from './store/api-keys.js'
import { runChores, type Chore } from './work/chores.js'
import { dueWork, publishingDeps } from './due-work.js'
import { createEventFeed } from './webhooks/event-feed.js'
import { createTunnelRelay } from './webhooks/tunnel-relay.js'
import { createWake } from './work/wake.js'
import { runWorker, type Worker } from './work/worker.js'

export const connectors: readonly Connector[] = Object.values(allPlatforms)

export type App = {
  server: FastifyInstance
  parts: Parts
  /** Opens the port and starts the services of this process; nothing is claimed before `mayClaim` resolves. */
  start: (hold?: { mayClaim: Promise<void> }) => Promise<{ port: number }>
  /** Stops claiming, finishes what runs, closes the port. The database is the caller's. */
  stop: () => Promise<void>
}

/** The composition root: the only place that wires. */
export async function createApp(
  config: Config,
  db: Database,
  secretKey: string,
  log: Logger = pino({ level: config.logLevel }),
  platforms: readonly Connector[] = connectors,
): Promise<App> {
  const registry = createRegistry(platforms)
  const seal = createSeal(secretKey)
  const guarded = createGuardedHttp({ allowPrivate: config.allowPrivateNetwork })
  const wake = createWake(db, (error) => log.warn({ reason: error.message }, 'Waking other workers failed'))
  const metrics = createMetrics()
  const storage = diskStorage(join(config.dataDir, 'media'))
  const say = (message: string, facts?: Record<string, unknown>): void => log.info(facts ?? {}, message)
  let port = config.port
  const ownBase = (): string => `http://127.0.0.1:${String(port)}`
  const sandbox =
    config.mode === 'sandbox' && config.services.has('sandbox')
      ? await openSandbox(config, ownBase, guarded, say, platforms)
      : null
  const control: SandboxControl | null =
    sandbox?.control ?? (config.sandboxUrl === null ? null : remoteControl(config.sandboxUrl))
  const sandboxBase = config.mode === 'live' ? null : (config.sandboxUrl ?? null)

  const accounts: AccountsDeps = {
    db,
    connectors: registry,
    seal,
    wake,
    mode: config.mode,
    publicUrl: config.publicUrl,
    callbackDomains: config.callbackDomains,
    metricsOff: config.metricsOff,
    plans: config.plans,
    reach: {
      origins: config.origins,
      sandboxBase: () => (config.mode === 'live' ? null : (sandboxBase ?? ownBase())),
      apps: config.platformApps,
      guarded,
    },
    log: say,
  }
  const parts: Parts = {
    config,
    db,
    log,
    connectors: registry,
    accounts,
    appOf: appsOf(accounts.reach),
    sandboxUser: async (platform, username) => {
      if (control === null) return null
      const { user, answers } = await control.createUser(platform, username === null ? {} : { username })
      return { username: user.username, answers }
    },
    wake,
    seal,
    storage,
    guarded,
    metrics,
    tunnels: createTunnels(
      createTunnelRelay(db, config.mode, (error) => log.warn({ reason: error.message }, 'Tunnels failed')),
    ),
    feed: createEventFeed(db, (error) => log.warn({ reason: error.message }, 'Following events failed')),
    keysInUse: new Set(),
  }

  const isWeb = config.services.has('web')
  const server = createServer(
    parts,
    isWeb ? allRoutes : allRoutes.filter((route) => route.endpoint.name === 'health'),
    (instance) => {
      mountSystemPages(instance, parts, isWeb)
      if (isWeb) {
        mountDashboard(instance, parts)
        mountConnectPages(instance, parts)
        mountOidcPages(instance, parts)
        mountLinkPages(instance, parts)
        mountMediaFiles(instance, parts)
        mountArchives(instance, parts)
        mountReferencePages(instance, parts)
        mountTunnels(instance)
        mountMcp(instance, parts)
        const publishing = publishingDeps(parts)
        mountPlatformWebhooks(instance, parts, (platform, notices) =>
          hearNotices(publishing, { mode: config.mode, platform }, notices),
        )
        if (control !== null) mountSandboxControl(instance, parts, control)
      }
      if (sandbox !== null) mountSandbox(instance, sandbox)
    },
  )

  let worker: Worker | undefined
  let beside: Promise<unknown> | undefined
  const stopping = new AbortController()
  // Every chore waits for it.
  setMaxListeners(0, stopping.signal)
  parts.workerIsUp = () => worker?.isUp() ?? true
  parts.workerInHand = () => worker?.inHand() ?? 0
  const startWorker = (): void => {
    if (stopping.signal.aborted || !config.services.has('worker')) return
    worker = runWorker({
      db,
      wake,
      mode: config.mode,
      kinds: dueWork(parts),
      log: (level, message, facts) => log[level](facts ?? {}, message),
    })
    beside = Promise.all([
      runChores(
        { db, chores, log: (level, message, facts) => log[level](facts ?? {}, message) },
        stopping.signal,
      ),
      runPreparing(publishingDeps(parts), config.mode, stopping.signal),
    ])
  }
  const noting = setInterval(() => void noteKeys(parts), 30_000).unref()
  return {
    server,
    parts,
    async start(hold = { mayClaim: Promise.resolve() }) {
      await server.listen({ host: config.host, port: config.port })
      port = (server.server.address() as AddressInfo).port
      // The simulators' time may be behind: their state was wiped, or they run elsewhere and were just started.
      if (isWeb && control !== null)
        await control
          .moveTo((await readClock(db)).offsetMs)
          .catch((error: Error) => log.warn({ reason: error.message }, 'The sandbox did not answer yet'))
      void hold.mayClaim.then(startWorker, () => undefined)
      return { port }
    },
    async stop() {
      stopping.abort()
      clearInterval(noting)
      await worker?.stop()
      await beside
      await parts.tunnels.close()
      await parts.feed.close()
      await server.close()
      await noteKeys(parts)
      sandbox?.close()
    },
  }
}

/** What is kept for a while only. */
const chores: readonly Chore[] = [
  { name: 'replies of idempotency keys, a day', everyMs: 10 * 60_000, run: purgeKeys },
  { name: 'events and their deliveries, 30 days', everyMs: 60 * 60_000, run: purgeEvents },
  { name: 'reports of imports, 90 days', everyMs: 60 * 60_000, run: purgeImports },
  { name: 'records of exports, 90 days', everyMs: 60 * 60_000, run: purgeExports },
  { name: 'mails, 30 days', everyMs: 60 * 60_000, run: purgeMails },
  { name: 'audit log, 365 days', everyMs: 60 * 60_000, run: purgeAuditLog },
  { name: 'sessions that ended', everyMs: 60 * 60_000, run: purgeSessions },
  { name: 'tries to sign in, 15 minutes', everyMs: 60 * 60_000, run: purgeTries },
]

/** The simulator that a spelling means. */
export function networkSlug(spelling: string): string {
  return platformSlug(createRegistry(connectors), spelling, 'platform')
}

/** All simulators, over the data folder. */
export async function openSandbox(
  config: Config,
  publicBase: () => string,
  guarded: Parts['guarded'],
  log: AccountsDeps['log'],
  platforms: readonly Connector[] = connectors,
): Promise<Sandbox> {
  return createSandbox({
    dir: join(config.dataDir, 'sandbox'),
    simulators: await Promise.all(platforms.map((connector) => connector.simulator())),
    publicBase: () => (config.services.has('web') ? config.publicUrl : publicBase()),
    log,
    async send(url, { headers, body }) {
      const answer = await guarded.send({
        method: 'POST',
        url,
        headers,
        body,
        timeoutMs: 20_000,
        maxBytes: 1_000_000,
      })
      answer.drop()
      return answer.status
    },
    async fetch(url, headers = {}) {
      const answer = await guarded.send({
        method: 'GET',
        url,
        headers,
        timeoutMs: 60_000,
        maxBytes: 600_000_000,
        redirects: 3,
      })
      const chunks: Uint8Array[] = []
      for await (const chunk of answer.body) chunks.push(chunk)
      return {
        status: answer.status,
        contentType: answer.headers['content-type'] ?? '',
        bytes: Buffer.concat(chunks),
      }
    },
  })
}

/** The sandbox reads the raw request: what a network gets, byte for byte. */
function mountSandbox(server: FastifyInstance, sandbox: Sandbox): void {
  server.register((routes, _options, done) => {
    routes.removeAllContentTypeParsers()
    routes.addContentTypeParser('*', (_request, _payload, parsed) => parsed(null))
    for (const url of ['/sandbox', '/sandbox/*']) {
      routes.all(url, { bodyLimit: 700_000_000 }, async (request, reply) => {
        reply.hijack()
        await sandbox.handle(request.raw, reply.raw)
      })
    }
    done()
  })
}

async function noteKeys(parts: Parts): Promise<void> {
  const ids = [...parts.keysInUse]
  parts.keysInUse.clear()
  if (ids.length === 0) return
  const isSession = (id: string): boolean => id.startsWith('ses_')
  await Promise.all([
    touchApiKeys(
      parts.db,
      ids.filter((id) => !isSession(id)),
    ),
    touchSessions(parts.db, ids.filter(isSession)),
  ]).catch((error: unknown) =>
    parts.log.warn({ host: hostname(), reason: String(error) }, 'Noting the use of keys and sessions failed'),
  )
}
