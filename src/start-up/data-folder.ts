import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { access, constants, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Secret } from '../kit/secret.js'
import { StartFault } from './fault.js'

/** Makes the data folder, or says why it cannot be used. */
export async function prepareDataFolder(dataDir: string): Promise<void> {
  try {
    await makeFolder(dataDir)
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK)
    // Access rights do not tell of read-only and full disks.
    const probe = join(dataDir, `.probe-${randomBytes(6).toString('hex')}`)
    await writeFile(probe, 'x')
    await rm(probe)
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    throw new StartFault(
      `The data folder ${dataDir} cannot be written (${why}). Give this user the right to it, or set VOXBURST_DATA_DIR to another folder.`,
    )
  }
}

/** With its parents. Not by `recursive`: Node 20 tries for ever where a parent is there that takes no folders, as /proc is. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return
    const parent = dirname(path)
    if (code !== 'ENOENT' || existsSync(parent)) throw error
    await makeFolder(parent)
    await makeFolder(path)
  }
}

/** The key that seals tokens: the one that is set, or one made at the first start and kept in the data folder. */
export async function readSecretKey(dataDir: string, set: Secret | null): Promise<Secret> {
  if (set !== null) return set
  const path = join(dataDir, 'secret-key')
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new StartFault(`The secret key in ${path} cannot be read (${error.code ?? error.message}).`)
  })
  if (kept !== null && kept.trim() !== '') return new Secret(kept.trim())
  const made = randomBytes(32).toString('base64url')
  await writePrivately(path, `${made}\n`)
  return new Secret(made)
}

/** Writes a file that only we may read; whole or not at all. */
export async function writePrivately(path: string, text: string): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, text, { mode: 0o600, flush: true })
  await rename(draft, path)
}
