import { z } from 'zod'
import { byId, date, pageQuery, pagination, success } from './common.js'
import { endpoint } from './endpoint.js'
import { administrators } from './roles.js'

const tag = 'Exports'

export const exportReply = z
  .object({
    id: z.string(),
    status: z.enum(['running', 'completed', 'failed', 'expired']),
    includeMedia: z.boolean(),
    counts: z
      .record(z.string(), z.int())
      .describe('Lines and files that are in the archive already, by entry'),
    sizeBytes: z.int().nullable(),
    downloadUrl: z
      .string()
      .nullable()
      .describe('A zip; the address needs no key and holds for an hour. Read the export again for a new one'),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    createdAt: date,
    finishedAt: date.nullable(),
    expiresAt: date.nullable().describe('When the archive is deleted: 7 days after it was made'),
  })
  .meta({ id: 'Export' })

export const createExport = endpoint({
  name: 'createExport',
  method: 'POST',
  path: '/v1/exports',
  scope: 'posts:read',
  tag,
  roles: administrators,
  rolesNote: 'A key of full write access.',
  summary: 'Export everything that the workspace owns',
  description:
    'A zip with a README, one JSON Lines file per kind (posts with targets, attempts and comments, accounts, media, webhooks, hashtag sets, approval workflows and rounds, queue slots, recurrences, members, API keys, events, numbers) and the bytes of media. Secrets are left out: tokens, keys, signing secrets. Owners and admins only, with a key that reads posts, accounts, media and webhooks. POST /v1/imports with format voxburst reads its posts.',
  body: z.object({
    includeMedia: z.boolean().nullish().describe('The bytes of files too; true when absent'),
  }),
  reply: exportReply,
  status: 202,
  errors: ['LIMIT_EXCEEDED'],
  idempotency: 'transaction',
  example: { body: { includeMedia: true } },
})

export const listExports = endpoint({
  name: 'listExports',
  method: 'GET',
  path: '/v1/exports',
  scope: 'posts:read',
  tag,
  roles: administrators,
  rolesNote: 'A key of full write access.',
  summary: 'List exports, newest first',
  query: z.object(pageQuery(20, 100)),
  reply: z.object({ data: z.array(exportReply), pagination }),
})

export const getExport = endpoint({
  name: 'getExport',
  method: 'GET',
  path: '/v1/exports/:id',
  scope: 'posts:read',
  tag,
  roles: administrators,
  rolesNote: 'A key of full write access.',
  summary: 'See how far an export is, and where it can be had',
  params: byId,
  reply: exportReply,
  errors: ['NOT_FOUND'],
})

export const deleteExport = endpoint({
  name: 'deleteExport',
  method: 'DELETE',
  path: '/v1/exports/:id',
  scope: 'posts:write',
  tag,
  roles: administrators,
  rolesNote: 'A key of full write access.',
  summary: 'Delete an archive before its time',
  params: byId,
  reply: success,
  errors: ['NOT_FOUND'],
  idempotency: 'transaction',
})

export const exportEndpoints = [createExport, listExports, getExport, deleteExport] as const
