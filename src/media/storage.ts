import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { randomBytes } from 'node:crypto'

/** Where the bytes of media are. Keys are ours and never a user's words. */
export type Storage = {
  /** Streams to the store; the key appears whole or not at all. Throws `TooLarge` as soon as `maxBytes` is passed. */
  put: (key: string, bytes: AsyncIterable<Uint8Array>, maxBytes: number) => Promise<{ size: number }>
  /** The bytes from `start` to `end` (exclusive). */
  read: (key: string, range?: { start: number; end: number }) => AsyncIterable<Uint8Array>
  size: (key: string) => Promise<number | null>
  remove: (key: string) => Promise<void>
  /** Throws, with a sentence, when nothing can be stored. */
  check: () => Promise<void>
}

export class TooLarge extends Error {
  override readonly name = 'TooLarge'
}

export function diskStorage(folder: string): Storage {
  const pathOf = (key: string): string => {
    if (!/^[a-z0-9_/.-]+$/i.test(key) || key.includes('..')) throw new Error(`Not a storage key: ${key}`)
    return join(folder, key)
  }
  return {
    async put(key, bytes, maxBytes) {
      const path = pathOf(key)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      const partial = `${path}.${randomBytes(6).toString('hex')}.part`
      let size = 0
      const count = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          size += chunk.length
          if (size > maxBytes) done(new TooLarge(`More than ${String(maxBytes)} bytes`))
          else done(null, chunk)
        },
      })
      try {
        await pipeline(bytes, count, createWriteStream(partial, { mode: 0o600 }))
        const file = await open(partial, 'r')
        await file.sync()
        await file.close()
        await rename(partial, path)
        return { size }
      } catch (error) {
        await rm(partial, { force: true })
        throw error
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
    async check() {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const probe = join(folder, `.probe-${randomBytes(4).toString('hex')}`)
      await (await open(probe, 'w')).close()
      await rm(probe)
    },
  }
}
