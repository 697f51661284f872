import type { JsonObject } from '../kit/json.js'
import type { Lease } from './claims.js'
import type { Db, Tx } from './database.js'
import type { PostWarning, Tenant } from './posts.js'

/** How long an import and the report of its rows are kept. */
const keptForDays = 90

export type ImportPhase = 'reading' | 'checking' | 'files' | 'making'
export type ImportStatus = 'awaiting_upload' | 'running' | 'completed' | 'failed' | 'cancelled'
export type RowStatus = 'waiting' | 'valid' | 'created' | 'skipped' | 'failed'

export type ImportOptions = {
  /** IANA name: the zone of times that carry none. */
  timezone: string | null
  dateFormat: 'dmy' | 'mdy' | null
  /** What is done with a row whose time is over. */
  past: 'refuse' | 'draft'
  /** Account ids by what rows call them. */
  accounts: Record<string, string>
  /** Whether who began it may bring files into the workspace. */
  bringsFiles: boolean
}

export type ImportRow = {
  id: string
  workspace_id: string
  mode: 'sandbox' | 'live'
  created_by: string
  format: string
  dry_run: boolean
  options: ImportOptions
  columns: Record<string, string>
  warnings: PostWarning[]
  status: ImportStatus
  phase: ImportPhase
  upload_bytes: string | null
  upload_expires_at: Date | null
  archive_key: string | null
  error: { code: string; message: string } | null
  files_until: Date | null
  created_at: Date
  finished_at: Date | null
}

/** What is wrong with a row: the field, its code, a sentence that says how to mend it. `account`: one that is missing. */
export type RowProblem = { field: string; code: string; message: string; account?: string }

export type ReadRow = { number: number; externalId: string; row: JsonObject; problems: readonly RowProblem[] }

export type StoredRow = {
  number: number
  external_id: string
  row: JsonObject
  status: RowStatus
  post_id: string | null
  problems: RowProblem[]
  warnings: PostWarning[]
}

const columns = `id, workspace_id, mode, created_by, format, dry_run, options, columns, warnings, status, phase, upload_bytes, upload_expires_at,
  archive_key, error, files_until, created_at, finished_at`

export async function insertImport(
  tx: Tx,
  tenant: Tenant,
  given: {
    id: string
    createdBy: string
    format: string
    dryRun: boolean
    options: ImportOptions
    columns: Record<string, string>
    warnings: readonly PostWarning[]
    /** Bytes of an archive that is to come, within so many minutes; null: the rows are there. */
    upload: { bytes: number; minutes: number } | null
  },
): Promise<ImportRow> {
  const [row] = await tx.query<ImportRow>({
    name: 'insert-import',
    text: `insert into imports (id, workspace_id, mode, created_by, format, dry_run, options, columns, warnings, status, phase, upload_bytes, upload_expires_at, run_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, case when $10::bigint is null then 'running' else 'awaiting_upload' end,
        case when $10::bigint is null then 'checking' else 'reading' end, $10, vb_now() + $11 * interval '1 minute',
        case when $10::bigint is null then vb_now() else vb_now() + interval '1 day' end)
      returning ${columns}`,
    values: [
      given.id,
      tenant.workspaceId,
      tenant.mode,
      given.createdBy,
      given.format,
      given.dryRun,
      JSON.stringify(given.options),
      JSON.stringify(given.columns),
      JSON.stringify(given.warnings),
      given.upload?.bytes ?? null,
      given.upload?.minutes ?? null,
    ],
  })
  if (row === undefined) throw new Error('The import was not written')
  return row
}

const rowsAtOnce = 500

