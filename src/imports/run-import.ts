import { ApiError } from '../../contract/errors.js'
import { importLimits } from '../../contract/imports.js'
import { failpoint } from '../kit/failpoint.js'
import { createPost } from '../posts/create-post.js'
import type { PostsCaller, PostsDeps } from '../posts/deps.js'
import type { Lease } from '../store/claims.js'
import { within } from '../store/database.js'
import * as store from '../store/imports.js'
import { accountsForImport } from '../store/import-context.js'
import type { PostWarning } from '../store/posts.js'
import { standingOf } from '../store/recurrences.js'
import { bringFile, lookForFiles, standIn, type FilesDeps } from './import-files.js'
import { judgeRow, problemsIn, readBody } from './judge-row.js'
import { openArchive, type Archive } from './open-archive.js'
import { prepareRow, type FileSource, type RowContext } from './prepare-row.js'
import { identified, readArchive, rowIds, type Format } from './read-source.js'
import { Unreadable, type SourceRow } from './source.js'

export type ImportDeps = PostsDeps & FilesDeps

/** How long one turn goes on before other imports have theirs, and a server that stops has it back. */
const turnMs = 3_000
const batch = 100
/** How long an import waits for its files to be fetched and looked into, so that rules about them are checked. */
const filesForMs = 5 * 60_000

type Run = {
  lease: Lease
  row: store.ImportRow
  archive: Archive | null
  caller: PostsCaller
  context: RowContext
}

/** One turn of an import: goes on where the last one stopped, as far as the time allows. */
export async function runImport(deps: ImportDeps, lease: Lease): Promise<void> {
  const row = await store.leasedImport(deps.db, lease)
  if (row === null) return
  if (row.status !== 'running') {
    const isCancelled = row.status === 'cancelled'
    const error = { code: 'NOT_SENT', message: 'The archive did not come within a day.' }
    return end(deps, lease, row, isCancelled ? { status: 'cancelled' } : { status: 'failed', error })
  }
  let archive: Archive | null = null
  try {
    archive = row.archive_key === null ? null : await openArchive(deps.storage, row.archive_key)
    const run = await begin(deps, lease, row, archive)
    await (run === null ? end(deps, lease, row, { status: 'failed', error: gone }) : goOn(deps, run))
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    await end(deps, lease, row, { status: 'failed', error: { code: 'UNREADABLE', message: error.message } })
  } finally {
    archive?.close()
  }
}

const gone = {
  code: 'FORBIDDEN',
  message: 'Whoever began the import may no longer write in the workspace.',
}

async function begin(
  deps: ImportDeps,
  lease: Lease,
  row: store.ImportRow,
  archive: Archive | null,
): Promise<Run | null> {
  const { workspace_id: workspaceId, mode, created_by: userId } = row
  const standing = await standingOf(deps.db, workspaceId, userId)
  if (standing === null) return null
  const { role, plan, approvalWorkflowId, allowedPlatforms } = standing
  return {
    lease,
    row,
    archive,
    caller: { workspaceId, mode, userId, role, plan, approvalWorkflowId, allowedPlatforms },
    context: {
      connectors: deps.connectors,
      accounts: await accountsForImport(deps.db, { workspaceId, mode }),
      options: row.options,
      timezone: row.options.timezone ?? standing.timezone,
      now: standing.now,
    },
  }
}

const phases: Record<store.ImportPhase, (deps: ImportDeps, run: Run, until: number) => Promise<Next>> = {
  reading: readRows,
  checking: checkRows,
  files: bringFiles,
  making: makePosts,
}

/** What follows: another phase, the same once more (after a while), or nothing. */
type Next = store.ImportPhase | 'end' | { again: store.ImportPhase; inMs: number }

async function goOn(deps: ImportDeps, run: Run): Promise<void> {
  const until = performance.now() + turnMs
  let { phase } = run.row
  for (;;) {
    const next = await phases[phase](deps, run, until)
    if (next === 'end') return end(deps, run.lease, run.row, { status: 'completed' })
    const { again, inMs } = typeof next === 'string' ? { again: next, inMs: 0 } : next
    phase = again
    if (typeof next === 'string' && performance.now() < until) continue
    await store.postponeImport(deps.db, run.lease, {
      phase,
      inMs,
      ...(phase === 'files' ? { filesForMs } : {}),
    })
    if (inMs === 0) deps.wake.due('imports')
    return
  }
}

