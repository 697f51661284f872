import { ApiError } from '../../contract/errors.js'
import type { KeyHolder } from '../store/api-keys.js'
import { insertAuditEntry } from '../store/audit-log.js'
import type { Database, Db, Tx } from '../store/database.js'
import {
  deleteSession,
  deleteSessionsOf,
  insertSession,
  moveSession,
  newSessionToken,
  type SessionRow,
} from '../store/sessions.js'
import type { UserRow } from '../store/users.js'
import { workspacesOf, type WorkspaceRow } from '../store/workspaces.js'
import type { Role } from '../../contract/roles.js'
import type { Client } from './deps.js'

export type SignedIn = {
  token: string
  session: SessionRow
  user: Pick<UserRow, 'id' | 'email' | 'name'>
  workspaces: (WorkspaceRow & { role: Role })[]
}

/** Somebody with a session, and what they may. */
export type InSession = KeyHolder & { sessionId: string }

/**
 * Begins a session of a user who has shown who they are. Its token is new, whatever the browser brought along. It acts
 * in the workspace that is asked for, or the one the user joined first, whose audit log has the `action`.
 */
export async function beginSession(
  tx: Tx,
  user: SignedIn['user'],
  client: Client,
  wanted: string | null,
  action: 'signIn' | 'signInByProvider' | null,
): Promise<SignedIn> {
  const workspaces = await workspacesOf(tx, user.id)
  const [first] = workspaces
  if (first === undefined)
    throw new ApiError('FORBIDDEN', 'You are a member of no workspace. Ask an owner to add you.')
  const workspace = wanted === null ? first : workspaces.find(({ id }) => id === wanted)
  if (workspace === undefined) throw noSuchWorkspace(wanted ?? '')
  const token = newSessionToken()
  const session = await insertSession(tx, { userId: user.id, workspaceId: workspace.id, token, ...client })
  if (action !== null)
    await noteSession(tx, { userId: user.id, workspaceId: workspace.id, sessionId: session.id }, action)
  return { token, session, user, workspaces }
}

/** Refuses API keys: what a session may do for its user in all workspaces, a key of one may not. */
export function requireSession(caller: KeyHolder): InSession {
  const { sessionId } = caller
  if (sessionId !== null) return { ...caller, sessionId }
  throw new ApiError(
    'FORBIDDEN',
    'This is for sessions, and an API key was sent. Sign in: POST /v1/auth/login.',
  )
}

export async function signOut(db: Pick<Database, 'transaction'>, caller: InSession): Promise<void> {
  await db.transaction(async (tx) => {
    if (await deleteSession(tx, caller.userId, caller.sessionId)) await noteSession(tx, caller, 'signOut')
  })
}

async function noteSession(
  tx: Tx,
  { workspaceId, userId, sessionId }: Pick<InSession, 'workspaceId' | 'userId' | 'sessionId'>,
  action: 'signIn' | 'signInByProvider' | 'signOut' | 'switchWorkspace',
): Promise<void> {
  await insertAuditEntry(tx, { workspaceId, userId, keyId: null, action, subjectId: sessionId, fields: [] })
}

export async function endSession(db: Db, caller: InSession, id: string): Promise<void> {
  if (await deleteSession(db, caller.userId, id)) return
  throw new ApiError('NOT_FOUND', `You have no session ${id}.`)
}

/** Ends all of the caller's sessions but this one. Answers how many. */
export async function endOtherSessions(db: Db, caller: InSession): Promise<number> {
  return deleteSessionsOf(db, caller.userId, caller.sessionId)
}

/** The session acts in another workspace of its user from now on; both have it in their audit logs. */
export async function switchWorkspace(
  tx: Tx,
  caller: InSession,
  workspaceId: string,
): Promise<WorkspaceRow & { role: Role }> {
  const workspace = (await workspacesOf(tx, caller.userId)).find(({ id }) => id === workspaceId)
  if (workspace === undefined) throw noSuchWorkspace(workspaceId)
  await moveSession(tx, caller.sessionId, workspaceId)
  if (workspaceId !== caller.workspaceId) await noteSession(tx, { ...caller, workspaceId }, 'switchWorkspace')
  return workspace
}

function noSuchWorkspace(id: string): ApiError {
  return new ApiError('VALIDATION_ERROR', `You are no member of a workspace ${id}.`, { field: 'workspaceId' })
}
