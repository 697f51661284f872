import type { Json, JsonObject } from '../kit/json.js'
import type { Db } from './database.js'
import type { QuotaRule } from '../domain/quota.js'
import type { PostMedia, Tenant } from './posts.js'
import { countsSql, type LaneQuota } from './quotas.js'
import { gather } from './gather.js'
import { keptForHours, type IdempotencyKey, type StoredReply } from './idempotency-keys.js'

export type AccountForPost = {
  id: string
  platform: string
  laneId: string
  status: string
  username: string | null
  displayName: string | null
  avatarUrl: string | null
  data: JsonObject
  /** How its network's quotas stand, where they were asked for and the network has any. */
  quota: LaneQuota | null
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

type Wanted = {
  accountIds: readonly string[]
  platforms: readonly string[]
  mediaIds: readonly string[]
  idempotency?: IdempotencyKey | null
  /** When the post goes out, null for now; `rules` by platform. The post's own targets do not count. */
  quotas?: { rules: Readonly<Record<string, readonly QuotaRule[]>>; at: Date | null; exceptPostId?: string }
}

/** Everything that creating or changing a post needs to know. Active accounts of `platforms` come too. */
export function loadPostingContext(db: Db, tenant: Tenant, wanted: Wanted): Promise<PostingContext> {
  return gathered(db, { ...wanted, tenant })
}

const countsOfQuotas = countsSql({
  lane: 'lane',
  rules: '($2::jsonb->asked.rules->platform)',
  at: 'greatest(asked.at, vb_now())',
  exceptPost: 'asked.except_post',
})

/**
 * `place between` says nothing but how few they are: the planner takes a hundred rows for what comes out of JSON, and
 * costs as high as that make it plan anew each time, which takes longer than all there is to read.
 */
const gathered = gather(loadPostingContexts)

async function loadPostingContexts(
  db: Db,
  asked: readonly (Wanted & { tenant: Tenant })[],
): Promise<PostingContext[]> {
  // As a rule there is one set for all: they are the same for whoever asks of the same connectors.
  const ruleSets = [...new Set(asked.flatMap(({ quotas }) => (quotas === undefined ? [] : [quotas.rules])))]
  const questions = asked.map(({ tenant, accountIds, platforms, quotas }) => ({
    workspace_id: tenant.workspaceId,
    mode: tenant.mode,
    account_ids: accountIds,
    platforms,
    rules: quotas === undefined ? null : ruleSets.indexOf(quotas.rules),
    at: quotas?.at,
    except_post: quotas?.exceptPostId,
  }))
  // Whoever asks for the same accounts at the same time as another is answered with that one: counting is most of it.
  const texts = questions.map((question) => JSON.stringify(question))
  const firsts = texts.map((text) => texts.indexOf(text))
  const rows = await db.query<{
    now: Date
    accounts: AccountForPost[] | null
    files: FileForPost[] | null
    stored: { hash: string; status: number | null; reply: Json } | null
  }>({
    name: 'load-posting-contexts',
    text: `
      select vb_now() as now,
        case when asked.is_first then (select json_agg(json_build_object('id', id, 'platform', platform, 'laneId', lane_id::text, 'status', status, 'username', username,
            'displayName', display_name, 'avatarUrl', avatar_url, 'data', platform_data, 'quota', case when $2::jsonb->asked.rules ? platform then (
              select json_build_object('kept', lane.quota, 'counts', (${countsOfQuotas})) from lanes as lane where lane.id = lane_id) end) order by id)
          from (
            select named.* from unnest(asked.account_ids) as wanted (id) cross join lateral (select * from accounts where id = wanted.id offset 0) as named
            union
            select active.* from (select asked.workspace_id, asked.mode where cardinality(asked.platforms) > 0) as home
              join accounts as active using (workspace_id, mode) where platform = any (asked.platforms) and status = 'active'
          ) as found where workspace_id = asked.workspace_id and mode = asked.mode) end as accounts,
        case when cardinality(asked.media_ids) > 0 then (
          select json_agg(json_build_object('id', id, 'kind', kind, 'contentType', content_type, 'altText', alt_text, 'origin', origin,
            'sourceUrl', source_url, 'storageKey', storage_key, 'thumbnailKey', thumbnail_key, 'status', status, 'probed', probed,
            'sizeBytes', size_bytes, 'width', width, 'height', height, 'durationMs', duration_ms, 'videoCodec', video_codec, 'frameRate', frame_rate))
          from media where workspace_id = asked.workspace_id and id = any (asked.media_ids) and deleted_at is null) end as files,
        case when asked.key is not null then (
          select json_build_object('hash', encode(body_hash, 'hex'), 'status', status, 'reply', reply) from idempotency_keys
          where workspace_id = asked.workspace_id and method = asked.method and path = asked.path and key = asked.key
            and created_at > vb_now() - interval '${String(keptForHours)} hours') end as stored
      from rows from (json_to_recordset($1) as (workspace_id text, mode text, account_ids text[], platforms text[], media_ids text[],
        method text, path text, key text, rules integer, at timestamptz, except_post text, is_first boolean)) with ordinality
        as asked (workspace_id, mode, account_ids, platforms, media_ids, method, path, key, rules, at, except_post, is_first, place)
      where place between 1 and 1000 order by place`,
    values: [
      JSON.stringify(
        asked.map(({ mediaIds, idempotency }, index) => ({
          ...questions[index],
          is_first: firsts[index] === index,
          media_ids: mediaIds,
          method: idempotency?.method,
          path: idempotency?.path,
          key: idempotency?.key,
        })),
      ),
      JSON.stringify(ruleSets),
    ],
  })
  return rows.map((row, index) => ({
    now: row.now,
    accounts: rows[firsts[index] ?? index]?.accounts ?? [],
    files: row.files ?? [],
    stored:
      row.stored === null
        ? null
        : {
            bodyHash: Buffer.from(row.stored.hash, 'hex'),
            status: row.stored.status,
            reply: row.stored.reply,
          },
  }))
}
