import type { MediaKind, MediaSort } from '../../contract/media.js'
import type { JsonObject } from '../kit/json.js'
import type { Lease } from './claims.js'
import type { Db, Tx } from './database.js'

export type MediaStatus = 'PENDING' | 'PROCESSING' | 'READY' | 'FAILED'
export type Finding = { code: string; message: string }

export type MediaRow = {
  id: string
  workspace_id: string
  filename: string
  content_type: string
  declared_type: string
  size_bytes: string | null
  kind: MediaKind
  status: MediaStatus
  origin: 'upload' | 'register'
  source_url: string | null
  storage_key: string | null
  /** A small JPEG of a picture; null where none is made. */
  thumbnail_key: string | null
  alt_text: string | null
  width: number | null
  height: number | null
  duration_ms: number | null
  video_codec: string | null
  frame_rate: number | null
  probed: boolean
  sha256: string | null
  validation_results: Finding[] | null
  metadata: JsonObject
  upload_expires_at: Date | null
  tries: number
  created_at: Date
  deleted_at: Date | null
}

/** With the database's time at the reading, which decides whether an address has run out. */
export type MediaById = MediaRow & { read_at: Date }

export type NewMedia = Pick<
  MediaRow,
  'id' | 'filename' | 'kind' | 'status' | 'origin' | 'alt_text' | 'source_url'
> & {
  workspaceId: string
  type: string
  sizeBytes: number | null
  /** Minutes in which the upload has to come; null: no upload. */
  uploadMinutes: number | null
}

/** A registered file is due at once (to be fetched), an awaited upload after a day (to be forgotten). */
export async function insertMedia(tx: Tx, media: NewMedia): Promise<MediaRow> {
  const [row] = await tx.query<MediaRow>({
    name: 'insert-media',
    text: `
      insert into media (id, workspace_id, filename, content_type, declared_type, size_bytes, kind, status, origin, source_url, alt_text, upload_expires_at, run_at)
      values ($1, $2, $3, $4, $4, $5, $6, $7, $8, $9, $10, vb_now() + $11 * interval '1 minute',
        case when $8 = 'register' then vb_now() else vb_now() + interval '1 day' end)
      returning *`,
    values: [
      media.id,
      media.workspaceId,
      media.filename,
      media.type,
      media.sizeBytes,
      media.kind,
      media.status,
      media.origin,
      media.source_url,
      media.alt_text,
      media.uploadMinutes,
    ],
  })
  if (row === undefined) throw new Error('The media was not written')
  return row
}

export async function findMedia(db: Db, workspaceId: string, id: string): Promise<MediaRow | null> {
  const [row] = await db.query<MediaRow>({
    name: 'find-media',
    text: 'select * from media where workspace_id = $1 and id = $2 and deleted_at is null',
    values: [workspaceId, id],
  })
  return row ?? null
}

/** By id alone: for signed addresses, which name the file and were made for one who may have it. */
export async function findMediaById(db: Db, id: string): Promise<MediaById | null> {
  const [row] = await db.query<MediaById>({
    name: 'find-media-by-id',
    text: 'select *, vb_now() as read_at from media where id = $1 and deleted_at is null',
    values: [id],
  })
  return row ?? null
}

export async function findSeveralMedia(
  db: Db,
  workspaceId: string,
  ids: readonly string[],
): Promise<MediaById[]> {
  return db.query<MediaById>({
    name: 'find-several-media',
    text: 'select *, vb_now() as read_at from media where workspace_id = $1 and id = any ($2) and deleted_at is null',
    values: [workspaceId, ids],
  })
}

export type MediaFilter = {
  workspaceId: string
  status: MediaStatus | null
  kind: MediaKind | null
  /** Each stands in the file name or the alt text. */
  words: readonly string[]
  sort: MediaSort
  /** The last file of the page before. */
  afterId: string | null
  limit: number
}

/** What each sort orders by, and which way; ids part files that are equal in it. Every one has its index. */
const orders = {
  newest: { key: null, way: 'desc' },
  oldest: { key: null, way: 'asc' },
  name: { key: 'lower(filename) collate "C"', way: 'asc' },
  largest: { key: 'coalesce(size_bytes, 0)', way: 'desc' },
} as const satisfies Record<MediaSort, unknown>

