import type { z } from 'zod'
import { namesAt, nearestName } from './schema-fields.js'

type Issue = z.core.$ZodIssue

/** One thing that is wrong with a value, in words for people. */
export type Problem = {
  issue: Issue
  /** The path, as `details.field` has it. */
  field: string
  /** What follows the field's name in a sentence. */
  words: string
  /** Figures that a program can use: how long it may be, how long it is. */
  figures: Record<string, number>
}

/** What a schema finds wrong with a value, in its order. */
export function problemsOf(schema: z.ZodType, error: z.ZodError, value: unknown): Problem[] {
  return error.issues.map((each) => {
    const { issue, path } = innermost(each, [], value)
    const [stranger] = issue.code === 'unrecognized_keys' ? issue.keys : []
    if (stranger !== undefined) {
      const words = strangeName(stranger, namesAt(schema, path))
      return { issue, field: nameOf([...path, stranger]), words, figures: {} }
    }
    const found = at(value, path)
    return { issue, field: nameOf(path), words: inWords(issue, found), figures: figuresOf(issue, found) }
  })
}

type Place = { issue: Issue; path: readonly PropertyKey[] }

/** What is wrong inside a union: the complaint of the branch that came furthest, best about something that is there. */
function innermost(issue: Issue, outer: readonly PropertyKey[], value: unknown): Place {
  const path = [...outer, ...issue.path]
  if (issue.code !== 'invalid_union') return { issue, path }
  const branches = issue.errors.flatMap((errors) => {
    const [first] = errors
    return first === undefined ? [] : [innermost(first, path, value)]
  })
  const reach = (place: Place): number => place.path.length + (at(value, place.path) === undefined ? 0 : 0.5)
  const [furthest] = branches.sort((one, other) => reach(other) - reach(one))
  return furthest !== undefined && furthest.path.length > path.length ? furthest : { issue, path }
}

function nameOf(path: readonly PropertyKey[]): string {
  return path.map(String).join('.').slice(0, 200)
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

const formats: Record<string, string> = {
  datetime: 'must be a date such as 2027-03-01T08:00:00Z.',
  url: 'must be an address such as https://example.com/page.',
  email: 'must be an e-mail address.',
}

/** The schema's own words where it has some; ours where the library speaks to programmers. */
function inWords(issue: Issue, found: unknown): string {
  const isGeneric = /^(Invalid|Too|Unrecognized)/.test(issue.message)
  if (!isGeneric) return issue.message
  switch (issue.code) {
    case 'invalid_type':
      return found === undefined ? 'is required.' : `must be ${kinds[issue.expected] ?? issue.expected}.`
    case 'invalid_union':
      if (found === undefined) return 'is required.'
      return 'options' in issue
        ? `must be one of ${issue.options.map(String).join(', ')}.`
        : 'has the wrong form.'
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}.`
    case 'too_big':
      return `${limitOf(issue.origin)} at most ${String(issue.maximum)}${unitOf(issue.origin)}.`
    case 'too_small':
      if (issue.minimum === 1 && unitOf(issue.origin) !== '') return 'must not be empty.'
      return `${limitOf(issue.origin)} at least ${String(issue.minimum)}${unitOf(issue.origin)}.`
    case 'invalid_format':
      return formats[issue.format] ?? 'has the wrong form.'
    default:
      return issue.message
  }
}

function strangeName(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known)
  if (nearest !== null) return `is not known here. Did you mean ${nearest}?`
  return known.length === 0 ? 'is not known here.' : `is not known here. Known are ${known.join(', ')}.`
}

/** Blanks around a text that must not be empty do not count: `trim()` comes before the limit. */
function figuresOf(issue: Issue, found: unknown): Record<string, number> {
  if (issue.code !== 'too_big' && issue.code !== 'too_small') return {}
  const end = issue.code === 'too_big' ? 'max' : 'min'
  const limit = Number(issue.code === 'too_big' ? issue.maximum : issue.minimum)
  if (issue.origin === 'string' && typeof found === 'string') {
    const trimmed = found.trim().length
    return { [`${end}Length`]: limit, actualLength: end === 'min' ? trimmed : found.length }
  }
  return Array.isArray(found) ? { [`${end}Items`]: limit, actualItems: found.length } : {}
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
