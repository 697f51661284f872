import type { Json, JsonObject } from '../../../kit/json.js'
import { invalid } from './replies.js'

export type Field = {
  name: string
  /** `analytics.start(1).end(2)`: what the field was asked with. */
  given: Record<string, string>
  inside: Field[] | null
}

/** `fields=id,events{delivery_status},analytics.start(1).end(2)`; without it, what the network gives unasked. */
export function fieldsIn(query: URLSearchParams, unasked: readonly string[]): Field[] {
  const asked = query.get('fields') ?? ''
  return parse(asked === '' ? unasked.join(',') : asked)
}

function parse(text: string): Field[] {
  // A comma inside brackets separates nothing here.
  const pieces = text.match(/(?:[^,{}()[\]]|\([^)]*\)|\{[^}]*\})+/g) ?? []
  return pieces.map((piece) => {
    const [, name = '', calls = '', inside] =
      /^\s*(\w+)((?:\.\w+\([^)]*\))*)\s*(?:\{(.*)\})?\s*$/.exec(piece) ?? []
    if (name === '') invalid(`Syntax error "Expected end of string instead of ${text.slice(0, 60)}"`)
    const given = [...calls.matchAll(/\.(\w+)\(([^)]*)\)/g)].map(([, key = '', value = '']) => [key, value])
    return {
      name,
      given: Object.fromEntries(given) as Record<string, string>,
      inside: inside === undefined ? null : parse(inside),
    }
  })
}

/** Those of a node's fields that were asked for and have a value, its `id` in any case; `undefined` is one without. */
export function pick(
  node: Record<string, Json | undefined>,
  fields: readonly Field[],
  type: string,
): JsonObject {
  const picked: JsonObject = node['id'] === undefined ? {} : { id: node['id'] }
  for (const { name, inside } of fields) {
    if (!(name in node)) invalid(`Tried accessing nonexisting field (${name}) on node type (${type})`)
    const value = node[name]
    if (value !== undefined) picked[name] = inside === null ? value : within(value, inside)
  }
  return picked
}

function within(value: Json, inside: readonly Field[]): Json {
  if (Array.isArray(value)) return value.map((each) => within(each, inside))
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value['data'])) return { ...value, data: within(value['data'], inside) }
  return Object.fromEntries(
    inside.filter(({ name }) => value[name] !== undefined).map(({ name }) => [name, value[name]]),
  )
}
