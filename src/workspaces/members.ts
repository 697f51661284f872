import { timingSafeEqual } from 'node:crypto'
import { ApiError } from '../../contract/errors.js'
import type { Role } from '../../contract/roles.js'
import { newId } from '../kit/ids.js'
import { hashPassword } from '../kit/passwords.js'
import type { Seal } from '../kit/seal.js'
import type { Db, Tx } from '../store/database.js'
import {
  acceptWithPassword,
  countOwners,
  deleteMember,
  findMember,
  findOrInsertUser,
  insertMember,
  invitationEndMs,
  isElsewhere,
  isInvited,
  lockMembers,
  updateMemberRole,
  type MemberRow,
} from '../store/members.js'
import { mayAdminister, requireFullAccess, requireRole, type Administrator } from './may-administer.js'

const invitationDays = 7
const purpose = 'invitation'

export type NewMember = {
  email: string
  name?: string | null | undefined
  role: Role
  password?: string | null | undefined
}

/** Adds a member. `token` opens the invitation of who has no password yet; null for everybody else. */
export async function addMember(
  tx: Tx,
  { seal }: { seal: Pick<Seal, 'sign'> },
  caller: Administrator,
  given: NewMember,
): Promise<{ member: MemberRow; token: string | null }> {
  mayAdminister(caller, ...administratorsOf(given.role))
  const userId = await findOrInsertUser(tx, {
    id: newId('usr'),
    email: given.email,
    name: given.name ?? null,
    passwordHash: given.password == null ? null : await hashPassword(given.password),
  })
  if (!(await insertMember(tx, { workspaceId: caller.workspaceId, userId, role: given.role }))) {
    throw new ApiError('CONFLICT', `${given.email} is a member already.`, { field: 'email', userId })
  }
  const member = await memberOf(tx, caller, userId)
  // Who is also elsewhere and has no password yet was invited there: a second invitation would let whoever made it
  // choose the password of somebody else's member.
  if (member.has_password || (await isElsewhere(tx, caller.workspaceId, userId)))
    return { member, token: null }
  const endMs = await invitationEndMs(tx, invitationDays)
  return { member, token: `${userId}.${String(endMs)}.${seal.sign(`${userId}.${String(endMs)}`, purpose)}` }
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
  { db, seal }: { db: Db; seal: Pick<Seal, 'sign'> },
  given: { token: string; password: string; name?: string | null | undefined },
): Promise<{ email: string }> {
  const [userId = '', endMs = '', signature = ''] = given.token.split('.')
  const expected = Buffer.from(seal.sign(`${userId}.${endMs}`, purpose))
  const sent = Buffer.from(signature)
  if (sent.length !== expected.length || !timingSafeEqual(sent, expected)) throw deadInvitation()
  const invited = { userId, expiresAtMs: Number(endMs) }
  // Hashing a password costs a third of a second: not for who has nothing to open.
  if (!(await isInvited(db, invited))) throw deadInvitation()
  const accepted = await acceptWithPassword(db, {
    ...invited,
    passwordHash: await hashPassword(given.password),
    name: given.name ?? null,
  })
  if (accepted === null) throw deadInvitation()
  return accepted
}

function deadInvitation(): ApiError {
  return new ApiError(
    'INVALID_PARAM',
    'This invitation is unknown, used or older than 7 days. Ask for a new one.',
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
