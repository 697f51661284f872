import { partialThread } from '../domain/partial-thread.js'
import type { PlatformError } from '../domain/outcome.js'
import { retryPost } from '../posts/retry-post.js'
import type { Tx } from '../store/database.js'
import { releaseLane } from '../store/claims.js'
import { lookForCommentOf } from '../store/restored.js'
import {
  countTargets,
  queueComment,
  targetFailed,
  targetPublished,
  type CountChange,
} from '../store/settling.js'
import type { NewComment } from '../store/settling-together.js'
import type { TargetState } from '../store/target-state.js'
import type { PublishingDeps } from './deps.js'
import { recordFinalEvents } from './final-event.js'
import { recipientsOf, undelivered } from './recipients.js'
import { itemsOut } from './render.js'
import { isRestored, type LateTurn, type Turn } from './turn.js'

/** The target is published with all its parts. False: the lease was lost, and nothing is written. */
export async function targetIsOut(turn: Turn, tx: Tx): Promise<boolean> {
  if (!(await targetPublished(tx, turn.lease))) return false
  await afterPublished(turn, tx, { published: 1, failed: 0, open: -1 })
  await releaseLane(tx, turn.lease)
  return true
}

/** What follows when a target is out: its first comment, and the count of the post. */
export async function afterPublished(
  { deps, lease, state }: LateTurn,
  tx: Tx,
  change: Omit<CountChange, 'postId'>,
): Promise<void> {
  const comment = commentOf(deps, state)
  if (comment !== null) {
    await queueComment(tx, { ...lease, postId: state.postId }, comment)
    // Found after the database was put back: its comment may have followed it then.
    if (isRestored(state)) await lookForCommentOf(tx, lease.id)
  }
  await countAndTell(tx, state, change)
}

/** The first comment that follows a target; null where there is none, or the network has none. */
export function commentOf(
  { connectors }: Pick<PublishingDeps, 'connectors'>,
  state: TargetState,
): NewComment | null {
  const { firstComment: content, firstCommentDelay: delaySeconds } = state.post
  if (content === null || connectors.get(state.platform).comment === undefined) return null
  return { mode: state.mode, content, delaySeconds }
}

/** The target fails. False: the lease was lost, and nothing is written. */
export async function targetEnds(turn: Turn, tx: Tx, error: PlatformError): Promise<boolean> {
  const { lease, state } = turn
  const told = partly(turn, error)
  if (!(await targetFailed(tx, lease, told))) return false
  await countAndTell(tx, state, { published: 0, failed: 1, open: -1 })
  return true
}

/** What a target ends with, of which some may be out already. */
function partly(turn: Turn, error: PlatformError): PlatformError {
  const recipients = recipientsOf(turn)
  if (recipients === null)
    return partialThread(error, itemsOut(turn.state).length, 1 + turn.state.post.thread.length)
  return error.code === 'PARTIAL_DELIVERY' ? error : undelivered(recipients, error)
}

/**
 * Counts a target that ended. The one that ends the run writes its final event, unless the workspace lets the server
 * retry by itself and something can be: then the run goes on, and the event comes when the retries are used up.
 */
async function countAndTell(tx: Tx, state: TargetState, change: Omit<CountChange, 'postId'>): Promise<void> {
  const [count] = await countTargets(tx, [{ postId: state.postId, ...change }])
  if (count === undefined) throw new Error('The post is gone')
  if (!count.isFinal) return
  const mayRetry =
    state.settings.autoRetry === true && (count.status === 'failed' || count.status === 'partial')
  if (mayRetry) {
    const tenant = { workspaceId: state.workspaceId, mode: state.mode }
    const { retriedPlatforms } = await retryPost(tx, tenant, state.postId, { byItself: true })
    if (retriedPlatforms.length > 0) return
  }
  await recordFinalEvents(tx, [count])
}
