import type { Db, Tx } from './database.js'

/** How long a worker owns what it claimed without renewing. */
export const leaseMs = 30_000

/** First half of the advisory lock that a living worker's session holds; the second is its number. */
export const workerLockClass = 7_236

/** A row that a worker owns until its lease ends. */
export type Lease = {
  id: string
  workspaceId: string
  /** Proof of ownership: every later write is conditional on it. */
  token: string
  /** What claims are spread over: the workspace of a target, the webhook of a delivery. */
  group: string
}

/** `beside`: the targets that were claimed with this one, where its lane may have several out; they share its token. */
export type TargetLease = Lease & { laneId: string; beside: readonly string[] }

/** Every question for due rows also says `run_at < 'infinity'`: only then may the planner use the partial indexes of due rows. */

/**
 * Claims targets: locks free lanes that are due, takes from each its first due target, takes the post row so that
 * no edit is under way, and gives lane and target one token. Nothing but a scheduled or publishing post leaves, and
 * nothing that still needs approval, whoever moved its rows. `passOver` are workspaces that have their share of this worker's places; `atOnce` is how
 * many targets a lane of a platform may have out together, one where it is not named.
 */
export async function claimTargets(
  db: Db,
  wanted: {
    mode: string
    workerId: string
    limit: number
    passOver: readonly string[]
    atOnce?: Readonly<Record<string, number>>
  },
): Promise<TargetLease[]> {
  const rows = await db.query<{ id: string; workspace_id: string; lane_id: string; lease_token: string }>({
    name: 'claim-targets',
    text: `
      with free as materialized (
        select id, held_until, coalesce(($6::jsonb ->> platform)::integer, 1) as at_once, gen_random_uuid() as token from lanes
        where mode = $1 and run_at <= vb_now() and run_at < 'infinity' and (next_workspace_id is null or next_workspace_id <> all ($4::text[]))
        order by run_at limit $3 for update skip locked
      ), head as materialized (
        select free.id as lane_id, free.token, first.id, first.post_id, first.lease_token
        from free cross join lateral (
          select id, post_id, lease_token from targets
          where lane_id = free.id and run_at <= vb_now() and run_at < 'infinity'
            and (free.held_until is null or free.held_until <= vb_now() or stage = 'look')
          order by run_at, id limit free.at_once
        ) as first
        limit $3
      ), ready as materialized (
        select head.id, head.token, head.lease_token from head cross join lateral (
          select id from posts where id = head.post_id and status in ('scheduled', 'publishing') and approval is distinct from 'needed' for update skip locked offset 0
        ) as post
      ), claimed as (
        update targets set status = 'publishing', lease_token = ready.token, first_try_at = coalesce(first_try_at, vb_now()), updated_at = vb_now()
        from ready
        where targets.id = ready.id and targets.run_at <= vb_now() and targets.lease_token is not distinct from ready.lease_token
        returning targets.id, targets.workspace_id, targets.lane_id, targets.post_id, targets.lease_token
      ), planned as (
        insert into target_items (target_id, sequence, workspace_id, lane_id)
        select id, 0, workspace_id, lane_id from claimed on conflict do nothing
      ), publishing as (
        update posts set status = 'publishing', updated_at = vb_now() where id in (select post_id from claimed) and status = 'scheduled'
      ), leased as (
        update lanes set lease_token = claimed.lease_token, worker_id = $2, lease_until = vb_now() + $5 * interval '1 millisecond',
          run_at = vb_now() + $5 * interval '1 millisecond', next_workspace_id = claimed.workspace_id
        from claimed where lanes.id = claimed.lane_id
      ), passed as (
        -- Nothing to take now: an edit holds the post, or the time was moved. Recounted below, in its own snapshot.
        update lanes set run_at = vb_now() + interval '50 milliseconds', lease_token = null, lease_until = null, worker_id = null
        from free where lanes.id = free.id and free.id not in (select lane_id from claimed)
        returning lanes.id
      )
      select id, workspace_id, lane_id, lease_token from claimed
      union all select null, null, id, null from passed`,
    values: [
      wanted.mode,
      wanted.workerId,
      wanted.limit,
      wanted.passOver,
      leaseMs,
      JSON.stringify(wanted.atOnce ?? {}),
    ],
  })
  const passed = rows.filter((row) => row.lease_token === null).map((row) => row.lane_id)
  if (passed.length > 0) {
    await putAside(db, passed)
    await recountLanes(db, passed)
  }
  const claimed = rows.filter((row) => row.lease_token !== null)
  const together = new Map<string, string[]>()
  for (const { lane_id, id } of claimed) together.set(lane_id, [...(together.get(lane_id) ?? []), id])
  return claimed.map((row) => ({
    id: row.id,
    workspaceId: row.workspace_id,
    laneId: row.lane_id,
    token: row.lease_token,
    group: row.workspace_id,
    beside: (together.get(row.lane_id) ?? []).filter((id) => id !== row.id),
  }))
}

