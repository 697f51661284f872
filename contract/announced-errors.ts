import type { Endpoint } from './endpoint.js'
import { errorCodes, type ErrorCode } from './errors.js'

/** The codes that an endpoint may answer because of what it is: its key, its scope, what it reads, what it keeps. */
export function sharedErrors(endpoint: Endpoint): ErrorCode[] {
  const isOpen = endpoint.scope === 'none'
  const needsScope = endpoint.scope !== 'none' && endpoint.scope !== 'optional'
  const takesBody = endpoint.method !== 'GET'
  return [
    // Text that cannot be stored is refused wherever it stands, in a query that nobody asked for too.
    'VALIDATION_ERROR',
    'BAD_REQUEST',
    ...(isOpen ? [] : (['UNAUTHORIZED'] as const)),
    ...(needsScope ? (['FORBIDDEN'] as const) : []),
    // A body is read before anybody knows whether the endpoint wants it.
    ...(takesBody ? (['PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const) : []),
    ...(endpoint.idempotency === undefined
      ? []
      : (['IDEMPOTENCY_INVALID_KEY', 'IDEMPOTENCY_CONFLICT', 'IDEMPOTENCY_IN_PROGRESS'] as const)),
    'RATE_LIMITED',
    'INTERNAL_ERROR',
    'SERVICE_UNAVAILABLE',
  ]
}

/** Every code that an endpoint may answer, in the order of the table of codes. */
export function errorsOf(endpoint: Endpoint): ErrorCode[] {
  const may = new Set<ErrorCode>([...(endpoint.errors ?? []), ...sharedErrors(endpoint)])
  return (Object.keys(errorCodes) as ErrorCode[]).filter((code) => may.has(code))
}
