import { newId } from '../kit/ids.js'
import type { Json, JsonObject } from '../kit/json.js'
import type { Db } from './database.js'
import { gather } from './gather.js'
import { keptForHours } from './idempotency-keys.js'
import type { PostRecord } from './posts.js'

export type NewPost = {
  post: PostRecord
  mode: string
  createdBy: string | null
  /** With what the person asked for it; null: whoever calls notes it, or the server makes it by itself. */
  audit: { keyId: string | null } | null
  /** `page`: the one that the account has selected now. */
  lanes: readonly { targetId: string; laneId: string; page: Json }[]
  events: readonly ('post.created' | 'post.scheduled')[]
  /** What each of them says; its `sequence` is its place among them, counted from 1. */
  eventData: JsonObject
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

/** `deliveries`: whether any were written, for this post or one that went in with it. */
export type Inserted = { kind: 'created'; deliveries: boolean } | { kind: 'keyTaken' }

/**
 * The hot write: post, targets, lanes, events, deliveries and the idempotent reply in one statement, which is its own
 * transaction; posts that arrive at the same time share it. `keyTaken`: the key is there already, and nothing at all
 * of this post was written.
 */
export const insertPost = gather(insertPosts)

async function insertPosts(db: Db, given: readonly NewPost[]): Promise<Inserted[]> {
  // A statement writes a key once: who comes second with it is asked after the first.
  const keys = new Set<string>()
  const [first, second]: [NewPost[], NewPost[]] = [[], []]
  for (const each of given) {
    const key = each.idempotency === null ? each.post.id : keyOf(each.post.workspaceId, each.idempotency)
    ;(keys.has(key) ? second : first).push(each)
    keys.add(key)
  }
  const inserted = new Map<NewPost, Inserted>()
  for (const [index, answer] of (await insertTogether(db, first)).entries())
    inserted.set(first[index] as NewPost, answer)
  if (second.length > 0)
    for (const [index, answer] of (await insertPosts(db, second)).entries())
      inserted.set(second[index] as NewPost, answer)
  return given.map((each) => inserted.get(each) as Inserted)
}

function keyOf(
  workspaceId: string,
  { method, path, key }: { method: string; path: string; key: string },
): string {
  return [workspaceId, method, path, key].join(' ')
}

async function insertTogether(db: Db, given: readonly NewPost[]): Promise<Inserted[]> {
  const rows = await db.query<{ place: number; deliveries: boolean }>({
    name: 'insert-posts',
    text: `
      with given as materialized (
        select * from json_to_recordset($1) as given (place integer, id text, workspace_id text, mode text, created_by text,
          content text, content_type text, status text, scheduled_for timestamptz, kept_as_draft boolean, media jsonb,
          overrides jsonb, platform_metadata jsonb, thread_posts jsonb, first_comment text, first_comment_delay integer,
          tags text[], metadata jsonb, persona_id text, warnings jsonb, created_at timestamptz, targets json,
          event_ids text[], event_types text[], event_data jsonb,
          audit_id text, key_id text, method text, path text, key text, body_hash text, reply_status integer, reply json)
      ), key as (
        insert into idempotency_keys (workspace_id, method, path, key, body_hash, status, reply)
        select workspace_id, method, path, key, decode(body_hash, 'hex'), reply_status, reply from given where key is not null
        on conflict (workspace_id, method, path, key) do update set body_hash = excluded.body_hash, status = excluded.status,
          reply = excluded.reply, lease_until = null, created_at = vb_now()
          where idempotency_keys.created_at <= vb_now() - interval '${String(keptForHours)} hours'
        returning workspace_id, method, path, key
      ), allowed as materialized (
        select given.* from given where given.key is null or exists (
          select from key where (key.workspace_id, key.method, key.path, key.key) = (given.workspace_id, given.method, given.path, given.key))
      ), target as materialized (
        select allowed.place, allowed.workspace_id, allowed.id as post_id, allowed.created_at, item.position, item.id, item.account_id,
          item.platform, item.lane_id, item.page, case when allowed.status = 'scheduled' then allowed.scheduled_for end as due_at
        from allowed cross join rows from (json_to_recordset(allowed.targets) as (id text, account_id text, platform text, lane_id bigint,
          page jsonb)) with ordinality as item (id, account_id, platform, lane_id, page, position)
      ), queueing as materialized (
        select lane_id, min(due_at) as run_at, min(workspace_id) as workspace_id from target where due_at is not null group by lane_id
      ), lane as materialized (
        -- See the rule in lanes.ts. What comes back is what stands there now, whoever held the lane before.
        select queueing.*, lanes.run_at as stands_at, lanes.lease_token from lanes join queueing on queueing.lane_id = lanes.id
        order by lanes.id for key share of lanes
      ), post as (
        insert into posts (id, workspace_id, mode, created_by, content, content_type, status, scheduled_for, kept_as_draft, media,
          platform_overrides, platform_metadata, thread_posts, first_comment, first_comment_delay, tags, metadata, persona_id, warnings,
          open_targets, event_sequence, approval, created_at, updated_at)
        select id, workspace_id, mode, created_by, content, content_type, status, scheduled_for, kept_as_draft, media,
          overrides, platform_metadata, thread_posts, first_comment, first_comment_delay, tags, metadata, persona_id, warnings,
          case when status = 'scheduled' then json_array_length(targets) else 0 end, cardinality(event_types), case when status = 'pending_approval' then 'needed' end, created_at, created_at
        from allowed
      ), written as (
        insert into targets (id, workspace_id, post_id, account_id, lane_id, platform, position, page, run_at, due_at, updated_at)
        select id, workspace_id, post_id, account_id, lane_id, platform, position - 1, coalesce(page, 'null'), coalesce(due_at, 'infinity'), due_at, created_at
        from target
      ), queued as (
        update lanes set run_at = least(lanes.run_at, lane.run_at), next_workspace_id = lane.workspace_id
        from lane where lanes.id = lane.lane_id and lane.lease_token is null and lane.stands_at > lane.run_at
      ), tx as materialized (
        -- See record-event.ts, also for the lock below.
        select pg_current_xact_id() as xid
      ), event as (
        insert into events (id, workspace_id, type, post_id, post_sequence, data, xid)
        select item.id, allowed.workspace_id, item.type, allowed.id, item.sequence,
          allowed.event_data || jsonb_build_object('sequence', item.sequence), tx.xid
        from allowed cross join tx cross join unnest(allowed.event_ids, allowed.event_types) with ordinality as item (id, type, sequence)
        order by allowed.place, item.sequence
        returning id, workspace_id, type
      ), wanting as materialized (
        select webhooks.id, webhooks.workspace_id, webhooks.events from webhooks
        where workspace_id in (select workspace_id from allowed) and enabled for key share
      ), delivery as (
        insert into deliveries (id, workspace_id, webhook_id, event_id)
        select vb_id('dlv'), event.workspace_id, wanting.id, event.id
        from event join wanting on wanting.workspace_id = event.workspace_id and wanting.events && array[event.type, '*']::text[]
        returning 1
      ), audited as (
        insert into audit_log (workspace_id, at, id, user_id, key_id, action, subject_id)
        select workspace_id, created_at, audit_id, created_by, key_id, 'createPost', id from allowed where audit_id is not null
      )
      select place, exists (select from delivery) as deliveries from allowed`,
    values: [JSON.stringify(given.map(rowOf))],
  })
  const answers = new Map(rows.map((row) => [row.place, row.deliveries]))
  return given.map((_, place) => {
    const deliveries = answers.get(place)
    return deliveries === undefined ? { kind: 'keyTaken' } : { kind: 'created', deliveries }
  })
}

function rowOf(
  { post, mode, createdBy, audit, lanes, events, eventData, idempotency }: NewPost,
  place: number,
): JsonObject {
  const laneOf = new Map(lanes.map((lane) => [lane.targetId, lane]))
  return {
    place,
    id: post.id,
    workspace_id: post.workspaceId,
    mode,
    created_by: createdBy,
    content: post.content,
    content_type: post.contentType,
    status: post.status,
    scheduled_for: post.scheduledFor?.toISOString() ?? null,
    kept_as_draft: post.keptAsDraft,
    media: post.media as Json,
    overrides: post.overrides as Json,
    platform_metadata: post.platformMetadata,
    thread_posts: post.threadPosts as Json,
    first_comment: post.firstComment,
    first_comment_delay: post.firstCommentDelay,
    tags: post.tags,
    metadata: post.metadata,
    persona_id: post.personaId,
    warnings: post.warnings as Json,
    created_at: post.createdAt.toISOString(),
    targets: post.targets.map(({ id, accountId, platform }) => ({
      id,
      account_id: accountId,
      platform,
      lane_id: laneOf.get(id)?.laneId ?? null,
      page: laneOf.get(id)?.page ?? null,
    })),
    event_ids: events.map(() => newId('evt')),
    event_types: [...events],
    event_data: eventData,
    audit_id: audit === null ? null : newId('aud'),
    key_id: audit?.keyId ?? null,
    method: idempotency?.method ?? null,
    path: idempotency?.path ?? null,
    key: idempotency?.key ?? null,
    body_hash: idempotency?.bodyHash.toString('hex') ?? null,
    reply_status: idempotency?.status ?? null,
    reply: idempotency?.reply ?? null,
  }
}
