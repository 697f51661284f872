import { ApiError } from '../../contract/errors.js'
import type { UpdatePostBody } from '../../contract/post-body.js'
import { refuseUnapprovedChange, workflowToPass } from '../approvals/needs-approval.js'
import { beginRound } from '../approvals/send-to-approval.js'
import { rulesByPlatform } from '../accounts/quota-states.js'
import { withdrawRound } from '../store/approvals.js'
import { allows, type PostStatus } from '../../contract/post-status.js'
import { refuseLongPast } from '../domain/post-dates.js'
import { newId } from '../kit/ids.js'
import { refuseUnknownPersona } from '../personas/verbs.js'
import type { Tx } from '../store/database.js'
import {
  dropKeptWork,
  markArchived,
  saveAccounts,
  savePost,
  scheduleTargets,
  targetsWithParts,
} from '../store/post-targets.js'
import { linkPost } from '../store/personas.js'
import { loadPostingContext } from '../store/posting-context.js'
import { findPost, type Approval, type PostRecord, type PostWarning } from '../store/posts.js'
import { recordEvent } from '../webhooks/record-event.js'
import { refuseRestricted } from './allowed-platforms.js'
import { assessPost, refuseUnreadyMedia } from './assess-post.js'
import { refuseErrors, warningOf } from './check-post.js'
import { chooseAccounts, refuseWithoutPage, wantedAccounts } from './choose-accounts.js'
import { noSuchPost, statusConflict, type PostsCaller, type PostsDeps } from './deps.js'
import { getPost } from './get-post.js'
import { holdPost } from './hold-post.js'
import { postEventData } from './post-event-data.js'
import type { PostReply } from './present-post.js'
import { mediaIdsOf, readContent, readScheduledFor } from './read-content.js'
import { warnOfQuota } from './warn-of-quota.js'

/**
 * Changes what is not out yet of a post, and when it goes out. Workers pass over the post meanwhile. What was approved,
 * or waits for it, becomes a draft: nobody approved what it says now.
 */
export async function updatePost(
  deps: Pick<PostsDeps, 'connectors' | 'appOf' | 'links' | 'outbox'>,
  tx: Tx,
  caller: PostsCaller,
  id: string,
  body: UpdatePostBody,
): Promise<PostReply> {
  const locked = await holdPost(tx, caller, id)
  if (body.status === 'archived') return archive(deps, tx, caller, id, body, locked.status)
  await refuseUnknownPersona(tx, caller.workspaceId, body.personaId)
  if (body.personaId !== undefined && saysNothingElse(body)) {
    await linkPost(tx, caller.workspaceId, id, body.personaId)
    return getPost({ db: tx, links: deps.links }, caller, id)
  }
  if (!allows(locked.status, 'edit')) throw statusConflict(locked.status, 'edit')
  const before = await findPost(tx, caller, id)
  if (before === null) throw noSuchPost(id)
  if (hasGoneOut(before.status)) {
    refuseForTried(body)
    await refuseUnapprovedChange(tx, caller, { id, approval: locked.approval })
  }

  const content = readContent(deps.connectors, body, before)
  const wanted = wantedAccounts(deps.connectors, body)
  const present = before.targets.map((target) => target.accountId)
  const planned = whenAndHow(before, body, locked)
  const workflowId =
    planned.status === 'scheduled'
      ? await workflowToPass(tx, caller, { id, approval: locked.approval })
      : null
  const plan = workflowId === null ? planned : { ...planned, status: 'pending_approval' as const }
  const context = await loadPostingContext(tx, caller, {
    accountIds: wanted?.accountIds ?? present,
    platforms: wanted?.platforms ?? [],
    mediaIds: mediaIdsOf(content),
    quotas: { rules: rulesByPlatform(deps), at: plan.scheduledFor, exceptPostId: id },
  })
  const chosen =
    wanted === null
      ? { accounts: inOrder(context.accounts, present), warnings: [] }
      : chooseAccounts(context.accounts, wanted)
  const isDraftNoMore = before.status === 'draft' && plan.status !== 'draft'
  if (wanted !== null || isDraftNoMore) refuseRestricted(caller, chosen.accounts)
  if (wanted !== null || body.platformMetadata !== undefined)
    refuseWithoutPage(deps.connectors, chosen.accounts, content)
  refuseUnreadyMedia(content, context.files)
  const published = new Set(
    before.targets.filter((each) => each.status === 'published').map((each) => each.accountId),
  )
  const open = chosen.accounts.filter((account) => !published.has(account.id))
  const assessed = assessPost(deps.connectors, content, open, context.files)
  if (!plan.keptAsDraft) refuseErrors(assessed.errors)
  const saved = await savePost(tx, caller, id, {
    ...plan,
    approval: approvalAfter(locked.approval, plan.status),
    content,
    warnings: [
      ...(body.unread ?? []),
      ...chosen.warnings,
      ...assessed.errors.map(warningOf),
      ...assessed.warnings,
      ...(hasGoneOut(before.status) ? await warnOfPartsOut(tx, caller, before, body) : []),
      ...warnOfQuota(deps, open, { content, at: plan.scheduledFor, now: locked.now }),
    ],
  })
  if (!saved) throw statusConflict(locked.status, 'edit')
  if (hasGoneOut(before.status)) {
    const text = body.content !== undefined || body.overrides !== undefined
    await dropKeptWork(tx, caller, id, {
      text,
      media: body.media !== undefined || body.overrides !== undefined,
    })
    return getPost({ db: tx, links: deps.links }, caller, id)
  }
  if (wanted !== null) {
    const accounts = chosen.accounts.map((account) => ({
      ...account,
      accountId: account.id,
      targetId: newId('pp'),
    }))
    await saveAccounts(tx, caller, id, accounts)
  }
  await scheduleTargets(tx, caller, id, plan.status === 'scheduled' ? plan.scheduledFor : null)
  if (locked.approval !== null) await withdrawRound(tx, id)
  if (workflowId !== null) await beginRound(tx, deps, caller, id, workflowId)
  const isNewTime =
    before.status !== 'scheduled' || before.scheduledFor?.getTime() !== plan.scheduledFor?.getTime()
  if (plan.status === 'scheduled' && isNewTime) {
    const data = await postEventData(tx, caller.workspaceId, id)
    await recordEvent(tx, { workspaceId: caller.workspaceId, type: 'post.scheduled', postId: id, data })
  }
  const reply = await getPost({ db: tx, links: deps.links }, caller, id)
  return locked.approval !== null && plan.status === 'draft' && locked.status !== 'draft'
    ? { ...reply, warnings: [...reply.warnings, tookFromApproval] }
    : reply
}

