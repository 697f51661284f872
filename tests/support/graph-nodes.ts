import { readFileSync } from 'node:fs'
import type { Json, JsonObject } from '../../src/kit/json.js'
import { parseJson } from '../../src/kit/parse-json.js'
import type { Exchange, SpecCheck } from './openapi.js'
import { isGraphError } from './postman.js'

type Parameter = { name: string; type: string; required?: boolean }
/** `endpoint` is an edge; `#get`, `#update` and `#delete` are calls on the node itself. */
type Api = { method: string; endpoint?: string; name?: string; return?: string; params: Parameter[] }
type Node = { apis: Api[]; fields: { name: string; type: string }[] }
type Document = { nodes: Record<string, Node>; enums?: Record<string, string[]> }

export type About = {
  /** The nodes that live at a host. */
  hosts: Record<string, readonly string[]>
  /** Other names of nodes in the documents, by host. */
  names?: Record<string, Record<string, string>>
  /** Addresses that are no node's, by host and path: what is answered there. */
  paths?: Record<string, string>
  /** What no document here is about: `METHOD address` without its query. */
  elsewhere: RegExp
}

/**
 * Holds exchanges against the nodes and edges from which Meta generates its own SDKs: parameters, values of enums,
 * fields that are asked for, members of answers. A later file adds to the nodes of an earlier one.
 */
export function graphNodes(files: readonly URL[], about: About): SpecCheck {
  const documents = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Document)
  const nodes = documents.map((each) => each.nodes).reduce(merged, {})
  const enums = Object.assign({}, ...documents.map((each) => each.enums ?? {})) as Record<string, string[]>
  return (exchange) => {
    const { host, origin, pathname } = new URL(exchange.url)
    if (about.elsewhere.test(`${exchange.method} ${origin}${pathname}`)) return []
    const path = pathname.replace(/^\/v\d+\.\d+(?=\/)/, '').replace(/\/$/, '')
    const candidates = callsAt(host, path, exchange.method, nodes, about)
    const name = `${exchange.method} ${path.replaceAll(/\d{5,}/g, '{id}')}`
    if (candidates.length === 0) return [`${name}: the documents have no such call`]
    const check = new Check(nodes, enums, about.names?.[host] ?? {})
    return fewest(candidates.map((call) => check.exchange(exchange, call))).map(
      (problem) => `${name} ${problem}`,
    )
  }
}

function merged(all: Record<string, Node>, more: Record<string, Node>): Record<string, Node> {
  const result = { ...all }
  for (const [name, { apis, fields }] of Object.entries(more)) {
    const known = result[name] ?? { apis: [], fields: [] }
    const isSame = (a: Api, b: Api) => a.method === b.method && a.endpoint === b.endpoint && a.name === b.name
    const extended = known.apis.map((api) => {
      const params = apis.filter((each) => isSame(each, api)).flatMap((each) => each.params)
      return { ...api, params: [...params, ...api.params] }
    })
    const added = apis.filter((api) => !known.apis.some((each) => isSame(each, api)))
    // What stands first is found first.
    result[name] = { apis: [...extended, ...added], fields: [...fields, ...known.fields] }
  }
  return result
}

type Call = { api: Api; /** Of what is answered. */ node: string; isList: boolean }
const own: Record<string, string> = { GET: '#get', POST: '#update', DELETE: '#delete' }

function callsAt(
  host: string,
  path: string,
  method: string,
  nodes: Record<string, Node>,
  { hosts, paths = {} }: About,
): Call[] {
  const apisOf = (name: string): Api[] => nodes[name]?.apis.filter((api) => api.method === method) ?? []
  const fixed = paths[`${host}${path}`]
  if (fixed !== undefined) return apisOf(fixed).map((api) => ({ api, node: fixed, isList: false }))
  const [, id, edge, ...rest] = path.split('/')
  if (id === undefined || rest.length > 0 || !/^(me|\d+)$/.test(id)) return []
  return (hosts[host] ?? []).flatMap((name) =>
    apisOf(name)
      .filter((api) => (edge === undefined ? api.name === own[method] : api.endpoint === edge))
      .map((api) => ({
        api,
        node: edge === undefined ? name : (api.return ?? 'Object'),
        isList: edge !== undefined,
      })),
  )
}

const fewest = (problems: readonly string[][]): string[] =>
  problems.reduce((best, each) => (each.length < best.length ? each : best), problems[0] ?? [])

type Field = { name: string; inside: Field[] }

/** `id,account{id,username}`; what stands behind a point is no field. */
function fieldsOf(text: string): Field[] {
  const pieces = text.match(/[^,{}]+(?:\{[^}]*\})?/g) ?? []
  return pieces.map((piece) => {
    const [, name = piece, inside = ''] = /^\s*(\w+)(?:\.\w+\([^)]*\))*(?:\{(.*)\})?\s*$/.exec(piece) ?? []
    return { name, inside: fieldsOf(inside) }
  })
}

/** Of every call. */
const everywhere = ['access_token', 'appsecret_proof', 'fields', 'limit', 'after', 'before']
const answered: Record<string, string> = {
  id: 'string',
  success: 'bool',
  uri: 'string',
  deleted_id: 'string',
}

class Check {
  readonly #nodes: Record<string, Node>
  readonly #enums: Record<string, string[]>
  readonly #names: Record<string, string>

