import type { Override } from '../../contract/post-body.js'
import type { Json, JsonObject } from '../kit/json.js'
import type { PlatformError } from '../domain/outcome.js'
import type { SentItem } from './attempts.js'
import type { NoticeStatus } from '../connectors/connector.js'
import type { Db, Tx } from './database.js'
import { dataForTarget } from './accounts.js'
import { gather } from './gather.js'
import type { ThreadPart } from './posts.js'

/** When the network told of a message, by its own clock, and why it did not arrive. */
export type ToldOfMessage = Partial<Record<NoticeStatus, string>> & { error?: PlatformError }

/** The account that something goes out on. */
export type PublishingAccount = {
  id: string
  remoteId: string
  username: string | null
  displayName: string | null
  status: string
  scopes: string[]
  /** With the page that the target is for. */
  data: JsonObject
}

/** Everything that publishing a target needs to know, read in one statement. Times are the database's. */
export type TargetState = {
  now: Date
  workspaceId: string
  postId: string
  targetId: string
  laneId: string
  platform: string
  mode: string
  revision: number
  run: number
  post: {
    content: string
    contentType: string | null
    media: { id: string; altText?: string }[]
    overrides: Record<string, Override>
    metadata: Record<string, JsonObject>
    thread: ThreadPart[]
    firstComment: string | null
    firstCommentDelay: number
  }
  target: {
    stage: 'send' | 'check' | 'proceed' | 'look'
    resume: Json
    contentFix: string | null
    mediaFix: { id: string; altText?: string; reencode?: boolean }[] | null
    tries: number
    resent: boolean
    dueAt: Date | null
    steps: Record<string, { madeFrom: string; value: Json }>
    triedForMs: number
    /** What it waits after. */
    error: PlatformError | null
    /** The database was put back then, and nobody has looked yet whether the target left since. */
    restoredAt: Date | null
    /** The moment from which nothing is known of it; null where it was not put back. */
    restoredFrom: Date | null
    /** It has hardly left since it was put back: it is sent unless a look finds it. */
    sentUnlessFound: boolean
  }
  account: PublishingAccount & {
    /** The account still has the page selected that the target is for. */
    isOnItsPage: boolean
  }
  settings: { missedAfterMinutes?: number; autoRetry?: boolean }
  items: {
    sequence: number
    plannedAt: Date
    remoteId: string | null
    url: string | null
    data: Json
    publishedAt: Date | null
    /** Who it goes to, where the network is sent one item a recipient. */
    recipient: string | null
    /** What the network said of this recipient, while the item is not out. */
    error: PlatformError | null
    /** Is not sent in this run any more. */
    isAside: boolean
    /** What the network told by itself, by remote id. */
    told: Record<string, ToldOfMessage>
  }[]
  /** The newest attempt that was opened, still open or ended; while an item is looked for, the newest at that. */
  lastAttempt: {
    id: string
    sequence: number
    stage: 'send' | 'proceed'
    run: number
    plan: Json
    /** null: made by a version that did not keep it. */
    sent: SentItem | null
    contentHash: string
    startedAt: Date
    deadlineAt: Date
    isOpen: boolean
    deadlineInMs: number
    outcome: string | null
    error: PlatformError | null
  } | null
  attempts: {
    id: string
    sequence: number
    contentHash: string
    startedAt: Date
    agoMs: number
    outcome: string | null
    /** The answer was lost, and looks said since that nothing came of it, or a person chose to send again. */
    isSettled: boolean
  }[]
  /** Before a look: posts on this account of the network that other items or comments have claimed. */
  claimed: string[]
}

/** Null when the lease is no longer ours. */
export const loadTargetState = gather(loadTargetStates)

/** Whoever has it, in a transaction that holds its lane. Null: there is none. */
export async function targetStateNow(tx: Tx, id: string): Promise<TargetState | null> {
  const [state] = await loadTargetStates(tx, [{ id, token: null }])
  return state ?? null
}

