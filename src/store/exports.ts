import type { Json, JsonObject } from '../kit/json.js'
import type { Lease } from './claims.js'
import type { Db, Tx } from './database.js'
import type { Tenant } from './posts.js'

/** How long an archive is kept once it is made, and the record of it. */
const archiveDays = 7
const recordDays = 90

export type ExportRow = {
  id: string
  workspace_id: string
  mode: 'sandbox' | 'live'
  with_media: boolean
  status: 'running' | 'completed' | 'failed' | 'expired'
  counts: Record<string, number>
  archive_key: string | null
  size_bytes: string | null
  error: { code: string; message: string } | null
  tries: number
  expires_at: Date | null
  created_at: Date
  finished_at: Date | null
}

const columns = `id, workspace_id, mode, with_media, status, counts, archive_key, size_bytes, error, tries, expires_at, created_at, finished_at`

export async function insertExport(
  tx: Tx,
  { workspaceId, mode }: Tenant,
  given: { id: string; createdBy: string; withMedia: boolean },
): Promise<ExportRow> {
  const [row] = await tx.query<ExportRow>({
    name: 'insert-export',
    text: `insert into exports (id, workspace_id, mode, created_by, with_media) values ($1, $2, $3, $4, $5) returning ${columns}`,
    values: [given.id, workspaceId, mode, given.createdBy, given.withMedia],
  })
  if (row === undefined) throw new Error('The export was not written')
  return row
}

/** Exports that run, and those whose archives are kept. */
export async function countExports(tx: Tx, workspaceId: string): Promise<{ running: number; kept: number }> {
  const [row] = await tx.query<{ running: number; kept: number }>({
    name: 'count-exports',
    text: `select count(*) filter (where status = 'running')::integer as running, count(*) filter (where archive_key is not null)::integer as kept
      from exports where workspace_id = $1`,
    values: [workspaceId],
  })
  return row ?? { running: 0, kept: 0 }
}

export async function listExports(
  db: Db,
  { workspaceId, mode }: Tenant,
  page: { beforeId: string | null; limit: number },
): Promise<(ExportRow & { read_at: Date })[]> {
  return db.query({
    name: 'list-exports',
    text: `select ${columns}, vb_now() as read_at from exports where workspace_id = $1 and mode = $2 and ($3::text is null or id < $3) order by id desc limit $4`,
    values: [workspaceId, mode, page.beforeId, page.limit],
  })
}

export async function findExport(
  db: Db,
  { workspaceId, mode }: Tenant,
  id: string,
): Promise<(ExportRow & { read_at: Date }) | null> {
  const [row] = await db.query<ExportRow & { read_at: Date }>({
    name: 'find-export',
    text: `select ${columns}, vb_now() as read_at from exports where workspace_id = $1 and mode = $2 and id = $3`,
    values: [workspaceId, mode, id],
  })
  return row ?? null
}

/** By id alone, for a signed address. */
export async function findExportById(db: Db, id: string): Promise<(ExportRow & { read_at: Date }) | null> {
  const [row] = await db.query<ExportRow & { read_at: Date }>({
    name: 'find-export-by-id',
    text: `select ${columns}, vb_now() as read_at from exports where id = $1 and status = 'completed'`,
    values: [id],
  })
  return row ?? null
}

/** Lets an export end now: its archive is deleted by whoever claims it next. False where there is none. */
export async function expireExport(tx: Tx, { workspaceId, mode }: Tenant, id: string): Promise<boolean> {
  const rows = await tx.query({
    name: 'expire-export',
    text: `update exports set status = 'expired', finished_at = coalesce(finished_at, vb_now()), run_at = vb_now(), lease_token = null, lease_until = null, worker_id = null
      where workspace_id = $1 and mode = $2 and id = $3 returning 1`,
    values: [workspaceId, mode, id],
  })
  return rows.length === 1
}

/** Null once the lease is another's. Counts the try. */
export async function leasedExport(db: Db, lease: Lease): Promise<ExportRow | null> {
  const [row] = await db.query<ExportRow>({
    name: 'leased-export',
    text: `update exports set tries = tries + 1 where id = $1 and lease_token = $2 returning ${columns}`,
    values: [lease.id, lease.token],
  })
  return row ?? null
}

/** False once the lease is another's, or the export was deleted: nobody wants the rest. */
export async function noteCounts(
  db: Db,
  lease: Lease,
  counts: Readonly<Record<string, number>>,
): Promise<boolean> {
  const rows = await db.query({
    name: 'note-export-counts',
    text: 'update exports set counts = $3 where id = $1 and lease_token = $2 returning 1',
    values: [lease.id, lease.token, JSON.stringify(counts)],
  })
  return rows.length === 1
}

export async function completeExport(
  db: Db,
  lease: Lease,
  made: { key: string; size: number; counts: Readonly<Record<string, number>> },
): Promise<boolean> {
  const rows = await db.query({
    name: 'complete-export',
    text: `update exports set status = 'completed', archive_key = $3, size_bytes = $4, counts = $5, finished_at = vb_now(),
        expires_at = vb_now() + interval '${String(archiveDays)} days', run_at = vb_now() + interval '${String(archiveDays)} days',
        lease_token = null, lease_until = null, worker_id = null where id = $1 and lease_token = $2 returning 1`,
    values: [lease.id, lease.token, made.key, made.size, JSON.stringify(made.counts)],
  })
  return rows.length === 1
}

/** The archive is gone, or was never made. */
export async function endExport(
  db: Db,
  lease: Lease,
  end: { status: 'expired' | 'failed'; error?: { code: string; message: string } },
): Promise<void> {
  await db.query({
    name: 'end-export',
    text: `update exports set status = $3, error = $4, archive_key = null, finished_at = coalesce(finished_at, vb_now()), run_at = 'infinity',
        lease_token = null, lease_until = null, worker_id = null where id = $1 and lease_token = $2`,
    values: [lease.id, lease.token, end.status, end.error === undefined ? null : JSON.stringify(end.error)],
  })
}

export async function pageOfExport(
  db: Db,
  statement: string,
  at: { workspaceId: string; mode: string; after: string | null; limit: number },
): Promise<{ key: string; line: JsonObject }[]> {
  return db.query({ text: statement, values: [at.workspaceId, at.mode, at.after, at.limit] })
}

/** Files of a workspace by their ids, as far as they are here. */
export async function filesForExport(
  db: Db,
  workspaceId: string,
  ids: readonly string[],
): Promise<Map<string, { type: string; key: string | null; url: string | null }>> {
  if (ids.length === 0) return new Map()
  const rows = await db.query<{ id: string; type: string; key: string | null; url: string | null }>({
    name: 'files-for-export',
    text: `select id, content_type as type, case when status = 'READY' then storage_key end as key, source_url as url
      from media where workspace_id = $1 and id = any ($2) and deleted_at is null`,
    values: [workspaceId, ids],
  })
  return new Map(rows.map((row) => [row.id, row]))
}

/** The records of exports that are no longer kept. */
export async function purgeExports(tx: Tx, batch: number): Promise<number> {
  const rows = await tx.query<Record<string, Json>>({
    name: 'purge-exports',
    text: `delete from exports where id in (
      select id from exports where created_at < vb_now() - interval '${String(recordDays)} days' and run_at = 'infinity' limit $1) returning 1`,
    values: [batch],
  })
  return rows.length
}
