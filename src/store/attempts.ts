import type { Json, JsonObject } from '../kit/json.js'
import type { PlatformError } from '../domain/outcome.js'
import type { Db, Tx } from './database.js'
import type { TargetLease } from './claims.js'
import { gather } from './gather.js'

/** How long the request of an attempt may be on the wire. */
export const attemptMs = 40_000

/** An item as an attempt sent it: later edits do not change what has to be looked for. */
export type SentItem = {
  text: string
  media: { id: string; altText?: string; reencode?: boolean }[]
  options: JsonObject
  contentType: string | null
}

export type NewAttempt = {
  id: string
  lease: TargetLease
  sequence: number
  stage: 'send' | 'proceed'
  revision: number
  /** All that is needed to recognise the result later: what the connector planned, and the item as it is sent. */
  plan: Json
  sent: SentItem
  contentHash: string
}

/**
 * Opens an attempt and commits it, before anything is sent that the public can see. Refused (null) when the lease
 * is lost, the post is no longer going out or has changed, or another attempt of the target is open.
 */
export const openAttempt = gather(openAttempts)

type Opened = { deadlineInMs: number; deadlineAt: Date }

async function openAttempts(db: Db, attempts: readonly NewAttempt[]): Promise<(Opened | null)[]> {
  const rows = await db.query<{ id: string; deadline_at: Date; deadline_ms: number }>({
    name: 'open-attempts',
    text: `
      insert into attempts (id, workspace_id, post_id, target_id, sequence, number, run, revision, lease_token, stage, plan, content_hash, deadline_at, sent)
      select given.id, targets.workspace_id, targets.post_id, targets.id, given.sequence,
        (select count(*) + 1 from attempts as earlier where earlier.target_id = targets.id),
        posts.run, posts.revision, given.token, given.stage, given.plan, given.content_hash, vb_now() + $2 * interval '1 millisecond', given.sent
      from json_to_recordset($1) as given (id text, target_id text, lane_id bigint, sequence integer, token uuid, stage text, plan jsonb,
        content_hash text, revision integer, sent jsonb)
      -- One index look-up each, in this order: OFFSET 0 keeps the planner from joining by what many rows share.
      cross join lateral (
        select id, workspace_id, post_id from targets
        where id = given.target_id and lane_id = given.lane_id and lease_token = given.token and status = 'publishing' offset 0
      ) as targets
      cross join lateral (
        select run, revision from posts where id = targets.post_id and status = 'publishing' and revision = given.revision offset 0
      ) as posts
      cross join lateral (
        select from lanes where id = given.lane_id and lease_token = given.token and lease_until > vb_now() offset 0
      ) as lanes
      on conflict (target_id) where ended_at is null do nothing
      returning id, deadline_at, extract(epoch from deadline_at - vb_now())::float8 * 1000 as deadline_ms`,
    values: [
      JSON.stringify(
        attempts.map(({ lease, contentHash, ...attempt }) => ({
          ...attempt,
          target_id: lease.id,
          lane_id: lease.laneId,
          token: lease.token,
          content_hash: contentHash,
        })),
      ),
      attemptMs,
    ],
  })
  const opened = new Map(rows.map((row) => [row.id, row]))
  return attempts.map(({ id }) => {
    const row = opened.get(id)
    return row === undefined ? null : { deadlineInMs: row.deadline_ms, deadlineAt: row.deadline_at }
  })
}

/** Ends an attempt; one that ended as lost, or while the network was still working on it, learns what came of it. */
export async function closeAttempt(
  tx: Tx,
  id: string,
  outcome: string,
  error: PlatformError | null,
): Promise<void> {
  if (outcome === settledUnknown) return settleUnknown(tx, id)
  await tx.query({
    name: 'close-attempt',
    text: `update attempts set ended_at = coalesce(ended_at, vb_now()), outcome = $2, error = $3
           where id = $1 and (ended_at is null or (outcome in ('unknown', 'processing') and outcome <> $2))`,
    values: [id, outcome, error === null ? null : JSON.stringify(error)],
  })
}

/**
 * Writes down a try that ended before anything was sent that the public can see (an upload was refused), so that a
 * person sees it among the others. It is over when it is written: what was sent, and what looks go by, are told by
 * attempts that were opened.
 */
export async function recordPreparation(
  tx: Tx,
  tried: {
    id: string
    lease: TargetLease
    sequence: number
    startedAgoMs: number
    error: PlatformError
  },
): Promise<void> {
  await tx.query({
    name: 'record-preparation',
    text: `
      insert into attempts (id, workspace_id, post_id, target_id, sequence, number, run, revision, lease_token, stage, started_at, deadline_at, ended_at, outcome, error)
      select $1, targets.workspace_id, targets.post_id, targets.id, $3,
        (select count(*) + 1 from attempts as earlier where earlier.target_id = targets.id),
        posts.run, posts.revision, $4, 'prepare', vb_now() - $5 * interval '1 millisecond', vb_now(), vb_now(), 'refused', $6
      from targets join posts on posts.id = targets.post_id where targets.id = $2`,
    values: [
      tried.id,
      tried.lease.id,
      tried.sequence,
      tried.lease.token,
      tried.startedAgoMs,
      JSON.stringify(tried.error),
    ],
  })
}

/** All attempts at the item whose answers were lost: looks said that nothing is out, or a person sends it anew. */
async function settleUnknown(tx: Tx, id: string): Promise<void> {
  await tx.query({
    name: 'settle-unknown',
    text: `update attempts set is_settled = true from attempts as given
           where given.id = $1 and attempts.target_id = given.target_id and attempts.sequence = given.sequence and attempts.outcome = 'unknown'`,
    values: [id],
  })
}

/** All lost answers of a target: where the network cannot be asked, a person who looked sends it anew. */
export async function settleAllUnknown(tx: Tx, targetId: string): Promise<void> {
  await tx.query({
    name: 'settle-all-unknown',
    text: `update attempts set is_settled = true where target_id = $1 and outcome = 'unknown'`,
    values: [targetId],
  })
}

/** What `closeAttempt` is told of attempts whose answers were lost, once they stand in nobody's way. */
export const settledUnknown = 'settled'

/** Keeps the result of a step that the public cannot see, while the target is still ours. */
export async function keepStep(
  db: Db,
  lease: TargetLease,
  name: string,
  kept: { madeFrom: string; value: Json } | null,
): Promise<boolean> {
  const rows = await db.query({
    name: 'keep-step',
    text: `update targets set steps = case when $4::jsonb is null then steps - $3 else jsonb_set(steps, array[$3], $4::jsonb) end
           where id = $1 and lease_token = $2 returning id`,
    values: [lease.id, lease.token, name, kept === null ? null : JSON.stringify(kept)],
  })
  return rows.length === 1
}

/** Fixes when an item was first planned, and who it goes to; the post itself is planned by the claim. */
export async function planItem(
  db: Db,
  lease: TargetLease,
  { sequence, recipient }: { sequence: number; recipient: string | null },
): Promise<Date> {
  const [row] = await db.query<{ planned_at: Date }>({
    name: 'plan-item',
    text: `insert into target_items (target_id, sequence, workspace_id, lane_id, recipient) values ($1, $2, $3, $4, $5)
           on conflict (target_id, sequence) do update set recipient = coalesce(target_items.recipient, excluded.recipient) returning planned_at`,
    values: [lease.id, sequence, lease.workspaceId, lease.laneId, recipient],
  })
  if (row === undefined) throw new Error('The item was not planned')
  return row.planned_at
}
