import type { Connector, Reconcile } from '../connectors/connector.js'
import type { PlatformError } from '../domain/outcome.js'
import { noLooks, type LookState, type RunState, type Sending } from '../domain/next-step.js'
import type { JsonObject } from '../kit/json.js'
import type { TargetLease } from '../store/claims.js'
import type { TargetState } from '../store/target-state.js'
import type { PublishingDeps } from './deps.js'

/** One worker's turn at a target: what it may use, what it owns, and what it read. */
export type Turn = {
  deps: PublishingDeps
  lease: TargetLease
  state: TargetState
  connector: Connector
}

/** What is learnt of a target whoever has it: nothing of it is conditional on a lease. */
export type LateTurn = Omit<Turn, 'lease'> & { lease: Pick<TargetLease, 'id' | 'workspaceId' | 'laneId'> }

/** The facts that decide what follows an answer about one item. */
export function runState({ state, connector }: Turn, sequence: number, hash: string | null): RunState {
  const same = state.attempts.filter(
    (attempt) => attempt.sequence === sequence && attempt.contentHash === hash,
  )
  return {
    triedForMs: state.target.triedForMs,
    processingForMs: Math.min(state.target.triedForMs, unknownForMs(state)),
    tries: state.target.tries + 1,
    resent: state.target.resent,
    from: sendingNow(state),
    firstSentAgoMs: Math.max(0, ...same.map((attempt) => attempt.agoMs)),
    lostAgoMs: lostAgoMs(state, sequence, hash),
    reconcile: reconcileOf(connector, state.account.data),
  }
}

/** How a lost answer is settled on one account. */
export function reconcileOf(connector: Connector, data: JsonObject): Reconcile {
  return connector.reconcileFor?.(data) ?? connector.reconcile
}

/** See `RunState`. `hash`: what would be sent now; null where that does not matter. */
function lostAgoMs(state: TargetState, sequence: number, hash: string | null): number | null {
  const lost = lostAttempts(state, sequence)
  if (lost.length === 0) return null
  const isSame = hash === null || lost.every((attempt) => attempt.contentHash === hash)
  return isSame ? Math.max(...lost.map((attempt) => attempt.agoMs)) : Infinity
}

/** Attempts at an item of which nobody knows whether they made the post, in order. */
export function lostAttempts(state: TargetState, sequence: number): TargetState['attempts'] {
  return state.attempts.filter(
    (attempt) => attempt.sequence === sequence && attempt.outcome === 'unknown' && !attempt.isSettled,
  )
}

/** What is being sent, or was when the answer got lost. */
export function sendingNow(state: TargetState): Sending {
  const { stage, resume } = state.target
  if (stage === 'proceed') return { stage, resume }
  if (stage === 'look') return looksOf(state).from ?? { stage: 'send', resume: null }
  return { stage: 'send', resume: null }
}

/** What earlier looks said. Our own writing, read back. */
export function looksOf(state: TargetState): LookState {
  return (state.target.resume as unknown as LookState | null) ?? noLooks(answerLost)
}

export const answerLost: PlatformError = {
  code: 'OUTCOME_UNKNOWN',
  message: 'The answer of the network was lost.',
}

/** Put back to an earlier state of the database, and not attempted since: what happened in between is not known. */
export function isRestored(state: TargetState): boolean {
  const { restoredAt } = state.target
  if (restoredAt === null) return false
  return state.lastAttempt === null || state.lastAttempt.startedAt.getTime() < restoredAt.getTime()
}

/** For how long the answer about a target has been unknown. After the database was put back: since somebody asks. */
export function unknownForMs(state: TargetState): number {
  const { restoredAt, triedForMs } = state.target
  if (isRestored(state) && restoredAt !== null)
    return Math.min(triedForMs, state.now.getTime() - restoredAt.getTime())
  return state.lastAttempt === null ? 0 : state.now.getTime() - state.lastAttempt.startedAt.getTime()
}
