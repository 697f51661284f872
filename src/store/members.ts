import type { Role } from '../../contract/roles.js'
import type { Db, Tx } from './database.js'

export type MemberRow = {
  user_id: string
  email: string
  name: string | null
  role: Role
  /** By a password, or by an identity provider. */
  can_sign_in: boolean
  created_at: Date
}

const columns = `m.user_id, u.email, u.name, m.role, m.created_at,
  u.password_hash is not null or exists (select 1 from identities i where i.user_id = u.id) as can_sign_in`
/** Nobody has shown yet who the user is, and they are still wanted somewhere. */
const isOpen = `password_hash is null and not exists (select 1 from identities i where i.user_id = users.id)
  and exists (select 1 from members m where m.user_id = users.id)`

export async function listMembers(db: Db, workspaceId: string): Promise<MemberRow[]> {
  return db.query<MemberRow>({
    name: 'list-members',
    text: `select ${columns} from members m join users u on u.id = m.user_id where m.workspace_id = $1 order by m.created_at, m.user_id`,
    values: [workspaceId],
  })
}

export async function findMember(db: Db, workspaceId: string, userId: string): Promise<MemberRow | null> {
  const [row] = await db.query<MemberRow>({
    name: 'find-member',
    text: `select ${columns} from members m join users u on u.id = m.user_id where m.workspace_id = $1 and m.user_id = $2`,
    values: [workspaceId, userId],
  })
  return row ?? null
}

export async function isMember(db: Db, workspaceId: string, userId: string): Promise<boolean> {
  return (await findMember(db, workspaceId, userId)) !== null
}

/** The workspaces that a user is a member of. */
export async function listWorkspacesOf(db: Db, userId: string): Promise<string[]> {
  const rows = await db.query<{ workspace_id: string }>({
    name: 'list-workspaces-of',
    text: 'select workspace_id from members where user_id = $1 order by workspace_id',
    values: [userId],
  })
  return rows.map((row) => row.workspace_id)
}

/** Whether somebody could have given a user every role that the user has beside the one in this workspace. */
export async function couldHaveAdded(
  db: Db,
  given: { byUserId: string; userId: string; workspaceId: string },
): Promise<boolean> {
  const beyond = await db.query({
    name: 'could-have-added',
    text: `select from members m where m.user_id = $1 and m.workspace_id <> $3
           and not exists (select from members a where a.workspace_id = m.workspace_id and a.user_id = $2
             and (a.role = 'owner' or a.role = 'admin' and m.role <> 'owner')) limit 1`,
    values: [given.userId, given.byUserId, given.workspaceId],
  })
  return beyond.length === 0
}

/** Changes of members take turns, so that two owners cannot remove each other at once. */
export async function lockMembers(tx: Tx, workspaceId: string): Promise<void> {
  await tx.query({
    name: 'lock-members',
    text: 'select 1 from workspaces where id = $1 for no key update',
    values: [workspaceId],
  })
}

/** The user with this address, made when there is none. A user that exists keeps name and password. */
export async function findOrInsertUser(
  tx: Tx,
  user: { id: string; email: string; name: string | null; passwordHash: string | null },
): Promise<string> {
  const [row] = await tx.query<{ id: string }>({
    name: 'find-or-insert-user',
    text: `insert into users (id, email, name, password_hash) values ($1, $2, $3, $4)
           on conflict (lower(email)) do update set email = users.email returning id`,
    values: [user.id, user.email, user.name, user.passwordHash],
  })
  if (row === undefined) throw new Error('The user was not written')
  return row.id
}

/** False when the user is a member already. */
export async function insertMember(
  tx: Tx,
  member: { workspaceId: string; userId: string; role: Role },
): Promise<boolean> {
  const rows = await tx.query({
    name: 'insert-member',
    text: 'insert into members (workspace_id, user_id, role) values ($1, $2, $3) on conflict do nothing returning user_id',
    values: [member.workspaceId, member.userId, member.role],
  })
  return rows.length === 1
}

export async function updateMemberRole(
  tx: Tx,
  workspaceId: string,
  userId: string,
  role: Role,
): Promise<void> {
  await tx.query({
    name: 'update-member-role',
    text: 'update members set role = $3 where workspace_id = $1 and user_id = $2',
    values: [workspaceId, userId, role],
  })
}

/** Takes the membership and ends the member's keys of this workspace, and sessions that act there. */
export async function deleteMember(tx: Tx, workspaceId: string, userId: string): Promise<void> {
  await tx.query({
    name: 'revoke-keys-of-member',
    text: 'update api_keys set revoked_at = vb_now() where workspace_id = $1 and user_id = $2 and revoked_at is null',
    values: [workspaceId, userId],
  })
  await tx.query({
    name: 'end-sessions-of-member',
    text: 'delete from sessions where workspace_id = $1 and user_id = $2',
    values: [workspaceId, userId],
  })
  await tx.query({
    name: 'delete-member',
    text: 'delete from members where workspace_id = $1 and user_id = $2',
    values: [workspaceId, userId],
  })
}

export async function countOwners(db: Db, workspaceId: string): Promise<number> {
  const [row] = await db.query<{ owners: number }>({
    name: 'count-owners',
    text: `select count(*)::integer as owners from members where workspace_id = $1 and role = 'owner'`,
    values: [workspaceId],
  })
  return row?.owners ?? 0
}

/** Whether an invitation still holds: the user has no way to sign in yet, and it is not too late. */
export async function isInvited(db: Db, invited: { userId: string; expiresAtMs: number }): Promise<boolean> {
  const found = await db.query({
    name: 'is-invited',
    text: `select from users
           where id = $1 and ${isOpen} and vb_now() < to_timestamp($2::double precision / 1000)`,
    values: [invited.userId, invited.expiresAtMs],
  })
  return found.length > 0
}

/** Gives an invited user the first password, while the invitation holds. Null: used, or too late. */
export async function acceptWithPassword(
  db: Db,
  given: {
    userId: string
    expiresAtMs: number
    passwordHash: string
    name: string | null
    isProven: boolean
  },
): Promise<{ email: string } | null> {
  const [row] = await db.query<{ email: string }>({
    name: 'accept-with-password',
    text: `update users set password_hash = $3, name = coalesce($4, name), proven_at = case when $5 then vb_now() else proven_at end
           where id = $1 and ${isOpen} and vb_now() < to_timestamp($2::double precision / 1000) returning email`,
    values: [given.userId, given.expiresAtMs, given.passwordHash, given.name, given.isProven],
  })
  return row ?? null
}
