import { ApiError } from '../../contract/errors.js'
import type { FixBody } from '../../contract/posts.js'
import { refuseUnapprovedChange } from '../approvals/needs-approval.js'
import type { Connector } from '../connectors/connector.js'
import { noLooks, type LookState } from '../domain/next-step.js'
import { allows } from '../../contract/post-status.js'
import { newId } from '../kit/ids.js'
import type { Tx } from '../store/database.js'
import { fixTarget as writeFix, lockTargetToFix, type TargetToFix } from '../store/waiting-targets.js'
import { registerReplacement } from '../store/replacement-media.js'
import { loadPostingContext, type FileForPost } from '../store/posting-context.js'
import { findPost, type PostRecord } from '../store/posts.js'
import { refuseRestricted } from './allowed-platforms.js'
import { assessPost } from './assess-post.js'
import { refuseErrors } from './check-post.js'
import { noSuchPost, statusConflict, type PostsCaller, type PostsDeps } from './deps.js'
import { holdPost } from './hold-post.js'

type MediaFix = NonNullable<TargetToFix['mediaFix']>
export type FixReply = { success: true; platformId: string; status: 'publishing' }

/** Sends one failed target again at once, with what the author changed for it alone. */
export async function fixTarget(
  deps: Pick<PostsDeps, 'connectors'>,
  tx: Tx,
  caller: PostsCaller,
  ids: { postId: string; targetId: string },
  body: FixBody,
): Promise<FixReply> {
  refuseBadBody(body)
  const locked = await holdPost(tx, caller, ids.postId)
  const target = await lockTargetToFix(tx, caller, ids.postId, ids.targetId)
  if (target === null)
    throw new ApiError('NOT_FOUND', `The post has no platform entry ${ids.targetId.slice(0, 64)}.`, {
      id: ids.targetId.slice(0, 64),
    })
  if (!allows(locked.status, 'fix')) throw statusConflict(locked.status, 'fix')
  refuseUnlessStill(locked.status, target)
  refuseRestricted(caller, [target])
  if (body.content !== null || body.mediaUrl !== null || body.mediaId !== null)
    await refuseUnapprovedChange(tx, caller, { id: ids.postId, approval: locked.approval })

  const post = await findPost(tx, caller, ids.postId)
  if (post === null) throw noSuchPost(ids.postId)
  const effective = mediaNow(post, target)
  const context = await loadPostingContext(tx, caller, {
    accountIds: [target.accountId],
    platforms: [],
    mediaIds: [...effective.map((item) => item.id), ...(body.mediaId === null ? [] : [body.mediaId])],
  })
  const replacement = await replacementOf(tx, caller, body, context.files)
  const media = body.refreshMedia
    ? withFreshImage(effective, context.files)
    : replacement === null
      ? null
      : withReplacement(effective, context.files, target, replacement)
  refuseBrokenRules(deps, post, target, body, media ?? effective, context.files)

  const connector = deps.connectors.get(target.platform)
  // Of recipients each is asked for by himself, when what the network tells comes in; the person has looked at the rest.
  const isDecided = connector.find === undefined || connector.recipients !== undefined
  const change = { content: body.content, media, look: lookFirst(connector, target), isDecided }
  if (!(await writeFix(tx, caller, ids.postId, target, change))) throw statusConflict(locked.status, 'fix')
  return { success: true, platformId: target.id, status: 'publishing' }
}

function refuseBadBody(body: FixBody): void {
  if ([body.mediaId !== null, body.mediaUrl !== null, body.refreshMedia].filter(Boolean).length > 1)
    throw new ApiError('VALIDATION_ERROR', 'Give one of mediaId, mediaUrl and refreshMedia.', {
      field: body.refreshMedia ? 'refreshMedia' : 'mediaUrl',
    })
  if (body.mediaUrl === null) return
  const url = URL.canParse(body.mediaUrl) ? new URL(body.mediaUrl) : null
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '')
    throw new ApiError('VALIDATION_ERROR', 'mediaUrl must be an https:// address that anybody may read.', {
      field: 'mediaUrl',
    })
}

