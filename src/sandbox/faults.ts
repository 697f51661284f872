import type { FaultKind, Operation, SimTable } from './simulator.js'

export type Fault = {
  id: string
  platform: string
  accountId: string | null
  fault: FaultKind
  times: number
  operation: Operation | 'any'
  retryAfter: number | null
  delayMs: number | null
}

/** Faults that a person asked for, used up in order of arrival; kept across restarts like everything else here. */
export class Faults {
  readonly #faults: SimTable<Fault>
  readonly #counters: SimTable<number>

  constructor(tables: { faults: SimTable<Fault>; counters: SimTable<number> }) {
    this.#faults = tables.faults
    this.#counters = tables.counters
  }

  add(fault: Omit<Fault, 'id'>): Fault {
    const number = (this.#counters.get('fault') ?? 0) + 1
    this.#counters.set('fault', number)
    const added = { ...fault, id: `fault_${String(number)}` }
    this.#faults.set(added.id, added)
    return added
  }

  list(): Fault[] {
    return this.#faults.values()
  }

  clear(): void {
    for (const { id } of this.#faults.values()) this.#faults.delete(id)
  }

  /** The fault that meets this call, if one does. */
  take(call: { platform: string; accountId: string | null; operation: Operation }): Fault | null {
    if (this.#faults.size === 0) return null
    const fault = this.#faults
      .values()
      .find(
        (each) =>
          each.platform === call.platform &&
          (each.accountId === null || each.accountId === call.accountId) &&
          (each.operation === 'any' || each.operation === call.operation),
      )
    if (fault === undefined) return null
    if (fault.times > 1) this.#faults.set(fault.id, { ...fault, times: fault.times - 1 })
    else this.#faults.delete(fault.id)
    return fault
  }
}
