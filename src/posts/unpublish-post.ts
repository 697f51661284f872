import type { Tx } from '../store/database.js'
import { markUnpublished } from '../store/post-targets.js'
import { lockPost, type Tenant } from '../store/posts.js'
import { noSuchPost, statusConflict } from './deps.js'
import { getPost } from './get-post.js'
import type { Links, PostReply } from './present-post.js'

/** Marks a post as unpublished. What is out on the networks stays there. */
export async function unpublishPost(
  deps: { links: Links },
  tx: Tx,
  tenant: Tenant,
  id: string,
): Promise<PostReply> {
  const locked = await lockPost(tx, tenant, id)
  if (locked === null) throw noSuchPost(id)
  if (!(await markUnpublished(tx, tenant, id))) throw statusConflict(locked.status, 'unpublish')
  return getPost({ db: tx, links: deps.links }, tenant, id)
}
