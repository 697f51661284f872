import type { TargetWarningCode } from '../../contract/finding-codes.js'
import type { Json, JsonObject } from '../kit/json.js'
import type { PlatformError } from '../domain/outcome.js'
import type { TargetLease } from './claims.js'
import type { Tx } from './database.js'
import type { NewComment } from './settling-together.js'
import type { TargetState } from './target-state.js'

/** Writes that are conditional on the lease answer false when it was lost. */

export type Recorded =
  | { kind: 'recorded' }
  /** The remote post belongs to another item or comment. */
  | { kind: 'claimedByOther' }
  /** The item is out already, as another remote post. */
  | { kind: 'outBefore'; remoteId: string; url: string | null }

/** Records that an item is out and claims its remote post. Takes the lane first: claims of one account come one by one. */
export async function recordItem(
  tx: Tx,
  target: { id: string; workspaceId: string; laneId: string },
  item: { sequence: number; remoteId: string | null; url: string | null; data: Json },
): Promise<Recorded> {
  const [row] = await tx.query<{ remote_id: string | null; url: string | null }>({
    name: 'record-item',
    text: `
      insert into target_items (target_id, sequence, workspace_id, lane_id, remote_id, url, data, published_at)
      select $1, $2, $3, $4, $5, $6, $7, vb_now()
      where $5::text is null or not (
        exists (select from target_items where lane_id = $4 and remote_id = $5 and (target_id, sequence) <> ($1, $2))
        or exists (select from comments where lane_id = $4 and remote_id = $5))
      on conflict (target_id, sequence) do update set
        remote_id = coalesce(target_items.remote_id, excluded.remote_id), url = coalesce(target_items.url, excluded.url),
        data = case when target_items.published_at is null then excluded.data else target_items.data end,
        published_at = coalesce(target_items.published_at, excluded.published_at)
      returning remote_id, url`,
    values: [
      target.id,
      item.sequence,
      target.workspaceId,
      target.laneId,
      item.remoteId,
      item.url,
      JSON.stringify(item.data),
    ],
  })
  if (row === undefined) return { kind: 'claimedByOther' }
  return row.remote_id === null || item.remoteId === null || row.remote_id === item.remoteId
    ? { kind: 'recorded' }
    : { kind: 'outBefore', remoteId: row.remote_id, url: row.url }
}

export async function targetPublished(tx: Tx, lease: TargetLease): Promise<boolean> {
  const rows = await tx.query({
    name: 'target-published',
    text: `
      update targets set status = 'published', stage = 'send', resume = null, run_at = 'infinity', next_retry_at = null, error = null,
        remote_id = first.remote_id, url = first.url, published_at = first.published_at, lease_token = null, steps = '{}', updated_at = vb_now()
      from target_items as first
      where targets.id = $1 and targets.lease_token = $2 and first.target_id = $1 and first.sequence = 0
      returning targets.id`,
    values: [lease.id, lease.token],
  })
  return rows.length === 1
}

export async function targetFailed(tx: Tx, lease: TargetLease, error: PlatformError): Promise<boolean> {
  const rows = await tx.query({
    name: 'target-failed',
    text: `
      update targets set status = 'failed', stage = 'send', resume = null, run_at = 'infinity', next_retry_at = null, error = $3, failures = vb_failed(failures, $3),
        remote_id = coalesce((select remote_id from target_items where target_id = $1 and sequence = 0), remote_id),
        url = coalesce((select url from target_items where target_id = $1 and sequence = 0), url),
        -- What a network could not process is uploaded anew by the next run.
        steps = case when $4 then '{}' else steps end, lease_token = null, updated_at = vb_now()
      where id = $1 and lease_token = $2 returning id`,
    values: [lease.id, lease.token, JSON.stringify(error), error.code === 'PROCESSING_FAILED'],
  })
  return rows.length === 1
}

export type Waiting = {
  inMs: number
  stage: 'send' | 'check' | 'proceed' | 'look'
  resume: Json
  error: PlatformError | null
  because: 'try' | 'told' | 'course'
  /** Looks said that nothing is out: `byItself` when nobody asked for the next sending. */
  lookedUp?: 'byItself' | 'askedByPerson'
}

