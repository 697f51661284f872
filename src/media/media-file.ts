import type { MediaFile } from '../connectors/connector.js'
import type { MediaFiles } from '../publishing/deps.js'
import type { MediaRef } from '../publishing/render.js'
import type { Seal } from '../kit/seal.js'
import type { Db } from '../store/database.js'
import { findSeveralMedia, type MediaById } from '../store/media.js'
import { collect } from './bytes.js'
import { fileUrl, nameWithEnding, type Rewritten } from './links.js'
import type { Storage } from './storage.js'

type Given = { db: Db; storage: Storage; seal: Seal; config: { publicUrl: string } }

const fetchableMs = 6 * 3_600_000

/** The files of an item in its order, as connectors get them; or why one cannot be had. */
export async function mediaFiles(
  given: Given,
  workspaceId: string,
  refs: readonly MediaRef[],
): Promise<MediaFiles> {
  const rows = new Map(
    (
      await findSeveralMedia(
        given.db,
        workspaceId,
        refs.map((ref) => ref.id),
      )
    ).map((row) => [row.id, row]),
  )
  const files: MediaFile[] = []
  for (const ref of refs) {
    const row = rows.get(ref.id)
    if (row === undefined)
      return rejected(ref.id, 'A file of this post was deleted. Use fix with another one.')
    if (row.status === 'FAILED')
      return rejected(
        row.id,
        `${row.filename} cannot be used: ${row.validation_results?.[0]?.message ?? 'it was refused'}`,
      )
    if (row.status !== 'READY' || !row.probed || row.storage_key === null)
      return { kind: 'wait', inMs: 1_000 }
    const file = toMediaFile(given, { ...row, storage_key: row.storage_key }, ref.altText ?? row.alt_text)
    files.push(ref.reencode === true ? await plainer(file, addressOf(given, row, 'plain')) : file)
  }
  return { kind: 'ok', files }
}

function rejected(mediaId: string, message: string): MediaFiles {
  return { kind: 'refused', error: { code: 'MEDIA_REJECTED', message, details: { mediaId } } }
}

/** Where a network that fetches finds a file, for a while. */
function addressOf({ seal, config }: Given, row: MediaById, rewritten: Rewritten | null): string {
  const file = { id: row.id, contentType: row.content_type }
  const until = new Date(row.read_at.getTime() + fetchableMs)
  return fileUrl({ publicUrl: config.publicUrl, seal }, file, until, 'files', rewritten)
}

function toMediaFile(
  given: Given,
  row: MediaById & { storage_key: string },
  altText: string | null,
): MediaFile {
  const { storage } = given
  const key = row.storage_key
  const bytes = async (): Promise<Uint8Array> => collect(storage.read(key))
  return {
    id: row.id,
    kind: row.kind === 'captions' ? 'document' : row.kind,
    filename: nameWithEnding(row.filename, row.content_type),
    contentType: row.content_type,
    sizeBytes: Number(row.size_bytes ?? 0),
    width: row.width,
    height: row.height,
    durationMs: row.duration_ms,
    altText,
    sha256: row.sha256 ?? '',
    stream: (range) => storage.read(key, range),
    bytes,
    reencoded: async (limit) => (await imageTools()).reencode(await bytes(), limit),
    publicUrl: (reencoded) => Promise.resolve(addressOf(given, row, reencoded ?? null)),
  }
}

/** The same picture, written anew as plainly as can be. */
async function plainer(file: MediaFile, address: string): Promise<MediaFile> {
  if (file.kind !== 'image') return file
  const bytes = await (await imageTools()).baseline(await file.bytes())
  return {
    ...file,
    contentType: 'image/jpeg',
    sizeBytes: bytes.length,
    sha256: `${file.sha256}-baseline`,
    async *stream(range) {
      yield await Promise.resolve(range === undefined ? bytes : bytes.subarray(range.start, range.end))
    },
    bytes: () => Promise.resolve(bytes),
    reencoded: async (limit) => (await imageTools()).reencode(bytes, limit),
    publicUrl: (limit) => (limit === undefined ? Promise.resolve(address) : file.publicUrl(limit)),
  }
}

/** Loaded by the first picture that has to be changed: what decodes pictures takes 14 MB of memory. */
function imageTools(): Promise<typeof import('./reencode.js')> {
  return import('./reencode.js')
}
