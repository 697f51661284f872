import type { PlatformError, PublishOutcome, Refused } from '../domain/outcome.js'
import type { JsonObject } from '../kit/json.js'
import { storableText } from '../kit/storable.js'
import { NotSent, type PlatformReply } from './platform-http.js'

/** What a refusal of a platform means for us: a row of a connector's `errors.ts`. */
export type Refusal = {
  code: PlatformError['code']
  cure: Refused['cure']
  message: string
  details?: JsonObject
}

export function refused(
  refusal: Refusal,
  reply: PlatformReply,
  network: { code?: string; message?: string },
  retryAfterMs?: number,
): Refused {
  return {
    kind: 'refused',
    cure: refusal.cure,
    error: {
      code: refusal.code,
      message: refusal.message,
      ...(network.code === undefined ? {} : { networkCode: network.code }),
      ...(network.message === undefined ? {} : { networkMessage: network.message }),
      httpStatus: reply.status,
      ...(refusal.details === undefined ? {} : { details: refusal.details }),
    },
    ...(retryAfterMs === undefined ? {} : { retryAfterMs: Math.max(1_000, retryAfterMs) }),
  }
}

/** An answer to a creating call from which nobody can tell whether the post exists. */
export function unknown(reply: PlatformReply, why: string): PublishOutcome {
  return {
    kind: 'unknown',
    error: {
      code: 'OUTCOME_UNKNOWN',
      message: why,
      httpStatus: reply.status,
      networkMessage: storableText(reply.text.slice(0, 300)),
    },
  }
}

/** An answer that a call which creates nothing cannot use, in words ("Google answered 503"): it is tried again. */
export function unusable(message: string): Refused {
  return { kind: 'refused', cure: 'wait', error: { code: 'PLATFORM_UNAVAILABLE', message } }
}

/** A call that creates nothing the public can see failed: it is tried again. */
export function faultOf(error: unknown): Refused {
  const message = error instanceof NotSent ? 'The network could not be reached' : 'The network did not answer'
  return {
    kind: 'refused',
    cure: 'wait',
    error: {
      code: 'PLATFORM_UNAVAILABLE',
      message: `${message}: ${error instanceof Error ? error.message : String(error)}`,
    },
  }
}
