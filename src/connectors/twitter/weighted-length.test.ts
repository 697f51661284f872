import fc from 'fast-check'
import twitterText from 'twitter-text'
import { expect, it } from 'vitest'
import { weightedLength } from './weighted-length.js'

const byTwitter = (text: string): number => twitterText.parseTweet(text).weightedLength

/** What addresses are made of and what breaks them, what stands around them, and what weighs more or less. */
const pieces = fc.constantFrom(
  ...['a', 'B7', 'example', 'б', 'ü', '日本', '_', '-', 'xn--a', 'a'.repeat(70)],
  ...['.', '..', '.co', '.com', '.COM', '.онлайн', '.中国', '.xn--p1ai', '.co.uk'],
  ...['http://', 'https://', 'HTTPS://', 'https://t.co/', 'https://x.co/', '://', '@', '#', '$', ':80', ':'],
  ...['/', '/a', '/б', '?', '?a=b', '&c=d', '(', ')', '(a)', ',', '!', '*', '+', "'", '|', '~', '–'],
  ...[' ', '\n', '\t', '\u3000', '。', '\u202A', '\u200F', '\uFEFF', '\u0301', '\u200D', '\uFE0F', '\u20E3'],
  ...['😀', '👩🏽‍🚀', '🇩🇪', '1️⃣', '*️⃣', '#️⃣', '\uD83D', '\uDE00', 'e\u0301'],
)

it.each([
  ['put together at random', fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join(''))],
  ['of any characters', fc.string({ unit: 'binary', maxLength: 60 })],
])('a text %s is as long as twitter-text says', (_what, texts) => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(weightedLength(text)).toBe(byTwitter(text))
    }),
    { numRuns: 3_000 },
  )
})

it('long addresses, and long texts around short ones, too', () => {
  const long = `https://example.com/${'path/'.repeat(400)}?q=${'a'.repeat(1_500)}`
  const texts = [
    `See ${long} and example.com.`,
    `https://example.com/${'a'.repeat(4_200)}`,
    `${'日'.repeat(400)}https://example.com/日${'本。'.repeat(100)}`,
    `${'a.'.repeat(200)}com ${'б.'.repeat(100)} ${'Word. '.repeat(500)}`,
  ]
  for (const text of texts) expect(weightedLength(text), text.slice(0, 40)).toBe(byTwitter(text))
})

it.each(['a.a.', 'б.', '日本.', '日', '😀', 'a.co ', 'a.c', 'ü-', 'a_', 'Word. '])(
  'ten thousand characters of %s and an address hold nothing up',
  (unit) => {
    const text = `${unit.repeat(10_000 / unit.length)} a.co`
    const began = process.cpuUsage()
    weightedLength(text)
    const { user, system } = process.cpuUsage(began)
    // Milliseconds of work. For twitter-text alone most of these are thousands, and more so with a longer text.
    expect((user + system) / 1_000).toBeLessThan(500)
  },
)
