import { withdrawRound } from '../store/approvals.js'
import type { Tx } from '../store/database.js'
import { cancelScheduled } from '../store/post-targets.js'
import { endWait } from '../store/waiting-targets.js'
import { recordEvent } from '../webhooks/record-event.js'
import { statusConflict, type PostsCaller, type PostsDeps } from './deps.js'
import { getPost } from './get-post.js'
import { holdPost } from './hold-post.js'
import { postEventData } from './post-event-data.js'
import type { PostReply } from './present-post.js'

/** Stops a post before it leaves, and the approval it is in; or, where it failed and only waits for its next try, ends that wait and the run. */
export async function cancelPost(
  deps: Pick<PostsDeps, 'links'>,
  tx: Tx,
  caller: PostsCaller,
  id: string,
): Promise<PostReply> {
  const locked = await holdPost(tx, caller, id)
  if (locked.status === 'publishing') {
    const status = await endWait(tx, caller, id)
    if (status === false)
      throw statusConflict(
        'publishing',
        'cancel',
        'The post is being sent right now. Wait until it is published or failed.',
      )
    const type = status === 'failed' ? 'post.failed' : 'post.published'
    const data = await postEventData(tx, caller.workspaceId, id)
    await recordEvent(tx, { workspaceId: caller.workspaceId, type, postId: id, data })
  } else {
    if (!(await cancelScheduled(tx, caller, id))) throw statusConflict(locked.status, 'cancel')
    await withdrawRound(tx, id)
  }
  return getPost({ db: tx, links: deps.links }, caller, id)
}
