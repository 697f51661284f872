import type { Json } from './json.js'

/** Text as PostgreSQL can keep it: U+0000 and halves of surrogate pairs, which it refuses, become U+FFFD. */
export function storableText(text: string): string {
  return text.replaceAll('\u0000', '\uFFFD').toWellFormed()
}

/** JSON whose names and texts PostgreSQL can keep; see `storableText`. */
export function storable(value: Json | undefined): Json | undefined {
  if (typeof value === 'string') return storableText(value)
  if (Array.isArray(value)) return value.map((member) => storable(member) ?? null)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [storableText(name), storable(member)]),
  )
}
