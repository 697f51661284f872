import type { z } from 'zod'
import { paginated } from '../../contract/common.js'
import { ApiError } from '../../contract/errors.js'
import * as contract from '../../contract/exports.js'
import { openCursor, pageOf } from '../domain/pages.js'
import { archiveUrl } from '../imports/archive-links.js'
import { newId } from '../kit/ids.js'
import * as store from '../store/exports.js'
import { requireFullAccess } from '../workspaces/may-administer.js'
import type { Parts } from './parts.js'
import { serve, serveWrite, type Route } from './serve.js'

type Reply = z.input<typeof contract.exportReply>

const linkMs = 3_600_000
const mostRunning = 5
const mostKept = 20

function present(parts: Parts, row: store.ExportRow & { read_at?: Date }): Reply {
  const { publicUrl } = parts.config
  const isThere = row.status === 'completed' && row.archive_key !== null && row.read_at !== undefined
  const until = new Date((row.read_at?.getTime() ?? 0) + linkMs)
  return {
    id: row.id,
    status: row.status,
    includeMedia: row.with_media,
    counts: row.counts,
    sizeBytes: row.size_bytes === null ? null : Number(row.size_bytes),
    downloadUrl: isThere ? archiveUrl({ publicUrl, seal: parts.seal }, 'exports', row.id, until) : null,
    error: row.error,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
  }
}

function noSuchExport(id: string): ApiError {
  return new ApiError('NOT_FOUND', `No export ${id} in this workspace.`, { id })
}

export const exportRoutes: readonly Route[] = [
  serveWrite(contract.createExport, async (parts, { tx, caller, body, afterCommit }) => {
    requireFullAccess(caller)
    const { running, kept } = await store.countExports(tx, caller.workspaceId)
    if (running >= mostRunning || kept >= mostKept)
      throw new ApiError(
        'LIMIT_EXCEEDED',
        running >= mostRunning
          ? `${String(mostRunning)} exports of this workspace are being made. Wait for them, or delete one.`
          : `A workspace keeps ${String(mostKept)} archives at most. Delete one that is no longer needed.`,
        { limit: running >= mostRunning ? mostRunning : mostKept },
      )
    const row = await store.insertExport(tx, caller, {
      id: newId('exp'),
      createdBy: caller.userId,
      withMedia: body.includeMedia ?? true,
    })
    afterCommit(() => parts.wake.due('exports'))
    return present(parts, row)
  }),
  serve(contract.listExports, async (parts, { caller, query }) => {
    requireFullAccess(caller)
    const rows = await store.listExports(parts.db, caller, {
      beforeId: openCursor(query.cursor, /^exp_\w+$/),
      limit: query.limit + 1,
    })
    const { page, next } = pageOf(rows, query.limit)
    return { data: page.map((row) => present(parts, row)), pagination: paginated(query.limit, next) }
  }),
  serve(contract.getExport, async (parts, { caller, params }) => {
    requireFullAccess(caller)
    const row = await store.findExport(parts.db, caller, params.id)
    if (row === null) throw noSuchExport(params.id)
    return present(parts, row)
  }),
  serveWrite(contract.deleteExport, async (parts, { tx, caller, params, afterCommit }) => {
    requireFullAccess(caller)
    if (!(await store.expireExport(tx, caller, params.id))) throw noSuchExport(params.id)
    afterCommit(() => parts.wake.due('exports'))
    return { success: true as const }
  }),
]
