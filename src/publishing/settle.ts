import { failpoint } from '../kit/failpoint.js'
import type { Step } from '../domain/next-step.js'
import { closeAttempt } from '../store/attempts.js'
import { lockLane, releaseLane, type TargetLease } from '../store/claims.js'
import {
  addTargetWarning,
  correctAttempt,
  countTarget,
  lockTarget,
  queueComment,
  recordItem,
  targetFailed,
  targetPublished,
  targetPublishedLate,
  targetWaits,
  type Waiting,
} from '../store/settling.js'
import type { Tx } from '../store/database.js'
import type { TargetState } from '../store/target-state.js'
import { recordFinalEvent } from './final-event.js'
import { itemsOut } from './render.js'
import type { PublishingDeps } from './deps.js'
import { untilTaken } from './until-taken.js'

/** How long a lane is held at most while an answer is unknown. */
const heldMs = 5 * 60_000

/** What was tried, for the record: absent for steps without a request of ours. */
export type Tried = { attemptId: string; sequence: number; outcome: string }

export type Settled = 'settled' | 'goOn' | 'leaseLost'

/**
 * Records what the platform said and everything that follows from it, in one transaction: the attempt ends, the
 * target moves, the post is counted, the final event is written, the lane is free. Nothing stands between the
 * answer and this; if the database does not take it, it is kept and tried until it does. `goOn`: a thread's next
 * part may follow under the same lease.
 */
export async function settle(
  deps: PublishingDeps,
  lease: TargetLease,
  state: TargetState,
  step: Step,
  context: { tried: Tried | null; partsLeft: boolean; stage?: 'look' },
): Promise<Settled> {
  const settled = await untilTaken(deps.log, () =>
    deps.db.transaction(async (tx) => {
      await lockLane(tx, lease.laneId)
      const error =
        step.kind === 'fail'
          ? step.error
          : step.kind === 'wait'
            ? step.error
            : step.kind === 'look'
              ? step.looks.error
              : null
      if (context.tried !== null)
        await closeAttempt(tx, context.tried.attemptId, context.tried.outcome, error)
      const result = await apply(deps, tx, lease, state, step, context)
      failpoint('before-settle-commit')
      return result
    }),
  )
  if (settled === 'settled') {
    deps.wake.due('targets')
    deps.wake.due('deliveries')
    if (state.post.firstComment !== null) deps.wake.due('comments')
  }
  failpoint('settled')
  return settled
}

async function apply(
  deps: PublishingDeps,
  tx: Tx,
  lease: TargetLease,
  state: TargetState,
  step: Step,
  context: { tried: Tried | null; partsLeft: boolean },
): Promise<Settled> {
  switch (step.kind) {
    case 'done': {
      const sequence = context.tried?.sequence ?? state.lastAttempt?.sequence ?? 0
      const item = { sequence, remoteId: step.remoteId, url: step.url, data: step.data }
      const recorded = await recordItem(
        tx,
        { id: lease.id, workspaceId: lease.workspaceId, laneId: lease.laneId },
        item,
      )
      if (recorded === 'claimedByOther') {
        deps.log('A remote post is claimed by another item', { targetId: lease.id, remoteId: step.remoteId })
        return fails(deps, tx, lease, state, {
          code: 'OUTCOME_UNKNOWN',
          message:
            'The post that was found belongs to another post of yours. Look at the account; use fix to send this one again.',
        })
      }
      if (context.partsLeft) return (await targetKeepsLease(tx, lease)) ? 'goOn' : 'leaseLost'
      if (!(await targetPublished(tx, lease)))
        return publishedLate(deps, tx, lease, state, context.tried, item)
      await afterPublished(deps, tx, lease, state)
      await releaseLane(tx, lease, null)
      return 'settled'
    }
    case 'wait': {
      const isTold = step.error?.code === 'RATE_LIMITED' || step.error?.code === 'QUOTA_EXCEEDED'
      return waits(tx, lease, { ...step, isTry: step.error !== null && !isTold, restartsTries: isTold }, null)
    }
    case 'look':
      return waits(
        tx,
        lease,
        {
          inMs: step.inMs,
          stage: 'look',
          resume: { ...step.looks, error: { ...step.looks.error } },
          error: null,
          isTry: false,
          restartsTries: false,
        },
        heldMs,
      )
    case 'resend':
      return waits(
        tx,
        lease,
        {
          inMs: 0,
          stage: 'send',
          resume: null,
          error: null,
          isTry: false,
          restartsTries: false,
          resent: true,
        },
        null,
      )
    case 'fail':
      if (step.accountIsDead) await deps.markAccountDead(tx, state.account.id, step.error)
      return fails(deps, tx, lease, state, step.error)
  }
}

