import { readFileSync } from 'node:fs'
import type { Json, JsonObject } from '../../src/kit/json.js'
import type { Exchange, SpecCheck } from './openapi.js'

type Recording = {
  method: string
  url: string
  query: string[]
  type: string | null
  body: Json
  answer: { status: number; headers: Record<string, string>; body: Json }
}
type Document = {
  fields: Record<string, string[]>
  unrecorded: { call: string; fields: string[] }[]
  codes: string[]
  recordings: Recording[]
}

/** Holds exchanges against recorded ones of the same call: its fields, its kind of body, what an answer is made of. */
export function recordedApi(file: URL, isElsewhere: (exchange: Exchange) => boolean): SpecCheck {
  const document = JSON.parse(readFileSync(file, 'utf8')) as Document
  return (exchange) => {
    if (isElsewhere(exchange)) return []
    const { origin, pathname, host } = new URL(exchange.url)
    const address = `${origin}${pathname}`.replace(/\/$/, '')
    const name = `${exchange.method} ${pathname}`
    const recordings = document.recordings.filter(
      ({ method, url }) => method === exchange.method && patternOf(url).test(address),
    )
    const unrecorded = document.unrecorded.find(({ call }) =>
      patternOf(call).test(`${exchange.method} ${address}`),
    )
    if (recordings.length === 0 && unrecorded === undefined) return [`${name} was never recorded`]
    const isStorage = host.endsWith('.amazonaws.com')
    const problems = [
      ...(isStorage || unrecorded?.call.includes('/authorize') === true ? [] : signature(exchange)),
      ...(isStorage
        ? parts(exchange, recordings)
        : fields(exchange, recordings, [
            ...(unrecorded?.fields ?? []),
            ...Object.entries(document.fields).flatMap(([call, more]) =>
              patternOf(call).test(`${exchange.method} ${address}`) ? more : [],
            ),
          ])),
      ...answer(exchange, recordings, document.codes),
    ]
    return problems.map((problem) => `${name} ${problem}`)
  }
}

const patternOf = (url: string): RegExp =>
  new RegExp(`^${url.replace(/[.]/g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`)

