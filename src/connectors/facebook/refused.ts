import type { Prepared } from '../connector.js'

/** What is said instead of going on with a preparation. Not kept as a step: thrown through it, and answered. */
export class NotPrepared extends Error {
  readonly prepared: Prepared
  constructor(prepared: Prepared) {
    super('The item could not be prepared')
    this.prepared = prepared
  }
}
