import type { z } from 'zod'
import { ApiError, errorCodes, type ErrorCode } from '../../contract/errors.js'
import { problemsOf, type Problem } from '../kit/schema-problems.js'

/** How deep a body may nest. */
const deepest = 32
/** Problems listed beside the first one. */
const mostListed = 20

type Part = 'params' | 'query' | 'body'

/** Parses one part of a request; what is wrong becomes one sentence and the name of the first field at fault. */
export function parsePart(schema: z.ZodType | undefined, value: unknown, part: Part): unknown {
  // Bodies are hashed and stored even where no schema reads them.
  refuseUnstorable(value, '', 0, part)
  if (schema === undefined) return undefined
  const parsed = schema.safeParse(part === 'body' ? (value ?? {}) : value)
  if (parsed.success) return parsed.data
  const problems = problemsOf(schema, parsed.error, value)
  const [first] = problems
  if (first === undefined) throw new ApiError('VALIDATION_ERROR')
  throw new ApiError(codeOf(first, part), sentence(first, part), {
    ...(first.field === '' ? {} : { field: first.field }),
    ...first.figures,
    ...(problems.length > 1
      ? {
          errors: problems.slice(0, mostListed).map((problem) => ({
            field: problem.field,
            message: sentence(problem, part),
          })),
        }
      : {}),
  })
}

/** A schema may name the contract's code for its refusal: `params: { code: 'INVALID_DATE' }` of a custom issue. */
function codeOf({ issue }: Problem, part: Part): ErrorCode {
  const named = issue.code === 'custom' ? (issue.params as { code?: unknown } | undefined)?.code : undefined
  if (typeof named === 'string' && Object.hasOwn(errorCodes, named)) return named as ErrorCode
  if (issue.code === 'invalid_format' && issue.format === 'datetime') return 'INVALID_DATE'
  return part === 'params' ? 'BAD_REQUEST' : 'VALIDATION_ERROR'
}

function sentence({ field, words }: Problem, part: Part): string {
  return field === '' ? `The ${part} ${words}` : `${field}: ${words}`
}

/**
 * PostgreSQL stores no U+0000 and no lone surrogate, and a body that nests without end costs more than it says.
 * Both are told before anything is done.
 */
function refuseUnstorable(value: unknown, path: string, depth: number, part: Part): void {
  const refuse = (why: string): never => {
    const field = path.slice(0, 200)
    const shown = field.replaceAll('\u0000', '\\u0000').toWellFormed()
    throw new ApiError(
      part === 'params' ? 'BAD_REQUEST' : 'VALIDATION_ERROR',
      `${shown === '' ? `The ${part}` : shown}: ${why}`,
      shown === '' ? undefined : { field: shown },
    )
  }
  if (depth > deepest) refuse(`nests deeper than ${String(deepest)} levels.`)
  if (typeof value === 'string') {
    if (value.includes('\u0000')) refuse('holds the character U+0000, which cannot be stored.')
    if (!value.isWellFormed()) refuse('holds half a surrogate pair, which is no text.')
    return
  }
  if (typeof value !== 'object' || value === null) return
  for (const [name, member] of Object.entries(value)) {
    const inner = path === '' ? name : `${path}.${name}`
    refuseUnstorable(name, inner, depth, part)
    refuseUnstorable(member, inner, depth + 1, part)
  }
}
