import { ApiError } from '../../contract/errors.js'
import { newId } from '../kit/ids.js'
import { insertAuditEntry, insertAuditEntryOfUser } from '../store/audit-log.js'
import type { Tx } from '../store/database.js'
import { dropPassword, findUserByIdentity, homeWorkspace, insertIdentity } from '../store/identities.js'
import { findOrInsertUser, insertMember } from '../store/members.js'
import { deleteSessionsOf } from '../store/sessions.js'
import { findUserByEmail, findUserWithPassword, markProven, type UserRow } from '../store/users.js'
import type { OidcSettings, ProvidedPerson } from './oidc.js'

/**
 * The user whom an identity provider's person is: the one it meant before, the one with the verified address, or a new
 * one where the address has an allowed domain. Throws FORBIDDEN for anybody else. Who left every workspace is not let
 * in anew by the domain.
 */
export async function admit(tx: Tx, oidc: OidcSettings, person: ProvidedPerson): Promise<UserRow> {
  const { issuer } = oidc
  const known = await findUserByIdentity(tx, issuer, person.subject)
  if (known !== null) return known
  const { email } = person
  if (email === null || !person.isVerified)
    throw new ApiError('FORBIDDEN', `${oidc.name} does not say that your e-mail address is verified.`)
  const user = (await findUserByEmail(tx, email)) ?? (await newMember(tx, oidc, { ...person, email }))
  if (!(await insertIdentity(tx, { issuer, subject: person.subject, userId: user.id })))
    throw new ApiError(
      'FORBIDDEN',
      `${oidc.name} means somebody else by ${email} than before. Sign in with your password, or ask for a new one by mail.`,
    )
  if (!user.is_proven && user.password_hash !== null) {
    // Somebody else may have chosen it, before the address was shown to be this person's.
    await dropPassword(tx, user.id)
    await deleteSessionsOf(tx, user.id)
  }
  await markProven(tx, user.id)
  await insertAuditEntryOfUser(tx, user.id, 'linkIdentity')
  return user
}

async function newMember(
  tx: Tx,
  oidc: OidcSettings,
  person: ProvidedPerson & { email: string },
): Promise<UserRow> {
  const domain = person.email.slice(person.email.lastIndexOf('@') + 1).toLowerCase()
  const workspaceId = await homeWorkspace(tx)
  if (!oidc.allowedDomains.includes(domain) || workspaceId === null)
    throw new ApiError('FORBIDDEN', `Nobody has invited ${person.email}. Ask an owner of the workspace.`)
  const id = await findOrInsertUser(tx, {
    id: newId('usr'),
    email: person.email,
    name: person.name,
    passwordHash: null,
  })
  await insertMember(tx, { workspaceId, userId: id, role: oidc.defaultRole })
  await insertAuditEntry(tx, {
    workspaceId,
    userId: id,
    keyId: null,
    action: 'joinByDomain',
    subjectId: id,
    fields: [],
  })
  const user = await findUserWithPassword(tx, id)
  if (user === null) throw new Error('The user was not written')
  return user
}
