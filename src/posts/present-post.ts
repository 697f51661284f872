import type { z } from 'zod'
import type { TargetWarningCode } from '../../contract/finding-codes.js'
import type { post as postReply } from '../../contract/post-reply.js'
import type { PlatformError } from '../domain/outcome.js'
import type { JsonObject } from '../kit/json.js'
import type { AttemptRecord, PostMedia, PostRecord, TargetRecord } from '../store/posts.js'

export type PostReply = z.output<typeof postReply>

/** Addresses as the outside may open them. Stored ones are the network's own, or none at all. */
export type Links = {
  /** In the sandbox, the page of the simulator. */
  platformUrl: (platform: string, url: string) => string
  mediaUrl: (file: PostMedia) => string | null
  thumbnailUrl: (file: PostMedia) => string | null
}

/** A post as REST shows it: lower case, every documented spelling of a field. */
export function presentPost(links: Links, post: PostRecord): PostReply {
  const scheduledFor = iso(post.scheduledFor)
  return {
    id: post.id,
    workspaceId: post.workspaceId,
    content: post.content,
    contentType: post.contentType as PostReply['contentType'],
    status: post.status,
    scheduledFor,
    scheduledAt: scheduledFor,
    publishedAt: iso(post.publishedAt),
    createdAt: post.createdAt.toISOString(),
    updatedAt: post.updatedAt.toISOString(),
    saveAsDraft: post.keptAsDraft,
    platforms: post.targets.map((target) => presentTarget(links, target)),
    accountIds: post.targets.map((target) => target.accountId),
    media: post.files.map((file) => ({
      id: file.id,
      url: links.mediaUrl(file),
      type: file.kind,
      contentType: file.contentType,
      altText: file.altText,
      thumbnailUrl: links.thumbnailUrl(file),
    })),
    mediaIds: post.media.map((item) => item.id),
    platformOverrides: post.overrides,
    overrides: post.overrides,
    platformMetadata: post.platformMetadata,
    threadPosts: post.threadPosts.map(({ media = [], ...part }) => ({
      ...part,
      media,
      mediaIds: media.map((item) => item.id),
    })),
    firstComment: post.firstComment,
    firstCommentDelay: post.firstCommentDelay,
    tags: post.tags,
    metadata: post.metadata,
    personaId: post.personaId,
    warnings: post.warnings,
  }
}

function presentTarget(links: Links, target: TargetRecord): PostReply['platforms'][number] {
  return {
    postPlatformId: target.id,
    id: target.id,
    platform: target.platform,
    accountId: target.accountId,
    accountName: target.accountName,
    accountAvatarUrl:
      target.accountAvatarUrl === null ? null : links.platformUrl(target.platform, target.accountAvatarUrl),
    accountStatus: target.accountStatus,
    status: target.status,
    platformPostId: target.remoteId,
    platformPostUrl: target.url === null ? null : links.platformUrl(target.platform, target.url),
    publishedAt: iso(target.publishedAt),
    error: presentTargetError(target.error),
    retryCount: target.retryCount,
    nextRetryAt: iso(target.nextRetryAt),
    warnings:
      target.heldUntil === undefined ? target.warnings : [...target.warnings, waits(target.heldUntil)],
    attempts: target.attempts.map(presentAttempt),
  }
}

function waits(until: Date): JsonObject & { code: TargetWarningCode } {
  return {
    code: 'ACCOUNT_WAITS',
    message: `The network did not say what became of another post of this account, which is looked for first. This one leaves once that is known, at the latest from ${inUtc(until.toISOString())} on.`,
  }
}

function presentAttempt(attempt: AttemptRecord): PostReply['platforms'][number]['attempts'][number] {
  return {
    number: attempt.number,
    startedAt: attempt.startedAt.toISOString(),
    endedAt: iso(attempt.endedAt),
    outcome: attempt.outcome,
    error: presentTargetError(attempt.error),
    networkCode: attempt.error?.networkCode ?? null,
    networkMessage: attempt.error?.networkMessage ?? null,
    httpStatus: attempt.error?.httpStatus ?? null,
  }
}

/**
 * Code and message for everyone; the network's own words in `details`, where there are any. The message tells what to
 * do: a sentence that leaves it to those words ends with them, and one that only time cures with when.
 */
export function presentTargetError(
  error: PlatformError | null,
): { code: string; message: string; details?: Record<string, unknown> } | null {
  if (error === null) return null
  const { code, message: _sentence, details, ...network } = error
  const all = { ...details, ...network }
  return { code, message: whatToDo(error), ...(Object.keys(all).length === 0 ? {} : { details: all }) }
}

function whatToDo({ message, networkMessage, details }: PlatformError): string {
  if (networkMessage !== undefined && message.endsWith(' as it says.'))
    return `${message.slice(0, -1)}: “${networkMessage}”`
  const retryAt = details?.['retryAt']
  if (typeof retryAt !== 'string' || /\bretry\b/i.test(message)) return message
  return `${message} Retry from ${inUtc(retryAt)} on.`
}

function inUtc(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`
}

function iso(date: Date | null): string | null {
  return date === null ? null : date.toISOString()
}
