import type { StepState, WorkflowStep } from '../domain/approval.js'
import { newId } from '../kit/ids.js'
import type { Db, Tx } from './database.js'
import type { Tenant } from './posts.js'

export type WorkflowRow = {
  id: string
  workspace_id: string
  name: string
  steps: WorkflowStep[]
  created_at: Date
  updated_at: Date
  /** No post begins it any more. */
  deleted_at: Date | null
}

export type RoundStatus = 'pending' | 'approved' | 'rejected' | 'withdrawn'

/** What a post says to people: what an approver reads. Overrides by platform, in upper case. */
export type Shown = {
  content: string
  threadPosts: string[]
  overrides: Record<string, string>
  firstComment: string | null
  mediaIds: string[]
  /** These are absent in rounds from before they were kept. */
  threadMediaIds?: string[][]
  overrideMediaIds?: Record<string, string[]>
  altTexts?: Record<string, string>
  accountIds?: string[]
  scheduledFor?: string | null
}

/** `able`: the approvers of its steps who are members and more than viewers. `names`: of everybody it mentions. */
export type RoundRow = {
  id: string
  post_id: string
  workflow_id: string
  workflow_name: string
  number: number
  status: RoundStatus
  steps: StepState[]
  /** null: it began before this was kept. */
  shown: Shown | null
  started_by: string | null
  started_at: Date
  ended_at: Date | null
  able: string[]
  names: Record<string, string>
}

export async function listWorkflows(db: Db, workspaceId: string): Promise<WorkflowRow[]> {
  return db.query<WorkflowRow>({
    name: 'list-approval-workflows',
    text: 'select * from approval_workflows where workspace_id = $1 and deleted_at is null order by id',
    values: [workspaceId],
  })
}

/** One that was deleted too: see `deleted_at`. */
export async function findWorkflow(db: Db, workspaceId: string, id: string): Promise<WorkflowRow | null> {
  const [row] = await db.query<WorkflowRow>({
    name: 'find-approval-workflow',
    text: 'select * from approval_workflows where workspace_id = $1 and id = $2',
    values: [workspaceId, id],
  })
  return row ?? null
}

export async function insertWorkflow(
  tx: Tx,
  workspaceId: string,
  workflow: { name: string; steps: readonly WorkflowStep[] },
): Promise<WorkflowRow> {
  const [row] = await tx.query<WorkflowRow>({
    name: 'insert-approval-workflow',
    text: 'insert into approval_workflows (id, workspace_id, name, steps) values ($1, $2, $3, $4) returning *',
    values: [newId('wf'), workspaceId, workflow.name, JSON.stringify(workflow.steps)],
  })
  if (row === undefined) throw new Error('The workflow was not written')
  return row
}

/** Rounds that run keep the steps they began with. */
export async function replaceWorkflow(
  tx: Tx,
  workspaceId: string,
  id: string,
  workflow: { name: string; steps: readonly WorkflowStep[] },
): Promise<WorkflowRow | null> {
  const [row] = await tx.query<WorkflowRow>({
    name: 'replace-approval-workflow',
    text: `update approval_workflows set name = $3, steps = $4, updated_at = vb_now() where workspace_id = $1 and id = $2 and deleted_at is null returning *`,
    values: [workspaceId, id, workflow.name, JSON.stringify(workflow.steps)],
  })
  return row ?? null
}

/** Whether there is such a workflow; if so, it is not deleted before the transaction ends. */
export async function holdWorkflow(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'hold-approval-workflow',
    text: 'select 1 from approval_workflows where workspace_id = $1 and id = $2 and deleted_at is null for share',
    values: [workspaceId, id],
  })
  return rows.length === 1
}

/** False: there is no such workflow, or no more. */
export async function markWorkflowDeleted(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'mark-approval-workflow-deleted',
    text: `update approval_workflows set deleted_at = vb_now(), updated_at = vb_now()
           where workspace_id = $1 and id = $2 and deleted_at is null returning 1`,
    values: [workspaceId, id],
  })
  return rows.length === 1
}

/** The members who can approve, of the given users: all but viewers. With where to write to. */
export async function ableMembers(
  db: Db,
  workspaceId: string,
  userIds: readonly string[],
): Promise<{ userId: string; email: string; name: string | null }[]> {
  return db.query({
    name: 'able-members',
    text: `select m.user_id as "userId", u.email, u.name from members m join users u on u.id = m.user_id
           where m.workspace_id = $1 and m.user_id = any ($2) and m.role <> 'viewer' order by m.user_id`,
    values: [workspaceId, userIds],
  })
}

const columns = `r.id, r.post_id, r.workflow_id, r.workflow_name, r.number, r.status, r.steps, r.shown, r.started_by, r.started_at, r.ended_at,
  array(select m.user_id from members m where m.workspace_id = r.workspace_id and m.role <> 'viewer' and m.user_id in (
    select jsonb_array_elements_text(step -> 'approverIds') from jsonb_array_elements(r.steps) as step)) as able,
  (select coalesce(jsonb_object_agg(u.id, coalesce(u.name, u.email)), '{}') from users u where u.id = r.started_by or u.id in (
    select step ->> 'decidedBy' from jsonb_array_elements(r.steps) as step)) as names`

/** The rounds of a post, oldest first. */
export async function roundsOf(db: Db, tenant: Tenant, postId: string): Promise<RoundRow[]> {
  return db.query<RoundRow>({
    name: 'rounds-of-post',
    text: `select ${columns} from approval_rounds r where r.post_id = $1 and r.workspace_id = $2 and r.mode = $3 order by r.number`,
    values: [postId, tenant.workspaceId, tenant.mode],
  })
}

