import { randomFillSync } from 'node:crypto'

export type IdPrefix =
  | 'post'
  | 'acc'
  | 'media'
  | 'pp'
  | 'wh'
  | 'evt'
  | 'ws'
  | 'usr'
  | 'key'
  | 'att'
  | 'dlv'
  | 'cmt'
  | 'aud'
  | 'per'
  | 'pver'
  | 'imp'
  | 'exp'
  | 'req'
  | 'wf'
  | 'apr'
  | 'mail'
  | 'slot'
  | 'rec'
  | 'ses'

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'

/** Random bytes drawn ahead: asking the system for each id takes longer than all else about it. */
const drawn = Buffer.alloc(14 * 256)
let used = drawn.length

/**
 * A new id: the prefix and 24 base-36 characters: a `c`, nine of the time in milliseconds, fourteen random
 * (72 bits). Ids made later sort after ids made earlier, to the millisecond.
 */
export function newId(prefix: IdPrefix, atMs: number = Date.now()): string {
  return `${prefix}_${newCuid(atMs)}`
}

/** The part of an id behind its prefix; some nouns of the contract have no more. */
export function newCuid(atMs: number = Date.now()): string {
  const time = atMs.toString(36).padStart(9, '0')
  if (used === drawn.length) {
    randomFillSync(drawn)
    used = 0
  }
  let random = ''
  for (const end = used + 14; used < end; used += 1) random += alphabet[(drawn[used] ?? 0) % 36]
  return `c${time}${random}`
}
