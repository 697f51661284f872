import { createHash } from 'node:crypto'

/** An id as the network makes them: the same for the same words. */
export function idFrom(words: string, length: number): string {
  return createHash('sha256').update(words).digest('base64url').slice(0, length)
}
