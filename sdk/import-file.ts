import type { Resources } from './generated/operations.js'
import type { CreateImportBody, Import } from './generated/types.js'
import { put } from './put.js'
import { send, type RequestOptions, type Settings } from './request.js'
import { blobOf, type FileData } from './upload.js'

/** A file of posts: CSV, JSON or JSON Lines, or a zip with one of them and the files that it names. */
export type FileToImport = Omit<CreateImportBody, 'data' | 'rows' | 'sizeBytes'> & { data: FileData }

/** Begins an import of a file, in the way that suits it; see `Client`. */
export async function createFromFile(
  settings: Settings,
  imports: Resources['imports'],
  { data: given, ...body }: FileToImport,
  options: RequestOptions = {},
): Promise<Import> {
  const data = await blobOf(given)
  if (await isZip(data)) {
    const begun = await imports.create({ ...body, sizeBytes: data.size }, options)
    // The reply to a repeat is the first one: where that came here before, the archive is there already.
    if (begun.upload !== null)
      await put(settings, begun.upload.url, begun.upload.headers, data, options.signal, undefined)
    return imports.get(begun.id, options)
  }
  const { format, accounts, ...query } = body
  // Only as a body of its own is a file in another encoding than UTF-8 read; names of accounts do not fit beside it.
  if (format.toLowerCase() !== 'csv' || accounts != null)
    return imports.create({ ...body, data: await data.text() }, options)
  const csv = data.type.startsWith('text/csv') ? data : data.slice(0, data.size, 'text/csv')
  const request = { method: 'POST', path: '/v1/imports', takesKey: true, query, body: csv } as const
  return (await send(settings, request, options)) as Import
}

async function isZip(data: Blob): Promise<boolean> {
  const [first, second] = new Uint8Array(await data.slice(0, 2).arrayBuffer())
  return first === 0x50 && second === 0x4b
}
