import type { Notice } from '../connectors/connector.js'
import type { Db } from './database.js'

/** An item that a notice is about. */
export type NoticedItem = {
  targetId: string
  postId: string
  workspaceId: string
  laneId: string
  sequence: number
  /** It was out as this very message when the notice came. */
  isOutAsTold: boolean
}

/**
 * Keeps with an item what the network told of it; once more changes nothing. Null: no item of this network account is
 * meant. Whoever sends as somebody else is not heard: an item is found under the account that the notice names only.
 */
export async function keepNotice(
  db: Db,
  from: { mode: string; platform: string },
  notice: Notice,
): Promise<NoticedItem | null> {
  const { account, item, remoteId, status, at, error } = notice
  const [row] = await db.query<NoticedItem>({
    name: item === undefined ? 'keep-notice-of-message' : 'keep-notice',
    text: `
      update target_items as item set told = told || jsonb_build_object($4::text, coalesce(told -> $4::text, '{}') || $5::jsonb)
      from targets
      where item.lane_id = (select id from lanes where mode = $1 and platform = $2 and remote_id = $3)
        and ${item === undefined ? 'item.remote_id = $4::text' : 'item.target_id = $6 and item.sequence = $7'}
        and targets.id = item.target_id
      returning item.target_id as "targetId", targets.post_id as "postId", item.workspace_id as "workspaceId", item.lane_id::text as "laneId",
        item.sequence, item.published_at is not null and item.remote_id is not distinct from $4::text as "isOutAsTold"`,
    values: [
      from.mode,
      from.platform,
      account,
      remoteId,
      JSON.stringify({ [status]: at.toISOString(), ...(error === undefined ? {} : { error }) }),
      ...(item === undefined ? [] : [item.targetId, item.sequence]),
    ],
  })
  return row ?? null
}
