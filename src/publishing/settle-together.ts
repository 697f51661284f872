import type { Step } from '../domain/next-step.js'
import { failpoint } from '../kit/failpoint.js'
import type { Database } from '../store/database.js'
import { gather } from '../store/gather.js'
import { countTargets } from '../store/settling.js'
import {
  lockForSettling,
  recordPublished,
  releaseLanes,
  type PublishedTarget,
} from '../store/settling-together.js'
import { commentOf } from './end-target.js'
import { recordFinalEvents } from './final-event.js'
import type { SettleContext } from './settle.js'
import { isRestored, type Turn } from './turn.js'

/**
 * What `settle` may leave to `settlePublished`: a target of one item, sent alone on its lane, that its own attempt
 * published. Null for every other: threads, what is found after the database was put back, workspaces whose failed
 * targets are retried.
 */
export function plainlyPublished(
  { deps, lease, state }: Turn,
  step: Step | { kind: 'allOut' },
  { tried, partsLeft }: SettleContext,
): PublishedTarget | null {
  const isPlain =
    step.kind === 'done' &&
    step.warnings === undefined &&
    tried?.outcome === 'published' &&
    tried.sequence === 0 &&
    partsLeft !== true &&
    lease.beside.length === 0 &&
    state.settings.autoRetry !== true &&
    !isRestored(state)
  if (!isPlain) return null
  return {
    id: lease.id,
    token: lease.token,
    workspaceId: lease.workspaceId,
    laneId: lease.laneId,
    postId: state.postId,
    attemptId: tried.attemptId,
    remoteId: step.remoteId,
    url: step.url,
    data: step.data,
    comment: commentOf(deps, state),
  }
}

/**
 * Settles targets that are out at the same moment in one transaction. False, with nothing written: this one is not
 * as plain as it looked (its lease was lost, its remote post is claimed), and has to be settled by itself.
 */
export const settlePublished = gather(async (db: Database, targets: readonly PublishedTarget[]) =>
  db.transaction(async (tx) => {
    await lockForSettling(tx, targets)
    const written = await recordPublished(tx, targets)
    const out = [...written]
    const counts = await countTargets(tx, publishedByPost(out))
    await recordFinalEvents(
      tx,
      counts.filter((post) => post.isFinal),
    )
    await releaseLanes(tx, out)
    failpoint('before-settle-commit')
    return targets.map((target) => written.has(target))
  }),
)

function publishedByPost(targets: readonly PublishedTarget[]): Parameters<typeof countTargets>[1] {
  const published = new Map<string, number>()
  for (const { postId } of targets) published.set(postId, (published.get(postId) ?? 0) + 1)
  return [...published].map(([postId, count]) => ({ postId, published: count, failed: 0, open: -count }))
}
