import type { Tx } from '../store/database.js'
import { loadPostingContext } from '../store/posting-context.js'
import { findPost } from '../store/posts.js'
import { refuseRestricted } from './allowed-platforms.js'
import { assessPost, refuseUnreadyMedia } from './assess-post.js'
import { refuseErrors } from './check-post.js'
import { noSuchPost, type PostsCaller, type PostsDeps } from './deps.js'
import { mediaIdsOf } from './read-content.js'

/**
 * Refuses a post that could not go out as it is: what broke a rule while it was a draft, and what is known only now of
 * registered files, is said before it leaves, or before somebody is asked to approve it.
 */
export async function refuseUnfit(
  { connectors }: Pick<PostsDeps, 'connectors'>,
  tx: Tx,
  caller: PostsCaller,
  id: string,
): Promise<void> {
  const post = await findPost(tx, caller, id)
  if (post === null) throw noSuchPost(id)
  const context = await loadPostingContext(tx, caller, {
    accountIds: post.targets.map((target) => target.accountId),
    platforms: [],
    mediaIds: mediaIdsOf(post),
  })
  refuseRestricted(caller, post.targets)
  refuseUnreadyMedia(post, context.files)
  refuseErrors(assessPost(connectors, post, context.accounts, context.files).errors)
}
