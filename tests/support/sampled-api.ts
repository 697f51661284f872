import { readFileSync } from 'node:fs'
import type { Json, JsonObject } from '../../src/kit/json.js'
import type { Exchange, SpecCheck } from './openapi.js'

type Shape = { body?: Json; optional?: string[]; headers?: string[] }
type Call = {
  method: string
  url: string
  query?: string[]
  headers?: Record<string, string>
  body?: JsonObject
  /** The shapes that a member of the body may have. */
  either?: Record<string, Json[]>
  optional?: string[]
  answer: Shape & { status: number }
}
type Document = {
  headers: Record<string, string>
  versions: string[]
  errors: Record<string, (string | null)[]>
  calls: Call[]
}

/** Holds exchanges against examples of every call; of several that fit an address, the nearest speaks. */
export function sampledApi(file: URL): SpecCheck {
  const document = JSON.parse(readFileSync(file, 'utf8')) as Document
  return (exchange) => {
    const { origin, pathname } = new URL(exchange.url)
    const calls = document.calls.filter(
      ({ method, url }) => method === exchange.method && patternOf(url).test(origin + pathname),
    )
    const name = `${exchange.method} ${pathname.replace(/urn%3A[^/]+|\/dms-uploads\/[^/]+/gi, '…')}`
    if (calls.length === 0) return isPage(exchange) ? [] : [`${name}: the examples have no such call`]
    const found = calls.map((call) => [
      ...checkRequest(exchange, call, document),
      ...checkAnswer(exchange, call, document),
    ])
    return nearest(found).map((problem) => `${name} ${problem}`)
  }
}

const patternOf = (url: string): RegExp =>
  new RegExp(`^${url.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`)

/** What a browser opens. */
function isPage({ method, url }: Exchange): boolean {
  return method === 'GET' && !new URL(url).host.startsWith('api.')
}

const nearest = (all: readonly string[][]): string[] =>
  all.reduce((least, each) => (each.length < least.length ? each : least), all[0] ?? [])

function checkRequest(exchange: Exchange, call: Call, document: Document): string[] {
  const { searchParams, pathname } = new URL(exchange.url)
  const strange = [...searchParams.keys()].filter((name) => call.query?.includes(name) !== true)
  return [
    ...strange.map((name) => `has no parameter ${name}`),
    ...(pathname.startsWith('/rest/') ? versionedHeaders(exchange, document) : []),
    ...Object.entries(call.headers ?? {})
      .filter(([name, value]) => exchange.headers[name]?.startsWith(value) !== true)
      .map(([name, value]) => `needs the header ${name}: ${value}`),
    ...checkBody(exchange.body, call),
  ]
}

function versionedHeaders({ headers }: Exchange, document: Document): string[] {
  const version = headers['linkedin-version'] ?? ''
  return [
    ...(document.versions.includes(version) ? [] : [`has no living LinkedIn-Version, but ${version}`]),
    ...Object.entries(document.headers)
      .filter(([name, value]) => headers[name] !== value)
      .map(([name, value]) => `needs the header ${name}: ${value}`),
  ]
}

/** Bytes have no example. */
function checkBody(body: Json, { method, body: example, either = {}, optional = [] }: Call): string[] {
  if (method === 'PUT') return []
  if (example === undefined) return body === null ? [] : ['has no body']
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return ['lacks its body']
  const shapes = Object.entries(either).flatMap(([name, examples]) =>
    body[name] === undefined || isEmpty(body[name])
      ? []
      : nearest(examples.map((each) => differences(body[name], each, optional, name))),
  )
  const rest = Object.fromEntries(Object.entries(body).filter(([name]) => !(name in either)))
  return [...differences(rest, example, [...optional, ...Object.keys(either)], ''), ...shapes].map(
    (problem) => `body: ${problem}`,
  )
}

function checkAnswer(exchange: Exchange, { answer }: Call, document: Document): string[] {
  const { status, response, responseHeaders = {} } = exchange
  if (status === null) return []
  if (status >= 400) return checkError(status, response, exchange.url, document)
  if (status !== answer.status) return [`is not answered ${String(status)}`]
  const missing = (answer.headers ?? []).filter((name) => !responseHeaders[name])
  const body =
    answer.body === undefined
      ? response === null
        ? []
        : ['is answered without a body']
      : differences(response, answer.body, answer.optional ?? [], '').map((problem) => `answer: ${problem}`)
  return [...missing.map((name) => `answer lacks the header ${name}`), ...body]
}

function checkError(status: number, response: Json, url: string, { errors }: Document): string[] {
  const said = (response ?? {}) as {
    error?: string
    code?: string
    message?: string
    errorDetails?: { inputErrors?: { code?: string }[] }
  }
  // What the gateway refuses has one shape everywhere.
  if (url.includes('/oauth/') && status < 429) return said.error === undefined ? ['answer has no error'] : []
  const code = said.code ?? said.errorDetails?.inputErrors?.[0]?.code ?? null
  const isKnown = errors[String(status)]?.includes(code) === true && typeof said.message === 'string'
  return isKnown ? [] : [`answer ${String(status)} ${code ?? 'without a code'} is in no list of errors`]
}

/** Kinds of URN that stand for one another: who writes, and what is written. */
const families = [
  ['person', 'organization'],
  ['share', 'ugcPost', 'activity'],
]

/** Where a value is not made like its example: members, types, kinds of URN. */
function differences(
  value: Json | undefined,
  example: Json | undefined,
  optional: readonly string[],
  path: string,
): string[] {
  const must = (what: string): string[] => [`${path} must be ${what}`]
  if (Array.isArray(example)) {
    if (!Array.isArray(value)) return must('a list')
    const [first] = example
    if (first === undefined) return []
    return value.flatMap((each, index) => differences(each, first, optional, `${path}/${String(index)}`))
  }
  if (typeof example === 'object' && example !== null) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return must('an object')
    // An example without members stands for any.
    if (isEmpty(example)) return []
    const strange = Object.keys(value).filter((name) => !(name in example))
    const lacking = Object.keys(example).filter((name) => !(name in value) && !optional.includes(name))
    return [
      ...strange.map((name) => `${path} has no ${name}`),
      ...lacking.map((name) => `${path} lacks ${name}`),
      ...Object.entries(value).flatMap(([name, member]) =>
        name in example ? differences(member, example[name], optional, `${path}/${name}`) : [],
      ),
    ]
  }
  if (typeof value !== typeof example) return must(`a ${typeof example}`)
  const kind = urnKind(example)
  if (kind === undefined) return []
  const family = families.find((each) => each.includes(kind)) ?? [kind]
  return family.includes(urnKind(value) ?? '') ? [] : must(`a URN of ${family.join(' or ')}`)
}

const isEmpty = (value: Json | undefined): boolean => JSON.stringify(value) === '{}'

const urnKind = (value: Json | undefined): string | undefined =>
  typeof value === 'string' ? /^urn:li:(\w+):/.exec(value)?.[1] : undefined
