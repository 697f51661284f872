import { failpoint } from '../kit/failpoint.js'
import type { Step } from '../domain/next-step.js'
import type { PlatformError } from '../domain/outcome.js'
import { newId } from '../kit/ids.js'
import { closeAttempt, recordPreparation } from '../store/attempts.js'
import { lockLane, lockLanesOfPost, releaseLane } from '../store/claims.js'
import { hastenQuota, noteUsedUp } from '../store/quotas.js'
import { addTargetWarning, recordItem, targetGoesOn, targetWaits, type Waiting } from '../store/settling.js'
import type { Tx } from '../store/database.js'
import { setAside } from '../store/recipients.js'
import { untilTaken } from '../store/until-taken.js'
import { targetEnds, targetIsOut } from './end-target.js'
import { areOthersNext } from './recipients.js'
import { publishedLate } from './published-late.js'
import { plainlyPublished, settlePublished } from './settle-together.js'
import type { Turn } from './turn.js'

/** How long a lane is held at most while an answer is unknown. */
const heldMs = 5 * 60_000

/** What was tried, for the record: absent for steps without a request of ours. */
export type Tried = { attemptId: string; sequence: number; outcome: string }

/** What was refused before an attempt could be opened. */
export type RefusedPreparation = { sequence: number; startedAgoMs: number; error: PlatformError }

export type SettleContext = {
  tried?: Tried | null
  preparation?: RefusedPreparation | undefined
  /** The item that the step is about, where nothing was tried. */
  sequence?: number
  partsLeft?: boolean
  /** Since when the answer has been unknown. */
  unknownForMs?: number
}

export type Settled = 'settled' | 'goOn' | 'leaseLost'

/**
 * Records what the platform said and everything that follows from it, in one transaction: the attempt ends, the
 * target moves, the post is counted, the final event is written, the lane is free. Nothing stands between the
 * answer and this; if the database does not take it, it is kept and tried until it does. True: a thread's next
 * part may follow under the same lease.
 */
export async function settle(
  turn: Turn,
  step: Step | { kind: 'allOut' },
  context: SettleContext = {},
): Promise<boolean> {
  const { deps, state } = turn
  const plain = plainlyPublished(turn, step, context)
  const isSettled = plain !== null && (await untilTaken(deps.log, () => settlePublished(deps.db, plain)))
  const settled = isSettled ? 'settled' : await settleAlone(turn, step, context)
  deps.wake.changed(turn.lease.workspaceId, 'posts', state.postId)
  if (step.kind === 'fail' && step.accountIsDead)
    deps.wake.changed(turn.lease.workspaceId, 'accounts', state.account.id)
  if (settled !== 'goOn') {
    deps.wake.due('targets')
    deps.wake.due('deliveries')
    if (state.post.firstComment !== null) deps.wake.due('comments')
  }
  failpoint('settled')
  return settled === 'goOn'
}

function settleAlone(turn: Turn, step: Step | { kind: 'allOut' }, context: SettleContext): Promise<Settled> {
  const { deps, lease, state } = turn
  return untilTaken(deps.log, () =>
    deps.db.transaction(async (tx) => {
      const mayQueueAgain = state.settings.autoRetry === true && step.kind !== 'wait' && step.kind !== 'look'
      if (mayQueueAgain) await lockLanesOfPost(tx, lease.laneId, state.postId)
      else await lockLane(tx, lease.laneId)
      const result = await apply(turn, tx, step, context)
      const { tried = null, preparation } = context
      // An attempt that may be out stays open when its target is another's: to him it has to look like one.
      if (tried !== null && (result !== 'leaseLost' || isCertain(tried.outcome)))
        await closeAttempt(tx, tried.attemptId, tried.outcome, errorOf(step))
      if (preparation !== undefined && result !== 'leaseLost')
        await recordPreparation(tx, { id: newId('att'), lease, ...preparation })
      // Whoever lost the target may still have its lane.
      if (result === 'leaseLost') await releaseLane(tx, lease)
      failpoint('before-settle-commit')
      return result
    }),
  )
}

