import { readFile } from 'node:fs/promises'

/** A file of tests/fixtures/media. */
export function sample(name: string): Promise<Buffer> {
  return readFile(new URL(`../fixtures/media/${name}`, import.meta.url))
}