/** The file that is to stand in for the refused one; null: none is. */
async function replacementOf(
  tx: Tx,
  { workspaceId }: PostsCaller,
  { mediaId, mediaUrl }: FixBody,
  files: readonly FileForPost[],
): Promise<string | null> {
  if (mediaUrl !== null) return registerReplacement(tx, workspaceId, newId('media'), mediaUrl)
  if (mediaId === null || files.some(({ id }) => id === mediaId)) return mediaId
  throw new ApiError('VALIDATION_ERROR', `mediaId: there is no file ${mediaId}.`, { field: 'mediaId' })
}

/** Only what failed, or does nothing but wait, is sent again; never while a request of it may be on the wire. */
function refuseUnlessStill(status: 'failed' | 'partial' | 'publishing' | string, target: TargetToFix): void {
  const details = { status, platformStatus: target.status }
  if (target.mayBeOnWire)
    throw new ApiError(
      'CONFLICT',
      'A request for this account may still be on its way. Try again in a minute.',
      details,
    )
  const isStill = target.status === 'failed' || target.onlyWaits
  if (!isStill || (status === 'publishing' && !target.postOnlyWaits))
    throw new ApiError(
      'CONFLICT',
      target.status === 'failed' || target.onlyWaits
        ? 'Another account of the post is being sent right now. Try again when it is done.'
        : `The entry is ${target.status}; only a failed one can be fixed.`,
      details,
    )
}

/** What this target would send now: an earlier fix wins over an override, an override over the post. */
function mediaNow(post: PostRecord, target: TargetToFix): MediaFix {
  if (target.mediaFix !== null) return target.mediaFix
  const own = post.overrides[target.platform.toUpperCase()]?.media
  return own === undefined ? post.media : own.map((id) => ({ id }))
}

function isImage(files: readonly FileForPost[], id: string): boolean {
  return files.some((file) => file.id === id && file.kind === 'image')
}

function withFreshImage(media: MediaFix, files: readonly FileForPost[]): MediaFix {
  const first = media.findIndex((item) => isImage(files, item.id))
  if (first === -1)
    throw new ApiError(
      'VALIDATION_ERROR',
      'The post has no picture to make afresh; refreshMedia is for images only.',
      {
        field: 'refreshMedia',
      },
    )
  return media.map((item, index) => (index === first ? { ...item, reencode: true } : item))
}

/** Replaces the picture that the network named, else the first one; a post without any gets it as its only one. */
function withReplacement(
  media: MediaFix,
  files: readonly FileForPost[],
  target: TargetToFix,
  replacement: string,
): MediaFix {
  const refused = target.error?.details?.['mediaId']
  const named = media.findIndex((item) => item.id === refused)
  const at = named === -1 ? media.findIndex((item) => isImage(files, item.id)) : named
  if (at === -1) return [{ id: replacement }]
  return media.map((item, index) =>
    index === at
      ? { id: replacement, ...(item.altText === undefined ? {} : { altText: item.altText }) }
      : item,
  )
}

/** New text is held against the network's rules now. Of a new file nothing is known yet; its rules wait for it. */
function refuseBrokenRules(
  deps: Pick<PostsDeps, 'connectors'>,
  post: PostRecord,
  target: TargetToFix,
  body: FixBody,
  media: MediaFix,
  files: readonly FileForPost[],
): void {
  if (body.content === null) return
  const platform = target.platform.toUpperCase()
  const { content: _text, media: _files, ...kept } = post.overrides[platform] ?? {}
  const own = { ...post, overrides: { [platform]: kept }, content: body.content, media }
  const isUnknown = media.some((item) => !files.some((file) => file.id === item.id))
  const { errors } = assessPost(
    deps.connectors,
    own,
    [{ platform: target.platform, data: target.accountData }],
    files,
  )
  refuseErrors(isUnknown ? errors.filter((issue) => issue.field !== 'media') : errors)
}

/** Where the last answer was lost and the network can be asked, it is asked once more before anything is sent. */
function lookFirst(connector: Connector, target: TargetToFix): LookState | null {
  const wasLost =
    target.error?.code === 'OUTCOME_UNKNOWN' || target.lastOutcome === 'unknown' || target.isRestored
  if (!wasLost || connector.find === undefined || connector.recipients !== undefined) return null
  const error = target.error ?? {
    code: 'OUTCOME_UNKNOWN' as const,
    message: 'The answer of the network was lost.',
  }
  return { ...noLooks(error), askedByPerson: true }
}
