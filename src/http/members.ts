import type { z } from 'zod'
import * as contract from '../../contract/members.js'
import { setGa4ClientId } from '../store/ga4-feeds.js'
import { listMembers, type MemberRow } from '../store/members.js'
import { acceptInvitation, addMember, changeRole, removeMember } from '../workspaces/members.js'
import { outboxOf } from './parts.js'
import { serve, serveOpen, serveWrite, type Route } from './serve.js'

export const memberRoutes: readonly Route[] = [
  serve(contract.listMembers, async (parts, { caller }) => {
    const data = (await listMembers(parts.db, caller.workspaceId)).map(present)
    return { data, members: data }
  }),
  serveWrite(contract.addMember, async (parts, { tx, caller, body, afterCommit }) => {
    afterCommit(() => parts.wake.due('mails'))
    const deps = { seal: parts.seal, outbox: outboxOf(parts), publicUrl: parts.config.publicUrl }
    const { member, inviteUrl } = await addMember(tx, deps, caller, body)
    return { ...present(member), inviteUrl }
  }),
  serveWrite(contract.changeMember, async (_parts, { tx, caller, params, body }) =>
    present(await changeRole(tx, caller, params.id, body.role)),
  ),
  serveWrite(contract.removeMember, async (_parts, { tx, caller, params }) => {
    await removeMember(tx, caller, params.id)
    return { success: true as const }
  }),
  serveWrite(contract.setGa4ClientId, async (_parts, { tx, caller, body }) => {
    await setGa4ClientId(tx, caller.userId, body.clientId)
    return { ok: true as const }
  }),
  serveOpen(contract.acceptInvitation, async (parts, { body }) => {
    const { email } = await acceptInvitation(parts, body)
    return { success: true as const, email }
  }),
]

function present(row: MemberRow): z.input<typeof contract.member> {
  return {
    id: row.user_id,
    userId: row.user_id,
    email: row.email,
    name: row.name,
    role: row.role,
    status: row.can_sign_in ? 'active' : 'invited',
    createdAt: row.created_at.toISOString(),
  }
}
