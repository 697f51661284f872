import { ApiError } from '../../contract/errors.js'
import { deciderOf } from '../approvals/needs-approval.js'
import type { PostsCaller } from '../posts/deps.js'
import type { Tx } from '../store/database.js'
import { postsWaitingFor, setAltText, type MediaRow } from '../store/media.js'

/**
 * Says what a file shows, for every post that does not say it itself. Null: there is no such file. Throws CONFLICT
 * where a post that waits for approval, or has it, shows the file: only owners and admins change what was approved.
 */
export async function describeMedia(
  tx: Tx,
  caller: PostsCaller,
  id: string,
  altText: string | null,
): Promise<MediaRow | null> {
  const postIds = deciderOf(caller).isAdministrator
    ? []
    : await postsWaitingFor(tx, caller.workspaceId, id, { inApproval: true })
  if (postIds.length > 0)
    throw new ApiError(
      'CONFLICT',
      'A post that waits for approval, or has it, shows this file with its alt text. Change the post’s own media[].altText, which sends it back, or ask an owner or admin.',
      { postIds },
    )
  return setAltText(tx, caller.workspaceId, id, altText)
}
