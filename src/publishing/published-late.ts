import { partialThread } from '../domain/partial-thread.js'
import type { PlatformError } from '../domain/outcome.js'
import type { Tx } from '../store/database.js'
import { recountLane } from '../store/claims.js'
import {
  addTargetWarning,
  correctError,
  itemsNow,
  lockTarget,
  partIsOutLate,
  targetPublishedLate,
} from '../store/settling.js'
import { afterPublished } from './end-target.js'
import { recordFinalEvents } from './final-event.js'
import { isMoreToCome } from './next-item.js'
import { recipientsOf, undelivered } from './recipients.js'
import { itemsOut } from './render.js'
import type { LateTurn } from './turn.js'

/**
 * The answer came after the lease was lost. A post that is out is always recorded: it corrects an unknown or a
 * failure; where a newer attempt is out too, the target shows both, the event says so and a metric counts it.
 */
export async function publishedLate(
  turn: LateTurn,
  tx: Tx,
  item: { sequence: number; remoteId: string | null; url: string | null },
  outBefore: { remoteId: string; url: string | null } | null,
): Promise<void> {
  const { deps, lease, state } = turn
  const target = await lockTarget(tx, lease.id)
  if (target === null) return
  if (outBefore !== null) {
    await addTargetWarning(tx, lease.id, {
      code: 'PUBLISHED_TWICE',
      message:
        'An earlier attempt whose answer came late is out as well. Delete one of the two on the network.',
      url: item.url,
      remoteId: item.remoteId,
    })
    deps.observe.publishedTwice(state.platform)
    // Before the run has ended its own event says so.
    if (target.openTargets <= 0) await recordFinalEvents(tx, [{ ...state, status: target.postStatus }])
    return
  }
  if (target.status === 'published') return
  const now = { ...turn, state: { ...state, items: await itemsNow(tx, lease.id) } }
  if (isMoreToCome(now, item.sequence)) {
    if (target.status === 'failed') await correctError(tx, lease.id, stoppedAfter(now))
    else await partIsOutLate(tx, lease.id)
  } else {
    await targetPublishedLate(tx, lease.id)
    await afterPublished(
      turn,
      tx,
      target.status === 'failed'
        ? { published: 1, failed: -1, open: 0 }
        : { published: 1, failed: 0, open: -1 },
    )
  }
  await recountLane(tx, lease.laneId)
}

/** What a target ended with, now that one more of its items is out. */
function stoppedAfter(turn: LateTurn): PlatformError {
  const recipients = recipientsOf(turn)
  if (recipients !== null) return undelivered(recipients, null)
  const out = itemsOut(turn.state).length
  const all = 1 + turn.state.post.thread.length
  const stopped = {
    code: 'PARTIAL_THREAD' as const,
    message: `${String(out)} of ${String(all)} parts are out; retry goes on after the last of them.`,
  }
  return partialThread(stopped, out, all)
}
