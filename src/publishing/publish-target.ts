import { missed } from '../domain/missed.js'
import { firstLook, noLooks, unlessOut, type RunState, type Step } from '../domain/next-step.js'
import type { PlatformError } from '../domain/outcome.js'
import { failpoint } from '../kit/failpoint.js'
import { lockLane, releaseLane, type TargetLease } from '../store/claims.js'
import { isPassingDatabaseFault } from '../store/database.js'
import { letTargetGo } from '../store/settling.js'
import { loadTargetState, type TargetState } from '../store/target-state.js'
import { askWhetherDone, lookFor } from './ask-network.js'
import { AttemptDeadline, callContext, LeaseLost, stepsOfTarget } from './call-context.js'
import type { PublishingDeps } from './deps.js'
import { itemToAskFor, itemToSend } from './item.js'
import { longestAskingMs, ownFault } from './own-fault.js'
import { refused, sendItem, wasRefusedAccess } from './send-item.js'
import { settle } from './settle.js'
import { nextItem, nextSequence } from './next-item.js'
import { recipientsOf, undelivered } from './recipients.js'
import { isRestored, looksOf, reconcileOf, runState, sendingNow, unknownForMs, type Turn } from './turn.js'

/** How many items of a target are sent in a row. */
const mostSteps = 30

/**
 * Takes one claimed target as far as it goes: settles what an earlier worker left open, looks for a lost answer,
 * or sends the next item. Every request the public can see stands between two commits: the attempt before it, the
 * settlement after it.
 */
export async function publishTarget(deps: PublishingDeps, lease: TargetLease): Promise<void> {
  failpoint('claimed')
  let goOn = true
  for (let steps = 0; goOn; steps += 1) {
    // Many recipients: a worker that is to stop, or another target that is due, need not wait for the last.
    if (steps === mostSteps) return letGo(deps, lease)
    const state = await loadTargetState(deps.db, lease)
    if (state === null) return letGo(deps, lease)
    if (steps === 0) deps.wake.changed(lease.workspaceId, 'posts', state.postId)
    const turn: Turn = { deps, lease, state, connector: deps.connectors.get(state.platform) }
    try {
      goOn = await oneStep(turn)
      if (goOn) failpoint('part-out')
    } catch (error) {
      if (error instanceof LeaseLost) return letGo(deps, lease)
      if (isPassingDatabaseFault(error)) throw error
      goOn = await afterOwnFault(turn, error)
    }
  }
}

/** The target is another's, or changed after it was read. Its lane may still be ours: what comes next need not wait for the lease to end. */
async function letGo({ db, wake }: PublishingDeps, lease: TargetLease): Promise<void> {
  await db.transaction(async (tx) => {
    await lockLane(tx, lease.laneId)
    await letTargetGo(tx, lease)
    await releaseLane(tx, lease)
  })
  wake.due('targets')
}

/** True when the next part of a thread may follow under the same lease. */
async function oneStep(turn: Turn): Promise<boolean> {
  const { deps, lease, state } = turn
  if (state.lastAttempt?.isOpen === true) return settleLeftOpen(turn, state.lastAttempt)
  const isAsking = state.target.stage === 'look' || state.target.stage === 'check'
  if (!isAsking && isRestored(state)) return lookFirst(turn)

  const hindrance = isAsking ? null : whatHinders(state)
  if (hindrance !== null) return ends(turn, hindrance)

  const tokens = await deps.freshTokens(state.account.id, { force: !isAsking && wasRefusedAccess(state) })
  if (tokens.kind === 'busy') return waits(turn, tokens.retryInMs)
  if (tokens.kind === 'dead') return ends(turn, tokens.error)
  if (tokens.kind === 'failed') {
    if (isAsking) return unknownForMs(state) > longestAskingMs ? ends(turn, tokens.error) : waits(turn, 5_000)
    // What the access was refused with stays said: while it cannot be refreshed, nothing is sent with it.
    const error = wasRefusedAccess(state) ? (state.target.error ?? tokens.error) : tokens.error
    return refused(turn, { kind: 'refused', cure: 'wait', error })
  }

  const deadline = new AttemptDeadline()
  const steps = stepsOfTarget(deps, lease, state)
  const ctx = callContext(deps, state, { operation: 'publish', tokens: tokens.tokens, deadline, steps })
  if (state.target.stage === 'look') return lookFor(turn, ctx, await itemToAskFor(turn))
  if (state.target.stage === 'check') return askWhetherDone(turn, ctx, await itemToAskFor(turn))

  const next = nextItem(turn)
  if (next === null) return nothingIsLeft(turn)
  const item = await itemToSend(turn, next)
  return 'step' in item
    ? settle(turn, unlessOut(item.step, nextRun(turn)))
    : sendItem(turn, ctx, item, deadline)
}

/** Every part is out, an edit may have made a thread shorter; of recipients everybody was tried. */
async function nothingIsLeft(turn: Turn): Promise<boolean> {
  const recipients = recipientsOf(turn) ?? []
  if (recipients.every((each) => each.isOut)) return settle(turn, { kind: 'allOut' })
  return settle(turn, { kind: 'fail', error: undelivered(recipients, null), accountIsDead: false })
}

