import { randomBytes } from 'node:crypto'
import { newId } from '../kit/ids.js'
import type { Role } from '../../contract/roles.js'
import { hashOfKey } from './api-keys.js'
import type { Db, Tx } from './database.js'
import { gather } from './gather.js'

/** A session ends when it was not used for `idleDays`, and `mostDays` after it began at the latest. */
export const sessionLife = { idleDays: 14, mostDays: 90 }
/** Sessions that a user may have at once; of more, the one that was not used for longest ends. */
const mostSessions = 100
const prefix = 'vb_session_'

/** A new token: told once, to its owner, and stored as its hash. */
export function newSessionToken(): string {
  return `${prefix}${randomBytes(32).toString('base64url')}`
}

export function isSessionToken(token: string): boolean {
  return token.startsWith(prefix)
}

/** Whose session a token opens, as a member of the workspace it acts in. */
export type SessionHolder = {
  sessionId: string
  workspaceId: string
  userId: string
  role: Role
  plan: string
  approvalWorkflowId: string | null
  allowedPlatforms: readonly string[] | null
}

/** Null for a token that is unknown, of a session that ended, or of somebody who is no member of its workspace any more. */
export const findSessionHolder = gather(findSessionHolders)

async function findSessionHolders(db: Db, tokens: readonly string[]): Promise<(SessionHolder | null)[]> {
  const hashes = new Map([...new Set(tokens)].map((token) => [token, hashOfKey(token)]))
  const rows = await db.query<SessionHolder & { hash: Buffer }>({
    name: 'find-session-holders',
    text: `
      select s.hash, s.id as "sessionId", s.workspace_id as "workspaceId", s.user_id as "userId", m.role, w.plan,
        case when m.role not in ('owner', 'admin') then w.settings ->> 'approvalWorkflowId' end as "approvalWorkflowId",
        nullif(w.settings -> 'allowedPlatforms', 'null') as "allowedPlatforms"
      from sessions s
      join members m on m.workspace_id = s.workspace_id and m.user_id = s.user_id
      join workspaces w on w.id = s.workspace_id
      where s.hash = any ($1) and s.expires_at > vb_now()`,
    values: [[...hashes.values()]],
  })
  return tokens.map((token) => {
    const row = rows.find((each) => hashes.get(token)?.equals(each.hash))
    if (row === undefined) return null
    const { hash: _hash, ...holder } = row
    return holder
  })
}

export type SessionRow = {
  id: string
  workspace_id: string
  user_agent: string | null
  address: string
  created_at: Date
  last_used_at: Date
  expires_at: Date
}

const columns = 'id, workspace_id, user_agent, address, created_at, last_used_at, expires_at'
const expiry = (from: string): string =>
  `least(vb_now() + interval '${String(sessionLife.idleDays)} days', ${from} + interval '${String(sessionLife.mostDays)} days')`

export async function insertSession(
  tx: Tx,
  session: { userId: string; workspaceId: string; token: string; userAgent: string | null; address: string },
): Promise<SessionRow> {
  await tx.query({
    name: 'end-sessions-too-many',
    text: `delete from sessions where id in (
             select id from sessions where user_id = $1 order by last_used_at desc offset ${String(mostSessions - 1)})`,
    values: [session.userId],
  })
  const [row] = await tx.query<SessionRow>({
    name: 'insert-session',
    text: `insert into sessions (id, user_id, workspace_id, hash, user_agent, address, expires_at)
           values ($1, $2, $3, $4, $5, $6, ${expiry('vb_now()')}) returning ${columns}`,
    values: [
      newId('ses'),
      session.userId,
      session.workspaceId,
      hashOfKey(session.token),
      session.userAgent,
      session.address,
    ],
  })
  if (row === undefined) throw new Error('The session was not written')
  return row
}

/** The sessions of a user that have not ended, the one used last first. */
export async function listSessions(db: Db, userId: string): Promise<SessionRow[]> {
  return db.query<SessionRow>({
    name: 'list-sessions',
    text: `select ${columns} from sessions where user_id = $1 and expires_at > vb_now() order by last_used_at desc, id desc`,
    values: [userId],
  })
}

/** False where the user has no such session. */
export async function deleteSession(db: Db, userId: string, id: string): Promise<boolean> {
  const rows = await db.query({
    name: 'delete-session',
    text: 'delete from sessions where user_id = $1 and id = $2 returning 1',
    values: [userId, id],
  })
  return rows.length === 1
}

/** Ends every session of a user but one, wherever they act. Answers how many. */
export async function deleteSessionsOf(db: Db, userId: string, butId: string | null = null): Promise<number> {
  const rows = await db.query({
    name: 'delete-sessions-of',
    text: 'delete from sessions where user_id = $1 and id is distinct from $2 returning 1',
    values: [userId, butId],
  })
  return rows.length
}

export async function moveSession(tx: Tx, id: string, workspaceId: string): Promise<void> {
  await tx.query({
    name: 'move-session',
    text: 'update sessions set workspace_id = $2 where id = $1',
    values: [id, workspaceId],
  })
}

/** Notes the last use of sessions, which makes them last longer; called with what half a minute has gathered. */
export async function touchSessions(db: Db, ids: readonly string[]): Promise<void> {
  await db.query({
    name: 'touch-sessions',
    text: `update sessions set last_used_at = vb_now(), expires_at = ${expiry('created_at')} where id = any ($1) and expires_at > vb_now()`,
    values: [ids],
  })
}

/** Forgets what ended, some at a time. Answers how many. */
export async function purgeSessions(db: Db, batch: number): Promise<number> {
  const rows = await db.query({
    name: 'purge-sessions',
    text: 'delete from sessions where id in (select id from sessions where expires_at <= vb_now() limit $1) returning 1',
    values: [batch],
  })
  return rows.length
}