async function apply(
  turn: Turn,
  tx: Tx,
  step: Step | { kind: 'allOut' },
  context: SettleContext,
): Promise<Settled> {
  const { lease } = turn
  switch (step.kind) {
    case 'done':
      return isDone(turn, tx, step, context)
    case 'allOut':
      return (await targetIsOut(turn, tx)) ? 'settled' : 'leaseLost'
    case 'wait':
      return waits(turn, tx, step, 0)
    case 'look': {
      // Whoever is next is not kept waiting for an answer about another.
      if (context.tried != null && areOthersNext(turn, context.tried.sequence))
        return (await targetGoesOn(tx, lease)) ? 'goOn' : 'leaseLost'
      const looks = { ...step.looks, error: { ...step.looks.error }, ...about(context) }
      const wait: Waiting = {
        inMs: step.inMs,
        stage: 'look',
        resume: looks,
        error: null,
        because: 'course',
      }
      return waits(turn, tx, wait, heldMs - (context.unknownForMs ?? 0))
    }
    case 'resend': {
      const lookedUp = step.byItself ? 'byItself' : 'askedByPerson'
      return waits(turn, tx, { inMs: 0, ...step.from, error: null, because: 'course', lookedUp }, 0)
    }
    case 'fail':
      if (isOfRecipient(turn, step, context))
        return (await setAside(tx, lease, about(context).sequence ?? 0, step.error)) ? 'goOn' : 'leaseLost'
      await noteQuota(tx, lease.laneId, step.error)
      if (step.accountIsDead) await accountEnds(turn, tx, step.error)
      if (!(await targetEnds(turn, tx, step.error))) return 'leaseLost'
      await releaseLane(tx, lease)
      return 'settled'
  }
}

/**
 * What is said of a page that is not the account's any more is said of that page. Of the account it speaks where the
 * tokens were the account's when they were used.
 */
async function accountEnds({ deps, state }: Turn, tx: Tx, error: PlatformError): Promise<void> {
  if (!state.account.isOnItsPage && error.code !== 'ACCOUNT_DISCONNECTED') return
  await deps.markAccountDead(tx, state.account.id, error, { asOf: state.now })
}

/** What the network has no room for now is known to whoever schedules the next. */
async function noteQuota(tx: Tx, laneId: string, { code, details }: PlatformError): Promise<void> {
  if (code !== 'QUOTA_EXCEEDED') return
  const until = details?.['retryAt']
  if (typeof until === 'string')
    await noteUsedUp(tx, laneId, until, details?.['quotaOf'] === 'app' ? 'app' : 'account')
  else await hastenQuota(tx, laneId)
}

/** The item that a step is about, where it is about one. */
function about({ tried, sequence }: SettleContext): { sequence?: number } {
  const which = tried?.sequence ?? sequence
  return which === undefined ? {} : { sequence: which }
}

/** One recipient is refused, or nobody knows whether he has it; the others still get it. */
function isOfRecipient(
  { connector }: Turn,
  step: Extract<Step, { kind: 'fail' }>,
  context: SettleContext,
): boolean {
  if (connector.recipients === undefined || about(context).sequence === undefined || step.accountIsDead)
    return false
  return step.ofRecipient === true || step.error.code === 'OUTCOME_UNKNOWN'
}

async function isDone(
  turn: Turn,
  tx: Tx,
  step: Extract<Step, { kind: 'done' }>,
  context: SettleContext,
): Promise<Settled> {
  const { deps, lease, state } = turn
  const sequence = context.tried?.sequence ?? context.sequence ?? state.lastAttempt?.sequence ?? 0
  const item = { sequence, remoteId: step.remoteId, url: step.url, data: step.data }
  const target = { id: lease.id, workspaceId: lease.workspaceId, laneId: lease.laneId }
  const recorded = await recordItem(tx, target, item)
  if (recorded.kind === 'claimedByOther') {
    deps.log('A remote post is claimed by another item', { targetId: lease.id, remoteId: step.remoteId })
    if (!(await targetEnds(turn, tx, belongsToAnother))) return 'leaseLost'
    await releaseLane(tx, lease)
    return 'settled'
  }
  const partsLeft = context.partsLeft === true
  if (recorded.kind === 'recorded') {
    for (const warning of step.warnings ?? []) await addTargetWarning(tx, lease.id, warning)
    if (partsLeft && (await targetGoesOn(tx, lease))) return 'goOn'
    if (!partsLeft && (await targetIsOut(turn, tx))) return 'settled'
  }
  await publishedLate(turn, tx, item, recorded.kind === 'outBefore' ? recorded : null)
  return 'leaseLost'
}

const belongsToAnother: PlatformError = {
  code: 'OUTCOME_UNKNOWN',
  message:
    'The post that was found belongs to another post of yours. Look at the account; use fix to send this one again.',
}

async function waits({ lease }: Turn, tx: Tx, wait: Waiting, holdForMs: number): Promise<Settled> {
  if (!(await targetWaits(tx, lease, wait))) return 'leaseLost'
  await releaseLane(tx, lease, holdForMs)
  return 'settled'
}

function isCertain(outcome: string): boolean {
  return outcome === 'published' || outcome === 'refused'
}

function errorOf(step: Step | { kind: 'allOut' }): PlatformError | null {
  if (step.kind === 'fail' || step.kind === 'wait') return step.error
  return step.kind === 'look' ? step.looks.error : null
}
