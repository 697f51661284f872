import { createServer, type AddressInfo } from 'node:net'
import type { Config } from '../config.js'
import { StartFault } from './fault.js'

/**
 * Whether the port can be had, asked before anything else is started, so that a second start on a taken port
 * changes nothing. Answers the port; for 0, one that is free.
 */
export async function findPort({ host, port }: Pick<Config, 'host' | 'port'>): Promise<number> {
  const probe = createServer()
  try {
    await new Promise<void>((resolve, reject) => {
      probe.once('error', reject)
      probe.listen({ host, port, exclusive: true }, resolve)
    })
    return (probe.address() as AddressInfo).port
  } catch (error) {
    throw listenFault(error, { host, port })
  } finally {
    await new Promise((resolve) => probe.close(resolve))
  }
}

/** Why the port cannot be had, in one line. */
export function listenFault(error: unknown, { host, port }: Pick<Config, 'host' | 'port'>): unknown {
  const { code } = error as NodeJS.ErrnoException
  const where = `${host}:${String(port)}`
  if (code === 'EADDRINUSE')
    return new StartFault(
      `Port ${String(port)} is taken (${where}). Stop what listens there, or set PORT to another.`,
    )
  if (code === 'EACCES')
    return new StartFault(`This user may not listen on ${where}. Set PORT to 1024 or higher.`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new StartFault(
      `HOST is ${host}, which is no address of this machine. Set it to 127.0.0.1 or 0.0.0.0.`,
    )
  return error
}
