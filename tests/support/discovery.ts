import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { Json, JsonObject } from '../../src/kit/json.js'
import type { Exchange, SpecCheck } from './openapi.js'

type Schema = {
  $ref?: string
  type?: string
  format?: string
  pattern?: string
  location?: string
  enum?: string[]
  minimum?: string
  maximum?: string
  required?: boolean
  repeated?: boolean
  items?: Schema
  properties?: Record<string, Schema>
  additionalProperties?: Schema
  annotations?: { required?: string[] }
}
type Method = {
  id: string
  httpMethod: string
  path: string
  parameters?: Record<string, Schema>
  request?: { $ref: string }
  response?: { $ref: string }
  mediaUpload?: { accept: string[]; maxSize: string }
}
type Resource = { methods?: Record<string, Method>; resources?: Record<string, Resource> }
type Document = {
  parameters: Record<string, Schema>
  resources: Record<string, Resource>
  schemas: Record<string, Schema>
}

export type Discovery = {
  /** Discovery documents, each with the hosts that answer it. */
  documents: { file: URL; hosts: readonly string[] }[]
  /** The reasons that come with each status; of APIs that speak google.rpc, the canonical codes. */
  errors: URL
  /** Members that are newer than the documents, by schema. */
  newer?: Record<string, Record<string, Schema>>
  /** Calls that other documents describe: `METHOD address` without its query. */
  elsewhere: RegExp
}

/** Holds recorded exchanges against Google's discovery documents. Members and parameters that they do not name are refused. */
export function discovery({ documents, errors, newer = {}, elsewhere }: Discovery): SpecCheck {
  const reasons = JSON.parse(readFileSync(errors, 'utf8')) as Record<string, string[]>
  const apis = documents.map(({ file, hosts }) => {
    const document = JSON.parse(readFileSync(file, 'utf8')) as Document
    for (const [name, members] of Object.entries(newer))
      Object.assign(document.schemas[name]?.properties ?? {}, members)
    return { document, hosts, compile: compiler(document) }
  })
  return (exchange) => {
    const url = new URL(exchange.url)
    const call = `${exchange.method} ${url.origin}${url.pathname}`
    if (elsewhere.test(call)) return []
    const api = apis.find(({ hosts }) => hosts.includes(url.host))
    const found = api === undefined ? null : methodAt(api.document, exchange.method, url)
    if (api === undefined || found === null) return [`${call}: the documents have no such call`]
    const { method, kind } = found
    const said =
      kind === 'session'
        ? checkSession(exchange)
        : [
            ...checkParameters(api.document, method, url, kind),
            ...checkBody(method, exchange, kind, api.compile),
          ]
    return [...said, ...checkAnswer(method, exchange, kind, api.compile, reasons)].map(
      (problem) => `${exchange.method} ${method.id} ${problem}`,
    )
  }
}

/** A call as it is, one that begins an upload or is one, or bytes for an upload that was begun. */
type Kind = 'call' | 'upload' | 'session'

function methodAt(
  document: Document,
  verb: string,
  { pathname, searchParams }: URL,
): { method: Method; kind: Kind } | null {
  for (const method of Object.values(document.resources).flatMap(methodsOf)) {
    const isThere = addressOf(method).test(pathname) && method.mediaUpload === undefined
    if (isThere && method.httpMethod === verb) return { method, kind: 'call' }
    if (pathname !== `/upload/${method.path}` || method.mediaUpload === undefined) continue
    if (verb === 'PUT' && searchParams.has('upload_id')) return { method, kind: 'session' }
    if (method.httpMethod === verb) return { method, kind: 'upload' }
  }
  return null
}

function methodsOf({ methods = {}, resources = {} }: Resource): Method[] {
  return [...Object.values(methods), ...Object.values(resources).flatMap(methodsOf)]
}

/** `{+name}` in a path stands for all that the parameter's pattern takes, slashes too. */
function addressOf({ path, parameters = {} }: Method): RegExp {
  const filled = path.replaceAll(
    /\{\+?(\w+)\}/g,
    (_, name: string) => parameters[name]?.pattern?.replaceAll(/^\^|\$$/g, '') ?? '[^/]+',
  )
  return new RegExp(`^/${filled}$`)
}

function checkParameters(document: Document, method: Method, { searchParams }: URL, kind: Kind): string[] {
  const own = Object.entries(method.parameters ?? {}).filter(([, { location }]) => location !== 'path')
  const known: Record<string, Schema> = { ...document.parameters, ...Object.fromEntries(own) }
  const names = [...new Set(searchParams.keys())]
  const strange = names.filter((name) => known[name] === undefined)
  const missing = own.filter(([name, { required }]) => required === true && !searchParams.has(name))
  const wrong = names.flatMap((name) =>
    searchParams.getAll(name).flatMap((value) => wrongParameter(name, value, known[name])),
  )
  return [
    ...(kind === 'upload' && !searchParams.has('uploadType') ? ['lacks the parameter uploadType'] : []),
    ...strange.map((name) => `has no parameter ${name}`),
    ...missing.map(([name]) => `lacks the parameter ${name}`),
    ...wrong,
  ]
}

function wrongParameter(name: string, value: string, schema: Schema | undefined): string[] {
  if (schema === undefined) return []
  const { type, enum: values, pattern, minimum = '-Infinity', maximum = 'Infinity' } = schema
  const isWrong =
    (values !== undefined && !values.includes(value)) ||
    (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value)) ||
    (type === 'boolean' && !['true', 'false'].includes(value)) ||
    (type === 'integer' &&
      !(/^-?\d+$/.test(value) && Number(value) >= Number(minimum) && Number(value) <= Number(maximum)))
  return isWrong ? [`parameter ${name} is not ${value}`] : []
}

