import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { openDatabase, type Database } from '../../src/store/database.js'
import { startEmbedded } from '../../src/store/embedded/start-embedded.js'
import { quietPort, startChild, type Child } from './child.js'

const key = 'vb_test_key_that_every_process_knows'

export type Worker = Child & {
  /** Resolves when it answers, or has ended. */
  ready: () => Promise<void>
}

/** Every process of an installation on one machine, each of which can be killed: PostgreSQL, sandbox, web, workers. */
export type Fleet = {
  db: Database
  /** Calls the API as a client that does not give up: again, with the same key, until it is answered. */
  call: <T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    key?: string,
  ) => Promise<T>
  /** One try; null where no answer came or the server asks to come again. */
  tryCall: <T>(method: string, path: string, body?: unknown, key?: string) => Promise<T | null>
  /** A worker that ends itself at this boundary (`name:n`), or never. */
  startWorker: (failpoint: string | null) => Promise<Worker>
  /** Resolves while everything that should run does. */
  up: () => Promise<void>
  /** Kills every process at once, and starts all but the workers again. */
  killEverything: () => Promise<void>
  /**
   * Kills PostgreSQL alone, which its launcher starts again. Answers when it takes statements and every worker has
   * recorded what it had in hand. Until then nobody may move the clock: others take these workers for dead, and only
   * real time tells how long their requests are on the wire.
   */
  killDatabase: () => Promise<void>
  /** Boundaries at which the next web processes end themselves. */
  webFailpoints: string[]
  /** How often web processes ended at their boundary. */
  webKills: Map<string, number>
  stop: () => Promise<void>
}

