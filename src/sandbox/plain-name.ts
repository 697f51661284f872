import { createHash } from 'node:crypto'

/** A user name as it can stand in an address: people and scripts type blanks and signs that no user name has. */
export function plainName(typed: string): string {
  return typed
    .trim()
    .replace(/^@/, '')
    .replace(/[^\w.-]+/g, '_')
}

/** The number of whoever has this name: the same person again, and nobody else, after the sandbox was emptied. */
export function numberOf(name: string): bigint {
  return createHash('sha256').update(name).digest().readBigUInt64BE() >> 20n
}
