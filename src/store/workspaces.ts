import type { Role } from '../../contract/roles.js'
import type { Db, Tx } from './database.js'

export type WorkspaceSettings = {
  timezone?: string
  autoRetry?: boolean
  missedAfterMinutes?: number
  approvalWorkflowId?: string | null
  allowedPlatforms?: string[] | null
  callbackDomains?: string[]
}

export type WorkspaceRow = {
  id: string
  name: string
  plan: string
  settings: WorkspaceSettings
  created_at: Date
}

export async function findWorkspace(db: Db, id: string): Promise<WorkspaceRow> {
  const [row] = await db.query<WorkspaceRow>({
    name: 'find-workspace',
    text: 'select id, name, plan, settings, created_at from workspaces where id = $1',
    values: [id],
  })
  if (row === undefined) throw new Error(`No workspace ${id}`)
  return row
}

/** The workspaces of a user, with their role in each. */
export async function workspacesOf(db: Db, userId: string): Promise<(WorkspaceRow & { role: Role })[]> {
  return db.query({
    name: 'workspaces-of',
    text: `select w.id, w.name, w.plan, w.settings, w.created_at, m.role from members m join workspaces w on w.id = m.workspace_id
           where m.user_id = $1 order by w.id`,
    values: [userId],
  })
}

/** Of all that there are. */
export async function workspaceIds(db: Db): Promise<string[]> {
  const rows = await db.query<{ id: string }>({ text: 'select id from workspaces' })
  return rows.map(({ id }) => id)
}

/** Writes a workspace with its owner. */
export async function insertWorkspace(
  tx: Tx,
  workspace: { id: string; name: string; ownerId: string },
): Promise<void> {
  await tx.query({
    name: 'insert-workspace',
    text: 'insert into workspaces (id, name) values ($1, $2)',
    values: [workspace.id, workspace.name],
  })
  await tx.query({
    name: 'insert-owner',
    text: `insert into members (workspace_id, user_id, role) values ($1, $2, 'owner')`,
    values: [workspace.id, workspace.ownerId],
  })
}

/** Settings that are not given stay. */
export async function updateWorkspace(
  tx: Tx,
  id: string,
  change: { name?: string | undefined; plan?: string | undefined; settings?: WorkspaceSettings | undefined },
): Promise<void> {
  await tx.query({
    name: 'update-workspace',
    text: `update workspaces set name = coalesce($2, name), plan = coalesce($3, plan), settings = settings || coalesce($4::jsonb, '{}') where id = $1`,
    values: [
      id,
      change.name ?? null,
      change.plan ?? null,
      change.settings === undefined ? null : JSON.stringify(change.settings),
    ],
  })
}

export async function findUser(
  db: Db,
  id: string,
): Promise<{ id: string; email: string; name: string | null } | null> {
  const [row] = await db.query<{ id: string; email: string; name: string | null }>({
    name: 'find-user',
    text: 'select id, email, name from users where id = $1',
    values: [id],
  })
  return row ?? null
}
