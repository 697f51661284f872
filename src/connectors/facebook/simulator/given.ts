import type { Json } from '../../../kit/json.js'
import { parseJson } from '../../../kit/parse-json.js'
import { invalid } from '../../../sandbox/graph-api/refusal.js'
import type { SimRequest } from '../../../sandbox/simulator.js'

/** Parameters by name, wherever they stand: query, form, multipart or JSON. What is no text in JSON stands as JSON. */
export class Given {
  readonly #all = new Map<string, string>()
  readonly #files: ReadonlyMap<string, Buffer>

  constructor({ query, form, multipart, json }: SimRequest) {
    const isObject = typeof json === 'object' && json !== null && !Array.isArray(json)
    const members = Object.entries(isObject ? json : {})
    for (const [name, value] of [...query, ...(form ?? []), ...(multipart?.entries ?? [])])
      this.#all.set(name, value)
    for (const [name, value] of members)
      if (value !== undefined)
        this.#all.set(name, typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value))
    this.#files = new Map((multipart?.files ?? []).map(({ name, bytes }) => [name, bytes]))
  }

  text(name: string): string {
    return this.#all.get(name) ?? ''
  }

  /** With something in it. */
  has(name: string): boolean {
    return this.text(name) !== ''
  }

  /** Sent, be it empty. */
  isSent(name: string): boolean {
    return this.#all.has(name)
  }

  flag(name: string, unsaid: boolean): boolean {
    if (!this.has(name)) return unsaid
    if (['true', '1'].includes(this.text(name))) return true
    return ['false', '0'].includes(this.text(name)) ? false : invalid(`Param ${name} must be a boolean`)
  }

  whole(name: string): number | null {
    if (!this.has(name)) return null
    return /^\d+$/.test(this.text(name))
      ? Number(this.text(name))
      : invalid(`Param ${name} must be an integer`)
  }

  json(name: string): Json | undefined {
    if (!this.has(name)) return undefined
    return parseJson(this.text(name)) ?? invalid(`Param ${name} must be valid JSON`)
  }

  /** A JSON array, or `name[0]`, `name[1]`, … each with JSON. */
  list(name: string): Json[] {
    const value = this.json(name)
    if (value !== undefined) return Array.isArray(value) ? value : invalid(`Param ${name} must be an array.`)
    const items: Json[] = []
    for (let index = 0; this.has(`${name}[${String(index)}]`); index += 1)
      items.push(this.json(`${name}[${String(index)}]`) ?? null)
    return items
  }

  /** Seconds since 1970, or a date that can be read; milliseconds. */
  time(name: string): number | null {
    if (!this.has(name)) return null
    const value = this.text(name)
    const ms = /^\d+$/.test(value)
      ? Number(value) * 1_000
      : Date.parse(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
    return Number.isNaN(ms) ? invalid(`Param ${name} must be a Unix timestamp or a date`) : ms
  }

  file(name: string): Buffer | undefined {
    return this.#files.get(name)
  }
}
