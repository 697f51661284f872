import type {
  LostAttempt,
  NoticeStatus,
  PublishContext,
  RenderedItem,
  Told,
} from '../connectors/connector.js'
import type { Look, PublishOutcome } from '../domain/outcome.js'
import { nextStep, nextStepAfterLook, tooEarlyForLookMs, type Step } from '../domain/next-step.js'
import { failpoint } from '../kit/failpoint.js'
import { settledUnknown } from '../store/attempts.js'
import type { TargetState, ToldOfMessage } from '../store/target-state.js'
import { isMoreToCome } from './next-item.js'
import { contentHash } from './render.js'
import { settle, type Tried } from './settle.js'
import { isRestored, looksOf, lostAttempts, runState, unknownForMs, type Turn } from './turn.js'

/** How long before its first attempt a post may have been made and still be ours: clocks differ. */
const clocksDifferMs = 60_000

/** Asks the network whether what it is working on is done. */
export async function askWhetherDone(turn: Turn, ctx: PublishContext, item: RenderedItem): Promise<boolean> {
  const { state, connector } = turn
  if (connector.check === undefined)
    throw new Error(`${connector.slug} answered processing, but has no check`)
  let outcome: PublishOutcome
  try {
    outcome = await connector.check(item, state.target.resume, ctx)
  } catch {
    // A read that failed tells nothing: ask again.
    outcome = { kind: 'processing', resume: state.target.resume, checkInMs: 5_000 }
  }
  const step = nextStep(outcome, runState(turn, item.sequence, contentHash(item)), state.now.getTime())
  const tried: Tried | null =
    state.lastAttempt === null
      ? null
      : { attemptId: state.lastAttempt.id, sequence: item.sequence, outcome: outcome.kind }
  return settle(turn, step, { tried, partsLeft: isMoreToCome(turn, item.sequence) })
}

/** Looks once whether an item is out whose answer was lost. */
export async function lookFor(turn: Turn, ctx: PublishContext, item: RenderedItem): Promise<boolean> {
  const { state } = turn
  const looks = looksOf(state)
  const { attemptId, hash, lost } = whatWasTried(turn, item)
  const run = runState(turn, item.sequence, hash)
  const sinceDeadlineMs = state.now.getTime() - lost.deadlineAt.getTime()
  const early = tooEarlyForLookMs(looks, sinceDeadlineMs, run)
  if (early > 0)
    return settle(turn, { kind: 'look', inMs: early, looks }, { unknownForMs: unknownForMs(state) })

  const found = await lookOnce(turn, ctx, item, { ...lost, lookNumber: looks.taken + 1 })
  failpoint('looked')
  const step = goesOn(found) ?? nextStepAfterLook(found, looks, sinceDeadlineMs, run)
  const outcome = outcomeOfLooks(step)
  const tried: Tried | null =
    outcome !== null && attemptId !== null ? { attemptId, sequence: item.sequence, outcome } : null
  return settle(turn, step, {
    tried,
    sequence: item.sequence,
    partsLeft: isMoreToCome(turn, item.sequence),
    unknownForMs: unknownForMs(state),
  })
}

/** It is there, and something that belongs to it is still to be done: as if its answer had come. */
function goesOn(found: Look): Step | null {
  if (found.kind !== 'found' || found.resume === undefined) return null
  return { kind: 'wait', inMs: 0, error: null, stage: 'check', resume: found.resume, because: 'course' }
}

/** What the looks told of the attempts whose answers were lost; null where they have not told yet, or cannot. */
function outcomeOfLooks(step: Step): string | null {
  if (step.kind === 'done') return 'published'
  if (step.kind === 'wait' && step.stage === 'check') return 'processing'
  const isAbsent = step.kind === 'fail' && step.error.code !== 'OUTCOME_UNKNOWN'
  return isAbsent || step.kind === 'resend' ? settledUnknown : null
}

/** What a look goes by. After the database was put back nobody knows of attempts: then it is when one could have been. */
function whatWasTried(
  { state }: Turn,
  item: RenderedItem,
): {
  lost: Omit<LostAttempt, 'lookNumber'>
  attemptId: string | null
  hash: string | null
} {
  const claimed = new Set(state.claimed)
  const attempt = state.lastAttempt
  const lostOnes = lostAttempts(state, item.sequence)
  const attemptId = lostOnes.at(-1)?.id ?? null
  if (attempt === null || isRestored(state)) {
    const { dueAt, restoredAt, restoredFrom } = state.target
    const deadlineAt = restoredAt ?? state.now
    const startedAt = earliest(restoredFrom ?? dueAt ?? deadlineAt, deadlineAt, lostOnes[0]?.startedAt)
    const plan = attempt?.sequence === item.sequence ? attempt.plan : null
    const told = toldSince(state, item.sequence, startedAt)
    return { lost: { plan, startedAt, deadlineAt, claimed, told }, attemptId, hash: null }
  }
  // Any of them may be the one that is out; counted is from the first.
  const same = state.attempts.filter(
    (each) => each.sequence === item.sequence && each.contentHash === attempt.contentHash,
  )
  const startedAt = same[0]?.startedAt ?? attempt.startedAt
  const told = toldSince(state, item.sequence, startedAt)
  return {
    lost: { plan: attempt.plan, startedAt, deadlineAt: attempt.deadlineAt, claimed, told },
    attemptId: attemptId ?? attempt.id,
    hash: attempt.contentHash,
  }
}

/** What was told of an item, without what was told of something that was sent in its place earlier. */
function toldSince({ items }: TargetState, sequence: number, since: Date): Told[] {
  const told = items.find((item) => item.sequence === sequence)?.told ?? {}
  return Object.entries(told)
    .map(([remoteId, message]) => ({ remoteId, at: timesOf(message) }))
    .filter(({ at }) => Object.values(at).every((time) => time.getTime() >= since.getTime() - clocksDifferMs))
}

function timesOf({ error: _why, ...times }: ToldOfMessage): Partial<Record<NoticeStatus, Date>> {
  return Object.fromEntries(Object.entries(times).map(([status, at]) => [status, new Date(at)]))
}

async function lookOnce(
  { connector, deps, lease }: Turn,
  ctx: PublishContext,
  item: RenderedItem,
  attempt: LostAttempt,
): Promise<Look> {
  if (connector.find === undefined) return { kind: 'cannotTell', reason: 'The network cannot be asked' }
  try {
    return matched(await connector.find(item, attempt, ctx), attempt)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    deps.log('A look failed', { targetId: lease.id, reason })
    return { kind: 'cannotTell', reason }
  }
}

/** Holds what was found against the rules that no network may break: an older post never matches, nor one that is claimed. */
export function matched(found: Look, attempt: Pick<LostAttempt, 'startedAt' | 'claimed'>): Look {
  if (found.kind !== 'found') return found
  if (found.remoteId !== null && attempt.claimed.has(found.remoteId))
    return { kind: 'cannotTell', reason: 'What was found is another post of this account' }
  const isOlder =
    found.createdAt !== null && found.createdAt.getTime() < attempt.startedAt.getTime() - clocksDifferMs
  return isOlder ? { kind: 'absent' } : found
}

function earliest(one: Date, ...others: (Date | undefined)[]): Date {
  return others.reduce<Date>((first, each) => (each !== undefined && each < first ? each : first), one)
}
