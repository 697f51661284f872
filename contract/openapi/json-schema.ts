import { z } from 'zod'

export type JsonSchema = Record<string, unknown>

/** `in`: what a caller may send. `out`: what a caller gets. */
export type Direction = 'in' | 'out'

/**
 * Turns schemas into JSON Schema and gathers the named ones, so that a noun is described once. Names come from
 * `.meta({ id })`, or are given.
 */
export class SchemaCollector {
  readonly #named = new Map<string, JsonSchema>()

  /** What is written in place of the schema: the schema itself, or a reference to a named one. */
  write(schema: z.ZodType, direction: Direction, name?: string): JsonSchema {
    const {
      $schema: _dialect,
      $defs,
      ...written
    } = z.toJSONSchema(schema, {
      io: direction === 'in' ? 'input' : 'output',
      target: 'draft-2020-12',
      unrepresentable: 'any',
      override: ({ jsonSchema }) => {
        // `format` says it; the pattern is a screenful that helps nobody.
        if (jsonSchema.format !== undefined) delete jsonSchema.pattern
        if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
        if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
        // Every name of a member is text.
        if (jsonSchema.propertyNames !== undefined && isPlainText(jsonSchema.propertyNames))
          delete jsonSchema.propertyNames
        // Replies may grow: a client that refuses unknown fields would break.
        if (direction === 'out' && jsonSchema.additionalProperties === false)
          delete jsonSchema.additionalProperties
      },
    }) as JsonSchema
    for (const [id, definition] of Object.entries(($defs ?? {}) as Record<string, JsonSchema>))
      this.#add(id, pointed(definition))
    const here = pointed(written)
    if (name === undefined || '$ref' in here) return here
    this.#add(name, here)
    return { $ref: refTo(name) }
  }

  /** Adds members to a named schema, if anything names it. */
  extend(name: string, properties: Record<string, JsonSchema>): void {
    const known = this.#named.get(name)
    if (known !== undefined) this.#named.set(name, { ...known, properties })
  }

  all(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#named].sort(([one], [other]) => (one < other ? -1 : 1)))
  }

  #add(name: string, schema: JsonSchema): void {
    const known = this.#named.get(name)
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(schema))
      throw new Error(`Two schemas are called ${name}`)
    this.#named.set(name, schema)
  }
}

function isPlainText(schema: unknown): boolean {
  return JSON.stringify(schema) === '{"type":"string"}'
}

function refTo(name: string): string {
  return `#/components/schemas/${name}`
}

/** The same with references into the document's components. */
function pointed<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      key === '$ref' && typeof inner === 'string' ? inner.replace(/^#\/\$defs\//, refTo('')) : inner,
    ),
  ) as T
}
