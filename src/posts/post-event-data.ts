import type { JsonObject } from '../kit/json.js'
import type { Db } from '../store/database.js'
import { readPosts } from '../store/posts.js'
import { presentPostEvent } from './present-post-event.js'

/** `data` of each post's next event, as it stands in this transaction. Record the events right after. */
export async function postEventsData(
  db: Db,
  posts: readonly { workspaceId: string; postId: string }[],
): Promise<JsonObject[]> {
  const read = await readPosts(
    db,
    posts.map(({ workspaceId, postId }) => ({ workspaceId, id: postId, mode: null })),
  )
  return read.map((post, index) => {
    if (post === null) throw new Error(`The post ${String(posts[index]?.postId)} of an event is gone`)
    return presentPostEvent(post, post.eventSequence + 1)
  })
}

/** `data` of one post's next event. */
export async function postEventData(db: Db, workspaceId: string, postId: string): Promise<JsonObject> {
  const [data] = await postEventsData(db, [{ workspaceId, postId }])
  if (data === undefined) throw new Error('An event has no data')
  return data
}
