import { readFileSync } from 'node:fs'
import type { Json, JsonObject } from '../../src/kit/json.js'
import { parseJson } from '../../src/kit/parse-json.js'
import type { Exchange, SpecCheck } from './openapi.js'
import { isGraphError } from './postman.js'

type Call = { call: string; return: string; params: Record<string, string> }
type NodeType = { calls: Call[]; fields: Record<string, string> }
type Document = { nodes: Record<string, NodeType>; enums: Record<string, string[]> }

export type BeyondGraph = {
  /** Where the API lives; other hosts are not described. */
  hosts: readonly string[]
  /** Calls that the files do not have: their parameters and the members of their answers, by `METHOD path`. */
  calls: Record<string, { params: readonly string[]; answer: readonly string[] }>
  /** Parameters that only the reference pages have, by `METHOD edge`. */
  params: Record<string, readonly string[]>
  /** Fields likewise, by type. */
  fields: Record<string, readonly string[]>
  /** Types that the files do not have. */
  nodes?: Record<string, NodeType>
  /** What a call answers where the files are mistaken, by `METHOD edge`. */
  returns: Record<string, string>
  /** What a call that makes something answers. */
  created: readonly string[]
}

/** On every call. */
const common = ['access_token', 'appsecret_proof', 'fields', 'limit', 'after', 'before']

/** Holds exchanges against the files that Meta's own SDKs are generated from. */
export function graphApi(file: URL, beyond: BeyondGraph): SpecCheck {
  const { nodes, enums } = JSON.parse(readFileSync(file, 'utf8')) as Document
  const document = { nodes: { ...nodes, ...beyond.nodes }, enums }
  return (exchange) => {
    const url = new URL(exchange.url)
    if (!beyond.hosts.includes(url.host)) return []
    const path = url.pathname.replace(/^\/v\d+\.\d+(?=\/)/, '')
    const special = beyond.calls[`${exchange.method} ${path}`]
    const found =
      special === undefined
        ? nearest(
            callsAt(exchange.method, path, document).map((call) => check(exchange, call, document, beyond)),
          )
        : checkSpecial(exchange, special)
    return found.map((problem) => `${exchange.method} ${path.replace(/\d{6,}/g, '{id}')} ${problem}`)
  }
}

/** An id does not say what it is of: what is wrong with the nearest of the things that have such a call. */
function nearest(problems: readonly string[][]): string[] {
  if (problems.length === 0) return ['is no call of this API']
  return problems.reduce((best, each) => (each.length < best.length ? each : best))
}

type Candidate = Call & { owner: string; edge: string }

function callsAt(method: string, path: string, { nodes }: Document): Candidate[] {
  const [, id = '', edge, more] = path.split('/')
  if (!/^(me|\d+(_\d+)?)$/.test(id) || more !== undefined) return []
  const own = { GET: '#get', POST: '#update', DELETE: '#delete' }[method] ?? ''
  return Object.entries(nodes).flatMap(([owner, { calls }]) =>
    calls
      .filter(({ call }) => call === `${method} ${edge ?? own}`)
      .map((call) => ({ ...call, owner, edge: edge ?? '' })),
  )
}

function parametersOf({ url, body }: Exchange): { texts: Map<string, Json>; files: string[] } {
  const texts = new Map<string, Json>(new URL(url).searchParams)
  const given = isObject(body) ? body : {}
  const isMultipart = isObject(given['fields']) && Array.isArray(given['files'])
  const fields = isMultipart ? (given['fields'] as JsonObject) : given
  for (const [name, value] of Object.entries(fields)) texts.set(name, value ?? null)
  const files = isMultipart ? (given['files'] as JsonObject[]).map(({ name }) => String(name)) : []
  return { texts, files }
}

