export type JsonSchema = { readonly [keyword: string]: unknown }

/** A schema of the document as a TypeScript type. Covers the keywords that the contract's schemas are written with. */
export function typeOf(schema: JsonSchema): string {
  if (typeof schema['$ref'] === 'string') return schema['$ref'].split('/').at(-1) ?? ''
  if ('const' in schema) return JSON.stringify(schema['const'])
  if (Array.isArray(schema['enum'])) return schema['enum'].map((each) => JSON.stringify(each)).join(' | ')
  for (const [keyword, sign] of [
    ['anyOf', ' | '],
    ['oneOf', ' | '],
    ['allOf', ' & '],
  ] as const) {
    const schemas = schema[keyword]
    if (Array.isArray(schemas))
      return [...new Set((schemas as JsonSchema[]).map((each) => `(${typeOf(each)})`))].join(sign)
  }
  const { type } = schema
  if (Array.isArray(type)) return type.map((each) => typeOf({ ...schema, type: each as string })).join(' | ')
  switch (type) {
    case 'array':
      return `(${typeOf((schema['items'] ?? {}) as JsonSchema)})[]`
    case 'integer':
      return 'number'
    case 'object':
      return objectOf(schema)
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return type
    default:
      return 'unknown'
  }
}

function objectOf(schema: JsonSchema): string {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)
  const others = schema['additionalProperties']
  const ofOthers = typeof others === 'object' && others !== null ? typeOf(others as JsonSchema) : 'unknown'
  if (properties.length === 0)
    return others === false ? 'Record<string, never>' : `{ [name: string]: ${ofOthers} }`
  const required = (schema['required'] ?? []) as string[]
  const members = properties.map(([name, member]) => memberOf(name, member, required.includes(name)))
  // What is not required is undefined where it is not given: the members would not fit the signature without it.
  const rest =
    typeof others === 'object' && others !== null ? [`[name: string]: ${ofOthers} | undefined`] : []
  return `{\n${[...members, ...rest].join('\n')}\n}`
}

function memberOf(name: string, schema: JsonSchema, isRequired: boolean): string {
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
  const type = typeOf(schema)
  return `${docOf(schema)}${key}${isRequired ? `: ${type}` : `?: ${type} | undefined`}`
}

/** The description of a schema as a comment above what it describes. */
export function docOf({ description }: JsonSchema): string {
  return typeof description === 'string' ? comment(description) : ''
}

export function comment(text: string): string {
  const lines = text.replaceAll('*/', '*\\/').split('\n')
  return lines.length === 1
    ? `/** ${lines.join('')} */\n`
    : `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join('\n')}\n */\n`
}
