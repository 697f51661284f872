import { failpoint } from '../kit/failpoint.js'
import { postEventsData } from '../posts/post-event-data.js'
import type { Tx } from '../store/database.js'
import { recordEvents } from '../webhooks/record-event.js'

/** Writes the one final event of each post's run: `post.published` for published and partial, else `post.failed`. */
export async function recordFinalEvents(
  tx: Tx,
  posts: readonly { postId: string; workspaceId: string; status: string }[],
): Promise<void> {
  if (posts.length === 0) return
  const data = await postEventsData(tx, posts)
  const events = posts.map(({ postId, workspaceId, status }, index) => ({
    workspaceId,
    type: status === 'failed' ? ('post.failed' as const) : ('post.published' as const),
    postId,
    data: data[index] ?? {},
  }))
  await recordEvents(tx, events)
  failpoint('event-written')
}
