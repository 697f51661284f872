import type { JsonObject } from '../../../kit/json.js'
import type { SimReply } from '../../../sandbox/simulator.js'

/** A refusal in Google's envelope, on its way out: handlers throw it, `call.ts` answers with it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: Status
  readonly details: JsonObject[]
  constructor(status: Status, message: string, details: JsonObject[] = []) {
    super(message)
    this.status = status
    this.details = details
  }
}

const codes = {
  INVALID_ARGUMENT: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
}
type Status = keyof typeof codes

export function replyOf({ status, message, details }: Refusal): SimReply {
  const code = codes[status]
  return {
    status: code,
    ...(code === 401
      ? { headers: { 'www-authenticate': 'Bearer realm="https://accounts.google.com/"' } }
      : {}),
    body: { error: { code, message, status, ...(details.length === 0 ? {} : { details }) } },
  }
}

/** What My Business says of a value. */
export type Problem = { code: ErrorCode; field: string; message: string; value?: string }

/**
 * Names are documented, numbers are not (reference/rest/Shared.Types/ErrorCode, 2026-09-11). 2, 3, 1000 and 1301 were
 * seen in public; the others are in their order.
 */
const errorCodes = {
  MISSING_VALUE: 2,
  INVALID_VALUE: 3,
  TOO_MANY_ITEMS: 5,
  READ_ONLY: 6,
  INVERTED_RANGE: 8,
  VALUE_OUTSIDE_ALLOWED_RANGE: 9,
  UNSUPPORTED_VALUE: 12,
  PHOTO_FETCH_FAILED: 1_000,
  PHOTO_UPLOAD_FAILED: 1_001,
  OPERATION_UNSUPPORTED_UNDER_ACCOUNT_CONDITION: 1_301,
  LOCATION_DISABLED_FOR_LOCAL_POST_API: 1_302,
}
export type ErrorCode = keyof typeof errorCodes

function validationError(problems: readonly Problem[]): JsonObject {
  return {
    '@type': 'type.googleapis.com/google.mybusiness.v4.ValidationError',
    errorDetails: problems.map(({ code, ...said }) => ({ code: errorCodes[code], ...said })),
  }
}

export function refusalOf(problems: readonly Problem[]): Refusal {
  return new Refusal('INVALID_ARGUMENT', 'Request contains an invalid argument.', [validationError(problems)])
}

export function refuseValues(problems: readonly Problem[]): never {
  throw refusalOf(problems)
}

/** What a location or its account is not let do. */
export function refuseOperation(code: ErrorCode, message: string): never {
  throw new Refusal('PERMISSION_DENIED', 'The caller does not have permission', [
    validationError([{ code, field: 'name', message }]),
  ])
}

/** A request that is not even one: a parameter, or a member that the schema does not have. */
export function malformed(field: string, description: string): never {
  throw new Refusal('INVALID_ARGUMENT', description, [
    { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field, description }] },
  ])
}

export function notFound(): never {
  throw new Refusal('NOT_FOUND', 'Requested entity was not found.')
}

/** google.rpc.ErrorInfo, as the service control before all Google's APIs gives it. */
export function errorInfo(reason: string, metadata: Record<string, string>): JsonObject {
  return { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'googleapis.com', metadata }
}

export const unauthenticated = (): Refusal =>
  new Refusal(
    'UNAUTHENTICATED',
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication credential.',
  )

export function exhausted(service: string, metric: string, limit: number): Refusal {
  const name = `${metric} per minute`
  return new Refusal(
    'RESOURCE_EXHAUSTED',
    `Quota exceeded for quota metric '${metric}' and limit '${name}' of service '${service}'.`,
    [errorInfo('RATE_LIMIT_EXCEEDED', { service, quota_limit: name, quota_limit_value: String(limit) })],
  )
}
