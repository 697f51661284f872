import Fastify from 'fastify'
import type { AddressInfo } from 'node:net'
import { errorReply } from '../../src/http/error-reply.js'
import { mountMediaFiles } from '../../src/http/media-files.js'
import type { Parts } from '../../src/http/parts.js'
import { createSeal } from '../../src/kit/seal.js'
import { diskStorage } from '../../src/media/storage.js'
import { openDatabase, type Connection } from '../../src/store/database.js'

/**
 * A process that does nothing but take uploads, so that its memory is theirs. Its parent says where database and
 * store are, and hears the address, then the memory before and at its highest.
 */
type Orders = { connection: Connection; folder: string; secret: string }

process.once('message', (orders: Orders) => {
  void serve(orders)
})

async function serve({ connection, folder, secret }: Orders): Promise<void> {
  const db = openDatabase(connection, { maxConnections: 2, onError: () => undefined })
  const server = Fastify()
  server.setErrorHandler(errorReply)
  const parts = {
    db,
    storage: diskStorage(folder),
    seal: createSeal(secret),
    wake: { due: () => undefined },
  }
  mountMediaFiles(server, parts as unknown as Parts)
  await server.listen({ host: '127.0.0.1', port: 0 })

  let before = 0
  let highest = 0
  const look = (): void => void (highest = Math.max(highest, process.memoryUsage.rss()))
  process.on('message', (said: 'begin' | 'end') => {
    look()
    if (said === 'begin') {
      before = highest
      setInterval(look, 10).unref()
      process.send?.({ kind: 'ready' })
    } else process.send?.({ kind: 'memory', before, highest })
  })
  process.once('disconnect', () => process.exit(0))
  process.send?.({ kind: 'up', port: (server.server.address() as AddressInfo).port })
}
