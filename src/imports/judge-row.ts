import { ApiError } from '../../contract/errors.js'
import { createPostBody, type CreatePostBody } from '../../contract/post-body.js'
import type { JsonObject } from '../kit/json.js'
import { problemsOf } from '../kit/schema-problems.js'
import { nextPlace } from '../posts/at-next-place.js'
import { planPost } from '../posts/create-post.js'
import type { PostsCaller, PostsDeps } from '../posts/deps.js'
import { warnOfUnread } from '../posts/unread-fields.js'
import type { RowProblem, RowResult } from '../store/imports.js'
import type { FileForPost } from '../store/posting-context.js'
import type { PostWarning } from '../store/posts.js'

/** What a row says, as POST /v1/posts reads it, or what is wrong with it. */
export function readBody(row: JsonObject): { body: CreatePostBody } | { problems: RowProblem[] } {
  const parsed = createPostBody.safeParse(row)
  if (parsed.success) return { body: { ...parsed.data, unread: warnOfUnread(createPostBody, row) } }
  return {
    problems: problemsOf(createPostBody, parsed.error, row).map(({ field, words }) => ({
      field: field === '' ? 'row' : field,
      code: 'VALIDATION_ERROR',
      message: `${field === '' ? 'The row' : `${field}:`} ${words}`,
    })),
  }
}

/** Holds a row against everything that POST /v1/posts would, and makes nothing. `announced`: files that are still to come. */
export async function judgeRow(
  deps: PostsDeps,
  caller: PostsCaller,
  row: JsonObject,
  announced: readonly FileForPost[],
): Promise<Omit<RowResult, 'number'>> {
  const read = readBody(row)
  if ('problems' in read) return { status: 'failed', problems: read.problems }
  try {
    const { queue, ...rest } = read.body
    const body = queue === true ? { ...rest, ...(await nextPlace(deps.db, caller)) } : read.body
    const planned = await planPost(deps, caller, body, null, announced)
    return { status: 'valid', warnings: planned.kind === 'planned' ? soFar(planned.post.warnings) : [] }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { status: 'failed', problems: problemsIn(error) }
  }
}

/** What is not known of a file before it is here is no news in a check. */
function soFar(warnings: readonly PostWarning[]): PostWarning[] {
  return warnings.filter(({ code }) => code !== 'MEDIA_NOT_PROBED')
}

/** Every complaint of a refusal, not only the first. */
export function problemsIn(error: ApiError): RowProblem[] {
  const { errors, field } = error.details ?? {}
  const own = { field: typeof field === 'string' ? field : 'row', code: error.code, message: error.message }
  if (!Array.isArray(errors) || errors.length < 2) return [own]
  return errors.map((each: { field?: string; code?: string; message?: string }) => ({
    field: each.field ?? own.field,
    code: each.code ?? own.code,
    message: each.message ?? own.message,
  }))
}
