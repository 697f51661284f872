/** Every code that an error reply may carry: its HTTP status, whether sending the same again can help, and what it means. */
export const errorCodes = {
  VALIDATION_ERROR: {
    status: 400,
    retryable: false,
    meaning: 'The body or query breaks a rule; details.field names it.',
  },
  BAD_REQUEST: {
    status: 400,
    retryable: false,
    meaning: 'The request is malformed: not JSON, or an id in the wrong format.',
  },
  INVALID_DATE: { status: 400, retryable: false, meaning: 'A date is not ISO 8601 with a zone.' },
  INVALID_PARAM: {
    status: 400,
    retryable: false,
    meaning: 'The OAuth state is unknown, used or expired, or the code is bad.',
  },
  INVALID_PAGE_ID: {
    status: 400,
    retryable: false,
    meaning: 'The page cannot be reached with this account.',
  },
  PAGE_SELECTION_NOT_SUPPORTED: {
    status: 400,
    retryable: false,
    meaning: 'This kind of account has no pages to select.',
  },
  ACCOUNT_PAGE_MISMATCH: { status: 400, retryable: false, meaning: 'The page belongs to another account.' },
  DESTINATIONS_NOT_LOADED: {
    status: 400,
    retryable: true,
    meaning: 'The pages are still being read; try again shortly.',
  },
  PAGE_NOT_SELECTED: {
    status: 400,
    retryable: false,
    meaning: 'The account needs a page before it can post.',
  },
  ACCOUNT_TYPE_NOT_SUPPORTED: {
    status: 400,
    retryable: false,
    meaning: 'The network does not let this kind of account post.',
  },
  IDEMPOTENCY_INVALID_KEY: {
    status: 400,
    retryable: false,
    meaning: 'The Idempotency-Key has bad characters or length.',
  },
  CONTENT_TOO_LONG: { status: 400, retryable: false, meaning: 'The text is longer than a network takes.' },
  MEDIA_REQUIRED: { status: 400, retryable: false, meaning: 'A network takes no post without media.' },
  CONTENT_TYPE_REQUIRED: { status: 400, retryable: false, meaning: 'A network needs contentType.' },
  CONTENT_TYPE_NOT_SUPPORTED: {
    status: 400,
    retryable: false,
    meaning: 'A network does not offer this contentType.',
  },
  ACCOUNT_NOT_FOUND: {
    status: 400,
    retryable: false,
    meaning: 'An account in the body is not in this workspace.',
  },
  UNAUTHORIZED: {
    status: 401,
    retryable: false,
    meaning: 'No API key, or one that is unknown, revoked or expired.',
  },
  PLAN_LIMIT_EXCEEDED: { status: 402, retryable: false, meaning: 'The plan allows no further account.' },
  LIMIT_EXCEEDED: { status: 402, retryable: false, meaning: 'A limit of the plan is reached.' },
  PLAN_REQUIRED: { status: 402, retryable: false, meaning: 'The feature needs a higher plan.' },
  FORBIDDEN: { status: 403, retryable: false, meaning: 'The key lacks the scope, or the member the role.' },
  PLATFORM_RESTRICTED: {
    status: 403,
    retryable: false,
    meaning: 'The workspace does not allow this platform.',
  },
  NOT_AUTHORIZED: { status: 403, retryable: false, meaning: 'The member does not approve the current step.' },
  NOT_FOUND: { status: 404, retryable: false, meaning: 'Nothing with this id or path in this workspace.' },
  METHOD_NOT_ALLOWED: { status: 405, retryable: false, meaning: 'The path exists, the method does not.' },
  CONFLICT: {
    status: 409,
    retryable: false,
    meaning: 'The present status does not allow it; details.status says which it is.',
  },
  NO_PENDING_STEP: {
    status: 409,
    retryable: false,
    meaning: 'No step of an approval of this post waits for a decision.',
  },
  PERSONA_IN_USE: {
    status: 409,
    retryable: false,
    meaning: 'Posts refer to the persona; `details.linkedPostCount` says how many.',
  },
  ALREADY_IN_APPROVAL: { status: 409, retryable: false, meaning: 'The post is in approval already.' },
  IDEMPOTENCY_CONFLICT: { status: 409, retryable: false, meaning: 'The key was used with another body.' },
  IDEMPOTENCY_IN_PROGRESS: {
    status: 409,
    retryable: true,
    meaning: 'The first request with this key is still running.',
  },
  PAYLOAD_TOO_LARGE: { status: 413, retryable: false, meaning: 'The body is larger than allowed.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, retryable: false, meaning: 'The body is not JSON.' },
  UNPROCESSABLE_ENTITY: {
    status: 422,
    retryable: false,
    meaning: 'The body is well-formed, but breaks a limit (metadata).',
  },
  RATE_LIMITED: { status: 429, retryable: true, meaning: 'Too many requests; wait Retry-After seconds.' },
  INTERNAL_ERROR: { status: 500, retryable: true, meaning: 'Our fault; the request id finds it in the log.' },
  GRAPH_API_ERROR: { status: 502, retryable: true, meaning: 'The network answered with an error.' },
  FEATURE_DISABLED: { status: 503, retryable: false, meaning: 'The feature is switched off on this server.' },
  SERVICE_UNAVAILABLE: { status: 503, retryable: true, meaning: 'A part we depend on is down; try again.' },
} as const satisfies Record<string, { status: number; retryable: boolean; meaning: string }>

export type ErrorCode = keyof typeof errorCodes

/**
 * Codes in `platforms[].error.code` of a failed target. Whose turn it is stands in `cure`: `wait` for time,
 * `edit` for the author, `reconnect` for the account's owner, `person` where only somebody who looks can tell.
 */
export const targetErrorCodes = {
  PUBLISH_ERROR: { cure: 'edit', meaning: 'The network refused for a reason we have no better word for.' },
  CONTENT_TOO_LONG: { cure: 'edit', meaning: 'The text is longer than the network takes.' },
  CONTENT_REJECTED: { cure: 'edit', meaning: 'The network does not accept this text.' },
  DUPLICATE_CONTENT: { cure: 'edit', meaning: 'The network says the same was just posted.' },
  MEDIA_REJECTED: { cure: 'edit', meaning: 'The network does not accept a file.' },
  ASPECT_RATIO_INVALID: { cure: 'edit', meaning: 'A picture is too wide or too tall.' },
  PARTIAL_THREAD: {
    cure: 'wait',
    meaning: 'A thread stopped half-way; retry goes on after the last part that is out.',
  },
  PARTIAL_DELIVERY: {
    cure: 'wait',
    meaning:
      'Some recipients have not got it; `details` counts and names them, and retry sends it to these alone.',
  },
  NOTHING_TO_PUBLISH: { cure: 'edit', meaning: 'Every target was skipped.' },
  ACCOUNT_DISCONNECTED: {
    cure: 'reconnect',
    meaning: 'The network no longer accepts our access to the account.',
  },
  ACCOUNT_SUSPENDED: {
    cure: 'reconnect',
    meaning:
      'The network has suspended or locked the account; its owner settles that there, then connects again.',
  },
  PERMISSION_DENIED: {
    cure: 'reconnect',
    meaning: 'The account does not allow this; connect it again with all permissions.',
  },
  QUOTA_EXCEEDED: {
    cure: 'wait',
    meaning: 'The allowance of the network is used up; details.retryAt says until when.',
  },
  RATE_LIMITED: {
    cure: 'wait',
    meaning: 'Too many requests at the network; details.retryAt says until when.',
  },
  PLATFORM_UNAVAILABLE: {
    cure: 'wait',
    meaning: 'The network could not be reached or was out of order; surely nothing was posted.',
  },
  PROCESSING_FAILED: { cure: 'edit', meaning: 'The network could not process a file.' },
  OUTCOME_UNKNOWN: {
    cure: 'person',
    meaning: 'The answer was lost and nothing tells whether the post is out: look, then use fix.',
  },
  MISSED: {
    cure: 'person',
    meaning: 'Due while the server was down, and too late now by the workspace’s choice.',
  },
  CANCELLED: { cure: 'person', meaning: 'A person ended the wait.' },
} as const satisfies Record<string, { cure: 'wait' | 'edit' | 'reconnect' | 'person'; meaning: string }>

export type TargetErrorCode = keyof typeof targetErrorCodes

/** The one class that request code throws to answer with an error. `details` is always an object. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode
  readonly details: Record<string, unknown> | undefined
  /** Seconds for the Retry-After header. */
  readonly retryAfter: number | undefined
  constructor(code: ErrorCode, message?: string, details?: Record<string, unknown>, retryAfter?: number) {
    super(message ?? errorCodes[code].meaning)
    this.code = code
    this.details = details
    this.retryAfter = retryAfter
  }
}
