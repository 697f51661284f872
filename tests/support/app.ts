import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { pino, type Logger } from 'pino'
import { afterAll } from 'vitest'
import { scopes as allScopes, type Scope } from '../../contract/endpoint.js'
import type { Role } from '../../contract/roles.js'
import { appsOf, type Reach } from '../../src/accounts/deps.js'
import { readConfig, type Config } from '../../src/config.js'
import type { Connector } from '../../src/connectors/connector.js'
import { createRegistry } from '../../src/connectors/registry.js'
import { createMetrics } from '../../src/http/metrics.js'
import type { Parts } from '../../src/http/parts.js'
import { allRoutes } from '../../src/http/routes.js'
import type { Route } from '../../src/http/serve.js'
import { createServer } from '../../src/http/server.js'
import { createTunnels } from '../../src/http/tunnels.js'
import { createGuardedHttp } from '../../src/kit/guarded-http.js'
import { newId } from '../../src/kit/ids.js'
import { createSeal } from '../../src/kit/seal.js'
import { insertApiKey, newApiKey } from '../../src/store/api-keys.js'
import { createEventFeed } from '../../src/webhooks/event-feed.js'
import { createTunnelRelay } from '../../src/webhooks/tunnel-relay.js'
import { createWake } from '../../src/work/wake.js'
import { aWorkspace, type Home } from './builders.js'
import { testDatabase, type TestDatabase } from './database.js'
import { FakeNetwork } from './fake-network.js'

export type Reply = {
  status: number
  headers: Headers
  /** Parsed; undefined when the body is no JSON. */
  body: unknown
  text: string
}

/** Sends JSON to the API with a key; `body` undefined sends none. */
export type Api = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Reply>

export type TestApp = {
  /** Where it listens, without a trailing slash. */
  url: string
  db: TestDatabase
  parts: Parts
  server: FastifyInstance
  /** The owner's workspace; serves as the caller of verbs and the first argument of builders. */
  home: Home
  apiKey: string
  /** The owner, with every scope. */
  api: Api
  /** Somebody else: a further key, of the same workspace unless told otherwise. */
  apiOf: (given: {
    scopes?: readonly Scope[]
    role?: Role
    home?: Home
    expiresAt?: Date
  }) => Promise<Api & { key: string; keyId: string; userId: string }>
  /** Without a key. */
  anonymous: Api
}

type Options = {
  routes?: readonly Route[]
  connectors?: readonly Connector[]
  /** Environment names, as a person would set them. */
  env?: Record<string, string>
  /** What a test needs to be its own. */
  parts?: Partial<Parts>
  mount?: (server: FastifyInstance, parts: Parts) => void
}

/** The real server on a free port over a fresh database, with a workspace, its owner and a key. Ends with the test file. */
export async function startTestApp(options: Options = {}): Promise<TestApp> {
  const db = await testDatabase()
  const connectors = options.connectors ?? [new FakeNetwork().connector()]
  const config = readConfig(
    {
      VOXBURST_LOG_LEVEL: 'silent',
      VOXBURST_RATE_LIMIT: 'off',
      VOXBURST_DASHBOARD_DIR: 'off',
      VOXBURST_CHECK_REPLIES: 'true',
      VOXBURST_SECRET_KEY: 'a secret key for tests',
      ...options.env,
    },
    connectors,
  )
  const parts = { ...partsOver(db, config, connectors), ...options.parts }
  const server = createServer(parts, options.routes ?? allRoutes, (instance) =>
    options.mount?.(instance, parts),
  )
  await server.listen({ host: '127.0.0.1', port: 0 })
  afterAll(() => server.close())

  const { port } = server.server.address() as AddressInfo
  const url = `http://127.0.0.1:${String(port)}`
  const home = await aWorkspace(db)
  const owner = await aKey(db, { home, userId: home.userId })
  return {
    url,
    db,
    parts,
    server,
    home,
    apiKey: owner.key,
    api: client(url, owner.key),
    anonymous: client(url, null),
    async apiOf(given) {
      const where = given.home ?? home
      const userId =
        given.role === undefined ? where.userId : await aMember(db, { home: where, role: given.role })
      const made = await aKey(db, {
        home: where,
        userId,
        ...(given.scopes === undefined ? {} : { scopes: given.scopes }),
        ...(given.expiresAt === undefined ? {} : { expiresAt: given.expiresAt }),
      })
      return Object.assign(client(url, made.key), { ...made, userId })
    },
  }
}

function partsOver(db: TestDatabase, config: Config, connectors: readonly Connector[]): Parts {
  const log: Logger = pino({ level: config.logLevel })
  const registry = createRegistry(connectors)
  const wake = createWake(db, () => undefined)
  const seal = createSeal('a secret key for tests')
  const guarded = createGuardedHttp({ allowPrivate: config.allowPrivateNetwork })
  const reach: Reach = {
    origins: config.origins,
    sandboxBase: () => (config.mode === 'sandbox' ? 'http://127.0.0.1:1' : null),
    apps: config.platformApps,
    guarded,
  }
  const parts: Omit<Parts, 'storage'> = {
    config,
    db,
    log,
    connectors: registry,
    wake,
    seal,
    guarded,
    metrics: createMetrics(),
    tunnels: createTunnels(createTunnelRelay(db, config.mode, () => undefined)),
    feed: createEventFeed(db, () => undefined),
    keysInUse: new Set(),
    appOf: appsOf(reach),
    sandboxUser: () => Promise.resolve(null),
    accounts: {
      db,
      connectors: registry,
      seal,
      wake,
      mode: config.mode,
      metricsOff: config.metricsOff,
      plans: config.plans,
      publicUrl: config.publicUrl,
      callbackDomains: config.callbackDomains,
      reach,
      log: () => undefined,
    },
  }
  // Tests that store files bring the storage they want.
  return parts as Parts
}

async function aKey(
  db: TestDatabase,
  given: { home: Home; userId: string; scopes?: readonly Scope[]; expiresAt?: Date },
): Promise<{ key: string; keyId: string }> {
  const key = newApiKey()
  const row = await db.transaction((tx) =>
    insertApiKey(tx, {
      workspaceId: given.home.workspaceId,
      userId: given.userId,
      name: 'Test',
      secret: key,
      scopes: given.scopes ?? allScopes,
      expiresAt: given.expiresAt ?? null,
    }),
  )
  return { key, keyId: row.id }
}

async function aMember(db: TestDatabase, given: { home: Home; role: Role }): Promise<string> {
  const userId = newId('usr')
  await db.query({
    text: 'insert into users (id, email) values ($1, $2)',
    values: [userId, `${userId}@example.com`],
  })
  await db.query({
    text: 'insert into members (workspace_id, user_id, role) values ($1, $2, $3)',
    values: [given.home.workspaceId, userId, given.role],
  })
  return userId
}

/** A client as the real ones are: JSON as content type on every request, also without a body. */
function client(url: string, key: string | null): Api {
  return async (method, path, body, headers = {}) => {
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        'Content-Type': 'application/json',
        ...(key === null ? {} : { Authorization: `Bearer ${key}` }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      redirect: 'manual',
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: parsed(text), text }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
