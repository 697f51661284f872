import { statusesThatAllow, type PostStatus } from '../../contract/post-status.js'
import type { PlatformError } from '../domain/outcome.js'
import type { Tx } from './database.js'
import { queueOnLanes } from './lanes.js'
import { freshRun, movePost } from './move-post.js'
import { takeUpAgain } from './recipients.js'
import type { Approval, PostContent, PostWarning, Tenant } from './posts.js'

/**
 * Writes of the API to posts and their targets. Each change of a post is one conditional UPDATE of its row that
 * raises the revision, so that an attempt planned before it does not open after it. A caller that moves run times
 * has taken the lanes (`shareLanesOfPost`) and the post (`lockPost`) before.
 */

/** `userId`: who is noted to have moved the post; absent where the server did. */
type Mover = Tenant & { userId?: string }

export type SavedPost = {
  content: PostContent
  warnings: readonly PostWarning[]
  status: PostStatus
  scheduledFor: Date | null
  keptAsDraft: boolean
  approval: Approval
}

/** Writes what an edit made of a post. */
export function savePost(tx: Tx, tenant: Mover, id: string, post: SavedPost): Promise<boolean> {
  const { content } = post
  return movePost(tx, tenant, id, {
    name: 'save-post',
    action: 'edit',
    to: post.status,
    set: `scheduled_for = $7, kept_as_draft = $8, content = $9, content_type = $10, media = $11, platform_overrides = $12,
      platform_metadata = $13, thread_posts = $14, first_comment = $15, first_comment_delay = $16, tags = $17, metadata = $18, warnings = $19,
      approval = $20, persona_id = $21`,
    values: [
      post.scheduledFor,
      post.keptAsDraft,
      content.content,
      content.contentType,
      JSON.stringify(content.media),
      JSON.stringify(content.overrides),
      JSON.stringify(content.platformMetadata),
      JSON.stringify(content.threadPosts),
      content.firstComment,
      content.firstCommentDelay,
      content.tags,
      content.metadata === null ? null : JSON.stringify(content.metadata),
      JSON.stringify(post.warnings),
      post.approval,
      content.personaId,
    ],
  })
}

const pageOf = (accountId: string): string =>
  `select coalesce(platform_data->'page', 'null') from accounts where accounts.id = ${accountId}`

/** A draft is for whatever page is selected when it is to go out. */
const pageDecided = `page = case when due_at is null then (${pageOf('targets.account_id')}) else page end`

/**
 * SQL of the page of a failed target, by its table name, that a person sends again: the one that is selected now. What
 * may be out in part stays where it is: there it goes on, and there it is looked for.
 */
export const pageOfAnother = (target: string): string => `
  case when ${target}.restored_at is not null
    or exists (select from target_items where target_id = ${target}.id and published_at is not null)
    or exists (select from attempts where target_id = ${target}.id and outcome = 'unknown' and not is_settled)
  then ${target}.page else (${pageOf(`${target}.account_id`)}) end`

/** Gives a post that is not out yet exactly these accounts; targets of accounts that stay keep their id. */
export async function saveAccounts(
  tx: Tx,
  tenant: Tenant,
  postId: string,
  accounts: readonly { targetId: string; accountId: string; laneId: string; platform: string }[],
): Promise<void> {
  await tx.query({
    name: 'drop-accounts-of-post',
    text: 'delete from targets where post_id = $1 and workspace_id = $2 and account_id <> all ($3::text[])',
    values: [postId, tenant.workspaceId, accounts.map((account) => account.accountId)],
  })
  await tx.query({
    name: 'save-accounts-of-post',
    text: `
      insert into targets (id, workspace_id, post_id, account_id, lane_id, platform, position, page)
      select given.id, $2, $1, given.account_id, given.lane_id, given.platform, given.position - 1, (${pageOf('given.account_id')})
      from unnest($3::text[], $4::text[], $5::bigint[], $6::text[]) with ordinality as given (id, account_id, lane_id, platform, position)
      on conflict (post_id, account_id) do update set position = excluded.position, updated_at = vb_now()`,
    values: [
      postId,
      tenant.workspaceId,
      accounts.map((account) => account.targetId),
      accounts.map((account) => account.accountId),
      accounts.map((account) => account.laneId),
      accounts.map((account) => account.platform),
    ],
  })
}

