import type { Json } from '../../../kit/json.js'
import type { SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'

export function ok(data: Json, status = 200, more: Record<string, Json> = {}): SimReply {
  return { status, body: { data, ...more } }
}

/** Shape 1 of the errors: a problem. */
export function problem(
  status: number,
  title: string,
  detail: string,
  type = 'about:blank',
  more: Record<string, Json> = {},
): SimReply {
  return { status, body: { title, detail, type, status, ...more } }
}

/** Shape 2: validation. */
export function invalid(message: string, parameters: Record<string, Json> = {}): SimReply {
  return {
    status: 400,
    body: {
      errors: [{ parameters, message }],
      title: 'Invalid Request',
      detail: 'One or more parameters to your request was invalid.',
      type: 'https://api.twitter.com/2/problems/invalid-request',
    },
  }
}

export const unauthorized = (): SimReply => problem(401, 'Unauthorized', 'Unauthorized')

export function rateLimited(world: SimWorld, retryAfter: number | undefined): SimReply {
  const reset = Math.floor(world.now().getTime() / 1_000) + Math.ceil(retryAfter ?? 300)
  return {
    ...problem(429, 'Too Many Requests', 'Too Many Requests'),
    headers: {
      'x-rate-limit-limit': '100',
      'x-rate-limit-remaining': '0',
      'x-rate-limit-reset': String(reset),
    },
  }
}

/** How often one person may post in a day: said in headers of its own, beside those of the window. */
export function dailyLimit(world: SimWorld, retryAfter: number): SimReply {
  const now = Math.floor(world.now().getTime() / 1_000)
  return {
    ...problem(429, 'Too Many Requests', 'Too Many Requests'),
    headers: {
      'x-rate-limit-limit': '100',
      'x-rate-limit-remaining': '99',
      'x-rate-limit-reset': String(now + windowSeconds),
      'x-user-limit-24hour-limit': '100',
      'x-user-limit-24hour-remaining': '0',
      'x-user-limit-24hour-reset': String(now + Math.ceil(retryAfter)),
    },
  }
}

const windowSeconds = 900

/** On every answer; the reset is in Unix seconds, there is no Retry-After. */
export function withLimits(reply: SimReply, request: SimRequest, world: SimWorld): SimReply {
  if (reply.headers?.['x-rate-limit-limit'] !== undefined || request.host !== 'api.x.com') return reply
  const now = Math.floor(world.now().getTime() / 1_000)
  const reset = now - (now % windowSeconds) + windowSeconds
  return {
    ...reply,
    headers: {
      'x-rate-limit-limit': '100',
      'x-rate-limit-remaining': '99',
      'x-rate-limit-reset': String(reset),
      ...reply.headers,
    },
  }
}
