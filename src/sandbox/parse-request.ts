import type { IncomingMessage } from 'node:http'
import { parseJson } from '../kit/parse-json.js'
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
  return chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks)
}

/** A request as simulators see it. `rest` is `<host>/<path>?<query>` after `/sandbox/<slug>/`. Null: no address. */
export function parseRequest(message: IncomingMessage, rest: string, bytes: Buffer): SimRequest | null {
  const url = `https://${rest}`
  if (!URL.canParse(url)) return null
  const parsed = new URL(url)
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(message.headers))
    headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
  return {
    method: message.method ?? 'GET',
    url,
    host: parsed.host,
    path: parsed.pathname,
    params: {},
    query: parsed.searchParams,
    headers,
    ...parseBody(headers['content-type'] ?? '', bytes),
    bytes,
    accountId: headers['x-voxburst-account'] ?? null,
  }
}

function parseBody(type: string, bytes: Buffer): Pick<SimRequest, 'json' | 'form' | 'multipart'> {
  const nothing = { json: undefined, form: undefined, multipart: undefined }
  if (/^application\/x-www-form-urlencoded/i.test(type))
    return { ...nothing, form: new URLSearchParams(bytes.toString('utf8')) }
  const boundary = /^multipart\/form-data;.*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type)
  if (boundary !== null)
    return { ...nothing, multipart: parseMultipart(bytes, boundary[1] ?? boundary[2] ?? '') }
  // A video is not read as text to see whether it might be JSON.
  const mayBeJson = type === '' || /\bjson\b|^text\//i.test(type)
  return mayBeJson ? { ...nothing, json: parseJson(bytes.toString('utf8')) } : nothing
}

type Multipart = NonNullable<SimRequest['multipart']>

/** RFC 7578; boundaries count only at the beginning of a line, so that a file may hold the same letters. */
export function parseMultipart(bytes: Buffer, boundary: string): Multipart {
  const result: Multipart = { fields: {}, entries: [], files: [] }
  const mark = Buffer.from(`\r\n--${boundary}`)
  const first = mark.subarray(2)
  if (!bytes.subarray(0, first.length).equals(first)) return result
  let start = first.length
  for (;;) {
    const end = bytes.indexOf(mark, start)
    if (end === -1) return result
    addPart(result, bytes.subarray(start + 2, end))
    start = end + mark.length
  }
}

function addPart(result: Multipart, part: Buffer): void {
  const split = part.indexOf('\r\n\r\n')
  if (split === -1) return
  const head = part.subarray(0, split).toString('utf8')
  const content = part.subarray(split + 4)
  const name = /\bname="([^"]*)"/i.exec(head)?.[1]
  const filename = /\bfilename="([^"]*)"/i.exec(head)?.[1]
  if (name === undefined) return
  if (filename === undefined) {
    const value = content.toString('utf8')
    result.fields[unquoted(name)] = value
    result.entries.push([unquoted(name), value])
    return
  }
  result.files.push({
    name: unquoted(name),
    filename: unquoted(filename),
    contentType: /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? 'application/octet-stream',
    bytes: content,
  })
}

/** Clients write a quote and line ends in names as escapes. */
function unquoted(value: string): string {
  return value.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n')
}