async function end(
  deps: ImportDeps,
  lease: Lease,
  row: store.ImportRow,
  how: Parameters<typeof store.finishImport>[2],
): Promise<void> {
  // First the file, then what names it: a process that dies in between looks for it again.
  if (row.archive_key !== null) await deps.storage.remove(row.archive_key)
  await store.finishImport(deps.db, lease, how)
}

/** The rows of an archive are noted in batches; what was noted before the process died is there already. */
async function readRows(deps: ImportDeps, { row, archive, lease }: Run): Promise<Next> {
  if (archive === null) throw new Unreadable('The archive is gone. Send it again with a new import.')
  const reader = readArchive(deps.connectors, row.format as Format, archive)
  const ids = rowIds()
  const where = { id: row.id, workspaceId: row.workspace_id }
  let held: store.ReadRow[] = []
  let count = 0
  for (;;) {
    const { done, value } = await reader.next()
    if (done === true) {
      await store.insertRows(deps.db, where, held)
      if (count === 0) throw new Unreadable('There is no row to import.')
      await store.noteReading(deps.db, lease, value)
      return 'checking'
    }
    count += 1
    if (count > importLimits.archiveRows)
      throw new Unreadable(`The archive has more than ${String(importLimits.archiveRows)} rows. Split it.`)
    held.push(identified(ids, value satisfies SourceRow))
    if (held.length < 500) continue
    await store.insertRows(deps.db, where, held)
    held = []
  }
}

async function checkRows(deps: ImportDeps, run: Run, until: number): Promise<Next> {
  const { row } = run
  let after = 0
  while (performance.now() < until) {
    const rows = await store.nextRows(deps.db, row, { status: 'waiting', after, limit: batch })
    const results: store.RowResult[] = []
    for (const each of rows) results.push({ number: each.number, ...(await checked(deps, run, each)) })
    await store.saveRows(deps.db, row.id, results)
    const last = rows.at(-1)
    if (last === undefined) return row.dry_run ? 'end' : 'files'
    after = last.number
  }
  return { again: 'checking', inMs: 0 }
}

async function checked(
  deps: ImportDeps,
  { row, caller, context, archive }: Run,
  each: store.StoredRow & { made_as: string | null },
): Promise<Omit<store.RowResult, 'number'>> {
  if (each.made_as !== null) return { status: 'skipped', postId: each.made_as, warnings: [madeBefore] }
  const prepared = prepareRow(each.row, context, standIn)
  if (prepared.kind === 'out') return { status: 'skipped', warnings: [prepared.warning] }
  if (prepared.kind === 'wrong') return { status: 'failed', problems: prepared.problems }
  const found = await lookForFiles(deps, row, archive, prepared.files)
  if (found.problems.size > 0) return { status: 'failed', problems: [...found.problems.values()] }
  const inPlace = prepareRow(each.row, context, (file) => found.ours.get(file.source) ?? standIn(file))
  if (inPlace.kind !== 'post') return { status: 'failed' }
  const judged = await judgeRow(deps, caller, inPlace.body, found.announced)
  const wantsFiles = prepared.files.some(({ source, kind }) => kind !== 'id' && !found.ours.has(source))
  return { ...judged, wantsFiles, warnings: [...prepared.warnings, ...(judged.warnings ?? [])] }
}

const madeBefore: PostWarning = {
  code: 'IMPORTED_BEFORE',
  message:
    'The same was imported before, as the post that postId names. To have it twice, give the row another externalId.',
  field: 'externalId',
}

async function bringFiles(deps: ImportDeps, run: Run, until: number): Promise<Next> {
  const { row, archive, context } = run
  const known = await store.filesOf(deps.db, row.id)
  while (performance.now() < until) {
    const asked = { status: 'valid', wantsFiles: true, after: 0, limit: 1 } as const
    const [each] = await store.nextRows(deps.db, row, asked)
    if (each === undefined)
      return (await store.awaitsFiles(deps.db, row.id)) ? { again: 'files', inMs: 500 } : 'making'
    for (const file of filesIn(each, context)) {
      const there = known.get(file.source)
      const isOurs = archive?.find(file.source) == null && file.kind !== 'url'
      if (there?.isPending === false || isOurs) continue
      await bringFile(deps, row, archive, file, there?.mediaId ?? null)
      deps.wake.due('media')
      known.set(file.source, { mediaId: '', isPending: false })
    }
    await store.saveRows(deps.db, row.id, [{ number: each.number, status: 'valid', wantsFiles: false }])
  }
  return { again: 'files', inMs: 0 }
}

