import { VoxBurstError } from './errors.js'
import { operations, type Resources } from './generated/operations.js'
import type { Import, Media, Post } from './generated/types.js'
import { createFromFile, type FileToImport } from './import-file.js'
import { pagesOf } from './pages.js'
import { send, type Operation, type RequestOptions, type Settings } from './request.js'
import { followStream, type StreamMessage, type StreamOptions } from './stream.js'
import { until, uploadFile, type FileToUpload, type WaitOptions } from './upload.js'

export type ClientOptions = {
  /** Where the server is, e.g. `https://social.example.com`; the page's own origin when absent in a browser. */
  baseUrl?: string | undefined
  /** `vb_live_…`; absent where a session's cookie does the same. */
  apiKey?: string | undefined
  /** Whether cookies go along; `same-origin` when absent. */
  credentials?: 'include' | 'same-origin' | 'omit' | undefined
  /** Sent with every request; asked anew for every try where it is a function. */
  headers?:
    Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>) | undefined
  /** How long one try may take; 30,000 when absent. */
  timeoutMs?: number | undefined
  /** How often a failed try is repeated; 3 when absent. */
  maxRetries?: number | undefined
  /** The wait before the first retry, doubled for each further one up to 8 seconds; 500 when absent. */
  backoffMs?: number | undefined
  /** A server that asks to wait longer (Retry-After) is not asked again; 60,000 when absent. */
  maxWaitMs?: number | undefined
  /** For tests, proxies, and tracing. */
  fetch?: typeof globalThis.fetch | undefined
}

/**
 * The API, a method for every endpoint: `client.posts.create(…)`. Arguments are the ids of the path in order, then body
 * or query, then options. Methods answer what the API answers, and throw VoxBurstError.
 */
export type Client = Omit<Resources, 'media' | 'imports'> & {
  media: Resources['media'] & {
    /** Uploads a file and waits until it can be used. Throws `UPLOAD_FAILED` where it does not pass validation. */
    uploadFile: (file: FileToUpload, options?: WaitOptions) => Promise<Media>
  }
  imports: Resources['imports'] & {
    /**
     * Begins an import of a file: CSV and JSON up to 10 MB go along with the request, a zip of up to 5 GB is uploaded
     * after it. Answers as `create` does; `get` says how far it is.
     */
    createFromFile: (file: FileToImport, options?: RequestOptions) => Promise<Import>
  }
  /**
   * Waits until a post is no longer on its way: published, partial, failed or cancelled, or a draft again. One that
   * waits for approval or for its time is waited for as well, as long as `waitMs` allows.
   */
  waitForPost: (id: string, options?: WaitOptions) => Promise<Post>
  /**
   * Follows the workspace as it changes, for as long as it is walked; goes on by itself after a break, without missing
   * an event. Ends with `signal`; throws where the server refuses for good.
   */
  stream: (options?: StreamOptions) => AsyncIterable<StreamMessage>
}

const onItsWay = ['scheduled', 'publishing', 'pending_approval', 'approved']

export function createClient(options: ClientOptions = {}): Client {
  const settings = settingsOf(options)
  const resources = Object.fromEntries(
    Object.entries(operations).map(([noun, verbs]) => [
      noun,
      Object.fromEntries(
        Object.entries(verbs).map(([verb, operation]) => [
          verb,
          methodOf(settings, operation, `${noun}.${verb}`),
        ]),
      ),
    ]),
  ) as unknown as Resources
  const { media, posts, imports } = resources
  return {
    ...resources,
    media: { ...media, uploadFile: (file, more) => uploadFile(settings, media, file, more) },
    imports: {
      ...imports,
      createFromFile: (file, more) => createFromFile(settings, imports, file, more),
    },
    stream: (more) => followStream(settings, more),
    waitForPost: (id, more = {}) =>
      until(
        () => posts.get(id, { signal: more.signal }),
        ({ status }) => !onItsWay.includes(status),
        `The post ${id} was still on its way`,
        more,
      ),
  }
}

function methodOf(settings: Settings, operation: Operation, name: string): (...args: unknown[]) => unknown {
  const { method, takesKey, input } = operation
  return (...args) => {
    const path = operation.path.replaceAll(/:([A-Za-z]+)/g, (_match, parameter: string) => {
      const value = args.shift()
      if (typeof value !== 'string' || value === '') throw new TypeError(`${name} needs ${parameter}`)
      return encodeURIComponent(value)
    })
    const given = (input === undefined ? undefined : args.shift()) as object | undefined
    const options = args.shift() as RequestOptions | undefined
    const request = { method, path, takesKey, [input ?? 'query']: given }
    if (operation.isList !== true) return send(settings, request, options)
    return pagesOf(async (cursor) => {
      const query = cursor === undefined ? given : { ...given, cursor }
      return (await send(settings, { ...request, query }, options)) as never
    })
  }
}

function settingsOf(options: ClientOptions): Settings {
  const { apiKey, headers = {} } = options
  // fetch would refuse it later, with the key in its message.
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey))
    throw new VoxBurstError({ code: 'UNAUTHORIZED', message: 'The apiKey has characters that no key has.' })
  const baseUrl = (options.baseUrl ?? '').replace(/\/+$/, '')
  if (baseUrl === '' ? !('location' in globalThis) : !/^https?:\/\/[^/@]+(?:\/[^?#]*)?$/.test(baseUrl))
    throw new TypeError('baseUrl has to be the address of the server, e.g. https://social.example.com')
  return {
    baseUrl,
    // A browser's fetch wants no other object as its `this`.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
    credentials: options.credentials ?? 'same-origin',
    headers: async () => ({
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      ...(typeof headers === 'function' ? await headers() : headers),
    }),
    timeoutMs: options.timeoutMs ?? 30_000,
    maxRetries: options.maxRetries ?? 3,
    backoffMs: options.backoffMs ?? 500,
    maxWaitMs: options.maxWaitMs ?? 60_000,
  }
}
