import type { EventType } from '../../contract/events.js'
import type { JsonObject } from '../kit/json.js'
import type { Tx } from '../store/database.js'

export type NewEvent = {
  workspaceId: string
  type: EventType
  data: JsonObject
  /** Given for post events: they are numbered per post. */
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
      with numbered as (
        update posts set event_sequence = event_sequence + 1 where id = $4 and workspace_id = $1 returning event_sequence
      ), event as (
        insert into events (id, workspace_id, type, post_id, post_sequence, data)
        values (vb_id('evt'), $1, $2, $4, (select event_sequence from numbered), $3)
        returning id
      ), queued as (
        insert into deliveries (id, workspace_id, webhook_id, event_id)
        select vb_id('dlv'), $1, webhooks.id, event.id
        from webhooks, event
        where webhooks.workspace_id = $1
          and case when $5::text is null then webhooks.enabled and webhooks.events && array[$2, '*']::text[] else webhooks.id = $5 end
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
