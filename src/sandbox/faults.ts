import type { Fault, FaultKind } from '../../contract/sandbox.js'
import type { Operation, SimTable } from './simulator.js'

type Call = { platform: string; accountId: string | null; operation: Operation }

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
    const added = { id: `fault_${String(number)}`, ...fault }
    this.#faults.set(added.id, added)
    return added
  }

  list(): Fault[] {
    return this.#faults.values()
  }

  clear(): void {
    for (const { id } of this.#faults.values()) this.#faults.delete(id)
  }

  /**
   * What the first fault that meets this call does to it. One without an effect on this call is not used up: it waits
   * for a call that can show it.
   */
  take<Effect>(call: Call, effectOf: (fault: Fault) => Effect | undefined): Effect | null {
    if (this.#faults.size === 0) return null
    for (const fault of this.#faults.values()) {
      if (!isAimedAt(fault, call)) continue
      const effect = effectOf(fault)
      if (effect === undefined) continue
      if (fault.times > 1) this.#faults.set(fault.id, { ...fault, times: fault.times - 1 })
      else this.#faults.delete(fault.id)
      return effect
    }
    return null
  }
}

function isAimedAt(fault: Fault, { platform, accountId, operation }: Call): boolean {
  if (fault.platform !== platform || operation === 'page') return false
  if (fault.accountId !== null && fault.accountId !== accountId) return false
  if (fault.operation === 'any') return only[fault.fault]?.includes(operation) ?? true
  if (fault.operation === operation) return true
  // A file is processed before the call that makes its post public: that call has nothing to say about it.
  const isProcessing = operation === 'upload' || operation === 'status'
  return fault.fault === 'processing_failed' && fault.operation === 'publish' && isProcessing
}

/** Why no call could ever meet this fault; null where one can. */
export function impossible({ fault, operation }: Pick<Fault, 'fault' | 'operation'>): string | null {
  const possible = only[fault]
  if (possible === undefined || operation === 'any' || possible.includes(operation)) return null
  return `${fault} cannot happen to ${operation}. Aim it at ${possible.join(', ')} or any.`
}

/** What no network says of its other calls. Absent: such a fault can come anywhere. */
const only: Partial<Record<FaultKind, readonly Operation[]>> = {
  content_rejected: ['publish', 'comment'],
  media_rejected: ['publish', 'upload', 'status'],
  duplicate: ['publish', 'comment'],
  processing_failed: ['publish', 'upload', 'status'],
}
