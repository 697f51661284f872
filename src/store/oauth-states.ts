import { createHash } from 'node:crypto'
import type { Db } from './database.js'

export type OauthState = {
  workspaceId: string
  userId: string
  platform: string
  redirectUri: string
  secret: Buffer
}

function hashOfState(state: string): Buffer {
  return createHash('sha256').update(state).digest()
}

/** A state holds for ten minutes by the database's clock and works once. Those of yesterday go. */
export async function insertState(db: Db, state: string, facts: OauthState): Promise<void> {
  await db.query({
    name: 'insert-oauth-state',
    text: `with old as (delete from oauth_states where expires_at < vb_now() - interval '1 day')
           insert into oauth_states (state_hash, workspace_id, user_id, platform, redirect_uri, secret, expires_at)
           values ($1, $2, $3, $4, $5, $6, vb_now() + interval '10 minutes')`,
    values: [
      hashOfState(state),
      facts.workspaceId,
      facts.userId,
      facts.platform,
      facts.redirectUri,
      facts.secret,
    ],
  })
}

const columns =
  'workspace_id as "workspaceId", user_id as "userId", platform, redirect_uri as "redirectUri", secret'

/** Reads a state that still works, without using it up. */
export async function readState(db: Db, state: string): Promise<OauthState | null> {
  const [row] = await db.query<OauthState>({
    name: 'read-oauth-state',
    text: `select ${columns} from oauth_states where state_hash = $1 and used_at is null and expires_at > vb_now()`,
    values: [hashOfState(state)],
  })
  return row ?? null
}

export async function updateState(db: Db, state: string, secret: Buffer): Promise<boolean> {
  const rows = await db.query({
    name: 'update-oauth-state',
    text: 'update oauth_states set secret = $2 where state_hash = $1 and used_at is null and expires_at > vb_now() returning 1',
    values: [hashOfState(state), secret],
  })
  return rows.length === 1
}

/** Uses a state up. Null: unknown, used, expired, or of another workspace or platform. */
export async function takeState(
  db: Db,
  state: string,
  of: { workspaceId: string | null; platform: string },
): Promise<OauthState | null> {
  const [row] = await db.query<OauthState>({
    name: 'take-oauth-state',
    text: `update oauth_states set used_at = vb_now()
           where state_hash = $1 and used_at is null and expires_at > vb_now() and platform = $2 and ($3::text is null or workspace_id = $3)
           returning ${columns}`,
    values: [hashOfState(state), of.platform, of.workspaceId],
  })
  return row ?? null
}
