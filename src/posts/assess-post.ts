import { ApiError } from '../../contract/errors.js'
import type { Registry } from '../connectors/registry.js'
import type { AccountForPost, FileForPost } from '../store/posting-context.js'
import type { PostContent, PostWarning } from '../store/posts.js'
import { checkPost, draftMediaOf, isError, warningOf, type PostIssue } from './check-post.js'
import { mediaIdsOf } from './read-content.js'

/** Every rule of every network at once: what must be mended, and what should be known. */
export function assessPost(
  connectors: Registry,
  content: PostContent,
  accounts: readonly Pick<AccountForPost, 'platform' | 'data'>[],
  files: readonly FileForPost[],
): { errors: PostIssue[]; warnings: PostWarning[] } {
  const media = new Map(files.map((file) => [file.id, draftMediaOf(file)]))
  const issues = checkPost(connectors, accounts, content, media)
  return {
    errors: issues.filter(isError),
    warnings: [
      ...issues.filter((issue) => !isError(issue)).map(warningOf),
      ...warnOfUnprobed(files),
      ...warnOfIgnored(content, accounts),
    ],
  }
}

/** Media must exist here and be ready. */
export function refuseUnreadyMedia(content: PostContent, files: readonly FileForPost[]): void {
  for (const id of mediaIdsOf(content)) {
    const file = files.find((each) => each.id === id)
    const field = content.media.some((item) => item.id === id)
      ? 'media'
      : content.threadPosts.some((part) => part.media?.some((item) => item.id === id))
        ? 'threadPosts'
        : 'platformOverrides'
    if (file === undefined)
      throw new ApiError(
        'VALIDATION_ERROR',
        `No media ${id} in this workspace. Upload or register the file first.`,
        {
          field,
          mediaId: id,
          issue: 'not_found',
        },
      )
    const mediaStatus = file.status.toUpperCase()
    if (mediaStatus !== 'READY')
      throw new ApiError('VALIDATION_ERROR', notReady(id, mediaStatus), {
        field,
        mediaId: id,
        mediaStatus,
        issue: 'not_ready',
      })
  }
}

/** Why a file cannot be posted yet or at all, and what to do about it. */
export function notReady(id: string, status: string): string {
  const cure =
    status === 'FAILED'
      ? 'Its validationResults say why; upload another file.'
      : status === 'PENDING'
        ? 'Send its bytes to its upload address first.'
        : `It is in a moment: GET /v1/media/${id} tells when.`
  return `The media ${id} is ${status}, not READY. ${cure}`
}

function warnOfUnprobed(files: readonly FileForPost[]): PostWarning[] {
  return files
    .filter((file) => !file.probed)
    .map((file) => ({
      code: 'MEDIA_NOT_PROBED',
      message: `The media ${file.id} has not been looked into yet: what networks ask of its size and kind is checked later.`,
      field: 'media',
    }))
}

/** What was set for a network that the post does not go to, or without what it belongs to. */
function warnOfIgnored(
  content: PostContent,
  accounts: readonly Pick<AccountForPost, 'platform'>[],
): PostWarning[] {
  const platforms = new Set(accounts.map((account) => account.platform.toUpperCase()))
  const given = { platformOverrides: content.overrides, platformMetadata: content.platformMetadata }
  const strays = Object.entries(given).flatMap(([field, byPlatform]) =>
    Object.keys(byPlatform)
      .filter((platform) => !platforms.has(platform))
      .map((platform) => ({
        code: 'SETTING_IGNORED' as const,
        message: `The post goes to no account of ${platform}: what is set for it is left out.`,
        field: `${field}.${platform}`,
        platform,
      })),
  )
  if (content.firstComment !== null || content.firstCommentDelay === 0) return strays
  const delay: PostWarning = {
    code: 'SETTING_IGNORED',
    message: 'There is no first comment to delay.',
    field: 'firstCommentDelay',
  }
  return [...strays, delay]
}
