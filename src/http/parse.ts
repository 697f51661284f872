import type { z } from 'zod'
import { ApiError, errorCodes, type ErrorCode } from '../../contract/errors.js'

/** How deep a body may nest. */
const deepest = 32
/** Problems listed beside the first one. */
const mostListed = 20

type Part = 'params' | 'query' | 'body'
type Issue = z.core.$ZodIssue
type Problem = { issue: Issue; path: readonly PropertyKey[] }

/** Parses one part of a request; what is wrong becomes one sentence and the name of the first field at fault. */
export function parsePart(schema: z.ZodType | undefined, value: unknown, part: Part): unknown {
  // Bodies are hashed and stored even where no schema reads them.
  refuseUnstorable(value, '', 0, part)
  if (schema === undefined) return undefined
  const parsed = schema.safeParse(part === 'body' ? (value ?? {}) : value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map((issue) => innermost(issue, []))
  const [first] = problems
  if (first === undefined) throw new ApiError('VALIDATION_ERROR')
  const field = nameOf(first.path)
  throw new ApiError(codeOf(first.issue, part), sentence(first, value, part), {
    ...(field === '' ? {} : { field }),
    ...(problems.length > 1
      ? {
          errors: problems.slice(0, mostListed).map((problem) => ({
            field: nameOf(problem.path),
            message: sentence(problem, value, part),
          })),
        }
      : {}),
  })
}

/** A schema may name the contract's code for its refusal: `params: { code: 'INVALID_DATE' }` of a custom issue. */
function codeOf(issue: Issue, part: Part): ErrorCode {
  const named = issue.code === 'custom' ? (issue.params as { code?: unknown } | undefined)?.code : undefined
  if (typeof named === 'string' && Object.hasOwn(errorCodes, named)) return named as ErrorCode
  return part === 'params' ? 'BAD_REQUEST' : 'VALIDATION_ERROR'
}

/** What is wrong inside a union: the complaint of the branch that came furthest. */
function innermost(issue: Issue, outer: readonly PropertyKey[]): Problem {
  const path = [...outer, ...issue.path]
  if (issue.code !== 'invalid_union') return { issue, path }
  const branches = issue.errors.flatMap((errors) => {
    const [first] = errors
    return first === undefined ? [] : [innermost(first, path)]
  })
  const furthest = branches.reduce<Problem | null>(
    (best, each) => (best === null || each.path.length > best.path.length ? each : best),
    null,
  )
  return furthest !== null && furthest.path.length > path.length ? furthest : { issue, path }
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('.').slice(0, 200)
}

function sentence(problem: Problem, value: unknown, part: Part): string {
  const field = nameOf(problem.path)
  const subject = field !== '' ? field : part === 'body' ? 'The body' : `The ${part}`
  return `${subject}: ${inWords(problem, value)}`
}

const kinds: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
}

/** The schema's own words where it has some; ours where the library speaks to programmers. */
function inWords({ issue, path }: Problem, value: unknown): string {
  const isGeneric = /^(Invalid|Too|Unrecognized)/.test(issue.message)
  if (!isGeneric) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return at(value, path) === undefined
        ? 'is required.'
        : `must be ${kinds[issue.expected] ?? issue.expected}.`
    case 'invalid_union':
      return at(value, path) === undefined ? 'is required.' : 'has the wrong form.'
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}.`
    case 'unrecognized_keys':
      return `${issue.keys.map((key) => key.slice(0, 100)).join(', ')} is not known here.`
    case 'too_big':
      return `${limitOf(issue.origin)} at most ${String(issue.maximum)}${unitOf(issue.origin)}.`
    case 'too_small':
      return `${limitOf(issue.origin)} at least ${String(issue.minimum)}${unitOf(issue.origin)}.`
    case 'invalid_format':
      return issue.format === 'datetime'
        ? 'must be a date such as 2027-03-01T08:00:00Z.'
        : `must be a valid ${issue.format}.`
    default:
      return issue.message
  }
}

function limitOf(origin: string): string {
  return origin === 'string' || origin === 'array' ? 'must have' : 'must be'
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters'
  return origin === 'array' ? ' entries' : ''
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  )
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
