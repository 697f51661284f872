import { expect, it } from 'vitest'
import { nextRange } from './chunks.js'

const unit = 262_144

/** Where each part of a file ends. */
function ends(sizeBytes: number, stored = 0): number[] {
  const found: number[] = []
  for (let at = stored; at < sizeBytes; at = found.at(-1) ?? sizeBytes)
    found.push(nextRange(at, sizeBytes).end)
  return found
}

it.each([
  [1, 0, [1]],
  [unit, 0, [unit]],
  [unit + 1, 0, [unit, unit + 1]],
  [5 * unit, 0, [4 * unit, 5 * unit]],
  [130 * unit + 7, 0, [64 * unit, 128 * unit, 130 * unit, 130 * unit + 7]],
  // What YouTube kept may end anywhere.
  [5 * unit, 100, [4 * unit + 100, 5 * unit]],
  [2 * unit, unit + 1, [2 * unit]],
])('section 3b: %i bytes from %i on', (sizeBytes, stored, expected) => {
  expect(ends(sizeBytes, stored)).toEqual(expected)
})
