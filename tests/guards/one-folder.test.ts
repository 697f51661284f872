import { describe, expect, it } from 'vitest'
import * as platforms from '../../src/connectors/all.js'
import type { Connector } from '../../src/connectors/connector.js'
import { filesUnder, read, wordsOf, type Word } from '../support/source-files.js'

const connectors: readonly Connector[] = Object.values(platforms)

/** A name that is also a word of the language: only a text that is nothing else counts, in any case. */
const commonWords: readonly string[] = ['threads']

/** Networks of one house name each other: in scopes, in addresses, and where one logs in with another. */
const relatives: Record<string, readonly string[]> = {
  facebook: ['instagram', 'whatsapp'],
  instagram: ['facebook', 'threads'],
}

const list = 'src/connectors/all.ts'
const generated = /^sdk\/generated\/|^contract\/openapi\/examples\.ts$/
const folders = ['contract', 'src', 'sdk', 'cli', 'dashboard']
const files = filesUnder(folders, ['.ts', '.tsx']).filter(
  (path) => !/\.test\.tsx?$/.test(path) && path !== list && !generated.test(path),
)
const namesOf = connectors.map(({ slug, aliases = [] }) => ({
  slug,
  // One letter is no name that could be looked for.
  names: [slug, ...aliases].filter((name) => name.length > 1),
}))

function named(word: Word, name: string): boolean {
  if (commonWords.includes(name)) return word.kind === 'text' && word.text.toLowerCase() === name
  if (word.kind === 'name') {
    const parts = word.text.split(/(?=[A-Z][a-z])|_|(?<=[a-z0-9])(?=[A-Z])/)
    return parts.some((part) => part.toLowerCase() === name)
  }
  return new RegExp(`(?<![a-z0-9])${name}(?![a-z0-9])`, 'i').test(word.text)
}

function foundIn(path: string, source: string, name: string): string[] {
  if (!source.toLowerCase().includes(name)) return []
  return wordsOf(path, source)
    .filter((word) => named(word, name))
    .map((word) => `${path}:${String(word.line)} ${word.text.slice(0, 60)}`)
}

describe.each(namesOf)('$slug', ({ slug, names }) => {
  it('is named in its folder and its line of all.ts, and nowhere else', () => {
    const own = [slug, ...(relatives[slug] ?? [])].map((name) => `src/connectors/${name}/`)
    const outside = files.filter((path) => !own.some((folder) => path.startsWith(folder)))
    expect(outside.length).toBeGreaterThan(100)
    expect(outside.flatMap((path) => names.flatMap((name) => foundIn(path, read(path), name)))).toEqual([])
  })

  it('has one line in all.ts', () => {
    const own = read(list)
      .split('\n')
      .filter((line) => line.includes(`'./${slug}/index.js'`))
    expect(own).toEqual([`export { ${slug} } from './${slug}/index.js'`])
  })
})

it('all.ts has nothing but a line a platform, in order', () => {
  const lines = read(list).trim().split('\n')
  expect(lines).toHaveLength(connectors.length)
  expect(lines).toEqual([...lines].sort())
})

it('a name in code or in a text would be found, one in a comment not', () => {
  const found = (source: string): number => foundIn('planted.ts', source, 'acme').length
  expect(found(`if (slug === 'acme') go()`)).toBe(1)
  expect(found(`if (slug === 'ACME') go()`)).toBe(1)
  expect(found('const acmeLimits = 1')).toBe(1)
  expect(found('const ACME_LIMIT = 1')).toBe(1)
  expect(found('const text = `https://api.acme.com/${id}`')).toBe(1)
  expect(found('const pattern = /^acme$/')).toBe(1)
  expect(found('// Acme says it is ready a moment before it is.')).toBe(0)
  expect(found(`const racmed = 'pacmean'`)).toBe(0)
})
