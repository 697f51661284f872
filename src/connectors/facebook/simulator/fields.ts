import type { Json, JsonObject } from '../../../kit/json.js'
import { invalid } from '../../../sandbox/graph-api/refusal.js'

/** `name.modifier(value){inside}` of a `fields` parameter. */
export type Field = { name: string; modifiers: Readonly<Record<string, string>>; inside: Field[] }

/** A thing of the network: its fields by name, and those it shows unasked. Its id is always shown. */
export class Node {
  readonly type: string
  readonly fields: Readonly<Record<string, Value>>
  readonly unasked: readonly string[]
  constructor(type: string, fields: Record<string, Value>, unasked: readonly string[] = ['id']) {
    this.type = type
    this.fields = fields
    this.unasked = unasked
  }
}

/** A list inside a node. */
export class Edge {
  readonly nodes: readonly Node[]
  readonly summary: JsonObject | undefined
  constructor(nodes: readonly Node[], summary?: JsonObject) {
    this.nodes = nodes
    this.summary = summary
  }
}

type Shown = Json | undefined | Node | Edge
/** A function where it depends on the modifiers, or takes work. Undefined: the node has no such thing. */
export type Value = Shown | ((field: Field) => Shown)

export function parseFields(text: string): Field[] {
  const { fields, at } = listAt(text, 0)
  return at === text.length ? fields : syntaxError(text)
}

function listAt(text: string, start: number): { fields: Field[]; at: number } {
  const fields: Field[] = []
  for (let at = start; ;) {
    const name = wordAt(text, at)
    if (name === '') return syntaxError(text)
    at += name.length
    const modifiers: Record<string, string> = {}
    for (let more = modifierAt(text, at); more !== null; more = modifierAt(text, at)) {
      modifiers[more[1] ?? ''] = more[2] ?? ''
      at += more[0].length
    }
    let inside: Field[] = []
    if (text[at] === '{') {
      const inner = listAt(text, at + 1)
      if (text[inner.at] !== '}') return syntaxError(text)
      inside = inner.fields
      at = inner.at + 1
    }
    fields.push({ name: name.trim(), modifiers, inside })
    if (text[at] !== ',') return { fields, at }
    at += 1
  }
}

const wordAt = (text: string, at: number): string => /^\s*\w+\s*/.exec(text.slice(at))?.[0] ?? ''
const modifierAt = (text: string, at: number) => /^\.(\w+)\(([^)]*)\)/.exec(text.slice(at))

function syntaxError(text: string): never {
  return invalid(`Syntax error in fields: ${text.slice(0, 100)}`)
}

/** What of a node was asked for; `fields` absent or empty: what it shows unasked. */
export function show(node: Node, fields: readonly Field[]): JsonObject {
  const asked = fields.length > 0 ? fields : node.unasked.map((name) => ({ name, modifiers: {}, inside: [] }))
  const shown: JsonObject = {}
  for (const field of asked) {
    if (!(field.name in node.fields))
      invalid(`Tried accessing nonexisting field (${field.name}) on node type (${node.type})`)
    const value = node.fields[field.name]
    const json = present(typeof value === 'function' ? value(field) : value, field)
    if (json !== undefined) shown[field.name] = json
  }
  const { id } = node.fields
  return typeof id === 'string' ? { ...shown, id } : shown
}

function present(value: Shown, { inside, modifiers }: Field): Json | undefined {
  if (value instanceof Node) return show(value, inside)
  if (value instanceof Edge) {
    const data = value.nodes.slice(0, Number(modifiers['limit'] ?? 25)).map((node) => show(node, inside))
    return modifiers['summary'] === 'true' ? { data, summary: value.summary } : { data }
  }
  return inside.length === 0 || value === undefined ? value : within(value, inside)
}

function within(value: Json, inside: readonly Field[]): Json {
  if (Array.isArray(value)) return value.map((each) => within(each, inside))
  if (typeof value !== 'object' || value === null) return value
  const { data } = value
  if (typeof data === 'object' && data !== null) return { data: within(data, inside) }
  return Object.fromEntries(
    inside.flatMap(({ name }) => (value[name] === undefined ? [] : [[name, value[name]]])),
  )
}
