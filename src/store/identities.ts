import type { Db, Tx } from './database.js'
import type { UserRow } from './users.js'

/** Whom an identity provider means by a subject. */
export async function findUserByIdentity(db: Db, issuer: string, subject: string): Promise<UserRow | null> {
  const [row] = await db.query<UserRow>({
    name: 'find-user-by-identity',
    text: `select u.id, u.email, u.name, u.password_hash, u.proven_at is not null as is_proven
           from identities i join users u on u.id = i.user_id where i.issuer = $1 and i.subject = $2`,
    values: [issuer, subject],
  })
  return row ?? null
}

/** False where the provider means somebody else by this user, or another user by this subject. */
export async function insertIdentity(
  tx: Tx,
  { issuer, subject, userId }: { issuer: string; subject: string; userId: string },
): Promise<boolean> {
  const rows = await tx.query({
    name: 'insert-identity',
    text: `insert into identities (issuer, subject, user_id)
           select $1, $2, $3 where not exists (select 1 from identities where issuer = $1 and user_id = $3)
           on conflict do nothing returning 1`,
    values: [issuer, subject, userId],
  })
  return rows.length === 1
}

/** Takes a password that its user may not have chosen. */
export async function dropPassword(tx: Tx, userId: string): Promise<void> {
  await tx.query({
    name: 'drop-password',
    text: 'update users set password_hash = null where id = $1',
    values: [userId],
  })
}

/** The workspace that the first start made. */
export async function homeWorkspace(db: Db): Promise<string | null> {
  const [row] = await db.query<{ id: string }>({
    name: 'home-workspace',
    text: 'select id from workspaces order by id limit 1',
  })
  return row?.id ?? null
}
