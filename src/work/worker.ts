import { setMaxListeners } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type { Database } from '../store/database.js'
import { nextDueInMs, renewLeases, type Lease } from '../store/claims.js'
import type { Kind } from './kinds.js'
import type { Wake } from './wake.js'
import { openWorkerSession, type WorkerSession } from './worker-session.js'

const renewEveryMs = 10_000
const buryEveryMs = 2_000
/** Workers look at least this often, so that a wake that was lost delays nothing for long. */
const lookEveryMs = 1_000
const graceMs = 25_000
const restMs = 20

export type WorkerDeps = {
  db: Database
  wake: Wake
  mode: string
  kinds: readonly Kind[]
  log: (level: 'info' | 'warn' | 'error', message: string, facts?: Record<string, unknown>) => void
}

export type Worker = {
  /** Stops claiming, waits for what is running (25 s at most) and gives the rest back. */
  stop: () => Promise<void>
  /** How many rows are in hand, for metrics. */
  inHand: () => number
  /** Whether it has its database session, without which it claims nothing. */
  isUp: () => boolean
}

/** Claims due rows, runs them and lets go, until stopped. Survives the loss of the database. */
export function runWorker(deps: WorkerDeps): Worker {
  const stopping = new AbortController()
  const pumps = deps.kinds.map((kind) => new Pump(deps, kind, stopping.signal))
  let isUp = false
  const life = live(deps, pumps, stopping.signal, (up) => (isUp = up))
  return {
    isUp: () => isUp,
    inHand: () => pumps.reduce((sum, pump) => sum + pump.inHand, 0),
    async stop() {
      stopping.abort()
      await life
    },
  }
}

async function live(
  deps: WorkerDeps,
  pumps: readonly Pump[],
  signal: AbortSignal,
  onUp: (isUp: boolean) => void,
): Promise<void> {
  while (!signal.aborted) {
    let session: WorkerSession
    try {
      session = await openWorkerSession(deps.db, deps.wake)
    } catch (error) {
      deps.log('warn', 'The worker has no database; it tries again', { reason: (error as Error).message })
      await pause(500, undefined, { signal }).catch(() => undefined)
      continue
    }
    onUp(true)
    const ended = new AbortController()
    void session.lost.then(() => ended.abort())
    const now = AbortSignal.any([signal, ended.signal])
    // One listener a kind of work and a chore: as many as there are, and no leak.
    setMaxListeners(0, now)
    await Promise.all([
      ...pumps.map((pump) => pump.run(session.workerId, now)),
      every(
        renewEveryMs,
        now,
        () => Promise.all(pumps.map((pump) => pump.renew())).then(() => undefined),
        deps,
      ),
      every(
        buryEveryMs,
        now,
        async () => {
          const freed = await session.buryDead()
          if (freed > 0) {
            deps.log('info', 'Took over rows of a worker that died', { rows: freed })
            deps.wake.due('targets')
          }
        },
        deps,
      ),
    ])
    if (signal.aborted) {
      await Promise.race([
        Promise.all(pumps.map((pump) => pump.drained())),
        pause(graceMs, undefined, { ref: false }),
      ])
    } else {
      deps.log('warn', 'The worker lost its database session; its leases are void until it has a new one')
    }
    onUp(false)
    await session.end({ isLost: !signal.aborted })
  }
}

/** Repeats a chore until the signal aborts; a failure is logged and the chore comes round again. */
async function every(
  ms: number,
  signal: AbortSignal,
  chore: () => Promise<void>,
  deps: WorkerDeps,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await chore()
    } catch (error) {
      if (!signal.aborted)
        deps.log('warn', 'A chore of the worker failed', { reason: (error as Error).message })
    }
    await pause(ms, undefined, { signal }).catch(() => undefined)
  }
}

