import { retryableCodes } from './generated/operations.js'
import type { ErrorCode } from './generated/types.js'

/** Codes of what goes wrong on the way to the server and back, or after it. */
export type LocalCode =
  /** No answer came: nobody listens, or the connection was cut. */
  | 'CONNECTION_FAILED'
  /** No answer came in time. */
  | 'TIMED_OUT'
  /** What answered is not the API: a proxy's error page, for example. */
  | 'UNEXPECTED_ANSWER'
  /** A webhook is not signed with the secret, or is too old. */
  | 'INVALID_SIGNATURE'
  /** The bytes of a file did not get to where they were to be uploaded, or the file was refused there. */
  | 'UPLOAD_FAILED'

type Facts = {
  code: ErrorCode | LocalCode | (string & {})
  message: string
  status?: number
  details?: Record<string, unknown> | undefined
  requestId?: string | undefined
  retryAfterMs?: number | undefined
  cause?: unknown
}

/** Everything that this package throws, but for what an AbortSignal of the caller gives as its reason. */
export class VoxBurstError extends Error {
  override readonly name = 'VoxBurstError'
  /** Stable: compare this, not the message. */
  readonly code: Facts['code']
  /** Of HTTP; 0 where there was no answer. */
  readonly status: number
  /** What the server says besides: its form depends on the code. */
  readonly details: Record<string, unknown>
  /** The field of the body or query at fault, e.g. `threadPosts.0.content`. */
  readonly field: string | undefined
  /** Finds the request in the log of the server. */
  readonly requestId: string | undefined
  /** How long the server asks to wait before a repeat. */
  readonly retryAfterMs: number | undefined
  constructor({ code, message, status = 0, details = {}, requestId, retryAfterMs, cause }: Facts) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.status = status
    this.details = details
    this.field = typeof details['field'] === 'string' ? details['field'] : undefined
    this.requestId = requestId
    this.retryAfterMs = retryAfterMs
  }

  /** Whether sending the same again can help. */
  get isRetryable(): boolean {
    if (this.code in retryableCodes) return retryableCodes[this.code as ErrorCode]
    if (this.code === 'CONNECTION_FAILED' || this.code === 'TIMED_OUT') return true
    return this.code === 'UNEXPECTED_ANSWER' && (this.status === 429 || this.status >= 500)
  }
}
