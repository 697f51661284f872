import { ApiError } from '../../contract/errors.js'
import { mediaTypes, plainType } from '../../contract/media.js'
import type { ValidateBody, ValidateMedia } from '../../contract/posts.js'
import { rulesByPlatform } from '../accounts/quota-states.js'
import type { DraftMedia, Issue } from '../domain/rules.js'
import type { JsonObject } from '../kit/json.js'
import { loadPostingContext, type FileForPost } from '../store/posting-context.js'
import { type PostWarning } from '../store/posts.js'
import { isAllowed, restrictedWords } from './allowed-platforms.js'
import { notReady } from './assess-post.js'
import { checkPost, draftMediaOf } from './check-post.js'
import { chooseAccounts } from './choose-accounts.js'
import type { PostsCaller, PostsDeps } from './deps.js'
import {
  checkOptions,
  mediaIdsOf,
  readContent,
  readScheduledFor,
  type OptionProblem,
} from './read-content.js'
import { warnOfQuota } from './warn-of-quota.js'
import { platformSlug } from '../connectors/platform-slug.js'

type ShownIssue = {
  code: Issue['code']
  message: string
  field?: string
  suggestion?: string
  details?: JsonObject
}
type Verdict = { valid: boolean; errors: ShownIssue[]; warnings: ShownIssue[] }
export type ValidateReply = {
  valid: boolean
  platforms: Record<string, Verdict>
  errors: PostWarning[]
  warnings: PostWarning[]
}

/**
 * Holds a post against the rules of networks; where accounts are named, against their limits and quotas too. Stores
 * nothing; without media and accounts it reads nothing.
 */
export async function validatePost(
  { db, connectors, appOf }: Pick<PostsDeps, 'db' | 'connectors' | 'appOf'>,
  caller: PostsCaller,
  body: ValidateBody,
): Promise<ValidateReply> {
  const spellings = body.platforms ?? []
  const slugs = spellings.map((each) => platformSlug(connectors, each, 'platforms'))
  if (slugs.length === 0 && body.accountIds === undefined)
    throw new ApiError('VALIDATION_ERROR', 'Name the platforms to check against, or accountIds of them.', {
      field: 'platforms',
    })
  const scheduledFor = readScheduledFor(body) ?? null
  const named = namedMedia(body.media)
  const { platformMetadata, aboutOptions } = splitOptions(connectors, body)
  const content = {
    ...readContent(connectors, { ...body, platformMetadata, media: named.refs }),
    media: named.refs,
  }
  const ids = mediaIdsOf(content).filter((id) => !named.facts.has(id))
  const accountIds = body.accountIds ?? []
  const context =
    ids.length + accountIds.length === 0
      ? null
      : await loadPostingContext(db, caller, {
          accountIds,
          platforms: [],
          mediaIds: ids,
          quotas: { rules: rulesByPlatform({ connectors, appOf }), at: scheduledFor },
        })
  const own = chooseAccounts(context?.accounts ?? [], { accountIds, platforms: [], named: [] }).accounts
  const files = new Map([
    ...named.facts,
    ...(context?.files ?? []).map((file) => [file.id, draftMediaOf(file)] as const),
  ])
  const aboutQuota =
    context === null
      ? []
      : warnOfQuota({ connectors, appOf }, own, { content, at: scheduledFor, now: context.now })
  const aboutFiles = [
    ...issuesOfFiles(ids, context?.files ?? []),
    ...tooLargeToUpload([...named.facts.values()]),
  ]

  const platforms: Record<string, Verdict> = {}
  const all: { errors: PostWarning[]; warnings: PostWarning[] } = {
    errors: [],
    warnings: [...(body.unread ?? [])],
  }
  const answered = new Map<string, readonly string[]>()
  for (const [index, slug] of slugs.entries()) {
    const spelling = spellings[index] ?? slug
    answered.set(slug, [...(answered.get(slug) ?? []), spelling.toUpperCase(), spelling.toLowerCase()])
  }
  for (const account of own) answered.set(account.platform, answered.get(account.platform) ?? [])
  for (const [slug, asked] of answered) {
    const accounts = own.filter((account) => account.platform === slug)
    const checked = checkPost(
      connectors,
      accounts.length > 0 ? accounts : [{ platform: slug, data: {} }],
      content,
      files,
    )
    const quotas = aboutQuota.filter((warning) => warning.platform === slug.toUpperCase())
    const verdict = verdictOf([
      ...(isAllowed(caller, slug) ? [] : [restricted(slug)]),
      ...checked,
      ...(aboutOptions.get(slug) ?? []),
      ...aboutFiles,
      ...quotas.map(quotaIssue),
    ])
    for (const key of [slug.toUpperCase(), slug, ...asked]) platforms[key] = verdict
    const platform = slug.toUpperCase()
    all.errors.push(...verdict.errors.map((issue) => ({ ...issue, platform })))
    all.warnings.push(...verdict.warnings.map((issue) => ({ ...issue, platform })))
  }
  for (const [slug, issues] of aboutOptions)
    if (!answered.has(slug))
      all.errors.push(...issues.map((issue) => ({ ...shown(issue), platform: slug.toUpperCase() })))
  return { valid: all.errors.length === 0, platforms, ...all }
}

