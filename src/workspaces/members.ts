import { ApiError } from '../../contract/errors.js'
import type { Role } from '../../contract/roles.js'
import { newId } from '../kit/ids.js'
import { hashPassword } from '../kit/passwords.js'
import type { Seal } from '../kit/seal.js'
import { queueMails, sealedLink, type Outbox } from '../mail/queue-mail.js'
import { msFromNow } from '../store/clock.js'
import { insertAuditEntryOfUser } from '../store/audit-log.js'
import type { Database, Db, Tx } from '../store/database.js'
import {
  acceptWithPassword,
  couldHaveAdded,
  countOwners,
  deleteMember,
  findMember,
  findOrInsertUser,
  insertMember,
  isInvited,
  listWorkspacesOf,
  lockMembers,
  updateMemberRole,
  type MemberRow,
} from '../store/members.js'
import { findUser, findWorkspace } from '../store/workspaces.js'
import { mayAdminister, requireFullAccess, requireRole, type Administrator } from './may-administer.js'

const invitationDays = 7
/** How an invitation reached its reader. Only a mailed one shows that the address is theirs: the other stood in a reply. */
const purposes = { shown: 'invitation', mailed: 'invitation by mail' }

export type NewMember = {
  email: string
  name?: string | null | undefined
  role: Role
  password?: string | null | undefined
}

/**
 * Adds a member. `invitation` is the address at which who has no way to sign in yet chooses a password; null for everybody
 * else. Where the server sends mails, the person is told, with an invitation of their own. The caller wakes the workers.
 */
export async function addMember(
  tx: Tx,
  deps: InvitingDeps,
  caller: Administrator,
  given: NewMember,
): Promise<{ member: MemberRow; inviteUrl: string | null }> {
  mayAdminister(caller, ...administratorsOf(given.role))
  const userId = await findOrInsertUser(tx, {
    id: newId('usr'),
    email: given.email,
    name: given.name ?? null,
    passwordHash: given.password == null ? null : await hashPassword(given.password),
  })
  if (!(await insertMember(tx, { workspaceId: caller.workspaceId, userId, role: given.role })))
    await inviteAgain(tx, caller, userId, given)
  const member = await memberOf(tx, caller, userId)
  if (deps.outbox !== null) await tell(tx, deps, deps.outbox, caller, member)
  const mayShow =
    !member.can_sign_in &&
    // Whoever sees it can be the person, also where others invited them.
    (await couldHaveAdded(tx, { byUserId: caller.userId, userId, workspaceId: caller.workspaceId }))
  return { member, inviteUrl: mayShow ? await invitation(tx, deps, userId, 'shown') : null }
}

/** Whoever has not signed in yet can be invited once more: the first invitation ran out, or was lost. */
async function inviteAgain(
  tx: Tx,
  caller: Administrator,
  userId: string,
  { email, role, password }: NewMember,
): Promise<void> {
  const known = await memberOf(tx, caller, userId)
  if (known.can_sign_in || password != null)
    throw new ApiError('CONFLICT', `${email} is a member already.`, { field: 'email', userId })
  await changeRole(tx, caller, userId, role)
}

export type InvitingDeps = {
  seal: Pick<Seal, 'sign' | 'seal'>
  /** Null: the server sends no mails. */
  outbox: Outbox | null
  publicUrl: string
}

async function invitation(
  tx: Tx,
  { seal, publicUrl }: InvitingDeps,
  userId: string,
  way: keyof typeof purposes,
): Promise<string> {
  const endMs = String(await msFromNow(tx, invitationDays * 24 * 3_600))
  const token = `${userId}.${endMs}.${seal.sign(await signedPart(tx, userId, endMs, way), purposes[way])}`
  return `${publicUrl}/invitation?token=${encodeURIComponent(token)}`
}

/**
 * A link that stood in a reply is for where the person was invited then: once others invite them too, who saw it could
 * otherwise act there.
 */
async function signedPart(
  db: Db,
  userId: string,
  endMs: string,
  way: keyof typeof purposes,
): Promise<string> {
  const where = way === 'shown' ? await listWorkspacesOf(db, userId) : []
  return [userId, endMs, ...where].join('.')
}

