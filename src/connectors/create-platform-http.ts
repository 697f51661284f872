import { Agent, type Dispatcher } from 'undici'
import { Readable } from 'node:stream'
import { randomBytes } from 'node:crypto'
import type { Json } from '../kit/json.js'
import {
  NoAnswer,
  NotSent,
  type MultipartPart,
  type PlatformHttp,
  type PlatformReply,
  type PlatformRequest,
} from './platform-http.js'

export type PlatformHttpOptions = {
  platform: string
  /** From a network's origin to another (VOXBURST_ORIGINS); wins over the sandbox. */
  origins: Readonly<Record<string, string>>
  /** Origin of the sandbox in sandbox mode, else null. */
  sandboxBase: string | null
  /** Ours, told to the sandbox so that faults and records can be aimed. */
  accountId: string | null
  operation?: 'publish' | 'comment'
  /** For creating calls: how long the request may still start. Absent: creating calls are refused. */
  deadline?: { msLeft: () => number }
  /** For networks whose hosts a user chooses: checks addresses when connecting. */
  dispatcher?: Dispatcher
}

const standardTimeoutMs = 30_000
/** A creating request must begin at least this long before its deadline. */
const marginMs = 1_000
const largestReply = 10_000_000

const shared = new Agent({ connections: 100, keepAliveTimeout: 10_000, connect: { timeout: 10_000 } })
/** Creating calls never reuse a connection that idled: the server may have closed it, and then nobody knows what it read. */
const fresh = new Agent({
  connections: 200,
  keepAliveTimeout: 900,
  keepAliveMaxTimeout: 1_000,
  connect: { timeout: 10_000 },
})

export function createPlatformHttp(options: PlatformHttpOptions): PlatformHttp {
  return async (given) => {
    const url = new URL(placed(options, given.url))
    for (const [name, value] of Object.entries(given.query ?? {}))
      if (value !== undefined) url.searchParams.append(name, value)
    const body = bodyOf(given)
    const headers: Record<string, string> = {
      'user-agent': 'VoxBurst/0.1 (+self-hosted)',
      accept: 'application/json',
      ...body.headers,
    }
    for (const [name, value] of Object.entries(given.headers ?? {})) headers[name.toLowerCase()] = value
    if (options.sandboxBase !== null) {
      if (options.accountId !== null) headers['x-voxburst-account'] = options.accountId
      if (given.creating === true && options.operation !== undefined)
        headers['x-voxburst-operation'] = options.operation
    }
    const dispatcher = options.dispatcher ?? (given.creating === true ? fresh : shared)
    const mayStart =
      given.creating === true
        ? (): boolean => (options.deadline?.msLeft() ?? -1) > marginMs
        : (): boolean => true
    const timeoutMs = Math.min(
      given.timeoutMs ?? standardTimeoutMs,
      given.creating === true ? (options.deadline?.msLeft() ?? 0) : Infinity,
    )
    const reply = await exchange(
      dispatcher,
      { url, method: given.method, headers, body: body.content, timeoutMs },
      mayStart,
    )
    if (options.sandboxBase !== null && reply.headers['x-sandbox-fault'] === 'refused_connection')
      throw new NotSent('The connection was refused')
    return reply
  }
}

/** Where the network's own URL is served: a gateway, the sandbox, or the network. */
function placed(options: PlatformHttpOptions, address: string): string {
  const url = new URL(address)
  const other = options.origins[url.origin]
  if (other !== undefined) return `${other}${url.pathname}${url.search}`
  if (options.sandboxBase !== null)
    return `${options.sandboxBase}/sandbox/${options.platform}/${url.host}${url.pathname}${url.search}`
  return address
}

type Exchange = {
  url: URL
  method: string
  headers: Record<string, string>
  body: Buffer | string | Readable | null
  timeoutMs: number
}

const surelyNotSent = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'Refused',
])

/**
 * One request, never repeated. `mayStart` is asked in onRequestStart, the last step before bytes are written: a
 * process that was stopped in between does not send what is too late.
 */
