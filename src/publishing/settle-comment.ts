import type { TargetWarningCode } from '../../contract/finding-codes.js'
import type { Step } from '../domain/next-step.js'
import type { PlatformError } from '../domain/outcome.js'
import type { JsonObject } from '../kit/json.js'
import { failpoint } from '../kit/failpoint.js'
import { lockLane, type Lease } from '../store/claims.js'
import {
  commentPublishedLate,
  endComment,
  isRemoteClaimed,
  type CommentEnd,
  type CommentState,
} from '../store/comments.js'
import type { Tx } from '../store/database.js'
import { addTargetWarning, dropTargetWarning } from '../store/settling.js'
import { untilTaken } from '../store/until-taken.js'
import type { PublishingDeps } from './deps.js'

/** Records what came of a comment. Kept and tried until the database takes it, as for posts. */
export async function settleComment(
  deps: PublishingDeps,
  lease: Lease,
  state: CommentState,
  step: Step,
): Promise<void> {
  await untilTaken(deps.log, () =>
    deps.db.transaction(async (tx) => {
      // Remote posts of an account are claimed one by one.
      await lockLane(tx, state.laneId)
      if (step.kind === 'fail' && step.accountIsDead)
        await deps.markAccountDead(tx, state.account.id, step.error, { asOf: state.now })
      await apply(deps, tx, lease, state, await asEnd(tx, lease, state, step))
      failpoint('before-settle-commit')
    }),
  )
  failpoint('comment-settled')
  deps.wake.due('comments')
  if (step.kind === 'fail' && step.accountIsDead)
    deps.wake.changed(lease.workspaceId, 'accounts', state.account.id)
}

async function apply(
  deps: PublishingDeps,
  tx: Tx,
  lease: Lease,
  state: CommentState,
  end: CommentEnd,
): Promise<void> {
  const isOurs = await endComment(tx, lease, end)
  if (isOurs && end.status === 'failed') return addTargetWarning(tx, state.targetId, failedWarning(end.error))
  if (isOurs || end.status !== 'published') return
  // The lease was lost, but the comment is out: that is always recorded.
  const late = await commentPublishedLate(tx, lease, end)
  if (late === 'recorded') await dropTargetWarning(tx, state.targetId, 'FIRST_COMMENT_FAILED')
  if (late !== 'outBefore') return
  await addTargetWarning(tx, state.targetId, {
    code: 'PUBLISHED_TWICE',
    message: 'The first comment is out twice: an answer came late. Delete one of the two on the network.',
    url: end.url,
    remoteId: end.remoteId,
  })
  deps.observe.publishedTwice(state.platform)
}

function failedWarning(error: PlatformError): JsonObject & { code: TargetWarningCode } {
  const message = `The first comment was not published. ${error.message}`
  return { code: 'FIRST_COMMENT_FAILED', message, reason: error.code }
}

async function asEnd(tx: Tx, lease: Lease, state: CommentState, step: Step): Promise<CommentEnd> {
  const { resent = false, steps = {} } = state.resume
  switch (step.kind) {
    case 'done': {
      const isTaken =
        step.remoteId !== null && (await isRemoteClaimed(tx, lease, state.laneId, step.remoteId))
      if (!isTaken) return { status: 'published', remoteId: step.remoteId, url: step.url }
      const message = 'What was found in its place is another post of yours.'
      return { status: 'failed', error: { code: 'OUTCOME_UNKNOWN', message } }
    }
    case 'fail':
      return { status: 'failed', error: step.error }
    case 'wait': {
      const refresh = step.error?.code === 'ACCOUNT_DISCONNECTED'
      const isTry = step.because === 'try'
      const isLost = step.isRepeat === true || state.resume.isLost === true
      return {
        status: 'pending',
        stage: 'send',
        inMs: step.inMs,
        resume: { resent, refresh, isLost, steps },
        isTry,
      }
    }
    case 'look':
      return {
        status: 'pending',
        stage: 'look',
        inMs: step.inMs,
        resume: { resent, looks: step.looks, steps },
        isTry: false,
      }
    case 'resend':
      return { status: 'pending', stage: 'send', inMs: 0, resume: { resent: true, steps }, isTry: false }
  }
}
