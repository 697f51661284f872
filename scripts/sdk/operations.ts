import { errorCodes } from '../../contract/errors.js'
import type { Endpoint } from '../../contract/endpoint.js'
import { comment, typeOf, type JsonSchema } from './typescript.js'

type Content = { content: { 'application/json': { schema: JsonSchema } } }
type Operation = {
  operationId: string
  summary: string
  description: string
  parameters: { name?: string; in?: string; required?: boolean; description?: string; schema: JsonSchema }[]
  requestBody?: Content & { required: boolean }
  responses: Record<string, Content>
}
export type Document = {
  paths: Record<string, Record<string, Operation>>
  webhooks: Record<string, unknown>
  components: { schemas: Record<string, JsonSchema> }
}

type Method = { noun: string; verb: string; endpoint: Endpoint; operation: Operation }

/** What `sdk/generated/operations.ts` says: a method for every endpoint, by noun, and what it sends. */
export function operationsFile(endpoints: readonly Endpoint[], document: Document): string {
  const nouns = new Map<string, Method[]>()
  for (const method of methodsOf(endpoints, document))
    nouns.set(method.noun, [...(nouns.get(method.noun) ?? []), method])
  const queries: string[] = []
  const types = [...nouns].map(([noun, methods]) => {
    const members = methods.map((method) => signatureOf(method, document, queries))
    return `${noun}: {\n${members.join('\n')}\n}`
  })
  const table = [...nouns].map(
    ([noun, methods]) => `${noun}: {\n${methods.map((method) => rowOf(method, document)).join('\n')}\n},`,
  )
  const retryable = Object.entries(errorCodes).map(([code, { retryable: is }]) => `${code}: ${String(is)},`)
  const names = Object.keys(document.components.schemas).filter((name) =>
    new RegExp(`\\b${name}\\b`).test([...types, ...queries].join('\n')),
  )
  return `import type { Pages } from '../pages.js'
import type { Operation, RequestOptions } from '../request.js'
import type { ${names.join(', ')} } from './types.js'

${queries.join('\n\n')}

/** Every endpoint as a method. */
export type Resources = {
${types.join('\n')}
}

export const operations: { readonly [noun: string]: { readonly [verb: string]: Operation } } = {
${table.join('\n')}
}

/** Every code of an error, and whether sending the same again can help. */
export const retryableCodes = {
${retryable.join('\n')}
} as const
`
}

function methodsOf(endpoints: readonly Endpoint[], document: Document): Method[] {
  const operations = new Map(
    Object.values(document.paths).flatMap((path) =>
      Object.values(path).map((operation) => [operation.operationId, operation] as const),
    ),
  )
  const named = endpoints.map((endpoint) => ({ endpoint, noun: nounOf(endpoint), verb: verbOf(endpoint) }))
  return named.map(({ endpoint, noun, verb }) => {
    const isTaken = named.filter((other) => other.noun === noun && other.verb === verb).length > 1
    const operation = operations.get(endpoint.name)
    if (operation === undefined) throw new Error(`${endpoint.name} is not in the document`)
    return { noun, verb: isTaken ? endpoint.name : verb, endpoint, operation }
  })
}

/** `API keys` → `apiKeys` */
function nounOf({ tag }: Endpoint): string {
  const words = tag
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase())
  const noun = words.join('')
  return noun.charAt(0).toLowerCase() + noun.slice(1)
}

/** The endpoint's name without the noun that it is filed under: `fixPostPlatform` of posts → `fixPlatform`. */
function verbOf(endpoint: Endpoint): string {
  const noun = nounOf(endpoint)
  const one = noun.replace(/s$/, '')
  const capital = one.charAt(0).toUpperCase() + one.slice(1)
  const verb = endpoint.name
    .replace(new RegExp(`(?<=[a-z])${capital}s?(?=[A-Z]|$)`), '')
    .replace(new RegExp(`^${one}s?(?=[A-Z])`), '')
  return verb.charAt(0).toLowerCase() + verb.slice(1)
}

function signatureOf({ verb, endpoint, operation }: Method, document: Document, queries: string[]): string {
  const path = pathNames(endpoint).map((name) => `${name}: string`)
  const reply = replyOf(operation)
  const answer = isList(operation, document) ? `Pages<${reply}>` : `Promise<${reply}>`
  const args = [...path, ...inputOf(endpoint, operation, queries), 'options?: RequestOptions']
  const doc = [
    `${operation.summary}.`,
    operation.description,
    `\`${endpoint.method} ${endpoint.path}\``,
  ].join('\n\n')
  return `${comment(doc)}${verb}(${args.join(', ')}): ${answer}`
}

function inputOf(endpoint: Endpoint, { parameters, requestBody }: Operation, queries: string[]): string[] {
  if (requestBody !== undefined) {
    const type = typeOf(requestBody.content['application/json'].schema)
    return [`body${requestBody.required ? '' : '?'}: ${type}`]
  }
  const query = parameters.filter((each) => each.in === 'query')
  if (query.length === 0) return []
  const name = `${endpoint.name.charAt(0).toUpperCase()}${endpoint.name.slice(1)}Query`
  const required = query.filter((each) => each.required === true).map((each) => each.name)
  const properties = Object.fromEntries(
    query.map(({ name: key = '', description, schema }) => [key, { ...schema, description }]),
  )
  queries.push(`export type ${name} = ${typeOf({ type: 'object', properties, required })}`)
  return [`query${required.length > 0 ? '' : '?'}: ${name}`]
}

function rowOf({ verb, endpoint, operation }: Method, document: Document): string {
  const facts = [
    `method: '${endpoint.method}'`,
    `path: '${endpoint.path}'`,
    ...(operation.requestBody !== undefined
      ? [`input: 'body'`]
      : operation.parameters.some((each) => each.in === 'query')
        ? [`input: 'query'`]
        : []),
    ...(endpoint.idempotency === undefined ? [] : ['takesKey: true']),
    ...(isList(operation, document) ? ['isList: true'] : []),
  ]
  return `${verb}: { ${facts.join(', ')} },`
}

function pathNames({ path }: Endpoint): string[] {
  return [...path.matchAll(/:([A-Za-z]+)/g)].map(([, name = '']) => name)
}

function successOf({ responses }: Operation): JsonSchema {
  const [, success] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? []
  return success?.content['application/json'].schema ?? {}
}

function replyOf(operation: Operation): string {
  return typeOf(successOf(operation))
}

/** Whether it is answered page by page. */
function isList(operation: Operation, document: Document): boolean {
  const reply = document.components.schemas[replyOf(operation)]
  const members = Object.keys((reply?.['properties'] ?? {}) as object)
  const takesCursor = operation.parameters.some((each) => each.in === 'query' && each.name === 'cursor')
  return takesCursor && members.includes('data') && members.includes('pagination')
}
