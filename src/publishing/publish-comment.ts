import type { Connector, PublishContext, RenderedItem } from '../connectors/connector.js'
import type { PlatformError, PublishOutcome } from '../domain/outcome.js'
import {
  firstLook,
  lookBeforeSending,
  nextStep,
  nextStepAfterLook,
  nextStepOfPreparation,
  tooEarlyForLookMs,
  unknownOutcome,
  type LookState,
  type RunState,
  type Step,
} from '../domain/next-step.js'
import { failpoint } from '../kit/failpoint.js'
import type { Json } from '../kit/json.js'
import { loadCommentState, openComment, type CommentState } from '../store/comments.js'
import type { Lease } from '../store/claims.js'
import { isPassingDatabaseFault } from '../store/database.js'
import { matched } from './ask-network.js'
import { AttemptDeadline, callContext, type Steps } from './call-context.js'
import { asked, prepared } from './outcomes-of-calls.js'
import type { PublishingDeps } from './deps.js'
import { settleComment } from './settle-comment.js'
import { longestAskingMs, ownFault } from './own-fault.js'
import { answerLost, reconcileOf } from './turn.js'

/** Comments are numbered after the parts of any thread, so that what connectors derive from the number is their own. */
const commentSequence = 1_000

/**
 * Publishes a first comment under its post. The same rules as for posts; a comment that fails is a warning on its
 * target and never fails it.
 */
export async function publishComment(deps: PublishingDeps, lease: Lease): Promise<void> {
  const state = await loadCommentState(deps.db, lease)
  if (state === null) return
  try {
    const step = await decide(deps, lease, state, deps.connectors.get(state.platform))
    if (step !== null) await settleComment(deps, lease, state, step)
  } catch (error) {
    // It comes up again when its lease ends, but not for ever.
    if (isPassingDatabaseFault(error) || state.triedForMs <= longestAskingMs) throw error
    await settleComment(deps, lease, state, { kind: 'fail', error: ownFault(error), accountIsDead: false })
  }
}

/** Null: the lease was lost before anything was sent. */
async function decide(
  deps: PublishingDeps,
  lease: Lease,
  state: CommentState,
  connector: Connector,
): Promise<Step | null> {
  const run: RunState = {
    triedForMs: state.triedForMs,
    processingForMs: state.triedForMs,
    tries: state.tries + 1,
    resent: state.resume.resent === true,
    firstSentAgoMs: state.triedForMs,
    lostAgoMs: state.resume.isLost === true ? state.triedForMs : null,
    reconcile: reconcileOf(connector, state.account.data),
  }
  if (state.isOpen && state.stage === 'send') {
    // A worker died with the request perhaps on the wire: nobody touches it before its deadline.
    const error: PlatformError = {
      code: 'OUTCOME_UNKNOWN',
      message: 'The server stopped before the answer was recorded.',
    }
    return firstLook(error, run, -(state.deadline?.inMs ?? 0))
  }
  const looks = state.stage === 'look' ? (state.resume.looks ?? null) : null
  const lookFirst = looks === null ? lookBeforeSending(answerLost, run) : null
  if (lookFirst !== null) return lookFirst
  const hindrance = looks === null ? whatHinders(connector, state) : null
  if (hindrance !== null) return { kind: 'fail', accountIsDead: false, error: hindrance }
  const force = looks === null && state.resume.refresh === true
  const tokens = await deps.freshTokens(state.account.id, { force })
  if (tokens.kind !== 'ok') {
    if (looks !== null) {
      if (tokens.kind !== 'dead' && state.triedForMs <= longestAskingMs)
        return { kind: 'look', inMs: 5_000, looks }
      const error = unknownOutcome(tokens.kind === 'busy' ? looks.error : tokens.error)
      return { kind: 'fail', accountIsDead: false, error }
    }
    if (tokens.kind === 'dead') return { kind: 'fail', accountIsDead: false, error: tokens.error }
    return tokens.kind === 'busy'
      ? {
          kind: 'wait',
          inMs: tokens.retryInMs,
          error: null,
          stage: 'send',
          resume: null,
          because: 'course',
        }
      : nextStep({ kind: 'refused', cure: 'wait', error: tokens.error }, run, state.now.getTime())
  }
  const deadline = new AttemptDeadline()
  // Kept when it is sent, or this turn is settled: what is lost before was made in vain, and nobody sees it.
  const steps: Steps = { kept: (state.resume.steps ??= {}), keep: () => Promise.resolve() }
  const ctx = callContext(deps, state, { operation: 'comment', tokens: tokens.tokens, deadline, steps })
  const under = { remoteId: state.under.remoteId ?? '', url: state.under.url, data: state.under.data }
  const item: RenderedItem = {
    targetId: state.targetId,
    sequence: commentSequence,
    plannedAt: state.plannedAt,
    text: state.content,
    media: [],
    options: {},
    contentType: null,
    previous: [under],
  }
  if (looks !== null) return look(connector, ctx, item, state, looks, run)

  const mayRefresh = connector.auth.refresh !== undefined && state.tries === 0
  // What is sent again is what was sent.
  const isRepeat = run.lostAgoMs !== null
  const preparation = isRepeat
    ? { kind: 'ready' as const, plan: state.plan }
    : await prepared(connector, item, ctx)
  if (preparation.kind === 'processing') return nextStepOfPreparation(preparation.checkInMs, run)
  if (preparation.kind === 'refused')
    return withFreshTokens(nextStep(preparation, run, state.now.getTime()), mayRefresh)

  deadline.begin()
  const opened = await openComment(deps.db, lease, preparation.plan, state.resume.steps)
  if (opened === null) return null
  failpoint('comment-opened')
  deadline.open(opened.deadlineInMs)
  const outcome = await asked(() => send(connector, item, under, ctx, preparation.plan))
  failpoint('comment-answered')
  const step = withFreshTokens(nextStep(outcome, run, state.now.getTime()), mayRefresh)
  return step.kind === 'look'
    ? { ...step, inMs: step.inMs + Math.max(0, opened.deadlineInMs - deadline.passedMs()) }
    : step
}

