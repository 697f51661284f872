import type { Finding } from './use-verdict.js'

/** The part of JSON Schema that connectors use. */
export type Schema = {
  type?: string
  title?: string
  description?: string
  enum?: readonly string[]
  /** What the values are called, in their order. */
  enumNames?: readonly string[]
  format?: string
  properties?: Record<string, Schema>
  required?: readonly string[]
  items?: Schema
  anyOf?: readonly Schema[]
  additionalProperties?: Schema | boolean
  minItems?: number
  maxItems?: number
  minimum?: number
  maximum?: number
  maxLength?: number
}
export type Values = Record<string, unknown>

/** What whoever draws a value has to know. */
export type ValueProps = {
  label: string
  schema: Schema
  value: unknown
  isRequired: boolean
  /** `undefined` takes it away. */
  onChange: (value: unknown) => void
  findings: readonly Finding[]
  path: string
  /** One of a list: it is there, its name is that of its place, and the list takes it away. */
  isItem?: boolean
}

/** `record`: values under names that one gives them. `forms`: one of several kinds of values. */
export type FieldKind =
  'object' | 'list' | 'record' | 'forms' | 'choice' | 'truth' | 'number' | 'moment' | 'text'

export function kindOf({
  type,
  properties,
  anyOf,
  additionalProperties,
  enum: words,
  format,
}: Schema): FieldKind {
  if (anyOf !== undefined) return 'forms'
  if (properties !== undefined) return 'object'
  if (type === 'array') return 'list'
  if (typeof additionalProperties === 'object') return 'record'
  if (words !== undefined) return 'choice'
  if (type === 'boolean') return 'truth'
  if (type === 'integer' || type === 'number') return 'number'
  return format === 'date-time' || format === 'local-date-time' ? 'moment' : 'text'
}

/** Whether a value is of the kind that a schema describes; what is not there is of none. */
export function isOf(schema: Schema, value: unknown): boolean {
  switch (kindOf(schema)) {
    case 'forms':
      return schema.anyOf?.some((each) => isOf(each, value)) === true
    case 'list':
      return Array.isArray(value)
    case 'object':
    case 'record':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    case 'truth':
      return typeof value === 'boolean'
    default:
      return typeof value === 'string' || typeof value === 'number'
  }
}

/** What stands there before anything is typed: as many as must be there of what has to be there. */
export function emptyOf(schema: Schema): unknown {
  switch (kindOf(schema)) {
    case 'forms':
      return emptyOf(schema.anyOf?.[0] ?? {})
    case 'list':
      return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => emptyOf(schema.items ?? {}))
    case 'record':
      return {}
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([name, each]) => schema.required?.includes(name) === true && !isOne(each))
          .map(([name, each]) => [name, emptyOf(each)]),
      )
    default:
      return ''
  }
}

/** One value, with a field of its own. */
export function isOne(schema: Schema): boolean {
  return !['object', 'list', 'record', 'forms'].includes(kindOf(schema))
}

export function labelOf(name: string, { title }: Schema): string {
  return title ?? sentence(name)
}

/** `disableReshare` → Disable reshare, `THREE_DAYS` → Three days. */
export function sentence(name: string): string {
  const words = name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase()
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}
