import type { FindingCode } from '../../contract/finding-codes.js'
import type { JsonObject } from '../kit/json.js'
import type { StatusChange } from '../domain/post-life.js'
import type { Override } from '../../contract/post-body.js'
import type { PostStatus, TargetStatus } from '../../contract/post-status.js'
import type { PlatformError } from '../domain/outcome.js'
import type { Db, Tx } from './database.js'
import { gather } from './gather.js'
import { postsCarrying } from './media.js'

/** Who asks: every read and write of posts is bound to a workspace and to the running mode. */
export type Tenant = { workspaceId: string; mode: string }

/** Whether what a post says now still has to be approved before it leaves, or is; null: nobody asks for it. */
export type Approval = 'needed' | 'given' | null

export type ThreadPart = {
  sequence: number
  content: string
  media?: { id: string; altText?: string }[]
}
export type PostWarning = {
  code: FindingCode
  message: string
  field?: string
  platform?: string
  suggestion?: string
}

/** What a post says, in the one spelling that is used inside. Platforms as keys are upper case. */
export type PostContent = {
  content: string
  contentType: string | null
  media: { id: string; altText?: string }[]
  overrides: Record<string, Override>
  platformMetadata: Record<string, JsonObject>
  threadPosts: ThreadPart[]
  firstComment: string | null
  firstCommentDelay: number
  tags: string[]
  metadata: JsonObject | null
  personaId: string | null
}

export type PostMedia = {
  id: string
  kind: string
  contentType: string | null
  /** The post's own, else the file's. */
  altText: string | null
  origin: string
  sourceUrl: string | null
  storageKey: string | null
  thumbnailKey: string | null
}

export type AttemptRecord = {
  number: number
  startedAt: Date
  endedAt: Date | null
  outcome: string | null
  error: PlatformError | null
}

export type TargetRecord = {
  id: string
  platform: string
  accountId: string
  accountName: string | null
  accountAvatarUrl: string | null
  accountStatus: string
  status: TargetStatus
  remoteId: string | null
  url: string | null
  publishedAt: Date | null
  error: PlatformError | null
  retryCount: number
  nextRetryAt: Date | null
  /** Due, and kept back until then at most: what became of another post of its account is not known. Read with single posts. */
  heldUntil?: Date
  warnings: JsonObject[]
  attempts: AttemptRecord[]
}

export type PostRecord = PostContent & {
  id: string
  workspaceId: string
  status: PostStatus
  scheduledFor: Date | null
  publishedAt: Date | null
  keptAsDraft: boolean
  warnings: PostWarning[]
  revision: number
  run: number
  eventSequence: number
  createdAt: Date
  updatedAt: Date
  files: PostMedia[]
  targets: TargetRecord[]
}

// ---------------------------------------------------------------- reading

/** Everything a presenter needs, read with the post: one statement for one post and for a hundred. */
const columns = `
  p.id, p.workspace_id, p.content, p.content_type, p.status, p.scheduled_for, p.published_at, p.kept_as_draft, p.media,
  p.platform_overrides, p.platform_metadata, p.thread_posts, p.first_comment, p.first_comment_delay, p.tags, p.metadata, p.persona_id,
  p.warnings, p.revision, p.run, p.event_sequence, p.created_at, p.updated_at,
  (select json_agg(json_build_object('id', t.id, 'platform', t.platform, 'accountId', t.account_id,
      'accountName', coalesce(a.display_name, a.username), 'accountAvatarUrl', a.avatar_url, 'accountStatus', a.status,
      'status', t.status, 'remoteId', t.remote_id, 'url', t.url, 'publishedAt', t.published_at, 'error', t.error,
      'retryCount', t.retry_count, 'nextRetryAt', t.next_retry_at, 'warnings', t.warnings,
      'attempts', case when p.status in ('draft', 'scheduled') then null else (
        select json_agg(json_build_object('number', x.number, 'startedAt', x.started_at, 'endedAt', x.ended_at,
          'outcome', x.outcome, 'error', x.error) order by x.number) from (select number, started_at, ended_at, outcome, error from attempts where target_id = t.id order by number desc limit 100) x) end
    ) order by t.position, t.id) from targets t join accounts a on a.id = t.account_id where t.post_id = p.id) as targets,
  case when p.media = '[]' then null else (
    select json_agg(json_build_object('id', m.id, 'kind', m.kind, 'contentType', m.content_type,
      'altText', coalesce(item.value ->> 'altText', m.alt_text), 'origin', m.origin, 'sourceUrl', m.source_url,
      'storageKey', m.storage_key, 'thumbnailKey', m.thumbnail_key) order by item.place)
    from jsonb_array_elements(p.media) with ordinality as item (value, place)
    join media m on m.id = item.value ->> 'id' and m.workspace_id = p.workspace_id) end as files`