function check(
  exchange: Exchange,
  { owner, edge, params, return: told, call }: Candidate,
  document: Document,
  beyond: BeyondGraph,
): string[] {
  const { texts, files } = parametersOf(exchange)
  const type = beyond.returns[`${exchange.method} ${edge}`] ?? told
  const more = beyond.params[`${exchange.method} ${edge}`] ?? []
  const known = new Set([...Object.keys(params), ...more, ...common])
  const names = [...texts.keys(), ...files].map((name) => name.replace(/\[\d+\]$/, ''))
  const lacking = Object.entries(params).filter(([name, kind]) => kind.endsWith('!') && !names.includes(name))
  const wrong = [...texts].flatMap(([name, value]) => {
    const kind = params[name]
    return kind === undefined ? [] : checkValue(name, value, kind.replace('!', ''), document)
  })
  const asked = fieldsIn(String(texts.get('fields') ?? ''))
  return [
    ...names.filter((name) => !known.has(name)).map((name) => `has no parameter ${name}`),
    ...lacking.map(([name]) => `lacks the parameter ${name}`),
    ...wrong,
    ...(asked === null ? ['has fields that cannot be read'] : checkAsked(asked, type, document, beyond)),
    ...checkAnswer(exchange, { type, call, owner, asked: asked ?? [] }, document, beyond),
  ]
}

function checkValue(name: string, value: Json, kind: string, { enums }: Document): string[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const allowed = enums[kind]
  if (allowed !== undefined)
    return allowed.some((each) => each.toLowerCase() === text.toLowerCase()) ? [] : [`has no ${name} ${text}`]
  const must = (holds: boolean, what: string): string[] => (holds ? [] : [`${name} must be ${what}`])
  const item = /^list<(.*)>$/.exec(kind)?.[1] ?? ''
  if (enums[item] !== undefined)
    return text.split(',').flatMap((each) => checkValue(name, each, item, { nodes: {}, enums }))
  if (kind === 'bool') return must(/^(true|false|0|1)$/.test(text), 'a boolean')
  if (/^(unsigned )?int$/.test(kind)) return must(/^\d+$/.test(text), 'a whole number')
  if (kind === 'datetime') return must(/^\d+$/.test(text) || !Number.isNaN(Date.parse(text)), 'a time')
  if (kind === 'map') return must(isObject(parseJson(text)), 'an object')
  // Lists of names may be written with commas.
  if (/^list<(Object|map)>$/.test(kind) && name !== 'metric')
    return must(Array.isArray(parseJson(text)), 'a list')
  return []
}

type Asked = { name: string; inside: Asked[] }

/** `id,comments.limit(0).summary(true),attachments{target{id}}`; null where it cannot be read. */
function fieldsIn(text: string): Asked[] | null {
  if (text === '') return []
  const root: Asked[] = []
  const open: Asked[][] = [root]
  for (const piece of text.replace(/\.\w+\([^)]*\)/g, '').match(/\w+|[{},]/g) ?? []) {
    const level = open.at(-1)
    if (level === undefined) return null
    if (piece === '{') open.push(level.at(-1)?.inside ?? [])
    else if (piece === '}') open.pop()
    else if (piece !== ',') level.push({ name: piece, inside: [] })
  }
  return open.length === 1 ? root : null
}

/** A field's type, or that of what an edge under its name holds; null: there is none. */
function typeOf(name: string, type: string, { nodes }: Document, { fields }: BeyondGraph): string | null {
  const node = nodes[type]
  if (node === undefined) return 'Object'
  const edge = node.calls.find(({ call }) => call === `GET ${name}`)
  const more = fields[type]?.includes(name) === true ? 'Object' : null
  return node.fields[name] ?? edge?.return ?? more
}

function checkAsked(
  asked: readonly Asked[],
  type: string,
  document: Document,
  beyond: BeyondGraph,
): string[] {
  return asked.flatMap(({ name, inside }) => {
    const found = typeOf(name, type, document, beyond)
    if (found === null) return [`asks for ${name}, which ${type} does not have`]
    return checkAsked(inside, found.replace(/^list<(.*)>$/, '$1'), document, beyond)
  })
}

