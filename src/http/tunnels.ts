import { ServerResponse, type IncomingMessage, type Server } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { WebSocket } from 'ws'
import { ApiError } from '../../contract/errors.js'
import { openTunnel } from '../../contract/webhooks.js'
import { findDelivery } from '../store/deliveries.js'
import { presentEvent } from '../webhooks/present-event.js'
import { tunnelUrl } from '../webhooks/tunnel-address.js'
import type { HandOver, TunnelRelay } from '../webhooks/tunnel-relay.js'
import { authenticate, permit } from './authenticate.js'
import { createLinks } from './links.js'
import type { Parts } from './parts.js'
import { refuseConnection } from './refuse-connection.js'
import { serve, type Route } from './serve.js'

const mostPerKey = 5
const pingEveryMs = 20_000
/** Bytes that may wait for a client that reads slowly. */
const mostWaiting = 4_194_304
/** Nothing is expected from clients; longer messages end the connection. */
const longestMessage = 1_024
const endsWithinMs = 1_000

/** Why a websocket is closed, by the numbers of RFC 6455. */
const closing = { goingAway: 1001, notAllowed: 1008, tooSlow: 1013, connectAgain: 1012 } as const

/** A request that wants to become a websocket, as node hands it over. */
type Upgrade = { socket: Socket; head: Buffer; response: ServerResponse }
const upgrades = new WeakMap<IncomingMessage, Upgrade>()

type Tunnel = { socket: WebSocket; keyId: string; take: (deliveryId: string) => Promise<boolean> }

/** The tunnels that are open in this process. */
export type Tunnels = {
  handOver: TunnelRelay['handOver']
  listen: TunnelRelay['listen']
  openOf: (keyId: string) => number
  add: (tunnel: Tunnel) => void
  close: () => Promise<void>
}

export function createTunnels(relay: TunnelRelay): Tunnels {
  const open = new Set<Tunnel>()
  const of = (keyId: string): Tunnel[] => [...open].filter((each) => each.keyId === keyId)
  const take = async ({ keyId, deliveryId }: HandOver): Promise<boolean> =>
    (await Promise.all(of(keyId).map((tunnel) => tunnel.take(deliveryId)))).some(Boolean)
  const end = (code: number, why: string): Promise<unknown> =>
    Promise.all([...open].map(({ socket }) => ended(socket, code, why)))
  // Whoever is connected would wait for what never comes.
  relay.serve(take, () => void end(closing.connectAgain, 'The server lost its database session.'))
  return {
    handOver: relay.handOver,
    listen: relay.listen,
    openOf: (keyId) => of(keyId).length,
    add(tunnel) {
      open.add(tunnel)
      tunnel.socket.once('close', () => open.delete(tunnel))
    },
    async close() {
      await end(closing.goingAway, 'The server is stopping.')
      await relay.close()
    },
  }
}

function ended(socket: WebSocket, code: number, why: string): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), endsWithinMs)
    socket.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
    socket.close(code, why)
  })
}

/** Lets requests for a websocket reach their route like all others, with its key, limits and errors. */
export function mountTunnels(server: FastifyInstance): void {
  server.server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const isTunnel = request.url?.split('?', 1)[0] === openTunnel.path
    if (!isTunnel || request.headers.upgrade?.toLowerCase() !== 'websocket') {
      putBack(server.server, request, socket, head)
      return
    }
    socket.on('error', () => socket.destroy())
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(socket)
    response.once('finish', () => socket.end())
    upgrades.set(request, { socket, head, response })
    server.routing(request, response)
  })
}

/** Some clients offer to change the protocol with any request (h2c): it is read again as one that does not. */
function putBack(server: Server, request: IncomingMessage, socket: Socket, head: Buffer): void {
  const lines = [`${request.method ?? 'GET'} ${request.url ?? '/'} HTTP/${request.httpVersion}`]
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const [name = '', value = ''] = request.rawHeaders.slice(at, at + 2)
    if (!/^(upgrade|connection|http2-settings)$/i.test(name)) lines.push(`${name}: ${value}`)
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  server.emit('connection', socket)
}

function addressOf({ config, seal }: Parts, holder: { keyId: string; workspaceId: string }): string {
  return tunnelUrl({ publicUrl: config.publicUrl, seal }, holder)
}

