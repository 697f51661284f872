import { z } from 'zod'
import { date } from './common.js'
import { contentTypes } from './post-body.js'

/** What a network, or this server, says of a target that failed. */
export const targetError = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
})
/** What a person should know and nothing depends on; upper-case platform where it is about one. */
export const warning = z.object({
  code: z.string(),
  message: z.string(),
  field: z.string().optional(),
  platform: z.string().optional(),
  suggestion: z.string().optional(),
})

const attempt = z.object({
  number: z.int(),
  startedAt: date,
  endedAt: date.nullable(),
  outcome: z.string().nullable(),
  error: targetError.nullable(),
  networkCode: z.string().nullable(),
  networkMessage: z.string().nullable(),
  httpStatus: z.int().nullable(),
})

const postPlatform = z
  .object({
    postPlatformId: z.string(),
    id: z.string().describe('The same as postPlatformId.'),
    platform: z.string(),
    accountId: z.string(),
    accountName: z.string().nullable(),
    accountAvatarUrl: z.string().nullable(),
    accountStatus: z.string(),
    status: z.enum(['pending', 'publishing', 'published', 'failed', 'skipped']),
    platformPostId: z.string().nullable(),
    platformPostUrl: z.string().nullable(),
    publishedAt: date.nullable(),
    error: targetError.nullable(),
    retryCount: z.int(),
    nextRetryAt: date.nullable(),
    warnings: z.array(z.record(z.string(), z.unknown())),
    attempts: z.array(attempt),
  })
  .meta({ id: 'PostPlatform', description: 'A post on one account' })

/** A post as every endpoint and event of posts answers it. */
export const post = z
  .object({
    id: z.string(),
    workspaceId: z.string(),
    content: z.string(),
    contentType: z.enum(contentTypes).nullable(),
    status: z.string().describe('Lower case; see the guide for the eleven statuses.'),
    scheduledFor: date.nullable(),
    scheduledAt: date.nullable().describe('The same as scheduledFor.'),
    publishedAt: date.nullable(),
    createdAt: date,
    updatedAt: date,
    saveAsDraft: z.boolean(),
    platforms: z.array(postPlatform),
    accountIds: z.array(z.string()),
    media: z.array(
      z.object({
        id: z.string(),
        url: z.string().nullable(),
        type: z.string(),
        contentType: z.string().nullable(),
        altText: z.string().nullable(),
        thumbnailUrl: z.string().nullable(),
      }),
    ),
    mediaIds: z.array(z.string()),
    platformOverrides: z.record(z.string(), z.unknown()),
    overrides: z.record(z.string(), z.unknown()).describe('The same as platformOverrides.'),
    platformMetadata: z.record(z.string(), z.unknown()),
    threadPosts: z.array(
      z.object({
        sequence: z.int(),
        content: z.string(),
        media: z.array(z.object({ id: z.string(), altText: z.string().optional() })),
        mediaIds: z.array(z.string()),
      }),
    ),
    firstComment: z.string().nullable(),
    firstCommentDelay: z.int(),
    tags: z.array(z.string()),
    metadata: z.record(z.string(), z.unknown()).nullable(),
    personaId: z.string().nullable(),
    warnings: z.array(warning),
  })
  .meta({ id: 'Post' })

const issue = z.object({
  code: z.string(),
  message: z.string(),
  field: z.string().optional(),
  suggestion: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
})
/** What `validate` says of one platform. */
export const verdict = z.object({ valid: z.boolean(), errors: z.array(issue), warnings: z.array(issue) })
