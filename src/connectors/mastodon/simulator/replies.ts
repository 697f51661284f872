import type { Json } from '../../../kit/json.js'
import type { SimReply, SimRequest, SimWorld } from '../../../sandbox/simulator.js'

export function ok(body: Json, status = 200): SimReply {
  return { status, body }
}

export function failure(status: number, error: string, description?: string): SimReply {
  return { status, body: description === undefined ? { error } : { error, error_description: description } }
}

const windowMs = 5 * 60_000
const perWindow = 300

/** Every answer says where the caller stands; the reset is an ISO time with microseconds, windows begin at the epoch. */
export function withLimits(reply: SimReply, request: SimRequest, world: SimWorld): SimReply {
  if (reply.headers?.['x-ratelimit-limit'] !== undefined || !request.path.startsWith('/api/')) return reply
  const now = world.now().getTime()
  const reset = new Date(now - (now % windowMs) + windowMs).toISOString().replace('Z', '000Z')
  return {
    ...reply,
    headers: {
      'x-ratelimit-limit': String(perWindow),
      'x-ratelimit-remaining': String(perWindow - 1),
      'x-ratelimit-reset': reset,
      ...reply.headers,
    },
  }
}

/** Fields of a JSON, form or multipart body; arrays come as `name[]` in forms. */
export function bodyOf(request: SimRequest): Record<string, Json> {
  if (typeof request.json === 'object' && request.json !== null && !Array.isArray(request.json))
    return request.json as Record<string, Json>
  if (request.multipart !== undefined) return request.multipart.fields
  const fields: Record<string, Json> = {}
  for (const [name, value] of request.form?.entries() ?? []) {
    if (!name.endsWith('[]')) fields[name] = value
    else fields[name.slice(0, -2)] = [...((fields[name.slice(0, -2)] as Json[] | undefined) ?? []), value]
  }
  return fields
}

export function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}