/** Targets that are due though their posts may not leave hold up nobody behind them; whatever lets a post leave gives them a time again. */
async function putAside(db: Db, laneIds: readonly string[]): Promise<void> {
  await db.query({
    name: 'put-aside',
    text: `
      with held as materialized (
        select posts.id from targets join posts on posts.id = targets.post_id
        where targets.lane_id = any ($1::bigint[]) and targets.run_at <= vb_now() and targets.run_at < 'infinity' and targets.lease_token is null
          and (posts.approval = 'needed' or posts.status in ('draft', 'pending_approval', 'approved', 'cancelled'))
        for update of posts skip locked
      )
      update targets set run_at = 'infinity' from held
      where targets.post_id = held.id and targets.lane_id = any ($1::bigint[]) and targets.run_at <= vb_now() and targets.lease_token is null`,
    values: [laneIds],
  })
}

/** Sets lanes that nobody works on to the time of their next target. See the rule in lanes.ts. */
async function recountLanes(db: Db, laneIds: readonly string[]): Promise<void> {
  await db.query({
    name: 'recount-lanes',
    text: `
      with mine as materialized (
        select id, held_until from lanes where id = any ($1::bigint[]) and lease_token is null for update skip locked
      ), counted as (
        -- A function, so that it sees what was committed before the lock was taken.
        select mine.id, next.run_at, next.workspace_id from mine cross join lateral vb_lane_next(mine.id, mine.held_until) as next
      )
      update lanes set run_at = greatest(counted.run_at, vb_now() + interval '50 milliseconds'), next_workspace_id = counted.workspace_id
      from counted where lanes.id = counted.id`,
    values: [laneIds],
  })
}

/**
 * Gives the lane back and sets it to its next target, in the transaction that settled this one, if it is the last of
 * those claimed together; does nothing when another worker has it. Takes the lane first (`lockLane`), so that the
 * count sees every target that was added meanwhile. `holdForMs`: nothing but looks may run until then.
 */
export async function releaseLane(tx: Tx, lease: TargetLease, holdForMs = 0): Promise<void> {
  if (lease.beside.length > 0 && (await areOthersOut(tx, lease))) return holdLane(tx, lease, holdForMs)
  await tx.query({
    name: 'release-lane',
    text: `
      update lanes set lease_token = null, lease_until = null, worker_id = null,
        held_until = hold.until, run_at = next.run_at, next_workspace_id = next.workspace_id
      from (${holdOf}) as hold, vb_lane_next($1, hold.until) as next
      where lanes.id = $1 and (lanes.lease_token = $3 or lanes.lease_token is null)`,
    values: [lease.laneId, Math.ceil(holdForMs), lease.token],
  })
}

/** Whether targets that were claimed with this one are still under their common lease. */
async function areOthersOut(tx: Tx, { beside, token }: TargetLease): Promise<boolean> {
  const rows = await tx.query({
    name: 'others-out',
    text: 'select from targets where id = any ($1::text[]) and lease_token = $2 limit 1',
    values: [beside, token],
  })
  return rows.length > 0
}

/** The lane stays leased to the others; what is held counts once they are settled. */
async function holdLane(tx: Tx, { laneId, token }: TargetLease, holdForMs: number): Promise<void> {
  if (holdForMs <= 0) return
  await tx.query({
    name: 'hold-lane',
    text: `update lanes set held_until = greatest(held_until, vb_now() + $3 * interval '1 millisecond')
           where id = $1 and lease_token = $2`,
    values: [laneId, token, Math.ceil(holdForMs)],
  })
}

