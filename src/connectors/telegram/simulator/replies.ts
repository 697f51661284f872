import type { Json, JsonObject } from '../../../kit/json.js'
import type { SimReply } from '../../../sandbox/simulator.js'

/** A refusal on its way out: handlers throw it, `index.ts` answers with it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: number
  readonly parameters: JsonObject | undefined
  constructor(code: number, description: string, parameters?: JsonObject) {
    super(description)
    this.code = code
    this.parameters = parameters
  }
}

const titles: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
}

/** `Bad Request: …`, `Forbidden: …`: the server puts the status' name before every reason. */
export function refuse(code: number, reason: string, parameters?: JsonObject): never {
  throw new Refusal(code, `${titles[code] ?? 'Error'}: ${reason}`, parameters)
}

export function ok(result: Json): SimReply {
  return { status: 200, body: { ok: true, result } }
}

export function failure(code: number, description: string, parameters?: JsonObject): SimReply {
  const body = { ok: false, error_code: code, description }
  return { status: code, body: parameters === undefined ? body : { ...body, parameters } }
}

/** The only refusal with a header of its own. */
export function tooMany(seconds: number): SimReply {
  const retryAfter = Math.max(1, Math.ceil(seconds))
  return {
    ...failure(429, `Too Many Requests: retry after ${String(retryAfter)}`, { retry_after: retryAfter }),
    headers: { 'retry-after': String(retryAfter) },
  }
}

export function replyOf(refusal: Refusal): SimReply {
  const seconds = refusal.parameters?.['retry_after']
  if (refusal.code === 429 && typeof seconds === 'number') return tooMany(seconds)
  return failure(refusal.code, refusal.message, refusal.parameters)
}
