import { ApiError } from '../../contract/errors.js'
import { createPostBody, type CreatePostBody } from '../../contract/post-body.js'
import type { JsonObject } from '../kit/json.js'
import { problemsOf } from '../kit/schema-problems.js'

export function noSuchRecurrence(id: string): ApiError {
  return new ApiError('NOT_FOUND', `No recurrence ${id} in this workspace.`, { id })
}

/** What a recurrence says by itself. */
const own = ['scheduledFor', 'scheduledAt', 'queue', 'saveAsDraft'] as const

/** The post of a recurrence as POST /v1/posts reads it. Refuses what that would, with `post.` before the field. */
export function readPost(post: JsonObject): CreatePostBody {
  const stray = own.find((name) => post[name] != null && post[name] !== false)
  if (stray !== undefined)
    throw inPost(stray, 'The rule of the recurrence says when its posts go out. Leave it out.')
  const parsed = createPostBody.safeParse(post)
  if (parsed.success) return parsed.data
  const [problem] = problemsOf(createPostBody, parsed.error, post)
  throw inPost(problem?.field ?? '', problem?.words ?? 'is not a post.')
}

function inPost(field: string, words: string): ApiError {
  const name = field === '' ? 'post' : `post.${field}`
  return new ApiError('VALIDATION_ERROR', `${name}: ${words}`, { field: name })
}

/** An error of the post as one of the recurrence that holds it. */
export function ofPost(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error
  const field = error.details?.['field']
  return typeof field === 'string' && !field.startsWith('post.')
    ? new ApiError(error.code, error.message, { ...error.details, field: `post.${field}` })
    : error
}
