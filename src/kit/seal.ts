import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import type { Json } from './json.js'

/** Keeps secrets at rest. What was sealed for one purpose does not open for another. */
export type Seal = {
  seal: (value: Json, purpose: string) => Buffer
  /** Throws when the key is another, the purpose is another, or the bytes were changed. */
  open: (sealed: Buffer, purpose: string) => Json
  /** A keyed hash for signatures of our own URLs and states. */
  sign: (text: string, purpose: string) => string
  /** Compares in constant time. */
  verify: (text: string, purpose: string, signature: string) => boolean
}

const version = 1
const keyIdLength = 4

/**
 * AES-256-GCM: version, key id, nonce, tag, bytes. The key id tells which key sealed a value, so that keys can be
 * changed one value at a time.
 */
export function createSeal(secret: string): Seal {
  const key = Buffer.from(hkdfSync('sha256', secret, 'voxburst', 'seal', 32))
  const signingKey = Buffer.from(hkdfSync('sha256', secret, 'voxburst', 'sign', 32))
  const keyId = createHash('sha256').update(key).digest().subarray(0, keyIdLength)
  const sign = (text: string, purpose: string): string =>
    createHmac('sha256', signingKey).update(`${purpose}\n${text}`).digest('base64url')
  return {
    seal(value, purpose) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose))
      const bytes = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(version), keyId, nonce, cipher.getAuthTag(), bytes])
    },
    open(sealed, purpose) {
      const isOurs = sealed[0] === version && sealed.subarray(1, 1 + keyIdLength).equals(keyId)
      if (!isOurs)
        throw new Error(
          'A sealed value was made with another VOXBURST_SECRET_KEY. Start with the key it was made with.',
        )
      const nonce = sealed.subarray(5, 17)
      const decipher = createDecipheriv('aes-256-gcm', key, nonce)
        .setAAD(Buffer.from(purpose))
        .setAuthTag(sealed.subarray(17, 33))
      return JSON.parse(
        Buffer.concat([decipher.update(sealed.subarray(33)), decipher.final()]).toString('utf8'),
      ) as Json
    },
    sign,
    verify(text, purpose, signature) {
      const expected = Buffer.from(sign(text, purpose))
      const given = Buffer.from(signature)
      return given.length === expected.length && timingSafeEqual(given, expected)
    },
  }
}
