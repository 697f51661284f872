import type { JsonObject } from '../kit/json.js'
import type { Look, OutcomeWarning, PlatformError, PublishOutcome } from './outcome.js'
import type { Json } from '../kit/json.js'

/** What the server does next with a target, after what the platform said. */
export type Step =
  /** The item is out. */
  | {
      kind: 'done'
      remoteId: string | null
      url: string | null
      data: Json
      warnings?: readonly OutcomeWarning[]
    }
  /** Waits and is sent (or asked) again by itself; the lane is free meanwhile. */
  | {
      kind: 'wait'
      inMs: number
      error: PlatformError | null
      stage: 'send' | 'check' | 'proceed'
      resume: Json
      /**
       * `try`: a fault, which counts towards the pauses and the two minutes. `told`: the network said how long; the
       * two minutes begin anew afterwards. `course`: nothing went wrong.
       */
      because: 'try' | 'told' | 'course'
      /** The answer was lost, and the network guarantees that the same request makes no second post. */
      isRepeat?: true
    }
  /** The answer was lost: look after `inMs`; the lane is held. */
  | { kind: 'look'; inMs: number; looks: LookState }
  /** All looks said that nothing is out: send once more. `byItself`: counts as the one time that nobody asked for. */
  | { kind: 'resend'; from: Sending; byItself: boolean }
  | {
      kind: 'fail'
      error: PlatformError
      accountIsDead: boolean
      /** Only the recipient of this item is refused, not what goes to all of them. */
      ofRecipient?: true
    }

/** What is sent next: an item from its beginning, or the next creating call of one that is halfway. */
export type Sending = { stage: 'send' | 'proceed'; resume: Json }

/** What the looks after one lost answer have said so far. */
export type LookState = {
  taken: number
  absent: number
  /** How long after the deadline the first look was made: from there counts for how long a platform is asked that cannot tell. */
  firstMs?: number
  error: PlatformError
  /** The item that is looked for; absent: that of the last attempt. */
  sequence?: number
  /** Where sending goes on when nothing is out; absent: from the beginning. */
  from?: Sending
  /** A person chose to send again (fix): one look, and unless it finds the post, it is sent. */
  askedByPerson?: boolean
  /** It has hardly left: a network that cannot tell does not keep it from being sent. */
  sentUnlessFound?: boolean
}

export type RunState = {
  /** Since the first try of this run. */
  triedForMs: number
  /** Since the network began to process what it was given: what went wrong before is not its doing. */
  processingForMs: number
  tries: number
  /** Already sent a second time in this run after its looks said absent. */
  resent: boolean
  /** What is being sent; absent: the item from its beginning. */
  from?: Sending
  /** Since the item was first attempted with this content; bounds what the network guarantees for repeats. */
  firstSentAgoMs: number
  /**
   * How long ago a request for the item was first sent whose answer is lost, and of which no look has told since that
   * it made nothing; Infinity where it said other words than what would be sent now; null where there is none.
   */
  lostAgoMs: number | null
  reconcile: Reconciling
}

/** How a lost answer is settled, by whom nobody asks the network any more. See `Reconcile` of connectors. */
type Reconciling = { repeatForMs?: number; looksAtMs: readonly number[]; shownNowhere?: boolean }

const ownTriesMs = 2 * 60_000
const longestWaitMs = 15 * 60_000
const longestProcessingMs = 60 * 60_000
/** How long an unreachable platform is looked at before a person has to. */
const longestLookingMs = 15 * 60_000
/** Beyond it a time cannot be written as others read it; what a network tells has no bounds. */
const latestMs = Date.UTC(9999, 11, 31)

/** When the network is asked again: as it says, but not later than processing is given up. */
function checkPauseMs(toldMs: number): number {
  return Math.min(longestProcessingMs, Math.max(250, toldMs))
}

/** Ever more seldom, and once more when the time is over: a network that is down for long is not asked sixty times. */
function lookAgainAfterMs(triedForMs: number): number {
  return Math.min(Math.max(15_000, Math.round(triedForMs / 2)), longestLookingMs - triedForMs + 1)
}

/** 1, 2, 4 … 30 s between tries that surely left nothing behind. */
export function pauseMs(tries: number): number {
  return Math.min(30_000, 1_000 * 2 ** Math.max(0, tries - 1))
}

/** The delay of the 1st, 2nd and 3rd retry that a caller asks for: 2, 4 and 8 minutes. */
export function retryDelayMs(retryCount: number): number {
  return 2 ** retryCount * 60_000
}
export const maxRetries = 3

