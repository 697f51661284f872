import type { Connector, PublishContext, RenderedItem } from '../connectors/connector.js'
import type { PlatformError, PublishOutcome } from '../domain/outcome.js'
import {
  firstLook,
  nextStep,
  nextStepAfterLook,
  type LookState,
  type RunState,
  type Step,
} from '../domain/next-step.js'
import { failpoint } from '../kit/failpoint.js'
import { newId } from '../kit/ids.js'
import type { Json } from '../kit/json.js'
import { openAttempt, planItem } from '../store/attempts.js'
import type { TargetLease } from '../store/claims.js'
import { loadTargetState, type TargetState } from '../store/target-state.js'
import { AttemptDeadline, callContext, LeaseLost } from './call-context.js'
import type { PublishingDeps } from './deps.js'
import { asked, faultOf } from './outcomes-of-calls.js'
import { contentHash, itemCount, mediaOf, renderItem } from './render.js'
import { settle, type Tried } from './settle.js'

/**
 * Takes one claimed target as far as it goes: settles what an earlier worker left open, looks for a lost answer,
 * or sends the next item. Every request the public can see stands between two commits: the attempt before it, the
 * settlement after it.
 */
export async function publishTarget(deps: PublishingDeps, lease: TargetLease): Promise<void> {
  failpoint('claimed')
  for (let goOn = true; goOn;) {
    const state = await loadTargetState(deps.db, lease)
    if (state === null) return
    try {
      goOn = await oneStep(deps, lease, state)
    } catch (error) {
      if (error instanceof LeaseLost) return
      throw error
    }
  }
}

/** True when the next part of a thread may follow under the same lease. */
async function oneStep(deps: PublishingDeps, lease: TargetLease, state: TargetState): Promise<boolean> {
  const connector = deps.connectors.get(state.platform)
  const left = state.lastAttempt
  if (left?.isOpen === true) return settleLeftOpen(deps, lease, state, connector, left)

  const hindrance = whatHinders(state)
  if (hindrance !== null) return ends(deps, lease, state, hindrance)

  const tokens = await deps.freshTokens(state.account.id, { force: false })
  if (tokens.kind === 'busy') return waits(deps, lease, state, tokens.retryInMs, null)
  if (tokens.kind === 'failed')
    return refused(deps, lease, state, connector, { kind: 'refused', cure: 'wait', error: tokens.error })
  if (tokens.kind === 'dead') return ends(deps, lease, state, tokens.error)

  const deadline = new AttemptDeadline()
  const ctx = callContext(deps, lease, state, tokens.tokens, deadline)
  const sequence = nextSequence(state)
  const item = await render(deps, lease, state, sequence)
  if ('step' in item)
    return isGoOn(await settle(deps, lease, state, item.step, { tried: null, partsLeft: false }))

  switch (state.target.stage) {
    case 'look':
      return look(deps, lease, state, connector, ctx, item)
    case 'check':
      return check(deps, lease, state, connector, ctx, item)
    case 'send':
    case 'proceed':
      return send(deps, lease, state, connector, ctx, item, deadline)
  }
}

/** A worker died between opening an attempt and recording its answer. */
async function settleLeftOpen(
  deps: PublishingDeps,
  lease: TargetLease,
  state: TargetState,
  connector: Connector,
  left: NonNullable<TargetState['lastAttempt']>,
): Promise<boolean> {
  const error: PlatformError = {
    code: 'OUTCOME_UNKNOWN',
    message: 'The server stopped before the answer was recorded.',
  }
  if (left.deadlineInMs > 0) {
    // Its request may still be on the wire: nobody touches the attempt before its deadline.
    const step: Step = {
      kind: 'look',
      inMs: left.deadlineInMs + 1,
      looks: { taken: 0, absent: 0, forMs: 0, error },
    }
    return isGoOn(await settle(deps, lease, state, step, { tried: null, partsLeft: false }))
  }
  const step = firstLook(
    error,
    runState(state, connector, left.sequence, left.contentHash),
    -left.deadlineInMs,
  )
  return isGoOn(
    await settle(deps, lease, state, step, {
      tried: { attemptId: left.id, sequence: left.sequence, outcome: 'unknown' },
      partsLeft: false,
    }),
  )
}

