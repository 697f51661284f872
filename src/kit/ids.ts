import { randomBytes } from 'node:crypto'

export type IdPrefix =
  'post' | 'acc' | 'media' | 'pp' | 'wh' | 'evt' | 'ws' | 'usr' | 'key' | 'att' | 'dlv' | 'cmt' | 'req'

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'

/**
 * A new id: the prefix and 24 base-36 characters: a `c`, nine of the time in milliseconds, fourteen random
 * (72 bits). Ids made later sort after ids made earlier, to the millisecond.
 */
export function newId(prefix: IdPrefix, atMs: number = Date.now()): string {
  const time = atMs.toString(36).padStart(9, '0')
  const bytes = randomBytes(14)
  let random = ''
  for (const byte of bytes) random += alphabet[byte % 36]
  return `${prefix}_c${time}${random}`
}
