import { VoxBurstError } from './errors.js'

/** What an endpoint is to be sent; the generated table has one for each. */
export type Operation = {
  method: string
  /** With `:name` where an argument goes. */
  path: string
  input?: 'body' | 'query'
  takesKey?: true
  isList?: true
}

export type RequestOptions = {
  /** Ends the request, and the waits between its tries. */
  signal?: AbortSignal | undefined
  /** How long one try may take; the client's when absent. */
  timeoutMs?: number | undefined
  /** How often a failed try is repeated; the client's when absent. */
  maxRetries?: number | undefined
  /**
   * Makes a write safe to repeat, by other programs too: the same key is answered with the first reply for 24 hours.
   * One is made up for every write that has none.
   */
  idempotencyKey?: string | undefined
  headers?: Record<string, string> | undefined
}

/** A client's settings, decided. */
export type Settings = {
  baseUrl: string
  fetch: typeof globalThis.fetch
  credentials: 'include' | 'same-origin' | 'omit'
  headers: () => Record<string, string> | Promise<Record<string, string>>
  timeoutMs: number
  maxRetries: number
  backoffMs: number
  maxWaitMs: number
}

export type Request = Pick<Operation, 'method' | 'path'> & {
  takesKey?: true | undefined
  query?: object | undefined
  /** A Blob is sent as it is, with its own type; anything else as JSON. */
  body?: unknown
}

/**
 * Sends a request until it is answered for good. A write keeps its idempotency key over all tries, so that one whose
 * answer was lost is not done twice.
 */
export async function send(
  settings: Settings,
  request: Request,
  options: RequestOptions = {},
): Promise<unknown> {
  const key = options.idempotencyKey ?? (request.takesKey === true ? newKey() : undefined)
  const body = request.body instanceof Blob ? request.body : asJson(request.body)
  for (let retries = 0; ; retries += 1) {
    const headers = {
      accept: 'application/json',
      ...(body === undefined
        ? {}
        : { 'content-type': body instanceof Blob ? body.type : 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
      ...(await settings.headers()),
      ...options.headers,
    }
    try {
      return await once(settings, request, options, { headers, ...(body === undefined ? {} : { body }) })
    } catch (error) {
      const mayRetry = error instanceof VoxBurstError && error.isRetryable
      if (!mayRetry || retries >= (options.maxRetries ?? settings.maxRetries)) throw error
      const waitMs = error.retryAfterMs ?? backoff(settings.backoffMs, retries)
      if (waitMs > settings.maxWaitMs) throw error
      await pause(waitMs, options.signal)
    }
  }
}

function asJson(body: unknown): string | undefined {
  return body === undefined ? undefined : JSON.stringify(body)
}

async function once(
  settings: Settings,
  { method, path, query }: Request,
  options: RequestOptions,
  init: { headers: Record<string, string>; body?: string | Blob },
): Promise<unknown> {
  options.signal?.throwIfAborted()
  const timeoutMs = options.timeoutMs ?? settings.timeoutMs
  const timeout = AbortSignal.timeout(timeoutMs)
  const signal = options.signal === undefined ? timeout : AbortSignal.any([options.signal, timeout])
  const { credentials } = settings
  let answer: Response
  let text: string
  try {
    answer = await settings.fetch(`${settings.baseUrl}${path}${queryOf(query)}`, {
      method,
      signal,
      credentials,
      ...init,
    })
    text = await answer.text()
  } catch (cause) {
    options.signal?.throwIfAborted()
    throw timeout.aborted
      ? new VoxBurstError({
          code: 'TIMED_OUT',
          message: `${method} ${path} was not answered within ${String(timeoutMs)} ms.`,
          cause,
        })
      : new VoxBurstError({
          code: 'CONNECTION_FAILED',
          message: `${method} ${path} was not answered: ${reasonOf(cause)}`,
          cause,
        })
  }
  return readAnswer(answer, text, `${method} ${path}`)
}

/** The value of an answer; throws what it refuses with. */
export function readAnswer(answer: Response, text: string, what: string): unknown {
  const value = parsed(text)
  if (answer.ok && value !== undefined) return value
  const { error } = (value ?? {}) as { error?: { code?: unknown; message?: unknown; details?: unknown } }
  const facts = {
    status: answer.status,
    requestId: answer.headers.get('x-request-id') ?? undefined,
    retryAfterMs: waitOf(answer.headers.get('retry-after')),
  }
  if (!answer.ok && typeof error?.code === 'string')
    throw new VoxBurstError({
      ...facts,
      code: error.code,
      message: String(error.message),
      details: (error.details ?? {}) as Record<string, unknown>,
    })
  throw new VoxBurstError({
    ...facts,
    code: 'UNEXPECTED_ANSWER',
    message: `${what} was answered ${String(answer.status)} by what does not seem to be VoxBurst.`,
    details: { body: text.slice(0, 500) },
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** `Retry-After`: seconds, or a date as proxies write it. */
function waitOf(header: string | null): number | undefined {
  if (header === null) return undefined
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

/** Doubles from retry to retry up to eight seconds; scattered, so that clients do not come back all at once. */
export function backoff(firstMs: number, retries: number): number {
  return Math.min(firstMs * 2 ** retries, 8_000) * (0.5 + Math.random() / 2)
}

/** Rejects with the reason of the signal when that comes first. */
export function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted()
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal?.reason as Error)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}

function queryOf(query: object = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null)
  if (given.length === 0) return ''
  return `?${new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, String(value)]))).toString()}`
}

/** `randomUUID` is not there on pages that came without TLS. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** fetch says only that it failed; why stands in its cause. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: unknown; message?: unknown }; message?: unknown }
  return String(cause?.code ?? cause?.message ?? message ?? 'no reason given')
}