function exchange(dispatcher: Dispatcher, given: Exchange, mayStart: () => boolean): Promise<PlatformReply> {
  return new Promise((resolve, reject) => {
    let started = false
    let controller: Dispatcher.DispatchController | undefined
    let status = 0
    let headers: Record<string, string> = {}
    const chunks: Buffer[] = []
    let size = 0
    const timer = setTimeout(
      () => {
        const error = started
          ? new NoAnswer(`No answer within ${String(Math.round(given.timeoutMs))} ms`)
          : new NotSent('The connection was not made in time')
        controller?.abort(error)
        reject(error)
      },
      Math.max(1, given.timeoutMs),
    )
    const fail = (error: Error): void => {
      clearTimeout(timer)
      if (error instanceof NotSent || error instanceof NoAnswer) reject(error)
      else reject(started ? new NoAnswer(error.message, { cause: error }) : notStarted(error))
    }
    dispatcher.dispatch(
      {
        origin: given.url.origin,
        path: `${given.url.pathname}${given.url.search}`,
        method: given.method as Dispatcher.HttpMethod,
        headers: given.headers,
        body: given.body,
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onRequestStart(given_) {
          controller = given_
          if (mayStart()) started = true
          else given_.abort(new NotSent('The time for this request had passed before it began'))
        },
        onResponseStart(_controller, statusCode, answered) {
          status = statusCode
          headers = Object.fromEntries(
            Object.entries(answered).map(([name, value]) => [
              name.toLowerCase(),
              Array.isArray(value) ? value.join(', ') : (value ?? ''),
            ]),
          )
        },
        onResponseData(current, chunk) {
          size += chunk.length
          if (size > largestReply) current.abort(new NoAnswer('The answer is larger than 10 MB'))
          else chunks.push(chunk)
        },
        onResponseEnd() {
          clearTimeout(timer)
          const text = Buffer.concat(chunks).toString('utf8')
          resolve({ status, headers, text, json: parseJson(text) })
        },
        onResponseError: (_controller, error) => fail(error),
      },
    )
  })
}

function notStarted(error: Error): NotSent | NoAnswer {
  const code = 'code' in error ? String(error.code) : error.name
  const isTls = /^(ERR_TLS|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|ERR_SSL|EPROTO)/.test(code)
  // A socket that died before the request began took nothing along.
  if (surelyNotSent.has(code) || isTls || error.name === 'Refused')
    return new NotSent(error.message, { cause: error })
  return new NotSent(`The connection was not made: ${error.message}`, { cause: error })
}

/** Integers that JavaScript cannot hold come out as strings: networks' ids are longer than 2^53. */
export function parseJson(text: string): Json | undefined {
  const trimmed = text.trimStart()
  if (trimmed === '' || !/^[[{"\d\-tfn]/.test(trimmed)) return undefined
  try {
    return JSON.parse(
      trimmed.replace(
        /("(?:[^"\\]|\\.)*")|(-?\d{16,})(?![\d.eE])/g,
        (whole, quoted: string | undefined, digits: string | undefined) =>
          quoted !== undefined || digits === undefined || Number.isSafeInteger(Number(digits))
            ? whole
            : `"${digits}"`,
      ),
    ) as Json
  } catch {
    return undefined
  }
}

type Body = { content: Buffer | string | Readable | null; headers: Record<string, string> }

function bodyOf(given: PlatformRequest): Body {
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

function multipart(parts: readonly MultipartPart[]): Body {
  const boundary = `----voxburst${randomBytes(12).toString('hex')}`
  const quoted = (value: string): string => value.replace(/["\r\n]/g, (char) => encodeURIComponent(char))
  const heads = parts.map((part) =>
    Buffer.from(
      'value' in part
        ? `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(part.name)}"\r\n\r\n`
        : `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(part.name)}"; filename="${quoted(part.filename)}"\r\nContent-Type: ${part.contentType}\r\n\r\n`,
    ),
  )
  const tail = Buffer.from(`--${boundary}--\r\n`)
  const lengths = parts.map(
    (part, index) =>
      (heads[index]?.length ?? 0) + ('value' in part ? Buffer.byteLength(part.value) : part.length) + 2,
  )
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
  const length = lengths.reduce((sum, each) => sum + each, tail.length)
  return {
    content: Readable.from(all()),
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(length),
    },
  }
}
