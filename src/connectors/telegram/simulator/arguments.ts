import type { Json, JsonObject } from '../../../kit/json.js'
import { parseJson } from '../../../kit/parse-json.js'
import type { SimRequest } from '../../../sandbox/simulator.js'
import { refuse } from './replies.js'

export type Upload = { filename: string; bytes: Buffer }

/**
 * What a call was given, wherever it stood: query, form, JSON or multipart. The server knows arguments as texts only:
 * of a JSON body it keeps strings as they are and everything else as it was written.
 */
export class Arguments {
  readonly #values = new Map<string, string>()
  readonly #uploads = new Map<string, Upload>()

  constructor(request: SimRequest) {
    // The first of two arguments with one name counts.
    for (const [name, value] of [...request.query, ...bodyOf(request)])
      if (!this.#values.has(name)) this.#values.set(name, value)
    for (const { name, filename, bytes } of request.multipart?.files ?? [])
      this.#uploads.set(name, { filename, bytes })
  }

  text(name: string): string {
    return this.#values.get(name) ?? ''
  }

  flag(name: string): boolean {
    return ['true', 'yes', '1'].includes(this.text(name).toLowerCase())
  }

  /** Null: not given, or no number. */
  integer(name: string): number | null {
    const value = this.text(name).trim()
    return /^-?\d+$/.test(value) ? Number(value) : null
  }

  /** Undefined: not given. `what` names it in the refusal. */
  json(name: string, what: string): Json | undefined {
    const value = this.text(name)
    if (value === '') return undefined
    return parseJson(value) ?? refuse(400, `can't parse ${what} JSON object`)
  }

  object(name: string, what: string): JsonObject | undefined {
    const value = this.json(name, what)
    if (value === undefined || isObject(value)) return value
    return refuse(400, 'object expected as ' + what)
  }

  upload(name: string): Upload | undefined {
    return this.#uploads.get(name)
  }

  get hasUploads(): boolean {
    return this.#uploads.size > 0
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function bodyOf(request: SimRequest): Iterable<[string, string]> {
  if (request.multipart !== undefined) return request.multipart.entries
  if (request.form !== undefined) return request.form
  if (request.bytes.length === 0) return []
  if (!isObject(request.json)) return refuse(400, 'JSON object expected')
  return Object.entries(request.json).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ])
}
