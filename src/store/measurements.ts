import type { AccountDay } from '../domain/numbers.js'
import type { Json } from '../kit/json.js'
import type { Lease } from './claims.js'
import type { Db, Tx } from './database.js'

/** What reading an account's numbers needs to know of it; `null` once the lease is another's. */
export type Measurement = {
  now: Date
  laneId: string
  noticedUntil: Date | null
  accountAt: Date
  quotaAt: Date
  tries: number
}

/** What a person does with a new account first, a test or a post, has the network to itself. */
const startsAfter = `vb_now() + interval '30 seconds'`

/**
 * Lets the numbers of an account be read, and its past: of one that is connected, connected again, or alive again. What
 * a backfill had not finished goes on where it stopped; a finished one reads what came since. `isOther`: the account
 * stands for another page now, whose past is not known.
 */
export async function beginMeasuring(tx: Tx, accountId: string, isOther = false): Promise<void> {
  await tx.query({
    name: 'begin-measuring',
    text: `
      with account as (
        select id, workspace_id, mode, lane_id, ${startsAfter} as run_at from accounts where id = $1
      ), backfill as (
        insert into backfills (id, workspace_id, mode, lane_id, run_at) select * from account
        on conflict (id) do update set run_at = excluded.run_at, tries = 0, finished_at = null,
          begun_at = case when $2 or backfills.finished_at is not null then vb_now() else backfills.begun_at end,
          reached_at = case when $2 or backfills.finished_at is not null then null else backfills.reached_at end,
          found = case when $2 or backfills.finished_at is not null then 0 else backfills.found end,
          since = case when $2 then excluded.since else greatest(excluded.since, backfills.finished_at - interval '1 day') end,
          cursor = case when $2 or backfills.finished_at is not null then null else backfills.cursor end
          where $2 or backfills.lease_token is null
      )
      insert into measurements (id, workspace_id, mode, lane_id, run_at) select * from account
      on conflict (id) do update set run_at = excluded.run_at, account_at = case when $2 then vb_now() else measurements.account_at end, tries = 0
        where measurements.lease_token is null`,
    values: [accountId, isOther],
  })
}

export async function readMeasurement(
  db: Db,
  lease: Pick<Lease, 'id' | 'token'>,
): Promise<Measurement | null> {
  const [row] = await db.query<Measurement>({
    name: 'read-measurement',
    text: `select vb_now() as now, lane_id as "laneId", noticed_until as "noticedUntil", account_at as "accountAt", quota_at as "quotaAt", tries
           from measurements where id = $1 and lease_token = $2`,
    values: [lease.id, lease.token],
  })
  return row ?? null
}

/**
 * Ends a run that began at `begunAt` and says when the next is due; null: when the account is alive again. What is not
 * named stays. What a person asked for while it ran is due at once.
 */
export async function endMeasurement(
  db: Db,
  lease: Pick<Lease, 'id' | 'token'>,
  next: {
    begunAt: Date
    runAt: Date | null
    tries: number
    accountAt?: Date
    quotaAt?: Date
    noticedUntil?: Date
  },
): Promise<void> {
  await db.query({
    name: 'end-measurement',
    text: `update measurements set tries = $4, quota_at = coalesce($6, quota_at), noticed_until = coalesce($7, noticed_until),
             account_at = case when asked_at >= $8 then least(account_at, $5) else coalesce($5, account_at) end,
             run_at = case when $3::timestamptz is null then 'infinity' when asked_at >= $8 then vb_now() else $3 end,
             lease_token = null, lease_until = null, worker_id = null
           where id = $1 and lease_token = $2`,
    values: [
      lease.id,
      lease.token,
      next.runAt,
      next.tries,
      next.accountAt ?? null,
      next.quotaAt ?? null,
      next.noticedUntil ?? null,
      next.begunAt,
    ],
  })
}

/** The network wants to be left alone about an account: nobody reads for it before then, in whatever workspace. */
export async function restLane(db: Db, laneId: string, until: Date): Promise<void> {
  await db.query({
    name: 'rest-lane',
    text: `with backfill as (
             update backfills set run_at = $2 where lane_id = $1 and lease_token is null and run_at < $2
           )
           update measurements set rests_until = $2, run_at = case when lease_token is null then greatest(run_at, $2) else run_at end where lane_id = $1`,
    values: [laneId, until],
  })
}

/** Keeps days of an account, one row each: 365 in a year. A day that is read again takes what is told of it now. */
export async function saveAccountDays(db: Db, accountId: string, days: readonly AccountDay[]): Promise<void> {
  if (days.length === 0) return
  await db.query({
    name: 'save-account-days',
    text: `
      insert into account_days (workspace_id, account_id, day, numbers)
      select accounts.workspace_id, accounts.id, given.day, given.numbers
      from accounts cross join json_to_recordset($2) as given (day date, numbers jsonb) where accounts.id = $1
      on conflict (workspace_id, account_id, day) do update set numbers = account_days.numbers || excluded.numbers, read_at = vb_now()`,
    values: [accountId, JSON.stringify(days as unknown as Json)],
  })
}

/*
 * Whoever locks both of an account locks its measurement before its backfill: PostgreSQL runs a statement before what
 * its `with` changes.
 */

/** Holds back who hastens the measurement until this transaction, which ends it, has committed. */
export async function lockMeasurement(tx: Tx, id: string): Promise<void> {
  await tx.query({
    name: 'lock-measurement',
    text: 'select id from measurements where id = $1 for update',
    values: [id],
  })
}

/** There are posts of the account whose numbers nobody has read yet. A run that is under way looks once it has ended. */
export async function hastenMeasurement(tx: Tx, accountId: string): Promise<void> {
  await tx.query({
    name: 'hasten-measurement',
    // Whoever has it: a run that ends meanwhile is waited for, so that it has seen the posts or is hastened.
    text: 'update measurements set run_at = case when lease_token is null then least(run_at, vb_now()) else run_at end where id = $1',
    values: [accountId],
  })
}
