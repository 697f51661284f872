import { z } from 'zod'
import { byId, date, pageQuery, pagination, refuseControls, success } from './common.js'
import { endpoint } from './endpoint.js'

const tag = 'Hashtag sets'

const name = z.string().trim().min(1).max(100).superRefine(refuseControls)
const hashtag = z
  .string()
  .transform((value) =>
    value
      .trim()
      .replace(/^[#＃]/u, '')
      .toLowerCase(),
  )
  .pipe(
    z
      .string()
      .max(100)
      .regex(
        /^[\p{L}\p{N}\p{M}\p{Extended_Pictographic}\u200d\ufe0f_]+$/u,
        'is not a hashtag: letters, digits and _.',
      ),
  )
const tags = z
  .array(hashtag)
  .min(1)
  .max(100)
  .transform((given) => [...new Set(given)])
  .describe('With or without #; kept without it, in lower case, each once')

export const hashtagSet = z
  .object({
    id: z.string(),
    name: z.string(),
    tags: z.array(z.string()),
    createdAt: date,
    updatedAt: date,
  })
  .meta({ id: 'HashtagSet' })
const reply = z.object({ data: hashtagSet })

export const listHashtagSets = endpoint({
  name: 'listHashtagSets',
  method: 'GET',
  path: '/v1/hashtag-sets',
  scope: 'posts:read',
  tag,
  summary: 'List hashtag sets, last changed first',
  query: z.object(pageQuery(50, 100)),
  reply: z.object({ data: z.array(hashtagSet), pagination }),
})
export const getHashtagSet = endpoint({
  name: 'getHashtagSet',
  method: 'GET',
  path: '/v1/hashtag-sets/:id',
  scope: 'posts:read',
  tag,
  summary: 'Read a hashtag set',
  params: byId,
  reply,
  errors: ['NOT_FOUND'],
})
export const createHashtagSet = endpoint({
  name: 'createHashtagSet',
  method: 'POST',
  path: '/v1/hashtag-sets',
  scope: 'hashtag-sets:write',
  tag,
  summary: 'Keep a set of hashtags',
  description: 'A workspace has each name once, however it is written, and 1,000 sets at most.',
  body: z.object({ name, tags }),
  reply,
  status: 201,
  errors: ['CONFLICT', 'LIMIT_EXCEEDED'],
  idempotency: 'transaction',
  example: { body: { name: 'Bakery', tags: ['#Bread', 'sourdough'] } },
})
const change = {
  path: '/v1/hashtag-sets/:id',
  scope: 'hashtag-sets:write',
  tag,
  params: byId,
  reply,
  errors: ['NOT_FOUND', 'CONFLICT'],
  idempotency: 'transaction',
} as const
export const updateHashtagSet = endpoint({
  ...change,
  name: 'updateHashtagSet',
  method: 'PATCH',
  summary: 'Change a hashtag set',
  description: 'tags, where given, replace all.',
  body: z.object({ name: name.optional(), tags: tags.optional() }),
  example: { body: { tags: ['bread', 'rye'] } },
})
export const replaceHashtagSet = endpoint({
  ...change,
  name: 'replaceHashtagSet',
  method: 'PUT',
  summary: 'Replace a hashtag set',
  body: z.object({ name, tags }),
  example: { body: { name: 'Bakery', tags: ['bread'] } },
})
export const deleteHashtagSet = endpoint({
  name: 'deleteHashtagSet',
  method: 'DELETE',
  path: '/v1/hashtag-sets/:id',
  scope: 'hashtag-sets:write',
  tag,
  summary: 'Delete a hashtag set',
  params: byId,
  reply: success,
  errors: ['NOT_FOUND'],
  idempotency: 'transaction',
})

export const hashtagSetEndpoints = [
  listHashtagSets,
  getHashtagSet,
  createHashtagSet,
  updateHashtagSet,
  replaceHashtagSet,
  deleteHashtagSet,
] as const
