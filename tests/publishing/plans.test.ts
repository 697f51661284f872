import { beforeAll, describe, expect, it } from 'vitest'
import { claimDue, claimTargets, nextDueInMs } from '../../src/store/claims.js'
import type { Db, Statement } from '../../src/store/database.js'
import { hasScheduled, readLaneQuota } from '../../src/store/quotas.js'
import { aWorkspace } from '../support/builders.js'
import { testDatabase, type TestDatabase } from '../support/database.js'

let db: TestDatabase

const lanes = 5_000

/** Many accounts with one post each, all due: where a plan without indexes would be chosen, and would hurt. */
beforeAll(async () => {
  db = await testDatabase()
  const { workspaceId } = await aWorkspace(db)
  await db.query({
    text: `
      with given as (select vb_id('acc') as account_id, vb_id('post') as post_id, vb_id('pp') as target_id, n::text as remote_id from generate_series(1, ${String(lanes)}) as n),
      lane as (insert into lanes (mode, platform, remote_id, run_at) select 'sandbox', 'acme', remote_id, vb_now() from given returning id, remote_id),
      account as (insert into accounts (id, workspace_id, mode, platform, remote_id, lane_id, status) select account_id, $1, 'sandbox', 'acme', remote_id, lane.id, 'active' from given join lane using (remote_id) returning id),
      post as (insert into posts (id, workspace_id, mode, content, status, open_targets) select post_id, $1, 'sandbox', 'x', 'scheduled', 1 from given returning id)
      insert into targets (id, workspace_id, post_id, account_id, lane_id, platform, position, run_at, due_at)
      select target_id, $1, post_id, account_id, lane.id, 'acme', 0, vb_now(), vb_now() from given join lane using (remote_id)`,
    values: [workspaceId],
  })
  await db.query({ text: 'analyze' })
})

describe('what a worker asks again and again', () => {
  const wanted = { mode: 'sandbox', workerId: '1', limit: 10, perGroup: 10, passOver: [] as string[] }

  it.each([
    ['claiming targets', ['lanes', 'targets'], (on: Db) => claimTargets(on, wanted)],
    ['claiming comments', ['comments'], (on: Db) => claimDue(on, 'comments', wanted)],
    ['claiming deliveries', ['deliveries'], (on: Db) => claimDue(on, 'deliveries', wanted)],
    ['claiming files', ['media'], (on: Db) => claimDue(on, 'media', wanted)],
    ['claiming accounts', ['accounts'], (on: Db) => claimDue(on, 'accounts', wanted)],
    ['claiming measurements', ['measurements'], (on: Db) => claimDue(on, 'measurements', wanted)],
    ['claiming backfills', ['backfills'], (on: Db) => claimDue(on, 'backfills', wanted)],
    ['asking whether an account has something to go out', ['targets'], (on: Db) => hasScheduled(on, '1', 1)],
    [
      'counting for quotas',
      ['targets', 'target_items', 'lanes'],
      (on: Db) =>
        readLaneQuota(on, { laneId: '1', rules: [{ name: 'posts', limit: 9, window: { rollingMs: 1 } }] }),
    ],
    ['asking when lanes are next due', ['lanes'], (on: Db) => nextDueInMs(on, 'lanes', 'sandbox')],
  ])('%s reads the index of due rows, not the table', async (_what, tables, ask) => {
    const plan = await planOf(ask)
    expect(plan).toMatch(/_due/)
    // Small and empty tables are read whole rightly; this asks what the planner could do if it wanted.
    for (const table of tables) expect(plan).not.toMatch(new RegExp(`Seq Scan on ${table}\\b`))
  })
})

/** The plan of the first statement that is sent. */
async function planOf(ask: (on: Db) => Promise<unknown>): Promise<string> {
  const sent: Statement[] = []
  await db.transaction(async (tx) => {
    await ask({
      query: (statement) => {
        sent.push(statement)
        return tx.query(statement)
      },
    })
  })
  const [statement] = sent
  if (statement === undefined) throw new Error('Nothing was sent')
  return db.transaction(async (tx) => {
    await tx.query({ text: 'set local enable_seqscan = off' })
    const rows = await tx.query<{ 'QUERY PLAN': string }>({
      text: `explain ${statement.text}`,
      values: statement.values ?? [],
    })
    return rows.map((row) => row['QUERY PLAN']).join('\n')
  })
}