/**
 * Sets when the targets of a post that is not out yet are due (null: not at all), and how many are to go out.
 * What was prepared from the old content is dropped.
 */
export async function scheduleTargets(
  tx: Tx,
  tenant: Tenant,
  postId: string,
  dueAt: Date | null,
): Promise<void> {
  const rows = await tx.query<{ lane_id: string }>({
    name: 'schedule-targets',
    text: `
      update targets set run_at = coalesce($3::timestamptz, 'infinity'), due_at = $3, steps = '{}', ${pageDecided}, updated_at = vb_now()
      where post_id = $1 and workspace_id = $2 returning lane_id`,
    values: [postId, tenant.workspaceId, dueAt],
  })
  await tx.query({
    name: 'count-scheduled-targets',
    text: 'update posts set open_targets = $2 where id = $1',
    values: [postId, dueAt === null ? 0 : rows.length],
  })
  if (dueAt === null) return
  await queueOnLanes(
    tx,
    rows.map((row) => ({ laneId: row.lane_id, runAt: dueAt, workspaceId: tenant.workspaceId })),
  )
}

/** Targets of which something is out: all of it, or some parts of a thread. */
export async function targetsWithParts(tx: Tx, tenant: Tenant, postId: string): Promise<Set<string>> {
  const rows = await tx.query<{ id: string }>({
    name: 'targets-with-parts',
    text: `select id from targets where post_id = $1 and workspace_id = $2
           and exists (select from target_items where target_id = targets.id and published_at is not null)`,
    values: [postId, tenant.workspaceId],
  })
  return new Set(rows.map(({ id }) => id))
}

/** What is not out of a post that was tried: the next run makes it anew from the new content. */
export async function dropKeptWork(
  tx: Tx,
  tenant: Tenant,
  postId: string,
  replaced: { text: boolean; media: boolean },
): Promise<void> {
  await tx.query({
    name: 'drop-kept-work',
    text: `
      update targets set steps = '{}', content_fix = case when $3 then null else content_fix end,
        media_fix = case when $4 then null else media_fix end, updated_at = vb_now()
      where post_id = $1 and workspace_id = $2 and status <> 'published'`,
    values: [postId, tenant.workspaceId, replaced.text, replaced.media],
  })
}

/** The warning of a post that was held after the server was down has done its work once the post leaves. */
const withoutHeld = `coalesce((select jsonb_agg(each) from jsonb_array_elements(warnings) as each where each ->> 'code' <> 'OVERDUE_HELD'), '[]')`

/** Begins a run of every target, now; also of a post whose approval is still due: whether it may, the caller has asked. */
export async function publishNow(tx: Tx, tenant: Mover, postId: string): Promise<boolean> {
  const moved = await movePost(tx, tenant, postId, {
    name: 'publish-post',
    action: 'publish',
    to: 'publishing',
    set: `approval = nullif(approval, 'needed'), kept_as_draft = false, warnings = ${withoutHeld}, run = run + 1, published_targets = 0, failed_targets = 0,
      open_targets = (select count(*) from targets where post_id = $1)`,
  })
  if (!moved) return false
  const rows = await tx.query<{ lane_id: string }>({
    name: 'publish-targets',
    text: `
      update targets set status = 'pending', stage = 'send', resume = null, run_at = vb_now(), due_at = vb_now(), ${pageDecided}, ${freshRun}
      where post_id = $1 and workspace_id = $2 returning lane_id`,
    values: [postId, tenant.workspaceId],
  })
  await queueOnLanes(
    tx,
    rows.map((row) => ({ laneId: row.lane_id, runAt: 'now', workspaceId: tenant.workspaceId })),
  )
  return true
}

export async function cancelScheduled(tx: Tx, tenant: Mover, postId: string): Promise<boolean> {
  const moved = await movePost(tx, tenant, postId, {
    name: 'cancel-post',
    action: 'cancel',
    to: 'cancelled',
    set: 'open_targets = 0',
  })
  if (!moved) return false
  await tx.query({
    name: 'cancel-targets',
    text: `update targets set run_at = 'infinity', updated_at = vb_now() where post_id = $1 and workspace_id = $2`,
    values: [postId, tenant.workspaceId],
  })
  return true
}

