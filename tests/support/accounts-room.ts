import { standardPlans } from '../../contract/plans.js'
import { afterAll } from 'vitest'
import type { AccountsDeps } from '../../src/accounts/deps.js'
import { beginConnect, finishConnect, type Connection } from '../../src/accounts/connect.js'
import type { Connector } from '../../src/connectors/connector.js'
import { createRegistry } from '../../src/connectors/registry.js'
import { createGuardedHttp } from '../../src/kit/guarded-http.js'
import { createSeal } from '../../src/kit/seal.js'
import { claimDue, registerWorker } from '../../src/store/claims.js'
import { runAccount } from '../../src/accounts/fresh-tokens.js'
import { aWorkspace, type Home } from './builders.js'
import { testDatabase, type TestDatabase } from './database.js'
import { OauthNetwork } from './oauth-network.js'

/** The accounts room over a real database and a network with OAuth over a real socket. */
export type AccountsRoom = {
  db: TestDatabase
  deps: AccountsDeps
  network: OauthNetwork
  home: Home
  /** Connects a user of the network as a person would. */
  connect: (user: string, given?: { home?: Home; platform?: string }) => Promise<Connection>
  /** Runs the due work on accounts once, as a worker would; answers how many rows there were. */
  runDue: () => Promise<number>
  advance: (ms: number) => Promise<void>
  events: () => Promise<{ type: string; data: Record<string, unknown> }[]>
  row: (id: string) => Promise<Record<string, unknown>>
}

export async function accountsRoom(
  more: (network: OauthNetwork) => readonly Connector[] = () => [],
): Promise<AccountsRoom> {
  const db = await testDatabase()
  const network = new OauthNetwork(async () => {
    const [row] = await db.query<{ now: Date }>({ text: 'select vb_now() as now' })
    return row?.now ?? new Date(0)
  })
  afterAll(await network.listen())
  const deps: AccountsDeps = {
    db,
    connectors: createRegistry([network.connector(), ...more(network)]),
    seal: createSeal('a secret key for tests'),
    wake: {
      due: () => undefined,
      changed: () => undefined,
      on: () => () => undefined,
      heard: () => undefined,
    },
    mode: 'sandbox',
    publicUrl: 'http://localhost:3000',
    callbackDomains: ['app.example.com'],
    plans: standardPlans,
    metricsOff: new Set(),
    reach: {
      origins: network.origins,
      sandboxBase: () => null,
      apps: { NETTO_CLIENT_ID: 'app' },
      guarded: createGuardedHttp({ allowPrivate: true }),
    },
    log: () => undefined,
  }
  const home = await aWorkspace(db)
  const workerId = await registerWorker(db, { host: 'test', pid: process.pid })
  return {
    db,
    deps,
    network,
    home,
    async connect(user, { home: where = home, platform = 'netto' } = {}) {
      const begun = await beginConnect(deps, {
        workspaceId: where.workspaceId,
        userId: where.userId,
        platform,
        callbackUrl: 'https://app.example.com/back',
        forcePrompt: false,
        pageMode: false,
        credentials: null,
      })
      if ('account' in begun) return begun
      const back = network.consent(begun.url, user)
      const code = back.searchParams.get('code') ?? ''
      return finishConnect(deps, { workspaceId: where.workspaceId, platform, code, state: begun.state })
    },
    async runDue() {
      const wanted = { mode: 'sandbox', workerId, limit: 100, perGroup: 100, passOver: [] }
      const leases = await claimDue(db, 'accounts', wanted)
      await Promise.all(leases.map((lease) => runAccount(deps, lease)))
      return leases.length
    },
    async advance(ms) {
      await db.query({ text: 'select vb_advance($1)', values: [ms] })
    },
    events: () => db.query({ text: 'select type, data from events order by seq' }),
    async row(id) {
      const [row] = await db.query({ text: 'select * from accounts where id = $1', values: [id] })
      if (row === undefined) throw new Error(`no account ${id}`)
      return row
    },
  }
}