const tookFromApproval = {
  code: 'APPROVAL_WITHDRAWN',
  message:
    'What was approved, or waited for approval, was changed: the post is a draft. Start its approval again.',
  field: 'status',
}

/** Once a post was in approval, what it says is approved anew, unless somebody who needs no approval lets it leave. */
function approvalAfter(before: Approval, status: PostStatus): Approval {
  if (status === 'pending_approval') return 'needed'
  if (before === null || hasGoneOut(status)) return before
  return status === 'scheduled' ? null : 'needed'
}

function hasGoneOut(status: PostStatus): boolean {
  return status === 'failed' || status === 'partial'
}

/** Status and time after the edit. A time schedules a draft, unless it was kept as one on purpose. */
function whenAndHow(
  before: PostRecord,
  body: UpdatePostBody,
  { approval, now }: { approval: Approval; now: Date },
): { status: PostStatus; scheduledFor: Date | null; keptAsDraft: boolean } {
  if (hasGoneOut(before.status))
    return { status: before.status, scheduledFor: before.scheduledFor, keptAsDraft: before.keptAsDraft }
  const given = readScheduledFor(body)
  if (given != null) refuseLongPast(given, now, body.scheduledFor?.field ?? 'scheduledFor')
  const scheduledFor = given === undefined ? before.scheduledFor : given
  // A post that was in approval goes back to its author, who starts anew.
  if (before.status !== 'draft' && approval !== null)
    return { status: 'draft', scheduledFor, keptAsDraft: true }
  const keptAsDraft = body.saveAsDraft ?? before.keptAsDraft
  const isAsked = before.status === 'scheduled' || given != null || body.saveAsDraft === false
  const isScheduled = scheduledFor !== null && !keptAsDraft && isAsked
  if (isScheduled && before.status !== 'scheduled') refuseLongPast(scheduledFor, now, 'scheduledFor')
  return { status: isScheduled ? 'scheduled' : 'draft', scheduledFor, keptAsDraft }
}

function inOrder<Account extends { id: string }>(
  found: readonly Account[],
  ids: readonly string[],
): Account[] {
  return ids.flatMap((id) => found.filter((account) => account.id === id))
}

/** Of a post that was tried, only what it says can change; where and when is the business of retry, fix and clone. */
function refuseForTried(body: UpdatePostBody): void {
  const field = (['accountIds', 'platforms', 'scheduledFor', 'saveAsDraft'] as const).find(
    (name) => body[name] !== undefined,
  )
  if (field === undefined) return
  throw new ApiError(
    'VALIDATION_ERROR',
    `${field} cannot change once a post was tried: use retry or fix to send it again, or clone it to send it elsewhere.`,
    { field },
  )
}

const alreadyOut = 'ALREADY_OUT'
const said = ['content', 'overrides', 'media', 'threadPosts', 'platformMetadata'] as const

/** What is out is not changed by an edit, though the post says something else from then on. */
async function warnOfPartsOut(
  tx: Tx,
  caller: PostsCaller,
  { id, targets, warnings }: PostRecord,
  body: UpdatePostBody,
): Promise<PostWarning[]> {
  const field = said.find((name) => body[name] !== undefined)
  if (field === undefined) return warnings.filter(({ code }) => code === alreadyOut)
  const out = await targetsWithParts(tx, caller, id)
  return targets
    .filter((target) => out.has(target.id))
    .map((target) => ({
      code: alreadyOut,
      message: `What is out for ${target.accountName ?? target.accountId} stays there as it was sent; the change is for what is still to go out.`,
      field,
      platform: target.platform,
    }))
}

async function archive(
  deps: Pick<PostsDeps, 'links'>,
  tx: Tx,
  caller: PostsCaller,
  id: string,
  body: UpdatePostBody,
  status: PostStatus,
): Promise<PostReply> {
  const other = Object.keys(body).find((name) => name !== 'status' && name !== 'unread')
  if (other !== undefined)
    throw new ApiError(
      'VALIDATION_ERROR',
      'status: "archived" comes alone; nothing else of the post can change.',
      {
        field: other,
      },
    )
  if (status !== 'archived' && !(await markArchived(tx, caller, id))) throw statusConflict(status, 'archive')
  return getPost({ db: tx, links: deps.links }, caller, id)
}

/** Whose voice a post has is no part of what was approved or went out: it may change at any time. */
function saysNothingElse({ personaId: _personaId, unread: _unread, ...rest }: UpdatePostBody): boolean {
  return Object.keys(rest).length === 0
}
