import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { EmbeddedFault, FolderInUse } from './fault.js'

/**
 * One process owns a data folder. The lock names the process and when it began, so that one left by a process that
 * was killed is told from a live one, even where the number was given out again.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = lockPath(folder)
  for (let tries = 0; tries < 5; tries += 1) {
    if (await create(path)) return () => rm(path, { force: true })
    const owner = await readFile(path, 'utf8').catch(() => '')
    if (isAlive(owner)) throw inUse(folder, owner)
    await removeStale(path, owner)
  }
  throw new EmbeddedFault(`The data folder ${folder} cannot be locked: ${path} keeps coming back.`)
}

/** Why a folder cannot be had, when a living process has it; null when it is free. Takes nothing. */
export async function folderInUse(folder: string): Promise<FolderInUse | null> {
  const owner = await readFile(lockPath(folder), 'utf8').catch(() => '')
  return isAlive(owner) ? inUse(folder, owner) : null
}

function lockPath(folder: string): string {
  return join(folder, 'owner.lock')
}

/** Appears with its content or not at all, so that nobody reads a lock that is half written. */
async function create(path: string): Promise<boolean> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, `${String(process.pid)} ${beganAt(process.pid)}`, { mode: 0o600 })
  try {
    await link(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/** Two starts may see the same stale lock: what was moved away is looked at again, and put back if it was a new one. */
async function removeStale(path: string, seen: string): Promise<void> {
  const aside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    await rename(path, aside)
  } catch {
    return
  }
  const moved = await readFile(aside, 'utf8').catch(() => seen)
  if (moved !== seen && isAlive(moved)) await link(aside, path).catch(() => undefined)
  await rm(aside, { force: true })
}

function inUse(folder: string, owner: string): FolderInUse {
  const [pid = ''] = owner.split(' ')
  return new FolderInUse(
    `The data folder ${folder} is in use by process ${pid}. Stop that one, or set VOXBURST_DATA_DIR to another folder. Several processes together need DATABASE_URL, and one sandbox that VOXBURST_SANDBOX_URL names.`,
  )
}

function isAlive(owner: string): boolean {
  const [text = '', began = ''] = owner.split(' ')
  const pid = Number(text)
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return began === beganAt(pid)
}

/** When a process began, as the system counts; empty where the system does not tell. */
function beganAt(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}
