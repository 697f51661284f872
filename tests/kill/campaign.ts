import { setTimeout as pause } from 'node:timers/promises'
import { failpoints, type Failpoint } from '../../src/kit/failpoint.js'
import type { Fleet } from './fleet.js'

/** Boundaries that only web processes pass. */
export const ofWeb: readonly Failpoint[] = ['post-written', 'change-committed']
/** Nothing is published there: numbers.test.ts kills at them. */
export const ofNumbers: readonly Failpoint[] = ['posts-measured', 'page-turned']
/** mails.test.ts and imports.test.ts kill there. */
export const ofOthers: readonly Failpoint[] = ['mail-sent', 'row-made']
const ofWorkers = failpoints.filter((name) => ![...ofWeb, ...ofNumbers, ...ofOthers].includes(name))

/** Workers that each end themselves at a named boundary, several at a time. */
export class Campaign {
  /** Kills at their boundary, by name. */
  readonly kills = new Map<Failpoint, number>()
  /** Workers that did not come to their boundary in time, and were killed wherever they were. */
  unreached = 0
  isOver = false
  readonly #fleet: Fleet
  readonly #begun = new Map<Failpoint, number>()
  readonly #names: readonly Failpoint[]

  constructor(fleet: Fleet, names: readonly Failpoint[] = ofWorkers) {
    this.#fleet = fleet
    this.#names = names
  }

  get killed(): number {
    return [...this.kills.values()].reduce((sum, count) => sum + count, 0)
  }

  /** Until `wanted` workers ended at their boundary, or it takes too long. */
  async run(given: {
    wanted: number
    workers: number
    patienceMs: number
    giveUpAfterMs: number
  }): Promise<void> {
    const giveUpAt = performance.now() + given.giveUpAfterMs
    const one = async (): Promise<void> => {
      while (this.killed < given.wanted && performance.now() < giveUpAt) await this.#life(given.patienceMs)
    }
    await Promise.all(Array.from({ length: given.workers }, one))
    this.isOver = true
  }

  async #life(patienceMs: number): Promise<void> {
    const name = this.#next()
    const passes = 1 + Math.floor(Math.random() * 3)
    const worker = await this.#fleet.startWorker(`${name}:${String(passes)}`)
    await worker.ready()
    const patience = new AbortController()
    void pause(patienceMs, undefined, { signal: patience.signal }).then(
      () => {
        this.unreached += worker.isRunning() ? 1 : 0
        worker.kill()
      },
      () => undefined,
    )
    const { how, byUs } = await worker.ended
    patience.abort()
    if (how === 'SIGKILL' && !byUs) this.kills.set(name, (this.kills.get(name) ?? 0) + 1)
    else if (how !== 'SIGKILL') await pause(200)
  }

  /** The boundary that was tried least. */
  #next(): Failpoint {
    const [name] = this.#names.toSorted((a, b) => (this.#begun.get(a) ?? 0) - (this.#begun.get(b) ?? 0))
    if (name === undefined) throw new Error('There is no boundary')
    this.#begun.set(name, (this.#begun.get(name) ?? 0) + 1)
    return name
  }
}
