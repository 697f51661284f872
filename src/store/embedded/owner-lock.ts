import { open, readFile, rm } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EmbeddedFault } from './fault.js'

/**
 * One process owns a data folder. The lock names the process and when it began, so that one left by a process that
 * was killed is told from a live one, even where the number was given out again.
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'owner.lock')
  const mine = `${String(process.pid)} ${beganAt(process.pid)}`
  for (let tries = 0; tries < 5; tries += 1) {
    try {
      const file = await open(path, 'wx', 0o600)
      await file.writeFile(mine)
      await file.close()
      return () => rm(path, { force: true })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
    const owner = await readFile(path, 'utf8').catch(() => '')
    const [pid = '', began = ''] = owner.split(' ')
    if (isAlive(Number(pid), began)) {
      throw new EmbeddedFault(
        `The data folder ${folder} is in use by process ${pid}. Stop that one, or set VOXBURST_DATA_DIR to another folder; several processes on one database need DATABASE_URL.`,
      )
    }
    await rm(path, { force: true })
  }
  throw new EmbeddedFault(`The data folder ${folder} cannot be locked: ${path} keeps coming back.`)
}

function isAlive(pid: number, began: string): boolean {
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