function checkAnswer(
  { method, status, response }: Exchange,
  { type, call, owner, asked }: { type: string; call: string; owner: string; asked: readonly Asked[] },
  document: Document,
  beyond: BeyondGraph,
): string[] {
  if (status === null || (status >= 300 && status < 400)) return []
  if (status >= 400) return isGraphError(response) ? [] : [`answer ${String(status)} is no error of this API`]
  if (!isObject(response)) return ['answer is no object']
  const must = (problems: string[]): string[] => problems.map((problem) => `answer${problem}`)
  const isNode = call.includes('#get')
  if (method !== 'GET') {
    const allowed = [...beyond.created, ...asked.map(({ name }) => name)]
    return must([
      ...Object.keys(response)
        .filter((name) => !allowed.includes(name))
        .map((name) => ` has no ${name}`),
      ...checkTypes(response, type === 'Object' ? owner : type, document, beyond),
    ])
  }
  if (isNode) return must(checkNode(response, type, asked, document, beyond))
  // A picture is one thing in a list's clothes.
  if (isObject(response['data'])) return must(checkNode(response['data'], type, [], document, beyond))
  const { data } = response
  if (!Array.isArray(data)) return ['answer has no data']
  return must(
    data.flatMap((each) =>
      isObject(each) ? checkNode(each, type, asked, document, beyond) : [' holds no object'],
    ),
  )
}

function checkNode(
  node: JsonObject,
  type: string,
  asked: readonly Asked[],
  document: Document,
  beyond: BeyondGraph,
): string[] {
  const names = new Set([...asked.map(({ name }) => name), 'id'])
  const unasked = asked.length === 0 ? [] : Object.keys(node).filter((name) => !names.has(name))
  return [
    ...unasked.map((name) => ` has ${name}, which nobody asked for`),
    ...checkTypes(node, type, document, beyond),
  ]
}

function checkTypes(node: JsonObject, type: string, document: Document, beyond: BeyondGraph): string[] {
  return Object.entries(node).flatMap(([name, value]) => {
    if (beyond.created.includes(name))
      return name === 'success' || typeof value === 'string' ? [] : [`/${name} must be a text`]
    const kind = typeOf(name, type, document, beyond)
    if (kind === null) return [` has no ${name}`]
    return matches(value ?? null, kind, document, beyond).map((problem) => `/${name}${problem}`)
  })
}

function matches(value: Json, kind: string, document: Document, beyond: BeyondGraph): string[] {
  const must = (holds: boolean, what: string): string[] => (holds ? [] : [` must be ${what}`])
  const item = /^list<(.*)>$/.exec(kind)?.[1]
  if (item !== undefined)
    return Array.isArray(value)
      ? value.flatMap((each) => matches(each, item, document, beyond))
      : must(false, 'a list')
  if (kind === 'string') return must(typeof value === 'string', 'a text')
  if (kind === 'datetime') return must(['string', 'number'].includes(typeof value), 'a time')
  if (['unsigned int', 'int', 'float'].includes(kind)) return must(typeof value === 'number', 'a number')
  if (kind === 'bool') return must(typeof value === 'boolean', 'a boolean')
  if (kind === 'Object' || document.nodes[kind] === undefined) return []
  if (!isObject(value)) return must(false, 'an object')
  const { data } = value
  // An edge, or a picture.
  if (Array.isArray(data))
    return data.flatMap((each) => (isObject(each) ? checkTypes(each, kind, document, beyond) : []))
  return checkTypes(isObject(data) ? data : value, kind, document, beyond)
}

function checkSpecial(
  exchange: Exchange,
  { params, answer }: { params: readonly string[]; answer: readonly string[] },
): string[] {
  const { texts } = parametersOf(exchange)
  const strange = [...texts.keys()].filter((name) => !params.includes(name))
  const { status, response } = exchange
  const problems = strange.map((name) => `has no parameter ${name}`)
  if (status === null) return problems
  if (status >= 400) return isGraphError(response) ? problems : [...problems, 'answers no error of this API']
  const given = isObject(response) ? Object.keys(response) : []
  return [
    ...problems,
    ...given.filter((name) => !answer.includes(name)).map((name) => `answer has no ${name}`),
  ]
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
