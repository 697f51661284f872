import type { Reconcile } from '../connectors/connector.js'
import { unknownOutcome } from '../domain/next-step.js'
import type { PlatformError } from '../domain/outcome.js'

/** For how long what may be out is asked about where asking, or recording the answer, does not succeed; then a person has to look. */
export const longestAskingMs = 60 * 60_000

/** What something fails with that may be out and that a bug of ours kept from being told. */
export function ownFault(error: unknown, reconcile?: Reconcile): PlatformError {
  const message = error instanceof Error ? error.message : String(error)
  const fault: PlatformError = {
    code: 'PUBLISH_ERROR',
    message: `The server met a fault of its own. ${message}`,
  }
  return unknownOutcome(fault, reconcile)
}