async function loadTargetStates(
  db: Db,
  targets: readonly { id: string; token: string | null }[],
): Promise<(TargetState | null)[]> {
  const rows = await db.query<{ id: string; token: string | null; now: Date; facts: TargetState }>({
    name: 'load-target-states',
    text: `
      select t.id, asked.token, json_build_object(
        'workspaceId', t.workspace_id, 'postId', t.post_id, 'targetId', t.id, 'laneId', t.lane_id::text, 'platform', t.platform,
        'mode', p.mode, 'revision', p.revision, 'run', p.run,
        'post', json_build_object('content', p.content, 'contentType', p.content_type, 'media', p.media, 'overrides', p.platform_overrides,
          'metadata', p.platform_metadata, 'thread', p.thread_posts, 'firstComment', p.first_comment, 'firstCommentDelay', p.first_comment_delay),
        'target', json_build_object('stage', t.stage, 'resume', t.resume, 'contentFix', t.content_fix, 'mediaFix', t.media_fix, 'tries', t.tries,
          'resent', t.resent, 'error', t.error, 'dueAt', t.due_at, 'steps', t.steps,
          'restoredAt', t.restored_at, 'restoredFrom', t.restored_from, 'sentUnlessFound', t.sent_unless_found, 'triedForMs', coalesce(extract(epoch from vb_now() - t.first_try_at) * 1000, 0)::bigint),
        'account', json_build_object('id', a.id, 'remoteId', a.remote_id, 'username', a.username, 'displayName', a.display_name,
          'status', a.status, 'scopes', to_jsonb(a.scopes), 'data', ${dataForTarget('t', 'a')},
          'isOnItsPage', t.page is null or t.page = coalesce(a.platform_data->'page', 'null')),
        'settings', w.settings,
        'items', coalesce((select json_agg(json_build_object('sequence', i.sequence, 'plannedAt', i.planned_at, 'remoteId', i.remote_id, 'url', i.url,
          'data', i.data, 'publishedAt', i.published_at, 'recipient', i.recipient, 'error', i.error, 'isAside', i.is_aside, 'told', i.told) order by i.sequence) from target_items i where i.target_id = t.id), '[]'),
        'lastAttempt', (select json_build_object('id', x.id, 'sequence', x.sequence, 'stage', x.stage, 'run', x.run, 'plan', x.plan,
          'sent', x.sent, 'contentHash', x.content_hash, 'startedAt', x.started_at, 'deadlineAt', x.deadline_at, 'isOpen', x.ended_at is null,
          'deadlineInMs', (extract(epoch from x.deadline_at - vb_now()) * 1000)::bigint, 'outcome', x.outcome, 'error', x.error)
          from attempts x where x.target_id = t.id and x.stage <> 'prepare'
          order by x.ended_at is null desc, coalesce(t.stage = 'look' and x.sequence = (t.resume ->> 'sequence')::integer, false) desc, x.number desc limit 1),
        'attempts', coalesce((select json_agg(json_build_object('id', x.id, 'sequence', x.sequence, 'contentHash', x.content_hash,
          'startedAt', x.started_at, 'outcome', x.outcome, 'isSettled', x.is_settled, 'agoMs', (extract(epoch from vb_now() - x.started_at) * 1000)::bigint) order by x.number) from attempts x where x.target_id = t.id and x.stage <> 'prepare'), '[]'),
        'claimed', case when t.stage <> 'look' then '[]' else (
          select coalesce(json_agg(other.remote_id), '[]') from (
            -- As far back as a look may find something: from the first attempt, or from where nothing is known.
            select least(t.restored_from, (select min(started_at) from attempts where target_id = t.id), vb_now()) - interval '1 hour' as at
          ) as since cross join lateral (
            select remote_id from target_items where lane_id = t.lane_id and remote_id is not null and target_id <> t.id and published_at > since.at
            union all select remote_id from comments where lane_id = t.lane_id and remote_id is not null and updated_at > since.at) as other) end
      ) as facts, vb_now() as now
      from unnest($1::text[], $2::uuid[]) as asked (id, token)
      join targets t on t.id = asked.id and (t.lease_token = asked.token or asked.token is null)
      join posts p on p.id = t.post_id
      join accounts a on a.id = t.account_id
      join workspaces w on w.id = t.workspace_id`,
    values: [targets.map((target) => target.id), targets.map((target) => target.token)],
  })
  // By the token too: who asks with a lease that was lost gets nothing, whoever asks beside him.
  const states = new Map(rows.map((row) => [keyOf(row), asState(row)]))
  return targets.map((target) => states.get(keyOf(target)) ?? null)
}

function keyOf({ id, token }: { id: string; token: string | null }): string {
  return `${id} ${String(token)}`
}

function asState(row: { now: Date; facts: TargetState }): TargetState {
  const facts = row.facts
  const date = (value: Date | null): Date | null => (value === null ? null : new Date(value))
  return {
    ...facts,
    now: row.now,
    target: {
      ...facts.target,
      dueAt: date(facts.target.dueAt),
      restoredAt: date(facts.target.restoredAt),
      restoredFrom: date(facts.target.restoredFrom),
    },
    attempts: facts.attempts.map((attempt) => ({ ...attempt, startedAt: new Date(attempt.startedAt) })),
    items: facts.items.map((item) => ({
      ...item,
      plannedAt: new Date(item.plannedAt),
      publishedAt: date(item.publishedAt),
    })),
    lastAttempt:
      facts.lastAttempt === null
        ? null
        : {
            ...facts.lastAttempt,
            startedAt: new Date(facts.lastAttempt.startedAt),
            deadlineAt: new Date(facts.lastAttempt.deadlineAt),
          },
  }
}
