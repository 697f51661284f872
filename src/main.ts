import { setTimeout as pause } from 'node:timers/promises'
import { connectors, createApp } from './app.js'
import { ConfigFault, readEnvironment, withPort, type Config } from './config.js'
import { armFailpoint } from './kit/failpoint.js'
import { createSeal } from './kit/seal.js'
import { prepareDataFolder, readSecretKey } from './start-up/data-folder.js'
import { StartFault } from './start-up/fault.js'
import { firstRun } from './start-up/first-run.js'
import { createLogger } from './start-up/logger.js'
import { openMainDatabase } from './start-up/open-main-database.js'
import { overdueNotices } from './start-up/overdue.js'
import { findPort, listenFault } from './start-up/port.js'
import { restoredNotices } from './start-up/restored.js'
import { addressToConfirm, checkSecretKey } from './start-up/same-installation.js'
import { startSandboxProcess } from './start-up/sandbox-process.js'
import { createScreen } from './start-up/screen.js'
import { EmbeddedFault } from './store/embedded/fault.js'
import { adoptRestoredEvents } from './store/events.js'
import { folderInUse, lockFolder } from './store/embedded/owner-lock.js'
import { migrate } from './store/migrate.js'

/** A signal that comes again later than this means now. npm and terminals send one Ctrl-C several times. */
const sameSignalMs = 1_000
const confirmEveryMs = 2_000

process.setSourceMapsEnabled(true)
const screen = createScreen(process.stdout)
/** What has been started, in order; ended in reverse. */
const started: (() => Promise<void>)[] = []
const stopping = new AbortController()

let firstSignalAt: number | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal)
process.on('uncaughtException', (error) => void end(error))
process.on('unhandledRejection', (error) => void end(error))

const starting = start()
await starting.catch(end)

async function start(): Promise<void> {
  const startedAt = performance.now()
  screen.heading()
  const config = await readSettings()
  if (config.failpoint !== null) armFailpoint(config.failpoint)
  await prepareDataFolder(config.dataDir)
  if (ownsSandboxAlone(config)) began(await lockFolder(config.dataDir))
  if (!needsDatabase(config)) {
    const sandbox = await startSandboxProcess(config, createLogger(config.logLevel)).catch((error: unknown) =>
      Promise.reject(listenFault(error, config) as Error),
    )
    began(sandbox.stop)
    screen.ready({
      ...shownFacts(config, startedAt),
      database: null,
      firstRun: null,
      notices: [],
    })
    return
  }

  const log = createLogger(config.logLevel)
  const database = await openMainDatabase(config, {
    onProgress: screen.step,
    onError: (error) => log.warn({ reason: error.message }, 'A database session failed'),
  })
  began(database.close)
  const { db } = database
  await migrate(db, screen.step)
  await adoptRestoredEvents(db)
  const secretKey = await readSecretKey(config.dataDir, config.secretKey)
  await checkSecretKey(db, createSeal(secretKey.reveal()))
  const first = await firstRun(db, config)
  const formerUrl = await addressToConfirm(db, config)
  const came = [...(await restoredNotices(db)), ...(await overdueNotices(db, config))]

  const app = await createApp(config, db, secretKey.reveal(), log)
  began(app.stop)
  const mayClaim = formerUrl === null ? Promise.resolve() : confirmed()
  await app.start({ mayClaim }).catch((error: unknown) => Promise.reject(listenFault(error, config) as Error))
  screen.ready({
    ...shownFacts(config, startedAt),
    database: database.where,
    firstRun: first,
    notices: [...notices(config, formerUrl), ...came],
  })

  async function confirmed(): Promise<void> {
    while ((await addressToConfirm(db, config).catch(() => 'unknown')) !== null)
      await pause(confirmEveryMs, undefined, { signal: stopping.signal })
    screen.notice('The address is confirmed: publishing begins.')
  }
}

