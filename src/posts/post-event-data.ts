import type { JsonObject } from '../kit/json.js'
import type { Db } from '../store/database.js'

/**
 * The `data` of a post's webhook event: UPPERCASE enums, every spelling that known receivers read. Read in the
 * transaction that caused the event, so that it tells exactly what was committed.
 */
export async function postEventData(db: Db, workspaceId: string, postId: string): Promise<JsonObject> {
  const [row] = await db.query<{ data: JsonObject }>({
    name: 'post-event-data',
    text: `
      select jsonb_build_object(
        'id', p.id, 'postId', p.id, 'workspaceId', p.workspace_id, 'content', p.content, 'status', upper(p.status),
        'scheduledFor', vb_iso(p.scheduled_for), 'publishedAt', vb_iso(p.published_at), 'run', p.run, 'sequence', p.event_sequence + 1,
        'platforms', coalesce((
          select jsonb_agg(jsonb_build_object(
            'postPlatformId', t.id, 'id', t.id, 'accountId', t.account_id, 'platform', upper(t.platform), 'status', upper(t.status),
            'platformPostId', t.remote_id, 'platformPostUrl', t.url, 'publishedAt', vb_iso(t.published_at),
            'error', case when t.status = 'failed' and t.error is not null
              then jsonb_strip_nulls(jsonb_build_object('code', t.error -> 'code', 'message', t.error -> 'message', 'details', t.error -> 'details')) end,
            'warnings', t.warnings) order by t.position)
          from targets t where t.post_id = p.id), '[]')
      ) as data
      from posts p where p.id = $2 and p.workspace_id = $1`,
    values: [workspaceId, postId],
  })
  if (row === undefined) throw new Error(`No post ${postId} in ${workspaceId}`)
  return row.data
}
