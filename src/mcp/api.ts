import { errorCodes, type ErrorCode } from '../../contract/errors.js'

/** One call of our own API in the name of whoever uses a tool. Throws `Refusal` where the API refuses. */
export type Api = (
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: object,
) => Promise<unknown>

/** What the API refused: its code, its sentence and its status. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: string
  readonly statusCode: number
  readonly details: Record<string, unknown> | undefined
  readonly retryAfter: string | undefined
  constructor(
    status: number,
    error: { code: string; message: string; details?: Record<string, unknown> },
    retryAfter?: string,
  ) {
    super(error.message)
    this.code = error.code
    this.statusCode = status
    this.details = error.details
    this.retryAfter = retryAfter
  }
}

const nextSteps: Partial<Record<ErrorCode, string>> = {
  NOT_FOUND: 'Find the id with list_posts or list_accounts, and call again.',
  BAD_REQUEST: 'Find the id with list_posts or list_accounts, and call again.',
  ACCOUNT_NOT_FOUND: 'Take the ids of accounts from list_accounts.',
  FORBIDDEN: 'Ask whoever runs the workspace for a key with the scope and role that the message names.',
  CONFLICT:
    'Look at the status with get_post: what is published, being published or cancelled takes other tools.',
  CONTENT_TOO_LONG: 'Shorten the text; validate_content says for each platform whether it fits.',
  MEDIA_REQUIRED: 'Add a picture or video with mediaUrls.',
  INVALID_DATE: 'Send a time in the future such as 2027-06-15T14:00:00Z.',
}

/** What an agent can do about a refusal; null where the message says all there is. */
export function nextStep(refusal: Refusal): string | null {
  if (refusal.retryAfter !== undefined) return `Call again after ${refusal.retryAfter} seconds.`
  const known = Object.hasOwn(errorCodes, refusal.code) ? (refusal.code as ErrorCode) : null
  if (known === null) return null
  return nextSteps[known] ?? (errorCodes[known].retryable ? 'Call again in a moment.' : null)
}
