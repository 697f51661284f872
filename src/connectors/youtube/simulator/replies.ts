import { createHash } from 'node:crypto'
import type { JsonObject } from '../../../kit/json.js'
import type { SimReply } from '../../../sandbox/simulator.js'

/** A refusal in Google's envelope, on its way out: handlers throw it, `call.ts` answers with it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly reason: string
  readonly more: Where
  constructor(status: number, reason: string, message: string, more: Where = {}) {
    super(message)
    this.status = status
    this.reason = reason
    this.more = more
  }
}

type Where = { domain?: string; location?: string; locationType?: 'parameter' | 'header' | 'other' }

export function refuse(status: number, reason: string, message: string, more: Where = {}): never {
  throw new Refusal(status, reason, message, more)
}

export function replyOf({ status, reason, message, more }: Refusal): SimReply {
  const { domain = 'global', ...where } = more
  return {
    status,
    ...(status === 401
      ? { headers: { 'www-authenticate': 'Bearer realm="https://accounts.google.com/"' } }
      : {}),
    body: { error: { code: status, message, errors: [{ message, domain, reason, ...where }] } },
  }
}

export const invalidCredentials = (): Refusal =>
  new Refusal(401, 'authError', 'Invalid Credentials', { location: 'Authorization', locationType: 'header' })

export const quotaExceeded = (): Refusal =>
  new Refusal(403, 'quotaExceeded', 'The request cannot be completed because you have exceeded your quota.', {
    domain: 'youtube.quota',
  })

export function ok(resource: JsonObject, status = 200): SimReply {
  return { status, body: withTag(resource) }
}

/** Resources carry the tag of what they say. */
export function withTag(resource: JsonObject): JsonObject {
  const etag = createHash('sha256').update(JSON.stringify(resource)).digest('base64url').slice(0, 27)
  const { kind, ...rest } = resource
  return { ...(kind === undefined ? {} : { kind }), etag, ...rest }
}
