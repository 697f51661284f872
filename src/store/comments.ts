import type { Json, JsonObject } from '../kit/json.js'
import type { PlatformError } from '../domain/outcome.js'
import type { LookState } from '../domain/next-step.js'
import { dataForTarget } from './accounts.js'
import { attemptMs } from './attempts.js'
import type { Lease } from './claims.js'
import type { Db, Tx } from './database.js'
import type { PublishingAccount } from './target-state.js'

/** What a comment goes on with. */
export type CommentResume = {
  /** Sent again once after its looks said absent. */
  resent?: boolean
  /** The answer of a try was lost, and nothing has told since that it made nothing. */
  isLost?: boolean
  /** The network refused the access token: refresh before the next try. */
  refresh?: boolean
  /** What its preparation has made so far. */
  steps?: Record<string, { madeFrom: string; value: Json }>
  looks?: LookState
}

/** A first comment and what it hangs under. Times are the database's. */
export type CommentState = {
  now: Date
  content: string
  stage: 'send' | 'look'
  resume: CommentResume
  plan: Json
  plannedAt: Date
  /** Of the try that is open or was lost; null before the first. */
  deadline: { at: Date; inMs: number } | null
  isOpen: boolean
  tries: number
  triedForMs: number
  targetId: string
  laneId: string
  /** Before a look: posts on this account of the network that items and other comments have claimed. */
  claimed: string[]
  platform: string
  options: JsonObject
  under: { remoteId: string | null; url: string | null; data: Json }
  account: PublishingAccount
}

export async function loadCommentState(db: Db, lease: Lease): Promise<CommentState | null> {
  const [row] = await db.query<{ facts: Omit<CommentState, 'now'>; now: Date }>({
    name: 'load-comment-state',
    text: `
      select vb_now() as now, jsonb_build_object(
        'content', c.content, 'stage', c.stage, 'resume', coalesce(nullif(c.resume, 'null'), '{}'), 'laneId', c.lane_id::text, 'plan', c.plan, 'plannedAt', c.planned_at, 'tries', c.tries,
        'deadline', case when c.deadline_at is null then null else jsonb_build_object('at', c.deadline_at,
          'inMs', (extract(epoch from c.deadline_at - vb_now()) * 1000)::bigint) end,
        'isOpen', c.status = 'publishing',
        'triedForMs', coalesce(extract(epoch from vb_now() - c.first_try_at) * 1000, 0)::bigint,
        'claimed', case when c.stage <> 'look' then '[]' else (
          select coalesce(jsonb_agg(other.remote_id), '[]') from (
            -- As far back as a look may find something.
            select coalesce(c.first_try_at, vb_now()) - interval '1 hour' as at
          ) as since cross join lateral (
            select remote_id from target_items where lane_id = c.lane_id and remote_id is not null and published_at > since.at
            union all select remote_id from comments where lane_id = c.lane_id and remote_id is not null and id <> c.id and updated_at > since.at) as other) end,
        'targetId', t.id, 'platform', t.platform, 'options', coalesce(p.platform_metadata -> upper(t.platform), '{}'),
        'under', jsonb_build_object('remoteId', i.remote_id, 'url', i.url, 'data', i.data),
        'account', jsonb_build_object('id', a.id, 'remoteId', a.remote_id, 'username', a.username, 'displayName', a.display_name,
          'status', a.status, 'scopes', to_jsonb(a.scopes), 'data', ${dataForTarget('t', 'a')})
      ) as facts
      from comments c
      join targets t on t.id = c.target_id
      join target_items i on i.target_id = t.id and i.sequence = 0
      join posts p on p.id = c.post_id
      join accounts a on a.id = t.account_id
      where c.id = $1 and c.lease_token = $2`,
    values: [lease.id, lease.token],
  })
  if (row === undefined) return null
  const { facts } = row
  return {
    ...facts,
    now: row.now,
    plannedAt: new Date(facts.plannedAt),
    deadline: facts.deadline === null ? null : { ...facts.deadline, at: new Date(facts.deadline.at) },
  }
}