/** The network refused the access token: once, the comment is sent again with a refreshed one. */
function withFreshTokens(step: Step, mayRefresh: boolean): Step {
  if (step.kind !== 'fail' || !step.accountIsDead || !mayRefresh) return step
  return { kind: 'wait', inMs: 0, error: step.error, stage: 'send', resume: null, because: 'try' }
}

function whatHinders(connector: Connector, state: CommentState): PlatformError | null {
  if (connector.comment === undefined || state.under.remoteId === null)
    return { code: 'PUBLISH_ERROR', message: 'The network did not tell which post to comment on.' }
  return state.account.status === 'active'
    ? null
    : { code: 'ACCOUNT_DISCONNECTED', message: 'The account is not connected any more.' }
}

async function send(
  connector: Connector,
  item: RenderedItem,
  under: { remoteId: string; url: string | null; data: CommentState['under']['data'] },
  ctx: PublishContext,
  plan: Json,
): Promise<PublishOutcome> {
  if (connector.comment === undefined) throw new Error(`${connector.slug} has no comments`)
  const outcome = await connector.comment(item, under, ctx, plan)
  // A comment is made by one call. What does not say that it is out has to be looked for.
  return outcome.kind === 'processing' || outcome.kind === 'halfway'
    ? {
        kind: 'unknown',
        error: { code: 'OUTCOME_UNKNOWN', message: 'The network did not say whether it is out.' },
      }
    : outcome
}

async function look(
  connector: Connector,
  ctx: PublishContext,
  item: RenderedItem,
  state: CommentState,
  looks: LookState,
  run: RunState,
): Promise<Step> {
  const deadlineAt = state.deadline?.at ?? state.now
  const sinceDeadlineMs = state.now.getTime() - deadlineAt.getTime()
  const early = tooEarlyForLookMs(looks, sinceDeadlineMs, run)
  if (early > 0) return { kind: 'look', inMs: early, looks }
  const startedAt = new Date(state.now.getTime() - state.triedForMs)
  const claimed = new Set(state.claimed)
  const attempt = { plan: state.plan, startedAt, deadlineAt, lookNumber: looks.taken + 1, claimed }
  const found = await (
    connector.find?.(item, attempt, ctx) ??
    Promise.resolve({ kind: 'cannotTell' as const, reason: 'The network cannot be asked' })
  ).catch((error: unknown) => ({ kind: 'cannotTell' as const, reason: String(error) }))
  return nextStepAfterLook(matched(found, attempt), looks, sinceDeadlineMs, run)
}
