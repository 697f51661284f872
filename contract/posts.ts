import { z } from 'zod'
import { anyPlatform, byId, date, pageQuery, pagination, pathId, success } from './common.js'
import { endpoint } from './endpoint.js'
import {
  postLimits,
  text,
  id,
  content,
  createFields,
  oneSpelling,
  createPostBody,
  updatePostBody,
} from './post-body.js'
import { post, verdict, warning } from './post-reply.js'
import { deciders } from './roles.js'

export const createPost = endpoint({
  name: 'createPost',
  method: 'POST',
  path: '/v1/posts',
  scope: 'posts:write',
  tag: 'Posts',
  summary: 'Create a post',
  description:
    'With scheduledFor the post is scheduled, without it is a draft. The rules of every network are checked now: the first broken one is the error, all are in details.errors. With saveAsDraft they are warnings until the post is scheduled or published. A scheduledFor of up to five minutes past is due at once.',
  body: createPostBody,
  reply: post,
  status: 201,
  errors: [
    'INVALID_DATE',
    'ACCOUNT_NOT_FOUND',
    'PAGE_NOT_SELECTED',
    'MEDIA_REQUIRED',
    'CONTENT_TYPE_REQUIRED',
    'CONTENT_TYPE_NOT_SUPPORTED',
    'PLAN_REQUIRED',
    'PLATFORM_RESTRICTED',
    'UNPROCESSABLE_ENTITY',
  ],
  idempotency: 'statement',
  example: { body: { content: 'New menu today', platforms: [anyPlatform] } },
})

export const getPost = endpoint({
  name: 'getPost',
  method: 'GET',
  path: '/v1/posts/:id',
  scope: 'posts:read',
  tag: 'Posts',
  summary: 'Read a post',
  params: byId,
  reply: post,
  errors: ['NOT_FOUND'],
})

export const listPosts = endpoint({
  name: 'listPosts',
  method: 'GET',
  path: '/v1/posts',
  scope: 'posts:read',
  tag: 'Posts',
  summary: 'List posts, newest first',
  description:
    'Archived posts are hidden unless status says archived or all. from and to bound scheduledFor, or createdAt where a post has no scheduledFor; both ends count.',
  query: z.object({
    status: z.string().optional().describe('One or several (comma), in any case; `all` for every status.'),
    platform: z.string().optional().describe('One or several (comma), in any case.'),
    accountId: z.string().optional().describe('Those for this account.'),
    mediaId: pathId
      .optional()
      .describe(
        'Those that carry this file: the post, a part of its thread, its version for one network, or a fix.',
      ),
    from: z.string().optional().describe('ISO 8601 with a zone, or a day (UTC).'),
    to: z.string().optional().describe('Like from.'),
    ...pageQuery(20, postLimits.pageSize),
    offset: z.coerce
      .number()
      .int()
      .min(0)
      .max(postLimits.offset)
      .optional()
      .describe('How many to skip; a cursor does not slip when posts are added.'),
  }),
  reply: z.object({ data: z.array(post), posts: z.array(post).describe('The same as data.'), pagination }),
  errors: ['INVALID_DATE'],
})

export const updatePost = endpoint({
  name: 'updatePost',
  method: 'PATCH',
  path: '/v1/posts/:id',
  scope: 'posts:write',
  tag: 'Posts',
  summary: 'Change a post',
  description:
    'Draft and scheduled posts, and what is not yet out of failed and partial ones. A field given replaces the whole old value. scheduledFor schedules a draft (not one saved with saveAsDraft, which saveAsDraft: false frees); scheduledFor: null makes a draft. status: "archived" hides a post that went its way.',
  params: byId,
  body: updatePostBody,
  reply: post,
  errors: [
    'NOT_FOUND',
    'CONFLICT',
    'INVALID_DATE',
    'ACCOUNT_NOT_FOUND',
    'PLAN_REQUIRED',
    'PLATFORM_RESTRICTED',
    'NOT_AUTHORIZED',
    'UNPROCESSABLE_ENTITY',
  ],
  idempotency: 'transaction',
  example: { body: { content: 'New menu tomorrow' } },
})

export const deletePost = endpoint({
  name: 'deletePost',
  method: 'DELETE',
  path: '/v1/posts/:id',
  scope: 'posts:write',
  tag: 'Posts',
  summary: 'Delete a post here; never on a network',
  description:
    'Drafts, posts that are scheduled, approved or in approval, cancelled ones, and failed ones of which nothing is out.',
  params: byId,
  reply: success,
  errors: ['NOT_FOUND', 'CONFLICT'],
  idempotency: 'transaction',
})

