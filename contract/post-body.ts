import { z } from 'zod'
import { refuseControls } from './common.js'
import { altText } from './media.js'
import type { FindingCode } from './finding-codes.js'

/** Limits of a post that hold on every network. */
export const postLimits = {
  content: 10_000,
  accounts: 100,
  media: 50,
  tags: 100,
  tag: 100,
  threadPosts: 25,
  firstComment: 2_200,
  firstCommentDelay: 3_600,
  bulk: 50,
  pageSize: 100,
  offset: 10_000,
} as const

export const contentTypes = ['TEXT', 'IMAGE', 'VIDEO', 'CAROUSEL', 'THREAD', 'STORY', 'REEL'] as const

export const text = z.string()
const json = z.record(z.string(), z.unknown())
export const id = text.min(1).max(100)
const ids = z.array(id)
export const content = text.max(postLimits.content).superRefine(refuseControls)
export const contentType = text
  .transform((value) => value.toUpperCase())
  .pipe(z.enum(contentTypes))
  .describe(`A hint, in any case: ${contentTypes.join(', ')}. Inferred from the media when absent.`)

const mediaItem = z.union(
  [id, z.object({ id, altText: altText.nullish() })],
  'must be the id of a file, or {id, altText}.',
)
const media = z
  .array(mediaItem)
  .max(postLimits.media)
  .describe('Ids of media, or {id, altText}: alt text for this post only.')
const override = z.object({
  content: content.nullish(),
  media: ids.nullish(),
  mediaIds: ids.nullish(),
  contentType: contentType.nullish(),
})
const overrides = z
  .record(z.string(), override.nullable())
  .describe('What one network gets instead, by platform in any case: {content, media, contentType}.')
const threadPosts = z
  .array(
    z.object({
      sequence: z.int().min(1).nullish(),
      content,
      media: media.nullish(),
      mediaIds: media.nullish().describe('Another name for `media`.'),
    }),
  )
  .max(postLimits.threadPosts)
  .describe(
    'The parts after `content`, by `sequence` from 1. Where a network has no threads, the first goes out alone.',
  )

/** The document of the API writes each platform's own options into it. */
const platformMetadata = z
  .record(z.string(), json.nullable())
  .meta({ id: 'PlatformMetadata', description: 'Options of one network, by platform in any case.' })

/** Every field of a post that a caller may write, in every spelling. */
const fields = {
  content,
  accountIds: ids.max(postLimits.accounts).nullish(),
  platforms: z
    .array(id)
    .max(postLimits.accounts)
    .nullish()
    .describe('Without `accountIds`: the active accounts of these platforms. With them: must agree.'),
  scheduledFor: text.nullish().describe('ISO 8601 with a zone. Absent: a draft.'),
  scheduledAt: text.nullish().describe('Another name for `scheduledFor`; a time without a zone is UTC.'),
  contentType: contentType.nullish(),
  saveAsDraft: z.boolean().nullish(),
  media: media.nullish(),
  mediaIds: media.nullish().describe('Another name for `media`.'),
  platformOverrides: overrides.nullish(),
  overrides: overrides.nullish().describe('Another name for `platformOverrides`.'),
  platformMetadata: platformMetadata.nullish(),
  tags: z.array(text.max(postLimits.tag)).max(postLimits.tags).nullish(),
  threadPosts: threadPosts.nullish(),
  firstComment: text.max(postLimits.firstComment).superRefine(refuseControls).nullish(),
  firstCommentDelay: z.int().min(0).max(postLimits.firstCommentDelay).nullish().describe('Seconds.'),
  metadata: json.nullish(),
  queue: z
    .boolean()
    .nullish()
    .describe('Goes out at the next free slot of the workspace; `scheduledFor` stays out then.'),
  personaId: text.max(64).nullish().describe('A persona of the workspace; null: none'),
}

export const createFields = z.object(fields)
const patchFields = z.object({
  ...fields,
  content: content.optional(),
  status: text
    .transform((value) => value.toLowerCase())
    .pipe(z.literal('archived', 'Only "archived" can be set, on a post that went its way.'))
    .optional(),
})

type Spellings = z.output<typeof patchFields>

type MediaRef = { id: string; altText?: string }
/** What one network gets instead; what is absent is as for all. */
export type Override = { content?: string; media?: string[]; contentType?: string }
type ThreadPart = { sequence: number; content: string; media?: MediaRef[] }

/** What the verbs see: one spelling of everything. A key is absent where the caller said nothing, null where they cleared it. */
export type PostFields = {
  content?: string
  accountIds?: string[]
  platforms?: string[]
  /** `zoneless`: came as `scheduledAt`, where a time without a zone is UTC. */
  scheduledFor?: { value: string; field: 'scheduledFor' | 'scheduledAt' } | null
  contentType?: string | null
  saveAsDraft?: boolean
  media?: MediaRef[]
  overrides?: Record<string, Override>
  platformMetadata?: Record<string, Record<string, unknown>>
  tags?: string[]
  threadPosts?: ThreadPart[]
  firstComment?: string | null
  firstCommentDelay?: number
  metadata?: Record<string, unknown> | null
  personaId?: string | null
  /** The next free slot of the workspace's queue decides when. */
  queue?: true
  /** About names that no schema reads; see `src/posts/unread-fields.ts`. */
  unread?: readonly { code: FindingCode; message: string; field?: string }[]
}