/** What makes sending pointless now, as the error the target fails with; null when nothing does. */
function whatHinders(state: TargetState): PlatformError | null {
  if (state.target.stage === 'look') return null
  if (state.account.status !== 'active') {
    return {
      code: 'ACCOUNT_DISCONNECTED',
      message: 'The account is not connected any more. Connect it again, then retry the post.',
      details: { accountStatus: state.account.status },
    }
  }
  const lateMinutes =
    state.target.dueAt === null ? 0 : (state.now.getTime() - state.target.dueAt.getTime()) / 60_000
  const isFirstTry =
    state.attempts.length === 0 && Object.keys(state.target.steps).length === 0 && state.target.tries === 0
  if (isFirstTry && lateMinutes > (state.settings.missedAfterMinutes ?? 360)) {
    return {
      code: 'MISSED',
      message:
        'The post was due while the server was down, and is too late by the workspace’s choice (missedAfterMinutes). Use fix to send it now.',
      details: { dueAt: state.target.dueAt?.toISOString() ?? null },
    }
  }
  return null
}

/** The first item that is not out. While an answer is unknown, the item it was about. */
function nextSequence(state: TargetState): number {
  const stage = state.target.stage
  if (stage !== 'send' && state.lastAttempt !== null) return state.lastAttempt.sequence
  const out = new Set(state.items.filter((item) => item.publishedAt !== null).map((item) => item.sequence))
  let sequence = 0
  while (out.has(sequence)) sequence += 1
  return sequence
}

async function render(
  deps: PublishingDeps,
  lease: TargetLease,
  state: TargetState,
  sequence: number,
): Promise<RenderedItem | { step: Step }> {
  const planned = state.items.find((item) => item.sequence === sequence)
  const plannedAt = planned?.plannedAt ?? (await planItem(deps.db, lease, sequence))
  const refs = mediaOf(state, sequence)
  if (refs.length === 0) return renderItem(state, sequence, plannedAt, [])
  const media = await deps.mediaFiles(state.workspaceId, refs)
  switch (media.kind) {
    case 'ok':
      return renderItem(state, sequence, plannedAt, media.files)
    case 'wait':
      return {
        step: {
          kind: 'wait',
          inMs: media.inMs,
          error: null,
          stage: state.target.stage === 'look' ? 'send' : state.target.stage,
          resume: state.target.resume,
        },
      }
    case 'refused':
      return { step: { kind: 'fail', error: media.error, accountIsDead: false } }
  }
}

async function send(
  deps: PublishingDeps,
  lease: TargetLease,
  state: TargetState,
  connector: Connector,
  ctx: PublishContext,
  item: RenderedItem,
  deadline: AttemptDeadline,
): Promise<boolean> {
  const isProceed = state.target.stage === 'proceed'
  const prepared = isProceed
    ? { kind: 'ready' as const, plan: state.lastAttempt?.plan ?? null }
    : await prepare(connector, item, ctx)
  if (prepared.kind === 'refused') return refused(deps, lease, state, connector, prepared)
  if (prepared.kind === 'processing')
    return waits(deps, lease, state, Math.max(250, prepared.checkInMs), null)
  failpoint('prepared')

  const hash = contentHash(item)
  const before = performance.now()
  const attemptId = newId('att')
  const opened = await openAttempt(deps.db, {
    id: attemptId,
    lease,
    sequence: item.sequence,
    stage: isProceed ? 'proceed' : 'send',
    revision: state.revision,
    plan: prepared.plan,
    contentHash: hash,
  })
  if (opened === null) throw new LeaseLost('The attempt was not opened')
  if (state.target.dueAt !== null && state.attempts.length === 0) {
    deps.observe.lateness(opened.deadlineAt.getTime() - opened.deadlineInMs - state.target.dueAt.getTime())
  }
  failpoint('attempt-opened')

  deadline.open(before, opened.deadlineInMs)
  const outcome = await asked(() =>
    isProceed && connector.proceed !== undefined
      ? connector.proceed(item, state.target.resume, ctx)
      : connector.publish(item, prepared.plan, ctx),
  )
  deadline.close()
  failpoint('answered')

  const judged = unlessSeenBefore(outcome, state, item.sequence)
  deps.observe.outcome(state.platform, judged.kind)
  const tried: Tried = { attemptId, sequence: item.sequence, outcome: judged.kind }
  const run = runState(state, connector, item.sequence, hash)
  const retried = await withFreshTokens(deps, state, connector, judged)
  const step = retried ?? nextStep(judged, run, state.now.getTime())
  // A lost answer's looks count from the deadline of its attempt.
  const placed =
    step.kind === 'look'
      ? { ...step, inMs: step.inMs + Math.max(0, opened.deadlineInMs - (performance.now() - before)) }
      : step
  const partsLeft =
    step.kind === 'done' && item.sequence + 1 < itemCount(state, connector.rules.limits.thread !== null)
  return isGoOn(await settle(deps, lease, state, placed, { tried, partsLeft }))
}

