import { z } from 'zod'
import { date, pageQuery, pagination, pathId } from './common.js'
import { endpoint } from './endpoint.js'
import { administrators } from './roles.js'

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
    action: z.string().describe('The operationId of what was called, e.g. updatePost'),
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
    'Every change made over the API, written together with it and kept for 365 days. What was refused changed nothing and is not in it; nor is what the server does by itself.',
  query: z.object({
    actor: pathId.optional().describe('The id of a user or of an API key'),
    action: z.string().max(60).optional().describe('An operationId'),
    subject: pathId.optional().describe('The id of what was made or changed'),
    from: date.optional().describe('ISO 8601; what is older is left out'),
    to: date.optional().describe('ISO 8601; what is from then on is left out'),
    ...pageQuery(50, 100),
  }),
  reply: z.object({ data: z.array(auditEntry), pagination }),
  errors: ['INVALID_DATE'],
})

export const auditLogEndpoints = [listAuditLog] as const
