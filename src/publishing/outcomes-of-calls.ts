import { NotSent } from '../connectors/platform-http.js'
import type { PlatformError, PublishOutcome } from '../domain/outcome.js'

/** Runs a creating call of a connector; what it throws becomes an outcome. */
export async function asked(call: () => Promise<PublishOutcome>): Promise<PublishOutcome> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof NotSent) return { kind: 'refused', cure: 'wait', error: faultOf(error) }
    return { kind: 'unknown', error: faultOf(error) }
  }
}

export function faultOf(error: unknown): PlatformError {
  return {
    code: 'PLATFORM_UNAVAILABLE',
    message: `The network could not be reached: ${error instanceof Error ? error.message : String(error)}`,
  }
}
