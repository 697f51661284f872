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
export function checkRequest(nsid: string, query: Record<string, unknown>, body: Json | undefined): void {
  lexicons.assertValidXrpcParams(nsid, query)
  const method = lexicons.getDefOrThrow(nsid, ['query', 'procedure'])
  if (method.type === 'procedure' && method.input?.schema !== undefined)
    lexicons.assertValidXrpcInput(nsid, jsonToLex(body ?? null))
}

export function checkRecord(collection: string, record: Json): void {
  lexicons.assertValidRecord(collection, jsonToLex(record))
}
