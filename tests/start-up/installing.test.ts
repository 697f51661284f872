import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { aFolder, eventually, isAlive, launch, problems, untilReady } from '../support/server-process.js'

const root = join(import.meta.dirname, '..', '..')
const sources = ['contract', 'src', 'sdk', 'dashboard', 'scripts', 'package.json', 'package-lock.json']
let checkout: string
let start: Parameters<typeof launch>[0]

beforeEach(async () => {
  checkout = await aFolder()
  for (const name of [...sources, 'tsconfig.json', 'tsconfig.build.json'])
    await cp(join(root, name), join(checkout, name), { recursive: true })
})

/** A first start from a checkout in which nothing is installed, with a registry of our making: what npm does is `script`. */
async function withNpm(script: string): Promise<void> {
  const folder = await aFolder()
  await writeFile(join(folder, 'npm'), `#!/bin/sh\necho $$ $* >> '${checkout}/npm.log'\n${script}\n`, {
    mode: 0o755,
  })
  start = {
    script: join(checkout, 'scripts', 'start.mjs'),
    cwd: checkout,
    env: { PATH: `${folder}:${process.env['PATH'] ?? ''}` },
  }
}

async function callsOfNpm(): Promise<string[]> {
  const text = await readFile(join(checkout, 'npm.log'), 'utf8').catch(() => '')
  return text
    .trim()
    .split('\n')
    .filter((line) => line !== '')
}

it('two first starts from one checkout install and build once, without running scripts, and both come up', async () => {
  await withNpm(
    `while [ ! -e '${checkout}/go' ]; do sleep 0.1; done; ln -s '${root}/node_modules' node_modules`,
  )
  const first = await launch(start)
  await eventually(() => first.output().includes('Installing packages'), 'the first installs')
  const second = await launch(start)
  await eventually(
    () => second.output().includes(`Waiting for process ${String(first.pid)}`),
    'the second waits',
  )
  await writeFile(join(checkout, 'go'), '')
  await Promise.all([untilReady(first), untilReady(second)])
  expect(await callsOfNpm()).toEqual([expect.stringMatching(/^\d+ ci --ignore-scripts /)])
  expect(second.output()).not.toMatch(/Installing|Building/)
  expect((await Promise.all([first.stop(), second.stop()])).map(({ code }) => code)).toEqual([0, 0])
})

it('a start that is stopped while it installs ends the installation, and the next one begins it anew', async () => {
  await withNpm('exec sleep 600')
  const stopped = await launch(start)
  await eventually(async () => (await callsOfNpm()).length === 1, 'npm runs')
  expect((await stopped.stop('SIGTERM')).code).toBe(143)
  expect(isAlive(Number((await callsOfNpm())[0]?.split(' ')[0]))).toBe(false)
  const next = await launch(start)
  await eventually(async () => (await callsOfNpm()).length === 2, 'npm runs again')
  await next.stop('SIGTERM')
})

it('says what npm said where the packages cannot be had', async () => {
  await withNpm(`echo 'npm error network unreachable' >&2; exit 1`)
  const { code, output } = await (await launch(start)).ended
  expect(code).toBe(1)
  expect(problems(output)).toEqual([
    'Installing packages',
    'The packages could not be installed. Is the npm registry reachable?',
  ])
  expect(output).toContain('npm error network unreachable')
})

it('says what is wrong where the sources cannot be built', async () => {
  await withNpm('exit 1')
  await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'))
  await writeFile(join(checkout, 'src', 'version.ts'), 'this is not code(\n')
  const { code, output } = await (await launch(start)).ended
  expect(code).toBe(1)
  expect(problems(output)).toEqual(['Building', 'The build failed.'])
  expect(output).toMatch(/src\/version\.ts.*TS\d+/)
  expect(await callsOfNpm()).toEqual([])
})
