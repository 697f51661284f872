import type { Json } from '../kit/json.js'

/**
 * The one HTTP client that connectors use. It maps origins (sandbox, VOXBURST_ORIGINS), keeps the deadline of an
 * attempt at the last step before bytes are written, never repeats and never follows a redirect by itself.
 */
export type PlatformHttp = (request: PlatformRequest) => Promise<PlatformReply>

export type PlatformRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** The network's own address, always. */
  url: string
  headers?: Record<string, string>
  query?: Record<string, string | undefined>
  /** Exactly one of these, or none. */
  json?: Json
  form?: Record<string, string | undefined>
  multipart?: readonly MultipartPart[]
  /** Raw bytes; give `length` for streams. */
  body?: { bytes: Uint8Array | AsyncIterable<Uint8Array>; length: number; contentType: string }
  /** True for a call that the public can see: bound to the attempt's deadline, on a fresh connection. */
  creating?: boolean
  /** Whole exchange; 30 s when absent. */
  timeoutMs?: number
}

export type MultipartPart =
  | { name: string; value: string }
  | {
      name: string
      filename: string
      contentType: string
      bytes: Uint8Array | AsyncIterable<Uint8Array>
      length: number
    }

export type PlatformReply = {
  status: number
  /** Lower-case names. */
  headers: Record<string, string>
  /** The parsed body when it is JSON; undefined otherwise. */
  json: Json | undefined
  text: string
}

/** The request surely did not reach the network: nothing can have happened. */
export class NotSent extends Error {
  override readonly name = 'NotSent'
}

/** The request may have reached the network; no readable answer came back. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}
