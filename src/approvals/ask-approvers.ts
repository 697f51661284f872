import { openSteps, type StepState } from '../domain/approval.js'
import type { JsonObject } from '../kit/json.js'
import { queueMails, type Outbox } from '../mail/queue-mail.js'
import type { PostsCaller } from '../posts/deps.js'
import { postEventData } from '../posts/post-event-data.js'
import { ableMembers, type RoundRow } from '../store/approvals.js'
import type { Tx } from '../store/database.js'
import { recordEvent } from '../webhooks/record-event.js'

export type AskingDeps = { outbox?: Outbox | null }

type Asked = Pick<RoundRow, 'workflow_id' | 'workflow_name' | 'number' | 'status' | 'steps'> & {
  post_id: string
}

/** Tells those whose turn it is, by an event and by mail where the server sends mails. `opened`: the steps that are new. */
export async function askApprovers(
  tx: Tx,
  { outbox }: AskingDeps,
  caller: PostsCaller,
  round: Asked,
  opened: readonly StepState[],
): Promise<void> {
  await recordApprovalEvent(tx, caller, 'post.approval.requested', round)
  if (outbox == null) return
  const people = await ableMembers(
    tx,
    caller.workspaceId,
    opened.flatMap((step) => step.approverIds),
  )
  const data = await postEventData(tx, caller.workspaceId, round.post_id)
  await queueMails(
    tx,
    caller.workspaceId,
    people.map((person) => person.email),
    mailOf(outbox, round, opened, data),
  )
}

export async function recordApprovalEvent(
  tx: Tx,
  { workspaceId }: PostsCaller,
  type: 'post.approval.requested' | 'post.draft.approved',
  round: Asked,
): Promise<void> {
  const data = {
    ...(await postEventData(tx, workspaceId, round.post_id)),
    approval: {
      workflowId: round.workflow_id,
      workflowName: round.workflow_name,
      round: round.number,
      status: round.status.toUpperCase(),
      approverIds: askedOf(round.steps),
      steps: round.steps,
    },
  }
  await recordEvent(tx, { workspaceId, type, postId: round.post_id, data })
}

/** Whom the open steps name, once a round is over nobody. */
export function askedOf(steps: readonly StepState[]): string[] {
  const isOver = steps.some((step) => step.status === 'REJECTED')
  return isOver ? [] : [...new Set(openSteps(steps).flatMap((step) => step.approverIds))]
}

const excerpt = 1_000

function mailOf(
  { publicUrl }: Outbox,
  round: Asked,
  opened: readonly StepState[],
  post: JsonObject,
): { subject: string; body: string } {
  const roles = opened.map((step) => step.role).join(', ')
  const content = String(post['content'])
  const when =
    post['scheduledFor'] == null
      ? 'It has no time yet.'
      : `It is to go out at ${String(post['scheduledFor'])}.`
  const address = `${publicUrl}/v1/posts/${round.post_id}`
  return {
    subject: `A post waits for your approval: ${round.workflow_name}`,
    body: [
      `A post waits for your approval (${round.workflow_name}, ${roles}, round ${String(round.number)}). ${when}`,
      '',
      content.length > excerpt ? `${content.slice(0, excerpt)} …` : content,
      '',
      `Approve: POST ${address}/approve`,
      `Reject, with a comment: POST ${address}/reject`,
      `Read it: GET ${address}/approval-status`,
      '',
    ].join('\n'),
  }
}