async function prepare(
  connector: Connector,
  item: RenderedItem,
  ctx: PublishContext,
): ReturnType<NonNullable<Connector['prepare']>> {
  if (connector.prepare === undefined) return { kind: 'ready', plan: null }
  try {
    return await connector.prepare(item, ctx)
  } catch (error) {
    if (error instanceof LeaseLost) throw error
    // Nothing that the public can see was asked for: a fault here leaves nothing behind.
    return { kind: 'refused', cure: 'wait', error: faultOf(error) }
  }
}

/** A duplicate that follows a lost answer is most likely our own post: look instead of failing. */
function unlessSeenBefore(outcome: PublishOutcome, state: TargetState, sequence: number): PublishOutcome {
  const isDuplicate = outcome.kind === 'refused' && outcome.error.code === 'DUPLICATE_CONTENT'
  const wasLost = state.lastAttempt?.sequence === sequence && state.lastAttempt.outcome === 'unknown'
  return isDuplicate && wasLost ? { kind: 'unknown', error: outcome.error } : outcome
}

/** The network no longer takes the access token: refresh once, then send again; a second refusal stands. */
async function withFreshTokens(
  deps: PublishingDeps,
  state: TargetState,
  connector: Connector,
  outcome: PublishOutcome,
): Promise<Step | null> {
  if (outcome.kind !== 'refused' || outcome.cure !== 'reconnect' || connector.auth.refresh === undefined)
    return null
  if (outcome.error.code !== 'ACCOUNT_DISCONNECTED' || state.target.tries > 0) return null
  const tokens = await deps.freshTokens(state.account.id, { force: true })
  if (tokens.kind === 'dead') return { kind: 'fail', error: tokens.error, accountIsDead: true }
  return {
    kind: 'wait',
    inMs: tokens.kind === 'busy' ? tokens.retryInMs : 0,
    error: outcome.error,
    stage: 'send',
    resume: null,
  }
}

async function check(
  deps: PublishingDeps,
  lease: TargetLease,
  state: TargetState,
  connector: Connector,
  ctx: PublishContext,
  item: RenderedItem,
): Promise<boolean> {
  if (connector.check === undefined)
    throw new Error(`${connector.slug} answered processing, but has no check`)
  let outcome: PublishOutcome
  try {
    outcome = await connector.check(item, state.target.resume, ctx)
  } catch {
    // A read that failed tells nothing: ask again.
    outcome = { kind: 'processing', resume: state.target.resume, checkInMs: 5_000 }
  }
  const hash = contentHash(item)
  const step = nextStep(outcome, runState(state, connector, item.sequence, hash), state.now.getTime())
  const tried =
    state.lastAttempt === null
      ? null
      : { attemptId: state.lastAttempt.id, sequence: item.sequence, outcome: outcome.kind }
  const partsLeft =
    step.kind === 'done' && item.sequence + 1 < itemCount(state, connector.rules.limits.thread !== null)
  return isGoOn(await settle(deps, lease, state, step, { tried, partsLeft }))
}

