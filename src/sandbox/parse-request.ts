import type { IncomingMessage } from 'node:http'
import { parseJson } from '../connectors/create-platform-http.js'
import type { SimRequest } from './simulator.js'

const largestBody = 600_000_000

export async function readBytes(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largestBody) throw new Error('The body is too large for the sandbox')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** A request as simulators see it. `rest` is `<host>/<path>?<query>` after `/sandbox/<slug>/`. */
export function parseRequest(message: IncomingMessage, rest: string, bytes: Buffer): SimRequest {
  const url = `https://${rest}`
  const parsed = new URL(url)
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(message.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
  const accountId = headers['x-voxburst-account'] ?? null
  const type = headers['content-type'] ?? ''
  const isForm = type.startsWith('application/x-www-form-urlencoded')
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(type)?.[1]
  return {
    method: message.method ?? 'GET',
    url,
    host: parsed.host,
    path: parsed.pathname,
    params: {},
    query: parsed.searchParams,
    headers,
    json: isForm || boundary !== undefined ? undefined : parseJson(bytes.toString('utf8')),
    form: isForm ? new URLSearchParams(bytes.toString('utf8')) : undefined,
    multipart: boundary === undefined ? undefined : parseMultipart(bytes, boundary),
    bytes,
    accountId,
  }
}

type Multipart = NonNullable<SimRequest['multipart']>

export function parseMultipart(bytes: Buffer, boundary: string): Multipart {
  const result: Multipart = { fields: {}, files: [] }
  const mark = Buffer.from(`--${boundary}`)
  let at = bytes.indexOf(mark)
  while (at !== -1) {
    const start = at + mark.length
    const next = bytes.indexOf(mark, start)
    if (next === -1) break
    addPart(result, bytes.subarray(start + 2, next - 2))
    at = next
  }
  return result
}

function addPart(result: Multipart, part: Buffer): void {
  const split = part.indexOf('\r\n\r\n')
  if (split === -1) return
  const head = part.subarray(0, split).toString('utf8')
  const content = part.subarray(split + 4)
  const name = /\bname="([^"]*)"/i.exec(head)?.[1]
  const filename = /\bfilename="([^"]*)"/i.exec(head)?.[1]
  if (name === undefined) return
  if (filename === undefined) result.fields[name] = content.toString('utf8')
  else
    result.files.push({
      name,
      filename,
      contentType: /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? 'application/octet-stream',
      bytes: Buffer.from(content),
    })
}
