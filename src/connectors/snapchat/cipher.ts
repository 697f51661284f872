import { createCipheriv } from 'node:crypto'

/** AES-256-CBC has blocks of 16 bytes, and fills up the last one: one more where the file ends with a block. */
export const blockBytes = 16

export function encryptedBytes(plainBytes: number): number {
  return plainBytes - (plainBytes % blockBytes) + blockBytes
}

export type Cut = { start: number; end: number; isLast: boolean; length: number }

/**
 * Where a file is cut so that each part, encrypted, has `partBytes`: `start` and `end` count plain bytes, `length`
 * encrypted ones. The last part may hold nothing but what fills up the last block.
 */
export function cutsOf(plainBytes: number, partBytes: number): Cut[] {
  const count = Math.ceil(encryptedBytes(plainBytes) / partBytes)
  return Array.from({ length: count }, (_, index) => {
    const start = Math.min(index * partBytes, plainBytes)
    const isLast = index === count - 1
    const end = isLast ? plainBytes : start + partBytes
    return { start, end, isLast, length: isLast ? encryptedBytes(end - start) : end - start }
  })
}

/**
 * A part of a file in AES-256-CBC, as it streams by. What comes next is chained to the last block of this part, so that
 * a part can be encrypted without those before it: it is `iv` for the next one, once the stream is read.
 */
export function encrypt(
  plain: AsyncIterable<Uint8Array>,
  { key, iv, isLast }: { key: Buffer; iv: Buffer; isLast: boolean },
): { bytes: AsyncIterable<Uint8Array>; lastBlock: () => Buffer } {
  let last: Buffer = iv
  const passed = (chunk: Buffer): Buffer => {
    if (chunk.length >= blockBytes) last = chunk.subarray(-blockBytes)
    return chunk
  }
  async function* bytes(): AsyncIterable<Uint8Array> {
    const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(isLast)
    for await (const chunk of plain) yield passed(cipher.update(chunk))
    yield passed(cipher.final())
  }
  return { bytes: bytes(), lastBlock: () => last }
}
