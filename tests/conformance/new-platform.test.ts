import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, it } from 'vitest'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')
const copy = await mkdtemp(join(tmpdir(), 'vb-new-platform-'))
afterAll(() => rm(copy, { recursive: true, force: true }))

it('a platform made with one command passes the whole kit, with one line outside its folder', async () => {
  const parts = ['contract', 'src', 'tests', 'scripts', 'package.json', 'tsconfig.json', 'vitest.config.ts']
  // tests/real has packages of its own, hundreds of megabytes of them.
  for (const part of parts)
    await cp(join(root, part), join(copy, part), {
      recursive: true,
      filter: (path) => !path.slice(root.length).includes('node_modules'),
    })
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  await run(process.execPath, ['scripts/new-platform.mjs', 'acme'], { cwd: copy })

  const [before, after] = await Promise.all(
    [root, copy].map((folder) => readFile(join(folder, 'src/connectors/all.ts'), 'utf8')),
  )
  const added = after?.split('\n').filter((line) => !before?.includes(line))
  expect(added).toEqual([`export { acme } from './acme/index.js'`])

  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const kits = ['every-connector', 'numbers'].map((name) => `tests/conformance/${name}.test.ts`)
  const args = [vitest, 'run', ...kits, '-t', 'acme', '--reporter=json']
  const { VITEST: _own, ...env } = process.env
  const kit = await run(process.execPath, args, { cwd: copy, env, maxBuffer: 50_000_000 }).catch(
    (error: { stdout: string }) => error,
  )
  const report = JSON.parse(kit.stdout.slice(kit.stdout.indexOf('{"'))) as {
    numPassedTests: number
    testResults: { assertionResults: { status: string; fullName: string; failureMessages: string[] }[] }[]
  }
  const failures = report.testResults
    .flatMap((file) => file.assertionResults)
    .filter((each) => each.status === 'failed')
    .map((each) => `${each.fullName}: ${each.failureMessages.join(' ').slice(0, 500)}`)
  expect(failures).toEqual([])
  expect(report.numPassedTests).toBeGreaterThan(22)
}, 300_000)

it('a name that is taken, or none, is refused with a sentence', async () => {
  for (const name of ['_template', 'Acme', '../x', 'acme', '']) {
    const answer = await run(process.execPath, ['scripts/new-platform.mjs', name], { cwd: copy }).catch(
      (error: { code: number; stdout: string }) => error,
    )
    expect(answer).toMatchObject({ code: 1 })
    expect(answer.stdout).toMatch(/✗ .*(Give it a name|exists already)/)
  }
})