type PostRow = {
  id: string
  workspace_id: string
  content: string
  content_type: string | null
  status: PostStatus
  scheduled_for: Date | null
  published_at: Date | null
  kept_as_draft: boolean
  media: PostContent['media']
  platform_overrides: PostContent['overrides']
  platform_metadata: PostContent['platformMetadata']
  thread_posts: ThreadPart[]
  first_comment: string | null
  first_comment_delay: number
  tags: string[]
  metadata: JsonObject | null
  persona_id: string | null
  warnings: PostWarning[]
  revision: number
  run: number
  event_sequence: number
  created_at: Date
  updated_at: Date
  targets: JsonTarget[] | null
  files: PostMedia[] | null
  /** By the ids of targets. */
  held?: Record<string, string> | null
}
type JsonTarget = Omit<TargetRecord, 'publishedAt' | 'nextRetryAt' | 'heldUntil' | 'attempts'> & {
  publishedAt: string | null
  nextRetryAt: string | null
  attempts:
    (Omit<AttemptRecord, 'startedAt' | 'endedAt'> & { startedAt: string; endedAt: string | null })[] | null
}

function record(row: PostRow): PostRecord {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    content: row.content,
    contentType: row.content_type,
    status: row.status,
    scheduledFor: row.scheduled_for,
    publishedAt: row.published_at,
    keptAsDraft: row.kept_as_draft,
    media: row.media,
    overrides: row.platform_overrides,
    platformMetadata: row.platform_metadata,
    threadPosts: row.thread_posts,
    firstComment: row.first_comment,
    firstCommentDelay: row.first_comment_delay,
    tags: row.tags,
    metadata: row.metadata,
    personaId: row.persona_id,
    warnings: row.warnings,
    revision: row.revision,
    run: row.run,
    eventSequence: row.event_sequence,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    files: row.files ?? [],
    targets: (row.targets ?? []).map((target) => ({
      ...target,
      publishedAt: dateOrNull(target.publishedAt),
      nextRetryAt: dateOrNull(target.nextRetryAt),
      ...(row.held?.[target.id] === undefined ? {} : { heldUntil: new Date(row.held[target.id] ?? NaN) }),
      attempts: (target.attempts ?? []).map((attempt) => ({
        ...attempt,
        startedAt: new Date(attempt.startedAt),
        endedAt: dateOrNull(attempt.endedAt),
      })),
    })),
  }
}

function dateOrNull(value: string | null): Date | null {
  return value === null ? null : new Date(value)
}

/**
 * The row by its key and nothing else: in a young database, whose statistics say that a workspace has hardly any
 * posts, the planner would as soon read all of them. OFFSET 0 keeps the tenant's conditions out of the choice.
 */
const postById = (id: string): string => `(select * from posts where id = ${id} offset 0)`

/** A post of this workspace; null where there is none. */
export function findPost(db: Db, tenant: Tenant, id: string): Promise<PostRecord | null> {
  return gathered(db, { ...tenant, id })
}

const gathered = gather(readPosts)

/** Posts by their ids, in the order asked for; `mode` null: of either, for what the server itself does with them. */
export async function readPosts(
  db: Db,
  asked: readonly { workspaceId: string; mode: string | null; id: string }[],
): Promise<(PostRecord | null)[]> {
  const rows = await db.query<PostRow & { place: string }>({
    name: 'read-posts',
    text: `
      select asked.place, ${columns}, case when p.status = 'publishing' or (p.status = 'scheduled' and p.scheduled_for <= vb_now()) then (
          select json_object_agg(t.id, lane.held_until) from targets t
          cross join lateral (select held_until from lanes where id = t.lane_id offset 0) as lane
          where t.post_id = p.id and t.status = 'pending' and t.stage <> 'look' and t.lease_token is null
            and t.run_at <= vb_now() and lane.held_until > vb_now()) end as held
      from unnest($1::text[], $2::text[], $3::text[]) with ordinality as asked (id, workspace_id, mode, place)
      cross join lateral ${postById('asked.id')} p
      where p.workspace_id = asked.workspace_id and (asked.mode is null or p.mode = asked.mode)`,
    values: [
      asked.map((each) => each.id),
      asked.map((each) => each.workspaceId),
      asked.map((each) => each.mode),
    ],
  })
  const found: (PostRecord | null)[] = asked.map(() => null)
  for (const row of rows) found[Number(row.place) - 1] = record(row)
  return found
}

/**
 * The post, locked until the transaction ends. Workers pass over a locked post, so that no target of it leaves
 * meanwhile. Take its lanes first (`shareLanesOfPost`) where run times will change.
 */
export async function lockPost(
  tx: Tx,
  tenant: Tenant,
  id: string,
): Promise<{ status: PostStatus; approval: Approval; now: Date } | null> {
  const [row] = await tx.query<{ status: PostStatus; approval: Approval; now: Date }>({
    name: 'lock-post',
    text: `select status, approval, vb_now() as now from posts where id = $1 and workspace_id = $2 and mode = $3 for update`,
    values: [id, tenant.workspaceId, tenant.mode],
  })
  return row ?? null
}

