import type { z } from 'zod'
import type { approval } from '../../contract/approvals.js'
import { openSteps, stepOf, type StepState } from '../domain/approval.js'
import { noSuchPost, type PostsCaller } from '../posts/deps.js'
import { presentPost, type Links, type PostReply } from '../posts/present-post.js'
import { latestRound, type RoundRow } from '../store/approvals.js'
import type { Db } from '../store/database.js'
import { findPost, type PostRecord } from '../store/posts.js'
import { deciderOf } from './needs-approval.js'

export type ApprovalReply = z.input<typeof approval>
export type PostInApproval = PostReply & { approval: ApprovalReply }

/** Where the approval of a post stands. Throws NOT_FOUND. */
export async function approvalOf(db: Db, caller: PostsCaller, id: string): Promise<ApprovalReply> {
  const post = await findPost(db, caller, id)
  if (post === null) throw noSuchPost(id)
  return presentApproval(caller, post, await latestRound(db, caller, id))
}

/** A post with where its approval stands. Throws NOT_FOUND. */
export async function presentPostInApproval(
  { db, links }: { db: Db; links: Links },
  caller: PostsCaller,
  id: string,
): Promise<PostInApproval> {
  const post = await findPost(db, caller, id)
  if (post === null) throw noSuchPost(id)
  const approval = presentApproval(caller, post, await latestRound(db, caller, id))
  return { ...presentPost(links, post), approval }
}

export function presentApproval(
  caller: PostsCaller,
  post: Pick<PostRecord, 'id' | 'status'>,
  round: RoundRow | null,
): ApprovalReply {
  const pending = round?.status === 'pending' && post.status === 'pending_approval'
  const nameOf = (userId: string | null): string | null =>
    userId === null ? null : (round?.names[userId] ?? null)
  const present = (step: StepState): ApprovalReply['steps'][number] => ({
    ...step,
    decidedByName: nameOf(step.decidedBy),
  })
  const steps = round?.steps ?? []
  const [current] = pending ? openSteps(steps) : []
  return {
    postId: post.id,
    status: post.status,
    approvalStatus: round === null ? null : (round.status.toUpperCase() as ApprovalReply['approvalStatus']),
    pending,
    workflowId: round?.workflow_id ?? null,
    workflowName: round?.workflow_name ?? null,
    round: round?.number ?? 0,
    currentStep: current === undefined ? null : present(current),
    steps: steps.map(present),
    approvals: steps.flatMap(({ status, decidedBy, decidedAt, ...step }) =>
      status === 'APPROVED' && decidedBy !== null && decidedAt !== null
        ? [
            {
              step: step.order,
              role: step.role,
              userId: decidedBy,
              userName: nameOf(decidedBy),
              comment: step.comment,
              approvedAt: decidedAt,
            },
          ]
        : [],
    ),
    canDecide:
      pending &&
      round !== null &&
      stepOf(steps, deciderOf(caller), new Set(round.able)) !== null &&
      caller.role !== 'viewer',
    startedBy: round?.started_by ?? null,
    startedAt: round?.started_at.toISOString() ?? null,
    endedAt: round?.ended_at?.toISOString() ?? null,
  }
}
