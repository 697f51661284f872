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

/** What somebody is called who was asked for by a user name alone: `acme.berlin` is Acme Berlin. Null: no name was given. */
export function nameFrom(typed: string | undefined): string | null {
  const words =
    (typed ?? '')
      .replace(/^@/, '')
      .split('@')[0]
      ?.match(/[\p{L}\p{N}]+/gu) ?? []
  return words.length === 0
    ? null
    : words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ')
}
