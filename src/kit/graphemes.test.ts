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

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
const segmented = (text: string): number => [...segmenter.segment(text)].length

test('every text counts as the segmenter counts it', () => {
  const signs = [
    'a',
    ' ',
    '\n',
    '\r',
    '~',
    '\t',
    'é',
    '\u0301',
    '字',
    '가',
    '\u1100',
    '\u1161',
    '\u11a8',
    '\u0600',
    'क',
    '\u094d',
  ]
  const joining = [
    '👩',
    '\u200d',
    '👧',
    '🇩',
    '🇪',
    '❤',
    '\ufe0f',
    '🏽',
    '\u3099',
    'か',
    '\uff9e',
    '\ud83d',
    '©',
  ]
  const text = fc.string({ unit: fc.constantFrom(...signs, ...joining), maxLength: 12 })
  fc.assert(
    fc.property(text, (each) => countGraphemes(each) === segmented(each)),
    { numRuns: 3_000 },
  )
})

test('no sign joins a neighbour unseen', () => {
  const neighbours = ['a', '字', '가', 'か', '©', '\n']
  const wrong: string[] = []
  for (let code = 1; code < 0x10000; code += 1) {
    if (code >= 0xd800 && code < 0xe000) continue
    const sign = String.fromCharCode(code)
    const text = neighbours.map((each) => `${each}${sign}`).join('') + sign
    if (countGraphemes(text) !== segmented(text)) wrong.push(code.toString(16))
  }
  expect(wrong).toEqual([])
})
