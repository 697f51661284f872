import type { z } from 'zod'
import { ApiError } from '../../contract/errors.js'
import { importLimits, type createImport } from '../../contract/imports.js'
import { newId } from '../kit/ids.js'
import type { PostsCaller, PostsDeps } from '../posts/deps.js'
import type { KeyHolder } from '../store/api-keys.js'
import type { Tx } from '../store/database.js'
import * as store from '../store/imports.js'
import { allIdentified, readRows, readText, type Format } from './read-source.js'
import { Unreadable, type SourceFile } from './source.js'

export type ImportBody = z.output<NonNullable<typeof createImport.body>>

/** Minutes in which the archive of an import has to come. */
export const uploadMinutes = 60

/** Notes an import with its rows, or where its archive is to come. What it makes is due work. */
export async function startImport(
  { connectors }: Pick<PostsDeps, 'connectors'>,
  tx: Tx,
  caller: PostsCaller & Pick<KeyHolder, 'scopes'>,
  body: ImportBody,
): Promise<store.ImportRow> {
  const file = await fileOf(connectors, body)
  if ((await store.countOpenImports(tx, caller.workspaceId)) >= importLimits.open)
    throw new ApiError(
      'LIMIT_EXCEEDED',
      `${String(importLimits.open)} imports of this workspace are under way. Wait for one to end, or cancel it.`,
      { limit: importLimits.open },
    )
  const id = newId('imp')
  const row = await store.insertImport(tx, caller, {
    id,
    createdBy: caller.userId,
    format: body.format,
    dryRun: body.dryRun ?? false,
    options: {
      timezone: body.timezone ?? null,
      dateFormat: body.dateFormat ?? null,
      past: body.past ?? (isMove(body.format) ? 'draft' : 'refuse'),
      accounts: body.accounts ?? {},
      bringsFiles: caller.scopes.includes('media:write'),
    },
    columns: file?.columns ?? {},
    warnings: file?.warnings ?? [],
    upload: file === null ? { bytes: body.sizeBytes ?? 0, minutes: uploadMinutes } : null,
  })
  if (file !== null)
    await store.insertRows(tx, { id, workspaceId: caller.workspaceId }, await allIdentified(file.rows))
  return row
}

function isMove(format: Format): boolean {
  return ['voxburst', 'postiz', 'mixpost'].includes(format)
}

/** The rows that came with the request; null where an archive is to come. */
async function fileOf(connectors: PostsDeps['connectors'], body: ImportBody): Promise<SourceFile | null> {
  const given = [body.data, body.rows, body.sizeBytes].filter((each) => each != null)
  if (given.length !== 1)
    throw new ApiError(
      'VALIDATION_ERROR',
      'data: Give the posts in one way: as text in data, as JSON in rows, or as an archive of sizeBytes.',
      { field: 'data' },
    )
  if (body.sizeBytes != null) return null
  const field = body.data == null ? 'rows' : 'data'
  if (body.rows != null && body.format !== 'json')
    throw new ApiError('VALIDATION_ERROR', 'format: rows are json. Text of another format goes into data.', {
      field: 'format',
    })
  const file = await (body.rows != null ? readRows(body.rows) : read(connectors, body))
  if (file.rows.length === 0)
    throw new ApiError('VALIDATION_ERROR', `${field}: There is no row to import.`, { field })
  if (file.rows.length > importLimits.rows)
    throw new ApiError(
      'VALIDATION_ERROR',
      `${field}: ${String(file.rows.length)} rows are more than the ${String(importLimits.rows)} that one request takes. Send several files, or a zip with sizeBytes.`,
      { field, maxItems: importLimits.rows, actualItems: file.rows.length },
    )
  return file
}

async function read(connectors: PostsDeps['connectors'], body: ImportBody): Promise<SourceFile> {
  try {
    return await readText(connectors, body.format, body.data ?? '')
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    throw new ApiError('VALIDATION_ERROR', `data: ${error.message}`, { field: 'data' })
  }
}
