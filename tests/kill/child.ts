import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { openSync, closeSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url))

export type Child = {
  /** The signal or code it ended with, and whether `kill` was why. */
  ended: Promise<{ how: string; byUs: boolean }>
  isRunning: () => boolean
  /** As a power cut would: no handler runs. */
  kill: () => void
}

/** One process of the built server, with these settings and no others; what it prints goes to a file. */
export function startChild(given: {
  env: Record<string, string>
  logPath: string
  /** Options of Node itself. */
  nodeArgs?: readonly string[]
}): Child {
  const log = openSync(given.logPath, 'a')
  const child = spawn(process.execPath, [...(given.nodeArgs ?? []), main], {
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...given.env },
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  let isRunning = true
  let byUs = false
  const ended = once(child, 'exit').then(([code, signal]: (string | number | null)[]) => {
    isRunning = false
    return { how: String(signal ?? code), byUs }
  })
  return {
    ended,
    isRunning: () => isRunning,
    kill() {
      byUs ||= isRunning
      child.kill('SIGKILL')
    },
  }
}

const givenPorts = new Set<number>()

/**
 * A port that is free, outside the range from which systems give ports by themselves, and given once: it stays free
 * while its process is dead and others start.
 */
export async function quietPort(): Promise<number> {
  for (;;) {
    const server = createServer()
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    if (givenPorts.has(port)) continue
    givenPorts.add(port)
    try {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    } catch {
      // Taken: another one.
    } finally {
      server.close()
    }
  }
}
