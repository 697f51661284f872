import * as contract from '../../contract/media.js'
import { paginated } from '../../contract/common.js'
import { ApiError } from '../../contract/errors.js'
import { openCursor, pageOf } from '../domain/pages.js'
import { newId } from '../kit/ids.js'
import { announceRegistered } from '../media/announce.js'
import { deleteMedia } from '../media/delete-media.js'
import { describeMedia } from '../media/describe-media.js'
import { fileUrl, uploadUrl } from '../media/links.js'
import { extendUpload, findMedia, insertMedia, listMedia, type MediaRow } from '../store/media.js'
import type { Parts } from './parts.js'
import { serve, serveWrite, type Route } from './serve.js'

const uploadMinutes = 15

function links(parts: Parts) {
  return { publicUrl: parts.config.publicUrl, seal: parts.seal }
}

function presentMedia(parts: Parts, row: MediaRow) {
  const file = { id: row.id, contentType: row.content_type }
  const isOurs = row.status === 'READY' && row.probed && row.storage_key !== null
  const url = isOurs ? fileUrl(links(parts), file, null) : row.source_url
  const thumbnailUrl = row.thumbnail_key === null ? null : fileUrl(links(parts), file, null, 'thumbnails')
  return {
    id: row.id,
    mediaId: row.id,
    filename: row.filename,
    contentType: row.content_type,
    type: row.kind,
    sizeBytes: row.size_bytes === null ? null : Number(row.size_bytes),
    status: row.status,
    url,
    publicUrl: url,
    variants: {
      ...(isOurs && url !== null ? { original: url } : {}),
      ...(thumbnailUrl === null ? {} : { thumbnail: thumbnailUrl }),
    },
    dimensions: row.width === null || row.height === null ? null : { width: row.width, height: row.height },
    durationMs: row.duration_ms,
    videoCodec: row.video_codec,
    thumbnailUrl,
    altText: row.alt_text,
    validationResults: row.validation_results ?? [],
    metadata: row.metadata,
    createdAt: row.created_at.toISOString(),
  }
}

function presentUpload(parts: Parts, row: MediaRow) {
  const expiresAt = row.upload_expires_at ?? new Date(0)
  const signed = { id: row.id, type: row.declared_type, sizeBytes: Number(row.size_bytes) }
  return {
    id: row.id,
    mediaId: row.id,
    uploadUrl: uploadUrl(links(parts), signed, expiresAt),
    uploadHeaders: { 'Content-Type': row.declared_type, 'x-amz-server-side-encryption': 'AES256' },
    expiresAt: expiresAt.toISOString(),
  }
}

function noSuchMedia(id: string): ApiError {
  return new ApiError('NOT_FOUND', `There is no media ${id} in this workspace.`)
}

export const mediaRoutes: readonly Route[] = [
  serveWrite(contract.uploadMedia, async (parts, { tx, caller, body }) => {
    const kind = kindOf(body.contentType)
    const { maxBytes } = contract.mediaTypes[kind]
    if (body.sizeBytes > maxBytes) {
      throw new ApiError(
        'VALIDATION_ERROR',
        `sizeBytes: a file of this type has at most ${String(maxBytes)} bytes.`,
        { field: 'sizeBytes', maxBytes },
      )
    }
    const row = await insertMedia(tx, {
      id: newId('media'),
      workspaceId: caller.workspaceId,
      filename: body.filename,
      type: body.contentType,
      sizeBytes: body.sizeBytes,
      kind,
      status: 'PENDING',
      origin: 'upload',
      source_url: null,
      alt_text: body.altText ?? null,
      uploadMinutes,
    })
    return presentUpload(parts, row)
  }),
  serveWrite(contract.registerMedia, async (parts, { tx, caller, body, afterCommit }) => {
    const row = await insertMedia(tx, announceRegistered(parts.guarded, caller.workspaceId, body))
    afterCommit(() => parts.wake.due('media'))
    return presentMedia(parts, row)
  }),
  serve(contract.listMedia, async (parts, { caller, query }) => {
    const rows = await listMedia(parts.db, {
      workspaceId: caller.workspaceId,
      status: query.status ?? null,
      kind: query.type ?? null,
      words: query.search?.split(/\s+/).filter((word) => word !== '') ?? [],
      sort: query.sort,
      afterId: openCursor(query.cursor, /^media_\w+$/),
      limit: query.limit + 1,
    })
    const { page, next } = pageOf(rows, query.limit)
    const data = page.map((row) => presentMedia(parts, row))
    return { data, media: data, pagination: paginated(query.limit, next) }
  }),
  serve(contract.getMedia, async (parts, { caller, params }) => {
    const row = await findMedia(parts.db, caller.workspaceId, params.id)
    if (row === null) throw noSuchMedia(params.id)
    return presentMedia(parts, row)
  }),
  serveWrite(contract.updateMedia, async (parts, { tx, caller, params, body }) => {
    const row =
      body.altText === undefined
        ? await findMedia(tx, caller.workspaceId, params.id)
        : await describeMedia(tx, caller, params.id, body.altText)
    if (row === null) throw noSuchMedia(params.id)
    return presentMedia(parts, row)
  }),
  serveWrite(contract.deleteMedia, async (parts, { tx, caller, params, afterCommit }) => {
    if (!(await deleteMedia(tx, caller.workspaceId, params.id))) throw noSuchMedia(params.id)
    afterCommit(() => parts.wake.due('media'))
    return { success: true as const }
  }),
  serveWrite(contract.refreshPresign, async (parts, { tx, caller, params }) => {
    const row = await extendUpload(tx, caller.workspaceId, params.id, uploadMinutes)
    if (row !== null) return presentUpload(parts, row)
    const known = await findMedia(tx, caller.workspaceId, params.id)
    if (known === null) throw noSuchMedia(params.id)
    throw new ApiError('CONFLICT', 'The file is in already.', { status: known.status })
  }),
]

function kindOf(type: string): contract.MediaKind {
  return contract.kindOfType(type) ?? 'image'
}