/** A worker died, or lost its lease, between opening an attempt and recording its answer. */
async function settleLeftOpen(turn: Turn, left: NonNullable<TargetState['lastAttempt']>): Promise<boolean> {
  const error: PlatformError = {
    code: 'OUTCOME_UNKNOWN',
    message: 'The server stopped before the answer was recorded.',
  }
  const unknownForMs = turn.state.now.getTime() - left.startedAt.getTime()
  if (left.deadlineInMs > 0) {
    // Its request may still be on the wire: nobody touches the attempt before its deadline.
    const looks = noLooks(error, sendingNow(turn.state))
    return settle(turn, { kind: 'look', inMs: left.deadlineInMs + 1, looks }, { unknownForMs })
  }
  const step = firstLook(error, runState(turn, left.sequence, left.contentHash), -left.deadlineInMs)
  const tried = { attemptId: left.id, sequence: left.sequence, outcome: 'unknown' }
  return settle(turn, step, { tried, unknownForMs })
}

/** The database was put back: the target may have left meanwhile, so it is looked for before it is sent. */
async function lookFirst(turn: Turn): Promise<boolean> {
  const { state, connector } = turn
  const { restoredAt, sentUnlessFound } = state.target
  const sinceMs = state.now.getTime() - (restoredAt ?? state.now).getTime()
  // Which recipients have it nobody can look up: the database that was told is the one that was put back.
  const canLook = connector.find !== undefined && connector.recipients === undefined
  const looksAtMs = canLook ? reconcileOf(connector, state.account.data).looksAtMs : []
  if (sentUnlessFound && looksAtMs.length === 0)
    return settle(turn, { kind: 'resend', from: sendingNow(state), byItself: false })
  const error: PlatformError = {
    code: 'OUTCOME_UNKNOWN',
    message: 'The database was put back to an earlier state.',
  }
  // What a repeat is recognised by may itself have been put back: only a look tells.
  const run: RunState = { ...runState(turn, nextSequence(turn), null), reconcile: { looksAtMs } }
  const step = firstLook(error, run, sinceMs)
  const placed = step.kind === 'look' ? { ...step, looks: { ...step.looks, sentUnlessFound } } : step
  return settle(turn, placed, { unknownForMs: unknownForMs(state) })
}

/** What makes sending pointless now, as the error the target fails with; null when nothing does. */
function whatHinders(state: TargetState): PlatformError | null {
  if (state.account.status !== 'active') {
    return {
      code: 'ACCOUNT_DISCONNECTED',
      message: 'The account is not connected any more. Connect it again, then retry the post.',
      details: { accountStatus: state.account.status },
    }
  }
  if (state.attempts.length > 0 || state.target.tries > 0) return null
  // A preparation may take its time: where it has begun, what counts is when this run did.
  const hasBegun = Object.keys(state.target.steps).length > 0
  const startedAt = new Date(state.now.getTime() - (hasBegun ? state.target.triedForMs : 0))
  return missed(state.target.dueAt, startedAt, state.settings.missedAfterMinutes)
}

async function waits(turn: Turn, inMs: number): Promise<boolean> {
  const { stage, resume } = turn.state.target
  const step: Step =
    stage === 'look'
      ? { kind: 'look', inMs, looks: looksOf(turn.state) }
      : { kind: 'wait', inMs, error: turn.state.target.error, stage, resume, because: 'course' }
  return settle(turn, step, { unknownForMs: unknownForMs(turn.state) })
}

async function ends(turn: Turn, error: PlatformError): Promise<boolean> {
  const { stage } = turn.state.target
  // What cannot be asked any more stays unknown: that stays said.
  const isAsking = stage === 'look' || stage === 'check' || nextRun(turn).lostAgoMs !== null
  const about = stage === 'look' ? looksOf(turn.state).error : error
  const told: PlatformError = isAsking
    ? {
        ...about,
        code: 'OUTCOME_UNKNOWN',
        message: `Whether the post is out is not known, and the account can no longer be asked. ${error.message}`,
      }
    : error
  return settle(turn, { kind: 'fail', error: told, accountIsDead: false })
}

function nextRun(turn: Turn): RunState {
  return runState(turn, nextSequence(turn), null)
}

/**
 * A bug of ours threw where no request was on its way: tried again like any fault that left nothing behind, so that
 * one broken post does not stop its account for ever. Where a request may be, the attempt is left to its deadline.
 */
async function afterOwnFault(turn: Turn, error: unknown): Promise<boolean> {
  const { deps, lease } = turn
  const message = error instanceof Error ? error.message : String(error)
  const state = await loadTargetState(deps.db, lease)
  if (state === null) return false
  if (state.lastAttempt?.isOpen === true) throw error
  deps.log('Publishing met a fault of the server’s own', {
    targetId: lease.id,
    reason: error instanceof Error ? (error.stack ?? message) : message,
  })
  const now: Turn = { ...turn, state }
  if (state.target.stage === 'look' || state.target.stage === 'check') {
    if (unknownForMs(state) <= longestAskingMs) return waits(now, 15_000)
    return settle(now, { kind: 'fail', error: ownFault(error, nextRun(now).reconcile), accountIsDead: false })
  }
  return refused(now, {
    kind: 'refused',
    cure: 'wait',
    error: { code: 'PUBLISH_ERROR', message: `The server met a fault of its own. ${message}` },
  })
}