/**
 * A page, by keyset: the index is read in its order from where the page before ended, until the page is full. Each sort
 * is a statement of its own.
 */
export async function listMedia(db: Db, filter: MediaFilter): Promise<MediaRow[]> {
  const { key, way } = orders[filter.sort]
  const place = key === null ? 'id' : `${key}, id`
  const order = key === null ? `id ${way}` : `${key} ${way}, id ${way}`
  // Deleted files are looked up too: the page before may have ended with one that is gone since.
  const from =
    filter.afterId === null
      ? ''
      : `and (${place}) ${way === 'desc' ? '<' : '>'} (select ${place} from media where workspace_id = $1 and id = $6)`
  return db.query<MediaRow>({
    name: `list-media-${filter.sort}${from === '' ? '' : '-on'}`,
    text: `select * from media where workspace_id = $1 and deleted_at is null and ($2::text is null or status = $2) and ($3::text is null or kind = $3)
             and ($4::text[] = '{}' or lower(filename || ' ' || coalesce(alt_text, '')) like all ($4)) ${from}
           order by ${order} limit $5`,
    values: [
      filter.workspaceId,
      filter.status,
      filter.kind,
      filter.words.map((word) => `%${word.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`),
      filter.limit,
      ...(filter.afterId === null ? [] : [filter.afterId]),
    ],
  })
}

export async function setAltText(
  tx: Tx,
  workspaceId: string,
  id: string,
  altText: string | null,
): Promise<MediaRow | null> {
  const [row] = await tx.query<MediaRow>({
    name: 'set-alt-text',
    text: 'update media set alt_text = $3, updated_at = vb_now() where workspace_id = $1 and id = $2 and deleted_at is null returning *',
    values: [workspaceId, id, altText],
  })
  return row ?? null
}

/** A new quarter of an hour for an upload that has not come. Null when it has, or there is none. */
export async function extendUpload(
  tx: Tx,
  workspaceId: string,
  id: string,
  minutes: number,
): Promise<MediaRow | null> {
  const [row] = await tx.query<MediaRow>({
    name: 'extend-upload',
    text: `update media set upload_expires_at = vb_now() + $3 * interval '1 minute', run_at = vb_now() + interval '1 day', updated_at = vb_now()
           where workspace_id = $1 and id = $2 and deleted_at is null and status = 'PENDING' and origin = 'upload' returning *`,
    values: [workspaceId, id, minutes],
  })
  return row ?? null
}

/**
 * The bytes are in: processing is due. False when they came twice or the file was deleted meanwhile. That the address
 * had not run out was seen when the upload began; a slow one is not refused at its end.
 */
export async function uploadArrived(db: Db, id: string, storageKey: string, size: number): Promise<boolean> {
  const rows = await db.query({
    name: 'upload-arrived',
    text: `update media set status = 'PROCESSING', storage_key = $2, size_bytes = $3, run_at = vb_now(), updated_at = vb_now()
           where id = $1 and status = 'PENDING' and deleted_at is null returning id`,
    values: [id, storageKey, size],
  })
  return rows.length === 1
}

/**
 * The ids of posts of a workspace that carry a file: in the post, for one network, in a part of the thread, or as what a
 * fix put in. `workspace` and `media` are the statement's parameters.
 */
export const postsCarrying = (workspace: string, media: string): string => `
  select id from posts where workspace_id = ${workspace} and media_of_post(media, platform_overrides, thread_posts) @> array[${media}::text]
    and (media <> '[]' or platform_overrides <> '{}' or thread_posts <> '[]')
  union select post_id from targets where workspace_id = ${workspace} and media_fix @> jsonb_build_array(jsonb_build_object('id', ${media}::text))`

/** Posts that are still to go out and use a file, five at most; `inApproval`: of those, what waits for approval or has it. */
export async function postsWaitingFor(
  tx: Tx,
  workspaceId: string,
  id: string,
  { inApproval = false } = {},
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>({
    name: 'posts-waiting-for-media',
    text: `with carrying as materialized (${postsCarrying('$1', '$2')})
           select posts.id from carrying cross join lateral (select * from posts where id = carrying.id offset 0) as posts
           where status in ('scheduled', 'publishing', 'pending_approval', 'approved') and (approval is not null or not $3) limit 5`,
    values: [workspaceId, id, inApproval],
  })
  return rows.map((row) => row.id)
}

