import { createDecipheriv } from 'node:crypto'

export type Secret = { key: Buffer; iv: Buffer }

/** AES's, in bytes. */
const block = 16

/** AES-256-CBC with PKCS#7, as `openssl enc -d -aes-256-cbc -nosalt` does it; null where the padding says that the key is another. */
export function decipher(encrypted: Buffer, { key, iv }: Secret): Buffer | null {
  try {
    const cipher = createDecipheriv('aes-256-cbc', key, iv)
    return Buffer.concat([cipher.update(encrypted), cipher.final()])
  } catch {
    return null
  }
}

/** How a file begins, from its first bytes alone. */
export function decipherHead(encrypted: Buffer, { key, iv }: Secret): Buffer {
  const cipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
  return cipher.update(encrypted.subarray(0, encrypted.length - (encrypted.length % block)))
}

/** How many bytes of padding a file ends with, from its last two blocks alone; null where that is no padding. */
export function paddingAt(tail: Buffer, key: Buffer): number | null {
  const [before, last] = [tail.subarray(-2 * block, -block), tail.subarray(-block)]
  const plain = decipher(last, { key, iv: before })
  return plain === null ? null : block - plain.length
}
