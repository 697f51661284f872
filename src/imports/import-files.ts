import { createHash } from 'node:crypto'
import { ApiError } from '../../contract/errors.js'
import { kindOfType, mediaTypes } from '../../contract/media.js'
import { typeByEnding } from '../kit/file-name-of.js'
import type { GuardedHttp } from '../kit/guarded-http.js'
import { newId } from '../kit/ids.js'
import { announceRegistered } from '../media/announce.js'
import { newKey, type Storage } from '../media/storage.js'
import type { Database } from '../store/database.js'
import { mediaByName, noteFile, type ImportRow, type RowProblem } from '../store/imports.js'
import { insertMedia, uploadArrived, type NewMedia } from '../store/media.js'
import type { FileForPost } from '../store/posting-context.js'
import type { Archive } from './open-archive.js'
import type { FileSource } from './prepare-row.js'

export type FilesDeps = { db: Database; guarded: GuardedHttp; storage: Storage }

/** What stands for a file while a row is checked. */
export function standIn({ source, kind }: FileSource): string {
  return kind === 'id' ? source : `file_${createHash('sha256').update(source).digest('hex').slice(0, 24)}`
}

/**
 * Where files will come from, before any is fetched: as posts see them, those of the workspace by their ids, and what
 * is wrong with the rest. Makes nothing.
 */
export async function lookForFiles(
  { db, guarded }: Pick<FilesDeps, 'db' | 'guarded'>,
  { workspace_id, options }: Pick<ImportRow, 'workspace_id' | 'options'>,
  archive: Archive | null,
  files: readonly FileSource[],
): Promise<{ announced: FileForPost[]; ours: Map<string, string>; problems: Map<string, RowProblem> }> {
  const announced: FileForPost[] = []
  const problems = new Map<string, RowProblem>()
  const elsewhere = files.filter((file) => file.kind === 'file' && archive?.find(file.source) == null)
  const ours = await mediaByName(
    db,
    workspace_id,
    elsewhere.map(({ source }) => source),
  )
  for (const file of files) {
    if (file.kind === 'id' || ours.has(file.source)) continue
    try {
      if (!options.bringsFiles)
        throw new ApiError(
          'FORBIDDEN',
          'Bringing files into the workspace needs an API key with the scope media:write. Begin the import with one, or upload the files and give their ids.',
        )
      const media = announcedAs(guarded, workspace_id, archive, file)
      announced.push(asPostSees(standIn(file), media))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      problems.set(file.source, { field: 'media', code: error.code, message: `media: ${error.message}` })
    }
  }
  return { announced, ours, problems }
}

/**
 * Has a file of an import in the workspace: its bytes out of the archive, or its address to be fetched. Once for all
 * rows that name it; `pendingId` where that began before and did not end.
 */
export async function bringFile(
  { db, guarded, storage }: FilesDeps,
  run: Pick<ImportRow, 'id' | 'workspace_id'>,
  archive: Archive | null,
  file: FileSource,
  pendingId: string | null,
): Promise<void> {
  const media = announcedAs(guarded, run.workspace_id, archive, file)
  const id = pendingId ?? media.id
  if (pendingId === null)
    await db.transaction(async (tx) => {
      await insertMedia(tx, media)
      await noteFile(tx, run, file.source, id)
    })
  const entry = archive?.find(file.source)
  if (archive == null || entry == null) return
  const key = newKey({ id, workspace_id: run.workspace_id })
  const { size } = await storage.put(key, await archive.open(entry.name), mediaTypes[media.kind].maxBytes)
  await uploadArrived(db, id, key, size)
}

/** A file as it is announced to the workspace. Throws what is wrong with it. */
function announcedAs(
  guarded: FilesDeps['guarded'],
  workspaceId: string,
  archive: Archive | null,
  { source, kind, contentType }: FileSource,
): NewMedia {
  const entry = archive?.find(source)
  if (entry == null) {
    if (kind === 'url' && URL.canParse(source))
      return announceRegistered(guarded, workspaceId, { url: source, contentType: contentType ?? null })
    throw new ApiError(
      'VALIDATION_ERROR',
      `There is no file ${source.slice(0, 200)}: neither ${archive === null ? '' : 'in the archive nor '}among the files of this workspace. Upload it, or give its address.`,
    )
  }
  const type = contentType ?? typeByEnding(entry.name)
  const own = type === undefined ? undefined : kindOfType(type)
  if (type === undefined || own === undefined)
    throw new ApiError('VALIDATION_ERROR', `${entry.name.slice(0, 200)} is of no type that can be posted.`)
  const { maxBytes } = mediaTypes[own]
  if (entry.bytes > maxBytes)
    throw new ApiError(
      'VALIDATION_ERROR',
      `${entry.name.slice(0, 200)} has ${String(entry.bytes)} bytes; a file of its kind has ${String(maxBytes)} at most.`,
    )
  return {
    id: newId('media'),
    workspaceId,
    filename: (entry.name.split('/').at(-1) ?? 'file').slice(0, 255),
    type,
    sizeBytes: entry.bytes,
    kind: own,
    status: 'PENDING',
    origin: 'upload',
    source_url: null,
    alt_text: null,
    // Nobody sends it: the address is never shown.
    uploadMinutes: 0,
  }
}

function asPostSees(id: string, { type, kind, source_url, sizeBytes }: NewMedia): FileForPost {
  return {
    id,
    kind,
    contentType: type,
    altText: null,
    origin: 'register',
    sourceUrl: source_url,
    storageKey: null,
    thumbnailKey: null,
    status: 'READY',
    probed: false,
    sizeBytes,
    width: null,
    height: null,
    durationMs: null,
    videoCodec: null,
    frameRate: null,
  }
}