/** Writes rows as they were read; those with problems are failed already. Does nothing for a number that is there. */
export async function insertRows(
  db: Db,
  { id, workspaceId }: { id: string; workspaceId: string },
  rows: readonly ReadRow[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce)
    await db.query({
      name: 'insert-import-rows',
      text: `insert into import_rows (workspace_id, import_id, number, external_id, row, status, problems)
      select $1, $2, number, "externalId", row, case when jsonb_array_length(problems) > 0 then 'failed' else 'waiting' end, problems
      from jsonb_to_recordset($3::jsonb) as read (number integer, "externalId" text, row jsonb, problems jsonb)
      on conflict do nothing`,
      values: [workspaceId, id, JSON.stringify(rows.slice(from, from + rowsAtOnce))],
    })
}

export async function listImports(
  db: Db,
  { workspaceId, mode }: Tenant,
  page: { beforeId: string | null; limit: number },
): Promise<ImportRow[]> {
  return db.query({
    name: 'list-imports',
    text: `select ${columns} from imports where workspace_id = $1 and mode = $2 and ($3::text is null or id < $3) order by id desc limit $4`,
    values: [workspaceId, mode, page.beforeId, page.limit],
  })
}

export async function findImport(
  db: Db,
  { workspaceId, mode }: Tenant,
  id: string,
): Promise<ImportRow | null> {
  const [row] = await db.query<ImportRow>({
    name: 'find-import',
    text: `select ${columns} from imports where workspace_id = $1 and mode = $2 and id = $3`,
    values: [workspaceId, mode, id],
  })
  return row ?? null
}

/** By id alone, for the signed address of its archive; with the database's time. */
export async function findImportById(db: Db, id: string): Promise<(ImportRow & { read_at: Date }) | null> {
  const [row] = await db.query<ImportRow & { read_at: Date }>({
    name: 'find-import-by-id',
    text: `select ${columns}, vb_now() as read_at from imports where id = $1`,
    values: [id],
  })
  return row ?? null
}

/** The archive is in: reading is due. False when it came twice or the import is over. */
export async function archiveArrived(db: Db, id: string, key: string): Promise<boolean> {
  const rows = await db.query({
    name: 'archive-arrived',
    text: `update imports set status = 'running', archive_key = $2, run_at = vb_now() where id = $1 and status = 'awaiting_upload' returning 1`,
    values: [id, key],
  })
  return rows.length === 1
}

