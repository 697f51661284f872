import type { PlatformError } from './outcome.js'

/** A recipient who has not got it, and why; null: it was not tried. */
export type Undelivered = { recipient: string; error: PlatformError | null }

/** How many of them are told by name: a reply stays readable, and the rest is counted. */
const named = 100

/** What a target fails with that a person stopped after some recipients had it. Pure. */
export function stoppedDelivery(because: PlatformError, delivered: number): PlatformError {
  if (delivered === 0) return because
  return {
    code: 'PARTIAL_DELIVERY',
    message: `${String(delivered)} ${delivered === 1 ? 'recipient has' : 'recipients have'} it. ${because.message}`,
    details: { ...because.details, delivered, reason: because.code },
  }
}

/**
 * What a target fails with that did not reach all its recipients: how many have it, and who has not and why.
 * `because`: what stopped it for all; null when everybody was tried. Pure.
 */
export function partialDelivery(
  because: PlatformError | null,
  delivered: number,
  undelivered: readonly Undelivered[],
): PlatformError {
  const tried = undelivered.flatMap(({ recipient, error }) => (error === null ? [] : [{ recipient, error }]))
  const lost = tried.filter(({ error }) => error.code === 'OUTCOME_UNKNOWN').length
  const cause = because ?? tried.find(({ error }) => error.code !== 'OUTCOME_UNKNOWN')?.error
  const wasForOne = delivered === 0 && undelivered.length === 1 ? tried[0]?.error : undefined
  const wholly = wasForOne ?? (delivered === 0 && tried.length === 0 ? because : null)
  if (wholly !== null) return wholly
  return {
    // Retry sends nothing whose answer was lost: where that is all there is, it is said as everywhere.
    code: lost === undelivered.length ? 'OUTCOME_UNKNOWN' : 'PARTIAL_DELIVERY',
    message: [
      `${String(delivered)} of ${String(delivered + undelivered.length)} recipients have it.`,
      ...(lost < undelivered.length ? ['Retry sends it to those who surely have not.'] : []),
      ...(lost > 0
        ? [`Of ${String(lost)} the answer was lost: ask them, then use fix to send it to them again.`]
        : []),
      ...(cause === undefined ? [] : [cause.message]),
    ].join(' '),
    details: {
      delivered,
      failed: tried.length - lost,
      unknown: lost,
      notTried: undelivered.length - tried.length,
      undelivered: tried
        .slice(0, named)
        .map(({ recipient, error: { code, message } }) => ({ recipient, code, message })),
      ...(cause === undefined ? {} : { reason: cause.code }),
    },
  }
}