/** Commits that the comment is about to be sent, with what it was prepared as. Null when the lease is lost. */
export async function openComment(
  db: Db,
  lease: Lease,
  plan: Json,
  steps: CommentResume['steps'] = {},
): Promise<{ deadlineInMs: number } | null> {
  const [row] = await db.query<{ deadline_ms: number }>({
    name: 'open-comment',
    text: `
      update comments set status = 'publishing', plan = $3, resume = coalesce(nullif(resume, 'null'), '{}') || jsonb_build_object('steps', $5::jsonb), first_try_at = coalesce(first_try_at, vb_now()),
        deadline_at = vb_now() + $4 * interval '1 millisecond', updated_at = vb_now()
      where id = $1 and lease_token = $2 and lease_until > vb_now() and status = 'pending'
      returning extract(epoch from deadline_at - vb_now())::float8 * 1000 as deadline_ms`,
    values: [lease.id, lease.token, JSON.stringify(plan), attemptMs, JSON.stringify(steps)],
  })
  return row === undefined ? null : { deadlineInMs: row.deadline_ms }
}

export type CommentEnd =
  | { status: 'published'; remoteId: string | null; url: string | null }
  | { status: 'failed'; error: PlatformError }
  | { status: 'pending'; stage: 'send' | 'look'; inMs: number; resume: CommentResume; isTry: boolean }

export async function endComment(tx: Tx, lease: Lease, end: CommentEnd): Promise<boolean> {
  const waits = end.status === 'pending' ? end : null
  const rows = await tx.query({
    name: 'end-comment',
    text: `
      update comments set status = $3, stage = $4, resume = $5,
        run_at = case when $6::float8 is null then 'infinity' else vb_now() + $6 * interval '1 millisecond' end,
        first_try_at = case when $3 = 'pending' then coalesce(first_try_at, vb_now()) else first_try_at end,
        tries = tries + $7::int, remote_id = $8, url = $9, error = $10,
        lease_token = null, lease_until = null, worker_id = null, updated_at = vb_now()
      where id = $1 and lease_token = $2 returning id`,
    values: [
      lease.id,
      lease.token,
      end.status,
      waits?.stage ?? 'send',
      waits === null ? null : JSON.stringify(waits.resume),
      waits?.inMs ?? null,
      waits?.isTry === true ? 1 : 0,
      end.status === 'published' ? end.remoteId : null,
      end.status === 'published' ? end.url : null,
      end.status === 'failed' ? JSON.stringify(end.error) : null,
    ],
  })
  return rows.length === 1
}

/** Whether a remote post belongs to an item or another comment. Under the lane's lock, so that the answer stays true. */
export async function isRemoteClaimed(
  tx: Tx,
  comment: { id: string },
  laneId: string,
  remoteId: string,
): Promise<boolean> {
  const rows = await tx.query({
    name: 'is-remote-claimed',
    text: `select 1 from target_items where lane_id = $1 and remote_id = $2
           union all select 1 from comments where lane_id = $1 and remote_id = $2 and id <> $3`,
    values: [laneId, remoteId, comment.id],
  })
  return rows.length > 0
}

/** A comment whose answer came after its lease was lost. `outBefore`: it is out already, as another remote post. */
export async function commentPublishedLate(
  tx: Tx,
  comment: { id: string },
  end: { remoteId: string | null; url: string | null },
): Promise<'recorded' | 'outBefore' | 'known'> {
  const [row] = await tx.query<{ status: string; remote_id: string | null }>({
    name: 'lock-comment',
    text: 'select status, remote_id from comments where id = $1 for update',
    values: [comment.id],
  })
  if (row === undefined) return 'known'
  if (row.status === 'published') return row.remote_id === end.remoteId ? 'known' : 'outBefore'
  await tx.query({
    name: 'comment-published-late',
    text: `update comments set status = 'published', stage = 'send', resume = null, run_at = 'infinity', error = null, remote_id = $2, url = $3,
             lease_token = null, lease_until = null, worker_id = null, updated_at = vb_now() where id = $1`,
    values: [comment.id, end.remoteId, end.url],
  })
  return 'recorded'
}