export type CreatePostBody = PostFields & { content: string }
export type UpdatePostBody = PostFields & { status?: 'archived' }

/** Fields with two names. Where both come, the first counts; null beside a value says nothing. */
export const twoNames = [
  ['scheduledFor', 'scheduledAt'],
  ['media', 'mediaIds'],
  ['platformOverrides', 'overrides'],
] as const

function newer<T>(first: T | null | undefined, second: T | null | undefined): T | null | undefined {
  return first ?? second ?? (first === undefined ? second : first)
}

/** Null for one network says nothing about it. */
function withoutNulls<T>(byPlatform: Record<string, T | null> | null): Record<string, T> {
  const given = Object.entries(byPlatform ?? {}).filter((entry): entry is [string, T] => entry[1] !== null)
  return Object.fromEntries(given)
}

export function oneSpelling(body: Spellings, context: z.RefinementCtx): PostFields {
  const result: PostFields = {}
  if (body.content !== undefined) result.content = body.content
  if (body.accountIds != null && body.accountIds.length > 0) result.accountIds = [...new Set(body.accountIds)]
  if (body.platforms != null && body.platforms.length > 0) result.platforms = body.platforms
  const scheduled = newer(body.scheduledFor, body.scheduledAt)
  if (scheduled !== undefined)
    result.scheduledFor =
      scheduled === null
        ? null
        : { value: scheduled, field: body.scheduledFor == null ? 'scheduledAt' : 'scheduledFor' }
  if (body.queue === true) {
    result.queue = true
    if (scheduled != null || body.saveAsDraft === true)
      context.addIssue({
        code: 'custom',
        path: ['queue'],
        message:
          scheduled == null
            ? 'A draft holds no place in the queue. Leave out saveAsDraft or queue.'
            : 'The queue decides when the post goes out. Leave out scheduledFor or queue.',
      })
  }
  if (body.contentType !== undefined) result.contentType = body.contentType
  if (body.saveAsDraft != null) result.saveAsDraft = body.saveAsDraft
  const media = newer(body.media, body.mediaIds)
  if (media !== undefined) result.media = (media ?? []).map(mediaRef)
  const overrides = newer(body.platformOverrides, body.overrides)
  if (overrides !== undefined) {
    result.overrides = Object.fromEntries(
      Object.entries(withoutNulls(overrides)).map(([platform, each]) => {
        const own = each.media ?? each.mediaIds
        return [
          platform,
          {
            ...(each.content == null ? {} : { content: each.content }),
            ...(own == null ? {} : { media: own }),
            ...(each.contentType == null ? {} : { contentType: each.contentType }),
          },
        ]
      }),
    )
  }
  if (body.platformMetadata !== undefined) result.platformMetadata = withoutNulls(body.platformMetadata)
  if (body.tags !== undefined) result.tags = body.tags ?? []
  if (body.threadPosts !== undefined) result.threadPosts = inSequence(body.threadPosts ?? [], context)
  if (body.firstComment !== undefined)
    result.firstComment = body.firstComment === '' ? null : body.firstComment
  if (body.firstCommentDelay !== undefined) result.firstCommentDelay = body.firstCommentDelay ?? 0
  if (body.metadata !== undefined) result.metadata = body.metadata
  if (body.personaId !== undefined) result.personaId = body.personaId
  return result
}

function mediaRef(item: z.output<typeof mediaItem>): MediaRef {
  if (typeof item === 'string') return { id: item }
  return { id: item.id, ...(item.altText == null ? {} : { altText: item.altText }) }
}

function inSequence(items: z.output<typeof threadPosts>, context: z.RefinementCtx): ThreadPart[] {
  const parts = items.map((item, index) => {
    const own = item.media ?? item.mediaIds
    return {
      sequence: item.sequence ?? index + 1,
      content: item.content,
      ...(own == null ? {} : { media: own.map(mediaRef) }),
    }
  })
  parts.sort((one, other) => one.sequence - other.sequence)
  if (parts.some((part, index) => part.sequence !== index + 1)) {
    context.addIssue({
      code: 'custom',
      path: ['threadPosts'],
      message:
        'The sequence of threadPosts counts 1, 2, 3 … without gaps; `content` is the part before them.',
    })
  }
  return parts
}

export const createPostBody = createFields.transform((body, context): CreatePostBody => ({
  ...oneSpelling(body, context),
  content: body.content,
}))
export const updatePostBody = patchFields.transform((body, context): UpdatePostBody => {
  const fields = oneSpelling(body, context)
  // Null says nothing, as clients send it; an empty list asks for what no post can have.
  const empty = (['accountIds', 'platforms'] as const).find((name) => body[name]?.length === 0)
  if (empty !== undefined && fields.accountIds === undefined && fields.platforms === undefined)
    context.addIssue({
      code: 'custom',
      path: [empty],
      message:
        'A post needs at least one account. Leave it out to keep those it has; DELETE removes the post.',
    })
  return { ...fields, ...(body.status === undefined ? {} : { status: body.status }) }
})
