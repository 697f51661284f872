import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileTypeFromBuffer } from 'file-type'
import type { SimReply } from './simulator.js'

/** Larger files are described on a post's page, not shown: nobody looks at two hours of film there. */
export const largestShown = 25_000_000
/** What a browser shows and cannot run. */
const shownTypes = /^(image\/(jpeg|png|gif|webp|avif)|video\/(mp4|webm|quicktime))$/

/** The bytes of what was uploaded to one network, so that its posts' pages can show them; on disk before the answer. */
export class KeptFiles {
  readonly #folder: string

  constructor(folder: string, slug: string) {
    this.#folder = join(folder, `${slug}.files`)
  }

  /** Files that come in parts are kept as they come; the same part again takes the place of the first. */
  keep(id: string, bytes: Buffer, part = { number: 0, totalBytes: bytes.length }): void {
    if (part.totalBytes > largestShown) return
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    const path = this.#path(id, part.number)
    writeFileSync(`${path}.new`, bytes, { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }

  clear(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** For pages. The bytes say what they are, whatever was said of them; what is no picture or film is not given out. */
  async show(id: string): Promise<SimReply> {
    const bytes = this.read(id)
    const type = bytes.length === 0 ? undefined : (await fileTypeFromBuffer(bytes))?.mime
    if (type === undefined || !shownTypes.test(type))
      return { status: 404, body: { error: { code: 'NOT_FOUND', message: 'There is no such file here.' } } }
    return {
      status: 200,
      headers: {
        'content-type': type,
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'private, max-age=3600',
      },
      body: bytes,
    }
  }

  /** All parts, in order; empty where nothing was kept. */
  read(id: string): Buffer {
    const parts: Buffer[] = []
    for (let part = 0; existsSync(this.#path(id, part)); part += 1)
      parts.push(readFileSync(this.#path(id, part)))
    return Buffer.concat(parts)
  }

  /** Networks' ids have characters that file systems do not take. */
  #path(id: string, part: number): string {
    return join(this.#folder, `${createHash('sha256').update(id).digest('hex')}.${String(part)}`)
  }
}
