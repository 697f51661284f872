import { ApiError } from '../../contract/errors.js'
import type { Endpoint } from '../../contract/endpoint.js'
import { namesAt } from '../kit/schema-fields.js'
import {
  beginAuditEntry,
  completeAuditEntry,
  dropAuditEntry,
  insertAuditEntry,
  type AuditEntry,
} from '../store/audit-log.js'
import type { Database, Tx } from '../store/database.js'
import type { Caller } from './serve.js'

type Audited = Pick<Endpoint, 'name' | 'path' | 'status' | 'body'>
type Call = { params: unknown; sent: unknown; caller: Caller }

/** Notes in the change's own transaction who made it. */
export async function audit(tx: Tx, endpoint: Audited, call: Call, reply: unknown): Promise<void> {
  await insertAuditEntry(tx, entryOf(endpoint, call, reply))
}

/**
 * The same for what calls out, and so has no one transaction: noted before it begins, so that nothing is done that is
 * not in the log, and taken out again when it is refused. What fails otherwise stays: it may have been done.
 */
export async function auditAround<T>(
  db: Database,
  endpoint: Audited,
  call: Call,
  work: () => Promise<T>,
): Promise<T> {
  const place = await beginAuditEntry(db, entryOf(endpoint, call, null))
  const reply = await work().catch(async (error: unknown) => {
    if (error instanceof ApiError) await dropAuditEntry(db, place)
    throw error
  })
  await completeAuditEntry(db, place, subjectOf(endpoint, call.params, reply))
  return reply
}

function entryOf(endpoint: Audited, { params, sent, caller }: Call, reply: unknown): AuditEntry {
  return {
    workspaceId: caller.workspaceId,
    userId: caller.userId,
    keyId: caller.keyId,
    action: endpoint.name,
    subjectId: subjectOf(endpoint, params, reply),
    fields: fieldsOf(endpoint, sent),
  }
}

/** What was made, by the reply; what was changed, by the path. */
export function subjectOf(
  { path, status }: Pick<Endpoint, 'path' | 'status'>,
  params: unknown,
  reply: unknown,
): string | null {
  const made = idIn(reply) ?? idIn(memberOf(reply, 'data')) ?? idIn(memberOf(reply, 'account'))
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  const name = names.find((each) => each !== 'platform' && each !== 'workspaceId')
  const changed = name === undefined ? null : memberOf(params, name)
  return status === 201 || typeof changed !== 'string' ? made : changed
}

function idIn(value: unknown): string | null {
  const id = memberOf(value, 'id')
  return typeof id === 'string' ? id : null
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

/** Names that the endpoint knows: any other may be a secret in the wrong place. */
function fieldsOf({ body }: Audited, sent: unknown): string[] {
  if (body === undefined || typeof sent !== 'object' || sent === null) return []
  const known = new Set(namesAt(body, []))
  return Object.keys(sent).filter((name) => known.has(name))
}