async function look(
  deps: PublishingDeps,
  lease: TargetLease,
  state: TargetState,
  connector: Connector,
  ctx: PublishContext,
  item: RenderedItem,
): Promise<boolean> {
  const looks = state.target.resume as unknown as LookState
  const attempt = state.lastAttempt
  if (attempt === null) throw new Error('A look without an attempt')
  const run = runState(state, connector, item.sequence, attempt.contentHash)
  const found = await lookOnce(connector, ctx, item, {
    plan: attempt.plan,
    startedAt: attempt.startedAt,
    deadlineAt: attempt.deadlineAt,
    lookNumber: looks.taken + 1,
  })
  failpoint('looked')
  const step = nextStepAfterLook(found, looks, -attempt.deadlineInMs, run)
  const partsLeft =
    step.kind === 'done' && item.sequence + 1 < itemCount(state, connector.rules.limits.thread !== null)
  const tried =
    step.kind === 'done' ? { attemptId: attempt.id, sequence: item.sequence, outcome: 'published' } : null
  return isGoOn(await settle(deps, lease, state, step, { tried, partsLeft }))
}

async function lookOnce(
  connector: Connector,
  ctx: PublishContext,
  item: RenderedItem,
  attempt: Parameters<NonNullable<Connector['find']>>[1],
): ReturnType<NonNullable<Connector['find']>> {
  if (connector.find === undefined) return { kind: 'cannotTell', reason: 'The network cannot be asked' }
  try {
    const found = await connector.find(item, attempt, ctx)
    // Made more than a minute before the attempt: somebody else's, or an older post with the same words.
    const isOlder =
      found.kind === 'found' &&
      found.createdAt !== null &&
      found.createdAt.getTime() < attempt.startedAt.getTime() - 60_000
    return isOlder ? { kind: 'absent' } : found
  } catch (error) {
    return { kind: 'cannotTell', reason: error instanceof Error ? error.message : String(error) }
  }
}

function runState(state: TargetState, connector: Connector, sequence: number, hash: string): RunState {
  const same = state.attempts.filter(
    (attempt) => attempt.sequence === sequence && attempt.contentHash === hash,
  )
  return {
    triedForMs: state.target.triedForMs,
    tries: state.target.tries + 1,
    resent: state.target.resent,
    firstSentAgoMs: Math.max(0, ...same.map((attempt) => attempt.agoMs)),
    reconcile: connector.reconcile,
  }
}

async function refused(
  deps: PublishingDeps,
  lease: TargetLease,
  state: TargetState,
  connector: Connector,
  outcome: Extract<PublishOutcome, { kind: 'refused' }>,
): Promise<boolean> {
  const retried = await withFreshTokens(deps, state, connector, outcome)
  const step =
    retried ?? nextStep(outcome, runState(state, connector, nextSequence(state), ''), state.now.getTime())
  return isGoOn(await settle(deps, lease, state, step, { tried: null, partsLeft: false }))
}

async function waits(
  deps: PublishingDeps,
  lease: TargetLease,
  state: TargetState,
  inMs: number,
  error: PlatformError | null,
): Promise<boolean> {
  const stage = state.target.stage === 'look' ? 'send' : state.target.stage
  const resume: Json = state.target.resume
  const step: Step =
    state.target.stage === 'look'
      ? { kind: 'look', inMs, looks: resume as unknown as LookState }
      : { kind: 'wait', inMs, error, stage, resume }
  return isGoOn(await settle(deps, lease, state, step, { tried: null, partsLeft: false }))
}

async function ends(
  deps: PublishingDeps,
  lease: TargetLease,
  state: TargetState,
  error: PlatformError,
): Promise<boolean> {
  // A look that cannot be made any more leaves the answer unknown: that stays said.
  const looks = state.target.stage === 'look' ? (state.target.resume as unknown as LookState) : null
  const told: PlatformError =
    looks === null
      ? error
      : {
          ...looks.error,
          code: 'OUTCOME_UNKNOWN',
          message: `The answer was lost and the account can no longer be asked. ${error.message}`,
        }
  return isGoOn(
    await settle(
      deps,
      lease,
      state,
      { kind: 'fail', error: told, accountIsDead: false },
      { tried: null, partsLeft: false },
    ),
  )
}

function isGoOn(settled: Awaited<ReturnType<typeof settle>>): boolean {
  return settled === 'goOn'
}
