import type { CreatePostBody } from '../../contract/post-body.js'
import { rulesByPlatform } from '../accounts/quota-states.js'
import { insertForApproval } from '../approvals/insert-for-approval.js'
import { refuseLongPast } from '../domain/post-dates.js'
import { failpoint } from '../kit/failpoint.js'
import type { Json } from '../kit/json.js'
import { newId } from '../kit/ids.js'
import type { IdempotencyKey, StoredReply } from '../store/idempotency-keys.js'
import { readStoredReply } from '../store/idempotency-keys.js'
import { refuseUnknownPersona } from '../personas/verbs.js'
import { isLostReference } from '../store/database.js'
import { insertPost, type NewPost } from '../store/new-post.js'
import { loadPostingContext, type AccountForPost, type FileForPost } from '../store/posting-context.js'
import { type PostContent, type PostRecord, type PostWarning } from '../store/posts.js'
import { refuseRestricted } from './allowed-platforms.js'
import { assessPost, refuseUnreadyMedia } from './assess-post.js'
import { refuseErrors, warningOf } from './check-post.js'
import { chooseAccounts, noAccounts, refuseWithoutPage, wantedAccounts } from './choose-accounts.js'
import { atNextPlace } from './at-next-place.js'
import type { PostsCaller, PostsDeps } from './deps.js'
import { presentPost, type PostReply } from './present-post.js'
import { presentPostEvent } from './present-post-event.js'
import { mediaIdsOf, readContent, readScheduledFor } from './read-content.js'
import { warnOfQuota } from './warn-of-quota.js'

export type Created =
  | { kind: 'created'; post: PostReply }
  /** The key was used before: what was answered then. Whether it was the same body is for the caller to say. */
  | { kind: 'stored'; stored: StoredReply }

/** A post that is due this soon wakes the workers; later ones they find by themselves. */
const wakeAheadMs = 2_000

/** Creates a post: a look at accounts and media, then one statement that writes everything or nothing. */
export async function createPost(
  deps: PostsDeps,
  caller: PostsCaller,
  body: CreatePostBody,
  key: IdempotencyKey | null,
): Promise<Created> {
  if (body.queue === true)
    return atNextPlace(deps, caller, (inQueue, when) =>
      createPost(inQueue, caller, { ...withoutQueue(body), ...when }, key),
    )
  const planned = await planPost(deps, caller, body, key)
  if (planned.kind === 'stored') return planned
  const { post, accounts, now } = planned
  const reply = presentPost(deps.links, post)
  const row: NewPost = {
    post,
    mode: caller.mode,
    createdBy: caller.userId,
    audit: caller.keyId === undefined ? null : { keyId: caller.keyId },
    lanes: lanesOf(post, accounts),
    events: post.status === 'scheduled' ? ['post.created', 'post.scheduled'] : ['post.created'],
    eventData: presentPostEvent(post, 1),
    idempotency: key === null ? null : { ...key, status: 201, reply: reply as Json },
  }
  const inserted = await (
    post.status === 'pending_approval' ? insertForApproval(deps, caller, row) : insertPost(deps.db, row)
  ).catch(async (error: unknown) => {
    // A persona that was deleted since it was looked for.
    if (isLostReference(error)) await refuseUnknownPersona(deps.db, caller.workspaceId, post.personaId)
    throw error
  })
  if (inserted.kind === 'keyTaken') {
    const stored = key === null ? null : await readStoredReply(deps.db, key)
    if (stored === null) throw new Error('The key of a post was taken and is gone')
    return { kind: 'stored', stored }
  }
  failpoint('post-written')
  if (inserted.deliveries) deps.wake.due('deliveries')
  const isSoon = post.scheduledFor !== null && post.scheduledFor.getTime() < now.getTime() + wakeAheadMs
  if (post.status === 'scheduled' && isSoon) deps.wake.due('targets')
  return { kind: 'created', post: reply }
}

function withoutQueue({ queue: _queue, ...body }: CreatePostBody): CreatePostBody {
  return body
}

export type Planned =
  | { kind: 'planned'; post: PostRecord; accounts: AccountForPost[]; now: Date }
  | { kind: 'stored'; stored: StoredReply }