async function tell(
  tx: Tx,
  deps: InvitingDeps,
  { publicUrl }: Outbox,
  caller: Administrator,
  member: MemberRow,
): Promise<void> {
  const { name } = await findWorkspace(tx, caller.workspaceId)
  const by = (await findUser(tx, caller.userId))?.email ?? 'An owner'
  const added = `${by} added you to the workspace “${name}” at ${publicUrl}, as ${member.role}.`
  await queueMails(
    tx,
    caller.workspaceId,
    [member.email],
    member.can_sign_in
      ? { subject: `You are a member of ${name}`, body: `${added} Sign in as you always do.` }
      : {
          subject: `You are invited to ${name}`,
          body: `${added} Choose a password to begin. The link holds for ${String(invitationDays)} days and works once.`,
          link: sealedLink(deps.seal, await invitation(tx, deps, member.user_id, 'mailed')),
        },
  )
}

export async function changeRole(
  tx: Tx,
  caller: Administrator,
  userId: string,
  role: Role,
): Promise<MemberRow> {
  await lockMembers(tx, caller.workspaceId)
  const member = await memberOf(tx, caller, userId)
  mayAdminister(caller, ...administratorsOf(role, member.role))
  if (member.role === 'owner' && role !== 'owner') await keepAnOwner(tx, caller)
  await updateMemberRole(tx, caller.workspaceId, userId, role)
  return { ...member, role }
}

/** Takes the membership; the member's keys of this workspace end with it. Anybody may leave. */
export async function removeMember(tx: Tx, caller: Administrator, userId: string): Promise<void> {
  await lockMembers(tx, caller.workspaceId)
  const member = await memberOf(tx, caller, userId)
  if (userId !== caller.userId) requireRole(caller, ...administratorsOf(member.role))
  requireFullAccess(caller)
  if (member.role === 'owner') await keepAnOwner(tx, caller)
  await deleteMember(tx, caller.workspaceId, userId)
}

/** Gives the invited person the password they chose. The token carries its own end and works once. */
export async function acceptInvitation(
  { db, seal }: { db: Pick<Database, 'query' | 'transaction'>; seal: Pick<Seal, 'verify'> },
  given: { token: string; password: string; name?: string | null | undefined },
): Promise<{ email: string }> {
  const [userId = '', endMs = '', signature = ''] = given.token.split('.')
  const isSigned = async (way: keyof typeof purposes): Promise<boolean> =>
    seal.verify(await signedPart(db, userId, endMs, way), purposes[way], signature)
  const isMailed = await isSigned('mailed')
  if (!isMailed && !(await isSigned('shown'))) throw deadInvitation()
  const invited = { userId, expiresAtMs: Number(endMs) }
  // Hashing a password costs a third of a second: not for who has nothing to open.
  if (!(await isInvited(db, invited))) throw deadInvitation()
  const passwordHash = await hashPassword(given.password)
  return db.transaction(async (tx) => {
    const accepted = await acceptWithPassword(tx, {
      ...invited,
      passwordHash,
      name: given.name ?? null,
      isProven: isMailed,
    })
    if (accepted === null) throw deadInvitation()
    await insertAuditEntryOfUser(tx, userId, 'acceptInvitation')
    return accepted
  })
}

function deadInvitation(): ApiError {
  return new ApiError(
    'INVALID_PARAM',
    'This invitation is unknown, used, older than 7 days, or from before another workspace invited you, too. Ask for a new one.',
    { field: 'token' },
  )
}

/** Owners are made, changed and removed by owners alone. */
function administratorsOf(...roles: Role[]): Role[] {
  return roles.includes('owner') ? ['owner'] : ['owner', 'admin']
}

async function memberOf(tx: Tx, caller: Administrator, userId: string): Promise<MemberRow> {
  const member = await findMember(tx, caller.workspaceId, userId)
  if (member === null) throw new ApiError('NOT_FOUND', `There is no member ${userId} in this workspace.`)
  return member
}

async function keepAnOwner(tx: Tx, caller: Administrator): Promise<void> {
  if ((await countOwners(tx, caller.workspaceId)) > 1) return
  throw new ApiError('CONFLICT', 'This is the only owner. Make another member an owner first.')
}