export async function markDeleted(tx: Tx, workspaceId: string, id: string): Promise<MediaRow | null> {
  const [row] = await tx.query<MediaRow>({
    name: 'mark-media-deleted',
    text: `update media set deleted_at = vb_now(), run_at = vb_now(), updated_at = vb_now() where workspace_id = $1 and id = $2 and deleted_at is null returning *`,
    values: [workspaceId, id],
  })
  return row ?? null
}

export async function readLeased(db: Db, lease: Lease): Promise<MediaRow | null> {
  const [row] = await db.query<MediaRow>({
    name: 'read-leased-media',
    text: 'select * from media where id = $1 and lease_token = $2',
    values: [lease.id, lease.token],
  })
  return row ?? null
}

export type Probed = {
  contentType: string
  kind: MediaKind
  storageKey: string
  thumbnailKey: string | null
  sizeBytes: number
  sha256: string
  width: number | null
  height: number | null
  durationMs: number | null
  videoCodec: string | null
  frameRate: number | null
  metadata: JsonObject
}

export async function mediaReady(tx: Tx, lease: Lease, facts: Probed): Promise<boolean> {
  const rows = await tx.query({
    name: 'media-ready',
    text: `update media set status = 'READY', probed = true, content_type = $3, kind = $4, storage_key = $5, size_bytes = $6, sha256 = $7, width = $8, height = $9,
             duration_ms = $10, video_codec = $11, frame_rate = $12, thumbnail_key = $13, metadata = metadata || $14::jsonb, validation_results = null, run_at = 'infinity', lease_token = null, lease_until = null,
             worker_id = null, updated_at = vb_now()
           where id = $1 and lease_token = $2 returning id`,
    values: [
      lease.id,
      lease.token,
      facts.contentType,
      facts.kind,
      facts.storageKey,
      facts.sizeBytes,
      facts.sha256,
      facts.width,
      facts.height,
      facts.durationMs,
      facts.videoCodec,
      facts.frameRate,
      facts.thumbnailKey,
      JSON.stringify(facts.metadata),
    ],
  })
  return rows.length === 1
}

/** The file cannot be used, and its bytes are for nobody. False when the lease was lost. */
export async function mediaFailed(db: Db, lease: Lease, findings: readonly Finding[]): Promise<boolean> {
  const rows = await db.query({
    name: 'media-failed',
    text: `update media set status = 'FAILED', validation_results = $3, storage_key = null, run_at = 'infinity', lease_token = null, lease_until = null,
             worker_id = null, updated_at = vb_now()
           where id = $1 and lease_token = $2 returning id`,
    values: [lease.id, lease.token, JSON.stringify(findings)],
  })
  return rows.length === 1
}

/** Tried again with growing pauses: the address of a registered file did not answer, or the storage did not. */
export async function mediaPostponed(db: Db, lease: Lease): Promise<void> {
  await db.query({
    name: 'media-postponed',
    text: `update media set tries = tries + 1, run_at = vb_now() + 5 * 2 ^ least(tries, 8) * interval '1 second', lease_token = null, lease_until = null, worker_id = null
           where id = $1 and lease_token = $2`,
    values: [lease.id, lease.token],
  })
}

/** An upload that never came is over. False when it came at the last moment. */
export async function giveUpUpload(db: Db, lease: Lease): Promise<boolean> {
  const rows = await db.query({
    name: 'give-up-upload',
    text: `update media set deleted_at = vb_now(), updated_at = vb_now() where id = $1 and lease_token = $2 and status = 'PENDING' returning id`,
    values: [lease.id, lease.token],
  })
  return rows.length === 1
}

/** Forgets a deleted file whose bytes are gone from the store. */
export async function dropMedia(db: Db, lease: Lease): Promise<void> {
  await db.query({
    name: 'drop-media',
    text: `update media set storage_key = null, thumbnail_key = null, run_at = 'infinity', lease_token = null,
             lease_until = null, worker_id = null
           where id = $1 and lease_token = $2 and deleted_at is not null`,
    values: [lease.id, lease.token],
  })
}
