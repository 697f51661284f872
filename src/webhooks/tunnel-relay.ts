import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Database } from '../store/database.js'

/** A delivery to the tunnel of a key. */
export type HandOver = { keyId: string; deliveryId: string }
type Message = (HandOver & { ask: string }) | { taken: string }

/**
 * Brings deliveries to the process that has the tunnel open, whichever process delivers. Everything goes through the
 * database's notifications, also within one process, so that one path is all there is. A process opens its session
 * for them when it first has a use for it.
 */
export type TunnelRelay = {
  /** True: a process sent it down an open tunnel. False: none did within three seconds. */
  handOver: (given: HandOver) => Promise<boolean>
  /** From when it resolves, what is handed over anywhere is offered here. */
  listen: () => Promise<void>
  /** Who is offered it, and says whether it was sent; what is done when nothing is heard any more. */
  serve: (take: (given: HandOver) => Promise<boolean>, onLost: () => void) => void
  close: () => Promise<void>
}

const patienceMs = 3_000

export function createTunnelRelay(
  db: Pick<Database, 'query' | 'session'>,
  mode: 'sandbox' | 'live',
  onError: (error: Error) => void,
): TunnelRelay {
  const channel = `voxburst_tunnels_${mode}`
  const waiting = new Map<string, (isTaken: boolean) => void>()
  let session: Promise<pg.Client> | undefined
  let take: (given: HandOver) => Promise<boolean> = () => Promise.resolve(false)
  let onLost = (): void => undefined

  const say = (message: Message): Promise<unknown> =>
    db.query({
      name: 'say-to-tunnels',
      text: 'select pg_notify($1, $2)',
      values: [channel, JSON.stringify(message)],
    })
  const hear = async (text: string): Promise<void> => {
    const message = JSON.parse(text) as Message
    if ('taken' in message) waiting.get(message.taken)?.(true)
    else if (await take(message)) await say({ taken: message.ask })
  }
  const open = async (): Promise<pg.Client> => {
    const client = await db.session()
    client.on('error', onError)
    client.once('end', () => {
      session = undefined
      for (const answer of waiting.values()) answer(false)
      onLost()
    })
    client.on('notification', ({ payload }) => void hear(payload ?? '').catch(onError))
    await client.query(`listen ${channel}`)
    return client
  }
  const listen = async (): Promise<void> => {
    session ??= open().catch((error: unknown) => {
      session = undefined
      throw error
    })
    await session
  }
  return {
    listen,
    serve(taking, losing) {
      take = taking
      onLost = losing
    },
    async handOver(given) {
      await listen()
      const ask = randomUUID()
      const { promise, resolve } = withResolver()
      const timer = setTimeout(resolve, patienceMs, false)
      waiting.set(ask, resolve)
      try {
        await say({ ask, ...given })
        return await promise
      } finally {
        clearTimeout(timer)
        waiting.delete(ask)
      }
    },
    async close() {
      const open = await session?.catch(() => undefined)
      await open?.end()
    },
  }
}

function withResolver(): { promise: Promise<boolean>; resolve: (isTaken: boolean) => void } {
  let resolve: (isTaken: boolean) => void = () => undefined
  const promise = new Promise<boolean>((done) => (resolve = done))
  return { promise, resolve }
}
