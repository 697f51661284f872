import type { z } from 'zod'
import { ApiError, type ErrorCode } from '../../contract/errors.js'
import { errorCodes } from '../../contract/errors.js'

/** How deep a body may nest. */
const deepest = 32

/** Parses one part of a request; what is wrong becomes one sentence and the name of the first field at fault. */
export function parsePart(
  schema: z.ZodType | undefined,
  value: unknown,
  part: 'params' | 'query' | 'body',
): unknown {
  if (schema === undefined) return undefined
  if (part === 'body') refuseUnstorable(value, '', 0)
  const given =
    part === 'body' && value === undefined && schema.safeParse(undefined).success
      ? undefined
      : part === 'body'
        ? (value ?? {})
        : value
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const [first] = parsed.error.issues
  const path = first?.path.map(String).join('.') ?? ''
  const issues = parsed.error.issues
    .slice(0, 20)
    .map((issue) => ({ field: issue.path.map(String).join('.'), message: issue.message }))
  throw new ApiError(codeOf(first, part), sentence(path, first?.message ?? 'is wrong', part), {
    ...(path === '' ? {} : { field: path }),
    ...(issues.length > 1 ? { errors: issues } : {}),
  })
}

/** A schema may name the contract's code for its refusal: `params: { code: 'INVALID_DATE' }` of a custom issue. */
function codeOf(issue: z.core.$ZodIssue | undefined, part: string): ErrorCode {
  const named = issue?.code === 'custom' ? (issue.params as { code?: unknown } | undefined)?.code : undefined
  if (typeof named === 'string' && named in errorCodes) return named as ErrorCode
  return part === 'params' ? 'BAD_REQUEST' : 'VALIDATION_ERROR'
}

function sentence(path: string, message: string, part: string): string {
  const where = path === '' ? (part === 'body' ? 'The body' : `The ${part}`) : path
  return `${where}: ${message}`
}

/**
 * PostgreSQL stores no U+0000 and no lone surrogate, and a body that nests without end costs more than it says.
 * Both are told before anything is done.
 */
function refuseUnstorable(value: unknown, path: string, depth: number): void {
  if (depth > deepest)
    throw new ApiError('VALIDATION_ERROR', `The body nests deeper than ${String(deepest)} levels.`, {
      field: path,
    })
  if (typeof value === 'string') {
    if (value.includes('\u0000'))
      throw new ApiError('VALIDATION_ERROR', `${path}: holds the character U+0000, which cannot be stored.`, {
        field: path,
      })
    if (!value.isWellFormed())
      throw new ApiError('VALIDATION_ERROR', `${path}: holds half a surrogate pair, which is no text.`, {
        field: path,
      })
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    const inner = path === '' ? name : `${path}.${name}`
    refuseUnstorable(name, inner, depth)
    refuseUnstorable(member, inner, depth + 1)
  }
}
