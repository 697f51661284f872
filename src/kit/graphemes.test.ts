import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countGraphemes } from './graphemes.js'

test.each([
  ['', 0],
  ['Fresh bread\nfrom seven on', 25],
  ['one\r\ntwo', 7],
  ['👩‍👩‍👧‍👦!', 2],
  ['e\u0301', 1],
  ['🇩🇪🇫🇷', 2],
])('%j has %i', (text, count) => {
  expect(countGraphemes(text)).toBe(count)
})

test('plain text counts as the segmenter counts it', () => {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
  const plain = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r', '~', '\t', 'é', '\u0301') })
  fc.assert(fc.property(plain, (text) => countGraphemes(text) === [...segmenter.segment(text)].length))
})
