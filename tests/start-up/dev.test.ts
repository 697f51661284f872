import { cp, rename, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { aFolder, eventually, isAlive, launch, postgresOn, untilReady } from '../support/server-process.js'

const root = join(import.meta.dirname, '..', '..')

it(
  'npm run dev starts the sources anew at every change, waits where they are broken, and leaves no database behind',
  { timeout: 120_000 },
  async () => {
    const checkout = await aFolder()
    for (const name of ['contract', 'src', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json'])
      await cp(join(root, name), join(checkout, name), { recursive: true })
    await symlink(join(root, 'node_modules'), join(checkout, 'node_modules'))
    const version = join(checkout, 'src', 'version.ts')
    const server = await launch({ script: join(checkout, 'scripts', 'dev.mjs'), cwd: checkout })
    await untilReady(server)
    const serves = async (wanted: string): Promise<boolean> => {
      const answer = await fetch(`${server.url}/v1/health`).catch(() => null)
      return answer !== null && ((await answer.json()) as { version: string }).version === wanted
    }
    const first = await postgresOn(server.dataDir)

    // Written in place, as some editors do; put in its place under the same name, as others do.
    await writeFile(version, "export const version = 'second'\n")
    await eventually(() => serves('second'), 'the change is served')
    expect(first !== null && isAlive(first)).toBe(false)
    await writeFile(`${version}.swp`, "export const version = 'third'\n")
    await rename(`${version}.swp`, version)
    await eventually(() => serves('third'), 'the file that was replaced is served')

    await writeFile(version, 'this is not code(\n')
    await eventually(() => server.output().includes('It starts again at the next change'), 'it waits')
    await writeFile(version, "export const version = 'mended'\n")
    await eventually(() => serves('mended'), 'the mended file is served')

    const last = await postgresOn(server.dataDir)
    expect((await server.stop('SIGTERM')).code).toBe(0)
    expect(last !== null && isAlive(last)).toBe(false)
  },
)
