import { ApiError, type ErrorCode } from '../../contract/errors.js'
import type { Registry } from '../connectors/registry.js'
import { checkDraft } from '../domain/check-draft.js'
import type { Draft, DraftMedia, Issue } from '../domain/rules.js'
import type { JsonObject } from '../kit/json.js'
import type { FileForPost } from '../store/posting-context.js'
import type { PostContent, PostWarning } from '../store/posts.js'

/** An issue, and the platform (upper case, as errors spell it) whose rule it is. */
export type PostIssue = Issue & { platform?: string; platformName?: string }

/** What one account would get: the text after overrides, with everything known about its media. */
export function draftFor(
  platform: string,
  post: Omit<PostContent, 'tags' | 'metadata' | 'personaId' | 'firstCommentDelay'>,
  files: ReadonlyMap<string, DraftMedia>,
): Draft {
  const override = post.overrides[platform.toUpperCase()]
  const refs = override?.media?.map((id) => ({ id, altText: undefined })) ?? post.media
  const known = (ref: { id: string; altText?: string | undefined }): DraftMedia[] => {
    const file = files.get(ref.id)
    return file === undefined ? [] : [ref.altText === undefined ? file : { ...file, altText: ref.altText }]
  }
  return {
    text: override?.content ?? post.content,
    contentType: override?.contentType ?? post.contentType,
    media: refs.flatMap(known),
    thread: post.threadPosts.map((part) => ({
      text: part.content,
      media: (part.media ?? []).flatMap(known),
    })),
    firstComment: post.firstComment,
    options: post.platformMetadata[platform.toUpperCase()] ?? {},
  }
}

/** Asks each account's network what its rules say. What two accounts of one network share is said once. */
export function checkPost(
  connectors: Registry,
  accounts: readonly { platform: string; data: JsonObject }[],
  post: Omit<PostContent, 'tags' | 'metadata' | 'personaId' | 'firstCommentDelay'>,
  files: ReadonlyMap<string, DraftMedia>,
): PostIssue[] {
  const issues: PostIssue[] = []
  const seen = new Set<string>()
  for (const account of accounts) {
    const { name, rules } = connectors.get(account.platform)
    const limits = rules.limitsFor?.(account.data) ?? rules.limits
    for (const issue of checkDraft(rules, draftFor(account.platform, post, files), limits)) {
      const told = { ...issue, platform: account.platform.toUpperCase(), platformName: name }
      const same = JSON.stringify(told)
      if (seen.has(same)) continue
      seen.add(same)
      issues.push(told)
    }
  }
  return issues
}

/** Facts about files as rules want them. Registered files that nobody has looked into yet have no sizes. */
export function draftMediaOf(file: FileForPost): DraftMedia {
  const kind = kindOf(file.kind)
  return {
    id: file.id,
    kind,
    contentType: file.contentType,
    sizeBytes: file.sizeBytes,
    width: file.width,
    height: file.height,
    durationMs: file.durationMs,
    videoCodec: file.videoCodec,
    frameRate: file.frameRate,
    altText: file.altText,
  }
}

/** As connectors get it: captions are a document. A file that nobody has looked into counts as an image. */
function kindOf(kind: FileForPost['kind']): DraftMedia['kind'] {
  if (kind === 'captions') return 'document'
  return kind === 'gif' || kind === 'video' || kind === 'document' ? kind : 'image'
}

export function isError(issue: PostIssue): boolean {
  return issue.severity === 'error'
}

/** An issue as it is kept with a post and shown in `warnings`. */
export function warningOf(issue: PostIssue): PostWarning {
  return {
    code: issue.code,
    message: issue.message,
    ...(issue.field === undefined ? {} : { field: issue.field }),
    ...(issue.platform === undefined ? {} : { platform: issue.platform }),
    ...(issue.suggestion === undefined ? {} : { suggestion: issue.suggestion }),
  }
}

/** Throws the first error as the contract spells it; all of them are in `details.errors`. */
export function refuseErrors(issues: readonly PostIssue[]): void {
  const errors = issues.filter(isError)
  const [first] = errors
  if (first === undefined) return
  const where = first.platformName === undefined ? '' : `${first.platformName}: `
  throw new ApiError(codeOf(first), `${where}${first.message}`, {
    field: first.field ?? 'content',
    ...(first.platform === undefined ? {} : { platform: first.platform }),
    ...first.details,
    issue: first.code,
    errors: errors.map((issue) => ({ ...warningOf(issue), ...issue.details })),
  })
}

/** Codes that creation answers by themselves; every other rule is a VALIDATION_ERROR, text over length included. */
const ownCodes: readonly ErrorCode[] = [
  'MEDIA_REQUIRED',
  'CONTENT_TYPE_REQUIRED',
  'CONTENT_TYPE_NOT_SUPPORTED',
]

function codeOf(issue: PostIssue): ErrorCode {
  return ownCodes.find((code) => code === issue.code) ?? 'VALIDATION_ERROR'
}
