import { existsSync } from 'node:fs'
import { chown, mkdir, readFile, realpath, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { ServerConnection } from '../database.js'
import { EmbeddedFault } from './fault.js'
import { endStrayBackends, runningPostmaster } from './leftovers.js'
import {
  checkVersion,
  makeCluster,
  ownFiles,
  passwordFile,
  superuser,
  usableBinaries,
  type Place,
} from './make-cluster.js'
import { lockFolder } from './owner-lock.js'
import { chooseRunAs } from './run-as.js'
import { adoptServer, socketPort, spawnServer, type Listen, type ServerProcess } from './server-process.js'

const database = 'voxburst'
/** A Unix socket's address holds 107 bytes; the file's own name takes some. */
const longestSocketFolder = 100 - '/.s.PGSQL.5432'.length
const startWithinMs = 30_000
/** After a kill of everything the old shared memory can take a moment to go. */
const leftoversWithinMs = 10_000

export type Embedded = {
  connection: ServerConnection
  /** True when the database was made by this start. */
  firstStart: boolean
  pid: number
  /** Ends the server (fast shutdown: close sessions first), and frees the folder. */
  stop: () => Promise<void>
}

export type EmbeddedOptions = {
  dataDir: string
  onProgress?: (what: string) => void
  /** The server ended though nobody stopped it, and runs again. */
  onRestart?: (why: string) => void
  /** More settings of the server; tests switch fsync off. */
  settings?: Readonly<Record<string, string>>
}

/**
 * Starts PostgreSQL on a folder of ours, or adopts the one that a killed process left running there, and starts it
 * again should it end by itself. Throws `EmbeddedFault` with one line that says what to do; `FolderInUse` where
 * another living process owns the folder.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 })
  const folder = await realpath(options.dataDir)
  const unlock = await lockFolder(folder)
  try {
    return await startOn(folder, options, unlock)
  } catch (error) {
    await unlock()
    throw error
  }
}

/** The server that a running process of ours has on the folder; null when there is none. For commands beside it. */
export async function runningEmbedded(dataDir: string): Promise<ServerConnection | null> {
  const folder = await realpath(dataDir).catch(() => dataDir)
  const running = await runningPostmaster(join(folder, 'postgres'))
  if (running === null) return null
  return connectionTo(folder, running.socketFolder === '' ? running.port : 'socket')
}

async function startOn(
  folder: string,
  options: EmbeddedOptions,
  unlock: () => Promise<void>,
): Promise<Embedded> {
  const onProgress = options.onProgress ?? ((): void => undefined)
  const runAs = chooseRunAs()
  const pgdata = join(folder, 'postgres')
  const place: Place = { folder, pgdata, runAs, binaries: await usableBinaries(folder, runAs) }
  const firstStart = !existsSync(join(pgdata, 'PG_VERSION'))
  if (firstStart) {
    onProgress('Making the database')
    await makeCluster(place)
  }
  await checkVersion(pgdata)

  const first = (await adopt(place, onProgress)) ?? (await startFresh(place, options, onProgress))
  let server = first.server
  let isStopping = false
  const watch = (): void => {
    void server.ended.then(async () => {
      while (!isStopping) {
        const why = server.exitReason() ?? 'PostgreSQL ended'
        try {
          server = (await startFresh(place, options, () => undefined, first.listen)).server
          options.onRestart?.(why)
          watch()
          return
        } catch {
          await pause(1_000, undefined, { ref: false })
        }
      }
    })
  }
  watch()
  return {
    connection: first.connection,
    firstStart,
    pid: server.pid,
    async stop() {
      isStopping = true
      await server.stop()
      await unlock()
    },
  }
}

type Started = { server: ServerProcess; connection: ServerConnection; listen: Listen }

/** The server that an earlier process, killed, left running. Null when there is none, or when it is on its way out. */
async function adopt(place: Place, onProgress: (what: string) => void): Promise<Started | null> {
  const orphan = await runningPostmaster(place.pgdata)
  if (orphan === null) return null
  onProgress('Taking over the database that an earlier process left running')
  const listen = orphan.socketFolder === '' ? orphan.port : 'socket'
  const connection = await connectionTo(place.folder, listen)
  const server = adoptServer(orphan.pid)
  try {
    await untilReady(connection, server, startWithinMs)
    return { server, connection, listen }
  } catch (error) {
    if (server.exitReason() === null) throw error
    return null
  }
}

async function startFresh(
  place: Place,
  { settings = {} }: EmbeddedOptions,
  onProgress: (what: string) => void,
  fixed?: Listen,
): Promise<Started> {
  await endStrayBackends(place.pgdata)
  await ownFiles(place)
  await prepareSocketFolder(place)
  const giveUpAt = performance.now() + leftoversWithinMs
  onProgress('Starting the database')
  for (;;) {
    const listen = fixed ?? (await chooseListen(place.folder))
    const connection = await connectionTo(place.folder, listen)
    const server = await spawnServer(place, listen, settings)
    try {
      await untilReady(connection, server, startWithinMs)
      return { server, connection, listen }
    } catch (error) {
      if (!isLeftover(error) || performance.now() > giveUpAt) {
        await server.stop()
        throw error
      }
      await endStrayBackends(place.pgdata)
      await pause(200)
    }
  }
}

function isLeftover(error: unknown): boolean {
  return /pre-existing shared memory|lock file "[^"]+" already exists|could not bind|could not create any/.test(
    String(error),
  )
}

async function chooseListen(folder: string): Promise<Listen> {
  const hasSockets = process.platform !== 'win32'
  if (hasSockets && Buffer.byteLength(join(folder, 'run')) <= longestSocketFolder) return 'socket'
  return freePort()
}

/** Made anew: a socket that a killed server of another owner left there could not be replaced. */
async function prepareSocketFolder({ folder, runAs }: Place): Promise<void> {
  const run = join(folder, 'run')
  await rm(run, { recursive: true, force: true })
  await mkdir(run, { recursive: true, mode: 0o700 })
  if (runAs.kind === 'user') await chown(run, runAs.uid, runAs.gid)
}

async function connectionTo(folder: string, listen: Listen): Promise<ServerConnection> {
  const password = (await readFile(passwordFile(folder), 'utf8')).trim()
  return {
    host: listen === 'socket' ? join(folder, 'run') : '127.0.0.1',
    port: listen === 'socket' ? socketPort : listen,
    user: superuser,
    password,
    database,
  }
}

async function untilReady(
  connection: ServerConnection,
  server: ServerProcess,
  withinMs: number,
): Promise<void> {
  const giveUpAt = performance.now() + withinMs
  for (;;) {
    const reason = server.exitReason()
    if (reason !== null) throw new EmbeddedFault(`PostgreSQL did not start. ${reason}`)
    try {
      await ensureDatabase(connection)
      return
    } catch (error) {
      if (performance.now() > giveUpAt) {
        const why = (error as Error).message
        throw new EmbeddedFault(`PostgreSQL did not answer within ${String(withinMs / 1_000)} s: ${why}`)
      }
      await pause(25)
    }
  }
}

async function ensureDatabase(connection: ServerConnection): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres' })
  // A server that is starting closes sessions; the next try tells.
  client.on('error', () => undefined)
  await client.connect()
  try {
    const known = await client.query('select 1 from pg_database where datname = $1', [database])
    if (known.rowCount === 0) await client.query(`create database ${database}`)
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
