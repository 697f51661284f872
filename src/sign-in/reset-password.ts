import { ApiError } from '../../contract/errors.js'
import { hashPassword } from '../kit/passwords.js'
import type { Seal } from '../kit/seal.js'
import { queueMails, sealedLink } from '../mail/queue-mail.js'
import { msFromNow } from '../store/clock.js'
import { findUserByEmail, findUserWithPassword, type UserRow } from '../store/users.js'
import { workspacesOf } from '../store/workspaces.js'
import type { Client, MailingDeps, SignInDeps } from './deps.js'
import { choosePassword } from './passwords.js'
import { countReset } from './tries.js'

const minutes = 60
const purpose = 'password-reset'

/**
 * Mails a link that lets its reader choose a new password, to who has a user here and is a member somewhere. Nothing in
 * the answer, nor its time, tells whether that was so.
 */
export async function askPasswordReset(
  deps: SignInDeps & MailingDeps,
  email: string,
  client: Client,
): Promise<void> {
  const { outbox, seal } = deps
  if (outbox === null)
    throw new ApiError(
      'FEATURE_DISABLED',
      'This server sends no mails. Ask its operator for a new password; who operates it runs: npm run reset-owner',
    )
  // One transaction, which writes in any case.
  await deps.db.transaction(async (tx) => {
    await countReset(tx, deps, email, client)
    const user = await findUserByEmail(tx, email)
    const [workspace] = user === null ? [] : await workspacesOf(tx, user.id)
    if (user === null || workspace === undefined) return
    const endMs = await msFromNow(tx, minutes * 60)
    const token = resetToken(seal, user, endMs)
    await queueMails(tx, workspace.id, [user.email], {
      subject: 'Choose a new password',
      body: `Somebody, most likely you, asked for a new password for ${user.email} at ${outbox.publicUrl}. This link lets you choose one; it holds for an hour and works once. If it was not you, do nothing.`,
      link: sealedLink(seal, `${outbox.publicUrl}/reset-password?token=${encodeURIComponent(token)}`),
    })
  })
}

/** Chooses a new password by a mailed link. The link is bound to the password that it replaces, so that it works once. */
export async function resetPassword(
  { db, seal }: SignInDeps,
  given: { token: string; password: string },
): Promise<{ email: string }> {
  const [userId = '', endMs = '', signature = ''] = given.token.split('.')
  const user = await findUserWithPassword(db, userId)
  const was = user?.password_hash ?? null
  const isOurs = seal.verify(signed(userId, Number(endMs), was), purpose, signature)
  if (user === null || !isOurs || Number(endMs) < (await msFromNow(db, 0))) throw deadLink()
  const passwordHash = await hashPassword(given.password)
  const isChosen = await db.transaction((tx) =>
    choosePassword(tx, 'resetPassword', { userId, was, passwordHash, isProven: true }),
  )
  if (!isChosen) throw deadLink()
  return { email: user.email }
}

/** Bound to the password that it replaces. */
export function resetToken(
  seal: Pick<Seal, 'sign'>,
  { id, password_hash: hash }: Pick<UserRow, 'id' | 'password_hash'>,
  endMs: number,
): string {
  return `${id}.${String(endMs)}.${seal.sign(signed(id, endMs, hash), purpose)}`
}

function signed(userId: string, endMs: number, passwordHash: string | null): string {
  return `${userId}.${String(endMs)}.${passwordHash ?? ''}`
}

function deadLink(): ApiError {
  return new ApiError(
    'INVALID_PARAM',
    'This link is unknown, used or older than an hour. Ask for a new one.',
    {
      field: 'token',
    },
  )
}
