import { unknownOutcome, type LookState } from '../domain/next-step.js'
import { stoppedDelivery } from '../domain/partial-delivery.js'
import { partialThread } from '../domain/partial-thread.js'
import type { PlatformError } from '../domain/outcome.js'
import type { PostStatus } from '../../contract/post-status.js'
import type { JsonObject } from '../kit/json.js'
import { dataForTarget } from './accounts.js'
import { settleAllUnknown } from './attempts.js'
import type { Tx } from './database.js'
import { queueOnLanes } from './lanes.js'
import { freshRun, movePost } from './move-post.js'
import { pageOfAnother } from './post-targets.js'
import { takeUpAgain } from './recipients.js'
import type { Tenant } from './posts.js'

/** Whether a target does nothing but wait for its next try: no request of it is or may be under way. */
const onlyWaits = `targets.status = 'pending' and targets.lease_token is null and targets.stage not in ('look', 'check') and targets.run_at > vb_now()
  and not exists (select from attempts where attempts.target_id = targets.id and attempts.ended_at is null)`

const outcomeOfEnded = `case when published_targets > 0 then 'partial' else 'failed' end`

/**
 * Ends the wait of a publishing post: its unfinished targets fail with the error they wait after. False: one of
 * them is under way, or nothing waits.
 */
export async function endWait(
  tx: Tx,
  tenant: Tenant & { userId?: string },
  postId: string,
): Promise<PostStatus | false> {
  const rows = await tx.query<{
    id: string
    waits: boolean
    error: PlatformError | null
    out: number
    parts: number
    has_recipients: boolean
    may_be_out: boolean
  }>({
    name: 'read-waits',
    text: `select id, (${onlyWaits}) as waits, error, exists (select from attempts x where x.target_id = targets.id and x.outcome = 'unknown' and not x.is_settled
               and not exists (select from target_items i where i.target_id = x.target_id and i.sequence = x.sequence and i.published_at is not null)) as may_be_out,
             (select count(*)::int from target_items i where i.target_id = targets.id and i.published_at is not null) as out,
             exists (select from target_items i where i.target_id = targets.id and i.recipient is not null) as has_recipients,
             (select 1 + jsonb_array_length(thread_posts) from posts where posts.id = $1) as parts
           from targets
           where post_id = $1 and workspace_id = $2 and status in ('pending', 'publishing') for update`,
    values: [postId, tenant.workspaceId],
  })
  if (rows.length === 0 || rows.some((row) => !row.waits)) return false
  const cancelled: PlatformError = {
    code: 'CANCELLED',
    message: 'A person ended the wait before the next try.',
  }
  await tx.query({
    name: 'end-waits',
    text: `
      update targets set status = 'failed', run_at = 'infinity', next_retry_at = null, stage = 'send', resume = null,
        error = given.error, failures = vb_failed(failures, given.error), updated_at = vb_now()
      from unnest($3::text[], $4::jsonb[]) as given (id, error)
      where targets.id = given.id and targets.post_id = $1 and targets.workspace_id = $2`,
    values: [
      postId,
      tenant.workspaceId,
      rows.map((row) => row.id),
      rows.map((row) => {
        const error = row.error ?? cancelled
        const told = row.may_be_out ? unknownOutcome(error, { shownNowhere: row.has_recipients }) : error
        return JSON.stringify(
          row.has_recipients ? stoppedDelivery(told, row.out) : partialThread(told, row.out, row.parts),
        )
      }),
    ],
  })
  const [post] = await tx.query<{ status: PostStatus }>({
    name: 'end-wait-of-post',
    text: `
      update posts set revision = revision + 1, updated_at = vb_now(), open_targets = open_targets - $3, failed_targets = failed_targets + $3,
        status = ${outcomeOfEnded}, history = vb_noted(history, status, ${outcomeOfEnded}, $4),
        published_at = case when published_targets > 0 then coalesce(published_at, vb_now()) else published_at end
      where id = $1 and workspace_id = $2 and status = 'publishing' returning status`,
    values: [postId, tenant.workspaceId, rows.length, tenant.userId ?? null],
  })
  return post?.status ?? false
}