/** The newest round of a post; null: it never was in a workflow. */
export async function latestRound(db: Db, tenant: Tenant, postId: string): Promise<RoundRow | null> {
  const [row] = await db.query<RoundRow>({
    name: 'latest-round-of-post',
    text: `select ${columns} from approval_rounds r where r.post_id = $1 and r.workspace_id = $2 and r.mode = $3 order by r.number desc limit 1`,
    values: [postId, tenant.workspaceId, tenant.mode],
  })
  return row ?? null
}

export async function insertRound(
  tx: Tx,
  tenant: Tenant & { userId: string },
  round: { postId: string; workflow: WorkflowRow; steps: readonly StepState[]; asked: readonly string[] },
): Promise<void> {
  await tx.query({
    name: 'insert-approval-round',
    text: `
      insert into approval_rounds (id, workspace_id, mode, post_id, workflow_id, workflow_name, number, steps, asked, started_by, shown)
      values ($1, $2, $3, $4, $5, $6, 1 + (select count(*) from approval_rounds where post_id = $4), $7, $8, $9,
        (select jsonb_build_object('content', p.content, 'firstComment', p.first_comment,
          'threadPosts', (select coalesce(jsonb_agg(part -> 'content' order by place), '[]') from jsonb_array_elements(p.thread_posts) with ordinality as parts (part, place)),
          'overrides', (select coalesce(jsonb_object_agg(key, value -> 'content'), '{}') from jsonb_each(p.platform_overrides) where value ->> 'content' is not null),
          'mediaIds', (select coalesce(jsonb_agg(file -> 'id' order by place), '[]') from jsonb_array_elements(p.media) with ordinality as files (file, place)),
          'threadMediaIds', (select coalesce(jsonb_agg(coalesce(jsonb_path_query_array(part, '$.media[*].id'), '[]') order by place), '[]') from jsonb_array_elements(p.thread_posts) with ordinality as parts (part, place)),
          'overrideMediaIds', (select coalesce(jsonb_object_agg(key, value -> 'media'), '{}') from jsonb_each(p.platform_overrides) where value -> 'media' is not null),
          'altTexts', (select coalesce(jsonb_object_agg(m.id, coalesce(file ->> 'altText', m.alt_text)), '{}') from jsonb_array_elements(p.media) as file
            join media m on m.id = file ->> 'id' and m.workspace_id = p.workspace_id where coalesce(file ->> 'altText', m.alt_text) is not null),
          'accountIds', (select coalesce(jsonb_agg(t.account_id order by t.position, t.id), '[]') from targets t where t.post_id = p.id),
          'scheduledFor', vb_iso(p.scheduled_for))
         from posts p where p.id = $4))`,
    values: [
      newId('apr'),
      tenant.workspaceId,
      tenant.mode,
      round.postId,
      round.workflow.id,
      round.workflow.name,
      JSON.stringify(round.steps),
      round.asked,
      tenant.userId,
    ],
  })
}

/** Writes what was decided of a round; one that is over says since when. */
export async function saveRound(
  tx: Tx,
  id: string,
  round: { status: RoundStatus; steps: readonly StepState[]; asked: readonly string[] },
): Promise<void> {
  await tx.query({
    name: 'save-approval-round',
    text: `update approval_rounds set status = $2, steps = $3, asked = $4, ended_at = case when $2 <> 'pending' then vb_now() end where id = $1`,
    values: [id, round.status, JSON.stringify(round.steps), round.asked],
  })
}

/** Ends the open round of a post that was taken out of approval. */
export async function withdrawRound(tx: Tx, postId: string): Promise<void> {
  await tx.query({
    name: 'withdraw-approval-round',
    text: `update approval_rounds set status = 'withdrawn', asked = '{}', ended_at = vb_now() where post_id = $1 and status = 'pending'`,
    values: [postId],
  })
}

/** Makes a draft of a post that waits for approval, or has it, and ends its round: whoever asked for it takes it back. */
export async function takeBackFromApproval(
  tx: Tx,
  { workspaceId, mode }: Tenant,
  postId: string,
): Promise<void> {
  const rows = await tx.query({
    name: 'take-back-from-approval',
    text: `update posts set status = 'draft', approval = null, updated_at = vb_now()
      where workspace_id = $1 and mode = $2 and id = $3 and status in ('pending_approval', 'approved') returning 1`,
    values: [workspaceId, mode, postId],
  })
  if (rows.length > 0) await withdrawRound(tx, postId)
}

/** Posts that wait for approval, the longest first; `askedOf`: only where this user is named by a step that is open. */
export async function waitingRounds(
  db: Db,
  tenant: Tenant,
  page: { askedOf: string | null; afterId: string | null; limit: number },
): Promise<RoundRow[]> {
  return db.query<RoundRow>({
    name: 'waiting-rounds',
    text: `select ${columns} from approval_rounds r
           where r.workspace_id = $1 and r.mode = $2 and r.status = 'pending' and ($3::text is null or $3 = any (r.asked))
             and ($4::text is null or r.id collate "C" > $4) order by r.id collate "C" limit $5`,
    values: [tenant.workspaceId, tenant.mode, page.askedOf, page.afterId, page.limit],
  })
}

export async function countWaiting(db: Db, tenant: Tenant, askedOf: string | null): Promise<number> {
  const [row] = await db.query<{ count: number }>({
    name: 'count-waiting-rounds',
    text: `select count(*)::integer as count from approval_rounds
           where workspace_id = $1 and mode = $2 and status = 'pending' and ($3::text is null or $3 = any (asked))`,
    values: [tenant.workspaceId, tenant.mode, askedOf],
  })
  return row?.count ?? 0
}
