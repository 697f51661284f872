import { newId } from '../kit/ids.js'
import type { Json, JsonObject } from '../kit/json.js'
import type { Db } from './database.js'
import type { PostMedia, PostRecord, Tenant } from './posts.js'
import { keptForHours, type IdempotencyKey, type StoredReply } from './idempotency-keys.js'

/** Who asks: every read and write of posts is bound to a workspace and to the running mode. */
export type AccountForPost = {
  id: string
  platform: string
  laneId: string
  status: string
  username: string | null
  displayName: string | null
  avatarUrl: string | null
  data: JsonObject
}

export type FileForPost = PostMedia & {
  status: string
  probed: boolean
  sizeBytes: number | null
  width: number | null
  height: number | null
  durationMs: number | null
  videoCodec: string | null
  frameRate: number | null
}

export type PostingContext = {
  now: Date
  accounts: AccountForPost[]
  files: FileForPost[]
  /** What was answered before to this idempotency key. */
  stored: StoredReply | null
}

/** Everything that creating or changing a post needs to know, in one statement. Active accounts of `platforms` come too. */
export async function loadPostingContext(
  db: Db,
  tenant: Tenant,
  wanted: {
    accountIds: readonly string[]
    platforms: readonly string[]
    mediaIds: readonly string[]
    idempotency?: IdempotencyKey | null
  },
): Promise<PostingContext> {
  const [row] = await db.query<{
    now: Date
    accounts: AccountForPost[] | null
    files: FileForPost[] | null
    stored: { hash: string; status: number | null; reply: Json } | null
  }>({
    name: 'load-posting-context',
    text: `
      select vb_now() as now,
        (select json_agg(json_build_object('id', id, 'platform', platform, 'laneId', lane_id::text, 'status', status, 'username', username,
            'displayName', display_name, 'avatarUrl', avatar_url, 'data', platform_data) order by id)
          from accounts where workspace_id = $1 and mode = $2 and (id = any ($3::text[]) or (platform = any ($4::text[]) and status = 'active'))) as accounts,
        case when cardinality($5::text[]) = 0 then null else (
          select json_agg(json_build_object('id', id, 'kind', kind, 'contentType', content_type, 'altText', alt_text, 'origin', origin,
            'sourceUrl', source_url, 'storageKey', storage_key, 'thumbnailKey', thumbnail_key, 'status', status, 'probed', probed,
            'sizeBytes', size_bytes, 'width', width, 'height', height, 'durationMs', duration_ms, 'videoCodec', video_codec, 'frameRate', frame_rate))
          from media where workspace_id = $1 and id = any ($5::text[]) and deleted_at is null) end as files,
        case when $8::text is null then null else (
          select json_build_object('hash', encode(body_hash, 'hex'), 'status', status, 'reply', reply) from idempotency_keys
          where workspace_id = $1 and method = $6 and path = $7 and key = $8
            and created_at > vb_now() - interval '${String(keptForHours)} hours') end as stored`,
    values: [
      tenant.workspaceId,
      tenant.mode,
      wanted.accountIds,
      wanted.platforms,
      wanted.mediaIds,
      wanted.idempotency?.method ?? null,
      wanted.idempotency?.path ?? null,
      wanted.idempotency?.key ?? null,
    ],
  })
  if (row === undefined) throw new Error('The posting context was not read')
  return {
    now: row.now,
    accounts: row.accounts ?? [],
    files: row.files ?? [],
    stored:
      row.stored === null
        ? null
        : {
            bodyHash: Buffer.from(row.stored.hash, 'hex'),
            status: row.stored.status,
            reply: row.stored.reply,
          },
  }
}

export type NewPost = {
  post: PostRecord
  createdBy: string | null
  lanes: readonly { targetId: string; laneId: string }[]
  events: readonly { type: 'post.created' | 'post.scheduled'; data: JsonObject }[]
  /** Kept with the post, in the same statement; null when no key was sent. */
  idempotency: {
    method: string
    path: string
    key: string
    bodyHash: Buffer
    status: number
    reply: Json
  } | null
}

/**
 * The hot write: post, targets, lanes, events, deliveries and the idempotent reply in one statement, which is its own
 * transaction. `keyTaken`: the key is there already, and nothing at all was written.
 */
