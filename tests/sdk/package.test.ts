import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, it } from 'vitest'
import { createClient } from '../../sdk/index.js'
import { freePort, startHouse } from '../support/house.js'
import { read, root } from '../support/source-files.js'

const run = promisify(execFile)
const house = await startHouse()
const folder = await mkdtemp(join(tmpdir(), 'vb-sdk-'))
const project = join(folder, 'project')
afterAll(() => rm(folder, { recursive: true, force: true }))

/** The snippets of the SDK's README, one after the other, as a program. */
const program = [...read('sdk/README.md').matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code).join('\n')

it('is installed as a package without dependencies, and its README is a program that runs', async () => {
  const { buildSdk } = (await import('../../scripts/build-sdk.mjs' as string)) as {
    buildSdk: (folder: string) => Promise<void>
  }
  await buildSdk(join(folder, 'built'))
  await mkdir(project)
  const npm = (...args: string[]) => run('npm', args, { cwd: project })
  const { stdout: packed } = await npm('pack', join(folder, 'built'), '--json')
  const [{ filename, files }] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }]
  expect(files.map(({ path }) => path)).toEqual(
    expect.arrayContaining(['LICENSE', 'README.md', 'index.d.ts']),
  )
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'project', type: 'module' }))
  await npm('install', `./${filename}`, '--offline', '--ignore-scripts', '--no-audit', '--no-fund')
  expect((await readdir(join(project, 'node_modules'))).filter((name) => !name.startsWith('.'))).toEqual([
    'voxburst-sdk',
  ])

  // Typed arrays have a parameter since TypeScript 5.7 alone.
  for (const { path } of files.filter((file) => file.path.endsWith('.d.ts')))
    expect([path, await readFile(join(folder, 'built', path), 'utf8')]).not.toEqual([
      path,
      expect.stringMatching(/Array<ArrayBuffer/),
    ])

  await writeFile(join(project, 'program.ts'), program)
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    target: 'ES2022',
    module: 'nodenext',
    types: ['node'],
    typeRoots: [join(root, 'node_modules', '@types')],
  }
  await writeFile(
    join(project, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['program.ts'] }),
  )
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  await run(process.execPath, [tsc], { cwd: project }).catch((error: { stdout: string }) => {
    throw new Error(error.stdout)
  })

  await house.account('bluesky', { username: 'baker' })
  const port = await freePort()
  const client = createClient({ baseUrl: house.url, apiKey: house.key })
  const { secret } = await client.webhooks.create({
    url: `http://127.0.0.1:${String(port)}/hook`,
    events: ['post.published'],
  })
  await copyFile(join(root, 'tests/fixtures/media/portrait-4x5-1080x1350.jpg'), join(project, 'photo.jpg'))
  await writeFile(join(project, 'posts.csv'), 'content,accounts\nRye,baker\nOat,nobody\n')
  const child = execFile(process.execPath, ['program.js'], {
    cwd: project,
    env: {
      VOXBURST_URL: house.url,
      VOXBURST_API_KEY: house.key,
      VOXBURST_WEBHOOK_SECRET: secret,
      PORT: String(port),
    },
  })
  let said = ''
  const ended = new Promise((resolve) => child.once('close', resolve))
  const published = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: string) => {
        said += chunk
        if (/^published post_/m.test(said)) resolve()
      })
    void ended.then(() => reject(new Error(`The program ended:\n${said}`)))
  })
  // Its receiver starts last: what it missed is delivered again when time has passed.
  const moving = setInterval(() => void house.advance(60_000).catch(() => undefined), 500)
  await published.finally(() => clearInterval(moving))
  child.kill()
  await ended
  expect(said).toMatch(/^bluesky published http/m)
  expect(said).toContain('ACCOUNT_NOT_FOUND accountIds 400')
  expect(said).toContain('completed 1 1')
  expect(said).toMatch(/^\d+ (true|false)$/m)
}, 120_000)
