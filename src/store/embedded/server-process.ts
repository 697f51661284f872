import { spawn, type ChildProcess } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { lastLines, type Place } from './make-cluster.js'
import { commandFor, serverEnvironment } from './run-as.js'

export type Listen = number | 'socket'

export const socketPort = 5432

/** A PostgreSQL process, ours or one that an earlier process of ours left running. */
export type ServerProcess = {
  pid: number
  /** Why it ended, with its last words; null while it runs. */
  exitReason: () => string | null
  ended: Promise<void>
  /** Fast shutdown: sessions end, everything is written. Harder means only if it does not end. */
  stop: () => Promise<void>
}

export async function spawnServer(
  { folder, pgdata, runAs, binaries }: Place,
  listen: Listen,
  settings: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const chosen: Record<string, string> = {
    listen_addresses: listen === 'socket' ? '' : '127.0.0.1',
    port: String(listen === 'socket' ? socketPort : listen),
    unix_socket_directories: listen === 'socket' ? join(folder, 'run') : '',
    shared_buffers: '128MB',
    max_connections: '100',
    // A young database grows fast: statistics that are minutes old choose plans that read whole tables.
    autovacuum_naptime: '5s',
    log_destination: 'stderr',
    logging_collector: 'off',
    ...settings,
  }
  const options = Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const { command, args, ids } = commandFor(runAs, binaries.postgres, ['-D', pgdata, ...options])
  const logPath = join(folder, 'postgres.log')
  const log = await open(logPath, 'a', 0o600)
  const startsAt = (await log.stat()).size
  // A process group of its own: Ctrl-C must not stop the database before the work in hand is recorded.
  const child = spawn(command, args, {
    ...ids,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
    env: serverEnvironment(),
  })
  await log.close()
  child.unref()
  let reason: string | null = null
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      reason = error.message
      resolve()
    })
    child.once('exit', (code, signal) => {
      void readFile(logPath, 'utf8')
        .catch(() => '')
        .then((text) => {
          const said = lastLines(Buffer.from(text).subarray(startsAt).toString())
          reason = `PostgreSQL ended (${signal ?? String(code)}): ${said}`
          resolve()
        })
    })
  })
  const pid = child.pid ?? 0
  return { pid, exitReason: () => reason, ended, stop: () => stopProcess(pid, ended, child) }
}

/** One that is not our child: all we can do is to ask whether it is there. */
export function adoptServer(pid: number): ServerProcess {
  let isGone = false
  const ended = (async () => {
    while (isRunning(pid)) await pause(200, undefined, { ref: false })
    isGone = true
  })()
  return {
    pid,
    exitReason: () => (isGone || !isRunning(pid) ? 'PostgreSQL ended' : null),
    ended,
    stop: () => stopProcess(pid, ended, null),
  }
}

async function stopProcess(pid: number, ended: Promise<void>, child: ChildProcess | null): Promise<void> {
  if (pid === 0) return
  // Not held open by it while it runs; its end is what we wait for now.
  child?.ref()
  for (const [signal, withinMs] of [
    ['SIGINT', 60_000],
    ['SIGQUIT', 10_000],
  ] as const) {
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    const timer = new AbortController()
    const isOver = await Promise.race([
      ended.then(() => true),
      pause(withinMs, false, { signal: timer.signal }).catch(() => false),
    ])
    timer.abort()
    if (isOver) return
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
