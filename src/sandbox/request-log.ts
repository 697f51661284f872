import { createHash } from 'node:crypto'
import type { Json, JsonObject } from '../kit/json.js'
import type { SimReply, SimRequest } from './simulator.js'

const kept = 10_000

export type RecordedRequest = {
  id: number
  at: string
  durationMs: number
  platform: string
  accountId: string | null
  method: string
  url: string
  headers: Record<string, string>
  body: Json
  /** Null where the connection was cut. */
  status: number | null
  responseHeaders: Record<string, string>
  response: Json
}

/** The last 10,000 requests in all, secrets masked. */
export class RequestLog {
  #entries: RecordedRequest[] = []
  #nextId = 1

  add(platform: string, request: SimRequest, at: Date, durationMs: number, reply: SimReply | null): void {
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !name.startsWith('x-voxburst-')),
    )
    this.#entries.push({
      id: this.#nextId,
      at: at.toISOString(),
      durationMs: Math.round(durationMs),
      platform,
      accountId: request.accountId,
      method: request.method,
      url: maskUrl(request.url),
      headers: maskHeaders(headers),
      body: mask(bodyOf(request)),
      status: reply?.status ?? null,
      responseHeaders: maskHeaders(
        Object.fromEntries(
          Object.entries(reply?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
        ),
      ),
      response: reply === null ? null : mask(responseOf(reply)),
    })
    this.#nextId += 1
    if (this.#entries.length > kept + 1_000) this.#entries = this.#entries.slice(-kept)
  }

  /** Newest first. */
  list(filter: { platform?: string | undefined; limit: number }): RecordedRequest[] {
    const of = this.#entries.filter(
      (entry) => filter.platform === undefined || entry.platform === filter.platform,
    )
    return of.slice(-Math.min(filter.limit, kept)).reverse()
  }

  clear(): void {
    this.#entries = []
  }
}

function bodyOf(request: SimRequest): Json {
  if (request.bytes.length === 0) return null
  if (request.json !== undefined) return request.json
  if (request.form !== undefined) return fieldsOf([...request.form.entries()])
  if (request.multipart !== undefined) {
    const files = request.multipart.files.map((file) => ({
      name: file.name,
      filename: file.filename,
      contentType: file.contentType,
      bytes: file.bytes.length,
    }))
    return { fields: request.multipart.fields, files }
  }
  return { bytes: request.bytes.length, sha256: createHash('sha256').update(request.bytes).digest('hex') }
}

function responseOf(reply: SimReply): Json {
  if (reply.body === undefined) return null
  if (Buffer.isBuffer(reply.body))
    return { bytes: reply.body.length, sha256: createHash('sha256').update(reply.body).digest('hex') }
  return reply.body
}

/** A repeated name is an array. */
function fieldsOf(pairs: readonly [string, string][]): JsonObject {
  const fields: JsonObject = {}
  for (const [name, value] of pairs) {
    const known = fields[name]
    fields[name] = known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value]
  }
  return fields
}

const secretName =
  /^(access_?token|refresh_?token|accessjwt|refreshjwt|token|password|app_?password|code|client_?secret|code_?verifier|client_assertion|id_token|secret|authorization|cookie)$/i

function mask(value: Json): Json {
  if (Array.isArray(value)) return value.map(mask)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      secretName.test(name) && typeof member === 'string' ? masked(member) : mask(member ?? null),
    ]),
  )
}

function masked(secret: string): string {
  return `***${secret.slice(-4)}`
}

function maskHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (name === 'authorization') {
        const [scheme = '', ...rest] = value.split(' ')
        return [name, `${scheme} ${masked(rest.join(' '))}`]
      }
      return [name, secretName.test(name) ? masked(value) : value]
    }),
  )
}

/** Keeps the URL as it was sent, but for secrets in its query and bot tokens in its path. */
function maskUrl(url: string): string {
  const inPath = url.replace(/\/bot(\d+:[\w-]+)/, (_whole, token: string) => `/bot${masked(token)}`)
  return inPath.replace(/([?&])([^=&]+)=([^&]*)/g, (whole, mark: string, name: string, value: string) =>
    secretName.test(name) ? `${mark}${name}=${masked(value)}` : whole,
  )
}
