import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { Json, JsonObject } from '../../src/kit/json.js'

/** One line of the sandbox's record of requests. */
export type Exchange = {
  method: string
  url: string
  headers: Record<string, string>
  body: Json
  status: number | null
  responseHeaders?: Record<string, string>
  response: Json
}
/** Says what is wrong with a request, or with its answer. */
export type SpecCheck = (exchange: Exchange) => string[]

type Schema = { [name: string]: Json | undefined }
type Content = Record<string, { schema?: Schema }>
type Parameter = { name: string; in: string; required?: boolean; schema: Schema }
type Operation = {
  parameters?: (Parameter | { $ref: string })[]
  requestBody?: { required?: boolean; content: Content }
  responses: Record<string, { content?: Content }>
}
type Document = {
  paths: Record<string, Record<string, Operation>>
  components: { parameters?: Record<string, Parameter>; [kind: string]: unknown }
}

export type Deviations = {
  /** Calls that other documents describe: `METHOD address` without its query. */
  elsewhere?: RegExp
  /** Where the network takes or says something else than its document: matched against what the check would say. */
  known?: readonly RegExp[]
  /** Errors of any status that the document does not list. */
  error?: Schema
}

/** Holds recorded exchanges against a network's own OpenAPI document. */
export function openApi(file: URL, deviations: Deviations): SpecCheck {
  const document = JSON.parse(readFileSync(file, 'utf8')) as Document
  const compile = compiler(document)
  return (exchange) => {
    const url = new URL(exchange.url)
    const call = `${exchange.method} ${url.origin}${url.pathname}`
    if (deviations.elsewhere?.test(call) === true) return []
    const found = operationAt(document, exchange.method, url.pathname)
    if (found === null) return [`${call}: the document has no such call`]
    const said = [
      ...checkParameters(document, found, url, exchange, compile),
      ...checkBody(document, found.operation, exchange, compile),
      ...checkResponse(found.operation, exchange, deviations.error, compile),
    ].map((problem) => `${exchange.method} ${found.path} ${problem}`)
    return said.filter((problem) => deviations.known?.some((each) => each.test(problem)) !== true)
  }
}

type Found = { path: string; operation: Operation; params: Record<string, string> }

function operationAt(document: Document, method: string, pathname: string): Found | null {
  const paths = Object.keys(document.paths).sort((a, b) => a.split('{').length - b.split('{').length)
  for (const path of paths) {
    const operation = document.paths[path]?.[method.toLowerCase()]
    const pattern = path.replace(/[.]/g, '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')
    const match = new RegExp(`^${pattern}$`).exec(pathname)
    if (operation !== undefined && match !== null) return { path, operation, params: { ...match.groups } }
  }
  return null
}

type Compile = (schema: Schema, given: 'typed' | 'text') => (value: unknown) => string | null

/** Where a text may have certain letters alone, another one is looked for: to match megabytes of them overflows V8's stack. */
function lettersApart(pattern: string, flags: string): RegExp {
  const whole = new RegExp(pattern, flags)
  const [, letters] = /^\^\[([^\]^][^\]]*)\]\+\$$/.exec(pattern) ?? []
  if (letters === undefined) return whole
  const other = new RegExp(`[^${letters}]`, flags)
  return Object.assign(whole, { test: (text: string) => text !== '' && !other.test(text) })
}
lettersApart.code = 'new RegExp'

function compiler(document: Document): Compile {
  const settings = {
    strict: false,
    allErrors: true,
    logger: false,
    validateFormats: true,
    code: { regExp: lettersApart },
  } as const
  const [typed, text] = [new Ajv2020(settings), new Ajv2020({ ...settings, coerceTypes: true })]
  for (const ajv of [typed, text]) {
    formats.default(ajv)
    // References are written from the document's root.
    ajv.addSchema({ $id: 'spec:', ...document } as Schema)
  }
  const known = new Map<string, ValidateFunction>()
  return (schema, given) => {
    const key = `${given} ${JSON.stringify(schema)}`
    const ajv = given === 'typed' ? typed : text
    const check = known.get(key) ?? ajv.compile(rooted(schema) as Schema)
    known.set(key, check)
    return (value) => (check(value) ? null : ajv.errorsText(check.errors, { dataVar: '' }))
  }
}

function rooted(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((each) => rooted(each) ?? null)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === '$ref' && typeof member === 'string' ? member.replace(/^#/, 'spec:#') : rooted(member),
    ]),
  )
}

function checkParameters(
  document: Document,
  found: Found,
  url: URL,
  { headers }: Exchange,
  compile: Compile,
): string[] {
  const known = (found.operation.parameters ?? []).map((each) =>
    '$ref' in each ? document.components.parameters?.[each.$ref.split('/').at(-1) ?? ''] : each,
  )
  const parameters = known.filter((each) => each !== undefined)
  const names = new Set(parameters.filter((each) => each.in === 'query').map((each) => each.name))
  const strange = [...new Set(url.searchParams.keys())].filter(
    (name) => !names.has(name.replace(/\[\]$/, '')),
  )
  const wrong = parameters.flatMap(({ name, in: place, required, schema }) => {
    const values =
      place === 'query'
        ? [...url.searchParams.getAll(name), ...url.searchParams.getAll(`${name}[]`)]
        : [place === 'path' ? found.params[name] : headers[name.toLowerCase()]].filter(
            (each) => each !== undefined,
          )
    if (values.length === 0) return required === true ? [`lacks the parameter ${name}`] : []
    // What HTTP carries as a header is a string, whatever the document says of it.
    if (place === 'header') return []
    const value = isArray(schema, document) ? values.flatMap((each) => each.split(',')) : values[0]
    const problem = compile({ type: 'object', properties: { value: schema } }, 'text')({ value })
    return problem === null ? [] : [`parameter ${name}: ${problem}`]
  })
  return [...strange.map((name) => `has no parameter ${name}`), ...wrong]
}

