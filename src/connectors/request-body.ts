import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import type { MultipartPart, PlatformRequest } from './platform-http.js'

export type RequestBody = { content: Buffer | string | Readable | null; headers: Record<string, string> }

/** The bytes of a request and what its headers say about them. Files are streamed, never held. */
export function requestBody(given: PlatformRequest): RequestBody {
  if (given.json !== undefined)
    return { content: JSON.stringify(given.json), headers: { 'content-type': 'application/json' } }
  if (given.form !== undefined) {
    const form = new URLSearchParams()
    for (const [name, value] of Object.entries(given.form)) if (value !== undefined) form.append(name, value)
    return { content: form.toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } }
  }
  if (given.multipart !== undefined) return multipart(given.multipart)
  if (given.body === undefined)
    return { content: null, headers: given.method === 'GET' ? {} : { 'content-length': '0' } }
  const { bytes, length, contentType } = given.body
  const content = bytes instanceof Uint8Array ? Buffer.from(bytes) : Readable.from(bytes)
  return { content, headers: { 'content-type': contentType, 'content-length': String(length) } }
}

function multipart(parts: readonly MultipartPart[]): RequestBody {
  const boundary = `----voxburst${randomBytes(12).toString('hex')}`
  const heads = parts.map((part) => Buffer.from(headOf(part, boundary)))
  const tail = Buffer.from(`--${boundary}--\r\n`)
  const length = parts.reduce((sum, part, index) => {
    const size = 'value' in part ? Buffer.byteLength(part.value) : part.length
    return sum + (heads[index]?.length ?? 0) + size + 2
  }, tail.length)
  async function* all(): AsyncIterable<Uint8Array> {
    for (const [index, part] of parts.entries()) {
      yield heads[index] ?? Buffer.alloc(0)
      if ('value' in part) yield Buffer.from(part.value)
      else if (part.bytes instanceof Uint8Array) yield part.bytes
      else yield* part.bytes
      yield Buffer.from('\r\n')
    }
    yield tail
  }
  return {
    content: Readable.from(all()),
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(length),
    },
  }
}

function headOf(part: MultipartPart, boundary: string): string {
  const quoted = (value: string): string => value.replace(/["\r\n]/g, (char) => encodeURIComponent(char))
  const name = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(part.name)}"`
  if ('value' in part) return `${name}\r\n\r\n`
  return `${name}; filename="${quoted(part.filename)}"\r\nContent-Type: ${part.contentType.replace(/[\r\n]/g, '')}\r\n\r\n`
}
