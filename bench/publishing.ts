import { setTimeout as pause } from 'node:timers/promises'
import { newId } from '../src/kit/ids.js'
import { openAttempt } from '../src/store/attempts.js'
import { claimTargets, type TargetLease } from '../src/store/claims.js'
import { loadTargetState } from '../src/store/target-state.js'
import { createWake } from '../src/work/wake.js'
import { kind } from '../src/work/kinds.js'
import { runWorker } from '../src/work/worker.js'
import { makeAccounts, schedulePosts } from './accounts.js'
import { recordStatements } from './bare-statements.js'
import { below, ms, percentile, rate, type Figure, type Section } from './figures.js'
import type { House } from './house.js'

/** The worker's loop with work that is nothing, beside the bare claim statement: the same lanes, both claimed once. */
export async function measureClaims(house: House, lanes: number): Promise<Section> {
  const accounts = await makeAccounts(house, lanes)
  await schedulePosts(house, accounts, 0)
  const wanted = { mode: 'sandbox', workerId: '0', limit: 250, passOver: [] }
  const [statement] = await recordStatements(house.db, (db) => claimTargets(db, { ...wanted, limit: 1 }))
  if (statement === undefined) throw new Error('Claiming sent nothing')
  const values = [...(statement.values ?? [])]
  values[2] = 250
  await letGo(house)
  const rawStartedAt = performance.now()
  let rows = 0
  for (let got = -1; got !== 0; rows += got) got = (await house.db.query({ ...statement, values })).length
  const raw = (rows / (performance.now() - rawStartedAt)) * 1_000

  await letGo(house)
  const wake = createWake(house.db, () => undefined)
  const startedAt = performance.now()
  let done = 0
  await new Promise<void>((resolve) => {
    const worker = runWorker({
      db: house.db,
      wake,
      mode: 'sandbox',
      log: () => undefined,
      kinds: [
        kind({
          table: 'lanes',
          wokenBy: 'targets',
          places: 2_000,
          placesPerGroup: 2_000,
          claim: ({ workerId, limit, passOver }) =>
            claimTargets(house.db, { mode: 'sandbox', workerId, limit, passOver }),
          run: (_lease: TargetLease) => {
            done += 1
            if (done === lanes) void worker.stop().then(resolve)
            return Promise.resolve()
          },
        }),
      ],
    })
  })
  const ours = (done / (performance.now() - startedAt)) * 1_000
  await clear(house)
  return {
    title: 'Claiming',
    note: `${lanes.toLocaleString('en')} due targets on as many lanes; the raw limit is the claim statement in a loop.`,
    figures: [rate({ what: 'claim and dispatch', value: ours, raw, atLeast: 0.5 })],
  }
}

async function letGo(house: House): Promise<void> {
  await house.db.query({ text: `update targets set lease_token = null, status = 'pending'` })
  await house.db.query({
    text: `update lanes set lease_token = null, lease_until = null, worker_id = null, run_at = vb_now() - interval '1 second'
           where id in (select lane_id from targets where run_at < 'infinity')`,
  })
  await house.db.query({ text: 'vacuum analyze lanes, targets, posts' })
}

async function clear(house: House): Promise<void> {
  await house.db.query({ text: `delete from posts where content = 'Measured'` })
  await house.db.query({
    text: `update lanes set run_at = 'infinity', lease_token = null, lease_until = null, worker_id = null`,
  })
}

/**
 * The raw limit of lateness: the statements that lead to an attempt (claim, read, open), one batch after the other,
 * with nothing sent and nothing settled. Milliseconds for all of `burst`. No worker may run.
 */
export async function measureBareAttempts(house: House, burst: number): Promise<number> {
  const accounts = await makeAccounts(house, burst)
  await schedulePosts(house, accounts, 0)
  await letGo(house)
  const wanted = { mode: 'sandbox', workerId: '0', limit: 250, passOver: [] }
  const startedAt = performance.now()
  for (;;) {
    const leases = await claimTargets(house.db, wanted)
    if (leases.length === 0) break
    await Promise.all(
      leases.map(async (lease) => {
        const state = await loadTargetState(house.db, lease)
        const { content: text, media } = state?.post ?? { content: '', media: [] }
        await openAttempt(house.db, {
          id: newId('att'),
          lease,
          sequence: 0,
          stage: 'send',
          revision: state?.revision ?? 0,
          plan: null,
          sent: { text, media, options: {}, contentType: null },
          contentHash: 'bench',
        })
      }),
    )
  }
  const tookMs = performance.now() - startedAt
  await clear(house)
  return tookMs
}

