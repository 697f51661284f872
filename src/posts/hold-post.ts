import type { Tx } from '../store/database.js'
import { shareLanesOfPost } from '../store/lanes.js'
import { lockPost, type Tenant } from '../store/posts.js'
import { noSuchPost } from './deps.js'

/** A post and its lanes, held until the transaction ends: nothing of it leaves meanwhile, and its times may move. Throws NOT_FOUND. */
export async function holdPost(
  tx: Tx,
  tenant: Tenant,
  id: string,
): Promise<NonNullable<Awaited<ReturnType<typeof lockPost>>>> {
  await shareLanesOfPost(tx, id)
  const locked = await lockPost(tx, tenant, id)
  if (locked === null) throw noSuchPost(id)
  return locked
}
