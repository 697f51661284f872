import { VoxBurstError } from './errors.js'
import type { Media, UploadMediaBody } from './generated/types.js'
import { put } from './put.js'
import { pause, type RequestOptions, type Settings } from './request.js'
import type { Resources } from './generated/operations.js'

/** A file. In Node, `fs.openAsBlob(path)` gives a Blob without reading it whole; a stream is read whole first. */
export type FileData = Blob | Uint8Array | ArrayBuffer | ReadableStream<Uint8Array>

export type FileToUpload = {
  data: FileData
  filename: string
  /** That of the Blob when absent. */
  contentType?: string | undefined
  altText?: string | undefined
  /** Told how much has left, from 0 to 1. Browsers tell on the way, others at the end alone. */
  onProgress?: ((share: number) => void) | undefined
}

export type WaitOptions = {
  signal?: AbortSignal | undefined
  /** How long to wait for the end altogether; ten minutes when absent. */
  waitMs?: number | undefined
  /** Between two looks; one second when absent. */
  intervalMs?: number | undefined
}

/** Asks for an address, sends the bytes there and waits until the file can be used; see `Client`. */
export async function uploadFile(
  settings: Settings,
  media: Resources['media'],
  file: FileToUpload,
  options: WaitOptions & Pick<RequestOptions, 'headers'> = {},
): Promise<Media> {
  const data = await blobOf(file.data)
  const body: UploadMediaBody = {
    filename: file.filename,
    contentType: file.contentType ?? data.type,
    sizeBytes: data.size,
    altText: file.altText,
  }
  const { id, uploadUrl, uploadHeaders } = await media.upload(body, options)
  await put(settings, uploadUrl, uploadHeaders, data, options.signal, file.onProgress)
  const found = await until(
    () => media.get(id, options),
    ({ status }) => status === 'READY' || status === 'FAILED',
    `The file ${id} was not ready`,
    options,
  )
  if (found.status === 'READY') return found
  throw new VoxBurstError({
    code: 'UPLOAD_FAILED',
    message: found.validationResults.map(({ message }) => message).join(' '),
    details: { mediaId: id, validationResults: found.validationResults },
  })
}

/** Bytes that can be sent again, when an answer was lost. */
export async function blobOf(data: FileData): Promise<Blob> {
  if (data instanceof Blob) return data
  return data instanceof ReadableStream
    ? new Response(data as ReadableStream<Uint8Array<ArrayBuffer>>).blob()
    : new Blob([data as Uint8Array<ArrayBuffer>])
}

/** Looks until what is found is done; throws `TIMED_OUT` after `waitMs`. */
export async function until<T>(
  look: () => Promise<T>,
  isDone: (found: T) => boolean,
  otherwise: string,
  { signal, waitMs = 600_000, intervalMs = 1_000 }: WaitOptions,
): Promise<T> {
  const deadline = Date.now() + waitMs
  for (;;) {
    const found = await look()
    if (isDone(found)) return found
    if (Date.now() + intervalMs > deadline)
      throw new VoxBurstError({ code: 'TIMED_OUT', message: `${otherwise} within ${String(waitMs)} ms.` })
    await pause(intervalMs, signal)
  }
}
