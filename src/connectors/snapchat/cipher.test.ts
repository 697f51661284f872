import { createDecipheriv, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { cutsOf, encrypt, encryptedBytes } from './cipher.js'

const key = randomBytes(32)
const iv = randomBytes(16)

async function* inPieces(bytes: Buffer, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size))
}

async function inParts(plain: Buffer, partBytes: number): Promise<Buffer[]> {
  const parts: Buffer[] = []
  let chain: Buffer = iv
  for (const { start, end, isLast } of cutsOf(plain.length, partBytes)) {
    const { bytes, lastBlock } = encrypt(inPieces(plain.subarray(start, end), 7), { key, iv: chain, isLast })
    const chunks: Uint8Array[] = []
    for await (const chunk of bytes) chunks.push(chunk)
    parts.push(Buffer.concat(chunks))
    chain = lastBlock()
  }
  return parts
}

describe('section 3a: the whole file in AES-256-CBC with PKCS#7, then cut', () => {
  it.each([0, 1, 15, 16, 17, 63, 64, 65, 96, 100, 128])(
    '%i bytes in parts of 64: put together, they are the file',
    async (size) => {
      const plain = randomBytes(size)
      const parts = await inParts(plain, 64)
      const whole = Buffer.concat(parts)
      const decipher = createDecipheriv('aes-256-cbc', key, iv)
      expect(Buffer.concat([decipher.update(whole), decipher.final()])).toEqual(plain)
      expect(whole.length).toBe(encryptedBytes(size))
      expect(parts.map((part) => part.length)).toEqual(cutsOf(size, 64).map((cut) => cut.length))
      expect(parts.every((part) => part.length <= 64)).toBe(true)
    },
  )

  it('what openssl makes of the same key and iv', async () => {
    // openssl enc -aes-256-cbc -nosalt -K 00…1f -iv 00…0f, of "Hello Snapchat, hello world"
    const given = { key: Buffer.from(Array.from({ length: 32 }, (_, i) => i)), isLast: true }
    const iv16 = Buffer.from(Array.from({ length: 16 }, (_, i) => i))
    const { bytes } = encrypt(inPieces(Buffer.from('Hello Snapchat, hello world'), 5), { ...given, iv: iv16 })
    const chunks: Uint8Array[] = []
    for await (const chunk of bytes) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString('hex')).toBe(
      '8822c05649666b40d21a93f678b2c9d97f460718d1dfc3ad8a830a795cd1f413',
    )
  })
})
