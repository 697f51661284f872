import { Client, type buildConnector } from 'undici'

/** A connection that idled for this long is not used again: the server may have closed it, and then nobody knows what it read. */
const longestIdleMs = 900

export type CreatingConnection = {
  client: Client
  /** Measured at the moment of use, so that a process that was stopped in between does not take an old one. */
  isStale: () => boolean
  /** The exchange ended well: another creating call may follow on it soon. */
  keep: () => void
  drop: () => void
}

/**
 * Connections for creating calls, one exchange at a time each. undici's own keep-alive timer is not enough: after
 * SIGSTOP and SIGCONT, or a long pause of the event loop, it has not run yet when the next request is written.
 */
export class CreatingConnections {
  readonly #connect: buildConnector.connector
  readonly #idle = new Map<string, { client: Client; since: number }[]>()

  constructor(connect: buildConnector.connector) {
    this.#connect = connect
  }

  take(origin: string): CreatingConnection {
    const known = this.#takeIdle(origin)
    const client = known?.client ?? this.#open(origin)
    return {
      client,
      isStale: () => known !== undefined && performance.now() - known.since > longestIdleMs,
      keep: () => this.#keep(origin, client),
      drop: () => void client.destroy().catch(() => undefined),
    }
  }

  #open(origin: string): Client {
    return new Client(origin, {
      pipelining: 1,
      connect: this.#connect,
      keepAliveTimeout: longestIdleMs,
      keepAliveMaxTimeout: longestIdleMs,
    })
  }

  /** The one that idled least; older ones are closed. */
  #takeIdle(origin: string): { client: Client; since: number } | undefined {
    const idle = this.#idle.get(origin) ?? []
    const youngest = idle.pop()
    if (idle.length === 0) this.#idle.delete(origin)
    if (youngest === undefined || performance.now() - youngest.since <= longestIdleMs) return youngest
    void youngest.client.destroy().catch(() => undefined)
    return undefined
  }

  #keep(origin: string, client: Client): void {
    const entry = { client, since: performance.now() }
    const idle = this.#idle.get(origin) ?? []
    idle.push(entry)
    this.#idle.set(origin, idle)
    const forget = (): void => {
      const rest = this.#idle.get(origin) ?? []
      const at = rest.indexOf(entry)
      if (at === -1) return
      rest.splice(at, 1)
      if (rest.length === 0) this.#idle.delete(origin)
      void client.destroy().catch(() => undefined)
    }
    setTimeout(forget, longestIdleMs).unref()
  }
}
