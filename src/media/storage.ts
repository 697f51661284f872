import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { randomBytes } from 'node:crypto'
import type { Readable } from 'node:stream'

/** Where the bytes of media are. Keys are ours and never a user's words. */
export type Storage = {
  /**
   * Streams to the store; the key appears whole or not at all. Throws `TooLarge` as soon as `maxBytes` is passed, and
   * `StorageFails` when it cannot be written to.
   */
  put: (key: string, bytes: AsyncIterable<Uint8Array>, maxBytes: number) => Promise<{ size: number }>
  /** The bytes from `start` to `end` (exclusive). */
  read: (key: string, range?: { start: number; end: number }) => Readable
  size: (key: string) => Promise<number | null>
  remove: (key: string) => Promise<void>
  /** Removes all that lies under a folder but what is named: copies made on the way, broken uploads. */
  removeFolder: (folder: string, except?: readonly (string | null)[]) => Promise<void>
  /** Throws, with a sentence, when nothing can be stored. */
  check: () => Promise<void>
}

export class TooLarge extends Error {
  override readonly name = 'TooLarge'
}

/** The store itself is at fault, not the file: full, or not writable. */
export class StorageFails extends Error {
  override readonly name = 'StorageFails'
}

/** Where everything of one file lies. Each upload and each copy gets a name of its own in it, so that none replaces another. */
export function folderOf(media: { id: string; workspace_id: string }): string {
  return `${media.workspace_id}/${media.id}`
}

export function newKey(media: { id: string; workspace_id: string }): string {
  return `${folderOf(media)}/${randomBytes(9).toString('hex')}`
}

export function diskStorage(folder: string): Storage {
  const pathOf = (key: string): string => {
    if (!/^[a-z0-9_/.-]+$/i.test(key) || key.includes('..')) throw new Error(`Not a storage key: ${key}`)
    return join(folder, key)
  }
  return {
    async put(key, bytes, maxBytes) {
      const path = pathOf(key)
      const partial = `${path}.part`
      try {
        const size = await writeWhole(partial, limited(bytes, maxBytes))
        await rename(partial, path)
        await syncFolder(dirname(path))
        return { size }
      } catch (error) {
        await rm(partial, { force: true }).catch(() => undefined)
        throw asStorageFault(error)
      }
    },
    read: (key, range) =>
      createReadStream(pathOf(key), range === undefined ? {} : { start: range.start, end: range.end - 1 }),
    size: (key) =>
      stat(pathOf(key)).then(
        (facts) => facts.size,
        () => null,
      ),
    remove: (key) => rm(pathOf(key), { force: true }),
    async removeFolder(name, except = []) {
      const path = pathOf(name)
      const kept = new Set(except.filter((key) => key !== null).map((key) => basename(key)))
      if (kept.size === 0) return rm(path, { recursive: true, force: true })
      const names = await readdir(path)
      await Promise.all(names.filter((each) => !kept.has(each)).map((each) => rm(join(path, each))))
    },
    async check() {
      const probe = join(folder, `.probe-${randomBytes(4).toString('hex')}`)
      try {
        await writeWhole(probe, [randomBytes(4_096)])
      } catch (error) {
        throw asStorageFault(error)
      } finally {
        await rm(probe, { force: true }).catch(() => undefined)
      }
    },
  }
}

async function writeWhole(
  path: string,
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<number> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, 'wx', 0o600)
  try {
    await writeFile(file, bytes)
    await file.sync()
    return (await file.stat()).size
  } finally {
    await file.close()
  }
}

async function* limited(
  bytes: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > maxBytes) throw new TooLarge(`More than ${String(maxBytes)} bytes`)
    yield chunk
  }
}

/** A new name survives a power cut only once its folder is written too. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function asStorageFault(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new StorageFails('The storage of this server is full. Free some space and try again.')
  if (['EACCES', 'EPERM', 'EROFS', 'EEXIST', 'EIO', 'ENOTDIR', 'EMFILE', 'ENFILE'].includes(String(code)))
    return new StorageFails(`The storage of this server cannot be written to (${String(code)}).`)
  return error
}
