import { expect } from 'vitest'
import type { PublishingDeps } from '../../src/publishing/deps.js'
import { publishTarget } from '../../src/publishing/publish-target.js'
import { publishComment } from '../../src/publishing/publish-comment.js'
import { claimDue, claimTargets, registerWorker, type TargetLease } from '../../src/store/claims.js'
import type { Database, Tx } from '../../src/store/database.js'
import type { JsonObject } from '../../src/kit/json.js'
import { newId } from '../../src/kit/ids.js'
import { kind, type Kind } from '../../src/work/kinds.js'
import { createWake } from '../../src/work/wake.js'
import { runWorker, type Worker } from '../../src/work/worker.js'
import type { FakeNetwork } from './fake-network.js'

/** The house of a test, in an otherwise empty database. */
export async function freshHouse(
  db: Database,
  network: FakeNetwork,
  settings: Record<string, unknown> = {},
): Promise<PublishingHouse> {
  await db.query({ text: 'truncate workspaces, lanes, posts, accounts, targets, events, workers cascade' })
  return publishingHouse(db, network, settings)
}

/** A worker over the targets of a house, as the server has one: publishes what it claims. The test stops it. */
export function targetWorker(
  { deps }: Pick<PublishingHouse, 'deps'>,
  given: Partial<Pick<Kind<TargetLease>, 'places' | 'placesPerGroup' | 'batch' | 'run'>> = {},
): Worker {
  return runWorker({
    db: deps.db,
    wake: deps.wake,
    mode: 'sandbox',
    log: () => undefined,
    kinds: [
      kind({
        table: 'lanes',
        wokenBy: 'targets',
        places: 10,
        placesPerGroup: 10,
        claim: ({ workerId, limit, passOver }) =>
          claimTargets(deps.db, { mode: 'sandbox', workerId, limit, passOver }),
        run: (lease) => publishTarget(deps, lease),
        ...given,
      }),
    ],
  })
}

/** Takes the lanes from whoever has them, as when a lease ends; targets stay as the worker left them. */
export async function endLeases(db: Database): Promise<void> {
  await db.query({
    text: 'update lanes set lease_until = vb_now(), run_at = vb_now(), worker_id = null, lease_token = null where lease_token is not null',
  })
}

/** A transaction that stays open, its statements done, until the test lets it go. */
export async function paused(
  db: Database,
  work: (tx: Tx) => Promise<unknown>,
): Promise<{ commit: () => Promise<void> }> {
  let letGo: () => void = () => undefined
  const held = new Promise<void>((resolve) => (letGo = resolve))
  let ended: Promise<void> = Promise.resolve()
  await new Promise<void>((resolve, reject) => {
    ended = db.transaction(async (tx) => {
      await work(tx)
      resolve()
      await held
    })
    ended.catch(reject)
  })
  return {
    async commit() {
      letGo()
      await ended
    },
  }
}

/** A post whose request is on the wire until its answer is let through. */
export async function inFlight(
  house: PublishingHouse,
  network: FakeNetwork,
  account?: { id: string; laneId: string },
): Promise<{ post: { id: string; targets: string[] }; lease: TargetLease; answer: () => Promise<void> }> {
  let open: () => void = () => undefined
  const until = new Promise<void>((resolve) => (open = resolve))
  network.script.push({ until, then: 'ok' })
  const post = await house.aPost({ accounts: [account ?? (await house.anAccount())] })
  const lease = only(await house.claim())
  const onTheWire = network.calls.length + 1
  const sending = publishTarget(house.deps, lease)
  await expect.poll(() => network.calls.length).toBe(onTheWire)
  return {
    post,
    lease,
    answer() {
      open()
      return sending
    },
  }
}