async function readSettings(): Promise<Config> {
  const config = readEnvironment(connectors)
  try {
    return withPort(config, await findPort(config))
  } catch (error) {
    // Started twice, both the port and the folder are taken; which process it is helps more than the port.
    throw (await folderInUse(config.dataDir)) ?? error
  }
}

/** The sandbox keeps files that two processes must not write; the embedded database locks the folder by itself. */
function ownsSandboxAlone(config: Config): boolean {
  const isEmbedded = needsDatabase(config) && config.database.kind === 'embedded'
  return config.mode === 'sandbox' && config.services.has('sandbox') && !isEmbedded
}

function needsDatabase(config: Config): boolean {
  return config.services.has('web') || config.services.has('worker')
}

function shownFacts(
  config: Config,
  startedAt: number,
): { config: Config; localUrl: string; inMs: number; examplePlatform: string | null } {
  const isAnywhere = config.host === '0.0.0.0' || config.host === '::' || config.host === '127.0.0.1'
  const host = isAnywhere ? 'localhost' : config.host.includes(':') ? `[${config.host}]` : config.host
  return {
    config,
    localUrl: `http://${host}:${String(config.port)}`,
    inMs: performance.now() - startedAt,
    examplePlatform: config.mode === 'sandbox' ? (connectors[0]?.slug ?? null) : null,
  }
}

function notices(config: Config, formerUrl: string | null): string[] {
  const lines = Object.entries(config.origins).map(
    ([from, to]) => `VOXBURST_ORIGINS: ${from} is reached at ${to}`,
  )
  if (config.unknown.length > 0) {
    lines.push(
      `No setting of this server, and without effect: ${config.unknown.join(', ')}. docs/reference/settings.md lists them all.`,
    )
  }
  if (config.mode === 'live') lines.push(...liveNotices(config))
  if (formerUrl !== null) {
    lines.push(
      `This database published as ${formerUrl} and now runs as ${config.publicUrl}. If it is a copy, leave it so: nothing is published. If it has moved, run: npm run confirm-address`,
    )
  }
  return lines
}

function liveNotices({ allowPrivateNetwork, platformApps }: Config): string[] {
  const lines: string[] = []
  if (allowPrivateNetwork)
    lines.push('VOXBURST_ALLOW_PRIVATE_NETWORK: webhooks and media URLs may reach private addresses')
  const off = connectors.flatMap(({ name, config }) => {
    const unset = Object.keys(config.required).filter((each) => platformApps[each] === undefined)
    return unset.length === 0 ? [] : [`${name} (${unset.join(', ')})`]
  })
  if (off.length > 0) lines.push(`Off until these are set: ${off.join(', ')}`)
  return lines
}

/** Keeps how to end what was started. Where a signal came in the meantime, nothing more is. */
function began(stop: () => Promise<void>): void {
  started.push(stop)
  if (stopping.signal.aborted) throw new Error('Stopped while starting')
}

function onSignal(): void {
  const now = performance.now()
  if (firstSignalAt === undefined) {
    firstSignalAt = now
    screen.stopping()
    void end(null)
  } else if (now - firstSignalAt > sameSignalMs) process.exit(130)
}

/** Ends everything in reverse order and the process with it. */
async function end(why: unknown): Promise<void> {
  if (stopping.signal.aborted) return
  stopping.abort()
  if (why !== null) screen.problem(problemLines(why))
  let isClean = why === null
  // What is just being started is started first: half a start cannot be ended.
  await Promise.race([starting.catch(() => undefined), pause(30_000, undefined, { ref: false })])
  for (let stop = started.pop(); stop !== undefined; stop = started.pop()) {
    await stop().catch((error: unknown) => {
      isClean = false
      screen.problem(problemLines(error))
    })
  }
  if (why === null) screen.stopped()
  process.exit(isClean ? 0 : 1)
}

function problemLines(error: unknown): string[] {
  if (error instanceof ConfigFault) return [...error.problems]
  if (error instanceof StartFault || error instanceof EmbeddedFault) return [error.message]
  return [error instanceof Error ? (error.stack ?? error.message) : String(error)]
}
