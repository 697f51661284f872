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
  const [row] = await tx.query<{ id: string }>({
    name: 'record-event',
    text: `
      with tx as materialized (
        -- The transaction's number before seq: else one that commits in between could show a later seq to a reader
        -- who cannot know of this one yet.
        select pg_current_xact_id() as xid
      ), numbered as (
        update posts set event_sequence = event_sequence + 1
        -- The row by its key and nothing else, also while statistics say that a workspace has hardly any posts.
        from (select id, workspace_id from posts where id = $4 offset 0) as given
        where posts.id = given.id and given.workspace_id = $1 returning event_sequence as number
      ), event as (
        insert into events (id, workspace_id, type, post_id, post_sequence, data, xid)
        select vb_id('evt'), $1, $2, $4, number, case when number is null then $3::jsonb else $3::jsonb || jsonb_build_object('sequence', number) end, xid
        from tx left join numbered on true
        returning id
      ), wanting as materialized (
        -- Locked, so that a webhook that is being deleted is left out instead of failing what caused the event.
        select id from webhooks
        where workspace_id = $1
          and case when $5::text is null then enabled and events && array[$2, '*']::text[] else id = $5 end
        for key share
      ), queued as (
        insert into deliveries (id, workspace_id, webhook_id, event_id)
        select vb_id('dlv'), $1, wanting.id, event.id from wanting, event
      )
      select id from event`,
    values: [
      event.workspaceId,
      event.type,
      JSON.stringify(event.data),
      event.postId ?? null,
      event.onlyWebhookId ?? null,
    ],
  })
  if (row === undefined) throw new Error('The event was not written')
  return { eventId: row.id }
}
