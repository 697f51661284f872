import type { Simulator, SimWorld } from './simulator.js'

type House = { simulator: Pick<Simulator, 'slug' | 'work'>; world: SimWorld }

const longestTimerMs = 2 ** 31 - 1
/** A simulator that failed at its own work is asked again then. */
const afterFailureMs = 5_000

/** Lets networks do what they do by themselves (`Simulator.work`), each one thing at a time. */
export class OwnWork {
  readonly #houses: readonly House[]
  readonly #failed: (slug: string, error: unknown) => void
  readonly #timers = new Map<string, NodeJS.Timeout>()
  readonly #running = new Set<string>()
  /** Woken while they were at it: what came may be due before what they looked at. */
  readonly #again = new Set<string>()
  #isStopped = false

  constructor(houses: readonly House[], failed: (slug: string, error: unknown) => void) {
    this.#houses = houses
    this.#failed = failed
  }

  /** That of one network, or of all. */
  wake(slug?: string): void {
    for (const house of this.#houses)
      if (house.simulator.work !== undefined && (slug === undefined || slug === house.simulator.slug))
        void this.#run(house)
  }

  stop(): void {
    this.#isStopped = true
    for (const timer of this.#timers.values()) clearTimeout(timer)
  }

  async #run(house: House): Promise<void> {
    const { slug, work } = house.simulator
    if (work === undefined || this.#isStopped) return
    if (this.#running.has(slug)) {
      this.#again.add(slug)
      return
    }
    this.#running.add(slug)
    const nextMs = await work(house.world).catch((error: unknown) => {
      // What it was at when everything ended is still written down: it goes on at the next start.
      if (!this.#isStopped) this.#failed(slug, error)
      return afterFailureMs
    })
    this.#running.delete(slug)
    clearTimeout(this.#timers.get(slug))
    if (this.#again.delete(slug)) void this.#run(house)
    else if (nextMs !== null && !this.#isStopped)
      this.#timers.set(
        slug,
        setTimeout(() => void this.#run(house), Math.min(Math.max(nextMs, 0), longestTimerMs)).unref(),
      )
  }
}