  constructor(nodes: Record<string, Node>, enums: Record<string, string[]>, names: Record<string, string>) {
    this.#nodes = nodes
    this.#enums = enums
    this.#names = names
  }

  exchange(exchange: Exchange, { api, node, isList }: Call): string[] {
    const given = parametersOf(exchange)
    const lacking = api.params.filter(({ name, required }) => required === true && !given.has(name))
    const asked = fieldsOf(given.get('fields') ?? '')
    return [
      ...lacking.map(({ name }) => `lacks the parameter ${name}`),
      ...[...given].flatMap(([name, value]) => this.#parameter(name, value, api)),
      ...this.#asked(asked, node),
      ...this.#answer(exchange, { api, node, isList }, asked),
    ]
  }

  #parameter(name: string, value: string, { params }: Api): string[] {
    if (everywhere.includes(name)) return []
    const type = params.find((each) => each.name === name)?.type
    if (type === undefined) return [`has no parameter ${name}`]
    return this.#suits(value, type) ? [] : [`has no ${name} ${value} (${type})`]
  }

  #suits(value: string, type: string): boolean {
    const list = /^list<(.+)>$/.exec(type)?.[1]
    if (list !== undefined) {
      const members = parseJson(value)
      if (list === 'map') return Array.isArray(members)
      const names = Array.isArray(members) ? members.map(String) : value.split(',')
      return names.every((each) => this.#suits(each.trim(), list))
    }
    const listed = this.#enums[type]
    if (listed !== undefined) return listed.includes(value)
    switch (type) {
      case 'bool':
        return /^(true|false)$/.test(value)
      case 'int':
      case 'unsigned int':
        return /^\d+$/.test(value)
      case 'datetime':
        return /^\d+$/.test(value) || !Number.isNaN(Date.parse(value))
      case 'map':
        return isObject(parseJson(value))
      default:
        return true
    }
  }

  #nodeOf(type: string): Node | undefined {
    const inner = /^list<(.+)>$/.exec(type)?.[1] ?? type
    return this.#nodes[this.#names[inner] ?? inner]
  }

  #asked(fields: readonly Field[], type: string): string[] {
    const node = this.#nodeOf(type)
    if (node === undefined) return []
    return fields.flatMap(({ name, inside }) => {
      const found = node.fields.find((field) => field.name === name)
      return found === undefined ? [`has no field ${name} of ${type}`] : this.#asked(inside, found.type)
    })
  }

  #answer({ method, status, response }: Exchange, { node, isList }: Call, asked: readonly Field[]): string[] {
    if (status === null) return []
    if (status >= 400)
      return isGraphError(response) ? [] : [`answer ${String(status)} is no error of this API`]
    if (!isObject(response)) return ['answer must be an object']
    // What was made or changed is told by its id or a word; a token is an answer of its own.
    const isDone = typeof response['id'] === 'string' || response['success'] === true
    if (method !== 'GET' && isDone) return this.#members(response, answered, 'answer')
    if (method !== 'GET' && isList) return ['answer says neither id nor success']
    if (Array.isArray(response['data']))
      return response['data'].flatMap((each, index) =>
        this.#value(each, node, asked, `answer/data/${String(index)}`),
      )
    return isList ? ['answer lacks data'] : this.#value(response, node, asked, 'answer')
  }

  #members(value: JsonObject, types: Record<string, string>, path: string): string[] {
    return Object.entries(value).flatMap(([name, member]) => {
      const type = types[name]
      return type === undefined
        ? [`${path} has no ${name}`]
        : this.#value(member ?? null, type, [], `${path}/${name}`)
    })
  }

  /** With `asked`, the members are some of those. */
  #value(value: Json, type: string, asked: readonly Field[], path: string): string[] {
    const inner = /^list<(.+)>$/.exec(type)?.[1]
    if (inner !== undefined) {
      if (!Array.isArray(value)) return [`${path} must be a list`]
      return value.flatMap((each, index) => this.#value(each, inner, asked, `${path}/${String(index)}`))
    }
    const node = this.#nodeOf(type)
    if (node === undefined) return suitsPlain(value, type) ? [] : [`${path} must be ${type}`]
    if (!isObject(value)) return [`${path} must be an object`]
    // An edge that was asked for as a field.
    if (Array.isArray(value['data']) && !node.fields.some(({ name }) => name === 'data'))
      return value['data'].flatMap((each, index) =>
        this.#value(each, type, asked, `${path}/data/${String(index)}`),
      )
    return Object.entries(value).flatMap(([name, member]) => {
      const field = node.fields.find((each) => each.name === name)
      const wanted = asked.find((each) => each.name === name)
      if (field === undefined || (asked.length > 0 && wanted === undefined && name !== 'id'))
        return [`${path} has no ${name}`]
      return this.#value(member ?? null, field.type, wanted?.inside ?? [], `${path}/${name}`)
    })
  }
}

function suitsPlain(value: Json, type: string): boolean {
  switch (type) {
    case 'bool':
      return typeof value === 'boolean'
    case 'int':
    case 'unsigned int':
      return Number.isInteger(value)
    case 'datetime':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+\d{4}$/.test(value)
    case 'string':
      return typeof value === 'string'
    case 'string or null':
      return value === null || typeof value === 'string'
    default:
      return true
  }
}

function parametersOf({ url, body }: Exchange): Map<string, string> {
  const given = new Map(new URL(url).searchParams)
  if (isObject(body))
    for (const [name, value] of Object.entries(body))
      given.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  return given
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
