import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Pool } from 'undici'
import { scopes } from '../contract/endpoint.js'
import { createSeal, type Seal } from '../src/kit/seal.js'
import { insertApiKey, newApiKey } from '../src/store/api-keys.js'
import { openDatabase, type Database, type ServerConnection } from '../src/store/database.js'
import { startEmbedded } from '../src/store/embedded/start-embedded.js'
import { migrate } from '../src/store/migrate.js'

const root = join(fileURLToPath(import.meta.url), '..', '..')
const secretKey = 'a secret key for measuring'

/** A real PostgreSQL with its own settings (fsync on), a workspace and a key; processes are started on it. */
export type House = {
  db: Database
  connection: ServerConnection
  seal: Seal
  key: string
  home: { workspaceId: string; userId: string; mode: 'sandbox' }
  dir: string
  /** A process of the program; resolves when it is up. */
  start: (env: Record<string, string>) => Promise<Running>
  close: () => Promise<void>
}

export type Running = {
  url: string
  pid: number
  /** From the spawn to the first answer. */
  upInMs: number
  client: Pool
  /** Resident memory of the process in MB. */
  residentMb: () => Promise<number>
  stop: () => Promise<void>
}

export async function openHouse(): Promise<House> {
  const dir = await mkdtemp(join(tmpdir(), 'vb-bench-'))
  const server = await startEmbedded({ dataDir: join(dir, 'database') })
  const db = openDatabase(server.connection, { maxConnections: 32, onError: () => undefined })
  await migrate(db)
  const seal = createSeal(secretKey)
  const home = { workspaceId: 'ws_bench', userId: 'usr_bench', mode: 'sandbox' as const }
  await db.query({ text: `insert into workspaces (id, name) values ('ws_bench', 'Bench')` })
  await db.query({ text: `insert into users (id, email) values ('usr_bench', 'bench@example.com')` })
  await db.query({
    text: `insert into members (workspace_id, user_id, role) values ('ws_bench', 'usr_bench', 'owner')`,
  })
  const key = newApiKey()
  await db.transaction((tx) =>
    insertApiKey(tx, { ...home, name: 'Bench', secret: key, scopes, expiresAt: null }),
  )
  const running: Running[] = []
  return {
    db,
    connection: server.connection,
    seal,
    key,
    home,
    dir,
    async start(env) {
      const process = await startProcess(server.connection, join(dir, 'files'), env)
      running.push(process)
      return process
    },
    async close() {
      for (const each of running) await each.stop()
      await db.close()
      await server.stop()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

async function startProcess(
  connection: ServerConnection,
  dataDir: string,
  env: Record<string, string>,
): Promise<Running> {
  const port = await freePort()
  const url = `http://127.0.0.1:${String(port)}`
  const startedAt = performance.now()
  const child = spawn(process.execPath, [join(root, 'dist', 'src', 'main.js')], {
    cwd: root,
    env: {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: urlOf(connection),
      PORT: String(port),
      VOXBURST_DATA_DIR: dataDir,
      VOXBURST_SECRET_KEY: secretKey,
      VOXBURST_RATE_LIMIT: 'off',
      VOXBURST_LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (data: Buffer) => (said += data.toString()))
  child.stderr.on('data', (data: Buffer) => (said += data.toString()))
  await untilUp(url, child, () => said)
  const client = new Pool(url, { connections: 64 })
  let stopped: Promise<void> | undefined
  return {
    url,
    pid: child.pid ?? 0,
    upInMs: performance.now() - startedAt,
    client,
    residentMb: () => residentMb(child.pid ?? 0),
    stop: () => (stopped ??= stop(child, client)),
  }
}

async function stop(child: ChildProcess, client: Pool): Promise<void> {
  await client.destroy()
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}

async function untilUp(url: string, child: ChildProcess, said: () => string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The server ended while it started:\n${said()}`)
    const answer = await fetch(`${url}/v1/health`).catch(() => null)
    if (answer?.ok === true) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** Linux tells a process's memory in a file; elsewhere it is not measured. */
export async function residentMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${String(pid)}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1_024
}

function urlOf({ host, port, user, password, database }: ServerConnection): string {
  const secret = password === undefined ? '' : `:${encodeURIComponent(password)}`
  return host.startsWith('/')
    ? `postgresql://${user}${secret}@localhost/${database}?host=${encodeURIComponent(host)}&port=${String(port)}`
    : `postgresql://${user}${secret}@${host}:${String(port)}/${database}`
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