/** The target waits: pending, its lane free (or held, by the caller). */
export async function targetWaits(tx: Tx, lease: TargetLease, wait: Waiting): Promise<boolean> {
  const rows = await tx.query({
    name: 'target-waits',
    text: `
      update targets set status = case when $4 in ('send', 'proceed') and $6::jsonb is not null then 'pending' else 'publishing' end, stage = $4, resume = $5,
        run_at = vb_now() + $3 * interval '1 millisecond',
        next_retry_at = case when $6::jsonb is null then null else vb_now() + $3 * interval '1 millisecond' end,
        error = $6, tries = case when $8 then 0 when $7 then tries + 1 else tries end, first_try_at = case when $8 then null else first_try_at end,
        resent = resent or $9, restored_at = case when $10 then null else restored_at end, lease_token = null, updated_at = vb_now()
      where id = $1 and lease_token = $2 returning id`,
    values: [
      lease.id,
      lease.token,
      Math.ceil(wait.inMs),
      wait.stage,
      JSON.stringify(wait.resume),
      wait.error === null ? null : JSON.stringify(wait.error),
      wait.because === 'try',
      wait.because === 'told',
      wait.lookedUp === 'byItself',
      wait.lookedUp !== undefined,
    ],
  })
  return rows.length === 1
}

export type PostCount = {
  postId: string
  workspaceId: string
  status: string
  /** No target of the run is open any more. */
  isFinal: boolean
}

/** By how much a post's numbers of targets change. */
export type CountChange = { postId: string; published: number; failed: number; open: number }

const statusThen = `case
          when status not in ('publishing', 'published', 'partial', 'failed') or open_targets + more.open > 0 then status
          when published_targets + more.published > 0 and failed_targets + more.failed = 0 then 'published'
          when published_targets + more.published > 0 then 'partial'
          else 'failed' end`

/**
 * Counts targets that ended, one change a post. Arithmetic on the post row only: counting sibling rows under READ
 * COMMITTED misses those that settle at the same moment. The settle that brings the open ones to zero sets the final
 * status.
 */
export async function countTargets(tx: Tx, changes: readonly CountChange[]): Promise<PostCount[]> {
  const rows = await tx.query<{ id: string; workspace_id: string; status: string; open_targets: number }>({
    name: 'count-targets',
    text: `
      update posts set open_targets = open_targets + more.open, published_targets = published_targets + more.published,
        failed_targets = failed_targets + more.failed,
        status = ${statusThen}, history = vb_noted(history, status, ${statusThen}, null),
        published_at = case when published_targets + more.published > 0 and open_targets + more.open <= 0
          then coalesce(published_at, vb_now()) else published_at end,
        updated_at = vb_now()
      from unnest($1::text[], $2::integer[], $3::integer[], $4::integer[]) as more (post_id, published, failed, open)
      where posts.id = more.post_id
      returning posts.id, posts.workspace_id, posts.status, posts.open_targets`,
    values: [
      changes.map((change) => change.postId),
      changes.map((change) => change.published),
      changes.map((change) => change.failed),
      changes.map((change) => change.open),
    ],
  })
  return rows.map((row) => ({
    postId: row.id,
    workspaceId: row.workspace_id,
    status: row.status,
    isFinal: row.open_targets <= 0,
  }))
}

export async function queueComment(
  tx: Tx,
  target: { id: string; workspaceId: string; postId: string; laneId: string },
  comment: NewComment,
): Promise<void> {
  await tx.query({
    name: 'queue-comment',
    text: `
      insert into comments (id, workspace_id, post_id, target_id, lane_id, mode, content, run_at)
      values (vb_id('cmt'), $1, $2, $3, $4, $5, $6, vb_now() + $7 * interval '1 second')
      on conflict (target_id) do nothing`,
    values: [
      target.workspaceId,
      target.postId,
      target.id,
      target.laneId,
      comment.mode,
      comment.content,
      comment.delaySeconds,
    ],
  })
}

