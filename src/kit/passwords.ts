import { randomBytes, scrypt, timingSafeEqual, type ScryptOptions } from 'node:crypto'
import { createGate } from './gate.js'

// OWASP's advice for scrypt (Password Storage Cheat Sheet, 2026-11): N 2^17, r 8, p 1: 128 MB and some 0.3 s each.
const cost = { N: 131_072, r: 8, p: 1 }
/** More at once would take more memory than the whole server, and every thread that Node has for files. */
const atOnce = createGate(2)

/** A password as it is stored: `scrypt$N$r$p$salt$hash`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join('$')
}

/**
 * Compares in constant time. False too for what is not a stored password. `stored` null, where there is nobody or
 * nothing to compare with: takes as long as a comparison, so that the time does not tell.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  if (stored === null) {
    await derive(password, Buffer.alloc(16), cost)
    return false
  }
  const [kind, N, r, p, salt, hash] = stored.split('$')
  if (kind !== 'scrypt' || salt === undefined || hash === undefined) return false
  const expected = Buffer.from(hash, 'base64url')
  const given = await derive(password, Buffer.from(salt, 'base64url'), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  })
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function derive(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return atOnce(() => deriveNow(password, salt, options))
}

function deriveNow(password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // The same letters typed on different systems arrive composed differently.
    scrypt(
      password.normalize('NFKC'),
      salt,
      32,
      { ...options, maxmem: 256 * 1_024 * 1_024 },
      (error, key) => {
        if (error === null) resolve(key)
        else reject(error)
      },
    )
  })
}
