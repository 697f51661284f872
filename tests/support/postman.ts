import { readFileSync } from 'node:fs'
import type { Json, JsonObject } from '../../src/kit/json.js'
import { parseJson } from '../../src/kit/parse-json.js'
import type { Exchange, SpecCheck } from './openapi.js'

type Parameter = { key: string; value: string | null; disabled?: boolean }
type Item = {
  name: string
  item?: Item[]
  request?: { method: string; url: { raw: string; query: Parameter[] } }
  response?: { body: string }[]
}
type Collection = { item: Item[]; variable: { key: string; value: string }[] }

/** One request of the collection. */
type Call = { method: string; segments: string[]; parameters: Parameter[]; example: Json | undefined }

export type Beyond = {
  /** Where the API lives; other hosts are not described. */
  hosts: readonly string[]
  /** Parameters that other pages of the documentation have, by `METHOD path` as in the collection. */
  parameters?: Record<string, readonly string[]>
  /** Members of answers that other pages have. */
  members?: readonly string[]
}

/**
 * Holds recorded exchanges against the requests and example answers of a Postman collection. A `{{name}}` in a path is
 * any one segment; in the value of a parameter, the variable of that name lists what may be asked for.
 */
export function postman(file: URL, beyond: Beyond): SpecCheck {
  const { item, variable } = JSON.parse(readFileSync(file, 'utf8')) as Collection
  const calls = item.flatMap(callsIn)
  const lists = new Map(variable.map(({ key, value }) => [key, value]))
  return (exchange) => {
    const url = new URL(exchange.url)
    if (!beyond.hosts.includes(url.host)) return []
    const path = url.pathname.replace(/^\/v\d+\.\d+/, '').replace(/\/$/, '')
    const candidates = calls.filter((call) => call.method === exchange.method && matches(call.segments, path))
    if (candidates.length === 0) return [`${exchange.method} ${path}: the collection has no such request`]
    return fewest(
      groupsOf(candidates).map((group) =>
        check(group, exchange, lists, beyond).map(
          (problem) => `${exchange.method} ${shapeOf(group[0])} ${problem}`,
        ),
      ),
    )
  }
}

/** What is wrong with the nearest of several shapes. */
function fewest(problems: readonly string[][]): string[] {
  return problems.reduce((best, each) => (each.length < best.length ? each : best), problems[0] ?? [])
}

function callsIn({ item = [], request, response = [] }: Item): Call[] {
  const inside = item.flatMap(callsIn)
  if (request === undefined) return inside
  const path = request.url.raw
    .replace(/\?.*$/s, '')
    .replace(/^\{\{\w+\}\}/, '')
    .replace(/\/$/, '')
  const { query } = request.url
  const example = parseJson(response[0]?.body ?? '')
  return [...inside, { method: request.method, segments: path.split('/'), parameters: query, example }]
}

function shapeOf(call: Call | undefined): string {
  return call?.segments.join('/') ?? ''
}

/** `me` in the collection is a person, who may also stand there by number. */
function matches(segments: readonly string[], path: string): boolean {
  const given = path.split('/')
  return (
    given.length === segments.length &&
    segments.every(
      (wanted, index) =>
        wanted === given[index] ||
        ((wanted === 'me' || wanted.startsWith('{{')) && /^(me|\d+)$/.test(given[index] ?? '')),
    )
  )
}

/** Requests that differ only in what they send are one call; a post and a container are two. */
function groupsOf(calls: readonly Call[]): Call[][] {
  const shapes = new Set(calls.map(shapeOf))
  return [...shapes].map((shape) => calls.filter((call) => shapeOf(call) === shape))
}

