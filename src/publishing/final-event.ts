import { failpoint } from '../kit/failpoint.js'
import { postEventData } from '../posts/post-event-data.js'
import type { Tx } from '../store/database.js'
import { recordEvent } from '../webhooks/record-event.js'

/** Writes the one final event of a run: `post.published` for published and partial, else `post.failed`. */
export async function recordFinalEvent(
  tx: Tx,
  workspaceId: string,
  postId: string,
  status: string,
): Promise<void> {
  const type = status === 'failed' ? 'post.failed' : 'post.published'
  const data = await postEventData(tx, workspaceId, postId)
  await recordEvent(tx, { workspaceId, type, postId, data })
  failpoint('event-written')
}