/** Everything but the write: what the post would be, or the error that the contract gives. `announced`: files that are still to come. */
export async function planPost(
  { db, connectors, appOf }: Pick<PostsDeps, 'db' | 'connectors' | 'appOf'>,
  caller: PostsCaller,
  body: CreatePostBody,
  key: IdempotencyKey | null,
  announced: readonly FileForPost[] = [],
): Promise<Planned> {
  const content = readContent(connectors, body)
  const scheduledFor = readScheduledFor(body) ?? null
  const wanted = wantedAccounts(connectors, body)
  if (wanted === null) throw noAccounts()
  const context = await loadPostingContext(db, caller, {
    ...wanted,
    mediaIds: mediaIdsOf(content),
    idempotency: key,
    quotas: { rules: rulesByPlatform({ connectors, appOf }), at: scheduledFor },
  })
  if (context.stored !== null) return { kind: 'stored', stored: context.stored }
  if (scheduledFor !== null)
    refuseLongPast(scheduledFor, context.now, body.scheduledFor?.field ?? 'scheduledFor')
  await refuseUnknownPersona(db, caller.workspaceId, content.personaId)
  const chosen = chooseAccounts(context.accounts, wanted)
  refuseRestricted(caller, chosen.accounts)
  refuseWithoutPage(connectors, chosen.accounts, content)
  const files = [...context.files, ...announced]
  refuseUnreadyMedia(content, files)
  const assessed = assessPost(connectors, content, chosen.accounts, files)
  const keptAsDraft = body.saveAsDraft === true
  // A draft that somebody is still writing may break rules: they are told, and asked again when it is to go out.
  if (!keptAsDraft) refuseErrors(assessed.errors)
  const post = newPost(caller, {
    content,
    scheduledFor,
    keptAsDraft,
    needsApproval: caller.approvalWorkflowId != null,
    accounts: chosen.accounts,
    files,
    warnings: [
      ...(body.unread ?? []),
      ...chosen.warnings,
      ...assessed.errors.map(warningOf),
      ...assessed.warnings,
      ...warnOfQuota({ connectors, appOf }, chosen.accounts, { content, at: scheduledFor, now: context.now }),
    ],
    now: context.now,
  })
  return { kind: 'planned', post, accounts: chosen.accounts, now: context.now }
}

/** Where each target of a new post goes: `accounts` in the order of its targets. */
export function lanesOf(post: PostRecord, accounts: readonly AccountForPost[]): NewPost['lanes'] {
  return post.targets.map((target, position) => ({
    targetId: target.id,
    laneId: accounts[position]?.laneId ?? '',
    page: accounts[position]?.data['page'] ?? null,
  }))
}

/** A post as it will be read back, before it is written. */
export function newPost(
  caller: PostsCaller,
  given: {
    content: PostContent
    scheduledFor: Date | null
    keptAsDraft: boolean
    needsApproval?: boolean
    accounts: readonly AccountForPost[]
    files: readonly FileForPost[]
    warnings: PostWarning[]
    now: Date
  },
): PostRecord {
  const files = new Map(given.files.map((file) => [file.id, file]))
  return {
    ...given.content,
    id: newId('post'),
    workspaceId: caller.workspaceId,
    status:
      given.scheduledFor === null || given.keptAsDraft
        ? 'draft'
        : given.needsApproval
          ? 'pending_approval'
          : 'scheduled',
    scheduledFor: given.scheduledFor,
    publishedAt: null,
    keptAsDraft: given.keptAsDraft,
    warnings: given.warnings,
    revision: 1,
    run: 0,
    eventSequence: 0,
    createdAt: given.now,
    updatedAt: given.now,
    files: given.content.media.flatMap((item) => {
      const file = files.get(item.id)
      return file === undefined ? [] : [{ ...file, altText: item.altText ?? file.altText }]
    }),
    targets: given.accounts.map((account) => ({
      id: newId('pp'),
      platform: account.platform,
      accountId: account.id,
      accountName: account.displayName ?? account.username,
      accountAvatarUrl: account.avatarUrl,
      accountStatus: account.status,
      status: 'pending',
      remoteId: null,
      url: null,
      publishedAt: null,
      error: null,
      retryCount: 0,
      nextRetryAt: null,
      warnings: [],
      attempts: [],
    })),
  }
}
