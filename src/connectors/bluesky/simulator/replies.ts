import type { Json } from '../../../kit/json.js'
import type { SimReply } from '../../../sandbox/simulator.js'

export function ok(body: Json = {}, headers: Record<string, string> = {}): SimReply {
  return { status: 200, body, headers }
}

/** Every error of XRPC: a name for programs, a sentence for people. */
export function failure(status: number, error: string, message: string): SimReply {
  return { status, body: { error, message } }
}

export const invalid = (message: string): SimReply => failure(400, 'InvalidRequest', message)
export const expired = (message = 'Token has expired'): SimReply => failure(400, 'ExpiredToken', message)
export const invalidToken = (message = 'Token could not be verified'): SimReply =>
  failure(400, 'InvalidToken', message)

export type Limit = { limit: number; windowSeconds: number; remaining: number; resetAtMs: number }

export function limitHeaders({ limit, windowSeconds, remaining, resetAtMs }: Limit): Record<string, string> {
  return {
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(Math.ceil(resetAtMs / 1_000)),
    'ratelimit-policy': `${String(limit)};w=${String(windowSeconds)}`,
  }
}

/** There is no Retry-After: the caller waits for the reset. */
export function limited(limit: Limit): SimReply {
  return { ...failure(429, 'RateLimitExceeded', 'Rate Limit Exceeded'), headers: limitHeaders(limit) }
}