const fromTheBeginning: Sending = { stage: 'send', resume: null }

/** Decides after a creating call, a check or a preparation. Pure. */
export function nextStep(outcome: PublishOutcome, state: RunState, nowMs: number): Step {
  switch (outcome.kind) {
    case 'published':
      return {
        kind: 'done',
        remoteId: outcome.remoteId,
        url: outcome.url,
        data: outcome.data ?? null,
        ...(outcome.warnings === undefined ? {} : { warnings: outcome.warnings }),
      }
    case 'halfway':
      return {
        kind: 'wait',
        inMs: 0,
        error: null,
        stage: 'proceed',
        resume: outcome.resume,
        because: 'course',
      }
    case 'processing':
      // It was asked for and may come out yet: only a person who looked may send it again.
      if (state.processingForMs > longestProcessingMs) {
        return fail(
          unknownOutcome(
            {
              code: 'PROCESSING_FAILED',
              message: 'The network did not finish processing within an hour',
            },
            state.reconcile,
          ),
        )
      }
      return {
        kind: 'wait',
        inMs: checkPauseMs(outcome.checkInMs),
        error: null,
        stage: 'check',
        resume: outcome.resume,
        because: 'course',
      }
    case 'refused':
      return unlessOut(afterRefusal(outcome, state, nowMs), state)
    case 'unknown':
      return afterLostAnswer(outcome.error, state)
  }
}

/** Decides after a preparation that the network is still working on. Nothing of it is public. Pure. */
export function nextStepOfPreparation(checkInMs: number, state: RunState): Step {
  if (state.processingForMs > longestProcessingMs) {
    const error: PlatformError = {
      code: 'PROCESSING_FAILED',
      message:
        'The network did not finish processing a file within an hour. Retry, or fix with another file.',
    }
    return unlessOut(fail(error), state)
  }
  return {
    kind: 'wait',
    inMs: checkPauseMs(checkInMs),
    error: null,
    ...sendingOf(state),
    because: 'course',
  }
}

function afterRefusal(
  outcome: Extract<PublishOutcome, { kind: 'refused' }>,
  state: RunState,
  nowMs: number,
): Step {
  const { error, retryAfterMs, ofRecipient } = outcome
  if (outcome.cure === 'edit') return fail(error, ofRecipient)
  if (outcome.cure === 'reconnect') return { kind: 'fail', error, accountIsDead: true }
  if (retryAfterMs !== undefined) {
    if (retryAfterMs <= longestWaitMs)
      return { kind: 'wait', inMs: retryAfterMs, error, ...sendingOf(state), because: 'told' }
    const retryAt = new Date(Math.min(nowMs + retryAfterMs, latestMs)).toISOString()
    const code = error.code === 'QUOTA_EXCEEDED' ? error.code : 'RATE_LIMITED'
    return fail({ ...error, code, details: { ...error.details, retryAt } satisfies JsonObject }, ofRecipient)
  }
  const isWornOut = state.triedForMs >= ownTriesMs && state.tries >= 3
  if (error.code === 'QUOTA_EXCEEDED') return fail(error, ofRecipient)
  if (isWornOut)
    return fail({ ...error, message: `${error.message.replace(/\.?$/, '.')} Retry later.` }, ofRecipient)
  return { kind: 'wait', inMs: pauseMs(state.tries), error, ...sendingOf(state), because: 'try' }
}

function sendingOf(state: RunState): Sending {
  return state.from ?? fromTheBeginning
}

function afterLostAnswer(error: PlatformError, state: RunState): Step {
  const repeatMs = state.reconcile.repeatForMs ?? 0
  if (state.firstSentAgoMs < repeatMs && state.triedForMs < ownTriesMs)
    return {
      kind: 'wait',
      inMs: pauseMs(state.tries),
      error,
      ...sendingOf(state),
      because: 'try',
      isRepeat: true,
    }
  return lookNext(error, state)
}

function lookNext(error: PlatformError, state: Pick<RunState, 'from' | 'reconcile'>): Step {
  const [first] = state.reconcile.looksAtMs
  if (first === undefined) return fail(unknownOutcome(error, state.reconcile))
  return { kind: 'look', inMs: first, looks: noLooks(error, state.from) }
}

