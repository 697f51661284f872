import { randomUUID } from 'node:crypto'
import type { Json, JsonObject } from '../../../kit/json.js'
import type { SimReply, SimRoute } from '../../../sandbox/simulator.js'

export const apiHost = 'api.linkedin.com'
export const webHost = 'www.linkedin.com'

/** A refusal found on the way through a call; `answering` turns it into the reply. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly reply: SimReply
  constructor(reply: SimReply) {
    super(`answers ${String(reply.status)}`)
    this.reply = reply
  }
}

export function refuse(reply: SimReply): never {
  throw new Refusal(reply)
}

/** Said by the gateway, before the resource is asked: the code stands at the top. */
export function gatewayFailure(
  status: number,
  code: string | null,
  message: string,
  serviceErrorCode?: number,
): SimReply {
  return {
    status,
    body: {
      status,
      ...(serviceErrorCode === undefined ? {} : { serviceErrorCode }),
      ...(code === null ? {} : { code }),
      message,
    },
  }
}

/** Said by the resource: the code stands with the input that is at fault. */
export function inputFailure(
  code: string,
  message: string,
  { status = 400, field }: { status?: number; field?: string } = {},
): SimReply {
  const input: JsonObject = field === undefined ? {} : { inputPath: { fieldPath: field } }
  return {
    status,
    body: {
      errorDetailType: 'com.linkedin.common.error.BadRequest',
      message,
      errorDetails: { inputErrors: [{ description: message, input, code }] },
      status,
    },
  }
}

export const missing = (field: string): SimReply =>
  inputFailure('MISSING_FIELD', `${field} is required but missing`, { field })

export const wrongValue = (field: string, value: Json | undefined): SimReply =>
  inputFailure(
    'INVALID_VALUE_FOR_FIELD',
    `${field} can't be set to ${(typeof value === 'string' ? value : JSON.stringify(value ?? null)).slice(0, 60)}`,
    { field },
  )

export const tooLong = (field: string, length: number, most: number): SimReply =>
  inputFailure(
    'FIELD_LENGTH_TOO_LONG',
    `${field} length ${String(length)} can't exceeded maximum ${String(most)} length`,
    { field },
  )

export const wrongUrnType = (field: string, value: string, type: string): SimReply =>
  inputFailure('INVALID_URN_TYPE', `${field} value ${value} must be a ${type} URN`, { field })

export const wrongUrnId = (field: string): SimReply =>
  inputFailure('INVALID_URN_ID', 'The URN ID provided is invalid', { field })

export const notFound = (): SimReply => gatewayFailure(404, 'NOT_FOUND', 'Could not find entity')

export const badQuery = (): SimReply =>
  gatewayFailure(400, 'ILLEGAL_ARGUMENT', 'Invalid query parameters passed to request')

/** `resource` as the network names it there: `partnerApiPostsExternal.FINDER-author`. */
export const denied = (resource: string): SimReply =>
  gatewayFailure(403, 'ACCESS_DENIED', `Not enough permissions to access: ${resource}`, 100)

export const throttled = (): SimReply =>
  gatewayFailure(
    429,
    'TOO_MANY_REQUESTS',
    'Resource level throttle limit for calls to this resource is reached.',
  )

/** Answers refusals as replies, and gives every answer what the network's support asks for. */
export function answering(routes: readonly SimRoute[]): SimRoute[] {
  return routes.map((route) => ({
    ...route,
    handle: async (request, world) => {
      try {
        return withSupportHeaders(await route.handle(request, world))
      } catch (error) {
        if (error instanceof Refusal) return withSupportHeaders(error.reply)
        throw error
      }
    },
  }))
}

export function withSupportHeaders(reply: SimReply): SimReply {
  const id = randomUUID()
  return {
    ...reply,
    headers: {
      'x-li-fabric': 'prod-sandbox',
      'x-li-request-id': id,
      'x-li-uuid': id.replaceAll('-', ''),
      ...reply.headers,
    },
  }
}
