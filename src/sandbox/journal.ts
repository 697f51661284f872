import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Json } from '../kit/json.js'
import type { SimTable } from './simulator.js'

type Entry = [table: string, key: string, value?: Json]

/**
 * Tables of one simulator: maps in memory, every change appended to a file before the request that made it is
 * answered. What was answered survives the end of the process. The file is rewritten at start.
 */
export class Journal {
  readonly #tables = new Map<string, Map<string, Json>>()
  readonly #path: string
  /** Null once closed: its number may be another file's by then. */
  #file: number | null

  constructor(folder: string, name: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.#path = join(folder, `${name}.jsonl`)
    this.#load()
    this.#file = openSync(this.#path, 'a', 0o600)
  }

  table<T extends Json>(name: string): SimTable<T> {
    // A table holds what its simulator put in; the journal knows only JSON.
    const rows = (): Map<string, T> | undefined => this.#tables.get(name) as Map<string, T> | undefined
    return {
      get: (key) => rows()?.get(key),
      set: (key, value) => {
        // Made by the first row, not by looking: a simulator may ask for a table for each of its posts.
        if (rows() === undefined) this.#tables.set(name, new Map())
        rows()?.set(key, value)
        this.#append([name, key, value])
      },
      delete: (key) => {
        if (rows()?.delete(key) === true) this.#append([name, key])
      },
      entries: () => [...(rows()?.entries() ?? [])],
      values: () => [...(rows()?.values() ?? [])],
      get size() {
        return rows()?.size ?? 0
      },
    }
  }

  clear(): void {
    this.#tables.clear()
    this.close()
    this.#file = openSync(this.#path, 'w', 0o600)
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file)
    this.#file = null
  }

  #append(entry: Entry): void {
    if (this.#file === null) throw new Error('The sandbox was closed')
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`)
  }

  #load(): void {
    if (!existsSync(this.#path)) return
    for (const line of readFileSync(this.#path, 'utf8').split('\n')) {
      if (line === '') continue
      let entry: Entry
      try {
        entry = JSON.parse(line) as Entry
      } catch {
        // The last line of a process that ended while writing: its request was never answered.
        continue
      }
      const [name, key, value] = entry
      const rows = this.#tables.get(name) ?? new Map<string, Json>()
      this.#tables.set(name, rows)
      if (value === undefined) rows.delete(key)
      else rows.set(key, value)
    }
    const lines = [...this.#tables].flatMap(([name, rows]) =>
      [...rows].map(([key, value]) => JSON.stringify([name, key, value])),
    )
    writeFileSync(`${this.#path}.new`, lines.map((line) => `${line}\n`).join(''), { mode: 0o600 })
    renameSync(`${this.#path}.new`, this.#path)
  }
}
