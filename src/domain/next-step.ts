import type { JsonObject } from '../kit/json.js'
import type { Look, PlatformError, PublishOutcome } from './outcome.js'
import type { Json } from '../kit/json.js'

/** What the server does next with a target, after what the platform said. */
export type Step =
  /** The item is out. */
  | { kind: 'done'; remoteId: string | null; url: string | null; data: Json }
  /** Waits and is sent (or asked) again by itself; the lane is free meanwhile. */
  | {
      kind: 'wait'
      inMs: number
      error: PlatformError | null
      stage: 'send' | 'check' | 'proceed'
      resume: Json
    }
  /** The answer was lost: look after `inMs`; the lane is held. */
  | { kind: 'look'; inMs: number; looks: LookState }
  /** All looks said that nothing is out: send once more. */
  | { kind: 'resend' }
  | { kind: 'fail'; error: PlatformError; accountIsDead: boolean }

/** What the looks after one lost answer have said so far. */
export type LookState = { taken: number; absent: number; forMs: number; error: PlatformError }

export type RunState = {
  /** Since the first try of this run. */
  triedForMs: number
  tries: number
  /** Already sent a second time in this run after its looks said absent. */
  resent: boolean
  /** Since the item was first attempted with this content; bounds what the network guarantees for repeats. */
  firstSentAgoMs: number
  reconcile: { repeatForMs?: number; looksAtMs: readonly number[] }
}

const ownTriesMs = 2 * 60_000
const longestWaitMs = 15 * 60_000
const longestProcessingMs = 60 * 60_000
/** How long an unreachable platform is looked at before a person has to. */
const longestLookingMs = 15 * 60_000
const lookAgainMs = 15_000

/** 1, 2, 4 … 30 s between tries that surely left nothing behind. */
export function pauseMs(tries: number): number {
  return Math.min(30_000, 1_000 * 2 ** Math.max(0, tries - 1))
}

/** The delay of the 1st, 2nd and 3rd retry that a caller asks for: 2, 4 and 8 minutes. */
export function retryDelayMs(retryCount: number): number {
  return 2 ** retryCount * 60_000
}
export const maxRetries = 3

/** Decides after a creating call, a check or a preparation. Pure. */
export function nextStep(outcome: PublishOutcome, state: RunState, nowMs: number): Step {
  switch (outcome.kind) {
    case 'published':
      return { kind: 'done', remoteId: outcome.remoteId, url: outcome.url, data: outcome.data ?? null }
    case 'halfway':
      return { kind: 'wait', inMs: 0, error: null, stage: 'proceed', resume: outcome.resume }
    case 'processing':
      if (state.triedForMs > longestProcessingMs) {
        return fail({
          code: 'PROCESSING_FAILED',
          message: 'The network did not finish processing within an hour. Retry, or fix with another file.',
        })
      }
      return {
        kind: 'wait',
        inMs: Math.max(250, outcome.checkInMs),
        error: null,
        stage: 'check',
        resume: outcome.resume,
      }
    case 'refused':
      return afterRefusal(outcome, state, nowMs)
    case 'unknown':
      return afterLostAnswer(outcome.error, state)
  }
}

function afterRefusal(
  outcome: Extract<PublishOutcome, { kind: 'refused' }>,
  state: RunState,
  nowMs: number,
): Step {
  if (outcome.cure === 'edit') return fail(outcome.error)
  if (outcome.cure === 'reconnect') return { kind: 'fail', error: outcome.error, accountIsDead: true }
  if (outcome.retryAfterMs !== undefined) {
    if (outcome.retryAfterMs <= longestWaitMs) {
      return { kind: 'wait', inMs: outcome.retryAfterMs, error: outcome.error, stage: 'send', resume: null }
    }
    const retryAt = new Date(nowMs + outcome.retryAfterMs).toISOString()
    return fail({ ...outcome.error, details: { ...outcome.error.details, retryAt } satisfies JsonObject })
  }
  const isWornOut = state.triedForMs >= ownTriesMs && state.tries >= 3
  if (outcome.error.code === 'QUOTA_EXCEEDED' || isWornOut) return fail(outcome.error)
  return { kind: 'wait', inMs: pauseMs(state.tries), error: outcome.error, stage: 'send', resume: null }
}

function afterLostAnswer(error: PlatformError, state: RunState): Step {
  const repeatMs = state.reconcile.repeatForMs ?? 0
  if (state.firstSentAgoMs < repeatMs && state.triedForMs < ownTriesMs) {
    return { kind: 'wait', inMs: pauseMs(state.tries), error, stage: 'send', resume: null }
  }
  const [first] = state.reconcile.looksAtMs
  if (first === undefined) return fail(unknownOutcome(error))
  return { kind: 'look', inMs: first, looks: { taken: 0, absent: 0, forMs: 0, error } }
}

/** When to look first after a lost answer whose attempt's deadline was `sinceDeadlineMs` ago. */
export function firstLook(error: PlatformError, state: RunState, sinceDeadlineMs: number): Step {
  const step = afterLostAnswer(error, state)
  return step.kind === 'look' ? { ...step, inMs: Math.max(0, step.inMs - sinceDeadlineMs) } : step
}

/** Decides after a look. `sinceDeadlineMs` is what the looks' times count from. Pure. */
export function nextStepAfterLook(
  look: Look,
  looks: LookState,
  sinceDeadlineMs: number,
  state: RunState,
): Step {
  if (look.kind === 'found')
    return { kind: 'done', remoteId: look.remoteId, url: look.url, data: look.data ?? null }
  const times = state.reconcile.looksAtMs
  if (look.kind === 'cannotTell') {
    if (sinceDeadlineMs > longestLookingMs) return fail(unknownOutcome(looks.error))
    return { kind: 'look', inMs: lookAgainMs, looks: { ...looks, forMs: sinceDeadlineMs } }
  }
  const seen: LookState = {
    ...looks,
    taken: looks.taken + 1,
    absent: looks.absent + 1,
    forMs: sinceDeadlineMs,
  }
  const next = times[seen.taken]
  if (next !== undefined) return { kind: 'look', inMs: Math.max(0, next - sinceDeadlineMs), looks: seen }
  if (!state.resent) return { kind: 'resend' }
  return fail({
    code: 'PLATFORM_UNAVAILABLE',
    message: 'The network lost the post twice and surely does not show it. Retry when it is well again.',
    ...(looks.error.httpStatus === undefined ? {} : { httpStatus: looks.error.httpStatus }),
  })
}

function unknownOutcome(error: PlatformError): PlatformError {
  return {
    ...error,
    code: 'OUTCOME_UNKNOWN',
    message: `The answer of the network was lost, and nothing tells whether the post is out. Look at the account: if it is there, leave it; if not, use fix to send it again. (${error.message})`,
  }
}

function fail(error: PlatformError): Step {
  return { kind: 'fail', error, accountIsDead: false }
}
