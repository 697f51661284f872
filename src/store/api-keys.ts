import { createHash, randomBytes } from 'node:crypto'
import type { Scope } from '../../contract/endpoint.js'
import type { Role } from '../../contract/roles.js'
import { newId } from '../kit/ids.js'
import type { Db, Tx } from './database.js'
import { gather } from './gather.js'

/** Who a valid key stands for. */
export type KeyHolder = {
  /** Of the key, or of the session where there is one instead. */
  keyId: string
  /** Null: an API key. */
  sessionId: string | null
  workspaceId: string
  userId: string
  scopes: Scope[]
  role: Role
  plan: string
  /** The workflow that the workspace sends the member's posts through before they leave; null: none. Owners and admins need no approval. */
  approvalWorkflowId: string | null
  /** The platforms that the workspace allows; null: all. */
  allowedPlatforms: readonly string[] | null
}

export function hashOfKey(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}

/** A new key: shown once, stored as its hash. */
export function newApiKey(): string {
  return `vb_live_${randomBytes(24).toString('base64url')}`
}

/** Null for a key that is unknown, revoked or expired, or whose member has left. */
export const findKeyHolder = gather(findKeyHolders)

async function findKeyHolders(db: Db, keys: readonly string[]): Promise<(KeyHolder | null)[]> {
  // A busy caller's requests carry the same key: it is looked up once for all that wait.
  const hashes = new Map([...new Set(keys)].map((key) => [key, hashOfKey(key)]))
  const rows = await db.query<{
    hash: Buffer
    id: string
    workspace_id: string
    user_id: string
    scopes: Scope[]
    role: Role
    plan: string
    approval_workflow_id: string | null
    allowed_platforms: string[] | null
  }>({
    name: 'find-key-holders',
    text: `
      select k.hash, k.id, k.workspace_id, k.user_id, k.scopes, m.role, w.plan,
        case when m.role not in ('owner', 'admin') then w.settings ->> 'approvalWorkflowId' end as approval_workflow_id,
        nullif(w.settings -> 'allowedPlatforms', 'null') as allowed_platforms
      from api_keys k
      join members m on m.workspace_id = k.workspace_id and m.user_id = k.user_id
      join workspaces w on w.id = k.workspace_id
      where k.hash = any ($1) and k.revoked_at is null and (k.expires_at is null or k.expires_at > vb_now())`,
    values: [[...hashes.values()]],
  })
  return keys.map((key) => {
    const row = rows.find((each) => hashes.get(key)?.equals(each.hash))
    if (row === undefined) return null
    return {
      keyId: row.id,
      sessionId: null,
      workspaceId: row.workspace_id,
      userId: row.user_id,
      scopes: row.scopes,
      role: row.role,
      plan: row.plan,
      approvalWorkflowId: row.approval_workflow_id,
      allowedPlatforms: row.allowed_platforms,
    }
  })
}

export type ApiKeyRow = {
  id: string
  user_id: string
  name: string
  hint: string
  scopes: Scope[]
  expires_at: Date | null
  last_used_at: Date | null
  created_at: Date
}

const columns = 'id, user_id, name, hint, scopes, expires_at, last_used_at, created_at'

export async function insertApiKey(
  tx: Tx,
  key: {
    workspaceId: string
    userId: string
    name: string
    secret: string
    scopes: readonly Scope[]
    expiresAt: Date | null
  },
): Promise<ApiKeyRow> {
  const [row] = await tx.query<ApiKeyRow>({
    name: 'insert-api-key',
    text: `insert into api_keys (id, workspace_id, user_id, name, hint, hash, scopes, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8)
           returning ${columns}`,
    values: [
      newId('key'),
      key.workspaceId,
      key.userId,
      key.name,
      key.secret.slice(0, 12),
      hashOfKey(key.secret),
      key.scopes,
      key.expiresAt,
    ],
  })
  if (row === undefined) throw new Error('The key was not written')
  return row
}

/** When a key ends (a session gives keys that do not), and whether a wanted end is past by the database's clock. */
export async function compareEnds(
  db: Db,
  keyId: string,
  wanted: Date | null,
): Promise<{ ownEnd: Date | null; isPast: boolean }> {
  const [row] = await db.query<{ expires_at: Date | null; is_past: boolean }>({
    name: 'compare-ends',
    text: `select (select expires_at from api_keys where id = $1) as expires_at, coalesce($2::timestamptz <= vb_now(), false) as is_past`,
    values: [keyId, wanted],
  })
  return { ownEnd: row?.expires_at ?? null, isPast: row?.is_past ?? false }
}

export async function listApiKeys(db: Db, workspaceId: string): Promise<ApiKeyRow[]> {
  return db.query<ApiKeyRow>({
    name: 'list-api-keys',
    text: `select ${columns} from api_keys where workspace_id = $1 and revoked_at is null order by id desc`,
    values: [workspaceId],
  })
}

/** The role of the member whose key it is; null: there is no such key, or its member has left. */
export async function roleBehindKey(tx: Tx, workspaceId: string, id: string): Promise<Role | null> {
  const [row] = await tx.query<{ role: Role }>({
    name: 'role-behind-key',
    text: `select m.role from api_keys k join members m on m.workspace_id = k.workspace_id and m.user_id = k.user_id
           where k.workspace_id = $1 and k.id = $2`,
    values: [workspaceId, id],
  })
  return row?.role ?? null
}

export async function revokeApiKey(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'revoke-api-key',
    text: 'update api_keys set revoked_at = vb_now() where workspace_id = $1 and id = $2 and revoked_at is null returning id',
    values: [workspaceId, id],
  })
  return rows.length === 1
}

/** Notes the last use of keys; called with what a minute has gathered, not on every request. */
export async function touchApiKeys(db: Db, ids: readonly string[]): Promise<void> {
  await db.query({
    name: 'touch-api-keys',
    text: 'update api_keys set last_used_at = vb_now() where id = any ($1)',
    values: [ids],
  })
}