function checkBody(method: Method, exchange: Exchange, kind: Kind, compile: Compile): string[] {
  const { headers, body } = exchange
  const type = (headers['content-type'] ?? '').split(';')[0] ?? ''
  if (kind === 'upload' && new URL(exchange.url).searchParams.get('uploadType') === 'resumable') {
    const { accept = [], maxSize = '0' } = method.mediaUpload ?? {}
    const length = headers['x-upload-content-length']
    const problems = [
      ...(isAccepted(headers['x-upload-content-type'] ?? '', accept)
        ? []
        : ['takes no such X-Upload-Content-Type']),
      ...(length === undefined || Number(length) <= Number(maxSize) ? [] : ['is larger than its maxSize']),
    ]
    if (problems.length > 0) return problems
  } else if (kind === 'upload')
    return isAccepted(type, [...(method.mediaUpload?.accept ?? []), 'multipart/related'])
      ? []
      : [`takes no ${type}`]
  if (method.request === undefined) return body === null ? [] : ['takes no body']
  if (type !== 'application/json') return [`takes no ${type}`]
  const problem = compile(method.request.$ref, method.id)(body)
  return problem === null ? [] : [`body: ${problem}`]
}

function isAccepted(type: string, accept: readonly string[]): boolean {
  return accept.some(
    (each) => each === type || (each.endsWith('/*') && type.startsWith(each.slice(0, -1))) || each === '*/*',
  )
}

/** The resumable protocol is told on a page of its own. */
function checkSession({ headers }: Exchange): string[] {
  const range = headers['content-range']
  const isWell = range === undefined || /^bytes (\d+-\d+|\*)\/(\d+|\*)$/.test(range)
  return isWell ? [] : [`has no Content-Range ${range}`]
}

function checkAnswer(
  method: Method,
  { url, status, response, responseHeaders, headers }: Exchange,
  kind: Kind,
  compile: Compile,
  reasons: Record<string, string[]>,
): string[] {
  if (status === null) return []
  if (status >= 400) return checkError(status, response, kind, reasons)
  const isBegun = kind === 'upload' && new URL(url).searchParams.get('uploadType') === 'resumable'
  if (isBegun && responseHeaders !== undefined && !('location' in responseHeaders))
    return ['answer lacks its Location']
  const isEmpty = isBegun || method.response === undefined || (kind === 'session' && status === 308)
  if (isEmpty) return response === null ? [] : [`answer ${String(status)} has a body`]
  if (kind === 'session' ? status > 201 : status !== 200) return [`does not answer ${String(status)}`]
  const problem = compile(method.response?.$ref ?? '', 'answer')(response)
  return problem === null ? [] : [`answer ${String(status)}${headers['content-range'] ?? ''}: ${problem}`]
}

function checkError(status: number, response: Json, kind: Kind, reasons: Record<string, string[]>): string[] {
  // The upload service speaks plainly where bytes are wrong.
  if (kind === 'session' && (typeof response === 'string' || response === null)) return []
  const error = (response as { error?: JsonObject } | null)?.error
  const [first] = (error?.['errors'] ?? []) as JsonObject[]
  const reason = first === undefined ? error?.['status'] : first['reason']
  const isWell =
    error?.['code'] === status &&
    typeof error['message'] === 'string' &&
    (first === undefined || typeof first['domain'] === 'string') &&
    typeof reason === 'string' &&
    reasons[String(status)]?.includes(reason) === true
  return isWell ? [] : [`answer ${String(status)} is no error: ${JSON.stringify(response)}`]
}

/** For a request the method's id, whose required members are wanted; else `answer`. */
type Compile = (schema: string, use: string) => (value: Json) => string | null

function compiler({ schemas }: Document): Compile {
  const ajv = new Ajv2020({ strict: false, allErrors: true, logger: false })
  formats.default(ajv)
  const known = new Map<string, ValidateFunction>()
  return (name, use) => {
    const key = `${use} ${name}`
    const check =
      known.get(key) ??
      ajv.compile({
        $ref: `#/$defs/${name}`,
        $defs: Object.fromEntries(
          Object.entries(schemas).map(([each, schema]) => [each, asJsonSchema(schema, use)]),
        ),
      })
    known.set(key, check)
    return (value) => (check(value) ? null : ajv.errorsText(check.errors, { dataVar: '' }))
  }
}

/** Discovery's schemas are JSON Schema of an old draft: large numbers are strings, and what is required depends on the call. */
function asJsonSchema({ $ref, type, format, ...schema }: Schema, use: string): JsonObject {
  if ($ref !== undefined) return { $ref: `#/$defs/${$ref}` }
  const members = Object.entries(schema.properties ?? {})
  const required = members.filter(([, member]) => member.annotations?.required?.includes(use) === true)
  const isNumber = type === 'string' && ['int64', 'uint64'].includes(format ?? '')
  return {
    ...(type === undefined || type === 'any' ? {} : { type }),
    ...(format === 'date-time' || format === 'google-datetime' ? { format: 'date-time' } : {}),
    ...(isNumber ? { pattern: '^-?\\d+$' } : {}),
    ...(schema.enum === undefined ? {} : { enum: schema.enum }),
    ...(schema.items === undefined ? {} : { items: asJsonSchema(schema.items, use) }),
    ...(schema.properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(members.map(([name, member]) => [name, asJsonSchema(member, use)])),
        }),
    ...(required.length === 0 ? {} : { required: required.map(([name]) => name) }),
    ...(type === 'object'
      ? {
          additionalProperties:
            schema.additionalProperties === undefined
              ? false
              : asJsonSchema(schema.additionalProperties, use),
        }
      : {}),
  }
}