export async function insertPost(
  db: Db,
  { post, createdBy, lanes, events, idempotency }: NewPost,
  mode: string,
): Promise<{ kind: 'created'; deliveries: number } | { kind: 'keyTaken' }> {
  const isScheduled = post.status === 'scheduled'
  const [row] = await db.query<{ created: number; deliveries: number }>({
    name: 'insert-post',
    text: `
      with key as (
        insert into idempotency_keys (workspace_id, method, path, key, body_hash, status, reply)
        select $2, $27, $28, $29, $30, $31, $32 where $29::text is not null
        on conflict (workspace_id, method, path, key) do update set body_hash = excluded.body_hash, status = excluded.status,
          reply = excluded.reply, lease_until = null, created_at = vb_now()
          where idempotency_keys.created_at <= vb_now() - interval '${String(keptForHours)} hours'
        returning 1
      ), allowed as materialized (
        select where $29::text is null or exists (select from key)
      ), lane as materialized (
        -- See the rule in lanes.ts. What comes back is what stands there now, whoever held the lane before.
        select id, run_at, lease_token from lanes
        where $8::text = 'scheduled' and id = any ($24::bigint[]) and exists (select from allowed) order by id for key share
      ), post as (
        insert into posts (id, workspace_id, mode, created_by, content, content_type, status, scheduled_for, kept_as_draft, media,
          platform_overrides, platform_metadata, thread_posts, first_comment, first_comment_delay, tags, metadata, warnings,
          open_targets, event_sequence, created_at, updated_at)
        select $1, $2, $3, $4, $5, $6, $8, $9, $10, $11, $12, $13, $14, $7, $15, $16, $17, $18,
          case when $8 = 'scheduled' then cardinality($21::text[]) else 0 end, cardinality($25::text[]), $19, $19
        from allowed
      ), target as (
        insert into targets (id, workspace_id, post_id, account_id, lane_id, platform, position, run_at, due_at, updated_at)
        select given.id, $2, $1, given.account_id, given.lane_id, given.platform, given.position - 1,
          coalesce($20::timestamptz, 'infinity'), $20, $19
        from allowed cross join unnest($21::text[], $22::text[], $23::text[], $24::bigint[]) with ordinality
          as given (id, account_id, platform, lane_id, position)
      ), queued as (
        update lanes set run_at = least(lanes.run_at, $20), next_workspace_id = $2
        from lane where lanes.id = lane.id and lane.lease_token is null and lane.run_at > $20
      ), tx as materialized (
        -- See record-event.ts, also for the lock below.
        select pg_current_xact_id() as xid
      ), event as (
        insert into events (id, workspace_id, type, post_id, post_sequence, data, xid)
        select given.id, $2, given.type, $1, given.sequence, given.data, tx.xid
        from allowed cross join tx cross join unnest($33::text[], $25::text[], $26::jsonb[]) with ordinality as given (id, type, data, sequence)
        order by given.sequence
        returning id, type
      ), wanting as materialized (
        select id, events from webhooks
        where workspace_id = $2 and enabled and events && ($25::text[] || '*'::text) and exists (select from allowed) for key share
      ), delivery as (
        insert into deliveries (id, workspace_id, webhook_id, event_id)
        select vb_id('dlv'), $2, wanting.id, event.id from wanting, event where wanting.events && array[event.type, '*']::text[]
        returning 1
      )
      select (select count(*)::int from allowed) as created, (select count(*)::int from delivery) as deliveries`,
    values: [
      post.id,
      post.workspaceId,
      mode,
      createdBy,
      post.content,
      post.contentType,
      post.firstComment,
      post.status,
      post.scheduledFor,
      post.keptAsDraft,
      JSON.stringify(post.media),
      JSON.stringify(post.overrides),
      JSON.stringify(post.platformMetadata),
      JSON.stringify(post.threadPosts),
      post.firstCommentDelay,
      post.tags,
      post.metadata === null ? null : JSON.stringify(post.metadata),
      JSON.stringify(post.warnings),
      post.createdAt,
      isScheduled ? post.scheduledFor : null,
      post.targets.map((target) => target.id),
      post.targets.map((target) => target.accountId),
      post.targets.map((target) => target.platform),
      post.targets.map((target) => lanes.find((lane) => lane.targetId === target.id)?.laneId),
      events.map((event) => event.type),
      events.map((event) => JSON.stringify(event.data)),
      idempotency?.method ?? null,
      idempotency?.path ?? null,
      idempotency?.key ?? null,
      idempotency?.bodyHash ?? null,
      idempotency?.status ?? null,
      idempotency === null ? null : JSON.stringify(idempotency.reply),
      events.map(() => newId('evt')),
    ],
  })
  if (row === undefined || row.created === 0) return { kind: 'keyTaken' }
  return { kind: 'created', deliveries: row.deliveries }
}
