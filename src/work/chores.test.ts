import { beforeEach, expect, it } from 'vitest'
import { newId } from '../kit/ids.js'
import { purgeEvents } from '../store/events.js'
import { purgeKeys } from '../store/idempotency-keys.js'
import { aWorkspace, type Home } from '../../tests/support/builders.js'
import { testDatabase } from '../../tests/support/database.js'
import { paused } from '../../tests/support/publishing.js'
import { runChores, type Chore } from './chores.js'

const db = await testDatabase()
let home: Home

const keys: Chore = { name: 'keys', everyMs: 5, run: purgeKeys }
const events: Chore = { name: 'events', everyMs: 5, run: purgeEvents }

beforeEach(async () => {
  await db.query({ text: 'truncate workspaces, idempotency_keys, events cascade' })
  home = await aWorkspace(db)
})

async function keysOfAge(hours: number, count: number): Promise<void> {
  await db.query({
    text: `insert into idempotency_keys (workspace_id, method, path, key, body_hash, status, reply, created_at)
           select $1, 'POST', '/v1/posts', $2 || n, '\\x00', 200, '{}', vb_now() - $3 * interval '1 hour' from generate_series(1, $4) as n`,
    values: [home.workspaceId, `${String(hours)} h `, hours, count],
  })
}

async function countKeys(): Promise<number> {
  return (await db.query({ text: 'select 1 from idempotency_keys' })).length
}

/** Runs chores until the test has seen what it waits for. */
async function during(chores: readonly Chore[], test: (logs: string[]) => Promise<void>): Promise<void> {
  const stopping = new AbortController()
  const logs: string[] = []
  const running = runChores({ db, chores, log: (_level, message) => logs.push(message) }, stopping.signal)
  try {
    await test(logs)
  } finally {
    stopping.abort()
    await running
  }
}

it('deletes replies older than a day, in small batches, and keeps the younger ones', async () => {
  await keysOfAge(25, 1_200)
  await keysOfAge(23, 3)
  const batches: number[] = []
  const counted: Chore = {
    ...keys,
    run: async (tx, batch) => {
      const done = await purgeKeys(tx, batch)
      if (done > 0) batches.push(done)
      return done
    },
  }
  await during([counted], () => expect.poll(countKeys).toBe(3))
  expect(batches).toEqual([500, 500, 200])
})

it('deletes events older than 30 days with their deliveries', async () => {
  for (const days of [31, 29])
    await db.query({
      text: `insert into events (id, workspace_id, type, data, created_at) values ($1, $2, 'post.created', '{}', vb_now() - $3 * interval '1 day')`,
      values: [newId('evt'), home.workspaceId, days],
    })
  const count = async (): Promise<number> => (await db.query({ text: 'select 1 from events' })).length
  await during([events], () => expect.poll(count).toBe(1))
})

it('is done by one worker at a time', async () => {
  await keysOfAge(25, 10)
  const other = await paused(db, (tx) => tx.query({ text: 'select pg_advisory_xact_lock(7237, 0)' }))
  let rounds = 0
  const watched: Chore = { ...events, run: () => Promise.resolve(((rounds += 1), 0)) }
  // The second chore comes round many times meanwhile; the first is the other worker's.
  await during([keys, watched], async () => {
    await expect.poll(() => rounds).toBeGreaterThan(5)
    expect(await countKeys()).toBe(10)
    await other.commit()
    await expect.poll(countKeys).toBe(0)
  })
})

it('a chore that fails is said, and is done the next time', async () => {
  await keysOfAge(25, 1)
  let tries = 0
  const failing: Chore = {
    ...keys,
    run: (tx, batch) => {
      tries += 1
      return tries === 1 ? Promise.reject(new Error('out of order')) : purgeKeys(tx, batch)
    },
  }
  await during([failing], async (logs) => {
    await expect.poll(countKeys).toBe(0)
    expect(logs).toContain('A chore failed; it is done the next time')
  })
})

it('ends when it is told to, also in the middle of a long list', async () => {
  const endless: Chore = { ...keys, run: (_tx, batch) => Promise.resolve(batch) }
  await during([endless], () => Promise.resolve())
})