function filesIn(each: store.StoredRow, context: RowContext): FileSource[] {
  const prepared = prepareRow(each.row, context, standIn)
  return prepared.kind === 'post' ? prepared.files.filter(({ kind }) => kind !== 'id') : []
}

async function makePosts(deps: ImportDeps, run: Run, until: number): Promise<Next> {
  const { row } = run
  const files = await store.filesOf(deps.db, row.id)
  let after = 0
  while (performance.now() < until) {
    const rows = await store.nextRows(deps.db, row, { status: 'valid', after, limit: batch })
    const last = rows.at(-1)
    if (last === undefined) return 'end'
    after = last.number
    for (const each of rows) {
      if (performance.now() >= until) break
      const isOurs = await made(deps, run, each, files)
      if (!isOurs) return { again: 'making', inMs: 0 }
    }
  }
  return { again: 'making', inMs: 0 }
}

class Refused extends Error {
  readonly result: Omit<store.RowResult, 'number'>
  constructor(result: Refused['result']) {
    super('The row is not made')
    this.result = result
  }
}

/**
 * Makes the post of a row and notes that it did, in one transaction: whoever dies before its commit has made nothing,
 * and whoever comes after it finds the row made. False once the import is somebody else's, or cancelled.
 */
async function made(
  deps: ImportDeps,
  run: Run,
  each: store.StoredRow,
  files: Awaited<ReturnType<typeof store.filesOf>>,
): Promise<boolean> {
  const { row, lease, caller } = run
  const body = await bodyOf(deps, run, each, files)
  const woken = new Set<Parameters<PostsDeps['wake']['due']>[0]>()
  try {
    const isOurs = await deps.db.transaction(async (tx) => {
      if ((await store.leasedImport(tx, lease)) === null) return false
      if ('problems' in body) throw new Refused({ status: 'failed', problems: body.problems })
      const wake = {
        ...deps.wake,
        due: (kind: Parameters<PostsDeps['wake']['due']>[0]) => void woken.add(kind),
      }
      const created = await createPost({ ...deps, db: within(tx), wake }, caller, body.body, null)
      if (created.kind !== 'created') throw new Error('A post without a key was there already')
      const { post } = created
      if (!(await store.noteImported(tx, row, each.external_id, post.id)))
        throw new Refused({ status: 'skipped', warnings: [madeBefore] })
      const warnings = [...each.warnings.filter(isOfRow), ...(post.warnings as PostWarning[])]
      await store.saveRows(tx, row.id, [
        { number: each.number, status: 'created', postId: post.id, warnings },
      ])
      failpoint('row-made')
      return true
    })
    for (const kind of woken) deps.wake.due(kind)
    return isOurs
  } catch (error) {
    const result =
      error instanceof Refused
        ? error.result
        : error instanceof ApiError
          ? { status: 'failed' as const, problems: problemsIn(error) }
          : null
    if (result === null) throw error
    await store.saveRows(deps.db, row.id, [{ number: each.number, ...result }])
    return true
  }
}

/** Warnings of the check that say something of the row and not of the post, which has its own. */
function isOfRow({ code }: { code: string }): boolean {
  return ['TIME_IS_OVER', 'SETTING_NOT_MOVED', 'FAILED_BEFORE'].includes(code)
}

async function bodyOf(
  deps: ImportDeps,
  { row, context, archive }: Run,
  each: store.StoredRow,
  files: Awaited<ReturnType<typeof store.filesOf>>,
): Promise<ReturnType<typeof readBody>> {
  const named = prepareRow(each.row, context, standIn)
  const ours =
    named.kind === 'post'
      ? (await lookForFiles(deps, row, archive, named.files)).ours
      : new Map<string, string>()
  const prepared = prepareRow(
    each.row,
    context,
    (file) => files.get(file.source)?.mediaId ?? ours.get(file.source) ?? standIn(file),
  )
  if (prepared.kind === 'post') return readBody(prepared.body)
  return { problems: prepared.kind === 'wrong' ? prepared.problems : [] }
}
