import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { parseJson } from '../kit/parse-json.js'
import { storable, storableText } from '../kit/storable.js'
import { NoAnswer, NotSent, type PlatformReply } from './platform-http.js'

export type Exchange = {
  url: URL
  method: string
  headers: Record<string, string>
  content: Buffer | string | Readable | null
  /** The whole exchange, connecting included. */
  timeoutMs: number
}

const largestReply = 10_000_000

/**
 * One request, never repeated, no redirect followed. `hindrance` is asked in onRequestStart, the last step before
 * bytes are written: a process that was stopped in between does not send what is too late. Whatever ends before
 * that step surely was not sent; whatever ends after it without a readable answer has no answer.
 */
export function exchange(
  dispatcher: Dispatcher,
  given: Exchange,
  hindrance: () => string | null,
): Promise<PlatformReply> {
  return new Promise((resolve, reject) => {
    let isStarted = false
    // Once the caller has been told "not sent", a connection that opens late must not send after all.
    let isOver = false
    let controller: Dispatcher.DispatchController | undefined
    const fail = (error: Error): void => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      if (error instanceof NotSent || error instanceof NoAnswer) reject(error)
      else if (isStarted) reject(new NoAnswer(`No readable answer came (${error.message})`, { cause: error }))
      else reject(new NotSent(`The connection was not made: ${error.message}`, { cause: error }))
    }
    const timer = setTimeout(() => {
      const seconds = String(Math.round(given.timeoutMs / 100) / 10)
      const error = isStarted
        ? new NoAnswer(`No answer within ${seconds} s`)
        : new NotSent(`The connection was not made within ${seconds} s`)
      fail(error)
      controller?.abort(error)
    }, given.timeoutMs)

    let status = 0
    let headers: Record<string, string> = {}
    const chunks: Buffer[] = []
    let size = 0
    try {
      dispatcher.dispatch(
        {
          origin: given.url.origin,
          path: `${given.url.pathname}${given.url.search}`,
          method: given.method as Dispatcher.HttpMethod,
          headers: given.headers,
          body: given.content,
          // undici repeats what it holds idempotent after some connection faults; nothing below us repeats.
          idempotent: false,
          // The timer above holds for the whole exchange.
          headersTimeout: 0,
          bodyTimeout: 0,
        },
        {
          onRequestStart(started) {
            controller = started
            const reason = isOver ? 'It was given up before it began' : hindrance()
            if (isStarted) started.abort(new NoAnswer('The request was begun twice'))
            else if (reason !== null) started.abort(new NotSent(reason))
            else isStarted = true
          },
          onResponseStart(_controller, statusCode, answered) {
            status = statusCode
            headers = flat(answered)
          },
          onResponseData(current, chunk) {
            size += chunk.length
            if (size > largestReply) current.abort(new NoAnswer('The answer is larger than 10 MB'))
            else chunks.push(chunk)
          },
          onResponseEnd() {
            if (isOver) return
            isOver = true
            clearTimeout(timer)
            const text = storableText(Buffer.concat(chunks).toString('utf8'))
            // Storable: else an answer could not be recorded, and its post would be asked about until it fails.
            resolve({ status, headers, text, json: storable(parseJson(text)) })
          },
          onResponseError: (_controller, error) => fail(error),
        },
      )
    } catch (error) {
      fail(error instanceof Error ? error : new Error(String(error)))
    }
  })
}

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}
