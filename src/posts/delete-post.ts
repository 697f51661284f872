import { allows } from '../../contract/post-status.js'
import type { Tx } from '../store/database.js'
import { deletePostRow } from '../store/post-targets.js'
import { type Tenant } from '../store/posts.js'
import { statusConflict } from './deps.js'
import { holdPost } from './hold-post.js'

/** Removes a post here; never from a network. Refused where anything of it is out, or may be on its way. */
export async function deletePost(tx: Tx, tenant: Tenant, id: string): Promise<{ success: true }> {
  const locked = await holdPost(tx, tenant, id)
  if (await deletePostRow(tx, tenant, id)) return { success: true }
  throw allows(locked.status, 'delete')
    ? statusConflict(
        locked.status,
        'delete',
        'A part of the post is out, or may be on its way, and the record of it stays. Archive the post instead.',
      )
    : statusConflict(locked.status, 'delete')
}
