import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, open, readFile, realpath, writeFile, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { ServerConnection } from '../database.js'
import { copyBinaries, findBinaries, type Binaries } from './binaries.js'
import { EmbeddedFault } from './fault.js'
import { endStrayBackends, runningPostmaster } from './leftovers.js'
import { lockFolder } from './owner-lock.js'
import { chooseRunAs, commandFor, type RunAs } from './run-as.js'

const major = '18'
const superuser = 'voxburst'
const database = 'voxburst'
const socketPort = 5432
/** A Unix socket's address holds 107 bytes; the file's own name takes some. */
const longestSocketFolder = 100 - '/.s.PGSQL.5432'.length
const startWithinMs = 30_000

export type Embedded = {
  connection: ServerConnection
  /** True when the database was made by this start. */
  firstStart: boolean
  pid: number
  /** Ends the server after its sessions have ended (fast shutdown), and frees the folder. */
  stop: () => Promise<void>
}

export type EmbeddedOptions = {
  dataDir: string
  onProgress?: (what: string) => void
  /** More settings of the server; tests switch fsync off. */
  settings?: Record<string, string>
}

/**
 * Starts PostgreSQL on a folder of ours, or adopts the one that a killed process left running there. Throws
 * `EmbeddedFault` with one line that says what to do.
 */
export async function startEmbedded({
  dataDir,
  onProgress = () => undefined,
  settings = {},
}: EmbeddedOptions): Promise<Embedded> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const folder = await realpath(dataDir)
  const unlock = await lockFolder(folder)
  try {
    return await startOn(folder, onProgress, settings, unlock)
  } catch (error) {
    await unlock()
    throw error
  }
}

async function startOn(
  folder: string,
  onProgress: (what: string) => void,
  settings: Record<string, string>,
  unlock: () => Promise<void>,
): Promise<Embedded> {
  const pgdata = join(folder, 'postgres')
  const runAs = chooseRunAs()
  const binaries = await usableBinaries(folder, runAs)
  const firstStart = !existsSync(join(pgdata, 'PG_VERSION'))
  if (firstStart) {
    onProgress('Making the database')
    await initialise({ folder, pgdata, runAs, binaries })
  }
  await checkVersion(pgdata)
  const password = await readFile(join(folder, 'postgres-password'), 'utf8')

  const orphan = await runningPostmaster(pgdata)
  if (orphan !== null) {
    onProgress('Taking over the database that an earlier process left running')
    const connection = connectionTo(folder, orphan.socketFolder === '' ? orphan.port : 'socket', password)
    await untilReady(connection, () => null, startWithinMs)
    return {
      connection,
      firstStart: false,
      pid: orphan.pid,
      stop: () => stopServer(orphan.pid, null, unlock),
    }
  }
  await endStrayBackends(pgdata)

  const listen =
    join(folder, 'run').length <= longestSocketFolder && process.platform !== 'win32'
      ? 'socket'
      : await freePort()
  const connection = connectionTo(folder, listen, password)
  await prepareSocketFolder(folder, runAs)
  const giveUpAt = performance.now() + 10_000
  for (;;) {
    onProgress('Starting the database')
    const server = await spawnServer({ folder, pgdata, runAs, binaries, listen, settings })
    try {
      await untilReady(connection, () => server.exitReason(), startWithinMs)
      return {
        connection,
        firstStart,
        pid: server.child.pid ?? 0,
        stop: () => stopServer(server.child.pid ?? 0, server.child, unlock),
      }
    } catch (error) {
      // After a kill of everything the old shared memory can take a moment to go.
      const isLeftover =
        /pre-existing shared memory|lock file "postmaster.pid" already exists|could not bind/.test(
          String(error),
        )
      if (!isLeftover || performance.now() > giveUpAt) throw error
      await endStrayBackends(pgdata)
      await pause(200)
    }
  }
}

async function usableBinaries(folder: string, runAs: RunAs): Promise<Binaries> {
  const binaries = await findBinaries()
  if (runAs.kind !== 'user') return binaries
  const copied = await copyBinaries(binaries, folder)
  await chmod(folder, 0o711)
  const tried = spawnSync(copied.postgres, ['--version'], { uid: runAs.uid, gid: runAs.gid, stdio: 'ignore' })
  if (tried.status !== 0) {
    throw new EmbeddedFault(
      `PostgreSQL does not run as root, user namespaces are off, and the user ${runAs.name} cannot enter ${folder}. Run us as an ordinary user, or set VOXBURST_DATA_DIR to a folder that ${runAs.name} can reach.`,
    )
  }
  return copied
}

type Place = { folder: string; pgdata: string; runAs: RunAs; binaries: Binaries }