export const publishPost = endpoint({
  name: 'publishPost',
  method: 'POST',
  path: '/v1/posts/:id/publish',
  scope: 'posts:write',
  tag: 'Posts',
  summary: 'Publish now',
  description:
    'Where the post needs approval first, it becomes pending_approval instead: see the workspace’s approvalWorkflowId.',
  params: byId,
  reply: post,
  errors: ['NOT_FOUND', 'CONFLICT', 'MEDIA_REQUIRED', 'PLAN_REQUIRED', 'PLATFORM_RESTRICTED'],
  idempotency: 'transaction',
})

export const cancelPost = endpoint({
  name: 'cancelPost',
  method: 'POST',
  path: '/v1/posts/:id/cancel',
  scope: 'posts:write',
  tag: 'Posts',
  summary: 'Cancel a post, or end its wait',
  description:
    'A post that is a draft, scheduled, approved or in approval becomes cancelled; its approval ends. A publishing one of which every unfinished part only waits for its next try goes back to failed or partial, with the last error.',
  params: byId,
  reply: post,
  errors: ['NOT_FOUND', 'CONFLICT'],
  idempotency: 'transaction',
})

export const clonePost = endpoint({
  name: 'clonePost',
  method: 'POST',
  path: '/v1/posts/:id/clone',
  scope: 'posts:write',
  tag: 'Posts',
  summary: 'Copy a post to a new draft',
  params: byId,
  reply: post,
  status: 201,
  errors: ['NOT_FOUND', 'ACCOUNT_NOT_FOUND', 'PLATFORM_RESTRICTED'],
  idempotency: 'transaction',
})

export const unpublishPost = endpoint({
  name: 'unpublishPost',
  method: 'POST',
  path: '/v1/posts/:id/unpublish',
  scope: 'posts:write',
  tag: 'Posts',
  summary: 'Mark as unpublished',
  description: 'Published and partial posts. What is out on the networks stays there.',
  params: byId,
  reply: post,
  errors: ['NOT_FOUND', 'CONFLICT'],
  idempotency: 'transaction',
})

export const retryPost = endpoint({
  name: 'retryPost',
  method: 'POST',
  path: '/v1/posts/:id/retry',
  scope: 'posts:write',
  tag: 'Posts',
  summary: 'Try the failed accounts again',
  description:
    'After 2, 4 and 8 minutes for the first, second and third retry of an account. Skipped: `max_retries_exceeded`, `outcome_unknown` (it may be out: look, then use fix) and `platform_restricted`. When all are skipped, the status stays as it is.',
  params: byId,
  reply: z.object({
    id: z.string(),
    status: z.string(),
    retriedPlatforms: z.array(
      z.object({
        platform: z.string(),
        accountId: z.string(),
        postPlatformId: z.string(),
        retryCount: z.int(),
        nextRetryAt: date,
      }),
    ),
    skippedPlatforms: z.array(
      z.object({
        platform: z.string(),
        accountId: z.string(),
        postPlatformId: z.string(),
        retryCount: z.int(),
        reason: z.string(),
      }),
    ),
  }),
  errors: ['NOT_FOUND', 'CONFLICT'],
  idempotency: 'transaction',
})

export const fixBody = z
  .strictObject({
    mediaId: id.nullish(),
    mediaUrl: text.max(2_000).nullish(),
    content: content.nullish(),
    refreshMedia: z.boolean().nullish(),
  })
  .nullish()
  .transform((body) => ({
    mediaId: body?.mediaId ?? null,
    mediaUrl: body?.mediaUrl ?? null,
    content: body?.content ?? null,
    refreshMedia: body?.refreshMedia ?? false,
  }))
export type FixBody = z.output<typeof fixBody>

