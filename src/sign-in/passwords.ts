import { ApiError } from '../../contract/errors.js'
import { hashPassword, verifyPassword } from '../kit/passwords.js'
import { insertAuditEntryOfUser } from '../store/audit-log.js'
import type { Tx } from '../store/database.js'
import { deleteSessionsOf } from '../store/sessions.js'
import { findUserByEmail, findUserWithPassword, holdPassword, replacePassword } from '../store/users.js'
import type { Client, SignInDeps } from './deps.js'
import { beginSession, type InSession, type SignedIn } from './sessions.js'
import { tryPassword } from './tries.js'

/**
 * Signs in with e-mail and password. An address that nobody has, one without a password and a wrong password are told
 * by the same words, after the same time. Throws UNAUTHORIZED; RATE_LIMITED where too often was tried in vain; FORBIDDEN
 * where the user is a member nowhere.
 */
export async function signInWithPassword(
  deps: SignInDeps,
  given: { email: string; password: string; workspaceId?: string | null | undefined },
  client: Client,
): Promise<SignedIn> {
  const user = await findUserByEmail(deps.db, given.email)
  const hash = user?.password_hash ?? null
  const isRight = await tryPassword(deps, given.email, client, {
    compare: () => verifyPassword(given.password, hash),
    noteWrong: async (tx) => {
      if (user !== null) await insertAuditEntryOfUser(tx, user.id, 'signInFailed')
    },
  })
  if (!isRight || user === null || hash === null) throw wrong()
  return deps.db.transaction(async (tx) => {
    // Who changes the password meanwhile ends every session; this one must not begin after that.
    if (!(await holdPassword(tx, user.id, hash))) throw wrong()
    return beginSession(tx, user, client, given.workspaceId ?? null, 'signIn')
  })
}

/** Changes the caller's password and ends all their sessions; answers a new one, so that a copied token is of no use. */
export async function changePassword(
  deps: SignInDeps,
  caller: InSession,
  given: { currentPassword: string; newPassword: string },
  client: Client,
): Promise<SignedIn> {
  const user = await findUserWithPassword(deps.db, caller.userId)
  if (user?.password_hash == null)
    throw new ApiError(
      'CONFLICT',
      'You sign in without a password. To have one, ask for a link by mail: POST /v1/auth/password/forgot.',
    )
  const was = user.password_hash
  const isRight = await tryPassword(deps, user.email, client, {
    compare: () => verifyPassword(given.currentPassword, was),
    noteWrong: (tx) => insertAuditEntryOfUser(tx, user.id, 'changePasswordFailed'),
  })
  if (!isRight)
    throw new ApiError('VALIDATION_ERROR', 'currentPassword: is not your password.', {
      field: 'currentPassword',
    })
  const passwordHash = await hashPassword(given.newPassword)
  return deps.db.transaction(async (tx) => {
    if (
      !(await choosePassword(tx, 'changePassword', { userId: user.id, was, passwordHash, isProven: false }))
    )
      throw new ApiError(
        'CONFLICT',
        'Your password was changed at the same moment. Sign in with the new one.',
      )
    return beginSession(tx, user, client, caller.workspaceId, null)
  })
}

/**
 * Every change of a password ends all sessions of its user, and is in the audit logs of their workspaces. False where
 * it was changed meanwhile.
 */
export async function choosePassword(
  tx: Tx,
  action: 'changePassword' | 'resetPassword',
  change: { userId: string; was: string | null; passwordHash: string; isProven: boolean },
): Promise<boolean> {
  if (!(await replacePassword(tx, change))) return false
  await deleteSessionsOf(tx, change.userId)
  await insertAuditEntryOfUser(tx, change.userId, action)
  return true
}

function wrong(): ApiError {
  return new ApiError('UNAUTHORIZED', 'Invalid email or password.')
}
