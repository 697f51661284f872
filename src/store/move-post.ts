import { statusesThatAllow, type PostAction, type PostStatus } from '../../contract/post-status.js'
import type { Tx } from './database.js'
import type { Tenant } from './posts.js'

/**
 * Changes a post's status, notes who did, and changes what else `set` says (its values from $7 on), where the present
 * status allows the action. False: it does not.
 */
export async function movePost(
  tx: Tx,
  tenant: Tenant & { userId?: string },
  id: string,
  change: { name: string; action: PostAction; to: PostStatus; set?: string; values?: readonly unknown[] },
): Promise<boolean> {
  const rows = await tx.query({
    name: change.name,
    text: `update posts set revision = revision + 1, updated_at = vb_now(), status = $5, history = vb_noted(history, status, $5, $6)
           ${change.set === undefined ? '' : `, ${change.set}`}
           where id = $1 and workspace_id = $2 and mode = $3 and status = any ($4) returning id`,
    values: [
      id,
      tenant.workspaceId,
      tenant.mode,
      statusesThatAllow(change.action),
      change.to,
      tenant.userId ?? null,
      ...(change.values ?? []),
    ],
  })
  return rows.length === 1
}

/** What a new run of a target begins with. The parts of a thread that are out stay, so that it goes on after them. */
export const freshRun = `first_try_at = null, tries = 0, looks = 0, resent = false, updated_at = vb_now()`
