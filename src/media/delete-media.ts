import { ApiError } from '../../contract/errors.js'
import type { Tx } from '../store/database.js'
import { markDeleted, postsWaitingFor } from '../store/media.js'

/** Deletes a file; its bytes go later. False: there is no such file. Throws CONFLICT where a post is still to go out with it. */
export async function deleteMedia(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  const postIds = await postsWaitingFor(tx, workspaceId, id)
  if (postIds.length > 0)
    throw new ApiError(
      'CONFLICT',
      'A post that is still to go out uses this file. Change or cancel it first.',
      { postIds },
    )
  return (await markDeleted(tx, workspaceId, id)) !== null
}
