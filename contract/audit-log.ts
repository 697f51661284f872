import { z } from 'zod'
import { date, pageQuery, pagination, pathId } from './common.js'
import { endpoint } from './endpoint.js'
import { administrators } from './roles.js'

/** What stands in the log beside the operationIds of changes: what happens to somebody who signs in. */
const actionsOfSignIn = {
  signInFailed: 'a wrong password for an address of the workspace',
  signInByProvider: 'a session that began by way of the identity provider',
  linkIdentity: 'the first of them: from then on the provider’s word counts',
  joinByDomain: 'a new member, by the domain of the address',
  changePasswordFailed: 'a wrong current password',
} as const

/** What happens to a user in all of their workspaces. */
export type UserAction =
  | 'acceptInvitation'
  | 'changePassword'
  | 'changePasswordFailed'
  | 'linkIdentity'
  | 'resetPassword'
  | 'signInFailed'

export const auditEntry = z
  .object({
    id: z.string(),
    createdAt: date,
    actor: z.object({
      userId: z.string(),
      email: z.string().nullable(),
      name: z.string().nullable(),
    }),
    key: z
      .object({ id: z.string(), name: z.string().nullable() })
      .nullable()
      .describe('The API key; null: signed in'),
    action: z.string().describe(
      `The operationId of what was called, e.g. updatePost; or ${Object.entries(actionsOfSignIn)
        .map(([name, meaning]) => `${name}: ${meaning}`)
        .join('; ')}`,
    ),
    subjectId: z.string().nullable().describe('What was made or changed; its prefix says what it is'),
    fields: z.array(z.string()).describe('The fields that the request named, never what they said'),
    completed: z
      .boolean()
      .describe('false: it called a network, and this server ended before the answer was recorded'),
  })
  .meta({ id: 'AuditEntry' })

export const listAuditLog = endpoint({
  name: 'listAuditLog',
  method: 'GET',
  path: '/v1/audit-log',
  scope: 'any',
  roles: administrators,
  rolesNote: 'A key of full write access.',
  tag: 'Audit log',
  summary: 'Who changed what, newest first',
  description:
    'Every change made over the API, written together with it and kept for 365 days. Sessions that begin and end are in it, and wrong passwords of members. What else was refused changed nothing and is not; nor is what the server does by itself.',
  query: z.object({
    actor: pathId.optional().describe('The id of a user or of an API key'),
    action: z.string().max(60).optional().describe('As in an entry'),
    subject: pathId.optional().describe('The id of what was made or changed'),
    from: date.optional().describe('ISO 8601; what is older is left out'),
    to: date.optional().describe('ISO 8601; what is from then on is left out'),
    ...pageQuery(50, 100),
  }),
  reply: z.object({ data: z.array(auditEntry), pagination }),
  errors: ['INVALID_DATE'],
})

export const auditLogEndpoints = [listAuditLog] as const