function isArray(schema: Schema, document: Document): boolean {
  const reference = schema['$ref']
  const resolved = typeof reference === 'string' ? componentAt(reference, document) : schema
  return resolved['type'] === 'array'
}

function checkBody(
  document: Document,
  { requestBody }: Operation,
  exchange: Exchange,
  compile: Compile,
): string[] {
  if (requestBody === undefined) return exchange.body === null ? [] : ['takes no body']
  if (exchange.body === null) return requestBody.required === true ? ['lacks its body'] : []
  const type = (exchange.headers['content-type'] ?? '').split(';')[0] ?? ''
  // A form is the other spelling of the same fields.
  const form =
    type === 'application/x-www-form-urlencoded' ? requestBody.content['application/json'] : undefined
  const content = requestBody.content[type] ?? form
  if (content?.schema === undefined) return [`takes no ${type}`]
  const isText = type !== 'application/json'
  const value =
    type === 'multipart/form-data' ? partsOf(exchange.body as JsonObject) : filesNamed(exchange.body)
  const schema = closed(content.schema, document)
  // A form has only words: a number in it is one where the schema wants one.
  const asText = (): string | null => compile(schema, 'text')(structuredClone(value))
  const asTyped = compile(schema, 'typed')(value)
  const problem = asTyped === null || !isText ? asTyped : asText()
  return problem === null ? [] : [`body: ${problem}`]
}

/** Of a file that went along as base64 the record has size and hash. */
function filesNamed(value: Json): Json {
  if (Array.isArray(value)) return value.map(filesNamed)
  if (typeof value !== 'object' || value === null) return value
  if (Object.keys(value).join() === 'bytes,sha256') return 'Ynl0ZXM='
  const members = Object.entries(value).map(([name, member]) => [name, filesNamed(member ?? null)])
  return Object.fromEntries(members) as JsonObject
}

/** Files stand for themselves by a name: what is in them is the network's business. */
function partsOf(body: JsonObject): JsonObject {
  const files = Array.isArray(body['files']) ? body['files'] : []
  const names = files.map((each) => String((each as JsonObject)['name']))
  return { ...(body['fields'] as JsonObject), ...Object.fromEntries(names.map((name) => [name, 'Ynl0ZXM='])) }
}

/** Fields that the document does not name are refused, inside as well; one of several shapes is enough. */
function closed(schema: Schema, document: Document): Schema {
  const { oneOf, ...rest } = schema
  const shape = oneOf === undefined ? schema : { ...rest, anyOf: oneOf }
  return { allOf: [closedInside(shape, document)], unevaluatedProperties: false }
}

/** References are written out, so that what they stand for is closed too. */
function closedInside(value: Json | undefined, document: Document, isMember = false): Json {
  if (Array.isArray(value)) return value.map((each) => closedInside(each, document, isMember))
  if (typeof value !== 'object' || value === null) return value ?? null
  if (typeof value['$ref'] === 'string')
    return closedInside(componentAt(value['$ref'], document), document, isMember)
  const { properties, ...rest } = value
  const members =
    typeof properties === 'object' && properties !== null && !Array.isArray(properties)
      ? Object.fromEntries(
          Object.entries(properties).map(([name, each]) => [name, closedInside(each, document, true)]),
        )
      : undefined
  const inside = Object.fromEntries(
    // Each of several shapes of a member, and each of a list, is closed by itself.
    Object.entries(rest).map(([name, each]) => [
      name,
      closedInside(each, document, isMember && ['oneOf', 'anyOf', 'items'].includes(name)),
    ]),
  )
  const isOpen = isMember && members !== undefined && rest['additionalProperties'] === undefined
  return {
    ...inside,
    ...(members === undefined ? {} : { properties: members }),
    ...(isOpen ? { additionalProperties: false } : {}),
  }
}

function componentAt(reference: string, document: Document): Schema {
  const [, , kind = '', name = ''] = reference.split('/')
  return (document.components[kind] as Record<string, Schema> | undefined)?.[name] ?? {}
}

function checkResponse(
  operation: Operation,
  { status, response }: Exchange,
  error: Schema | undefined,
  compile: Compile,
): string[] {
  if (status === null) return []
  const listed = operation.responses[String(status)] ?? operation.responses['default']
  const contents = Object.values(listed?.content ?? {}).flatMap(({ schema }) =>
    schema === undefined ? [] : [schema],
  )
  const schemas = contents.length === 0 && status >= 400 && error !== undefined ? [error] : contents
  if (listed === undefined && schemas.length === 0) return [`does not answer ${String(status)}`]
  const problems = schemas.map((schema) => compile(schema, 'typed')(response))
  return problems.length === 0 || problems.includes(null)
    ? []
    : [`answer ${String(status)}: ${problems.join(' | or ')}`]
}
