import type { JsonObject } from '../kit/json.js'
import type { Db } from './database.js'

export type EventRow = { id: string; seq: string; type: string; data: JsonObject; created_at: Date }

/** How long events and deliveries can be read. */
const keptForDays = 30

/** Where a reader stopped: the last event it was given. Null: at the beginning. */
export type EventPosition = { seq: string; id: string } | null

export type EventFilter = {
  workspaceId: string
  type: string | null
  postId: string | null
  after: EventPosition
  limit: number
}

/**
 * In order, after a position. Stops before the first event whose transaction may be older than one that still runs
 * (see the table); `isHeldBack` says that there is one.
 */
export async function listEvents(
  db: Db,
  filter: EventFilter,
): Promise<{ rows: EventRow[]; isHeldBack: boolean }> {
  const rows = await db.query<EventRow & { is_settled: boolean }>({
    name: 'list-events',
    text: `select id, seq, type, data, created_at, xid < pg_snapshot_xmin(pg_current_snapshot()) as is_settled from events
           where workspace_id = $1
             and (xid, seq) > (coalesce((select xid from events where workspace_id = $1 and id = $3), '0'), $2::bigint)
             and created_at > vb_now() - interval '${String(keptForDays)} days'
             and ($4::text is null or type = $4) and ($5::text is null or post_id = $5)
           order by xid, seq limit $6`,
    values: [
      filter.workspaceId,
      filter.after?.seq ?? '0',
      filter.after?.id ?? null,
      filter.type,
      filter.postId,
      filter.limit,
    ],
  })
  const unsettled = rows.findIndex((row) => !row.is_settled)
  return unsettled === -1 ? { rows, isHeldBack: false } : { rows: rows.slice(0, unsettled), isHeldBack: true }
}

/**
 * Events of a dump that was loaded into another server carry that server's transaction numbers. Where those are
 * ahead of ours, new events would come before old ones: they are put at the beginning, in the order of seq. Done at
 * every start, before anything is written; costs one index look-up a workspace.
 */
export async function adoptRestoredEvents(db: Db): Promise<void> {
  await db.query({
    text: `
      update events set xid = '0' where workspace_id = any (array(
        select w.id from workspaces w
        where (select xid from events e where e.workspace_id = w.id order by xid desc limit 1) >= pg_snapshot_xmax(pg_current_snapshot())))`,
  })
}

/**
 * Deletes what is older than 30 days, in batches: deliveries, and events that no younger delivery (a replay) shows.
 * Answers how many rows went.
 */
export async function purgeEvents(db: Db, batch: number): Promise<number> {
  const deliveries = await db.query({
    name: 'purge-deliveries',
    text: `delete from deliveries where id = any (array(
             select d.id from events e join deliveries d on d.event_id = e.id
             where e.created_at < vb_now() - interval '${String(keptForDays)} days' and d.created_at < vb_now() - interval '${String(keptForDays)} days'
             order by e.created_at limit $1)) returning 1`,
    values: [batch],
  })
  const events = await db.query({
    name: 'purge-events',
    text: `delete from events where id = any (array(
             select id from events e where created_at < vb_now() - interval '${String(keptForDays)} days'
               and not exists (select from deliveries d where d.event_id = e.id)
             order by created_at limit $1)) returning 1`,
    values: [batch],
  })
  return deliveries.length + events.length
}

/** The last event that a reader who comes now is not given; null where there is none yet. */
export async function lastEvent(db: Db, workspaceId: string): Promise<EventPosition> {
  const [row] = await db.query<{ seq: string; id: string }>({
    name: 'last-event',
    text: `select seq, id from events where workspace_id = $1 and xid < pg_snapshot_xmin(pg_current_snapshot())
           order by xid desc, seq desc limit 1`,
    values: [workspaceId],
  })
  return row ?? null
}

/** Where a reader stopped who was given this event last; null where it cannot be read any more, and what followed it neither. */
export async function positionOf(db: Db, workspaceId: string, id: string): Promise<EventPosition> {
  const [row] = await db.query<{ seq: string; id: string }>({
    name: 'event-position',
    text: `select seq, id from events where id = $2 and workspace_id = $1 and created_at > vb_now() - interval '${String(keptForDays)} days'`,
    values: [workspaceId, id],
  })
  return row ?? null
}
