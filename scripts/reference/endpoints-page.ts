import { z } from 'zod'
import type { Endpoint } from '../../contract/endpoint.js'
import { endpoints } from '../../contract/index.js'
import { examples } from '../../contract/openapi/examples.js'
import { placesOf, servedFor } from '../../contract/openapi/document.js'
import { describedPlatform } from '../../src/http/described-platform.js'
import { table } from './markdown.js'
import { connectors } from './platforms.js'

const platforms = connectors.map(describedPlatform)

/** Every endpoint with what it takes. Replies and all the rest are at /docs and in /api/openapi.json. */
export function endpointsPage(): string {
  const tags = [...new Set(endpoints.map((endpoint) => endpoint.tag))]
  const parts = tags.map((tag) => {
    const own = endpoints.filter((endpoint) => endpoint.tag === tag)
    return `## ${tag}\n\n${own.map(section).join('\n\n')}`
  })
  const rows = endpoints.map((endpoint) => [
    `[\`${endpoint.method} ${endpoint.path}\`](#${endpoint.name.toLowerCase()})`,
    endpoint.summary,
    scopeOf(endpoint),
  ])
  return `# Endpoints

A running server shows the same, with replies and examples to try, at \`/docs\`, and as OpenAPI 3.1 at \`/api/openapi.json\` and \`/api/openapi.yaml\`.

${table(['endpoint', 'what it does', 'scope'], rows)}

${parts.join('\n\n')}
`
}

function scopeOf({ scope }: Pick<Endpoint, 'scope'>): string {
  if (scope === 'none') return 'no key'
  if (scope === 'optional') return 'key optional'
  return scope === 'any' ? 'any key' : `\`${scope}\``
}

function section(endpoint: Endpoint): string {
  const fields = [
    ...fieldsOf('path', endpoint.params),
    ...fieldsOf('query', endpoint.query),
    ...fieldsOf('body', endpoint.body),
  ]
  const own = endpoint.errors ?? []
  const example = examples[endpoint.name]?.body
  return [
    `### ${endpoint.name}`,
    `\`${endpoint.method} ${endpoint.path}\` · ${scopeOf(endpoint)} · answers ${String(endpoint.status ?? 200)}${endpoint.idempotency === undefined ? '' : ' · takes `Idempotency-Key`'}`,
    `${endpoint.summary}.${endpoint.description === undefined ? '' : ` ${endpoint.description}`}`,
    servedFor(endpoint, placesOf(endpoint, platforms)) ?? '',
    fields.length === 0 ? '' : table(['field', 'in', 'type', ''], fields),
    own.length === 0
      ? ''
      : `Besides what every endpoint may answer: ${own.map((code) => `\`${code}\``).join(', ')}.`,
    example === undefined ? '' : `\`\`\`json\n${JSON.stringify(example, null, 2)}\n\`\`\``,
  ]
    .filter((each) => each !== '')
    .join('\n\n')
}

type Written = {
  type?: string | string[]
  anyOf?: Written[]
  items?: Written
  enum?: unknown[]
  const?: unknown
  description?: string
  default?: unknown
  properties?: Record<string, Written>
  required?: string[]
}

function fieldsOf(place: string, schema: z.ZodType | undefined): string[][] {
  if (schema === undefined) return []
  const whole = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Written
  const written =
    whole.properties === undefined ? (whole.anyOf?.find((each) => each.properties) ?? whole) : whole
  return Object.entries(written.properties ?? {}).map(([name, field]) => [
    `\`${name}\``,
    place,
    typeOf(field),
    [
      written.required?.includes(name) === true ? 'Required.' : '',
      field.description ?? field.anyOf?.find((each) => each.description)?.description ?? '',
      field.default === undefined ? '' : `Default ${JSON.stringify(field.default)}.`,
    ]
      .filter((each) => each !== '')
      .join(' '),
  ])
}

function typeOf(field: Written): string {
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``
  if (field.enum !== undefined) return field.enum.map((each) => `\`${String(each)}\``).join(', ')
  if (field.anyOf !== undefined) return [...new Set(field.anyOf.map(typeOf))].join(' or ')
  if (field.items !== undefined) return `list of ${typeOf(field.items)}`
  return [field.type ?? 'anything'].flat().join(' or ')
}
