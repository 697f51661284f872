import { ApiError } from '../../contract/errors.js'
import type { PostFields } from '../../contract/post-body.js'
import type { Registry } from '../connectors/registry.js'
import { inListedCase } from '../kit/schema-fields.js'
import { problemsOf } from '../kit/schema-problems.js'
import { checkMetadata } from '../domain/post-metadata.js'
import { parseInstant, parseInstantOrUtc } from '../domain/post-dates.js'
import type { JsonObject } from '../kit/json.js'
import { platformSlug } from '../connectors/platform-slug.js'
import type { PostContent } from '../store/posts.js'

const empty: PostContent = {
  content: '',
  contentType: null,
  media: [],
  overrides: {},
  platformMetadata: {},
  threadPosts: [],
  firstComment: null,
  firstCommentDelay: 0,
  tags: [],
  metadata: null,
  personaId: null,
}

/** What a post says after these fields: each one given replaces the old value as a whole. Throws what the contract says. */
export function readContent(
  connectors: Registry,
  fields: PostFields,
  before: PostContent = empty,
): PostContent {
  if (fields.metadata != null) checkMetadata(fields.metadata)
  return {
    content: fields.content ?? before.content,
    contentType: fields.contentType === undefined ? before.contentType : fields.contentType,
    media: fields.media ?? before.media,
    overrides:
      fields.overrides === undefined
        ? before.overrides
        : byPlatform(connectors, 'platformOverrides', fields.overrides, (_slug, value) => value),
    platformMetadata:
      fields.platformMetadata === undefined
        ? before.platformMetadata
        : byPlatform(connectors, 'platformMetadata', fields.platformMetadata, (slug, value) =>
            readOptions(connectors, slug, value),
          ),
    threadPosts: fields.threadPosts ?? before.threadPosts,
    firstComment: fields.firstComment === undefined ? before.firstComment : fields.firstComment,
    firstCommentDelay: fields.firstCommentDelay ?? before.firstCommentDelay,
    tags: fields.tags ?? before.tags,
    metadata: fields.metadata === undefined ? before.metadata : (fields.metadata as JsonObject | null),
    personaId: fields.personaId === undefined ? before.personaId : fields.personaId,
  }
}

/** Every file that a post names, anywhere. */
export function mediaIdsOf(content: PostContent): string[] {
  return [
    ...new Set([
      ...content.media.map((item) => item.id),
      ...Object.values(content.overrides).flatMap((override) => override.media ?? []),
      ...content.threadPosts.flatMap((part) => (part.media ?? []).map((item) => item.id)),
    ]),
  ]
}

/** The time a caller asks for; undefined where they said nothing, null where they cleared it. */
export function readScheduledFor(fields: Pick<PostFields, 'scheduledFor'>): Date | null | undefined {
  const given = fields.scheduledFor
  if (given === undefined || given === null) return given
  return given.field === 'scheduledAt'
    ? parseInstantOrUtc(given.value, given.field)
    : parseInstant(given.value, given.field)
}

function byPlatform<In, Out>(
  connectors: Registry,
  field: string,
  given: Record<string, In>,
  read: (slug: string, value: In) => Out,
): Record<string, Out> {
  const result: Record<string, Out> = {}
  for (const [spelling, value] of Object.entries(given)) {
    const slug = platformSlug(connectors, spelling, `${field}.${spelling.slice(0, 50)}`)
    result[slug.toUpperCase()] = read(slug, value)
  }
  return result
}

function readOptions(connectors: Registry, slug: string, value: Record<string, unknown>): JsonObject {
  const read = checkOptions(connectors, slug, value)
  if (read.kind === 'ok') return read.options
  const [first] = read.problems
  const errors = read.problems.map(({ field, message }) => ({ field, message: `${field}: ${message}` }))
  throw new ApiError('VALIDATION_ERROR', errors[0]?.message, {
    field: first?.field ?? 'platformMetadata',
    platform: slug.toUpperCase(),
    ...first?.figures,
    ...(errors.length > 1 ? { errors } : {}),
  })
}

export type OptionProblem = { field: string; message: string; figures: Record<string, number> }

/** The options of one network as its schema reads them, or what it finds wrong. `field` is the whole path. */
export function checkOptions(
  connectors: Registry,
  slug: string,
  value: Record<string, unknown>,
): { kind: 'ok'; options: JsonObject } | { kind: 'wrong'; problems: OptionProblem[] } {
  const { options } = connectors.get(slug)
  const given = inListedCase(options, value)
  const parsed = options.safeParse(given)
  if (parsed.success) return { kind: 'ok', options: parsed.data as JsonObject }
  const place = `platformMetadata.${slug.toUpperCase()}`
  const problems = problemsOf(options, parsed.error, given).map(({ field, words, figures }) => ({
    field: field === '' ? place : `${place}.${field}`,
    message: words,
    figures,
  }))
  return { kind: 'wrong', problems }
}