export async function addTargetWarning(
  tx: Tx,
  targetId: string,
  warning: JsonObject & { code: TargetWarningCode },
): Promise<void> {
  await tx.query({
    name: 'add-target-warning',
    text: `update targets set warnings = warnings || jsonb_build_array($2::jsonb), updated_at = vb_now() where id = $1`,
    values: [targetId, JSON.stringify(warning)],
  })
}

export async function dropTargetWarning(tx: Tx, targetId: string, code: TargetWarningCode): Promise<void> {
  await tx.query({
    name: 'drop-target-warning',
    text: `update targets set warnings = coalesce((select jsonb_agg(each) from jsonb_array_elements(warnings) as each where each ->> 'code' <> $2), '[]'),
             updated_at = vb_now() where id = $1`,
    values: [targetId, code],
  })
}

/** Gives a target back as it stands: whoever is next reads it anew. */
export async function letTargetGo(tx: Tx, lease: TargetLease): Promise<void> {
  await tx.query({
    name: 'let-target-go',
    text: 'update targets set lease_token = null where id = $1 and lease_token = $2',
    values: [lease.id, lease.token],
  })
}

/** The next part of a thread is sent like a first one, whatever this one took. */
export async function targetGoesOn(tx: Tx, lease: TargetLease): Promise<boolean> {
  const rows = await tx.query({
    name: 'target-goes-on',
    text: `update targets set stage = 'send', resume = null where id = $1 and lease_token = $2 returning id`,
    values: [lease.id, lease.token],
  })
  return rows.length === 1
}

export type LockedTarget = {
  status: string
  error: PlatformError | null
  warnings: JsonObject[]
  openTargets: number
  postStatus: string
}

/** For a late answer: the target and its post as they stand now, locked. */
export async function lockTarget(tx: Tx, targetId: string): Promise<LockedTarget | null> {
  const [row] = await tx.query<{
    status: string
    error: PlatformError | null
    warnings: JsonObject[]
    open_targets: number
    post_status: string
  }>({
    name: 'lock-target',
    text: `select targets.status, targets.error, targets.warnings, posts.open_targets, posts.status as post_status
           from targets join posts on posts.id = targets.post_id where targets.id = $1 for update`,
    values: [targetId],
  })
  return row === undefined
    ? null
    : {
        status: row.status,
        error: row.error,
        warnings: row.warnings,
        openTargets: row.open_targets,
        postStatus: row.post_status,
      }
}

/** The items of a target as they stand now: what was read before the answer may be old. */
export async function itemsNow(tx: Tx, targetId: string): Promise<TargetState['items']> {
  return tx.query<TargetState['items'][number]>({
    name: 'items-now',
    text: `select sequence, planned_at as "plannedAt", remote_id as "remoteId", url, data, published_at as "publishedAt", recipient, error, is_aside as "isAside", told
           from target_items where target_id = $1 order by sequence`,
    values: [targetId],
  })
}

/** A part of a thread turned out to be out while it was looked for: whoever has it lets go, and the next part follows. */
export async function partIsOutLate(tx: Tx, targetId: string): Promise<void> {
  await tx.query({
    name: 'part-is-out-late',
    text: `update targets set stage = 'send', resume = null, run_at = vb_now(), lease_token = null, updated_at = vb_now()
           where id = $1 and status in ('pending', 'publishing') and stage = 'look'`,
    values: [targetId],
  })
}

/** What a failed target failed with, where it turned out to be something else. */
export async function correctError(tx: Tx, targetId: string, error: PlatformError): Promise<void> {
  await tx.query({
    name: 'correct-error',
    text: `update targets set error = $2, updated_at = vb_now() where id = $1 and status = 'failed'`,
    values: [targetId, JSON.stringify(error)],
  })
}

/** A late `published` takes the target from whoever has it; their conditional writes then find nothing. */
export async function targetPublishedLate(tx: Tx, targetId: string): Promise<void> {
  await tx.query({
    name: 'target-published-late',
    text: `
      update targets set status = 'published', stage = 'send', resume = null, run_at = 'infinity', next_retry_at = null, error = null,
        remote_id = first.remote_id, url = first.url, published_at = first.published_at, lease_token = null, updated_at = vb_now()
      from target_items as first where targets.id = $1 and first.target_id = $1 and first.sequence = 0`,
    values: [targetId],
  })
}