/** Which program asks, and for whom. */
function signature({ headers, url }: Exchange): string[] {
  const scheme = new URL(url).host === 'oauth.reddit.com' ? /^bearer /i : /^basic /i
  return [
    ...(/^\S+:\S+:\S+ \(by \/?u\/[\w-]+\)$/.test(headers['user-agent'] ?? '')
      ? []
      : ['has no user agent of the form <platform>:<app id>:<version> (by /u/<name>)']),
    ...(scheme.test(headers['authorization'] ?? '') ? [] : [`has no authorization ${scheme.source}`]),
  ]
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function fields(
  { url, headers, body }: Exchange,
  recordings: readonly Recording[],
  more: string[],
): string[] {
  const examples = recordings.map((each) => (isObject(each.body) ? each.body : {}))
  const known = new Set([
    ...more,
    ...recordings.flatMap(({ query }) => query),
    ...examples.flatMap(Object.keys),
  ])
  const given = isObject(body) ? body : {}
  const names = [...new URL(url).searchParams.keys(), ...Object.keys(given)]
  const types = recordings.flatMap(({ type }) => (type === null ? [] : [type]))
  const isOfType = types.length === 0 || types.some((type) => headers['content-type']?.startsWith(type))
  return [
    ...names.filter((each) => !known.has(each)).map((each) => `has no field ${each}`),
    ...(isOfType ? [] : [`is sent as ${types[0] ?? ''}`]),
    ...Object.entries(given).flatMap(([name, value]) => {
      const [example] = examples.map((each) => each[name]).filter((each) => each !== undefined)
      return differences(value, example, `body: ${name}`)
    }),
  ]
}

/** The storage's form: the parts of one of the recorded ones, in their order, the file last. */
function parts({ body }: Exchange, recordings: readonly Recording[]): string[] {
  const form = (isObject(body) ? body : {}) as { fields?: JsonObject; files?: { name: string }[] }
  const sent = [...Object.keys(form.fields ?? {}), ...(form.files ?? []).map(({ name }) => name)].join(', ')
  const isRecorded = recordings.some((each) => Array.isArray(each.body) && each.body.join(', ') === sent)
  return isRecorded ? [] : [`has other parts: ${sent}`]
}

function answer(
  { status, response, responseHeaders = {} }: Exchange,
  recordings: readonly Recording[],
  codes: string[],
): string[] {
  // The sandbox's own word that there was no connection.
  if (status === null || 'x-sandbox-fault' in responseHeaders) return []
  // Of what is neither JSON nor text the sandbox keeps number and hash.
  const isText = typeof response === 'string' || (isObject(response) && 'sha256' in response)
  if (status >= 500 && isText) return []
  const errors = isObject(response) && isObject(response['json']) ? response['json']['errors'] : undefined
  if (Array.isArray(errors) && errors.length > 0) return errors.flatMap((each) => listed(each, codes))
  const type = responseHeaders['content-type'] ?? ''
  if (status === 429) return type.startsWith('text/html') ? [] : ['answer is no page']
  const all = recordings.map((each) => each.answer)
  if (status >= 400) return isText && /^(text\/html|application\/xml)/.test(type) ? [] : refusal(response)
  const good = all.filter((each) => each.status === status)
  if (all.length === 0) return []
  if (good.length === 0) return [`is not answered ${String(status)}`]
  const found = good.map(({ body }) =>
    isText && typeof body === 'string' ? [] : differences(response, body, 'answer:'),
  )
  return found.reduce((least, each) => (each.length < least.length ? each : least))
}

/** `[code, text, field]`. */
function listed(error: Json, codes: readonly string[]): string[] {
  const [code, text, field] = Array.isArray(error) ? error : []
  const isWell =
    typeof code === 'string' && codes.includes(code) && typeof text === 'string' && typeof field === 'string'
  return isWell ? [] : [`answer has an error that nobody knows: ${JSON.stringify(error)}`]
}

function refusal(response: Json): string[] {
  const said = isObject(response) ? response : {}
  if (said['error_type'] === 'SUBMIT_VALIDATION_ERROR') {
    const isWell =
      Array.isArray(said['fields']) &&
      typeof said['explanation'] === 'string' &&
      /^SUBMIT_VALIDATION_\w+$/.test(String(said['reason']))
    return isWell ? [] : ['answer is no validation error']
  }
  return typeof said['error'] === 'number' ? [] : ['answer has no number of its error']
}

/** Members that recordings have and answers of other posts, or of other years, need not have. */
const optional = [
  'post_hint',
  'author_fullname',
  'modhash',
  'geo_filter',
  'dist',
  'after',
  'drafts_count',
  'user_submitted_page',
  'is_gallery',
  'gallery_data',
  'media_metadata',
  'in_beta',
  'gold_expiration',
  'gold_creddits',
]

/** Things were cut to what matters, and are keyed by ids in one place. */
const isCut = (example: JsonObject, path: string): boolean =>
  'created_utc' in example || /media_metadata/.test(path)

/** Where a value is not made like its example. */
function differences(value: Json | undefined, example: Json | undefined, path: string): string[] {
  if (example === undefined || example === null || value === null) return []
  if (Array.isArray(example)) {
    if (!Array.isArray(value)) return [`${path} must be a list`]
    if (example.length === 0) return []
    return value.flatMap((each, index) => {
      const found = example.map((one) => differences(each, one, `${path}/${String(index)}`))
      return found.reduce((least, some) => (some.length < least.length ? some : least))
    })
  }
  if (isObject(example)) {
    if (!isObject(value)) return [`${path} must be an object`]
    return [
      ...Object.keys(example)
        .filter((name) => !(name in value) && !optional.includes(name))
        .map((name) => `${path} lacks ${name}`),
      ...(isCut(example, path) ? [] : Object.keys(value))
        .filter((name) => !(name in example) && !optional.includes(name))
        .map((name) => `${path} has no ${name}`),
      ...Object.entries(value).flatMap(([name, member]) =>
        differences(member, name in example ? example[name] : undefined, `${path}/${name}`),
      ),
    ]
  }
  // Edited is false, or when.
  if (path.endsWith('/edited')) return []
  return typeof value === typeof example ? [] : [`${path} must be a ${typeof example}`]
}
