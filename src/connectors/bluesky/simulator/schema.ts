import type { Json } from '../../../kit/json.js'

/** A file that a record names, with what its place in the record allows. */
export type BlobUse = {
  cid: string
  mimeType: string
  accept: readonly string[]
  maxSize: number
}
/** Says the first thing that is wrong, or nothing; collects the files on the way. */
export type Check = (value: Json, path: string, blobs: BlobUse[]) => string | null

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

const formats: Record<string, (value: string) => boolean> = {
  datetime: isDatetime,
  did: (value) => value.length <= 2_048 && /^did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]$/.test(value),
  cid: (value) => /^b[a-z2-7]{58}$/.test(value),
  uri: (value) => /^[a-z][a-z0-9.+-]*:[^\s]+$/i.test(value),
  'at-uri': (value) => /^at:\/\/[a-zA-Z0-9._:-]+(\/[a-zA-Z0-9.-]+(\/[a-zA-Z0-9._~:-]+)?)?$/.test(value),
  language: (value) => /^(i|[a-z]{2,3})(-[a-zA-Z0-9]{1,8})*$/.test(value),
}

/** RFC 3339 with a zone, as the network narrows it. */
export function isDatetime(value: string): boolean {
  return (
    value.length <= 64 &&
    /^\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d(\.\d+)?(Z|[+-][0-2]\d:[0-5]\d)$/.test(value) &&
    !value.endsWith('-00:00') &&
    !value.startsWith('000') &&
    !Number.isNaN(Date.parse(value))
  )
}

function shown(value: Json | undefined): string {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'object' && value !== null ? 'object' : JSON.stringify(value)
}

export function string(
  rules: { maxBytes?: number; maxGraphemes?: number; format?: keyof typeof formats } = {},
): Check {
  return (value, path) => {
    if (typeof value !== 'string') return `Expected string value type (got ${shown(value)}) at ${path}`
    const bytes = Buffer.byteLength(value)
    if (rules.maxBytes !== undefined && bytes > rules.maxBytes)
      return `string too big (maximum ${String(rules.maxBytes)}, got ${String(bytes)}) at ${path}`
    const length = rules.maxGraphemes === undefined ? 0 : [...graphemes.segment(value)].length
    if (rules.maxGraphemes !== undefined && length > rules.maxGraphemes)
      return `grapheme too big (maximum ${String(rules.maxGraphemes)}, got ${String(length)}) at ${path}`
    if (rules.format !== undefined && formats[rules.format]?.(value) === false)
      return `Invalid ${rules.format} (got ${shown(value)}) at ${path}`
    return null
  }
}

export function integer(minimum: number): Check {
  return (value, path) => {
    if (!Number.isInteger(value)) return `Expected integer value type (got ${shown(value)}) at ${path}`
    return Number(value) < minimum
      ? `integer too small (minimum ${String(minimum)}, got ${shown(value)}) at ${path}`
      : null
  }
}

export function array(items: Check, most = Infinity): Check {
  return (value, path, blobs) => {
    if (!Array.isArray(value)) return `Expected array value type (got ${shown(value)}) at ${path}`
    if (value.length > most)
      return `array too big (maximum ${String(most)}, got ${String(value.length)}) at ${path}`
    return firstOf(value.map((each, index) => () => items(each, `${path}[${String(index)}]`, blobs)))
  }
}

/** Names beyond the known ones are allowed: schemas grow. */
export function object(members: Record<string, Check>, required: readonly string[]): Check {
  return (value, path, blobs) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return `Expected object value type (got ${shown(value)}) at ${path}`
    const missing = required.find((name) => value[name] === undefined)
    if (missing !== undefined) return `Missing required key "${missing}" at ${path}`
    return firstOf(
      Object.entries(members).map(([name, check]) => () => {
        const member = value[name]
        return member === undefined ? null : check(member, `${path}.${name}`, blobs)
      }),
    )
  }
}

/** By `$type`. Unions are open: what this server does not know passes unread. */
export function union(refs: Record<string, Check>): Check {
  return (value, path, blobs) => {
    const type =
      typeof value === 'object' && value !== null && !Array.isArray(value) ? value['$type'] : undefined
    if (typeof type !== 'string')
      return `Expected an object which includes the "$type" property value type (got ${shown(value)}) at ${path}`
    return refs[type.replace(/#main$/, '')]?.(value, path, blobs) ?? null
  }
}

export function blob(accept: readonly string[], maxSize: number): Check {
  return (value, path, blobs) => {
    const given = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
    const { ref, mimeType, size } = given
    const cid = typeof ref === 'object' && ref !== null && !Array.isArray(ref) ? ref['$link'] : undefined
    const isBlob =
      given['$type'] === 'blob' &&
      typeof cid === 'string' &&
      typeof mimeType === 'string' &&
      typeof size === 'number'
    if (!isBlob) return `Expected blob value type (got ${shown(value)}) at ${path}`
    if (!accepts(accept, mimeType))
      return `Expected ${accept.join(' or ')} (got ${shown(mimeType)}) at ${path}.mimeType`
    if (size > maxSize) return `blob too big (maximum ${String(maxSize)}, got ${String(size)}) at ${path}`
    blobs.push({ cid, mimeType, accept, maxSize })
    return null
  }
}

export function accepts(accept: readonly string[], mimeType: string): boolean {
  return accept.some(
    (each) => each === mimeType || (each.endsWith('/*') && mimeType.startsWith(each.slice(0, -1))),
  )
}

export function firstOf(checks: readonly (() => string | null)[]): string | null {
  for (const check of checks) {
    const issue = check()
    if (issue !== null) return issue
  }
  return null
}
