import type { Json } from '../kit/json.js'
import type { Tx } from './database.js'

/** A target of one item that the network has published: what its settlement writes. */
export type PublishedTarget = {
  id: string
  /** Proof of ownership of the target and of its lane. */
  token: string
  workspaceId: string
  laneId: string
  postId: string
  attemptId: string
  remoteId: string | null
  url: string | null
  data: Json
  comment: NewComment | null
}

/** A first comment, due `delaySeconds` after its target is out. */
export type NewComment = { mode: string; content: string; delaySeconds: number }

/** Lanes before posts, and each in one order: the order of every settlement, so that none waits in a circle. */
export async function lockForSettling(
  tx: Tx,
  targets: readonly Pick<PublishedTarget, 'laneId' | 'postId'>[],
): Promise<void> {
  await tx.query({
    name: 'lock-lanes',
    text: 'select id from lanes where id = any ($1::bigint[]) order by id for update',
    values: [targets.map((target) => target.laneId)],
  })
  await tx.query({
    name: 'lock-posts-to-count',
    text: 'select id from posts where id = any ($1::text[]) order by id for no key update',
    values: [targets.map((target) => target.postId)],
  })
}

/**
 * Records that targets are out: the item with its remote post, the target, the attempt that did it, the first
 * comment. Answers those written. Left out, with nothing written of them: whose lease was lost, whose remote post
 * belongs to another item, and who is out already as another remote post.
 */
export async function recordPublished(
  tx: Tx,
  targets: readonly PublishedTarget[],
): Promise<Set<PublishedTarget>> {
  const rows = await tx.query<{ id: string; token: string }>({
    name: 'record-published',
    text: `
      with mine as materialized (
        select given.* from json_to_recordset($1) as given (id text, token uuid, workspace_id text, lane_id bigint, post_id text,
          attempt_id text, remote_id text, url text, data jsonb, comment_mode text, comment text, comment_delay integer)
        -- One index look-up each: OFFSET 0 keeps the planner from joining by what many rows share.
        cross join lateral (select from targets where id = given.id and lease_token = given.token offset 0) as own
        where not exists (select from target_items where target_id = given.id and sequence = 0 and remote_id <> given.remote_id)
          and (given.remote_id is null or not (
            exists (select from target_items where lane_id = given.lane_id and remote_id = given.remote_id and (target_id, sequence) <> (given.id, 0))
            or exists (select from comments where lane_id = given.lane_id and remote_id = given.remote_id)))
      ), item as (
        insert into target_items (target_id, sequence, workspace_id, lane_id, remote_id, url, data, published_at)
        select id, 0, workspace_id, lane_id, remote_id, url, data, vb_now() from mine
        on conflict (target_id, sequence) do update set
          remote_id = coalesce(target_items.remote_id, excluded.remote_id), url = coalesce(target_items.url, excluded.url),
          data = case when target_items.published_at is null then excluded.data else target_items.data end,
          published_at = coalesce(target_items.published_at, excluded.published_at)
        returning target_id, remote_id, url, published_at
      ), attempt as (
        update attempts set ended_at = coalesce(ended_at, vb_now()), outcome = 'published', error = null
        from mine where attempts.id = mine.attempt_id and (ended_at is null or outcome in ('unknown', 'processing'))
      ), comment as (
        insert into comments (id, workspace_id, post_id, target_id, lane_id, mode, content, run_at)
        select vb_id('cmt'), workspace_id, post_id, id, lane_id, comment_mode, comment, vb_now() + comment_delay * interval '1 second'
        from mine where comment is not null on conflict (target_id) do nothing
      )
      update targets set status = 'published', stage = 'send', resume = null, run_at = 'infinity', next_retry_at = null, error = null,
        remote_id = item.remote_id, url = item.url, published_at = item.published_at, lease_token = null, steps = '{}', updated_at = vb_now()
      from item join mine on mine.id = item.target_id where targets.id = item.target_id
      returning targets.id, mine.token`,
    values: [
      JSON.stringify(
        targets.map((target) => ({
          id: target.id,
          token: target.token,
          workspace_id: target.workspaceId,
          lane_id: target.laneId,
          post_id: target.postId,
          attempt_id: target.attemptId,
          remote_id: target.remoteId,
          url: target.url,
          data: target.data,
          comment_mode: target.comment?.mode,
          comment: target.comment?.content,
          comment_delay: target.comment?.delaySeconds,
        })),
      ),
    ],
  })
  // By their lease, too: who had a target before may answer at the same moment as who has it now.
  const written = new Map(rows.map((row) => [row.id, row.token]))
  return new Set(targets.filter((target) => written.get(target.id) === target.token))
}

/** Gives lanes back and sets each to its next target, once what was settled of it is written; see `releaseLane`. */
export async function releaseLanes(
  tx: Tx,
  leases: readonly Pick<PublishedTarget, 'laneId' | 'token'>[],
): Promise<void> {
  await tx.query({
    name: 'release-lanes',
    text: `
      with mine as materialized (
        select lanes.id, case when exists (
            select from targets where lane_id = lanes.id and stage = 'look' and run_at < 'infinity') then lanes.held_until end as held_until
        from unnest($1::bigint[], $2::uuid[]) as given (id, token)
        join lanes on lanes.id = given.id and (lanes.lease_token = given.token or lanes.lease_token is null)
      ), counted as materialized (
        select mine.id, mine.held_until, next.run_at, next.workspace_id from mine cross join lateral vb_lane_next(mine.id, mine.held_until) as next
      )
      update lanes set lease_token = null, lease_until = null, worker_id = null,
        held_until = counted.held_until, run_at = counted.run_at, next_workspace_id = counted.workspace_id
      from counted where lanes.id = counted.id`,
    values: [leases.map((lease) => lease.laneId), leases.map((lease) => lease.token)],
  })
}
