import { z } from 'zod'

/** What a schema says of a value's form, as far as names and words are concerned. */
type Shape = {
  properties?: Record<string, Shape>
  additionalProperties?: Shape | boolean
  items?: Shape
  anyOf?: Shape[]
  enum?: unknown[]
}

/** A name that no schema reads: where it stands, and the known name that was probably meant. */
export type UnreadField = { path: string; nearest: string | null }

/** More than this many are told of at once to nobody's use. */
const mostListed = 20
const longestName = 50

const shapes = new WeakMap<z.ZodType, Shape>()

function shapeOf(schema: z.ZodType): Shape {
  const known = shapes.get(schema)
  if (known !== undefined) return known
  const shape = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape
  shapes.set(schema, shape)
  return shape
}

/** Every name in a value that the schema passes over, at any depth. Lists and free-form objects have no such names. */
export function unreadFields(schema: z.ZodType, value: unknown): UnreadField[] {
  const found: UnreadField[] = []
  collect(shapeOf(schema), value, [], found)
  return found
}

function collect(shape: Shape, value: unknown, path: readonly string[], found: UnreadField[]): void {
  if (typeof value !== 'object' || value === null || found.length >= mostListed) return
  const forms = formsOf(shape)
  if (Array.isArray(value)) {
    const items = forms.flatMap(({ items: each }) => each ?? [])
    for (const [index, item] of value.entries())
      collect({ anyOf: items }, item, [...path, String(index)], found)
    return
  }
  const objects = forms.filter((form) => form.properties !== undefined || takesAnyName(form))
  const isOpen = objects.length === 0 || objects.some(takesAnyName)
  const names = [...new Set(objects.flatMap((form) => Object.keys(form.properties ?? {})))]
  for (const [name, member] of Object.entries(value)) {
    if (found.length >= mostListed) return
    const inner = objects.flatMap((form) => memberOf(form, name))
    const at = [...path, name.slice(0, longestName)]
    if (inner.length > 0) collect({ anyOf: inner }, member, at, found)
    else if (!isOpen) found.push({ path: at.join('.'), nearest: nearestName(name, names) })
  }
}

/** A value with every word that a schema lists written as it is listed; words are taken in any case. */
export function inListedCase(schema: z.ZodType, value: unknown): unknown {
  return listed(shapeOf(schema), value)
}

function listed(shape: Shape, value: unknown): unknown {
  const forms = formsOf(shape)
  if (typeof value === 'string') {
    const words = forms.flatMap((form) => form.enum ?? []).filter((word) => typeof word === 'string')
    return words.find((word) => word.toLowerCase() === value.toLowerCase()) ?? value
  }
  if (Array.isArray(value)) {
    const items = forms.flatMap(({ items: each }) => each ?? [])
    return value.map((item) => listed({ anyOf: items }, item))
  }
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, member]) => {
    const inner = forms.flatMap((form) => memberOf(form, name))
    return [name, listed({ anyOf: inner }, member)] as const
  })
  return Object.fromEntries(members)
}

/** The names that an object at this place may have. */
export function namesAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  const forms = path.reduce<Shape[]>(
    (shapes, key) =>
      shapes
        .flatMap((form) => (typeof key === 'number' ? (form.items ?? []) : memberOf(form, String(key))))
        .flatMap(formsOf),
    formsOf(shapeOf(schema)),
  )
  return [...new Set(forms.flatMap((form) => Object.keys(form.properties ?? {})))]
}

function formsOf(shape: Shape): Shape[] {
  return shape.anyOf === undefined ? [shape] : shape.anyOf.flatMap(formsOf)
}

function takesAnyName({ additionalProperties }: Shape): boolean {
  return additionalProperties !== undefined && additionalProperties !== false
}

function memberOf({ properties, additionalProperties }: Shape, name: string): Shape[] {
  const own = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined
  if (own !== undefined) return [own]
  return typeof additionalProperties === 'object' ? [additionalProperties] : []
}

/** The known name that is spelled most like this one; null where none is near. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const plain = plainName(name)
  if (plain === '') return null
  const same = known.find((each) => plainName(each) === plain)
  if (same !== undefined) return same
  const begins = known.filter((each) => plain.length >= 3 && plainName(each).startsWith(plain))
  if (begins[0] !== undefined) return begins[0]
  const most = Math.min(2, Math.floor(plain.length / 3))
  const ranked = known
    .map((each) => ({ each, apart: distance(plain, plainName(each)) }))
    .sort((one, other) => one.apart - other.apart)
  const [best] = ranked
  return best !== undefined && best.apart <= most ? best.each : null
}

function plainName(name: string): string {
  return name
    .slice(0, longestName)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** How many letters must be put in, left out or changed to make one word of the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1]
    for (const [j, against] of [...other].entries()) {
      const change = (row[j] ?? 0) + (letter === against ? 0 : 1)
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