type LifeOfPost = {
  createdBy: string | null
  history: StatusChange[]
  failures: Record<string, TargetFailure[]>
  names: Record<string, string>
}

/** What a run of a target ended with. */
export type TargetFailure = { at: string; error: PlatformError }

/** Who made a post, what its status went through, how its targets failed, and what the people in it are called. */
export async function lifeOfPost(db: Db, tenant: Tenant, id: string): Promise<LifeOfPost | null> {
  const [row] = await db.query<LifeOfPost>({
    name: 'life-of-post',
    text: `
      select p.created_by as "createdBy", p.history,
        (select coalesce(jsonb_object_agg(t.id, t.failures), '{}') from targets t where t.post_id = p.id) as failures, (
        select coalesce(jsonb_object_agg(u.id, coalesce(u.name, u.email)), '{}') from users u
        where u.id = p.created_by or u.id in (select note ->> 'by' from jsonb_array_elements(p.history) as note)) as names
      from posts p where p.id = $1 and p.workspace_id = $2 and p.mode = $3`,
    values: [id, tenant.workspaceId, tenant.mode],
  })
  return row ?? null
}

// ---------------------------------------------------------------- lists

export type PostFilter = {
  /** null: all but archived ones. */
  statuses: readonly PostStatus[] | null
  platforms: readonly string[] | null
  accountId: string | null
  /** Those that carry this file. */
  mediaId: string | null
  from: Date | null
  to: Date | null
  /** Only posts older than this one. */
  before: string | null
  offset: number
  limit: number
}

/**
 * A page, newest first, by keyset on the id (in byte order, as the indexes for it are): no count, and as fast on the millionth post as on the first. Each shape of
 * filter is a statement of its own, so that each gets its own plan.
 */
export async function listPosts(db: Db, tenant: Tenant, filter: PostFilter): Promise<PostRecord[]> {
  const values: unknown[] = [tenant.workspaceId, tenant.mode, filter.limit, filter.offset]
  const shape: string[] = []
  const add = (name: string, value: unknown): string => {
    values.push(value)
    shape.push(name)
    return `$${String(values.length)}`
  }
  const onPost: string[] = []
  if (filter.before !== null) onPost.push(`posts.id collate "C" < ${add('before', filter.before)}`)
  if (filter.from !== null)
    onPost.push(`coalesce(posts.scheduled_for, posts.created_at) >= ${add('from', filter.from)}`)
  if (filter.to !== null)
    onPost.push(`coalesce(posts.scheduled_for, posts.created_at) <= ${add('to', filter.to)}`)
  const where = ['posts.workspace_id = $1', 'posts.mode = $2', ...onPost].join(' and ')
  const onTarget: string[] = []
  if (filter.accountId !== null) onTarget.push(`targets.account_id = ${add('account', filter.accountId)}`)
  if (filter.platforms !== null)
    onTarget.push(`targets.platform = any (${add('platforms', filter.platforms)})`)
  const hasTarget =
    onTarget.length === 0
      ? ''
      : `and exists (select from targets where targets.post_id = posts.id and targets.workspace_id = $1 and ${onTarget.join(' and ')})`

  let page: string
  if (filter.mediaId !== null) {
    // From the file: few posts carry it, and it tells them all.
    const statuses =
      filter.statuses === null
        ? `posts.status <> 'archived'`
        : `posts.status = any (${add('statuses', filter.statuses)})`
    page = `
      select posts.id from (${postsCarrying('$1', add('media', filter.mediaId))}) as carrying cross join lateral ${postById('carrying.id')} posts
      where ${where} ${hasTarget} and ${statuses} order by posts.id collate "C" desc limit $3::int offset $4::int`
  } else if (filter.statuses !== null) {
    // One ordered scan for each status: an index cannot keep the order over several.
    page = `
      select found.id from unnest(${add('statuses', filter.statuses)}::text[]) as wanted (status)
      cross join lateral (
        select id from posts where ${where} ${hasTarget} and posts.status = wanted.status order by id collate "C" desc limit $3::int + $4::int
      ) as found order by found.id collate "C" desc limit $3::int offset $4::int`
  } else if (filter.accountId !== null) {
    // From the account's own targets, so that one with few posts among a million is as fast.
    const older =
      filter.before === null ? '' : `and targets.post_id collate "C" < ${add('older', filter.before)}`
    page = `
      select posts.id from targets join posts on posts.id = targets.post_id
      where targets.workspace_id = $1 and ${onTarget.join(' and ')} ${older} and ${where} and posts.status <> 'archived'
      order by targets.post_id collate "C" desc limit $3::int offset $4::int`
  } else {
    page = `
      select id from posts where ${where} ${hasTarget} and posts.status <> 'archived'
      order by id collate "C" desc limit $3::int offset $4::int`
  }
  const rows = await db.query<PostRow>({
    name: `list-posts-${shape.join('-')}`,
    text: `with page as materialized (${page}) select ${columns} from page join posts p on p.id = page.id order by p.id collate "C" desc`,
    values,
  })
  return rows.map(record)
}
