import type { JsonObject } from '../../../kit/json.js'
import { randomText } from '../../../sandbox/sandbox.js'
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

/** Content Posting's word for a request that does not do; the Display API has an s more. */
export function invalid(message: string): never {
  return refuse(400, 'invalid_param', message)
}

export function ok(data: JsonObject): SimReply {
  return envelope(200, 'ok', '', data)
}

export function replyOf({ status, code, message }: Refusal): SimReply {
  return envelope(status, code, message)
}

export function envelope(status: number, code: string, message: string, data: JsonObject = {}): SimReply {
  return { status, body: { data, error: { code, message, log_id: logId() } } }
}

/** The token endpoints are flat. */
export function oauthFailure(error: string, error_description: string): SimReply {
  return { status: 400, body: { error, error_description, log_id: logId() } }
}

/** As the documents' examples are made: a time and twenty letters. */
export function logId(): string {
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14)
  return time + Buffer.from(randomText(20)).toString('hex').toUpperCase().slice(0, 20)
}
