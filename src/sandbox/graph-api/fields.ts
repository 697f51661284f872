import type { Json, JsonObject } from '../../kit/json.js'
import type { Given } from './given.js'
import { invalid } from './refusal.js'

export type Field = { name: string; inside: Field[] | null }

/** `fields=id,picture.type(large){url}`; without it, what the network gives unasked. */
export function fieldsIn(given: Given, unasked: readonly string[]): Field[] {
  if (!given.has('fields')) return unasked.map((name) => ({ name, inside: null }))
  return parse(given.text('fields'))
}

function parse(text: string): Field[] {
  const pieces = text.match(/[^,{}]+(?:\{[^}]*\})?/g) ?? []
  return pieces.map((piece) => {
    const [, name = '', inside] = /^\s*(\w+)(?:\.\w+\(\w*\))*\s*(?:\{(.*)\})?\s*$/.exec(piece) ?? []
    if (name === '') invalid(`Syntax error in fields: ${text.slice(0, 100)}`)
    return { name, inside: inside === undefined ? null : parse(inside) }
  })
}

/** Those of a node's fields that were asked for and have a value; `undefined` is one without. */
export function pick(
  node: Record<string, Json | undefined>,
  fields: readonly Field[],
  type: string,
): JsonObject {
  const picked: JsonObject = {}
  for (const { name, inside } of fields) {
    if (!(name in node)) invalid(`Tried accessing nonexisting field (${name}) on node type (${type})`)
    const value = node[name]
    if (value === undefined) continue
    picked[name] = inside === null ? value : pickInside(value, inside, type)
  }
  return picked
}

function pickInside(value: Json, inside: readonly Field[], type: string): Json {
  if (Array.isArray(value)) return value.map((each) => pickInside(each, inside, type))
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value['data'])) return { ...value, data: pickInside(value['data'], inside, type) }
  return Object.fromEntries(
    inside.filter(({ name }) => value[name] !== undefined).map(({ name }) => [name, value[name]]),
  )
}
