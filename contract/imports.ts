import { z } from 'zod'
import { anyCase, anyPlatform, byId, date, pageQuery, pagination, timeZone } from './common.js'
import { endpoint } from './endpoint.js'
import { warning } from './post-reply.js'

const tag = 'Imports'

/** What an import takes. */
export const importLimits = {
  /** Rows sent in the request itself. */
  rows: 5_000,
  /** Bytes of such a request. */
  bytes: 10_485_760,
  /** Rows in an archive. */
  archiveRows: 100_000,
  /** Bytes of an archive. */
  archiveBytes: 5_000_000_000,
  /** Bytes of a file of posts inside an archive that has to be read whole; JSON Lines are read line by line. */
  archiveTextBytes: 50_000_000,
  /** Imports of a workspace that are not over. */
  open: 10,
} as const

export const importFormats = ['csv', 'json', 'jsonl', 'voxburst', 'postiz', 'mixpost'] as const
const rowStatuses = ['waiting', 'valid', 'created', 'skipped', 'failed'] as const

const problem = z.object({
  field: z.string().describe('As POST /v1/posts calls it'),
  column: z.string().optional().describe('The heading under which it came, in CSV'),
  code: z.string(),
  message: z.string().describe('What is wrong and how to mend it'),
})

export const importReply = z
  .object({
    id: z.string(),
    format: z.enum(importFormats),
    dryRun: z.boolean(),
    status: z.enum(['awaiting_upload', 'running', 'completed', 'failed', 'cancelled']),
    phase: z
      .enum(['reading', 'checking', 'files', 'making'])
      .describe('What it is at: every row is checked first, then files are fetched, then posts are made'),
    rows: z
      .object({
        total: z.int(),
        waiting: z.int(),
        valid: z.int().describe('Checked; in a dry run, what would be created'),
        created: z.int(),
        skipped: z.int().describe('Imported before, or published where they come from'),
        failed: z.int(),
      })
      .describe('How many rows are in each state'),
    missingAccounts: z
      .array(z.object({ account: z.string(), rows: z.int() }))
      .describe('What rows call accounts that are not connected here; only where one import is read'),
    error: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .describe('Why the import as a whole failed'),
    warnings: z.array(warning),
    upload: z
      .object({ url: z.string(), headers: z.record(z.string(), z.string()), expiresAt: date })
      .nullable()
      .describe('Where the archive is to be PUT, without Authorization, while its upload is awaited'),
    createdAt: date,
    finishedAt: date.nullable(),
  })
  .meta({ id: 'Import' })

export const importRow = z
  .object({
    number: z
      .int()
      .describe('As a spreadsheet counts, where headings are row 1; from 1 where there are none'),
    status: z.enum(rowStatuses),
    externalId: z.string().nullable(),
    postId: z.string().nullable().describe('The post that was made of it, now or by an earlier import'),
    errors: z.array(problem),
    warnings: z.array(warning),
    row: z
      .record(z.string(), z.unknown())
      .describe('As it was read, in the form that `rows` takes: mended, it can be sent again'),
  })
  .meta({ id: 'ImportRow' })

const options = {
  dryRun: z.boolean().nullish().describe('Checks every row and makes nothing'),
  timezone: timeZone.nullish().describe('Of times that carry no zone; the workspace’s when absent'),
  dateFormat: anyCase(['dmy', 'mdy'])
    .nullish()
    .describe('How 3/4/2027 is read: dmy is the 3rd of April, mdy the 4th of March. ISO dates need none'),
  past: anyCase(['refuse', 'draft'])
    .nullish()
    .describe(
      'What becomes of a row whose time is over: an error, or a draft. Files of other systems: draft, else refuse',
    ),
  accounts: z
    .record(z.string().max(300), z.string().max(100))
    .nullish()
    .describe('Account ids by what rows call them, where names differ here'),
}

export const createImport = endpoint({
  name: 'createImport',
  method: 'POST',
  path: '/v1/imports',
  scope: 'posts:write',
  tag,
  summary: 'Import posts from CSV, JSON or another system',
  description:
    'Rows are in `rows` (JSON) or in the text `data`, or come as an archive: with `sizeBytes` the reply says where to PUT a zip of up to 5 GB. CSV may also be the body itself, with Content-Type text/csv and the options in the query. Up to 5,000 rows and 10 MB in a request, 100,000 rows in an archive. Good rows become posts as POST /v1/posts would make them, bad ones are reported; a row that was imported before is skipped, so that a mended file can be sent again whole. Columns are listed in the guide to moving in.',
  largestBody: importLimits.bytes,
  textBody: 'text/csv',
  body: z.object({
    format: anyCase(importFormats),
    data: z.string().nullish().describe('The text of a file'),
    rows: z
      .array(z.unknown())
      .nullish()
      .describe(
        'Posts as POST /v1/posts takes them, with externalId, timezone, accounts by name, and media by address or file name',
      ),
    sizeBytes: z
      .int()
      .min(22)
      .max(importLimits.archiveBytes)
      .nullish()
      .describe('Of a zip with the posts and their files'),
    ...options,
  }),
  reply: importReply,
  status: 202,
  errors: ['ACCOUNT_NOT_FOUND', 'LIMIT_EXCEEDED'],
  idempotency: 'transaction',
  example: {
    body: {
      format: 'json',
      dryRun: true,
      rows: [
        {
          externalId: 'spring-1',
          content: 'The garden is open',
          scheduledFor: '2037-03-01 09:00',
          timezone: 'Europe/Berlin',
          platforms: [anyPlatform],
        },
      ],
    },
  },
})

export const listImports = endpoint({
  name: 'listImports',
  method: 'GET',
  path: '/v1/imports',
  scope: 'posts:read',
  tag,
  summary: 'List imports, newest first',
  description: 'Imports and the reports of their rows are kept for 90 days.',
  query: z.object(pageQuery(20, 100)),
  reply: z.object({ data: z.array(importReply), pagination }),
})

export const getImport = endpoint({
  name: 'getImport',
  method: 'GET',
  path: '/v1/imports/:id',
  scope: 'posts:read',
  tag,
  summary: 'See how far an import is',
  params: byId,
  reply: importReply,
  errors: ['NOT_FOUND'],
})

export const listImportRows = endpoint({
  name: 'listImportRows',
  method: 'GET',
  path: '/v1/imports/:id/rows',
  scope: 'posts:read',
  tag,
  summary: 'Read what became of each row',
  params: byId,
  query: z.object({ ...pageQuery(100, 500), status: anyCase(rowStatuses).optional() }),
  reply: z.object({ data: z.array(importRow), pagination }),
  errors: ['NOT_FOUND'],
})

export const cancelImport = endpoint({
  name: 'cancelImport',
  method: 'POST',
  path: '/v1/imports/:id/cancel',
  scope: 'posts:write',
  tag,
  summary: 'Stop an import',
  description: 'Posts that were made stay. 409 where it is over.',
  params: byId,
  reply: importReply,
  errors: ['NOT_FOUND', 'CONFLICT'],
  idempotency: 'transaction',
})

export const importEndpoints = [createImport, listImports, getImport, listImportRows, cancelImport] as const
