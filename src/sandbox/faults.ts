import type { FaultKind, Operation } from './simulator.js'

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

/** Faults that a person asked for, used up in order of arrival. */
export class Faults {
  #faults: Fault[] = []
  #nextId = 1

  add(fault: Omit<Fault, 'id'>): Fault {
    const added = { ...fault, id: `fault_${String(this.#nextId)}` }
    this.#nextId += 1
    this.#faults.push(added)
    return added
  }

  list(): Fault[] {
    return [...this.#faults]
  }

  clear(): void {
    this.#faults = []
  }

  /** The fault that meets this call, if one does. */
  take(call: { platform: string; accountId: string | null; operation: Operation }): Fault | null {
    const fault = this.#faults.find(
      (each) =>
        each.platform === call.platform &&
        (each.accountId === null || each.accountId === call.accountId) &&
        (each.operation === 'any' || each.operation === call.operation),
    )
    if (fault === undefined) return null
    fault.times -= 1
    if (fault.times <= 0) this.#faults = this.#faults.filter((each) => each !== fault)
    return fault
  }
}
