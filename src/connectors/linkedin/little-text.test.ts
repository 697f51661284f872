import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commentaryOf, shownText, textOfCommentary } from './little-text.js'

describe('section 3.1: commentary is little text', () => {
  it.each([
    ['Menu (new)', 'Menu \\(new\\)'],
    ['\\|{}@[]()<>#*_~', '\\\\\\|\\{\\}\\@\\[\\]\\(\\)\\<\\>\\#\\*\\_\\~'],
    ['Our #menu today', 'Our {hashtag|\\#|menu} today'],
    ['#fish_and_chips!', '{hashtag|\\#|fish\\_and\\_chips}!'],
    ['#日本語 #crème', '{hashtag|\\#|日本語} {hashtag|\\#|crème}'],
    ['We are #1 in C# and a#b', 'We are \\#1 in C\\# and a\\#b'],
    ['https://example.com/a_b#top and /#end', 'https://example.com/a\\_b\\#top and /\\#end'],
    ['Hello @[Acme Corp](urn:li:organization:1234)', 'Hello @[Acme Corp](urn:li:organization:1234)'],
    ['By @[Ann (CEO)](urn:li:person:a-B_9)', 'By @[Ann \\(CEO\\)](urn:li:person:a-B_9)'],
    ['@[Acme](https://example.com) @ada', '\\@\\[Acme\\]\\(https://example.com\\) \\@ada'],
  ])('%s', (text, commentary) => {
    expect(commentaryOf(text)).toBe(commentary)
    expect(textOfCommentary(commentary)).toBe(shownText(text))
  })

  it('what would be a name of more than 200 signs is no mention', () => {
    expect(shownText(`@[${'a'.repeat(200)}](urn:li:person:1)`)).toHaveLength(200)
    expect(shownText(`@[${'a'.repeat(201)}](urn:li:person:1)`)).toContain('urn:li')
  })

  it('whatever the text is, it is shown as it was written, and every sign that is left has its meaning', () => {
    const text = fc.string({ unit: fc.constantFrom(...'\\|{}@[]()<>#*_~ aé1\n日😀'), maxLength: 40 })
    fc.assert(
      fc.property(text, (given) => {
        const commentary = commentaryOf(given)
        expect(textOfCommentary(commentary)).toBe(given)
        const bare = commentary
          .replace(/\{hashtag\|\\#\|(?:\\.|[^\\|{}@[\]()<>#*_~])+\}/gsu, '')
          .replace(/\\./gsu, '')
        expect(bare).not.toMatch(/[\\|{}@[\]()<>#*_~]/)
      }),
    )
  })
})