/** How many sessions of this database wait for a lock. */
export async function waitingForLocks(db: Database): Promise<number> {
  const [row] = await db.query<{ count: number }>({
    text: `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  })
  return row?.count ?? 0
}

/** A target has exactly one in most tests. */
export function only<T>(list: readonly T[]): T {
  const [first] = list
  if (first === undefined || list.length !== 1)
    throw new Error(`one expected, there are ${String(list.length)}`)
  return first
}

/** The publishing room over a real database and a network in memory, with one workspace. */
export type PublishingHouse = {
  db: Database
  deps: PublishingDeps
  workspaceId: string
  anAccount: (change?: { status?: string; remoteId?: string }) => Promise<{ id: string; laneId: string }>
  /** A scheduled post, due at once unless told otherwise. */
  aPost: (change: {
    accounts: readonly { id: string; laneId: string }[]
    dueInMs?: number
    thread?: readonly string[]
    firstComment?: string
    /** What the post asks of the network alone. */
    options?: JsonObject
  }) => Promise<{ id: string; targets: string[] }>
  claim: (limit?: number) => Promise<TargetLease[]>
  /** What another worker process has: the same database, none of this one's shared statements. */
  asAnotherProcess: () => PublishingDeps
  /** Claims and publishes until nothing is due. */
  publishAllDue: () => Promise<void>
  advance: (ms: number) => Promise<void>
  target: (id: string) => Promise<TargetRow>
  post: (
    id: string,
  ) => Promise<{ status: string; open_targets: number; published_targets: number; failed_targets: number }>
  events: (type?: string) => Promise<{ type: string; data: Record<string, unknown> }[]>
  attempts: (targetId: string) => Promise<{ number: number; outcome: string | null; ended_at: Date | null }[]>
  deadAccounts: string[]
  latenesses: number[]
  publishedTwice: string[]
}

export type TargetRow = {
  status: string
  stage: string
  run_at: Date
  remote_id: string | null
  url: string | null
  error: { code: string; message: string; details?: Record<string, unknown> } | null
  warnings: { code: string }[]
  next_retry_at: Date | null
}

export async function publishingHouse(
  db: Database,
  network: FakeNetwork,
  settings: Record<string, unknown> = {},
): Promise<PublishingHouse> {
  const workspaceId = newId('ws')
  await db.query({
    text: 'insert into workspaces (id, name, settings) values ($1, $2, $3)',
    values: [workspaceId, 'Bistro', JSON.stringify(settings)],
  })
  const workerId = await registerWorker(db, { host: 'test', pid: process.pid })
  const deadAccounts: string[] = []
  const latenesses: number[] = []
  const publishedTwice: string[] = []
  const connector = network.connector()
  const deps: PublishingDeps = {
    db,
    connectors: { all: [connector], get: () => connector, resolve: () => connector },
    wake: createWake(db, () => undefined),
    log: () => undefined,
    platformHttp: () => () => Promise.reject(new Error('the fake network is in memory')),
    platform: () => ({ app: {}, vault: { get: () => Promise.resolve(null), put: () => Promise.resolve() } }),
    freshTokens: () => Promise.resolve({ kind: 'ok', tokens: { accessToken: 'token' } }),
    markAccountDead: async (tx, accountId) => {
      deadAccounts.push(accountId)
      await tx.query({ text: `update accounts set status = 'expired' where id = $1`, values: [accountId] })
    },
    mediaFiles: () => Promise.resolve({ kind: 'ok', files: [] }),
    observe: {
      lateness: (ms) => latenesses.push(ms),
      outcome: () => undefined,
      publishedTwice: (platform) => publishedTwice.push(platform),
    },
  }
  let accounts = 0

  const house: PublishingHouse = {
    db,
    deps,
    workspaceId,
    deadAccounts,
    latenesses,
    publishedTwice,
    async anAccount(change = {}) {
      accounts += 1
      const remoteId = change.remoteId ?? `u${String(accounts)}`
      const id = newId('acc')
      const [lane] = await db.query<{ id: string }>({
        text: `insert into lanes (mode, platform, remote_id) values ('sandbox', 'acme', $1)
               on conflict (mode, platform, remote_id) do update set remote_id = excluded.remote_id returning id`,
        values: [remoteId],
      })
      const laneId = lane?.id ?? ''
      await db.query({
        text: `insert into accounts (id, workspace_id, mode, platform, remote_id, lane_id, username, status)
               values ($1, $2, 'sandbox', 'acme', $3, $4, 'ann', $5)`,
        values: [id, workspaceId, remoteId, laneId, change.status ?? 'active'],
      })
      return { id, laneId }
    },
    async aPost({ accounts: on, dueInMs = 0, thread = [], firstComment, options = {} }) {
      const id = newId('post')
      const targets = on.map(() => newId('pp'))
      const parts = thread.map((content, index) => ({ sequence: index + 1, content }))
      await db.transaction(async (tx) => {
        await tx.query({
          text: `insert into posts (id, workspace_id, mode, content, status, scheduled_for, open_targets, run, thread_posts, first_comment, platform_metadata)
                 values ($1, $2, 'sandbox', 'Hello', 'scheduled', vb_now() + $3 * interval '1 millisecond', $4, 1, $5, $6, $7)`,
          values: [
            id,
            workspaceId,
            dueInMs,
            on.length,
            JSON.stringify(parts),
            firstComment ?? null,
            JSON.stringify({ ACME: options }),
          ],
        })
        for (const [position, account] of on.entries()) {
          await tx.query({
            text: `insert into targets (id, workspace_id, post_id, account_id, lane_id, platform, position, run_at, due_at)
                   values ($1, $2, $3, $4, $5, 'acme', $6, vb_now() + $7 * interval '1 millisecond', vb_now() + $7 * interval '1 millisecond')`,
            values: [targets[position], workspaceId, id, account.id, account.laneId, position, dueInMs],
          })
          await tx.query({
            text: `update lanes set run_at = least(run_at, vb_now() + $2 * interval '1 millisecond'), next_workspace_id = $3 where id = $1 and lease_token is null`,
            values: [account.laneId, dueInMs, workspaceId],
          })
        }
      })
      return { id, targets }
    },
    claim: (limit = 100) =>
      claimTargets(db, {
        mode: 'sandbox',
        workerId,
        limit,
        passOver: [],
        atOnce: { acme: connector.atOnce ?? 1 },
      }),
    asAnotherProcess: () => ({ ...deps, db: { ...db } }),
    async publishAllDue() {
      for (;;) {
        const leases = await house.claim()
        const comments = await claimDue(db, 'comments', {
          mode: 'sandbox',
          workerId,
          limit: 100,
          perGroup: 100,
          passOver: [],
        })
        if (leases.length + comments.length === 0) return
        await Promise.all([
          ...leases.map((lease) => publishTarget(deps, lease)),
          ...comments.map((lease) => publishComment(deps, lease)),
        ])
      }
    },
    async advance(ms) {
      await db.query({ text: 'select vb_advance($1)', values: [ms] })
    },
    async target(id) {
      const [row] = await db.query<TargetRow>({ text: 'select * from targets where id = $1', values: [id] })
      if (row === undefined) throw new Error(`no target ${id}`)
      return row
    },
    async post(id) {
      const [row] = await db.query<{
        status: string
        open_targets: number
        published_targets: number
        failed_targets: number
      }>({ text: 'select * from posts where id = $1', values: [id] })
      if (row === undefined) throw new Error(`no post ${id}`)
      return row
    },
    events: (type) =>
      db.query({
        text: 'select type, data from events where $1::text is null or type = $1 order by seq',
        values: [type ?? null],
      }),
    attempts: (targetId) =>
      db.query({
        text: 'select number, outcome, ended_at from attempts where target_id = $1 order by number',
        values: [targetId],
      }),
  }
  return house
}
