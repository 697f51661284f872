import { ApiError } from '../../contract/errors.js'
import { decideStep, isApproved, openSteps, stepOf, type StepState } from '../domain/approval.js'
import { refuseRestricted } from '../posts/allowed-platforms.js'
import { type PostsCaller, type PostsDeps } from '../posts/deps.js'
import { holdPost } from '../posts/hold-post.js'
import { postEventData } from '../posts/post-event-data.js'
import { latestRound, saveRound, type RoundRow } from '../store/approvals.js'
import type { Tx } from '../store/database.js'
import { movePost } from '../store/move-post.js'
import { publishNow, scheduleTargets } from '../store/post-targets.js'
import { findPost } from '../store/posts.js'
import { recordEvent } from '../webhooks/record-event.js'
import { askApprovers, askedOf, recordApprovalEvent } from './ask-approvers.js'
import { deciderOf } from './needs-approval.js'
import { presentPostInApproval, type PostInApproval } from './present-approval.js'

type DecideDeps = Pick<PostsDeps, 'links' | 'outbox'>
export type Decision = {
  comment?: string | null | undefined
  step?: number | null | undefined
  round?: number | null | undefined
}

/** Approves the step that is the caller's. The last one lets the post leave: at its time, at once where that has passed, by hand where it has none. */
export async function approvePost(
  deps: DecideDeps,
  tx: Tx,
  caller: PostsCaller,
  id: string,
  decision: Decision,
): Promise<PostInApproval> {
  const { round, steps, now } = await decided(tx, caller, id, 'APPROVED', decision)
  if (isApproved(steps)) {
    refuseRestricted(caller, (await findPost(tx, caller, id))?.targets ?? [])
    await saveRound(tx, round.id, { status: 'approved', steps, asked: [] })
    await letLeave(tx, caller, { ...round, status: 'approved', steps }, now)
  } else {
    await saveRound(tx, round.id, { status: 'pending', steps, asked: askedOf(steps) })
    const before = openSteps(round.steps).map((step) => step.order)
    const opened = openSteps(steps).filter((step) => !before.includes(step.order))
    if (opened.length > 0) await askApprovers(tx, deps, caller, { ...round, steps }, opened)
  }
  return presentPostInApproval({ db: tx, links: deps.links }, caller, id)
}

/** Rejects the step that is the caller's. The post is a draft again, and its author reads why. */
export async function rejectPost(
  deps: DecideDeps,
  tx: Tx,
  caller: PostsCaller,
  id: string,
  decision: Decision & { comment: string },
): Promise<PostInApproval> {
  const { round, steps } = await decided(tx, caller, id, 'REJECTED', decision)
  await saveRound(tx, round.id, { status: 'rejected', steps, asked: [] })
  await move(tx, caller, id, {
    name: 'reject-post',
    action: 'reject',
    to: 'draft',
    set: 'kept_as_draft = true',
  })
  return presentPostInApproval({ db: tx, links: deps.links }, caller, id)
}

/** The round with the caller's decision in it, not yet written; the post is locked. */
async function decided(
  tx: Tx,
  caller: PostsCaller,
  id: string,
  status: 'APPROVED' | 'REJECTED',
  { comment, ...meant }: Decision,
): Promise<{ round: RoundRow; steps: StepState[]; now: Date }> {
  const seen = await latestRound(tx, caller, id)
  const locked = await holdPost(tx, caller, id)
  const round = await latestRound(tx, caller, id)
  if (locked.status !== 'pending_approval' || round?.status !== 'pending') throw nothingPending(locked.status)
  // Who waited for the lock meant the step that was open before: this one nobody asked them about.
  if (seen === null || seen.id !== round.id || orders(seen) !== orders(round)) throw decidedMeanwhile(round)
  // What was read before the post was changed says nothing of what it says now.
  if (meant.round != null && meant.round !== round.number) throw decidedMeanwhile(round)
  const step = stepOf(round.steps, deciderOf(caller), new Set(round.able))
  if (step === null) throw notAuthorized(round)
  if (meant.step != null && meant.step !== step.order) throw decidedMeanwhile(round)
  const decision = { status, by: caller.userId, at: locked.now.toISOString(), comment: comment || null }
  return { round, steps: decideStep(round.steps, step.order, decision), now: locked.now }
}

async function letLeave(tx: Tx, caller: PostsCaller, round: RoundRow, now: Date): Promise<void> {
  const id = round.post_id
  await move(tx, caller, id, {
    name: 'approve-post',
    action: 'approve',
    to: 'approved',
    set: `approval = 'given', kept_as_draft = false`,
  })
  await recordApprovalEvent(tx, caller, 'post.draft.approved', round)
  const post = await findPost(tx, caller, id)
  const scheduledFor = post?.scheduledFor ?? null
  if (scheduledFor === null) return
  if (scheduledFor.getTime() <= now.getTime()) {
    if (!(await publishNow(tx, caller, id))) throw new Error(`The approved post ${id} was not sent`)
    return
  }
  await move(tx, caller, id, { name: 'schedule-approved-post', action: 'schedule', to: 'scheduled' })
  await scheduleTargets(tx, caller, id, scheduledFor)
  const data = await postEventData(tx, caller.workspaceId, id)
  await recordEvent(tx, { workspaceId: caller.workspaceId, type: 'post.scheduled', postId: id, data })
}

/** The post is locked and was looked at: a move that does not happen is a fault of ours. */
async function move(...[tx, caller, id, change]: Parameters<typeof movePost>): Promise<void> {
  if (!(await movePost(tx, caller, id, change))) throw new Error(`${change.name} did not move ${id}`)
}

function orders(round: RoundRow): string {
  return openSteps(round.steps)
    .map((step) => step.order)
    .join()
}

function nothingPending(status: string): ApiError {
  return new ApiError(
    'NO_PENDING_STEP',
    `The post is ${status}; no step of an approval waits for a decision.`,
    {
      status,
    },
  )
}

function decidedMeanwhile(round: RoundRow): ApiError {
  const [step] = openSteps(round.steps)
  return new ApiError(
    'CONFLICT',
    'Somebody else decided, or another step or round is open than you meant. Read approval-status, then decide.',
    { status: 'pending_approval', currentStep: step?.order ?? null, round: round.number },
  )
}

function notAuthorized(round: RoundRow): ApiError {
  const [step] = openSteps(round.steps)
  return new ApiError(
    'NOT_AUTHORIZED',
    `You are not an approver of the current step${step === undefined ? '' : ` (${String(step.order)}, ${step.role})`}.`,
    { step: step?.order ?? null, role: step?.role ?? null, approverIds: askedOf(round.steps) },
  )
}