/** How many rows of each import are in each state. */
export async function countRows(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, Partial<Record<RowStatus, number>>>> {
  const rows = await db.query<{ import_id: string; counts: Partial<Record<RowStatus, number>> }>({
    name: 'count-import-rows',
    text: `select import_id, jsonb_object_agg(status, count) as counts
      from (select import_id, status, count(*)::integer from import_rows where import_id = any ($1) group by 1, 2) as by_status group by 1`,
    values: [ids],
  })
  return new Map(rows.map((row) => [row.import_id, row.counts]))
}

/** Accounts that rows name and nobody has connected, with how many rows wait for each. */
export async function missingAccounts(db: Db, id: string): Promise<{ account: string; rows: number }[]> {
  return db.query({
    name: 'missing-accounts',
    text: `select problem->>'account' as account, count(*)::integer as rows
      from import_rows cross join lateral jsonb_array_elements(problems) as problem
      where import_id = $1 and status = 'failed' and problem ? 'account' group by 1 order by 2 desc, 1 limit 100`,
    values: [id],
  })
}

export async function listRows(
  db: Db,
  id: string,
  page: { status: RowStatus | null; after: number; limit: number },
): Promise<StoredRow[]> {
  return db.query({
    name: 'list-import-rows',
    text: `select number, external_id, row, status, post_id, problems, warnings from import_rows
      where import_id = $1 and number > $2 and ($3::text is null or status = $3) order by number limit $4`,
    values: [id, page.after, page.status, page.limit],
  })
}

/** Null once the lease is another's, or somebody cancelled. Inside a transaction nobody else has the row until it ends. */
export async function leasedImport(db: Db, lease: Lease): Promise<ImportRow | null> {
  const [row] = await db.query<ImportRow>({
    name: 'leased-import',
    text: `select ${columns} from imports where id = $1 and lease_token = $2 for no key update`,
    values: [lease.id, lease.token],
  })
  return row ?? null
}

/** The next rows in a state; `made_as`: the post that was imported from the same before. */
export async function nextRows(
  db: Db,
  { id, workspace_id, mode }: Pick<ImportRow, 'id' | 'workspace_id' | 'mode'>,
  asked: { status: 'waiting' | 'valid'; wantsFiles?: boolean; after: number; limit: number },
): Promise<(StoredRow & { made_as: string | null })[]> {
  return db.query({
    name: 'next-import-rows',
    text: `select r.number, r.external_id, r.row, r.status, r.post_id, r.problems, r.warnings,
        (select p.post_id from imported_posts p where p.workspace_id = $4 and p.mode = $5 and p.external_id = r.external_id) as made_as
      from import_rows r where r.import_id = $1 and r.status = $2 and r.status in ('waiting', 'valid') and r.number > $6 and (r.wants_files or not $7) order by r.number limit $3`,
    values: [id, asked.status, asked.limit, workspace_id, mode, asked.after, asked.wantsFiles ?? false],
  })
}

export type RowResult = {
  number: number
  status: RowStatus
  postId?: string | null
  problems?: readonly RowProblem[]
  warnings?: readonly PostWarning[]
  wantsFiles?: boolean
}

export async function saveRows(db: Db, id: string, results: readonly RowResult[]): Promise<void> {
  if (results.length === 0) return
  await db.query({
    name: 'save-import-rows',
    text: `update import_rows r set status = result.status, post_id = coalesce(result."postId", r.post_id),
        problems = coalesce(result.problems, '[]'), warnings = coalesce(result.warnings, r.warnings),
        wants_files = coalesce(result."wantsFiles", r.wants_files)
      from jsonb_to_recordset($2::jsonb) as result (number integer, status text, "postId" text, problems jsonb, warnings jsonb, "wantsFiles" boolean)
      where r.import_id = $1 and r.number = result.number`,
    values: [id, JSON.stringify(results)],
  })
}

/** False: the same was imported before. */
export async function noteImported(
  tx: Tx,
  { workspace_id, mode }: Pick<ImportRow, 'workspace_id' | 'mode'>,
  externalId: string,
  postId: string,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'note-imported',
    text: `insert into imported_posts (workspace_id, mode, external_id, post_id) values ($1, $2, $3, $4) on conflict do nothing returning 1`,
    values: [workspace_id, mode, externalId, postId],
  })
  return rows.length === 1
}

/** The media that stand for files of an import; `isPending`: its bytes are still to be taken out of the archive. */
export async function filesOf(
  db: Db,
  id: string,
): Promise<Map<string, { mediaId: string; isPending: boolean }>> {
  const rows = await db.query<{ source: string; media_id: string; pending: boolean }>({
    name: 'files-of-import',
    text: `select f.source, f.media_id, m.status = 'PENDING' as pending from import_files f join media m on m.id = f.media_id where f.import_id = $1`,
    values: [id],
  })
  return new Map(rows.map((row) => [row.source, { mediaId: row.media_id, isPending: row.pending }]))
}

export async function noteFile(
  tx: Tx,
  { id, workspace_id }: Pick<ImportRow, 'id' | 'workspace_id'>,
  source: string,
  mediaId: string,
): Promise<void> {
  await tx.query({
    name: 'note-import-file',
    text: 'insert into import_files (workspace_id, import_id, source, media_id) values ($1, $2, $3, $4)',
    values: [workspace_id, id, source, mediaId],
  })
}

/** Whether a file of the import is still fetched or looked into, and there is time left to wait for it. */
export async function awaitsFiles(db: Db, id: string): Promise<boolean> {
  const [row] = await db.query<{ awaits: boolean }>({
    name: 'awaits-import-files',
    text: `select exists (select from import_files f join media m on m.id = f.media_id
        where f.import_id = $1 and m.status <> 'FAILED' and not m.probed) and (select coalesce(files_until > vb_now(), true) from imports where id = $1) as awaits`,
    values: [id],
  })
  return row?.awaits === true
}

