import { readdirSync, readFileSync } from 'node:fs'
import { jsonToLex, Lexicons, type LexiconDoc } from '@atproto/lexicon'
import type { Json } from '../../src/kit/json.js'

const folder = new URL('../fixtures/specs/bluesky/lexicons/', import.meta.url)

/** The network's own schemas, judged by the network's own library. */
const lexicons = new Lexicons(
  readdirSync(folder).map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as LexiconDoc),
)

/** Throws where an answer is not what the schema of its method says. */
export function checkAnswer(nsid: string, body: Json): void {
  const method = lexicons.getDefOrThrow(nsid, ['query', 'procedure'])
  if (method.type !== 'query' && method.type !== 'procedure') return
  if (method.output?.schema === undefined) {
    if (body !== '') throw new Error(`${nsid} answers nothing, but there was ${JSON.stringify(body)}`)
    return
  }
  const value: unknown = jsonToLex(body)
  lexicons.assertValidXrpcOutput(nsid, value)
  if (method.output.schema.type !== 'object') return
  // Schemas are open; a name that they lack is a slip of ours all the same.
  const known = Object.keys(method.output.schema.properties)
  const stray = Object.keys(value as object).filter((name) => !known.includes(name))
  if (stray.length > 0) throw new Error(`${nsid} has no ${stray.join(', ')} in its answer`)
}

/** Throws where a request is not what the schema of its method says. */
export function checkRequest(nsid: string, query: URLSearchParams, body: Json): void {
  const method = lexicons.getDefOrThrow(nsid, ['query', 'procedure'])
  if (method.type !== 'query' && method.type !== 'procedure') return
  const wanted = method.parameters?.properties ?? {}
  const given = Object.fromEntries(
    [...new Set(query.keys())].map((name) => {
      const type = wanted[name]?.type
      if (type === undefined) throw new Error(`${nsid} has no parameter ${name}`)
      const text = query.get(name) ?? ''
      if (type === 'array') return [name, query.getAll(name)]
      return [name, type === 'integer' ? Number(text) : type === 'boolean' ? text === 'true' : text]
    }),
  )
  lexicons.assertValidXrpcParams(nsid, given)
  if (method.type !== 'procedure' || method.input?.schema === undefined) return
  lexicons.assertValidXrpcInput(nsid, jsonToLex(body))
  const known = method.input.schema.type === 'object' ? Object.keys(method.input.schema.properties) : []
  const stray = Object.keys(body as object).filter((name) => !known.includes(name))
  if (stray.length > 0) throw new Error(`${nsid} has no ${stray.join(', ')} in its body`)
}

export function checkRecord(collection: string, record: Json): void {
  lexicons.assertValidRecord(collection, jsonToLex(record))
}