export async function markUnpublished(tx: Tx, tenant: Mover, postId: string): Promise<boolean> {
  return movePost(tx, tenant, postId, { name: 'unpublish-post', action: 'unpublish', to: 'unpublished' })
}

export async function markArchived(tx: Tx, tenant: Mover, postId: string): Promise<boolean> {
  return movePost(tx, tenant, postId, { name: 'archive-post', action: 'archive', to: 'archived' })
}

/** Deletes a post of which nothing is out, and no request may be on its way. */
export async function deletePostRow(tx: Tx, tenant: Tenant, postId: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'delete-post',
    text: `
      delete from posts where id = $1 and workspace_id = $2 and mode = $3 and status = any ($4)
        and not exists (select from targets where targets.post_id = posts.id and ((targets.lease_token is not null and targets.status = 'publishing') or targets.published_at is not null))
        and not exists (select from target_items join targets on targets.id = target_items.target_id
          where targets.post_id = posts.id and target_items.published_at is not null)
        and not exists (select from attempts where attempts.post_id = posts.id and attempts.ended_at is null and attempts.deadline_at > vb_now())
      returning id`,
    values: [postId, tenant.workspaceId, tenant.mode, statusesThatAllow('delete')],
  })
  return rows.length === 1
}

export type FailedTarget = {
  id: string
  platform: string
  accountId: string
  laneId: string
  retryCount: number
  error: PlatformError | null
}

export async function failedTargets(tx: Tx, tenant: Tenant, postId: string): Promise<FailedTarget[]> {
  return tx.query<FailedTarget>({
    name: 'failed-targets',
    text: `
      select id, platform, account_id as "accountId", lane_id as "laneId", retry_count as "retryCount", error
      from targets where post_id = $1 and workspace_id = $2 and status = 'failed' order by position`,
    values: [postId, tenant.workspaceId],
  })
}

/**
 * Queues failed targets again, each after its own delay, as a new run. Their error stays visible while they wait. What
 * was uploaded for another page than they go to now is of no use there.
 */
export async function retryTargets(
  tx: Tx,
  tenant: Mover,
  postId: string,
  targets: readonly { id: string; delayMs: number }[],
  { byItself }: { byItself: boolean },
): Promise<Map<string, Date> | false> {
  const moved = await movePost(tx, tenant, postId, {
    name: 'retry-post',
    action: 'retry',
    to: 'publishing',
    set: `run = run + 1, open_targets = open_targets + $7::int, failed_targets = failed_targets - $7::int`,
    values: [targets.length],
  })
  if (!moved) return false
  const rows = await tx.query<{ id: string; lane_id: string; run_at: Date }>({
    name: 'retry-targets',
    text: `
      update targets set status = 'pending', retry_count = retry_count + 1, stage = 'send', resume = null, ${freshRun},
        page = given.page, steps = case when targets.page is distinct from given.page then '{}' else steps end,
        run_at = vb_now() + given.delay * interval '1 millisecond', due_at = vb_now() + given.delay * interval '1 millisecond',
        next_retry_at = vb_now() + given.delay * interval '1 millisecond'
      from (
        select failed.id, delay, case when $5 then failed.page else ${pageOfAnother('failed')} end as page
        from unnest($3::text[], $4::bigint[]) as asked (id, delay) join targets as failed using (id)
      ) as given
      where targets.id = given.id and targets.post_id = $1 and targets.workspace_id = $2
      returning targets.id, targets.lane_id, targets.run_at`,
    values: [
      postId,
      tenant.workspaceId,
      targets.map((target) => target.id),
      targets.map((target) => target.delayMs),
      byItself,
    ],
  })
  await takeUpAgain(
    tx,
    rows.map((row) => row.id),
    { lostToo: false },
  )
  await queueOnLanes(
    tx,
    rows.map((row) => ({ laneId: row.lane_id, runAt: row.run_at, workspaceId: tenant.workspaceId })),
  )
  return new Map(rows.map((row) => [row.id, row.run_at]))
}
