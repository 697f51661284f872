import { readFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { facetsOf, findMarks, isHandle } from './facets.js'

/** What the network would make of a text: the bytes that each facet covers, and what it leads to. */
function facets(text: string, known: Record<string, string> = {}): [shown: string, leads: unknown][] {
  const bytes = Buffer.from(text)
  return facetsOf(text, findMarks(text), (handle) => known[handle] ?? null).map((facet) => {
    const { index, features } = facet as {
      index: { byteStart: number; byteEnd: number }
      features: { uri?: string; did?: string; tag?: string }[]
    }
    const shown = bytes.subarray(index.byteStart, index.byteEnd).toString('utf8')
    return [shown, features[0]?.uri ?? features[0]?.did ?? features[0]?.tag]
  })
}

async function vectors(name: string): Promise<string[]> {
  const text = await readFile(
    new URL(`../../../tests/fixtures/specs/bluesky/interop/${name}`, import.meta.url),
    'utf8',
  )
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

describe('positions', () => {
  it('count UTF-8 bytes: emoji, accents and scripts in front move them', () => {
    const text = 'Crème 👩‍👩‍👧‍👦 日本語 https://example.com/a'
    expect(facetsOf(text, findMarks(text), () => null)).toEqual([
      {
        index: { byteStart: 43, byteEnd: 64 },
        features: [{ $type: 'app.bsky.richtext.facet#link', uri: 'https://example.com/a' }],
      },
    ])
  })

  it('cover what they mean, in order and never twice, in any text', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom(' ', '(', '#tag', '@ada.example', 'https://x.example/#a', 'example.com', '\n', '🎉'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const marks = findMarks(pieces.join(''))
        for (const [index, mark] of marks.entries()) {
          expect(mark.end).toBeGreaterThan(mark.start)
          expect(mark.start).toBeGreaterThanOrEqual(marks[index - 1]?.end ?? 0)
        }
      }),
    )
  })
})

describe('links', () => {
  it.each([
    ['See https://example.com/menu?a=1&b=2 & more', 'https://example.com/menu?a=1&b=2'],
    ['At the end of a sentence: https://example.com/a.', 'https://example.com/a'],
    ['(https://example.com/a), then', 'https://example.com/a'],
    ['https://example.com/a_(b)', 'https://example.com/a_(b)'],
    ['HTTP://EXAMPLE.COM', 'HTTP://EXAMPLE.COM'],
  ])('%s', (text, uri) => {
    expect(facets(text)).toEqual([[uri, uri]])
  })

  it('may lack the scheme under a domain that exists', () => {
    expect(facets('go to my-shop.co.uk/tea, or example.com')).toEqual([
      ['my-shop.co.uk/tea', 'https://my-shop.co.uk/tea'],
      ['example.com', 'https://example.com'],
    ])
  })

  it.each([
    'file.txxt',
    'e.g. this',
    'ada@example.com',
    '3.14',
    'end.Start',
    'v1.2.3',
    'xhttps://example.com',
  ])('%s is none', (text) => {
    expect(facets(text)).toEqual([])
  })

  it('lead to ASCII, as a URI must, and show what was written', () => {
    expect(facets('https://example.com/ünï')).toEqual([
      ['https://example.com/ünï', 'https://example.com/%C3%BCn%C3%AF'],
    ])
  })
})

describe('mentions', () => {
  const known = { 'ada.bsky.social': 'did:plc:ada' }

  it('lead to the DID of whoever has the handle, in any case', () => {
    expect(facets('Hi @ada.bsky.social, and (@Ada.bsky.social)', known)).toEqual([
      ['@ada.bsky.social', 'did:plc:ada'],
      ['@Ada.bsky.social', 'did:plc:ada'],
    ])
  })

  it.each(['@nobody.bsky.social', '@ada', 'x@ada.bsky.social', '@ada.bsky.social@mastodon.example'])(
    '%s stays plain text',
    (text) => {
      expect(facets(text, known)).toEqual([])
    },
  )

  it('know a handle by the protocol’s own examples', async () => {
    const [valid, invalid] = [
      await vectors('handle_syntax_valid.txt'),
      await vectors('handle_syntax_invalid.txt'),
    ]
    expect(valid.filter((handle) => !isHandle(handle))).toEqual([])
    expect(invalid.filter((handle) => isHandle(handle))).toEqual([])
  })
})

describe('hashtags', () => {
  it.each([
    ['#menu', 'menu'],
    ['a #tag!', 'tag'],
    ['#日本語', '日本語'],
    ['＃full', 'full'],
    ['#a-b_c', 'a-b_c'],
    ['#2026plans', '2026plans'],
    ['#☕', '☕'],
  ])('%s', (text, tag) => {
    expect(facets(text).map(([, leads]) => leads)).toEqual([tag])
  })

  it.each(['#1', '# no', 'a#b', '#️⃣', '#...', `#${'x'.repeat(65)}`])('%s is none', (text) => {
    expect(facets(text)).toEqual([])
  })
})
