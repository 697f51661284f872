import type { PublishContext, RenderedItem } from '../connectors/connector.js'
import type { PublishOutcome } from '../domain/outcome.js'
import { lookBeforeSending, nextStep, nextStepOfPreparation, type Step } from '../domain/next-step.js'
import { failpoint } from '../kit/failpoint.js'
import { newId } from '../kit/ids.js'
import { openAttempt } from '../store/attempts.js'
import type { TargetState } from '../store/target-state.js'
import { matched } from './ask-network.js'
import { LeaseLost, type AttemptDeadline } from './call-context.js'
import { asked, prepared } from './outcomes-of-calls.js'
import { isMoreToCome, nextSequence } from './next-item.js'
import { contentHash, mediaOf } from './render.js'
import { settle, type RefusedPreparation } from './settle.js'
import { answerLost, runState, sendingNow, unknownForMs, type Turn } from './turn.js'

/** Prepares an item, commits that it is about to be sent, sends it, and records what came of it. */
export async function sendItem(
  turn: Turn,
  ctx: PublishContext,
  item: RenderedItem,
  deadline: AttemptDeadline,
): Promise<boolean> {
  const { deps, lease, state, connector } = turn
  const sending = sendingNow(state)
  const isProceed = sending.stage === 'proceed'
  const hash = contentHash(item)
  const part = item.recipient === undefined ? item.sequence : 0
  const run = runState(turn, item.sequence, hash)
  const hindrance = lookBeforeSending(answerLost, run)
  if (hindrance !== null)
    return settle(turn, hindrance, { sequence: item.sequence, unknownForMs: unknownForMs(state) })
  // What is sent again is what was sent: files that the network has taken would look new when prepared anew.
  const isRepeat = run.lostAgoMs !== null
  const beganAt = performance.now()
  const preparation =
    isProceed || isRepeat
      ? { kind: 'ready' as const, plan: state.lastAttempt?.plan ?? null }
      : await prepared(connector, item, ctx)
  if (preparation.kind === 'refused') {
    const startedAgoMs = Math.round(performance.now() - beganAt)
    return refused(turn, preparation, { sequence: item.sequence, startedAgoMs, error: preparation.error })
  }
  if (preparation.kind === 'processing') {
    const now = state.now.getTime()
    const sinceMs = await ctx.step(`processing-${String(item.sequence)}`, hash, () => Promise.resolve(now))
    const processingForMs = Math.min(run.triedForMs, now - sinceMs)
    const begun = { ...runState(turn, item.sequence, null), processingForMs }
    return settle(turn, nextStepOfPreparation(preparation.checkInMs, begun))
  }
  failpoint('prepared')

  deadline.begin()
  const attemptId = newId('att')
  const opened = await openAttempt(deps.db, {
    id: attemptId,
    lease,
    sequence: item.sequence,
    stage: sending.stage,
    revision: state.revision,
    plan: preparation.plan,
    sent: {
      text: item.text,
      media: mediaOf(state, part),
      options: item.options,
      contentType: item.contentType,
    },
    contentHash: hash,
  })
  if (opened === null) throw new LeaseLost('The attempt was not opened')
  if (state.target.dueAt !== null && state.attempts.length === 0) {
    deps.observe.lateness(opened.deadlineAt.getTime() - opened.deadlineInMs - state.target.dueAt.getTime())
  }
  failpoint('attempt-opened')

  deadline.open(opened.deadlineInMs)
  const outcome = await asked(() =>
    isProceed && connector.proceed !== undefined
      ? connector.proceed(item, sending.resume, ctx)
      : connector.publish(item, preparation.plan, ctx),
  )
  deadline.close()
  failpoint('answered')

  const judged = unlessSeenBefore(outcome, turn, item.sequence)
  deps.observe.outcome(state.platform, judged.kind)
  const step =
    withFreshTokens(turn, judged) ?? nextStep(judged, { ...run, processingForMs: 0 }, state.now.getTime())
  // A lost answer's looks count from the deadline of its attempt.
  const placed =
    step.kind === 'look'
      ? { ...step, inMs: step.inMs + Math.max(0, opened.deadlineInMs - deadline.passedMs()) }
      : step
  return settle(turn, placed, {
    tried: { attemptId, sequence: item.sequence, outcome: judged.kind },
    partsLeft: isMoreToCome(turn, item.sequence),
  })
}

/**
 * A duplicate that follows a lost answer is most likely our own post: it is the one that the network names, unless that
 * was made before; where it names none, or not since when it is there, it is looked for instead of failing.
 */
function unlessSeenBefore(outcome: PublishOutcome, { state }: Turn, sequence: number): PublishOutcome {
  const isDuplicate = outcome.kind === 'refused' && outcome.error.code === 'DUPLICATE_CONTENT'
  const lost = state.attempts.find(
    (attempt) => attempt.sequence === sequence && attempt.outcome === 'unknown',
  )
  if (!isDuplicate || lost === undefined) return outcome
  if (outcome.sameAs?.createdAt == null) return { kind: 'unknown', error: outcome.error }
  const found = matched(outcome.sameAs, { startedAt: lost.startedAt, claimed: new Set() })
  if (found.kind !== 'found') return outcome
  const { remoteId, url, data = null } = found
  return { kind: 'published', remoteId, url, data }
}

/**
 * The network no longer takes the access token: once in a run the target is sent again with refreshed ones. The
 * refresh itself waits for the next turn (`wasRefusedAccess`): nothing stands between an answer and recording it.
 */
function withFreshTokens({ state, connector }: Turn, outcome: PublishOutcome): Step | null {
  const isAccess =
    outcome.kind === 'refused' &&
    outcome.cure === 'reconnect' &&
    outcome.error.code === 'ACCOUNT_DISCONNECTED'
  if (!isAccess || connector.auth.refresh === undefined || state.target.tries > 0) return null
  return { kind: 'wait', inMs: 0, error: outcome.error, ...sendingNow(state), because: 'try' }
}

/** The last try of this run was refused for its access token: it is refreshed before the next. */
export function wasRefusedAccess(state: TargetState): boolean {
  return state.target.tries > 0 && state.target.error?.code === 'ACCOUNT_DISCONNECTED'
}

/** A no before any request that the public can see. */
export async function refused(
  turn: Turn,
  outcome: Extract<PublishOutcome, { kind: 'refused' }>,
  preparation?: RefusedPreparation,
): Promise<boolean> {
  const run = runState(turn, nextSequence(turn), null)
  const step = withFreshTokens(turn, outcome) ?? nextStep(outcome, run, turn.state.now.getTime())
  return settle(turn, step, { preparation })
}