export async function startFleet(
  given: { workerArgs?: readonly string[]; env?: Record<string, string> } = {},
): Promise<Fleet> {
  const root = await mkdtemp(join(tmpdir(), 'vb-kill-'))
  const postgres = await startEmbedded({ dataDir: join(root, 'pg') })
  const db = openDatabase(postgres.connection, { maxConnections: 4, onError: () => undefined })
  const [webPort, sandboxPort] = [await quietPort(), await quietPort()]
  const url = `http://127.0.0.1:${String(webPort)}`
  const sandboxUrl = `http://127.0.0.1:${String(sandboxPort)}`
  const common = { VOXBURST_LOG_LEVEL: 'warn', VOXBURST_RATE_LIMIT: 'off' }
  const withDatabase = {
    ...common,
    VOXBURST_DATA_DIR: join(root, 'app'),
    DATABASE_URL: databaseUrl(postgres.connection),
    VOXBURST_SANDBOX_URL: sandboxUrl,
    VOXBURST_PUBLIC_URL: url,
    VOXBURST_SECRET_KEY: 'a secret key for this test',
    VOXBURST_BOOTSTRAP_API_KEY: key,
    ...given.env,
  }
  await mkdir(join(root, 'log'), { recursive: true })
  const logPath = (name: string): string => join(root, 'log', `${name}.log`)

  const workers = new Map<Child, { metrics: string }>()
  const webFailpoints: string[] = []
  const webKills = new Map<string, number>()
  let isStopped = false
  let isDown: Promise<void> | null = null
  let web: Child | undefined
  let sandbox: Child | undefined

  const startSandbox = (): void => {
    const env = {
      ...common,
      VOXBURST_DATA_DIR: join(root, 'sandbox'),
      VOXBURST_SERVICES: 'sandbox',
      PORT: String(sandboxPort),
    }
    sandbox = startChild({ env, logPath: logPath('sandbox') })
  }
  /** Starts web processes, one after the other died, until everything stops. */
  const keepWeb = async (): Promise<void> => {
    while (!isStopped) {
      await isDown
      const failpoint = webFailpoints.shift() ?? null
      const env = { ...withDatabase, VOXBURST_SERVICES: 'web', PORT: String(webPort), ...armed(failpoint) }
      web = startChild({ env, logPath: logPath('web') })
      const { byUs, how } = await web.ended
      if (failpoint !== null && how === 'SIGKILL' && !byUs)
        webKills.set(failpoint, (webKills.get(failpoint) ?? 0) + 1)
      if (how !== 'SIGKILL') await pause(200)
    }
  }
  const untilUp = (base: string): Promise<void> => until(() => answers(base))
  const untilDatabase = (): Promise<void> =>
    until(() =>
      db.query({ text: 'select 1' }).then(
        () => true,
        () => false,
      ),
    )
  const killPostgres = async (): Promise<void> => {
    const [pid] = (await readFile(join(root, 'pg', 'postgres', 'postmaster.pid'), 'utf8')).split('\n')
    process.kill(Number(pid), 'SIGKILL')
  }

  startSandbox()
  await untilUp(sandboxUrl)
  const webLife = keepWeb()
  await untilUp(url)

  const tryCall = async <T>(method: string, path: string, body?: unknown, idempotency?: string) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/json',
        ...(idempotency === undefined ? {} : { 'idempotency-key': idempotency }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }).catch(() => null)
    const text = await answer?.text().catch(() => null)
    if (answer === null || text == null) return null
    if (answer.ok) return JSON.parse(text) as T
    const isInProgress = answer.status === 409 && text.includes('IDEMPOTENCY_IN_PROGRESS')
    if (isInProgress || answer.status === 503) return null
    throw new Error(`${method} ${path} answered ${String(answer.status)}: ${text}`)
  }

  return {
    db,
    tryCall,
    webFailpoints,
    webKills,
    async call<T>(method: string, path: string, body?: unknown, idempotency?: string) {
      for (;;) {
        const answer = await tryCall<T>(method, path, body, idempotency)
        if (answer !== null) return answer
        await pause(100)
      }
    },
    async startWorker(failpoint) {
      const port = String(await quietPort())
      const env = { ...withDatabase, VOXBURST_SERVICES: 'worker', PORT: port, ...armed(failpoint) }
      await isDown
      const nodeArgs = given.workerArgs ?? []
      const worker = startChild({ env, nodeArgs, logPath: logPath('worker') })
      workers.set(worker, { metrics: `http://127.0.0.1:${port}/metrics` })
      void worker.ended.then(() => workers.delete(worker))
      const isThere = (): Promise<boolean> => answers(`http://127.0.0.1:${port}`)
      const ready = async (): Promise<void> => {
        while (worker.isRunning() && !(await isThere())) await pause(50)
      }
      return { ...worker, ready }
    },
    async up() {
      await isDown
    },
    async killEverything() {
      isDown = (async () => {
        await killPostgres()
        for (const child of [web, sandbox, ...workers.keys()]) child?.kill()
        startSandbox()
        await untilDatabase()
      })()
      await isDown
      isDown = null
      // Workers may be there before the networks: what they cannot reach surely was not sent.
      await Promise.all([untilUp(url), untilUp(sandboxUrl)])
    },
    async killDatabase() {
      const alive = [...workers]
      await killPostgres()
      await untilDatabase()
      // Their requests of before are over when their hands were empty once.
      await Promise.all(alive.map(([worker, { metrics }]) => untilEmptyHanded(worker, metrics)))
    },
    async stop() {
      isStopped = true
      const all = [web, sandbox, ...workers.keys()].filter((child) => child !== undefined)
      for (const child of all) child.kill()
      await Promise.all(all.map((child) => child.ended))
      await webLife
      await db.close()
      await postgres.stop()
      await rm(root, { recursive: true, force: true })
    },
  }
}

function answers(base: string): Promise<boolean> {
  return fetch(`${base}/v1/health`).then(
    (answer) => answer.ok,
    () => false,
  )
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 90_000
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error('A process did not come up')
    await pause(50)
  }
}

async function untilEmptyHanded(worker: Child, metrics: string): Promise<void> {
  const giveUpAt = performance.now() + 40_000
  while (worker.isRunning() && performance.now() < giveUpAt) {
    const text = await fetch(metrics).then(
      (answer) => answer.text(),
      () => '',
    )
    if (/^voxburst_worker_rows_in_hand 0$/m.test(text)) return
    await pause(100)
  }
}

function armed(failpoint: string | null): Record<string, string> {
  return failpoint === null ? {} : { VOXBURST_TEST_FAILPOINT: failpoint }
}

function databaseUrl(to: {
  host: string
  port: number
  user: string
  password?: string
  database: string
}): string {
  const user = `${to.user}:${encodeURIComponent(to.password ?? '')}`
  const isSocket = to.host.startsWith('/')
  return isSocket
    ? `postgres://${user}@/${to.database}?host=${encodeURIComponent(to.host)}&port=${String(to.port)}`
    : `postgres://${user}@${to.host}:${String(to.port)}/${to.database}`
}
