import type { JsonObject } from '../kit/json.js'
import type { Role } from '../../contract/roles.js'
import type { Lease } from './claims.js'
import type { Db, Tx } from './database.js'
import type { Tenant } from './posts.js'

export type RecurrenceRow = {
  id: string
  workspace_id: string
  mode: string
  created_by: string
  name: string
  /** As it was sent. */
  post: JsonObject
  rule: JsonObject
  starts_on: string
  ends_on: string | null
  paused: boolean
  next_at: Date | null
  next_post_id: string | null
  last_error: { at: string; code: string; message: string } | null
  created_at: Date
  updated_at: Date
}

const columns = `id, workspace_id, mode, created_by, name, post, rule, starts_on::text, ends_on::text, paused, next_at, next_post_id, last_error,
  created_at, updated_at`

export async function listRecurrences(
  db: Db,
  { workspaceId, mode }: Tenant,
  page: { afterId: string | null; limit: number },
): Promise<RecurrenceRow[]> {
  return db.query({
    name: 'list-recurrences',
    text: `select ${columns} from recurrences where workspace_id = $1 and mode = $2 and ($3::text is null or id < $3) order by id desc limit $4`,
    values: [workspaceId, mode, page.afterId, page.limit],
  })
}

export function findRecurrence(db: Db, tenant: Tenant, id: string): Promise<RecurrenceRow | null> {
  return readRecurrence(db, tenant, id, { name: 'find-recurrence', lock: '' })
}

/** Holds the row until the transaction ends, so that its next post is made by one. */
export function lockRecurrence(tx: Tx, tenant: Tenant, id: string): Promise<RecurrenceRow | null> {
  return readRecurrence(tx, tenant, id, { name: 'lock-recurrence', lock: 'for update' })
}

async function readRecurrence(
  db: Db,
  { workspaceId, mode }: Tenant,
  id: string,
  { name, lock }: { name: string; lock: '' | 'for update' },
): Promise<RecurrenceRow | null> {
  const [row] = await db.query<RecurrenceRow>({
    name,
    text: `select ${columns} from recurrences where workspace_id = $1 and mode = $2 and id = $3 ${lock}`,
    values: [workspaceId, mode, id],
  })
  return row ?? null
}

/** Null once the lease is another's. */
export async function lockLeasedRecurrence(
  tx: Tx,
  lease: Pick<Lease, 'id' | 'token'>,
): Promise<RecurrenceRow | null> {
  const [row] = await tx.query<RecurrenceRow>({
    name: 'lock-leased-recurrence',
    text: `select ${columns} from recurrences where id = $1 and lease_token = $2 for update`,
    values: [lease.id, lease.token],
  })
  return row ?? null
}

export async function countRecurrences(tx: Tx, workspaceId: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>({
    name: 'count-recurrences',
    text: 'select count(*)::integer as count from recurrences where workspace_id = $1',
    values: [workspaceId],
  })
  return row?.count ?? 0
}

export type RecurrenceContent = Pick<
  RecurrenceRow,
  'name' | 'post' | 'rule' | 'starts_on' | 'ends_on' | 'paused'
>

export async function insertRecurrence(
  tx: Tx,
  tenant: Tenant,
  row: RecurrenceContent & { id: string; createdBy: string },
): Promise<void> {
  await tx.query({
    name: 'insert-recurrence',
    text: `insert into recurrences (id, workspace_id, mode, created_by, name, post, rule, starts_on, ends_on, paused)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      row.id,
      tenant.workspaceId,
      tenant.mode,
      row.createdBy,
      row.name,
      JSON.stringify(row.post),
      JSON.stringify(row.rule),
      row.starts_on,
      row.ends_on,
      row.paused,
    ],
  })
}

export async function updateRecurrence(
  tx: Tx,
  id: string,
  row: RecurrenceContent & { createdBy: string },
): Promise<void> {
  await tx.query({
    name: 'update-recurrence',
    text: `update recurrences set name = $2, post = $3, rule = $4, starts_on = $5, ends_on = $6, paused = $7, created_by = $8, updated_at = vb_now() where id = $1`,
    values: [
      id,
      row.name,
      JSON.stringify(row.post),
      JSON.stringify(row.rule),
      row.starts_on,
      row.ends_on,
      row.paused,
      row.createdBy,
    ],
  })
}

/** Its next post, and with it when the one after that is to be made. Ends the lease. */
export async function saveNextPost(
  tx: Tx,
  id: string,
  next: { at: Date | null; postId: string | null; error: { code: string; message: string } | null },
): Promise<void> {
  await tx.query({
    name: 'save-next-post',
    text: `update recurrences set next_at = $2::timestamptz, next_post_id = $3::text, run_at = coalesce($2::timestamptz, 'infinity'),
      last_error = case when $4::text is null then case when $3::text is null then last_error end
        else jsonb_build_object('at', vb_iso(vb_now()), 'code', $4::text, 'message', $5::text) end,
      lease_token = null, lease_until = null, worker_id = null where id = $1`,
    values: [id, next.at, next.postId, next.error?.code ?? null, next.error?.message ?? null],
  })
}

export async function deleteRecurrenceRow(tx: Tx, id: string): Promise<void> {
  await tx.query({ name: 'delete-recurrence', text: 'delete from recurrences where id = $1', values: [id] })
}

type MemberStanding = {
  role: Role
  plan: string
  approvalWorkflowId: string | null
  allowedPlatforms: string[] | null
  timezone: string
  now: Date
}

/** What a member may do in a workspace, as their keys would say; null once they have left, or only read. */
export async function standingOf(
  db: Db,
  workspaceId: string,
  userId: string,
): Promise<MemberStanding | null> {
  const [row] = await db.query<MemberStanding>({
    name: 'standing-of',
    text: `select m.role, w.plan, coalesce(w.settings->>'timezone', 'UTC') as timezone, vb_now() as now,
        case when m.role not in ('owner', 'admin') then w.settings->>'approvalWorkflowId' end as "approvalWorkflowId",
        nullif(w.settings->'allowedPlatforms', 'null') as "allowedPlatforms"
      from members m join workspaces w on w.id = m.workspace_id where m.workspace_id = $1 and m.user_id = $2 and m.role in ('owner', 'admin', 'editor')`,
    values: [workspaceId, userId],
  })
  return row ?? null
}
