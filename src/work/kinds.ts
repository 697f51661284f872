import type { DueTable, Lease } from '../store/claims.js'
import type { WorkKind } from './wake.js'

/**
 * One kind of due work: how rows are claimed and what is done with one. The list is made in due-work.ts; the worker
 * knows nothing else about posts, deliveries or files.
 */
export type Kind<L extends Lease = Lease> = {
  /** The table that holds the leases. */
  table: DueTable | 'lanes'
  /** The name under which others say that rows are due. */
  wokenBy: WorkKind
  /** How many rows a worker has in hand at most. */
  places: number
  /** How many of them one group (workspace, webhook) may fill before others go first. */
  placesPerGroup: number
  /** How many are claimed at once at most; 250 when absent. */
  batch?: number
  claim: (wanted: {
    workerId: string
    limit: number
    perGroup: number
    passOver: readonly string[]
  }) => Promise<L[]>
  /** Does the work and records it, conditional on the lease. What it throws is logged; the row comes up again when its lease ends. */
  run: (lease: L) => Promise<void>
}

/** Types a kind without losing its lease's type in the list. */
export function kind<L extends Lease>(record: Kind<L>): Kind {
  return {
    ...record,
    // The worker hands back to `run` exactly what `claim` of the same record gave.
    run: (lease) => record.run(lease as L),
  }
}