type Options = NonNullable<ValidateBody['platformMetadata']>

/**
 * Options that a network does not take are a finding about it, like any of its rules, also where it was not asked
 * about: create would refuse them. The rest is read as ever.
 */
function splitOptions(
  connectors: PostsDeps['connectors'],
  body: ValidateBody,
): { platformMetadata: Options; aboutOptions: Map<string, Issue[]> } {
  const platformMetadata: Options = {}
  const aboutOptions = new Map<string, Issue[]>()
  for (const [spelling, value] of Object.entries(body.platformMetadata ?? {})) {
    const slug = connectors.resolve(spelling)?.slug
    const read = slug === undefined ? null : checkOptions(connectors, slug, value)
    if (slug === undefined || read?.kind !== 'wrong') platformMetadata[spelling] = value
    else aboutOptions.set(slug, read.problems.map(optionIssue))
  }
  return { platformMetadata, aboutOptions }
}

function optionIssue({ field, message, figures }: OptionProblem): Issue {
  return {
    severity: 'error',
    code: 'OPTION_INVALID',
    field,
    message: `${field}: ${message}`,
    details: figures,
  }
}

function quotaIssue({ code, message, field }: PostWarning): Issue {
  return { severity: 'warning', code, message, ...(field === undefined ? {} : { field }) }
}

/** Media that a caller describes instead of naming gets an id for the time of the check. */
function namedMedia(media: readonly ValidateMedia[]): {
  refs: { id: string; altText?: string }[]
  facts: Map<string, DraftMedia>
} {
  const facts = new Map<string, DraftMedia>()
  const refs = media.map((item, index) => {
    if (typeof item === 'string') return { id: item }
    if ('id' in item) return { id: item.id, ...(item.altText == null ? {} : { altText: item.altText }) }
    const id = `#${String(index)}`
    facts.set(id, {
      id: null,
      kind: item.type,
      contentType: item.mimeType == null ? null : plainType(item.mimeType),
      sizeBytes: item.sizeBytes ?? null,
      width: item.width ?? null,
      height: item.height ?? null,
      durationMs: item.durationMs ?? null,
    })
    return { id }
  })
  return { refs, facts }
}

/** What no upload takes goes to no network, whatever that one would do with it. */
function tooLargeToUpload(described: readonly DraftMedia[]): Issue[] {
  return described
    .filter(({ kind, sizeBytes }) => (sizeBytes ?? 0) > mediaTypes[kind].maxBytes)
    .map(({ kind, sizeBytes }) => ({
      severity: 'error',
      code: 'MEDIA_TOO_LARGE',
      message: `A file of kind ${kind} can be uploaded with at most ${String(mediaTypes[kind].maxBytes)} bytes.`,
      field: 'media',
      details: { maxBytes: mediaTypes[kind].maxBytes, actualBytes: sizeBytes ?? 0 },
    }))
}

function issuesOfFiles(ids: readonly string[], files: readonly FileForPost[]): Issue[] {
  return ids.flatMap((id): Issue[] => {
    const file = files.find((each) => each.id === id)
    if (file === undefined)
      return [
        {
          severity: 'error',
          code: 'MEDIA_NOT_FOUND',
          message: `No media ${id} in this workspace.`,
          field: 'media',
        },
      ]
    if (file.status.toUpperCase() !== 'READY')
      return [
        {
          severity: 'error',
          code: 'MEDIA_NOT_READY',
          message: notReady(id, file.status.toUpperCase()),
          field: 'media',
        },
      ]
    if (!file.probed)
      return [
        {
          severity: 'warning',
          code: 'MEDIA_NOT_PROBED',
          message: `The media ${id} has not been looked into yet; its size and kind are checked later.`,
          field: 'media',
        },
      ]
    return []
  })
}

function restricted(platform: string): Issue {
  return { code: 'PLATFORM_RESTRICTED', severity: 'error', message: restrictedWords(platform) }
}

function verdictOf(issues: readonly Issue[]): Verdict {
  const errors = issues.filter((issue) => issue.severity === 'error').map(shown)
  const warnings = issues.filter((issue) => issue.severity === 'warning').map(shown)
  return { valid: errors.length === 0, errors, warnings }
}

function shown(issue: Issue): ShownIssue {
  return {
    code: issue.code,
    message: issue.message,
    ...(issue.field === undefined ? {} : { field: issue.field }),
    ...(issue.suggestion === undefined ? {} : { suggestion: issue.suggestion }),
    ...(issue.details === undefined ? {} : { details: issue.details }),
  }
}
