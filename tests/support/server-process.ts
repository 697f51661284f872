import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { ServerConnection } from '../../src/store/database.js'
import { endStrayBackends } from '../../src/store/embedded/leftovers.js'
import { endings } from './endings.js'
import { freePort } from './house.js'

const root = join(import.meta.dirname, '..', '..')
const readyWithinMs = 60_000

/** How a server process ended, with all that it printed. */
export type Ended = { code: number | null; signal: NodeJS.Signals | null; output: string }

export type Launch = {
  /** Environment on top of a clean one; nothing of the test run's own settings gets in. */
  env?: Record<string, string>
  dataDir?: string
  /** The folder with dist and node_modules; this checkout unless told otherwise. */
  checkout?: string
  program?: string
  /** A script to run instead of a built program. */
  script?: string
  uid?: number
  /** A process group of its own, as a shell gives to what it starts. */
  ownGroup?: boolean
  cwd?: string
}

export type ServerProcess = {
  child: ChildProcess
  pid: number
  url: string
  dataDir: string
  output: () => string
  ended: Promise<Ended>
  /** Sends a signal and waits for the end. */
  stop: (signal?: NodeJS.Signals) => Promise<Ended>
}

export type RunningServer = ServerProcess & {
  /** The first key, from the file where the first start keeps it. */
  key: string
  call: Call
}

export type Call = <T = Record<string, unknown>>(
  method: string,
  path: string,
  body?: unknown,
  options?: { status?: number; key?: string; headers?: Record<string, string> },
) => Promise<T>

let isBuilt = false

/** What a person starts: the built program, as a process of its own. Killed at the end of the test file if need be. */
export async function launch(given: Launch = {}): Promise<ServerProcess> {
  build()
  const dataDir = given.dataDir ?? (await aFolder())
  const port = given.env?.['PORT'] ?? String(await freePort())
  const checkout = given.checkout ?? root
  const program = given.script ?? join(checkout, 'dist', 'src', given.program ?? 'main.js')
  const child = spawn(process.execPath, [program], {
    cwd: given.cwd ?? dataDir,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      PORT: port,
      VOXBURST_DATA_DIR: dataDir,
      VOXBURST_RATE_LIMIT: 'off',
      VOXBURST_CHECK_REPLIES: 'true',
      VOXBURST_LOG_LEVEL: 'warn',
      ...given.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: given.ownGroup ?? false,
    ...(given.uid === undefined ? {} : { uid: given.uid, gid: given.uid }),
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  const ended = once(child, 'close').then(([code, signal]) => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    output,
  }))
  endings.push(async () => {
    child.kill('SIGKILL')
    await ended
    await endStrayBackends(join(await realpath(dataDir).catch(() => dataDir), 'postgres'))
  })
  return {
    child,
    pid: child.pid ?? 0,
    url: `http://127.0.0.1:${port}`,
    dataDir,
    output: () => output,
    ended,
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return ended
    },
  }
}

/** Launches and waits until the server says that it is ready. */
export async function startServer(given: Launch = {}): Promise<RunningServer> {
  const server = await launch(given)
  await untilReady(server)
  const key = given.env?.['VOXBURST_BOOTSTRAP_API_KEY'] ?? (await firstKey(server.dataDir))
  return { ...server, key, call: caller(server.url, key) }
}

/** Runs a program that ends by itself, such as a start that must fail, or a command. */
export async function runToEnd(given: Launch = {}): Promise<Ended> {
  return (await launch(given)).ended
}

export async function untilReady(server: ServerProcess): Promise<void> {
  const giveUpAt = performance.now() + readyWithinMs
  let end: Ended | undefined
  void server.ended.then((ended) => (end = ended))
  while (!server.output().includes('Ready')) {
    if (end !== undefined) throw new Error(`The server ended with ${String(end.code)}:\n${end.output}`)
    if (performance.now() > giveUpAt) throw new Error(`The server is not ready:\n${server.output()}`)
    await pause(20)
  }
}

/** Calls the API as a client would; throws on an answer that is not expected. */
export function caller(url: string, key: string): Call {
  return async <T>(
    method: string,
    path: string,
    body?: unknown,
    options: { status?: number; key?: string; headers?: Record<string, string> } = {},
  ): Promise<T> => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${options.key ?? key}`,
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    const isExpected = options.status === undefined ? answer.ok : answer.status === options.status
    if (!isExpected) throw new Error(`${method} ${path} answered ${String(answer.status)}: ${text}`)
    return JSON.parse(text) as T
  }
}

/** A folder for one server, removed at the end of the test file. */
export async function aFolder(prefix = 'vb-server-'): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), prefix))
  endings.push(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
  return folder
}

/** The process id of the PostgreSQL server on a data folder, as it wrote it down; null where there is none. */
export async function postgresOn(dataDir: string): Promise<number | null> {
  const text = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
  return pid > 0 ? pid : null
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The lines that tell of a problem, without their mark. */
export function problems(output: string): string[] {
  return output
    .split('\n')
    .filter((line) => line.includes('✗'))
    .map((line) => line.replace(/^.*✗ /, ''))
}

/** A server's address as DATABASE_URL takes it. */
export function databaseUrl({ host, port, user, password = '', database }: ServerConnection): string {
  const url = new URL(`postgres://localhost:${String(port)}/${database}`)
  url.username = user
  url.password = password
  if (host.startsWith('/')) url.searchParams.set('host', host)
  return url.href
}

/** Tries until it holds; for what another process does in its own time. */
export async function eventually(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const giveUpAt = performance.now() + 60_000
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error(`It did not come to pass: ${what}`)
    await pause(20)
  }
}

/** Ends what a test started, at the end of its file. */
export function atTheEnd(end: () => Promise<unknown>): void {
  endings.push(end)
}

async function firstKey(dataDir: string): Promise<string> {
  const text = await readFile(join(dataDir, 'first-run.txt'), 'utf8')
  const [key] = /vb_live_[\w-]+/.exec(text) ?? []
  if (key === undefined) throw new Error(`There is no key in ${text}`)
  return key
}

/** Once per test file; takes a moment when nothing has changed. */
export function build(): void {
  if (isBuilt) return
  const done = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`The build failed:\n${done.stdout}${done.stderr}`)
  isBuilt = true
}
