import { readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'

/** What `postmaster.pid` says of a server that runs or ran on a folder. */
export type Postmaster = { pid: number; port: number; socketFolder: string }

/** The server that still runs on the folder, left by a process of ours that was killed; null when none does. */
export async function runningPostmaster(pgdata: string): Promise<Postmaster | null> {
  const text = await readFile(join(pgdata, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = text.split('\n')
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 1) return null
  if (!(await isPostgresOn(pid, pgdata))) return null
  return { pid, port: Number(lines[3] ?? '5432'), socketFolder: lines[4] ?? '' }
}

/** Ends backends whose postmaster is dead: while one lives, the folder's shared memory stays taken. */
export async function endStrayBackends(pgdata: string): Promise<number> {
  let ended = 0
  const processes = await readdir('/proc').catch(() => [])
  for (const name of processes) {
    const pid = Number(name)
    if (!Number.isInteger(pid) || !(await isPostgresOn(pid, pgdata))) continue
    try {
      process.kill(pid, 'SIGKILL')
      ended += 1
    } catch {
      // It ended by itself in between.
    }
  }
  return ended
}

/** Told by its working directory, which PostgreSQL sets to the data folder. */
async function isPostgresOn(pid: number, pgdata: string): Promise<boolean> {
  if (process.platform !== 'linux') {
    try {
      process.kill(pid, 0)
      return true
    } catch {
      return false
    }
  }
  const folder = await readlink(`/proc/${String(pid)}/cwd`).catch(() => '')
  return folder === pgdata
}
