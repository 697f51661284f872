import type { Db, Tx } from './database.js'

export type UserRow = {
  id: string
  email: string
  name: string | null
  password_hash: string | null
  /** Whether the person showed that the address is theirs. */
  is_proven: boolean
}

const columns = 'id, email, name, password_hash, proven_at is not null as is_proven'

export async function findUserByEmail(db: Db, email: string): Promise<UserRow | null> {
  const [row] = await db.query<UserRow>({
    name: 'find-user-by-email',
    text: `select ${columns} from users where lower(email) = lower($1)`,
    values: [email],
  })
  return row ?? null
}

export async function findUserWithPassword(db: Db, id: string): Promise<UserRow | null> {
  const [row] = await db.query<UserRow>({
    name: 'find-user-with-password',
    text: `select ${columns} from users where id = $1`,
    values: [id],
  })
  return row ?? null
}

/** Whether the stored password is still the one that was compared; holds it until the transaction ends. */
export async function holdPassword(tx: Tx, userId: string, passwordHash: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'hold-password',
    text: 'select 1 from users where id = $1 and password_hash = $2 for share',
    values: [userId, passwordHash],
  })
  return rows.length === 1
}

/** Changes a password, unless it is no longer the one that it was. */
export async function replacePassword(
  tx: Tx,
  change: { userId: string; was: string | null; passwordHash: string; isProven: boolean },
): Promise<boolean> {
  const rows = await tx.query({
    name: 'replace-password',
    text: `update users set password_hash = $3, proven_at = case when $4 then coalesce(proven_at, vb_now()) else proven_at end
           where id = $1 and password_hash is not distinct from $2 returning 1`,
    values: [change.userId, change.was, change.passwordHash, change.isProven],
  })
  return rows.length === 1
}

/** The address is the person's: an identity provider said so, or the operator did. */
export async function markProven(tx: Tx, userId: string): Promise<void> {
  await tx.query({
    name: 'mark-proven',
    text: 'update users set proven_at = vb_now() where id = $1 and proven_at is null',
    values: [userId],
  })
}

/** What a person is called, in all of their workspaces; null: by the e-mail address. */
export async function renameUser(tx: Tx, userId: string, name: string | null): Promise<void> {
  await tx.query({
    name: 'rename-user',
    text: 'update users set name = $2 where id = $1',
    values: [userId, name],
  })
}
