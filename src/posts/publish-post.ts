import { allows } from '../domain/post-status.js'
import type { Tx } from '../store/database.js'
import { shareLanesOfPost } from '../store/lanes.js'
import { publishNow } from '../store/post-targets.js'
import { loadPostingContext } from '../store/posting-context.js'
import { findPost, lockPost } from '../store/posts.js'
import { assessPost, refuseUnreadyMedia } from './assess-post.js'
import { refuseErrors } from './check-post.js'
import { noSuchPost, statusConflict, type PostsCaller, type PostsDeps } from './deps.js'
import { getPost } from './get-post.js'
import type { PostReply } from './present-post.js'
import { mediaIdsOf } from './read-content.js'

/** Sends a post now. It is `publishing` before the reply is sent, because pollers stop at anything else. */
export async function publishPost(
  deps: Pick<PostsDeps, 'connectors' | 'links'>,
  tx: Tx,
  caller: PostsCaller,
  id: string,
): Promise<PostReply> {
  await shareLanesOfPost(tx, id)
  const locked = await lockPost(tx, caller, id)
  if (locked === null) throw noSuchPost(id)
  if (!allows(locked.status, 'publish')) throw statusConflict(locked.status, 'publish')
  const post = await findPost(tx, caller, id)
  if (post === null) throw noSuchPost(id)
  const context = await loadPostingContext(tx, caller, {
    accountIds: post.targets.map((target) => target.accountId),
    platforms: [],
    mediaIds: mediaIdsOf(post),
  })
  // What broke a rule while it was a draft, and what is known only now of registered files, is said before it leaves.
  refuseUnreadyMedia(post, context.files)
  refuseErrors(assessPost(deps.connectors, post, context.accounts, context.files).errors)
  if (!(await publishNow(tx, caller, id))) throw statusConflict(locked.status, 'publish')
  return getPost({ db: tx, links: deps.links }, caller, id)
}
