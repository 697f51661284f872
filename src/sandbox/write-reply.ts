import type { ServerResponse } from 'node:http'
import type { SimReply } from './simulator.js'

/** What goes out for a reply: the same bytes and headers that the record shows. */
export type Outgoing = { status: number; headers: Record<string, string>; content: string | Buffer }

export function outgoing(reply: SimReply): Outgoing {
  const given = Object.fromEntries(
    Object.entries(reply.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  )
  const headers = { ...typeOf(reply.body), 'x-content-type-options': 'nosniff', ...given }
  if (reply.body === undefined) return { status: reply.status, headers, content: '' }
  if (Buffer.isBuffer(reply.body) || typeof reply.body === 'string')
    return { status: reply.status, headers, content: reply.body }
  return { status: reply.status, headers, content: JSON.stringify(reply.body) }
}

function typeOf(body: SimReply['body']): Record<string, string> {
  if (body === undefined) return {}
  if (Buffer.isBuffer(body)) return { 'content-type': 'application/octet-stream' }
  if (typeof body === 'string') return { 'content-type': 'text/html; charset=utf-8' }
  return { 'content-type': 'application/json; charset=utf-8' }
}

export function write(response: ServerResponse, sent: Outgoing): void {
  response.writeHead(sent.status, sent.headers)
  response.end(sent.content)
}