export const fixPostPlatform = endpoint({
  name: 'fixPostPlatform',
  method: 'POST',
  path: '/v1/posts/:id/platforms/:platformId/fix',
  scope: 'posts:write',
  roles: deciders,
  rolesNote:
    'Approvers send again what failed as it is. What was approved is changed by an approver of its last step alone, else 403 `NOT_AUTHORIZED`.',
  tag: 'Posts',
  summary: 'Mend one failed account of a post and send it at once',
  description:
    'Without a body it is sent unchanged; a name that is not known is refused, because what it was to change would go out unchanged. mediaId, a file of the workspace, replaces the picture that was refused; so does mediaUrl (https), fetched afterwards: a dead address fails the account with MEDIA_REJECTED. refreshMedia makes a fresh JPEG of the first picture. Where the last answer was lost, the network is looked at once more before anything is sent.',
  params: z.object({ id: pathId, platformId: pathId }),
  body: fixBody,
  reply: z.object({ success: z.literal(true), platformId: z.string(), status: z.literal('publishing') }),
  errors: ['NOT_FOUND', 'CONFLICT', 'NOT_AUTHORIZED', 'PLATFORM_RESTRICTED'],
  idempotency: 'transaction',
  example: { body: { content: 'The garden is open from ten to six' } },
})

const validateMedia = z.union([
  id,
  z.object({ id, altText: text.nullish() }),
  z.object({
    type: text.transform((value) => value.toLowerCase()).pipe(z.enum(['image', 'video', 'gif', 'document'])),
    url: text.nullish(),
    mimeType: text.nullish(),
    sizeBytes: z.number().min(0).nullish(),
    durationMs: z.number().min(0).nullish(),
    width: z.number().min(1).nullish(),
    height: z.number().min(1).nullish(),
  }),
])
export type ValidateMedia = z.output<typeof validateMedia>

export const validateBody = createFields
  .omit({ media: true, mediaIds: true })
  .extend({
    media: z.array(validateMedia).max(postLimits.media).nullish(),
    mediaIds: z.array(validateMedia).max(postLimits.media).nullish(),
  })
  .transform((body, context) => ({
    ...oneSpelling({ ...body, media: undefined, mediaIds: undefined }, context),
    content: body.content,
    media: [...(body.media ?? []), ...(body.mediaIds ?? [])],
  }))
export type ValidateBody = z.output<typeof validateBody>

export const validatePost = endpoint({
  name: 'validatePost',
  method: 'POST',
  path: '/v1/posts/validate',
  scope: 'posts:write',
  tag: 'Posts',
  summary: 'Check a post against the rules of networks; nothing is stored',
  description:
    'Answers 200 whatever the verdict. Each platform is answered under its upper-case and its lower-case name.',
  body: validateBody,
  reply: z.object({
    valid: z.boolean(),
    platforms: z.record(z.string(), verdict),
    errors: z.array(warning).describe('Those of every platform, each with its platform.'),
    warnings: z
      .array(warning)
      .describe('Likewise; and names in the body that nobody reads, without a platform.'),
  }),
  errors: ['ACCOUNT_NOT_FOUND', 'INVALID_DATE', 'UNPROCESSABLE_ENTITY'],
  example: { body: { content: 'New menu today', platforms: [anyPlatform] } },
})

export const bulkBody = z.object({
  posts: z.array(z.unknown()).min(1).max(postLimits.bulk),
  dryRun: z.boolean().nullish(),
  dry_run: z.boolean().nullish().describe('Another name for dryRun.'),
})

export const bulkCreatePosts = endpoint({
  name: 'bulkCreatePosts',
  method: 'POST',
  path: '/v1/posts/bulk',
  scope: 'posts:write',
  tag: 'Posts',
  summary: 'Create up to 50 posts, each by itself',
  description: 'Answers 200 with one result per item. dryRun checks everything and creates nothing.',
  body: bulkBody,
  reply: z.object({
    dry_run: z.boolean(),
    dryRun: z.boolean(),
    total: z.int(),
    created: z.int(),
    failed: z.int(),
    results: z.array(
      z.object({
        index: z.int(),
        status: z.enum(['created', 'failed', 'valid']),
        postId: z.string().optional(),
        post: z.object({ id: z.string(), status: z.string() }).optional(),
        errors: z.array(z.object({ field: z.string(), issue: z.string(), detail: z.string() })).optional(),
        warnings: z.array(warning).optional(),
      }),
    ),
    warnings: z.array(warning).describe('About the request as a whole.'),
  }),
  idempotency: 'started',
  auditedByParts: true,
  example: { body: { posts: [{ content: 'One', platforms: [anyPlatform] }], dryRun: true } },
})

export const postEndpoints = [
  createPost,
  listPosts,
  validatePost,
  bulkCreatePosts,
  getPost,
  updatePost,
  deletePost,
  publishPost,
  cancelPost,
  clonePost,
  unpublishPost,
  retryPost,
  fixPostPlatform,
] as const