/** Sets a lane that nobody works on to its next target, after an answer that came late. Takes the lane first. */
export async function recountLane(tx: Tx, laneId: string): Promise<void> {
  await tx.query({
    name: 'recount-lane',
    text: `
      update lanes set held_until = hold.until, run_at = next.run_at, next_workspace_id = next.workspace_id
      from (${holdOf}) as hold, vb_lane_next($1, hold.until) as next
      where lanes.id = $1 and lanes.lease_token is null`,
    values: [laneId, 0],
  })
}

/** Until when a lane is held: for this answer, or still for that of another of its targets. */
const holdOf = `
  select case when $2::bigint > 0 then greatest(held_until, vb_now() + $2 * interval '1 millisecond')
    when exists (select from targets where lane_id = $1 and stage = 'look' and run_at < 'infinity') then held_until end as until
  from lanes where id = $1`

export async function lockLane(tx: Tx, laneId: string): Promise<void> {
  await tx.query({
    name: 'lock-lane',
    text: 'select id from lanes where id = $1 for update',
    values: [laneId],
  })
}

/** The lane, and with it those of the whole post, always in the same order: for a settle that may queue them again. */
export async function lockLanesOfPost(tx: Tx, laneId: string, postId: string): Promise<void> {
  await tx.query({
    name: 'lock-lanes-of-post',
    text: 'select id from lanes where id = $1 or id in (select lane_id from targets where post_id = $2) order by id for update',
    values: [laneId, postId],
  })
}

/** The tables whose rows are claimed one by one, without lanes. */
export type DueTable =
  | 'comments'
  | 'deliveries'
  | 'media'
  | 'accounts'
  | 'measurements'
  | 'backfills'
  | 'mails'
  | 'recurrences'
  | 'imports'
  | 'exports'
  | 'ga4_feeds'

const dueTables: Record<DueTable, { group: string; mode: boolean }> = {
  comments: { group: 'lane_id::text', mode: true },
  deliveries: { group: 'webhook_id', mode: false },
  media: { group: 'workspace_id', mode: false },
  mails: { group: 'workspace_id', mode: false },
  accounts: { group: 'workspace_id', mode: true },
  // Two workspaces that share an account take turns at its network.
  measurements: { group: 'lane_id::text', mode: true },
  backfills: { group: 'lane_id::text', mode: true },
  recurrences: { group: 'workspace_id', mode: true },
  imports: { group: 'workspace_id', mode: true },
  exports: { group: 'workspace_id', mode: true },
  ga4_feeds: { group: 'workspace_id', mode: false },
}

export const dueTableNames = Object.keys(dueTables) as readonly DueTable[]

/**
 * Claims due rows of a table. While a row is leased its `run_at` is the end of the lease, so that it comes up again
 * by itself when the worker dies. At most `perGroup` rows of one group come back, and none of those in `passOver`.
 */
export async function claimDue(
  db: Db,
  table: DueTable,
  wanted: { mode: string; workerId: string; limit: number; perGroup: number; passOver: readonly string[] },
): Promise<Lease[]> {
  const { group, mode } = dueTables[table]
  const rows = await db.query<{ id: string; workspace_id: string; lease_token: string; claim_group: string }>(
    {
      name: `claim-${table}`,
      text: `
      with due as materialized (
        select id, run_at, ${group} as claim_group from ${table}
        where run_at <= vb_now() and run_at < 'infinity' and ${mode ? 'mode = $6' : '$6::text is not null'} and ${group} <> all ($5::text[])
        order by run_at limit $2 * 2
      ), ranked as (
        select *, row_number() over (partition by claim_group order by run_at) as place from due
      ), wanted as (
        select id from ranked where place <= $4 order by run_at limit $2
      ), chosen as materialized (
        -- Only these are locked, and looked at again: another worker may have had them meanwhile.
        select own.ctid from wanted cross join lateral (
          select ctid from ${table} where id = wanted.id and run_at <= vb_now() for update skip locked offset 0
        ) as own
      )
      update ${table} set lease_token = gen_random_uuid(), lease_until = vb_now() + $3 * interval '1 millisecond',
        run_at = vb_now() + $3 * interval '1 millisecond', worker_id = $1
      -- By their places, which the locks hold still: by the key, young statistics would have the whole table read.
      where ctid = any (array(select ctid from chosen))
      returning id, workspace_id, lease_token, ${group} as claim_group`,
      values: [wanted.workerId, wanted.limit, leaseMs, wanted.perGroup, wanted.passOver, wanted.mode],
    },
  )
  return rows.map((row) => ({
    id: row.id,
    workspaceId: row.workspace_id,
    token: row.lease_token,
    group: row.claim_group,
  }))
}

