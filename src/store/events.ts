import type { JsonObject } from '../kit/json.js'
import type { Db } from './database.js'

export type EventRow = { id: string; seq: string; type: string; data: JsonObject; created_at: Date }

/** How long events and deliveries can be read. */
const keptForDays = 30

/**
 * Oldest first after a cursor. Stops before the oldest transaction that still runs, so that no event that commits
 * late is skipped. A number beyond all that this server has given comes from the server a backup was made on.
 */
export async function listEvents(
  db: Db,
  filter: {
    workspaceId: string
    type: string | null
    postId: string | null
    afterSeq: string
    limit: number
  },
): Promise<EventRow[]> {
  return db.query<EventRow>({
    name: 'list-events',
    text: `select id, seq, type, data, created_at from events
           where workspace_id = $1 and seq > $2
             and (xid < pg_snapshot_xmin(pg_current_snapshot()) or xid >= pg_snapshot_xmax(pg_current_snapshot()))
             and created_at > vb_now() - interval '${String(keptForDays)} days'
             and ($3::text is null or type = $3) and ($4::text is null or post_id = $4)
           order by seq limit $5`,
    values: [filter.workspaceId, filter.afterSeq, filter.type, filter.postId, filter.limit],
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
