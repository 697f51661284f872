import { describe, expect, it } from 'vitest'
import { readLittleText } from './little-text.js'

const names: Record<string, string> = {
  'urn:li:organization:123': 'Devtest (Works)',
  'urn:li:person:a-B_1': 'Ada Lovelace',
}
const read = (written: string) => readLittleText(written, (urn) => names[urn])

describe('section 9, line 6: little text', () => {
  it('shows what is escaped as it was meant', () => {
    const signs = String.raw`\|{}@[]()<>#*_~`
    const escaped = [...signs].map((sign) => `\\${sign}`).join('')
    expect(read(`a ${escaped} b\n👩‍👩‍👧‍👦`)?.text).toBe(`a ${signs} b\n👩‍👩‍👧‍👦`)
  })

  it.each(['(', '['])('cuts the text at an unescaped %s, and says nothing', (bracket) => {
    expect(read(`Kept ${bracket}and this is gone`)?.text).toBe('Kept ')
  })

  it.each([...'|{}@])<>*_~', '\\', '# ', '\\n', '@[Ada]', '{hashtag|x}'])(
    'refuses %s that is not escaped',
    (sign) => {
      expect(read(`a ${sign}`)).toBeNull()
    },
  )

  it('makes hashtags of words and of templates', () => {
    expect(read('#menu and #été_1, {hashtag|\\#|ramen}')?.text).toBe('#menu and #été_1, #ramen')
  })

  it('mentions who bears the name, letter by letter, and leaves other names as plain words', () => {
    expect(
      read('@[Devtest \\(Works\\)](urn:li:organization:123) and @[Ada Lovelace](urn:li:person:a-B_1)'),
    ).toEqual({
      text: 'Devtest (Works) and Ada Lovelace',
      mentions: [
        { urn: 'urn:li:organization:123', name: 'Devtest (Works)' },
        { urn: 'urn:li:person:a-B_1', name: 'Ada Lovelace' },
      ],
    })
    expect(read('@[ada lovelace](urn:li:person:a-B_1)')).toEqual({ text: 'ada lovelace', mentions: [] })
  })
})
