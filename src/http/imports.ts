import type { z } from 'zod'
import { paginated } from '../../contract/common.js'
import { ApiError } from '../../contract/errors.js'
import * as contract from '../../contract/imports.js'
import { cursorOf, openCursor, pageOf } from '../domain/pages.js'
import { archiveUrl } from '../imports/archive-links.js'
import { startImport } from '../imports/start-import.js'
import type { Db } from '../store/database.js'
import * as store from '../store/imports.js'
import type { Parts } from './parts.js'
import { postsDeps } from './posts.js'
import { serve, serveWrite, type Route } from './serve.js'

type Reply = z.input<typeof contract.importReply>

export const archiveType = 'application/zip'

async function present(parts: Parts, db: Db, rows: readonly store.ImportRow[]): Promise<Reply[]> {
  const counts = await store.countRows(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map((row): Reply => {
    const own = { waiting: 0, valid: 0, created: 0, skipped: 0, failed: 0, ...counts.get(row.id) }
    const total = Object.values(own).reduce((sum, count) => sum + count, 0)
    const { upload_expires_at: expiresAt } = row
    return {
      id: row.id,
      format: row.format as Reply['format'],
      dryRun: row.dry_run,
      status: row.status,
      phase: row.phase,
      rows: { total, ...own },
      missingAccounts: [],
      error: row.error,
      warnings: row.warnings,
      upload:
        row.status !== 'awaiting_upload' || expiresAt === null
          ? null
          : {
              url: archiveUrl(
                { publicUrl: parts.config.publicUrl, seal: parts.seal },
                'imports',
                row.id,
                expiresAt,
              ),
              headers: { 'Content-Type': archiveType },
              expiresAt: expiresAt.toISOString(),
            },
      createdAt: row.created_at.toISOString(),
      finishedAt: row.finished_at?.toISOString() ?? null,
    }
  })
}

async function presentOne(parts: Parts, db: Db, row: store.ImportRow): Promise<Reply> {
  const [reply] = await present(parts, db, [row])
  if (reply === undefined) throw new Error('An import was not presented')
  return { ...reply, missingAccounts: await store.missingAccounts(db, row.id) }
}

function presentRow(row: store.StoredRow, columns: Readonly<Record<string, string>>) {
  return {
    number: row.number,
    status: row.status,
    externalId: row.external_id.startsWith('row:') ? null : row.external_id,
    postId: row.post_id,
    errors: row.problems.map(({ field, code, message }) => {
      const column = columns[field] ?? columns[field.split('.')[0] ?? '']
      return { field, code, message, ...(column === undefined ? {} : { column }) }
    }),
    warnings: row.warnings,
    row: row.row,
  }
}

function noSuchImport(id: string): ApiError {
  return new ApiError('NOT_FOUND', `No import ${id} in this workspace.`, { id })
}

export const importRoutes: readonly Route[] = [
  serveWrite(contract.createImport, async (parts, { tx, caller, body, afterCommit }) => {
    const row = await startImport(postsDeps(parts), tx, caller, body)
    afterCommit(() => parts.wake.due('imports'))
    return presentOne(parts, tx, row)
  }),
  serve(contract.listImports, async (parts, { caller, query }) => {
    const rows = await store.listImports(parts.db, caller, {
      beforeId: openCursor(query.cursor, /^imp_\w+$/),
      limit: query.limit + 1,
    })
    const { page, next } = pageOf(rows, query.limit)
    return { data: await present(parts, parts.db, page), pagination: paginated(query.limit, next) }
  }),
  serve(contract.getImport, async (parts, { caller, params }) => {
    const row = await store.findImport(parts.db, caller, params.id)
    if (row === null) throw noSuchImport(params.id)
    return presentOne(parts, parts.db, row)
  }),
  serve(contract.listImportRows, async (parts, { caller, params, query }) => {
    const found = await store.findImport(parts.db, caller, params.id)
    if (found === null) throw noSuchImport(params.id)
    const rows = await store.listRows(parts.db, found.id, {
      status: query.status ?? null,
      after: Number(openCursor(query.cursor, /^\d{1,9}$/) ?? 0),
      limit: query.limit + 1,
    })
    const page = rows.slice(0, query.limit)
    const last = rows.length > query.limit ? page.at(-1) : undefined
    return {
      data: page.map((row) => presentRow(row, found.columns)),
      pagination: paginated(query.limit, last === undefined ? null : cursorOf(String(last.number))),
    }
  }),
  serveWrite(contract.cancelImport, async (parts, { tx, caller, params, afterCommit }) => {
    const row = await store.cancelImport(tx, caller, params.id)
    if (row !== null) {
      afterCommit(() => parts.wake.due('imports'))
      return presentOne(parts, tx, row)
    }
    const known = await store.findImport(tx, caller, params.id)
    if (known === null) throw noSuchImport(params.id)
    throw new ApiError('CONFLICT', `The import is ${known.status}; there is nothing to stop.`, {
      status: known.status,
    })
  }),
]