/** Claims rows of one kind as places get free, and keeps their leases alive. */
class Pump {
  readonly #deps: WorkerDeps
  readonly #kind: Kind
  /** By token and row: rows that were claimed together may share a token. */
  readonly #held = new Map<string, Lease>()
  readonly #stopping: AbortSignal
  #ring: () => void = () => undefined
  #rung = false

  constructor(deps: WorkerDeps, kind: Kind, stopping: AbortSignal) {
    this.#deps = deps
    this.#kind = kind
    this.#stopping = stopping
  }

  get inHand(): number {
    return this.#held.size
  }

  async run(workerId: string, signal: AbortSignal): Promise<void> {
    const off = this.#deps.wake.on((kind) => {
      if (kind === this.#kind.wokenBy) this.#wakeUp()
    })
    const onAbort = (): void => this.#wakeUp()
    signal.addEventListener('abort', onAbort)
    try {
      while (!signal.aborted) await this.#round(workerId)
    } finally {
      signal.removeEventListener('abort', onAbort)
      off()
    }
  }

  async #round(workerId: string): Promise<void> {
    const free = this.#kind.places - this.#held.size
    if (free <= 0) return this.#sleep(lookEveryMs)
    this.#rung = false
    try {
      const { placesPerGroup: perGroup, batch = 250 } = this.#kind
      const claimed = await this.#kind.claim({
        workerId,
        limit: Math.min(free, batch),
        perGroup,
        passOver: this.#crowded(),
      })
      for (const lease of claimed) this.#start(lease)
      // What gets free meanwhile is claimed together: a claim costs the same for one row as for many.
      if (claimed.length > 0) return claimed.length < batch ? await pause(restMs) : undefined
      const inMs = await nextDueInMs(this.#deps.db, this.#kind.table, this.#deps.mode)
      // Due, but not to be had: somebody has it locked for a moment.
      await this.#sleep(inMs === null ? lookEveryMs : Math.min(lookEveryMs, Math.max(inMs, 25)))
    } catch (error) {
      this.#deps.log('warn', 'Claiming failed; it is tried again', {
        kind: this.#kind.wokenBy,
        reason: (error as Error).message,
      })
      await this.#sleep(500)
    }
  }

  /** Groups that fill their share of the places, so that others get a turn. */
  #crowded(): string[] {
    const counts = new Map<string, number>()
    for (const lease of this.#held.values()) counts.set(lease.group, (counts.get(lease.group) ?? 0) + 1)
    return [...counts].filter(([, count]) => count >= this.#kind.placesPerGroup).map(([group]) => group)
  }

  #start(lease: Lease): void {
    const key = `${lease.token} ${lease.id}`
    this.#held.set(key, lease)
    this.#kind
      .run(lease)
      .catch((error: unknown) => {
        const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
        this.#deps.log('error', 'Work ended without being recorded; it comes up again when its lease ends', {
          kind: this.#kind.wokenBy,
          id: lease.id,
          reason,
        })
      })
      .finally(() => {
        this.#held.delete(key)
        this.#wakeUp()
      })
  }

  async renew(): Promise<void> {
    if (this.#held.size === 0) return
    const asked = [...this.#held]
    const tokens = [...new Set(asked.map(([, lease]) => lease.token))]
    const mine = await renewLeases(this.#deps.db, this.#kind.table, tokens)
    const lost = asked.filter(([key, lease]) => !mine.has(lease.token) && this.#held.has(key)).length
    if (lost > 0)
      this.#deps.log('warn', 'Leases were lost; what they cover is settled by whoever has them now', {
        kind: this.#kind.wokenBy,
        lost,
      })
  }

  async drained(): Promise<void> {
    while (this.#held.size > 0) await this.#sleep(lookEveryMs)
  }

  #wakeUp(): void {
    this.#rung = true
    this.#ring()
  }

  /** Until woken, or `ms`; at once when something rang since the last round began. */
  async #sleep(ms: number): Promise<void> {
    if (this.#rung && !this.#stopping.aborted) {
      this.#rung = false
      return
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.#ring = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
