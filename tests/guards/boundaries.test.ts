import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, it } from 'vitest'
import { read, root } from '../support/source-files.js'

/** Rules that look at nothing find nothing: each planted import has to be caught, by the rule that is meant to. */
const planted: readonly { rule: string; file: string; imports: string }[] = [
  { rule: 'contract-stands-alone', file: 'contract/planted.ts', imports: '../src/version.js' },
  { rule: 'contract-stands-alone', file: 'contract/planted-too.ts', imports: 'pino' },
  { rule: 'kit-stands-alone', file: 'src/kit/planted.ts', imports: '../version.js' },
  { rule: 'domain-is-pure', file: 'src/domain/planted.ts', imports: '../store/clock.js' },
  { rule: 'domain-is-pure', file: 'src/domain/planted-too.ts', imports: 'node:fs' },
  { rule: 'store-and-work-below-the-rooms', file: 'src/store/planted.ts', imports: '../posts/get-post.js' },
  {
    rule: 'connectors-get-what-they-need',
    file: 'src/connectors/twitter/planted.ts',
    imports: '../mastodon/index.js',
  },
  {
    rule: 'simulators-know-no-connector',
    file: 'src/connectors/twitter/simulator/planted.ts',
    imports: '../errors.js',
  },
  { rule: 'rooms-below-http', file: 'src/posts/planted.ts', imports: '../config.js' },
  {
    rule: 'rooms-and-platforms-apart',
    file: 'src/accounts/planted.ts',
    imports: '../connectors/mastodon/index.js',
  },
  { rule: 'one-registry', file: 'src/http/planted.ts', imports: '../connectors/registry.js' },
  { rule: 'http-below-the-wiring', file: 'src/http/planted-too.ts', imports: '../app.js' },
  { rule: 'wiring-on-top', file: 'src/sandbox/planted.ts', imports: '../app.js' },
  { rule: 'clients-over-the-contract', file: 'sdk/planted.ts', imports: '../src/version.js' },
  { rule: 'clients-over-the-contract', file: 'dashboard/planted.ts', imports: '../src/version.js' },
  { rule: 'sdk-runs-anywhere', file: 'sdk/planted-too.ts', imports: 'node:fs' },
  {
    rule: 'no-tests-in-the-product',
    file: 'src/media/planted.ts',
    imports: '../../tests/support/source-files.js',
  },
]

it('every rule has a planted violation', () => {
  const names = [...read('.dependency-cruiser.cjs').matchAll(/^\s+name: '(.+)',$/gm)].map((match) => match[1])
  expect(new Set(names)).toEqual(new Set([...planted.map(({ rule }) => rule), 'no-circles']))
})

const copy = await mkdtemp(join(tmpdir(), 'vb-boundaries-'))
afterAll(() => rm(copy, { recursive: true, force: true }))

it('every planted violation is caught by its rule, and what they import breaks none', async () => {
  for (const part of [
    'contract',
    'src',
    'tests/support',
    'package.json',
    'tsconfig.json',
    '.dependency-cruiser.cjs',
  ])
    await cp(join(root, part), join(copy, part), { recursive: true })
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  for (const client of ['sdk', 'dashboard']) await mkdir(join(copy, client))
  for (const { file, imports } of planted) await writeFile(join(copy, file), `import '${imports}'\n`)
  // Two files that need each other.
  await writeFile(join(copy, 'src/kit/circle-a.ts'), `import './circle-b.js'\n`)
  await writeFile(join(copy, 'src/kit/circle-b.ts'), `import './circle-a.js'\n`)

  const files = [...planted.map(({ file }) => file), 'src/kit/circle-a.ts']
  const args = ['--config', '.dependency-cruiser.cjs', '--max-depth', '2', '--output-type', 'json', ...files]
  const cruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const told = await promisify(execFile)(process.execPath, [cruise, ...args], {
    cwd: copy,
    maxBuffer: 100_000_000,
  }).catch((error: { stdout: string }) => error)
  const { summary } = JSON.parse(told.stdout) as {
    summary: { violations: { from: string; rule: { name: string } }[] }
  }
  const caught = summary.violations.map(({ from, rule }) => `${rule.name} ${from}`)
  for (const { rule, file } of planted) expect(caught).toContain(`${rule} ${file}`)
  expect(caught).toContain('no-circles src/kit/circle-a.ts')
  expect(caught.filter((each) => !/planted|circle-/.test(each))).toEqual([])
}, 60_000)
