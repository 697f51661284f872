const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** What most texts are made of: Latin, Greek, Cyrillic, Chinese, Japanese and Korean letters and signs that join no other of these. */
const alone = String.raw`\n\x20-\x7e\xa0-\u02ff\u0370-\u0482\u048a-\u058f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u3000-\u3029\u3030-\u3096\u30a0-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9d`
/** Stretches of others, with the sign on either side that may join them. */
const stretches = new RegExp(`[${alone}]?[^${alone}]+(?:[${alone}][^${alone}]+)*[${alone}]?`, 'g')

/**
 * How many characters a reader sees: a family of four in one emoji counts one. Linear in the length of the text; the
 * segmenter, which takes a hundred times as long as a pattern, is asked only where signs may join.
 */
export function countGraphemes(text: string): number {
  let count = text.length
  for (const [stretch] of text.matchAll(stretches)) {
    count -= stretch.length
    for (const _ of graphemes.segment(stretch)) count += 1
  }
  return count
}
