import { z } from 'zod'
import type { Json, JsonObject } from './json.js'

/** Words that are not written as the names of fields have them. */
const spelled: Record<string, string> = {
  id: 'ID',
  ids: 'IDs',
  url: 'URL',
  gif: 'GIF',
  nsfw: 'NSFW',
  langs: 'languages',
  ms: '(milliseconds)',
  aigc: 'AI-generated content',
  x: 'X position',
  y: 'Y position',
}

/**
 * The JSON Schema of what a person fills in, for a form: each field has a `title`, its own or one made of its name, and
 * each list of words has `enumNames`, the words as people write them, in the same order.
 */
export function formSchema(schema: z.ZodType): JsonObject {
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonObject
  return labelled(shape) as JsonObject
}

function labelled(value: Json): Json {
  if (Array.isArray(value)) return value.map(labelled)
  if (typeof value !== 'object' || value === null) return value
  const inner = Object.entries(value).map(([name, member]) => [
    name,
    name === 'properties' ? titled(member ?? {}) : labelled(member ?? null),
  ])
  const words = value['enum']
  const names = Array.isArray(words) ? { enumNames: words.map((word) => label(String(word))) } : {}
  return { ...(Object.fromEntries(inner) as JsonObject), ...names }
}

function titled(properties: Json): Json {
  const fields = Object.entries(properties as JsonObject).map(([name, field]) => {
    const shape = labelled(field ?? {}) as JsonObject
    return [name, { ...shape, title: shape['title'] ?? label(name) }]
  })
  return Object.fromEntries(fields) as JsonObject
}

/** `thumbOffsetMs` and `SELF_ONLY` as a person would write them. */
function label(name: string): string {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[\s_-]+/)
    .map((word) => spelled[word.toLowerCase()] ?? word.toLowerCase())
    .join(' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
