import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The simulators' time; moved with the server's, never back, and kept across restarts. */
export class SandboxClock {
  readonly #path: string
  #offsetMs: number

  constructor(folder: string) {
    this.#path = join(folder, 'clock.json')
    this.#offsetMs = readOffset(this.#path)
  }

  get offsetMs(): number {
    return this.#offsetMs
  }

  now(): Date {
    return new Date(Date.now() + this.#offsetMs)
  }

  advance(ms: number): void {
    this.moveTo(this.#offsetMs + ms)
  }

  moveTo(offsetMs: number): void {
    if (offsetMs <= this.#offsetMs) return
    this.#offsetMs = offsetMs
    // Under another name first: a process that ends in between leaves the old time, not half a number.
    writeFileSync(`${this.#path}.new`, JSON.stringify(offsetMs), { mode: 0o600 })
    renameSync(`${this.#path}.new`, this.#path)
  }
}

function readOffset(path: string): number {
  try {
    const offsetMs = Number(JSON.parse(readFileSync(path, 'utf8')))
    return Number.isFinite(offsetMs) ? offsetMs : 0
  } catch {
    // Nobody has moved the clock yet.
    return 0
  }
}
