import { createPlatformHttp } from '../../src/connectors/create-platform-http.js'
import type { PublishingDeps } from '../../src/publishing/deps.js'
import { publishTarget } from '../../src/publishing/publish-target.js'
import { claimTargets, registerWorker } from '../../src/store/claims.js'
import { openDatabase, type Connection } from '../../src/store/database.js'
import { createWake } from '../../src/work/wake.js'
import { acmeOverHttp } from '../support/acme-over-http.js'

/**
 * A worker in a process of its own, which a test can stop: publishes the one target that is due, tells when it is
 * about to send, and sends only when it is told to.
 */
const connection = JSON.parse(process.env['WORKER_DATABASE'] ?? '') as Connection
const origins = JSON.parse(process.env['WORKER_ORIGINS'] ?? '') as Record<string, string>

const db = openDatabase(connection, { maxConnections: 2, onError: () => undefined })
const connector = acmeOverHttp('child', async () => {
  const told = new Promise<void>((resolve) => process.once('message', () => resolve()))
  process.send?.('about to send')
  await told
})
const deps: PublishingDeps = {
  db,
  connectors: { all: [connector], get: () => connector, resolve: () => connector },
  wake: createWake(db, () => undefined),
  log: () => undefined,
  platformHttp: (call) => createPlatformHttp({ origins, sandboxBase: null, ...call }),
  platform: () => ({ app: {}, vault: { get: () => Promise.resolve(null), put: () => Promise.resolve() } }),
  freshTokens: () => Promise.resolve({ kind: 'ok', tokens: { accessToken: 'token' } }),
  markAccountDead: () => Promise.resolve(),
  mediaFiles: () => Promise.resolve({ kind: 'ok', files: [] }),
  observe: { lateness: () => undefined, outcome: () => undefined, publishedTwice: () => undefined },
}

const workerId = await registerWorker(db, { host: 'child', pid: process.pid })
const [lease] = await claimTargets(db, { mode: 'sandbox', workerId, limit: 1, passOver: [] })
if (lease === undefined) throw new Error('nothing was due')
await publishTarget(deps, lease)
await db.close()
process.send?.('done')
process.disconnect()