/** From the due time to the commit of the attempt, as the database says, beside what the statements alone take. */
export async function measureLateness(house: House, burst: number, bareMs: number): Promise<Section> {
  const accounts = await makeAccounts(house, burst)
  const unloaded: number[] = []
  // One after the other, each known to the worker before it is due.
  for (let index = 0; index < 50; index += 1)
    await schedulePosts(house, accounts.slice(index, index + 1), 3_000 + index * 100)
  await until(
    house,
    50,
    `select count(*) as n from targets where status = 'published' and $1::timestamptz is null`,
    null,
  )
  unloaded.push(...(await latenessOf(house, null)))
  const dueAll = await schedulePosts(house, accounts, 3_000)
  await untilSent(house, dueAll, burst)
  const lateness = await latenessOf(house, dueAll)
  const outMs = await untilSettled(house, dueAll, burst)

  const shared = accounts.slice(0, 200)
  const due200 = await schedulePosts(
    house,
    shared.flatMap((account) => [account, account, account, account, account]),
    1_000,
  )
  const drained = await untilSettled(house, due200, 1_000)
  const figures: Figure[] = [
    below('one post due, nothing else to do, p99', percentile(unloaded, 0.99), 250),
    below(
      `${burst.toLocaleString('en')} targets on as many lanes in one second, p50`,
      percentile(lateness, 0.5),
      1_000,
    ),
    {
      ...below(
        `${burst.toLocaleString('en')} targets on as many lanes in one second, p99`,
        percentile(lateness, 0.99),
        1_000,
      ),
      raw: ms(bareMs),
      share: bareMs / percentile(lateness, 0.99),
    },
    below('the same, until all are published', outMs, 30_000),
    below('1,000 targets on 200 lanes, until all are published', drained, 5_000),
  ]
  return {
    title: 'On time',
    note: 'From the due time to the commit of the attempt, first due target of each lane; one process with web, worker and sandbox; the network is a bare server in a process of its own that takes every post. The raw limit claims, reads and opens the attempts of as many targets, one batch after the other, and sends nothing.',
    figures,
  }
}

/** Of the posts that are due at this moment; of all where none is given. */
async function latenessOf(house: House, due: Date | null): Promise<number[]> {
  const rows = await house.db.query<{ ms: number }>({
    text: `select extract(epoch from min(attempts.started_at) - targets.due_at)::float8 * 1000 as ms
           from targets join attempts on attempts.target_id = targets.id where $1::timestamptz is null or targets.due_at = $1 group by targets.id`,
    values: [due],
  })
  return rows.map((row) => row.ms)
}

async function untilSent(house: House, due: Date, count: number): Promise<void> {
  await until(
    house,
    count,
    `select count(*) as n from attempts join targets on targets.id = target_id where due_at = $1`,
    due,
  )
}

/** Milliseconds from the due time to the last settlement. */
async function untilSettled(house: House, due: Date, count: number): Promise<number> {
  await until(
    house,
    count,
    `select count(*) as n from targets where due_at = $1 and status = 'published'`,
    due,
  )
  const [row] = await house.db.query<{ ms: number }>({
    text: `select extract(epoch from max(published_at) - $1::timestamptz)::float8 * 1000 as ms from targets where due_at = $1`,
    values: [due],
  })
  return row?.ms ?? NaN
}

async function until(house: House, count: number, text: string, due: Date | null): Promise<void> {
  const giveUpAt = performance.now() + 60_000
  for (;;) {
    const [row] = await house.db.query<{ n: string }>({ text, values: [due] })
    if (Number(row?.n) >= count) return
    if (performance.now() > giveUpAt)
      throw new Error(`Only ${row?.n ?? '0'} of ${String(count)} went out in a minute`)
    await pause(count > 100 ? 200 : 5)
  }
}
