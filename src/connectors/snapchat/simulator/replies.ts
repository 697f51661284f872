import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../../../kit/json.js'
import type { SimReply } from '../../../sandbox/simulator.js'

/** A refusal in the API's envelope, on its way out: handlers throw it, `call.ts` answers with it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export function refuse(status: number, code: string, message: string): never {
  throw new Refusal(status, code, message)
}

/** Of what is wrong with a request no document names the code. */
export function invalid(message: string): never {
  return refuse(400, 'INVALID_REQUEST', message)
}

export function ok(members: JsonObject = {}): SimReply {
  return { status: 200, body: { request_id: randomUUID(), request_status: 'SUCCESS', ...members } }
}

/** May come with 200 as well. */
export function failure(
  { status, code, message }: Pick<Refusal, 'status' | 'code' | 'message'>,
  members: JsonObject = {},
): SimReply {
  return {
    status,
    body: {
      request_id: randomUUID(),
      request_status: 'ERROR',
      debug_message: message,
      display_message: message,
      error_code: code,
      ...members,
    },
  }
}

/** A list's items stand in an envelope of their own each. */
export function listed(name: string, items: readonly JsonObject[]): JsonObject[] {
  return items.map((item) => ({ sub_request_status: 'SUCCESS', [name]: item }))
}

/** The token endpoint is flat. */
export function oauthFailure(error: string, error_description: string): SimReply {
  return { status: 400, body: { error, error_description } }
}
