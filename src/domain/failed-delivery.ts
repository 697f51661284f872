import type { TargetWarningCode } from '../../contract/finding-codes.js'
import type { JsonObject } from '../kit/json.js'
import type { PlatformError } from './outcome.js'

/** What a network took and could not deliver. */
export type FailedMessage = { recipient: string | null; remoteId: string; error: PlatformError | null }

/** How many of them are told by name: a reply stays readable, and the rest is counted. */
const named = 100

/**
 * The warning of a target some of whose messages did not arrive, of `sent` in all; null where all did. Sending them
 * again is a person's to decide: the network may have delivered what it could not confirm. Pure.
 */
export function failedDelivery(
  failed: readonly FailedMessage[],
  sent: number,
): (JsonObject & { code: TargetWarningCode }) | null {
  const [first] = failed
  if (first === undefined) return null
  const why = first.error === null ? '' : ` ${first.error.message}`
  const many = `The network took it, and could not deliver it to ${String(failed.length)} of ${String(sent)}`
  return {
    code: 'DELIVERY_FAILED',
    message:
      first.recipient === null
        ? `The network took it, and could not deliver it.${why}`
        : `${many} recipients.${why}`,
    failed: failed.length,
    undelivered: failed.slice(0, named).map(({ recipient, remoteId, error }) => ({
      recipient,
      remoteId,
      ...(error === null ? {} : { code: error.code, message: error.message }),
    })),
  }
}
