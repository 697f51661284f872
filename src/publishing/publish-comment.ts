import type { Connector, PublishContext, RenderedItem } from '../connectors/connector.js'
import {
  nextStepAfterLook,
  nextStep,
  firstLook,
  type LookState,
  type RunState,
  type Step,
} from '../domain/next-step.js'
import type { PlatformError } from '../domain/outcome.js'
import { failpoint } from '../kit/failpoint.js'
import {
  endComment,
  loadCommentState,
  openComment,
  type CommentEnd,
  type CommentState,
} from '../store/comments.js'
import type { Lease } from '../store/claims.js'
import { addTargetWarning } from '../store/settling.js'
import { AttemptDeadline } from './call-context.js'
import { asked } from './outcomes-of-calls.js'
import type { PublishingDeps } from './deps.js'
import { untilTaken } from './until-taken.js'

/** Comments are numbered after the parts of any thread, so that what connectors derive from the number is their own. */
const commentSequence = 1_000

/**
 * Publishes a first comment under its post. The same rules as for posts; a comment that fails is a warning on its
 * target and never fails it.
 */
export async function publishComment(deps: PublishingDeps, lease: Lease): Promise<void> {
  const state = await loadCommentState(deps.db, lease)
  if (state === null) return
  const connector = deps.connectors.get(state.platform)
  const step = await decide(deps, lease, state, connector)
  if (step === null) return
  await untilTaken(deps.log, () =>
    deps.db.transaction(async (tx) => {
      const end = asEnd(step)
      if (!(await endComment(tx, lease, end)) || end.status !== 'failed') return
      const message = `The first comment was not published. ${end.error.message}`
      await addTargetWarning(tx, state.targetId, {
        code: 'FIRST_COMMENT_FAILED',
        message,
        reason: end.error.code,
      })
    }),
  )
  deps.wake.due('comments')
}

async function decide(
  deps: PublishingDeps,
  lease: Lease,
  state: CommentState,
  connector: Connector,
): Promise<Step | null> {
  const run: RunState = {
    triedForMs: state.triedForMs,
    tries: state.tries + 1,
    resent: (state.resume as { resent?: boolean } | null)?.resent === true,
    firstSentAgoMs: state.triedForMs,
    reconcile: connector.reconcile,
  }
  if (state.isOpen && state.stage === 'send') {
    // A worker died with the request perhaps on the wire.
    const error: PlatformError = {
      code: 'OUTCOME_UNKNOWN',
      message: 'The server stopped before the answer was recorded.',
    }
    const inMs = state.deadline?.inMs ?? 0
    if (inMs <= 0) return firstLook(error, run, -inMs)
    return { kind: 'look', inMs: inMs + 1, looks: { taken: 0, absent: 0, forMs: 0, error } }
  }
  if (connector.comment === undefined || state.under.remoteId === null) {
    return {
      kind: 'fail',
      accountIsDead: false,
      error: { code: 'PUBLISH_ERROR', message: 'The network did not tell which post to comment on.' },
    }
  }
  const tokens = await deps.freshTokens(state.account.id, { force: false })
  if (tokens.kind === 'dead') return { kind: 'fail', accountIsDead: false, error: tokens.error }
  if (tokens.kind !== 'ok') {
    const inMs = tokens.kind === 'busy' ? tokens.retryInMs : 5_000
    return {
      kind: 'wait',
      inMs,
      error: tokens.kind === 'busy' ? null : tokens.error,
      stage: 'send',
      resume: null,
    }
  }
  const deadline = new AttemptDeadline()
  const ctx = commentContext(deps, state, tokens.tokens, deadline)
  const under = { remoteId: state.under.remoteId, url: state.under.url, data: state.under.data }
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
  if (state.stage === 'look') return look(connector, ctx, item, state, run)

  const before = performance.now()
  const opened = await openComment(deps.db, lease, null)
  if (opened === null) return null
  failpoint('comment-opened')
  deadline.open(before, opened.deadlineInMs)
  const comment = connector.comment
  const outcome = await asked(() => comment(item, under, ctx))
  failpoint('comment-answered')
  const step = nextStep(outcome, run, state.now.getTime())
  return step.kind === 'look'
    ? { ...step, inMs: step.inMs + Math.max(0, opened.deadlineInMs - (performance.now() - before)) }
    : step
}

async function look(
  connector: Connector,
  ctx: PublishContext,
  item: RenderedItem,
  state: CommentState,
  run: RunState,
): Promise<Step> {
  const looks = state.resume as unknown as LookState
  const deadlineAt = state.deadline?.at ?? state.now
  const sinceDeadlineMs = -(state.deadline?.inMs ?? 0)
  const startedAt = new Date(deadlineAt.getTime() - 60_000)
  const attempt = { plan: state.plan, startedAt, deadlineAt, lookNumber: looks.taken + 1 }
  const found = await (
    connector.find?.(item, attempt, ctx) ??
    Promise.resolve({ kind: 'cannotTell' as const, reason: 'The network cannot be asked' })
  ).catch((error: unknown) => ({ kind: 'cannotTell' as const, reason: String(error) }))
  return nextStepAfterLook(found, looks, sinceDeadlineMs, run)
}

function asEnd(step: Step): CommentEnd {
  switch (step.kind) {
    case 'done':
      return { status: 'published', remoteId: step.remoteId, url: step.url }
    case 'fail':
      return { status: 'failed', error: step.error }
    case 'wait':
      return { status: 'pending', stage: 'send', inMs: step.inMs, resume: null, isTry: step.error !== null }
    case 'look':
      return {
        status: 'pending',
        stage: 'look',
        inMs: step.inMs,
        resume: { ...step.looks, error: { ...step.looks.error } },
        isTry: false,
      }
    case 'resend':
      return { status: 'pending', stage: 'send', inMs: 0, resume: { resent: true }, isTry: false }
  }
}

function commentContext(
  deps: PublishingDeps,
  state: CommentState,
  tokens: PublishContext['tokens'],
  deadline: AttemptDeadline,
): PublishContext {
  const { app, vault } = deps.platform(state.platform)
  return {
    http: deps.platformHttp({
      platform: state.platform,
      accountId: state.account.id,
      operation: 'comment',
      deadline,
    }),
    app,
    vault,
    now: state.now,
    tokens,
    data: state.account.data,
    account: state.account,
    scopes: state.account.scopes,
    log: (message, facts) =>
      deps.log(message, { platform: state.platform, targetId: state.targetId, ...facts }),
    // A comment is one call: it has no steps to keep.
    step: (_name, _madeFrom, work) => work(),
    dropStep: () => Promise.resolve(),
  }
}
