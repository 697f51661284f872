import type { Notice } from '../connectors/connector.js'
import { failedDelivery } from '../domain/failed-delivery.js'
import { closeAttempt } from '../store/attempts.js'
import { lockLanesOfPost } from '../store/claims.js'
import type { Tx } from '../store/database.js'
import { keepNotice, type NoticedItem } from '../store/notices.js'
import {
  addTargetWarning,
  dropTargetWarning,
  lockTarget,
  recordItem,
  type LockedTarget,
} from '../store/settling.js'
import { targetStateNow, type TargetState } from '../store/target-state.js'
import type { PublishingDeps } from './deps.js'
import { recordFinalEvents } from './final-event.js'
import { publishedLate } from './published-late.js'
import { lostAttempts, type LateTurn } from './turn.js'

/**
 * Keeps what a network told by itself of items, and draws what follows: an item that is out without our knowing is
 * recorded as a late answer is; one that was taken and did not arrive is a warning, and never sent again for it.
 */
export async function hearNotices(
  deps: PublishingDeps,
  from: { mode: string; platform: string },
  notices: readonly Notice[],
): Promise<void> {
  for (const notice of notices) {
    const item = await keepNotice(deps.db, from, notice)
    if (item === null || (item.isOutAsTold && notice.status !== 'failed')) continue
    await deps.db.transaction((tx) => follow(deps, tx, item, notice))
    for (const due of ['targets', 'deliveries', 'comments'] as const) deps.wake.due(due)
    deps.wake.changed(item.workspaceId, 'posts', item.postId)
  }
}

async function follow(deps: PublishingDeps, tx: Tx, item: NoticedItem, notice: Notice): Promise<void> {
  await lockLanesOfPost(tx, item.laneId, item.postId)
  const target = await lockTarget(tx, item.targetId)
  const state = await targetStateNow(tx, item.targetId)
  if (target === null || state === null) return
  const isFirstFailure = notice.status === 'failed' && (await warn(tx, state, target))
  const isOutAsTold = state.items.some(
    ({ sequence, publishedAt, remoteId }) =>
      sequence === item.sequence && publishedAt !== null && remoteId === notice.remoteId,
  )
  if (!isOutAsTold && wasSent.has(target.postStatus) && !isAnswerAwaited(state, item)) {
    const { workspaceId, laneId, sequence } = item
    const connector = deps.connectors.get(state.platform)
    const turn: LateTurn = { deps, state, connector, lease: { id: item.targetId, workspaceId, laneId } }
    return isOut(turn, tx, target, { sequence, remoteId: notice.remoteId, url: null })
  }
  // Before the run has ended its own event says so; how many more there are is seen on the post.
  if (isFirstFailure && target.openTargets <= 0)
    await recordFinalEvents(tx, [{ ...state, status: target.postStatus }])
}

/** A post that waits for its time (put back to an earlier state, say) is not counted: when it is due, looks see what was told. */
const wasSent: ReadonlySet<string> = new Set(['publishing', 'published', 'partial', 'failed'])

/** The request is under way: what it answers is recorded by whoever made it, and if it is lost, looks see what was told. */
function isAnswerAwaited({ lastAttempt }: TargetState, { sequence }: NoticedItem): boolean {
  return lastAttempt?.isOpen === true && lastAttempt.sequence === sequence
}

async function isOut(
  turn: LateTurn,
  tx: Tx,
  target: LockedTarget,
  item: { sequence: number; remoteId: string; url: null },
): Promise<void> {
  const { lease, deps, state } = turn
  const isTold = target.warnings.some(
    ({ code, remoteId }) => code === 'PUBLISHED_TWICE' && remoteId === item.remoteId,
  )
  if (isTold) return
  const recorded = await recordItem(tx, lease, { ...item, data: null })
  if (recorded.kind === 'claimedByOther') {
    deps.log('A notice is about another item', { targetId: lease.id, remoteId: item.remoteId })
    return
  }
  const lost = lostAttempts(state, item.sequence).at(-1)
  if (lost !== undefined) await closeAttempt(tx, lost.id, 'published', null)
  await publishedLate(turn, tx, item, recorded.kind === 'outBefore' ? recorded : null)
}

/** True: it is the first warning of its kind on the target. */
async function warn(tx: Tx, state: TargetState, { warnings }: LockedTarget): Promise<boolean> {
  const taken = state.items.filter(
    ({ publishedAt, told }) => publishedAt !== null || Object.keys(told).length > 0,
  )
  const warning = failedDelivery(taken.flatMap(undelivered), taken.length)
  if (warning === null) return false
  await dropTargetWarning(tx, state.targetId, warning.code)
  await addTargetWarning(tx, state.targetId, warning)
  return !warnings.some(({ code }) => code === warning.code)
}

/** Messages of an item that the network took and could not deliver. */
function undelivered({
  recipient,
  told,
}: TargetState['items'][number]): Parameters<typeof failedDelivery>[0] {
  return Object.entries(told)
    .filter(([, { failed, delivered, read }]) => failed !== undefined && (delivered ?? read) === undefined)
    .map(([remoteId, { error }]) => ({ recipient, remoteId, error: error ?? null }))
}
