import type { Json } from '../kit/json.js'
import type { PlatformError } from '../domain/outcome.js'
import type { Db, Tx } from './database.js'
import type { TargetLease } from './claims.js'

/** How long the request of an attempt may be on the wire. */
export const attemptMs = 40_000

export type NewAttempt = {
  id: string
  lease: TargetLease
  sequence: number
  stage: 'send' | 'proceed'
  revision: number
  /** All that is needed to recognise the result later. */
  plan: Json
  contentHash: string
}

/**
 * Opens an attempt and commits it, before anything is sent that the public can see. Refused (null) when the lease
 * is lost, the post is no longer going out or has changed, or another attempt of the target is open.
 */
export async function openAttempt(
  db: Db,
  attempt: NewAttempt,
): Promise<{ deadlineInMs: number; deadlineAt: Date } | null> {
  const rows = await db.query<{ deadline_at: Date; deadline_ms: number }>({
    name: 'open-attempt',
    text: `
      insert into attempts (id, workspace_id, post_id, target_id, sequence, number, run, revision, lease_token, stage, plan, content_hash, deadline_at)
      select $1, targets.workspace_id, targets.post_id, targets.id, $3,
        (select count(*) + 1 from attempts as earlier where earlier.target_id = targets.id),
        posts.run, posts.revision, $4, $5, $6, $7, vb_now() + $10 * interval '1 millisecond'
      from targets
      join posts on posts.id = targets.post_id
      join lanes on lanes.id = targets.lane_id
      where targets.id = $2 and targets.lease_token = $4 and targets.status = 'publishing'
        and posts.status = 'publishing' and posts.revision = $8
        and lanes.id = $9 and lanes.lease_token = $4 and lanes.lease_until > vb_now()
      on conflict (target_id) where ended_at is null do nothing
      returning deadline_at, extract(epoch from deadline_at - vb_now())::float8 * 1000 as deadline_ms`,
    values: [
      attempt.id,
      attempt.lease.id,
      attempt.sequence,
      attempt.lease.token,
      attempt.stage,
      JSON.stringify(attempt.plan),
      attempt.contentHash,
      attempt.revision,
      attempt.lease.laneId,
      attemptMs,
    ],
  })
  const [row] = rows
  return row === undefined ? null : { deadlineInMs: row.deadline_ms, deadlineAt: row.deadline_at }
}

/** Ends an attempt once. False when somebody ended it before. */
export async function closeAttempt(
  tx: Tx,
  id: string,
  outcome: string,
  error: PlatformError | null,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'close-attempt',
    text: 'update attempts set ended_at = vb_now(), outcome = $2, error = $3 where id = $1 and ended_at is null returning id',
    values: [id, outcome, error === null ? null : JSON.stringify(error)],
  })
  return rows.length === 1
}

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

/** Fixes when a part of a thread was first planned; the post itself is planned by the claim. */
export async function planItem(db: Db, lease: TargetLease, sequence: number): Promise<Date> {
  const [row] = await db.query<{ planned_at: Date }>({
    name: 'plan-item',
    text: `insert into target_items (target_id, sequence, workspace_id, lane_id) values ($1, $2, $3, $4)
           on conflict (target_id, sequence) do update set planned_at = target_items.planned_at returning planned_at`,
    values: [lease.id, sequence, lease.workspaceId, lease.laneId],
  })
  if (row === undefined) throw new Error('The item was not planned')
  return row.planned_at
}
