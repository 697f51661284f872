import type { Db } from '../store/database.js'
import { findPost, type Tenant } from '../store/posts.js'
import { noSuchPost } from './deps.js'
import { presentPost, type Links, type PostReply } from './present-post.js'

/** Reads a post of this workspace, in a transaction or outside. */
export async function getPost(
  deps: { db: Db; links: Links },
  tenant: Tenant,
  id: string,
): Promise<PostReply> {
  const post = await findPost(deps.db, tenant, id)
  if (post === null) throw noSuchPost(id)
  return presentPost(deps.links, post)
}
