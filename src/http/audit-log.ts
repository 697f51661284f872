import type { z } from 'zod'
import * as contract from '../../contract/audit-log.js'
import { paginated } from '../../contract/common.js'
import { cursorOf, openCursor } from '../domain/pages.js'
import { listAuditLog, type AuditRow } from '../store/audit-log.js'
import { requireFullAccess } from '../workspaces/may-administer.js'
import { serve, type Route } from './serve.js'

export const auditLogRoutes: readonly Route[] = [
  serve(contract.listAuditLog, async (parts, { caller, query }) => {
    requireFullAccess(caller)
    const [at, id] = openCursor(query.cursor, /^[0-9TZ:.-]{24} aud_c[a-z0-9]+$/)?.split(' ') ?? []
    const rows = await listAuditLog(parts.db, caller, {
      actor: query.actor ?? null,
      action: query.action ?? null,
      subject: query.subject ?? null,
      from: query.from ?? null,
      to: query.to ?? null,
      after: at === undefined || id === undefined ? null : { at, id },
      limit: query.limit + 1,
    })
    const data = rows.slice(0, query.limit).map(present)
    const last = rows.length > query.limit ? data.at(-1) : undefined
    const next = last === undefined ? null : cursorOf(`${last.createdAt} ${last.id}`)
    return { data, pagination: paginated(query.limit, next) }
  }),
]

function present(row: AuditRow): z.input<typeof contract.auditEntry> {
  return {
    id: row.id,
    createdAt: row.at.toISOString(),
    actor: { userId: row.user_id, email: row.email, name: row.user_name },
    key: row.key_id?.startsWith('key_') !== true ? null : { id: row.key_id, name: row.key_name },
    action: row.action,
    subjectId: row.subject_id,
    fields: row.fields ?? [],
    completed: row.completed,
  }
}