export type TargetToFix = {
  id: string
  platform: string
  accountId: string
  accountData: JsonObject
  laneId: string
  status: string
  error: PlatformError | null
  contentFix: string | null
  mediaFix: { id: string; altText?: string; reencode?: boolean }[] | null
  /** A request of it is, or may be, on the wire. */
  mayBeOnWire: boolean
  onlyWaits: boolean
  lastOutcome: string | null
  /** The database was put back, and nobody has looked yet whether it left since. */
  isRestored: boolean
  /** Nothing unfinished of the post is under way. */
  postOnlyWaits: boolean
}

/** A target with all that decides whether it may be fixed, locked. */
export async function lockTargetToFix(
  tx: Tx,
  tenant: Tenant,
  postId: string,
  targetId: string,
): Promise<TargetToFix | null> {
  const [row] = await tx.query<TargetToFix>({
    name: 'lock-target-to-fix',
    text: `
      select targets.id, targets.platform, targets.account_id as "accountId", ${dataForTarget('targets', 'accounts')} as "accountData",
        targets.lane_id as "laneId", targets.status, targets.error, targets.content_fix as "contentFix", targets.media_fix as "mediaFix",
        targets.lease_token is not null or exists (
          select from attempts where attempts.target_id = targets.id and attempts.ended_at is null and attempts.deadline_at > vb_now()) as "mayBeOnWire",
        (${onlyWaits}) as "onlyWaits",
        (select outcome from attempts where attempts.target_id = targets.id and attempts.stage <> 'prepare' order by number desc limit 1) as "lastOutcome",
        targets.restored_at is not null as "isRestored",
        not exists (select from targets as other where other.post_id = $1 and other.status in ('pending', 'publishing')
          and (other.status = 'publishing' or other.lease_token is not null or other.run_at <= vb_now())) as "postOnlyWaits"
      from targets join accounts on accounts.id = targets.account_id
      where targets.id = $3 and targets.post_id = $1 and targets.workspace_id = $2 for update of targets`,
    values: [postId, tenant.workspaceId, targetId],
  })
  return row ?? null
}

/**
 * Queues one target again at once. `look`: the last answer was lost, and the network is asked before anything is sent.
 * `isDecided`: it cannot be asked, and what may be out of it does not keep it from being sent.
 */
export async function fixTarget(
  tx: Tx,
  tenant: Tenant & { userId?: string },
  postId: string,
  target: Pick<TargetToFix, 'id' | 'status' | 'laneId'>,
  change: {
    content: string | null
    media: TargetToFix['mediaFix']
    look: LookState | null
    isDecided: boolean
  },
): Promise<boolean> {
  const moved = await movePost(tx, tenant, postId, {
    name: 'fix-post',
    action: 'fix',
    to: 'publishing',
    set: `run = case when status = 'publishing' then run else run + 1 end,
      open_targets = open_targets + $7::int, failed_targets = failed_targets - $7::int`,
    values: [target.status === 'failed' ? 1 : 0],
  })
  if (!moved) return false
  const isChanged = change.content !== null || change.media !== null
  await tx.query({
    name: 'fix-target',
    text: `
      update targets set ${freshRun}, status = case when $6::jsonb is null then 'pending' else 'publishing' end,
        stage = case when $6::jsonb is null then 'send' else 'look' end, resume = $6, run_at = vb_now(), due_at = vb_now(),
        retry_count = 0, next_retry_at = null, content_fix = coalesce($4, content_fix), media_fix = coalesce($5, media_fix),
        page = given.page, steps = case when $7 or targets.page is distinct from given.page then '{}' else steps end,
        restored_at = case when $6::jsonb is null then null else restored_at end
      from (
        select case when status = 'failed' then ${pageOfAnother('targets')} else page end as page
        from targets where id = $1 for update
      ) as given
      where id = $1 and post_id = $2 and workspace_id = $3`,
    values: [
      target.id,
      postId,
      tenant.workspaceId,
      change.content,
      change.media === null ? null : JSON.stringify(change.media),
      change.look === null ? null : JSON.stringify(change.look),
      isChanged,
    ],
  })
  if (change.isDecided) await settleAllUnknown(tx, target.id)
  await takeUpAgain(tx, [target.id], { lostToo: change.isDecided })
  await queueOnLanes(tx, [{ laneId: target.laneId, runAt: 'now', workspaceId: tenant.workspaceId }])
  return true
}
