import { readFileSync } from 'node:fs'
import type { Json, JsonObject } from '../../src/kit/json.js'
import { parseJson } from '../../src/kit/parse-json.js'
import type { Exchange, SpecCheck } from './openapi.js'

type Field = { name: string; types: string[]; required: boolean; value?: string }
type Type = { fields: Field[]; subtypes?: string[] }
type Method = { fields: Field[]; returns: string[] }
type Document = { methods: Record<string, Method>; types: Record<string, Type> }

/** Holds recorded exchanges against a description of methods and types as the scraped Bot API has it. */
export function botApi(file: URL, host: string): SpecCheck {
  const document = JSON.parse(readFileSync(file, 'utf8')) as Document
  const { methods } = document
  return (exchange) => {
    const { host: asked, pathname } = new URL(exchange.url)
    if (asked !== host) return []
    const name = /^\/bot[^/]+\/(\w+)$/.exec(pathname)?.[1] ?? ''
    const method = methods[name]
    if (method === undefined) return [`${exchange.method} ${pathname}: the document has no such method`]
    return [
      ...checkArguments(argumentsOf(exchange), method.fields, document),
      ...checkAnswer(exchange, method, document),
    ].map((problem) => `${name} ${problem}`)
  }
}

type Given = { value: Json; isText: boolean }

/** Everything but a JSON body carries texts, in which whatever is no text stands as JSON. */
function argumentsOf({ url, headers, body }: Exchange): Map<string, Given> {
  const given = new Map<string, Given>()
  for (const [name, value] of new URL(url).searchParams) given.set(name, { value, isText: true })
  if (body === null) return given
  const { fields, files } = body as { fields?: JsonObject; files?: { name: string }[] }
  const isMultipart = (headers['content-type'] ?? '').startsWith('multipart/')
  const isText = !(headers['content-type'] ?? '').includes('json')
  for (const [name, value] of Object.entries(isMultipart ? (fields ?? {}) : (body as JsonObject)))
    given.set(name, { value: value ?? null, isText })
  for (const { name } of isMultipart ? (files ?? []) : []) given.set(name, { value: uploaded, isText: false })
  return given
}

const uploaded: JsonObject = { $file: true }

function checkArguments(given: Map<string, Given>, fields: readonly Field[], document: Document): string[] {
  const attached = [...given.values()].flatMap(({ value }) => attachments(value))
  const strange = [...given.keys()].filter(
    (name) => !fields.some((field) => field.name === name) && !attached.includes(name),
  )
  const wrong = fields.flatMap((field) => {
    const argument = given.get(field.name)
    if (argument === undefined) return field.required ? [`lacks the parameter ${field.name}`] : []
    const { value, isText } = argument
    const read =
      isText && typeof value === 'string' && !field.types.includes('String') ? parseJson(value) : value
    return checkValue(read ?? null, field.types, field.name, document)
  })
  return [...strange.map((name) => `has no parameter ${name}`), ...wrong]
}

/** Names of uploads that a value refers to. */
function attachments(value: Json): string[] {
  return [...JSON.stringify(value).matchAll(/attach:\/\/([\w.-]+)/g)].map(([, name]) => name ?? '')
}

function checkAnswer({ status, response }: Exchange, { returns }: Method, document: Document): string[] {
  if (status === null) return []
  const body = response as JsonObject
  if (status === 200) {
    const strange = Object.keys(body).filter((name) => !['ok', 'result', 'description'].includes(name))
    if (body['ok'] !== true || strange.length > 0) return ['answer 200 is no { ok: true, result }']
    return checkValue(body['result'] ?? null, returns, 'result', document)
  }
  const { ok, error_code: code, description, parameters, ...rest } = body
  if (ok !== false || code !== status || typeof description !== 'string' || Object.keys(rest).length > 0)
    return [`answer ${String(status)} is no { ok: false, error_code, description, parameters? }`]
  return parameters === undefined
    ? []
    : checkValue(parameters, ['ResponseParameters'], 'parameters', document)
}

/** One of the types is enough; what is said is what is wrong with the one that is nearest. */
function checkValue(value: Json, types: readonly string[], path: string, document: Document): string[] {
  const all = types.flatMap((type) => document.types[type]?.subtypes ?? [type])
  if (Array.isArray(value)) {
    const inside = all.filter((type) => type.startsWith('Array of ')).map((type) => type.slice(9))
    if (inside.length === 0) return [`${path} must be ${types.join(' or ')}`]
    return value.flatMap((each, index) => checkValue(each, inside, `${path}/${String(index)}`, document))
  }
  const problems = all.map((type) => checkOne(value, type, path, document))
  return problems.reduce((least, each) => (each.length < least.length ? each : least), problems[0] ?? [])
}

function checkOne(value: Json, type: string, path: string, document: Document): string[] {
  const must = [`${path} must be ${type}`]
  if (value === uploaded) return type === 'InputFile' ? [] : must
  switch (type) {
    case 'String':
      return typeof value === 'string' ? [] : must
    case 'Integer':
      return typeof value === 'number' && Number.isInteger(value) ? [] : must
    case 'Float':
      return typeof value === 'number' ? [] : must
    case 'Boolean':
      return typeof value === 'boolean' ? [] : must
  }
  const known = document.types[type]
  if (known === undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return must
  const strange = Object.keys(value).filter((name) => !known.fields.some((field) => field.name === name))
  const wrong = known.fields.flatMap(({ name, types, required, value: fixed }) => {
    const member = value[name]
    if (member === undefined) return required ? [`${path} lacks ${name}`] : []
    // Of the wrong kind altogether: no other problem says as much.
    if (fixed !== undefined && member !== fixed)
      return Array<string>(9).fill(`${path}/${name} must be ${fixed}`)
    return checkValue(member, types, `${path}/${name}`, document)
  })
  return [...strange.map((name) => `${path} has no ${name}`), ...wrong]
}
