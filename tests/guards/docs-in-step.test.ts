import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { endpoints } from '../../contract/index.js'
import * as platforms from '../../src/connectors/all.js'
import type { Connector } from '../../src/connectors/connector.js'
import { allSettings } from '../../src/settings.js'
import { filesUnder, read, root } from '../support/source-files.js'

const connectors: readonly Connector[] = Object.values(platforms)

const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md']
  .filter((path) => existsSync(join(root, path)))
  .concat(filesUnder(['docs', 'src', 'tests'], ['.md']))

const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
const settings = new Set(allSettings(connectors).map((setting) => setting.name))
const source = filesUnder(
  ['contract', 'src', 'sdk', 'cli', 'tests', 'scripts', 'bench'],
  ['.ts', '.tsx', '.mjs'],
)
  .map(read)
  .join('\n')

/** What a page writes as code, in a line: names, paths, commands. */
function codeOf(text: string): string[] {
  const prose = text.replaceAll(/```[\s\S]*?```/g, '')
  return [...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '')
}

function blocksOf(text: string): string {
  return [...text.matchAll(/```\w*\n([\s\S]*?)```/g)].map((match) => match[1] ?? '').join('\n')
}

const folders = /^(?:\.\/)?(?:contract|src|sdk|cli|dashboard|tests|scripts|bench|docs)\//
/** Placeholders of a path that the reader puts in: acme, <noun>, NNNN. */
const isPattern = (path: string): boolean => /[<>*{}…]|acme|NNNN|\bx\.test/.test(path)

/** Lines that say how something is made: what they name need not be there. */
const unfinished = /^docs\/adr\//

describe.each(pages)('%s', (page) => {
  const text = read(page)
  const words = codeOf(text)

  it('links to what is there', () => {
    const links = [...text.replaceAll(/```[\s\S]*?```|`[^`\n]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(
      (match) => match[1] ?? '',
    )
    const dead = links.filter((link) => {
      if (/^[a-z]+:/.test(link)) return false
      const [path = '', anchor] = link.split('#')
      const target = path === '' ? page : normalize(join(dirname(page), path))
      if (!existsSync(join(root, target))) return true
      return anchor !== undefined && !anchorsOf(read(target)).includes(anchor)
    })
    expect(dead).toEqual([])
  })

  it('names files and folders that are there', () => {
    const paths = words.filter((word) => folders.test(word) && !/\s/.test(word) && !isPattern(word))
    const missing = paths.filter((path) => !existsSync(join(root, path.replace(/[:#].*$/, ''))))
    expect(unfinished.test(page) ? [] : missing).toEqual([])
  })

  it('names commands that package.json has', () => {
    const all = `${words.join('\n')}\n${blocksOf(text)}`
    const called = [...all.matchAll(/\bnpm (?:run )?([a-z][\w:-]*)/g)].map((match) => match[1] ?? '')
    const ofNpm = ['ci', 'install', 'run', 'view', 'audit']
    const unknown = called.filter((name) => !(name in scripts) && !ofNpm.includes(name))
    expect([...new Set(unknown)]).toEqual([])
  })

  it('names functions that exist', () => {
    const called = words.flatMap((word) => /^([a-z]\w+)(?:\(\))?$/.exec(word)?.[1] ?? [])
    const likeCode = called.filter((name) => /[a-z][A-Z]/.test(name))
    const unknown = likeCode.filter((name) => !new RegExp(`\\b${name}\\b`).test(source))
    expect([...new Set(unknown)]).toEqual([])
  })

  it('names settings that are read, here or by the official clients', () => {
    const ofClients = ['VOXBURST_API_URL', 'VOXBURST_API_KEY']
    const all = `${words.join('\n')}\n${blocksOf(text)}`
    const named = [...all.matchAll(/\b((?:VOXBURST|S3|SMTP|MAIL)_[A-Z_]*[A-Z]|DATABASE_URL)\b/g)]
    const unknown = named
      .map((match) => match[1] ?? '')
      .filter((name) => !settings.has(name) && !ofClients.includes(name))
    expect([...new Set(unknown)]).toEqual([])
  })

  it('names endpoints that the contract has', () => {
    const called = words.flatMap((word) => {
      const match = /^(GET|POST|PUT|PATCH|DELETE) (\/v1\/[^\s?]*)/.exec(word)
      return match === null || page.startsWith('src/connectors/')
        ? []
        : [{ method: match[1], path: match[2] ?? '' }]
    })
    const unknown = called.filter(
      ({ method, path }) => !endpoints.some((each) => each.method === method && sameShape(each.path, path)),
    )
    expect(unknown).toEqual([])
  })
})

function sameShape(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => part === given[index] || part.startsWith(':'))
  )
}

/** The anchors of a page's headings, as forges make them. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#{1,6} (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

it('looks at the pages that a newcomer reads', () => {
  expect(pages).toEqual(
    expect.arrayContaining(['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md']),
  )
  expect(codeOf('a `b.ts` and ```\n`c`\n```')).toEqual(['b.ts'])
})
