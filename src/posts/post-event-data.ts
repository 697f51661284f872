import type { JsonObject } from '../kit/json.js'
import type { Db } from '../store/database.js'
import { readPost } from '../store/posts.js'
import { presentPostEvent } from './present-post-event.js'

/** `data` of the post's next event, as it stands in this transaction. Record the event right after. */
export async function postEventData(db: Db, workspaceId: string, postId: string): Promise<JsonObject> {
  const post = await readPost(db, workspaceId, postId)
  if (post === null) throw new Error(`The post ${postId} of an event is gone`)
  return presentPostEvent(post, post.eventSequence + 1)
}
