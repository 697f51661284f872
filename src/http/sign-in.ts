import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import * as contract from '../../contract/sign-in.js'
import { ApiError } from '../../contract/errors.js'
import type { Client } from '../sign-in/deps.js'
import { changePassword, signInWithPassword } from '../sign-in/passwords.js'
import { askPasswordReset, resetPassword } from '../sign-in/reset-password.js'
import {
  endOtherSessions,
  endSession,
  requireSession,
  signOut,
  switchWorkspace,
  type SignedIn,
} from '../sign-in/sessions.js'
import { listSessions, type SessionRow } from '../store/sessions.js'
import { outboxOf, type Parts } from './parts.js'
import { networkOf } from './rate-limit.js'
import { serve, serveOpen, serveWrite, type Route } from './serve.js'
import { dropSessionCookie, isFromOurPages, setSessionCookie } from './session-cookie.js'

export const signInRoutes: readonly Route[] = [
  serveOpen(contract.signIn, async (parts, { body, reply }) => {
    const isForCookie = body.cookie === true
    // Else another site could sign its visitor in as somebody else, to see what they then write.
    if (isForCookie && !isFromOurPages(reply.request, parts.config))
      throw new ApiError(
        'FORBIDDEN',
        'A cookie is given to pages of this server alone, which their browser says by Sec-Fetch-Site or Origin. Programs leave cookie out.',
        { field: 'cookie' },
      )
    const made = await signInWithPassword(parts, body, clientOf(reply.request))
    return answer(parts, reply, made, isForCookie)
  }),
  serve(contract.signOut, async (parts, { caller, reply }) => {
    await signOut(parts.db, requireSession(caller))
    dropSessionCookie(reply, parts.config)
    return { success: true as const }
  }),
  serveOpen(contract.listSignInWays, (parts) =>
    Promise.resolve({
      password: true as const,
      passwordReset: parts.config.smtp !== null,
      oidc: oidcOf(parts),
    }),
  ),
  serveWrite(contract.switchWorkspace, async (_parts, { tx, caller, body }) => {
    const { id, name, plan, role } = await switchWorkspace(tx, requireSession(caller), body.workspaceId)
    return { workspaceId: id, workspaceName: name, plan, role }
  }),
  serve(contract.listSessions, async (parts, { caller }) => {
    const { userId, sessionId } = requireSession(caller)
    const data = (await listSessions(parts.db, userId)).map((row) => present(row, sessionId))
    return { data, sessions: data }
  }),
  serveWrite(contract.endOtherSessions, async (_parts, { tx, caller }) => ({
    success: true as const,
    ended: await endOtherSessions(tx, requireSession(caller)),
  })),
  serveWrite(contract.endSession, async (_parts, { tx, caller, params }) => {
    await endSession(tx, requireSession(caller), params.id)
    return { success: true as const }
  }),
  serve(contract.changePassword, async (parts, { caller, body, reply }) => {
    const isForCookie = reply.request.headers.authorization === undefined
    const made = await changePassword(parts, requireSession(caller), body, clientOf(reply.request))
    return answer(parts, reply, made, isForCookie)
  }),
  serveOpen(contract.askPasswordReset, async (parts, { body, reply }) => {
    const deps = { db: parts.db, seal: parts.seal, outbox: outboxOf(parts) }
    await askPasswordReset(deps, body.email, clientOf(reply.request))
    parts.wake.due('mails')
    return { success: true as const }
  }),
  serveOpen(contract.resetPassword, async (parts, { body }) => {
    const { email } = await resetPassword(parts, body)
    return { success: true as const, email }
  }),
]

function oidcOf({ config: { oidc, publicUrl } }: Parts): { name: string; url: string } | null {
  return oidc === null ? null : { name: oidc.name, url: `${publicUrl}/auth/oidc` }
}

export function clientOf(request: FastifyRequest): Client {
  return {
    address: networkOf(request.ip),
    userAgent: request.headers['user-agent']?.slice(0, 200) ?? null,
  }
}

/** The token goes into the cookie or into the reply, never into both: what stands in a reply a script can read. */
function answer(
  { config }: Parts,
  reply: FastifyReply,
  { token, session, user, workspaces }: SignedIn,
  isForCookie: boolean,
): z.input<typeof contract.signIn.reply> {
  if (isForCookie) setSessionCookie(reply, config, token)
  return {
    accessToken: isForCookie ? null : token,
    tokenType: 'Bearer',
    expiresAt: session.expires_at.toISOString(),
    sessionId: session.id,
    user: { id: user.id, email: user.email, name: user.name },
    workspaceId: session.workspace_id,
    workspaces: workspaces.map(({ id, name, plan, role }) => ({ id, name, plan, role })),
  }
}

function present(row: SessionRow, currentId: string): z.input<typeof contract.listSessions.reply>['data'][0] {
  return {
    id: row.id,
    isCurrent: row.id === currentId,
    workspaceId: row.workspace_id,
    userAgent: row.user_agent,
    address: row.address,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  }
}
