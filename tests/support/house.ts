import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll } from 'vitest'
import { scopes } from '../../contract/endpoint.js'
import { connectors, createApp, type App } from '../../src/app.js'
import { readConfig } from '../../src/config.js'
import type { Connector } from '../../src/connectors/connector.js'
import { insertApiKey, newApiKey } from '../../src/store/api-keys.js'
import { aWorkspace } from './builders.js'
import { testDatabase, type TestDatabase } from './database.js'

export type House = {
  url: string
  key: string
  db: TestDatabase
  /** The one that was started first. */
  app: App
  /** Stops it, and starts another one at the same address over the same database, as an operator would. */
  restart: (meanwhile: () => Promise<void>) => Promise<void>
  /** Calls the API as a client would; throws on an answer that is not expected. */
  call: <T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    options?: CallOptions,
  ) => Promise<T>
  /** Moves the clock of server and sandbox. */
  advance: (ms: number) => Promise<void>
  account: (platform: string, more?: Record<string, unknown>) => Promise<{ id: string; username: string }>
  /** Asks for a post until it is no longer publishing, moving the clock past every wait. */
  settled: (postId: string, key?: string) => Promise<PostView>
  posts: (platform: string) => Promise<SandboxPostView[]>
}

type CallOptions = { status?: number; headers?: Record<string, string>; key?: string }
export type TargetView = {
  postPlatformId: string
  platform: string
  status: string
  platformPostId: string | null
  platformPostUrl: string | null
  nextRetryAt: string | null
  error: { code: string; message: string; details?: Record<string, unknown> } | null
  warnings: { code: string }[]
  attempts: { outcome: string | null }[]
}
export type PostView = { id: string; status: string; platforms: TargetView[] }
export type SandboxPostView = {
  remoteId: string
  text: string
  parentId: string | null
  accountId: string
  media: { kind: string; altText: string | null; width: number }[]
}

/** The whole server in this process: web, worker and sandbox over a real database, on a free port. Ends with the test file. */
export async function startHouse(
  env: Record<string, string> = {},
  platforms: readonly Connector[] = connectors,
  over?: TestDatabase,
): Promise<House> {
  const db = over ?? (await testDatabase())
  const dataDir = await mkdtemp(join(tmpdir(), 'vb-house-'))
  const port = await freePort()
  const config = readConfig(
    {
      PORT: String(port),
      VOXBURST_DATA_DIR: dataDir,
      VOXBURST_RATE_LIMIT: 'off',
      VOXBURST_DASHBOARD_DIR: 'off',
      VOXBURST_LOG_LEVEL: process.env['VB_TEST_LOG'] ?? 'silent',
      VOXBURST_CHECK_REPLIES: 'true',
      ...env,
    },
    platforms,
  )
  const log = pino({ level: config.logLevel })
  const begin = async (): Promise<App> => {
    const app = await createApp(config, db, 'a secret key for tests', log, platforms)
    await app.start()
    return app
  }
  const app = await begin()
  let running = app
  const home = await aWorkspace(db)
  const key = newApiKey()
  await db.transaction((tx) =>
    insertApiKey(tx, {
      workspaceId: home.workspaceId,
      userId: home.userId,
      name: 'Test',
      secret: key,
      scopes,
      expiresAt: null,
    }),
  )
  afterAll(async () => {
    await running.stop()
    await rm(dataDir, { recursive: true, force: true })
  })

  const url = `http://127.0.0.1:${String(port)}`
  const call = async <T>(
    method: string,
    path: string,
    body?: unknown,
    options: CallOptions = {},
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
  const advance = async (ms: number): Promise<void> => {
    await call('POST', '/sandbox/clock', { advanceMs: ms })
  }
  return {
    url,
    key,
    db,
    app,
    async restart(meanwhile) {
      await running.stop()
      await meanwhile()
      running = await begin()
    },
    call,
    advance,
    account: (platform, more = {}) => call('POST', '/sandbox/accounts', { platform, ...more }),
    async settled(postId, ofKey = key) {
      for (let tries = 0; tries < 200; tries += 1) {
        const post = await call<PostView>('GET', `/v1/posts/${postId}`, undefined, { key: ofKey })
        if (!['publishing', 'scheduled'].includes(post.status)) return post
        if (await isIdle(db, postId)) await advance(await untilNextMs(db))
        else await new Promise((resolve) => setTimeout(resolve, 20))
      }
      throw new Error(`${postId} did not settle`)
    },
    posts: async (platform) =>
      (await call<{ data: SandboxPostView[] }>('GET', `/sandbox/posts?platform=${platform}`)).data,
  }
}

/** Nothing of the post is in a worker's hand, and its next step is in the future: only time is missing. */
async function isIdle(db: TestDatabase, postId: string): Promise<boolean> {
  const [row] = await db.query<{ idle: boolean }>({
    text: `select bool_and(lease_token is null and run_at > vb_now()) as idle from targets where post_id = $1 and status in ('pending', 'publishing')`,
    values: [postId],
  })
  return row?.idle === true
}

async function untilNextMs(db: TestDatabase): Promise<number> {
  const [row] = await db.query<{ ms: number | null }>({
    text: `select extract(epoch from min(run_at) - vb_now())::float8 * 1000 as ms from targets where run_at < 'infinity' and run_at > vb_now()`,
  })
  return Math.ceil(row?.ms ?? 0) + 1
}

/**
 * Passes by the hours before midnight, in UTC and in California: what is used up for the day is given up there, and not
 * waited for because the next day begins within minutes.
 */
export async function awayFromMidnight(house: House): Promise<void> {
  const { now } = await house.call<{ now: string }>('GET', '/sandbox/clock')
  const hour = new Date(now).getUTCHours()
  if (hour < 9 || hour > 21) await house.advance(((33 - hour) % 24) * 3_600_000)
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