async function initialise({ folder, pgdata, runAs, binaries }: Place): Promise<void> {
  const password = randomBytes(24).toString('base64url')
  const passwordFile = join(folder, 'postgres-password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  // A half-made folder of a start that was killed: nothing was acknowledged from it.
  await rm(pgdata, { recursive: true, force: true })
  await mkdir(pgdata, { mode: 0o700 })
  if (runAs.kind === 'user') {
    await chown(pgdata, runAs.uid, runAs.gid)
    await chown(passwordFile, runAs.uid, runAs.gid)
  }
  const { command, args, ids } = commandFor(runAs, binaries.initdb, [
    `--pgdata=${pgdata}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth-local=scram-sha-256',
    '--auth-host=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
  ])
  const made = spawnSync(command, args, { ...ids, encoding: 'utf8', env: serverEnvironment() })
  if (made.status !== 0) {
    await rm(join(pgdata, 'PG_VERSION'), { force: true })
    throw new EmbeddedFault(
      `The database could not be made in ${pgdata}: ${lastLines(made.stderr || String(made.error ?? ''))}`,
    )
  }
}

async function checkVersion(pgdata: string): Promise<void> {
  const version = (await readFile(join(pgdata, 'PG_VERSION'), 'utf8')).trim()
  if (version !== major) {
    throw new EmbeddedFault(
      `The data folder holds a PostgreSQL ${version} database and this version brings PostgreSQL ${major}. Start the version that made it and take a backup.`,
    )
  }
}

async function prepareSocketFolder(folder: string, runAs: RunAs): Promise<void> {
  const run = join(folder, 'run')
  await mkdir(run, { recursive: true, mode: 0o700 })
  if (runAs.kind === 'user') await chown(run, runAs.uid, runAs.gid)
}

type Running = { child: ChildProcess; exitReason: () => string | null }

async function spawnServer({
  folder,
  pgdata,
  runAs,
  binaries,
  listen,
  settings,
}: Place & { listen: number | 'socket'; settings: Record<string, string> }): Promise<Running> {
  const chosen: Record<string, string> = {
    listen_addresses: listen === 'socket' ? '' : '127.0.0.1',
    port: String(listen === 'socket' ? socketPort : listen),
    unix_socket_directories: listen === 'socket' ? join(folder, 'run') : '',
    shared_buffers: '128MB',
    max_connections: '100',
    jit: 'off',
    log_destination: 'stderr',
    logging_collector: 'off',
    ...settings,
  }
  const options = Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const { command, args, ids } = commandFor(runAs, binaries.postgres, ['-D', pgdata, ...options])
  const logPath = join(folder, 'postgres.log')
  const log = await open(logPath, 'a', 0o600)
  const startsAt = (await log.stat()).size
  // A process group of its own: Ctrl-C must not stop the database before the work in hand is recorded.
  const child = spawn(command, args, {
    ...ids,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: serverEnvironment(),
  })
  await log.close()
  child.unref()
  let ended: string | null = null
  child.once('error', (error) => (ended = error.message))
  child.once('exit', (code, signal) => {
    ended = `PostgreSQL ended (${signal ?? String(code)})`
  })
  const said = async (): Promise<string> => (await readFile(logPath, 'utf8').catch(() => '')).slice(startsAt)
  let reason: string | null = null
  child.once('exit', () => {
    void said().then((text) => (reason = `${ended ?? ''}: ${lastLines(text)}`))
  })
  return { child, exitReason: () => reason ?? (child.pid === undefined ? ended : null) }
}

/** Nothing of our environment: it holds secrets, and PG* variables would change what the server does. */
function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' }
}

function connectionTo(folder: string, listen: number | 'socket', password: string): ServerConnection {
  const host = listen === 'socket' ? join(folder, 'run') : '127.0.0.1'
  return {
    host,
    port: listen === 'socket' ? socketPort : listen,
    user: superuser,
    password: password.trim(),
    database,
  }
}

async function untilReady(
  connection: ServerConnection,
  exitReason: () => string | null,
  withinMs: number,
): Promise<void> {
  const giveUpAt = performance.now() + withinMs
  for (;;) {
    const reason = exitReason()
    if (reason !== null) throw new EmbeddedFault(`PostgreSQL did not start. ${reason}`)
    try {
      await ensureDatabase(connection)
      return
    } catch (error) {
      if (performance.now() > giveUpAt)
        throw new EmbeddedFault(
          `PostgreSQL did not answer within ${String(withinMs / 1_000)} s: ${(error as Error).message}`,
        )
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

async function stopServer(
  pid: number,
  child: ChildProcess | null,
  unlock: () => Promise<void>,
): Promise<void> {
  // Kept from holding the process open while it runs; now its end is what we wait for.
  child?.ref()
  const gone =
    child === null
      ? null
      : new Promise<void>((resolve) =>
          child.exitCode !== null ? resolve() : child.once('exit', () => resolve()),
        )
  try {
    process.kill(pid, 'SIGINT')
    if (gone === null) {
      for (let isAlive = true; isAlive;) {
        await pause(50)
        try {
          process.kill(pid, 0)
        } catch {
          isAlive = false
        }
      }
    } else await gone
  } catch {
    // It has ended already.
  }
  await unlock()
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-3).join(' ')
}