async function waits(tx: Tx, lease: TargetLease, wait: Waiting, held: number | null): Promise<Settled> {
  if (!(await targetWaits(tx, lease, wait))) return 'leaseLost'
  await releaseLane(tx, lease, held)
  return 'settled'
}

async function fails(
  deps: PublishingDeps,
  tx: Tx,
  lease: TargetLease,
  state: TargetState,
  error: Extract<Step, { kind: 'fail' }>['error'],
): Promise<Settled> {
  const out = itemsOut(state).length
  const isPartial = out > 0 && error.code !== 'OUTCOME_UNKNOWN'
  const told = isPartial
    ? {
        ...error,
        code: 'PARTIAL_THREAD' as const,
        message: `${String(out)} of ${String(1 + state.post.thread.length)} parts are out; retry goes on after the last of them. ${error.message}`,
        details: { ...error.details, publishedItems: out, reason: error.code },
      }
    : out > 0
      ? { ...error, details: { ...error.details, publishedItems: out } }
      : error
  if (!(await targetFailed(tx, lease, told))) return 'leaseLost'
  const count = await countTarget(tx, state.postId, { published: 0, failed: 1, open: -1 })
  if (count.isFinal) await recordFinalEvent(tx, state.workspaceId, state.postId, count.status)
  await releaseLane(tx, lease, null)
  return 'settled'
}

async function afterPublished(
  deps: PublishingDeps,
  tx: Tx,
  lease: { id: string; laneId: string; workspaceId: string },
  state: TargetState,
): Promise<void> {
  const canComment = deps.connectors.get(state.platform).comment !== undefined
  if (state.post.firstComment !== null && canComment) {
    await queueComment(tx, {
      targetId: lease.id,
      workspaceId: lease.workspaceId,
      postId: state.postId,
      laneId: lease.laneId,
      mode: state.mode,
      content: state.post.firstComment,
      delaySeconds: state.post.firstCommentDelay,
    })
  }
  const count = await countTarget(tx, state.postId, { published: 1, failed: 0, open: -1 })
  if (count.isFinal) await recordFinalEvent(tx, state.workspaceId, state.postId, count.status)
}

/**
 * The answer came after our lease was lost. A post that is out is always recorded: it corrects an unknown or a
 * failure; where a newer attempt is out too, the target shows both and a metric counts it.
 */
async function publishedLate(
  deps: PublishingDeps,
  tx: Tx,
  lease: TargetLease,
  state: TargetState,
  tried: Tried | null,
  item: { remoteId: string | null; url: string | null },
): Promise<Settled> {
  const target = await lockTarget(tx, lease.id)
  if (target === null) return 'leaseLost'
  if (tried !== null) await correctAttempt(tx, tried.attemptId)
  if (target.status === 'published') {
    if (target.remoteId === item.remoteId) return 'leaseLost'
    await addTargetWarning(tx, lease.id, {
      code: 'PUBLISHED_TWICE',
      message:
        'An earlier attempt whose answer came late is out as well. Delete one of the two on the network.',
      url: item.url,
      remoteId: item.remoteId,
    })
    deps.observe.publishedTwice(state.platform)
    return 'leaseLost'
  }
  const wasFailed = target.status === 'failed'
  await targetPublishedLate(tx, lease.id)
  const count = await countTarget(
    tx,
    state.postId,
    wasFailed ? { published: 1, failed: -1, open: 0 } : { published: 1, failed: 0, open: -1 },
  )
  if (count.isFinal) await recordFinalEvent(tx, state.workspaceId, state.postId, count.status)
  return 'settled'
}

/** The next part is sent like a first one, whatever this one took. */
async function targetKeepsLease(tx: Tx, lease: TargetLease): Promise<boolean> {
  const rows = await tx.query({
    name: 'target-keeps-lease',
    text: `update targets set stage = 'send', resume = null where id = $1 and lease_token = $2 returning id`,
    values: [lease.id, lease.token],
  })
  return rows.length === 1
}
