import { VoxBurstError } from './errors.js'
import { pause, type Settings } from './request.js'

type OnProgress = (share: number) => void

/** The same bytes at the same address: sending them again does no harm. */
export async function put(
  settings: Settings,
  url: string,
  headers: Record<string, string>,
  body: Blob,
  signal: AbortSignal | undefined,
  onProgress: OnProgress | undefined,
): Promise<void> {
  const sendOnce =
    onProgress !== undefined && Watched !== undefined ? watchedPut(Watched, onProgress) : fetchPut
  for (let retries = 0; ; retries += 1) {
    const outcome = await sendOnce(settings, url, headers, body, signal).catch((error: unknown) => error)
    signal?.throwIfAborted()
    const status = typeof outcome === 'number' ? outcome : 0
    if (status >= 200 && status < 300) return onProgress?.(1)
    if (retries >= settings.maxRetries || (status > 0 && status < 500 && status !== 429))
      throw new VoxBurstError({
        code: 'UPLOAD_FAILED',
        message:
          status === 0
            ? 'The bytes of the file did not arrive.'
            : `The upload was answered ${String(status)}.`,
        status,
        cause: status === 0 ? outcome : undefined,
      })
    await pause(settings.backoffMs * 2 ** retries, signal)
  }
}

/** Answers the status. */
type Put = (
  settings: Settings,
  url: string,
  headers: Record<string, string>,
  body: Blob,
  signal: AbortSignal | undefined,
) => Promise<number>

const fetchPut: Put = async (settings, url, headers, body, signal) => {
  const init = { method: 'PUT', headers, body, ...(signal === undefined ? {} : { signal }) }
  return (await settings.fetch(url, init)).status
}

/** What is used of XMLHttpRequest; unlike fetch, it tells how much of a body has left. */
type WatchedRequest = {
  status: number
  upload: { onprogress: ((event: { loaded: number; total: number }) => void) | null }
  onload: (() => void) | null
  onerror: (() => void) | null
  onabort: (() => void) | null
  open: (method: string, url: string) => void
  setRequestHeader: (name: string, value: string) => void
  send: (body: Blob) => void
  abort: () => void
}
const Watched = (globalThis as { XMLHttpRequest?: new () => WatchedRequest }).XMLHttpRequest

function watchedPut(Request: new () => WatchedRequest, onProgress: OnProgress): Put {
  return (_settings, url, headers, body, signal) =>
    new Promise((resolve, reject) => {
      const request = new Request()
      request.open('PUT', url)
      for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
      request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total)
      request.onload = () => resolve(request.status)
      request.onerror = () => reject(new Error('The connection failed.'))
      request.onabort = () => reject(new Error('The upload was ended.'))
      signal?.addEventListener('abort', () => request.abort(), { once: true })
      request.send(body)
    })
}
