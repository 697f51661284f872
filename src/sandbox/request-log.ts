import { createHash } from 'node:crypto'
import {
  appendFileSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Json, JsonObject } from '../kit/json.js'
import { parseJson } from '../kit/parse-json.js'
import { Masker } from './mask.js'
import type { SimRequest } from './simulator.js'
import type { Outgoing } from './write-reply.js'

const kept = 10_000

export type RecordedRequest = {
  id: number
  /** When the request began, by the sandbox's clock. */
  at: string
  durationMs: number
  platform: string
  accountId: string | null
  method: string
  url: string
  headers: Record<string, string>
  body: Json
  /** Null where the connection was cut or refused. */
  status: number | null
  responseHeaders: Record<string, string>
  response: Json
}

export type Begun = { id: number; at: Date; startedAt: number }

/** The last 10,000 requests in all, secrets masked. Kept on disk: a killed server's requests can still be counted. */
export class RequestLog {
  readonly #path: string
  #entries: RecordedRequest[]
  #nextId: number
  #file: number

  constructor(folder: string) {
    this.#path = join(folder, '_requests.jsonl')
    this.#entries = readEntries(this.#path)
    this.#nextId = (this.#entries.at(-1)?.id ?? 0) + 1
    this.#file = this.#rewrite()
  }

  /** Ids rise with the beginning of requests, whichever ends first. */
  begin(at: Date): Begun {
    const id = this.#nextId
    this.#nextId += 1
    return { id, at, startedAt: performance.now() }
  }

  end(begun: Begun, platform: string, request: SimRequest, sent: Outgoing | null): void {
    const entry = recorded(begun, platform, request, sent)
    let place = this.#entries.length
    while (place > 0 && (this.#entries[place - 1]?.id ?? 0) > entry.id) place -= 1
    this.#entries.splice(place, 0, entry)
    appendFileSync(this.#file, `${JSON.stringify(entry)}\n`)
    if (this.#entries.length < kept * 1.5) return
    this.#entries = this.#entries.slice(-kept)
    closeSync(this.#file)
    this.#file = this.#rewrite()
  }

  /** Newest first. */
  list(filter: { platform?: string | undefined; limit: number }): RecordedRequest[] {
    return this.#entries
      .slice(-kept)
      .filter((entry) => filter.platform === undefined || entry.platform === filter.platform)
      .slice(-Math.min(filter.limit, kept))
      .reverse()
  }

  clear(): void {
    this.#entries = []
    closeSync(this.#file)
    this.#file = this.#rewrite()
  }

  close(): void {
    closeSync(this.#file)
  }

  #rewrite(): number {
    writeFileSync(`${this.#path}.new`, this.#entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), {
      mode: 0o600,
    })
    renameSync(`${this.#path}.new`, this.#path)
    return openSync(this.#path, 'a', 0o600)
  }
}

function readEntries(path: string): RecordedRequest[] {
  if (!existsSync(path)) return []
  const entries = readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line === '' ? [] : [JSON.parse(line) as RecordedRequest]
      } catch {
        // The last line of a process that ended while writing.
        return []
      }
    })
  return entries.sort((a, b) => a.id - b.id).slice(-kept)
}

function recorded(
  begun: Begun,
  platform: string,
  request: SimRequest,
  sent: Outgoing | null,
): RecordedRequest {
  const mask = new Masker()
  const headers = Object.entries(request.headers).filter(([name]) => !name.startsWith('x-voxburst-'))
  const entry = {
    id: begun.id,
    at: begun.at.toISOString(),
    durationMs: Math.round(performance.now() - begun.startedAt),
    platform,
    accountId: request.accountId,
    method: request.method,
    url: mask.url(request.url),
    headers: mask.headers({ ...Object.fromEntries(headers), host: request.host }),
    body: mask.request(bodyOf(request)),
    status: sent?.status ?? null,
    responseHeaders: mask.headers(sent?.headers ?? {}),
    response: sent === null ? null : mask.response(responseOf(sent)),
  }
  return mask.everywhere(entry)
}

function bodyOf(request: SimRequest): Json {
  if (request.bytes.length === 0) return null
  if (request.json !== undefined) return withoutFiles(request.json)
  if (request.form !== undefined) return fieldsOf([...request.form.entries()])
  if (request.multipart === undefined) return digest(request.bytes)
  return {
    fields: fieldsOf(request.multipart.entries),
    files: request.multipart.files.map((file) => ({
      name: file.name,
      filename: file.filename,
      contentType: file.contentType,
      bytes: file.bytes.length,
    })),
  }
}

/** No network takes a text as long as this. */
const longestText = 50_000

/** A file that goes along as base64 is its size and hash, as other bytes are: ten thousand whole ones would not fit. */
function withoutFiles(value: Json): Json {
  if (typeof value === 'string') {
    const isFile = value.length > longestText && /^[A-Za-z0-9+/]+={0,2}$/.test(value)
    return isFile ? digest(Buffer.from(value, 'base64')) : value
  }
  if (Array.isArray(value)) return value.map(withoutFiles)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).map(([name, member]) => [name, withoutFiles(member ?? null)])
  return Object.fromEntries(members) as JsonObject
}

function responseOf({ content, headers }: Outgoing): Json {
  if (content.length === 0) return null
  const isJson = /\bjson\b/.test(headers['content-type'] ?? '')
  return (isJson ? parseJson(content.toString()) : undefined) ?? digest(content)
}

function digest(content: string | Buffer): JsonObject {
  return {
    bytes: Buffer.byteLength(content),
    sha256: createHash('sha256').update(content).digest('hex'),
  }
}

/** A repeated name is an array. */
function fieldsOf(pairs: readonly [string, string][]): JsonObject {
  const fields = new Map<string, Json>()
  for (const [name, value] of pairs) {
    const known = fields.get(name)
    fields.set(name, known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value])
  }
  return Object.fromEntries(fields)
}