const readAddress = serve(openTunnel, (parts, { caller }) =>
  Promise.resolve({ url: addressOf(parts, caller) }),
)

export const tunnelRoutes: readonly Route[] = [
  {
    endpoint: openTunnel,
    async handle(parts, request, reply) {
      const upgrade = upgrades.get(request.raw)
      if (upgrade === undefined) return readAddress.handle(parts, request, reply)
      const holder = await mayOpen(parts, request)
      const { keyId } = holder
      if (parts.tunnels.openOf(keyId) >= mostPerKey)
        throw new ApiError(
          'CONFLICT',
          `This key has ${String(mostPerKey)} tunnels open. Close one of them.`,
          {
            limit: mostPerKey,
          },
        )
      // What is handed over from now on is heard, so that nothing falls between `tunnel_ready` and the first frame.
      await parts.tunnels.listen()
      reply.hijack()
      const socket = await becomeSocket(request.raw, upgrade)
      if (socket === null) return reply
      parts.tunnels.add({ socket, keyId, take: (deliveryId) => send(parts, request, socket, deliveryId) })
      watch(parts, request, socket)
      socket.send(JSON.stringify({ type: 'tunnel_ready', url: addressOf(parts, holder) }))
      return reply
    },
  },
]

/** By the key in the header alone: a browser sends cookies along with a websocket that any page may open. */
async function mayOpen(
  parts: Parts,
  request: FastifyRequest,
): Promise<{ keyId: string; workspaceId: string }> {
  if (request.headers.authorization === undefined)
    throw new ApiError('UNAUTHORIZED', 'A tunnel is opened with Authorization: Bearer vb_live_…')
  return permit(await authenticate(parts, request), openTunnel)
}

async function becomeSocket(
  request: IncomingMessage,
  { socket, head, response }: Upgrade,
): Promise<WebSocket | null> {
  const { WebSocketServer } = await import('ws')
  const websockets = new WebSocketServer({ noServer: true, maxPayload: longestMessage })
  response.detachSocket(socket)
  return new Promise((resolve) => {
    websockets.on('wsClientError', (error) => {
      refuseConnection(socket, '400 Bad Request', `This is no request for a websocket: ${error.message}.`)
      resolve(null)
    })
    websockets.handleUpgrade(request, socket, head, resolve)
  })
}

/** Ends a connection whose other side is gone, or whose key no longer holds. */
function watch(parts: Parts, request: FastifyRequest, socket: WebSocket): void {
  let isHeard = true
  const timer = setInterval(() => {
    if (!isHeard) {
      socket.terminate()
      return
    }
    isHeard = false
    socket.ping()
    void stillMay(parts, request, socket)
  }, pingEveryMs)
  timer.unref()
  socket.on('pong', () => (isHeard = true))
  socket.on('error', () => socket.terminate())
  socket.once('close', () => clearInterval(timer))
}

async function stillMay(parts: Parts, request: FastifyRequest, socket: WebSocket): Promise<boolean> {
  try {
    delete request.holder
    await mayOpen(parts, request)
    return true
  } catch (error) {
    if (error instanceof ApiError) socket.close(closing.notAllowed, 'The key does not hold any more.')
    else request.log.warn({ reason: String(error) }, 'A tunnel’s key could not be checked')
    return false
  }
}

async function send(
  parts: Parts,
  request: FastifyRequest,
  socket: WebSocket,
  deliveryId: string,
): Promise<boolean> {
  if (!(await stillMay(parts, request, socket))) return false
  const row = await findDelivery(parts.db, request.holder?.workspaceId ?? '', deliveryId)
  if (row === null) return false
  if (socket.bufferedAmount > mostWaiting) {
    socket.close(closing.tooSlow, 'Too much waits to be read.')
    return false
  }
  const event = {
    id: row.event_id,
    type: row.event_type,
    created_at: row.event_created_at,
    data: row.event_data,
  }
  const payload = presentEvent(createLinks(parts).platformUrl, event)
  return new Promise((resolve) =>
    socket.send(JSON.stringify({ type: 'webhook', payload }), (error) => resolve(error == null)),
  )
}