function check(
  group: readonly Call[],
  exchange: Exchange,
  lists: ReadonlyMap<string, string>,
  beyond: Beyond,
): string[] {
  const given = parametersOf(exchange)
  const known = group.flatMap(({ parameters }) => parameters)
  const more = beyond.parameters?.[`${exchange.method} ${shapeOf(group[0])}`] ?? []
  const names = new Set([...known.map(({ key }) => key), ...more, 'access_token'])
  const strange = [...given.keys()].filter((name) => !names.has(name))
  const lacking = [...names]
    .filter((name) => !optional.includes(name) && !given.has(name))
    .filter((name) =>
      group.every(({ parameters }) =>
        parameters.some(({ key, disabled }) => key === name && disabled !== true),
      ),
    )
  const wrong = [...given].flatMap(([name, value]) => {
    const allowed = allowedFor(name, known, lists)
    return allowed === null
      ? []
      : namesIn(value)
          .filter((each) => !allowed.has(each))
          .map((each) => `has no ${name} ${each}`)
  })
  return [
    ...strange.map((name) => `has no parameter ${name}`),
    ...lacking.map((name) => `lacks the parameter ${name}`),
    ...wrong,
    ...checkAnswer(group, exchange, new Set(namesIn(given.get('fields') ?? '')), beyond),
  ]
}

/** The collection sends them always; the network has defaults. */
const optional = ['fields', 'limit', 'reverse', 'access_token']

function parametersOf({ url, body }: Exchange): Map<string, string> {
  const given = new Map(new URL(url).searchParams)
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    for (const [name, value] of Object.entries(body))
      given.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  return given
}

/** What a variable of the collection lists; null where anything goes. */
function allowedFor(
  name: string,
  known: readonly Parameter[],
  lists: ReadonlyMap<string, string>,
): ReadonlySet<string> | null {
  const named = known
    .filter(({ key }) => key === name)
    .map(({ value }) => /^\{\{(\w+)\}\}$/.exec(value ?? '')?.[1] ?? name)
  const listed = named.flatMap((variable) => lists.get(variable) ?? [])
  return listed.length === 0 ? null : new Set(listed.flatMap(namesIn))
}

/** `id,poll_attachment{option_a}`: every name, those inside too. */
function namesIn(list: string): string[] {
  return list.split(/[,{}\s]+/).filter((name) => name !== '')
}

function checkAnswer(
  group: readonly Call[],
  { status, response }: Exchange,
  asked: ReadonlySet<string>,
  { members = [] }: Beyond,
): string[] {
  if (status === null) return []
  if (status >= 400) return isGraphError(response) ? [] : [`answer ${String(status)} is no error of this API`]
  const examples = group.flatMap(({ example }) => (example === undefined ? [] : [example]))
  const allowed = new Set([...asked, ...members])
  // What is picked by fields may lack any of them.
  const isPicked = group.some(({ parameters }) => parameters.some(({ key }) => key === 'fields'))
  return fewest(examples.map((example) => compare(response, example, 'answer', { allowed, isPicked })))
}

/** The envelope of the Graph API's errors, or that of its token endpoints. */
export function isGraphError(response: Json): boolean {
  if (typeof response !== 'object' || response === null || Array.isArray(response)) return false
  const { error, error_type: type, error_message: message } = response
  if (error === undefined) return typeof type === 'string' && typeof message === 'string'
  const { code, message: words, type: kind } = error as JsonObject
  return typeof code === 'number' && typeof words === 'string' && kind === 'OAuthException'
}

type Leave = { allowed: ReadonlySet<string>; isPicked: boolean }

/** Members are those of the example or were asked for; a member of both has the example's type. */
function compare(value: Json, example: Json, path: string, leave: Leave): string[] {
  if (Array.isArray(example) && Array.isArray(value))
    return value.flatMap((each, index) =>
      fewest(
        example.map((shape) =>
          compare(each, shape, `${path}/${String(index)}`, { ...leave, isPicked: true }),
        ),
      ),
    )
  if (isObject(example) && isObject(value)) {
    const lacking = Object.keys(example).filter(
      (name) => (name === 'data' || !leave.isPicked) && name !== 'paging' && !(name in value),
    )
    const wrong = Object.entries(value).flatMap(([name, member]) => {
      const shape = example[name]
      if (shape === undefined) return leave.allowed.has(name) ? [] : [`${path} has no ${name}`]
      return compare(member ?? null, shape, `${path}/${name}`, leave)
    })
    return [...lacking.map((name) => `${path} lacks ${name}`), ...wrong]
  }
  return kindOf(value) === kindOf(example) ? [] : [`${path} must be ${kindOf(example)}`]
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: Json): string {
  return Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value
}
