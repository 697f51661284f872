import type { Readable } from 'node:stream'
import type { Entry } from 'yauzl'
import type { Storage } from '../media/storage.js'
import { Unreadable } from './source.js'

/** What lies in a zip of the store: read where it lies, an entry at a time. */
export type Archive = {
  names: readonly string[]
  /** The entry that a file is: by its whole name, the end of an address, or a file name that occurs once. */
  find: (source: string) => { name: string; bytes: number } | null
  open: (name: string) => Promise<Readable>
  close: () => void
}

const mostEntries = 200_000

/** Throws `Unreadable` for what is no zip. */
export async function openArchive(storage: Storage, key: string): Promise<Archive> {
  const { default: yauzl } = await import('yauzl')
  const size = await storage.size(key)
  if (size === null) throw new Unreadable('The archive is gone. Send it again with a new import.')
  class Reader extends yauzl.RandomAccessReader {
    override _readStreamForRange(start: number, end: number): Readable {
      return storage.read(key, { start, end })
    }
  }
  const entries = new Map<string, Entry>()
  let zip: Awaited<ReturnType<typeof yauzl.fromRandomAccessReaderPromise>>
  try {
    zip = await yauzl.fromRandomAccessReaderPromise(new Reader(), size, { autoClose: false })
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/') || /(?:^|\/)(?:__MACOSX|\._)/.test(entry.fileName)) continue
      entries.set(entry.fileName, entry)
      if (entries.size > mostEntries) throw new Error(`It has more than ${String(mostEntries)} entries.`)
    }
  } catch (error) {
    throw new Unreadable(`The archive cannot be read as a zip: ${(error as Error).message}`)
  }
  const byLastName = new Map<string, string | null>()
  for (const name of entries.keys()) {
    const last = name.split('/').at(-1) ?? name
    byLastName.set(last, byLastName.has(last) ? null : name)
  }
  return {
    names: [...entries.keys()],
    find(source) {
      const path = pathOf(source)
      const name = entries.has(path) ? path : endingLike(path, byLastName, entries)
      const entry = name === null ? undefined : entries.get(name)
      return entry === undefined || name === null ? null : { name, bytes: entry.uncompressedSize }
    },
    async open(name) {
      const entry = entries.get(name)
      if (entry === undefined) throw new Unreadable(`There is no ${name} in the archive.`)
      return zip.openReadStreamPromise(entry)
    },
    close: () => zip.close(),
  }
}

function pathOf(source: string): string {
  if (!URL.canParse(source)) return source.replace(/^\.?\//, '')
  const path = new URL(source).pathname.slice(1)
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** Where several files have the same name, the one whose folders agree with the address. */
function endingLike(
  path: string,
  byLastName: ReadonlyMap<string, string | null>,
  entries: ReadonlyMap<string, unknown>,
): string | null {
  const last = path.split('/').at(-1) ?? path
  const only = byLastName.get(last)
  if (only !== null) return only ?? null
  const folders = path.split('/')
  for (let from = 1; from < folders.length - 1; from += 1) {
    const tail = folders.slice(from).join('/')
    const found = [...entries.keys()].filter((name) => name === tail || name.endsWith(`/${tail}`))
    if (found.length === 1) return found[0] ?? null
  }
  return null
}