/** The newest file of the workspace that is called so. */
export async function mediaByName(
  db: Db,
  workspaceId: string,
  names: readonly string[],
): Promise<Map<string, string>> {
  if (names.length === 0) return new Map()
  const rows = await db.query<{ filename: string; id: string }>({
    name: 'media-by-name',
    text: `select distinct on (filename) filename, id from media
      where workspace_id = $1 and filename = any ($2) and deleted_at is null and status <> 'PENDING' order by filename, id desc`,
    values: [workspaceId, names],
  })
  return new Map(rows.map((row) => [row.filename, row.id]))
}

/** Goes on in a phase after so many milliseconds, and gives the row back. */
export async function postponeImport(
  db: Db,
  lease: Lease,
  next: { phase: ImportPhase; inMs: number; filesForMs?: number },
): Promise<void> {
  await db.query({
    name: 'postpone-import',
    text: `update imports set phase = $3, run_at = vb_now() + $4 * interval '1 millisecond',
        files_until = case when $5::integer is null then files_until else coalesce(files_until, vb_now() + $5 * interval '1 millisecond') end,
        lease_token = null, lease_until = null, worker_id = null where id = $1 and lease_token = $2`,
    values: [lease.id, lease.token, next.phase, next.inMs, next.filesForMs ?? null],
  })
}

export async function noteReading(
  db: Db,
  lease: Lease,
  read: { columns: Record<string, string>; warnings: readonly PostWarning[] },
): Promise<void> {
  await db.query({
    name: 'note-import-reading',
    text: 'update imports set columns = $3, warnings = $4 where id = $1 and lease_token = $2',
    values: [lease.id, lease.token, JSON.stringify(read.columns), JSON.stringify(read.warnings)],
  })
}

/** Ends an import whose lease this is; one that was cancelled stays so. Its archive is gone by then. */
export async function finishImport(
  db: Db,
  lease: Lease,
  end: { status: 'completed' | 'failed' | 'cancelled'; error?: { code: string; message: string } },
): Promise<void> {
  await db.query({
    name: 'finish-import',
    text: `update imports set status = $3, error = $4, finished_at = coalesce(finished_at, vb_now()), run_at = 'infinity', archive_key = null,
        lease_token = null, lease_until = null, worker_id = null where id = $1 and lease_token = $2`,
    values: [lease.id, lease.token, end.status, end.error === undefined ? null : JSON.stringify(end.error)],
  })
}

/** Ends an import that is not over: what it has made stays. Null where there is none such. */
export async function cancelImport(
  tx: Tx,
  { workspaceId, mode }: Tenant,
  id: string,
): Promise<ImportRow | null> {
  const [row] = await tx.query<ImportRow>({
    name: 'cancel-import',
    text: `update imports set status = 'cancelled', finished_at = vb_now(), run_at = vb_now(), lease_token = null, lease_until = null, worker_id = null
      where workspace_id = $1 and mode = $2 and id = $3 and status in ('awaiting_upload', 'running') returning ${columns}`,
    values: [workspaceId, mode, id],
  })
  return row ?? null
}

/** Imports of a workspace that are not over. */
export async function countOpenImports(tx: Tx, workspaceId: string): Promise<number> {
  const [row] = await tx.query<{ count: number }>({
    name: 'count-open-imports',
    text: `select count(*)::integer as count from imports where workspace_id = $1 and status in ('awaiting_upload', 'running')`,
    values: [workspaceId],
  })
  return row?.count ?? 0
}

/** Deletes imports that are no longer kept, a few at a time: each may have many rows. */
export async function purgeImports(tx: Tx): Promise<number> {
  await tx.query({
    name: 'purge-imports',
    text: `delete from imports where id in (
      select id from imports where created_at < vb_now() - interval '${String(keptForDays)} days' and run_at = 'infinity' limit 5)`,
  })
  return 0
}
