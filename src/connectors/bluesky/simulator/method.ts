import type { Json, JsonObject } from '../../../kit/json.js'
import type { Operation, SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { roleOf, type Role } from './hosts.js'
import { requestsLimit } from './limits.js'
import { failure, invalid, limitHeaders } from './replies.js'

/** One XRPC method: a query is read with GET, a procedure called with POST. */
export type Method = {
  nsid: string
  kind: 'query' | 'procedure'
  /** Where it is served; elsewhere the network answers that it has no such method. */
  at: readonly Role[]
  operation: SimRoute['operation']
  /** Parameters or body fields that have to be there. */
  required?: readonly string[]
  /** The body is a file or empty. */
  input?: 'json' | 'none' | 'bytes'
  handle: (request: SimRequest, world: SimWorld) => SimReply | Promise<SimReply>
}

export const onPds: readonly Role[] = ['pds', 'entryway']
export const onPdsAndAppview: readonly Role[] = ['pds', 'entryway', 'appview']

export function routeOf(method: Method): SimRoute {
  return {
    method: method.kind === 'query' ? 'GET' : 'POST',
    path: `/xrpc/${method.nsid}`,
    operation: method.operation,
    handle: async (request, world) => {
      return withLimits(checkCall(method, request) ?? (await method.handle(request, world)), world)
    },
  }
}

export function withLimits(reply: SimReply, world: SimWorld): SimReply {
  return { ...reply, headers: { ...limitHeaders(requestsLimit(world)), ...reply.headers } }
}

function checkCall(method: Method, request: SimRequest): SimReply | null {
  if (!method.at.includes(roleOf(request.host)))
    return failure(501, 'MethodNotImplemented', 'Method Not Implemented')
  const isQuery = method.kind === 'query'
  if (isQuery && request.bytes.length > 0)
    return invalid('A request body was provided when none was expected')
  const input = isQuery ? 'none' : (method.input ?? 'json')
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? ''
  if (input === 'none' && request.bytes.length > 0)
    return invalid('A request body was provided when none was expected')
  if (input === 'bytes' && type === '')
    return invalid('Request encoding (Content-Type) required but not provided')
  if (input === 'json') {
    if (request.bytes.length === 0) return invalid('A request body is expected but none was provided')
    if (type === '') return invalid('Request encoding (Content-Type) required but not provided')
    if (type !== 'application/json') return invalid(`Wrong request encoding (Content-Type): ${type}`)
    if (request.json === undefined) return invalid('Unable to parse the request body as JSON')
  }
  const body = objectOf(request.json)
  const missing = (method.required ?? []).find((name) =>
    isQuery ? !request.query.has(name) : body[name] === undefined,
  )
  if (missing === undefined) return null
  return invalid(`${isQuery ? 'Error: Params' : 'Input'} must have the property "${missing}"`)
}

/** A call that makes a post public, or something else around posts. */
export function writes(collectionOf: (body: JsonObject) => string): (request: SimRequest) => Operation {
  return (request) => (collectionOf(objectOf(request.json)) === 'app.bsky.feed.post' ? 'publish' : 'other')
}

export function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}

export function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}

/** `limit` as lists take it: 1 to 100, 50 where absent. */
export function pageSize(request: SimRequest): { size: number } | { reply: SimReply } {
  const text = request.query.get('limit') ?? '50'
  const size = Number(text)
  if (!Number.isInteger(size)) return { reply: invalid('Error: limit must be an integer') }
  if (size < 1) return { reply: invalid('Error: limit can not be less than 1') }
  return size > 100 ? { reply: invalid('Error: limit can not be greater than 100') } : { size }
}
