import type { PlatformError } from './outcome.js'

/** What a target with `out` of `all` parts out fails with: how far it got stands in `details.publishedItems`. Pure. */
export function partialThread(error: PlatformError, out: number, all: number): PlatformError {
  if (out === 0) return error
  const details = { ...error.details, publishedItems: out }
  // While it is not known whether the next part is out, nobody but a person may go on.
  if (error.code === 'OUTCOME_UNKNOWN') return { ...error, details }
  if (error.code === 'PARTIAL_THREAD') return { ...error, details }
  return {
    ...error,
    code: 'PARTIAL_THREAD',
    message: `${String(out)} of ${String(all)} parts are out; retry goes on after the last of them. ${error.message}`,
    details: { ...details, reason: error.code },
  }
}
