import type { EventType } from '../../contract/events.js'
import type { JsonObject } from '../kit/json.js'
import type { Tx } from '../store/database.js'

export type NewEvent = {
  workspaceId: string
  type: EventType
  data: JsonObject
  /** Given for post events: they are numbered per post, in `data.sequence`. */
  postId?: string
  /** The event goes to this webhook alone (tests). */
  onlyWebhookId?: string
}

/**
 * Writes an event and one delivery per webhook that wants it, in the transaction that caused it. The caller wakes
 * the workers (`wake.due('deliveries')`) after the commit.
 */
export async function recordEvent(tx: Tx, event: NewEvent): Promise<{ eventId: string }> {
  const [eventId] = await recordEvents(tx, [event])
  if (eventId === undefined) throw new Error('The event was not written')
  return { eventId }
}

/** Several events in one statement, at most one of each post. Answers their ids, in the same order. */
export async function recordEvents(tx: Tx, events: readonly NewEvent[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>({
    name: 'record-events',
    text: `
      with tx as materialized (
        -- The transaction's number before seq: else one that commits in between could show a later seq to a reader
        -- who cannot know of this one yet.
        select pg_current_xact_id() as xid
      ), given as materialized (
        select vb_id('evt') as id, given.* from json_to_recordset($1)
          as given (place integer, workspace_id text, type text, data jsonb, post_id text, only_webhook text)
      ), numbered as (
        update posts set event_sequence = event_sequence + 1
        -- The row by its key and nothing else, also while statistics say that a workspace has hardly any posts.
        from given cross join lateral (select id, workspace_id from posts where posts.id = given.post_id offset 0) as own
        where posts.id = own.id and own.workspace_id = given.workspace_id returning posts.id, event_sequence as number
      ), event as (
        insert into events (id, workspace_id, type, post_id, post_sequence, data, xid)
        select given.id, workspace_id, type, post_id, number,
          case when number is null then data else data || jsonb_build_object('sequence', number) end, xid
        from given cross join tx left join numbered on numbered.id = given.post_id
        order by place
      ), wanting as materialized (
        -- Locked, so that a webhook that is being deleted is left out instead of failing what caused the event.
        select id, workspace_id, enabled, events from webhooks where workspace_id in (select workspace_id from given) for key share
      ), queued as (
        insert into deliveries (id, workspace_id, webhook_id, event_id)
        select vb_id('dlv'), given.workspace_id, wanting.id, given.id from given
        join wanting on wanting.workspace_id = given.workspace_id
          and case when given.only_webhook is null then enabled and events && array[given.type, '*']::text[] else wanting.id = given.only_webhook end
      )
      select id from given order by place`,
    values: [
      JSON.stringify(
        events.map((event, place) => ({
          place,
          workspace_id: event.workspaceId,
          type: event.type,
          data: event.data,
          post_id: event.postId,
          only_webhook: event.onlyWebhookId,
        })),
      ),
    ],
  })
  return rows.map((row) => row.id)
}
