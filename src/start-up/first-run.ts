import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { scopes } from '../../contract/endpoint.js'
import type { Config } from '../config.js'
import { newId } from '../kit/ids.js'
import { hashPassword, verifyPassword } from '../kit/passwords.js'
import { hashOfKey, insertApiKey, newApiKey } from '../store/api-keys.js'
import type { Database, Tx } from '../store/database.js'
import { findOrInsertUser, insertMember, updateMemberRole } from '../store/members.js'
import { deleteSessionsOf } from '../store/sessions.js'
import { markProven } from '../store/users.js'
import { insertWorkspace } from '../store/workspaces.js'
import { writePrivately } from './data-folder.js'

const lockKey = 7_236_002

export type FirstRun = {
  /** What was made just now; null at a later start. Shown once. */
  made: { email: string; password: string | null; apiKey: string | null } | null
  /** Where a person finds the first key again. */
  keptIn: string
}

/** Makes the first workspace, its owner and its key, once; what is set in the environment holds at every start. */
export async function firstRun(
  db: Database,
  config: Pick<Config, 'owner' | 'bootstrapApiKey' | 'dataDir'>,
): Promise<FirstRun> {
  const keptIn = join(config.dataDir, 'first-run.txt')
  const made = await db.transaction(async (tx) => {
    // Processes that start together take turns, so that one of them makes it all.
    await tx.query({ text: 'select pg_advisory_xact_lock($1)', values: [lockKey] })
    const [home] = await tx.query<{ id: string }>({ text: 'select id from workspaces order by id limit 1' })
    if (home !== undefined) {
      await holdSettings(tx, config, home.id)
      return null
    }
    return begin(tx, config, keptIn)
  })
  return { made, keptIn }
}

async function begin(
  tx: Tx,
  config: Pick<Config, 'owner' | 'bootstrapApiKey'>,
  keptIn: string,
): Promise<FirstRun['made']> {
  const password = config.owner.password === null ? randomBytes(15).toString('base64url') : null
  const apiKey = config.bootstrapApiKey === null ? newApiKey() : null
  const made = { email: config.owner.email, password, apiKey }
  const userId = await findOrInsertUser(tx, {
    id: newId('usr'),
    email: config.owner.email,
    name: null,
    passwordHash: await hashPassword(password ?? config.owner.password?.reveal() ?? ''),
  })
  await markProven(tx, userId)
  const workspaceId = newId('ws')
  await insertWorkspace(tx, { id: workspaceId, name: 'My workspace', ownerId: userId })
  const secret = apiKey ?? config.bootstrapApiKey?.reveal() ?? ''
  await insertApiKey(tx, { workspaceId, userId, name: 'First key', secret, scopes, expiresAt: null })
  // Before the commit: a key in the database that nobody was told would be lost for good.
  await writePrivately(keptIn, firstRunText(made))
  return made
}

async function holdSettings(
  tx: Tx,
  config: Pick<Config, 'owner' | 'bootstrapApiKey'>,
  workspaceId: string,
): Promise<void> {
  const ownerId =
    config.owner.password === null
      ? await firstOwner(tx, workspaceId)
      : await holdOwner(tx, workspaceId, config.owner.email, config.owner.password.reveal())
  const key = config.bootstrapApiKey?.reveal()
  if (key === undefined || ownerId === null) return
  const known = await tx.query({
    text: `update api_keys set revoked_at = null, expires_at = null, scopes = $2 where hash = $1 returning id`,
    values: [hashOfKey(key), scopes],
  })
  if (known.length > 0) return
  await insertApiKey(tx, {
    workspaceId,
    userId: ownerId,
    name: 'VOXBURST_BOOTSTRAP_API_KEY',
    secret: key,
    scopes,
    expiresAt: null,
  })
}

/** Makes this user an owner of the workspace, with this password. */
export async function holdOwner(
  tx: Tx,
  workspaceId: string,
  email: string,
  password: string,
): Promise<string> {
  const userId = await findOrInsertUser(tx, { id: newId('usr'), email, name: null, passwordHash: null })
  await setPassword(tx, userId, password)
  await markProven(tx, userId)
  if (!(await insertMember(tx, { workspaceId, userId, role: 'owner' })))
    await updateMemberRole(tx, workspaceId, userId, 'owner')
  return userId
}

/** Ends all sessions of the user, unless the password is the same already: then nothing is changed. */
async function setPassword(tx: Tx, userId: string, password: string): Promise<void> {
  const [row] = await tx.query<{ password_hash: string | null }>({
    text: 'select password_hash from users where id = $1 for update',
    values: [userId],
  })
  if (row?.password_hash != null && (await verifyPassword(password, row.password_hash))) return
  await tx.query({
    text: 'update users set password_hash = $2 where id = $1',
    values: [userId, await hashPassword(password)],
  })
  await deleteSessionsOf(tx, userId)
}

export async function firstOwner(tx: Tx, workspaceId: string): Promise<string | null> {
  const [row] = await tx.query<{ user_id: string }>({
    text: `select user_id from members where workspace_id = $1 and role = 'owner' order by created_at, user_id limit 1`,
    values: [workspaceId],
  })
  return row?.user_id ?? null
}

function firstRunText(made: NonNullable<FirstRun['made']>): string {
  return [
    'VoxBurst: made at the first start. Keep this file private, or move it to a safe place.',
    '',
    `Owner     ${made.email}`,
    `Password  ${made.password ?? '(the one in VOXBURST_OWNER_PASSWORD)'}`,
    `API key   ${made.apiKey ?? '(the one in VOXBURST_BOOTSTRAP_API_KEY)'}`,
    '',
    'Lost? `npm run create-key` makes another key, `npm run reset-owner` another password.',
    '',
  ].join('\n')
}
