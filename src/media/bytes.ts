import { createHash } from 'node:crypto'
import type { MediaKind } from '../../contract/media.js'
import type { Finding } from '../store/media.js'
import type { Storage } from './storage.js'

/** What is known of a stored file once its type is. */
export type Known = { key: string; size: number; type: string; kind: MediaKind }

/** The file is at fault; the message is for the person who sent it. */
export class NotAcceptable extends Error {
  override readonly name = 'NotAcceptable'
  readonly finding: Finding
  constructor(code: string, message: string) {
    super(message)
    this.finding = { code, message }
  }
}

export async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export async function* inOnePiece(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(bytes)
}

export async function hashOf(storage: Storage, key: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of storage.read(key)) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