/**
 * What stands in the way of sending: an earlier answer about the item is lost, and the time is over (or the words are
 * others) for which the network guarantees that a repeat makes no second post. Null: nothing does. Pure.
 */
export function lookBeforeSending(error: PlatformError, state: RunState): Step | null {
  const { lostAgoMs } = state
  return lostAgoMs === null || lostAgoMs < (state.reconcile.repeatForMs ?? 0) ? null : lookNext(error, state)
}

/** Nothing fails, so that anybody may send it anew, while an earlier request for it may have made the post. Pure. */
export function unlessOut(step: Step, state: Pick<RunState, 'lostAgoMs' | 'from' | 'reconcile'>): Step {
  if (step.kind !== 'fail' || state.lostAgoMs === null || step.error.code === 'OUTCOME_UNKNOWN') return step
  // Who is not let in any more cannot look either.
  if (step.accountIsDead) return { ...step, error: unknownOutcome(step.error, state.reconcile) }
  return lookNext(step.error, state)
}

/** Before the first look. */
export function noLooks(error: PlatformError, from?: Sending): LookState {
  return { taken: 0, absent: 0, error, ...(from === undefined ? {} : { from }) }
}

/** How long the next look has to be put off, so that it does not count before its time. */
export function tooEarlyForLookMs(looks: LookState, sinceDeadlineMs: number, run: RunState): number {
  if (looks.askedByPerson === true) return 0
  return Math.max(0, (run.reconcile.looksAtMs[looks.taken] ?? 0) - sinceDeadlineMs)
}

/**
 * What follows for an attempt that its worker left open, whose deadline was `sinceDeadlineMs` ago; negative: it is
 * still to come, and until then nothing is sent.
 */
export function firstLook(error: PlatformError, state: RunState, sinceDeadlineMs: number): Step {
  const step = afterLostAnswer(error, state)
  if (step.kind === 'look') return { ...step, inMs: Math.max(0, step.inMs - sinceDeadlineMs) }
  return step.kind === 'wait' ? { ...step, inMs: step.inMs + Math.max(0, -sinceDeadlineMs) } : step
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
  const from = looks.from ?? fromTheBeginning
  if (looks.askedByPerson === true) return { kind: 'resend', from, byItself: false }
  const times = state.reconcile.looksAtMs
  const { sentUnlessFound = false, firstMs = sinceDeadlineMs } = looks
  if (look.kind === 'cannotTell') {
    const triedForMs = sinceDeadlineMs - firstMs
    if (sentUnlessFound && triedForMs >= ownTriesMs) return { kind: 'resend', from, byItself: false }
    // Where no look is made, none will ever tell.
    const isVain = times.length === 0 && !sentUnlessFound
    if (isVain || triedForMs > longestLookingMs) return fail(unknownOutcome(looks.error, state.reconcile))
    return { kind: 'look', inMs: lookAgainAfterMs(triedForMs), looks: { ...looks, firstMs } }
  }
  const seen: LookState = {
    ...looks,
    taken: looks.taken + 1,
    absent: looks.absent + 1,
    firstMs,
  }
  const next = times[seen.taken]
  if (next !== undefined) return { kind: 'look', inMs: Math.max(0, next - sinceDeadlineMs), looks: seen }
  if (sentUnlessFound) return { kind: 'resend', from, byItself: false }
  if (!state.resent) return { kind: 'resend', from, byItself: true }
  return fail({
    code: 'PLATFORM_UNAVAILABLE',
    message: 'The network lost the post twice and surely does not show it. Retry when it is well again.',
    ...(looks.error.httpStatus === undefined ? {} : { httpStatus: looks.error.httpStatus }),
  })
}

/** What a target fails with that may be out: only a person who looked, or asked, may send it again. */
export function unknownOutcome(
  error: PlatformError,
  { shownNowhere = false }: Pick<Reconciling, 'shownNowhere'> = {},
): PlatformError {
  const whatToDo = shownNowhere
    ? 'nothing tells whether the message arrived. Ask who it was for: if it did, leave it; if not, use fix to send it again.'
    : 'nothing tells whether the post is out. Look at the account: if it is there, leave it; if not, use fix to send it again.'
  const message = `The answer of the network was lost, and ${whatToDo} (${error.message})`
  return { ...error, code: 'OUTCOME_UNKNOWN', message }
}

function fail(error: PlatformError, ofRecipient?: true): Step {
  return { kind: 'fail', error, accountIsDead: false, ...(ofRecipient === true ? { ofRecipient } : {}) }
}