/** Renews what a worker holds, one statement a table. Answers the tokens that are still its own. */
export async function renewLeases(
  db: Db,
  table: DueTable | 'lanes',
  tokens: readonly string[],
): Promise<Set<string>> {
  const rows = await db.query<{ lease_token: string }>({
    name: `renew-${table}`,
    text: `update ${table} set lease_until = vb_now() + $2 * interval '1 millisecond', run_at = vb_now() + $2 * interval '1 millisecond'
           where lease_token = any ($1::uuid[]) and lease_until > vb_now() returning lease_token`,
    values: [tokens, leaseMs],
  })
  return new Set(rows.map((row) => row.lease_token))
}

/** Voids all leases of a worker that is known to be dead. Its attempts stay open until their deadline. */
export async function voidLeases(db: Db, workerId: string): Promise<number> {
  const [row] = await db.query<{ voided: number }>({
    name: 'void-leases',
    text: `with ${voids.map(({ table, update }) => `of_${table} as (${update})`).join(', ')}
           select (${voids.map(({ table }) => `(select count(*) from of_${table})`).join(' + ')})::integer as voided`,
    values: [workerId],
  })
  return row?.voided ?? 0
}

const voids = ['lanes', ...dueTableNames].map((table) => ({
  table,
  update: `update ${table} set lease_token = null, lease_until = null, worker_id = null, run_at = vb_now()
    where worker_id = $1${table === 'lanes' ? '' : ` and run_at < 'infinity' and lease_token is not null`} returning 1`,
}))

/** Milliseconds until the next row of a table is due; null when none is. */
export async function nextDueInMs(db: Db, table: DueTable | 'lanes', mode: string): Promise<number | null> {
  const byMode = table === 'lanes' || dueTables[table].mode
  const [row] = await db.query<{ in_ms: number | null }>({
    name: `next-due-${table}`,
    text: `select extract(epoch from min(run_at) - vb_now())::float8 * 1000 as in_ms from ${table}
           where run_at < 'infinity' and ${byMode ? 'mode = $1' : '$1::text is not null'}`,
    values: [mode],
  })
  return row?.in_ms ?? null
}

/** What is due now and in nobody's hand, by table; for metrics. */
export async function countDueRows(
  db: Db,
  mode: string,
): Promise<{ table: string; due: number; oldest_s: number }[]> {
  const tables: [string, boolean][] = [['lanes', true]]
  for (const [table, { mode: byMode }] of Object.entries(dueTables)) tables.push([table, byMode])
  const counts = tables.map(
    ([table, byMode]) =>
      `select '${table}' as table, count(*)::integer as due, coalesce(extract(epoch from vb_now() - min(run_at)), 0)::float8 as oldest_s
       from ${table} where run_at <= vb_now() and ${byMode ? 'mode = $1' : '$1::text is not null'}`,
  )
  return db.query({ text: counts.join(' union all '), values: [mode] })
}

/** Other workers that are registered; some may be dead. */
export async function otherWorkers(db: Db, workerId: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>({
    name: 'other-workers',
    text: 'select id from workers where id <> $1',
    values: [workerId],
  })
  return rows.map((row) => row.id)
}

export async function registerWorker(db: Db, worker: { host: string; pid: number }): Promise<string> {
  const [row] = await db.query<{ id: string }>({
    text: 'insert into workers (host, pid) values ($1, $2) returning id',
    values: [worker.host, worker.pid],
  })
  if (row === undefined) throw new Error('The worker was not registered')
  return row.id
}

export async function removeWorker(db: Db, workerId: string): Promise<void> {
  await db.query({ text: 'delete from workers where id = $1', values: [workerId] })
}
