import { z } from 'zod'
import { anyCase, anyPlatform, pathId } from './common.js'
import { endpoint } from './endpoint.js'
import { warning } from './post-reply.js'

/** What a batch takes. Source: the documents of the endpoint. */
export const batchLimits = {
  operations: 100,
  operationBytes: 102_400,
  bytes: 5_242_880,
  seconds: 60,
} as const

/** The rooms that an operation may enter. Others hand out secrets or would nest. */
const operationPath = z
  .string()
  .max(500)
  .regex(
    /^\/v1\/(?:posts|accounts|media|webhooks)(?:\/[\w-]+)*(?:\?[^#]*)?$/,
    'is not a path below /v1/posts, /v1/accounts, /v1/media or /v1/webhooks.',
  )

export const operation = z.object({
  id: z.string().min(1).max(64).describe('Comes back with the result; each of a batch is another.'),
  method: anyCase(['POST', 'PATCH', 'DELETE']),
  path: operationPath,
  body: z.record(z.string(), z.unknown()).nullish().describe('100 KB at most'),
  headers: z
    .record(z.string(), z.string())
    .nullish()
    .describe('Only Idempotency-Key is read. Without one, an operation has that of the batch and its place.'),
})

const operations = z
  .array(operation)
  .min(1)
  .max(batchLimits.operations)
  .check(({ value, issues }) => {
    const seen = new Set<string>()
    for (const [index, { id }] of value.entries()) {
      if (seen.has(id))
        issues.push({
          code: 'custom',
          input: id,
          path: [index, 'id'],
          message: 'is there twice in the batch.',
        })
      seen.add(id)
    }
  })

const result = z.object({
  id: z.string(),
  status: z.int().describe('As if sent alone; 424 where it was skipped'),
  body: z.record(z.string(), z.unknown()).nullable(),
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      details: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
})

export const batchReply = z.object({
  results: z.array(result),
  summary: z.object({ total: z.int(), succeeded: z.int(), failed: z.int(), skipped: z.int() }),
})

export const runBatch = endpoint({
  name: 'runBatch',
  method: 'POST',
  path: '/v1/batch',
  scope: 'any',
  rolesNote: 'Each operation is asked for the role that its own endpoint needs.',
  tag: 'Batch',
  summary: 'Send up to 100 requests in one',
  description:
    'Each runs by itself, with the key of the batch and the scope that it needs, and counts as one request of the rate limit. Results come in the order of the operations. With continueOnError false, what follows the first failure is skipped; so is what could not begin within 60 seconds.',
  largestBody: batchLimits.bytes,
  body: z.object({
    operations,
    continueOnError: z.boolean().nullish().describe('true when absent'),
    parallel: z.boolean().nullish().describe('Run at the same time; one after the other when absent'),
  }),
  reply: batchReply,
  errors: ['UNPROCESSABLE_ENTITY'],
  idempotency: 'started',
  auditedByParts: true,
  example: {
    body: {
      operations: [
        { id: 'one', method: 'POST', path: '/v1/posts', body: { content: 'One', platforms: [anyPlatform] } },
        { id: 'gone', method: 'DELETE', path: '/v1/posts/post_123' },
      ],
    },
  },
})

const summary = z.object({ total: z.int(), succeeded: z.int(), failed: z.int() })

export const batchCreatePosts = endpoint({
  name: 'batchCreatePosts',
  method: 'POST',
  path: '/v1/batch/posts',
  scope: 'posts:write',
  tag: 'Batch',
  summary: 'Create up to 100 posts, as an old revision of the API did',
  description: 'POST /v1/posts/bulk says more of what went wrong.',
  largestBody: batchLimits.bytes,
  body: z.object({ posts: z.array(z.unknown()).min(1).max(100) }),
  reply: z.object({
    results: z.array(
      z.object({
        index: z.int(),
        success: z.boolean(),
        post: z.object({ id: z.string(), status: z.string() }).optional(),
        error: z.string().optional(),
        warnings: z.array(warning).optional(),
      }),
    ),
    summary,
  }),
  idempotency: 'started',
  auditedByParts: true,
  example: { body: { posts: [{ content: 'One', platforms: [anyPlatform] }] } },
})

export const batchDeletePosts = endpoint({
  name: 'batchDeletePosts',
  method: 'DELETE',
  path: '/v1/batch/posts',
  scope: 'posts:write',
  tag: 'Batch',
  summary: 'Delete up to 100 posts, as an old revision of the API did',
  description: 'Each by itself: what cannot be deleted does not keep the others.',
  body: z.object({ postIds: z.array(pathId).min(1).max(100) }),
  reply: z.object({
    results: z.array(z.object({ id: z.string(), success: z.boolean(), error: z.string().optional() })),
    summary,
  }),
  idempotency: 'started',
  auditedByParts: true,
  example: { body: { postIds: ['post_123'] } },
})

export const batchEndpoints = [runBatch, batchCreatePosts, batchDeletePosts] as const
