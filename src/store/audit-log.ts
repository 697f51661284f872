import type { UserAction } from '../../contract/audit-log.js'
import { newId } from '../kit/ids.js'
import type { KeyHolder } from './api-keys.js'
import type { Db } from './database.js'

/** How long entries are kept. */
const keptForDays = 365

/** One change, by whom. Names of fields only: what they said may be secret. */
export type AuditEntry = {
  workspaceId: string
  userId: string
  /** Null: signed in, without a key. */
  keyId: string | null
  /** The name of the endpoint. */
  action: string
  subjectId: string | null
  fields: readonly string[]
}

/** Notes a change in the transaction that makes it. Creating posts has the same in its own statement (new-post.ts). */
export async function insertAuditEntry(
  db: Db,
  { workspaceId, userId, keyId, action, subjectId, fields }: AuditEntry,
): Promise<void> {
  await db.query({
    name: 'insert-audit-entry',
    text: 'insert into audit_log (workspace_id, id, user_id, key_id, action, subject_id, fields) values ($1, $2, $3, $4, $5, $6, $7)',
    values: [workspaceId, newId('aud'), userId, keyId, action, subjectId, fields],
  })
}

/**
 * Notes what happens to a user and is no workspace's matter alone, such as a new password: in the log of every
 * workspace that they are a member of.
 */
export async function insertAuditEntryOfUser(db: Db, userId: string, action: UserAction): Promise<void> {
  await db.query({
    name: 'insert-audit-entry-of-user',
    text: `insert into audit_log (workspace_id, id, user_id, action, subject_id, fields)
           select workspace_id, $1, $2, $3, $2, '{}' from members where user_id = $2`,
    values: [newId('aud'), userId, action],
  })
}

/** Where an entry stands. */
export type AuditPlace = { workspaceId: string; at: Date; id: string }

/** Notes what is about to be done and cannot be done in the entry's transaction: it calls a network. */
export async function beginAuditEntry(db: Db, entry: AuditEntry): Promise<AuditPlace> {
  const id = newId('aud')
  const [row] = await db.query<{ at: Date }>({
    name: 'begin-audit-entry',
    text: `insert into audit_log (workspace_id, id, user_id, key_id, action, subject_id, fields, completed)
           values ($1, $2, $3, $4, $5, $6, $7, false) returning at`,
    values: [entry.workspaceId, id, entry.userId, entry.keyId, entry.action, entry.subjectId, entry.fields],
  })
  if (row === undefined) throw new Error('The entry was not written')
  return { workspaceId: entry.workspaceId, at: row.at, id }
}

/** It was done, to this. */
export async function completeAuditEntry(
  db: Db,
  { workspaceId, at, id }: AuditPlace,
  subjectId: string | null,
): Promise<void> {
  await db.query({
    name: 'complete-audit-entry',
    text: 'update audit_log set completed = true, subject_id = $4 where (workspace_id, at, id) = ($1, $2, $3)',
    values: [workspaceId, at, id, subjectId],
  })
}

/** It was refused: nothing was changed. */
export async function dropAuditEntry(db: Db, { workspaceId, at, id }: AuditPlace): Promise<void> {
  await db.query({
    name: 'drop-audit-entry',
    text: 'delete from audit_log where (workspace_id, at, id) = ($1, $2, $3)',
    values: [workspaceId, at, id],
  })
}

export type AuditRow = {
  id: string
  at: Date
  user_id: string
  email: string | null
  user_name: string | null
  key_id: string | null
  key_name: string | null
  action: string
  subject_id: string | null
  fields: string[] | null
  completed: boolean
}

export type AuditFilter = {
  /** A user or a key. */
  actor: string | null
  action: string | null
  subject: string | null
  from: string | null
  to: string | null
  after: { at: string; id: string } | null
  limit: number
}

/** Newest first. */
export async function listAuditLog(
  db: Db,
  { workspaceId }: Pick<KeyHolder, 'workspaceId'>,
  filter: AuditFilter,
): Promise<AuditRow[]> {
  return db.query<AuditRow>({
    name: 'list-audit-log',
    text: `
      select a.*, u.email, u.name as user_name, k.name as key_name
      from (
        select id, at, user_id, key_id, action, subject_id, fields, completed from audit_log
        where workspace_id = $1 and at > vb_now() - interval '${String(keptForDays)} days'
          and ($2::text is null or user_id = $2 or key_id = $2)
          and ($3::text is null or action = $3)
          and ($4::text is null or subject_id = $4)
          and at >= coalesce($5::timestamptz, '-infinity')
          and at < coalesce($6::timestamptz, 'infinity')
          and (at, id) < (coalesce($7::timestamptz, 'infinity'), coalesce($8, ''))
        order by at desc, id desc limit $9
      ) a
      left join users u on u.id = a.user_id
      left join api_keys k on k.id = a.key_id
      order by a.at desc, a.id desc`,
    values: [
      workspaceId,
      filter.actor,
      filter.action,
      filter.subject,
      filter.from,
      filter.to,
      filter.after?.at ?? null,
      filter.after?.id ?? null,
      filter.limit,
    ],
  })
}

/** Deletes what is older than 365 days, some at a time. Answers how many. */
export async function purgeAuditLog(db: Db, batch: number): Promise<number> {
  const rows = await db.query({
    name: 'purge-audit-log',
    text: `
      with old as materialized (
        select a.workspace_id, a.at, a.id from workspaces w cross join lateral (
          select workspace_id, at, id from audit_log
          where workspace_id = w.id and at <= vb_now() - interval '${String(keptForDays)} days' order by at limit $1
        ) a limit $1
      )
      delete from audit_log using old where (audit_log.workspace_id, audit_log.at, audit_log.id) = (old.workspace_id, old.at, old.id)
      returning 1`,
    values: [batch],
  })
  return rows.length
}
