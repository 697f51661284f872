import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { refuseConnection } from './refuse-connection.js'

const takingTime = new WeakSet<Socket>()

/** Whether the request on this connection was allowed more time than others have. */
export function mayTakeTime(socket: Socket): boolean {
  return takingTime.has(socket)
}

/** Lets a large body take as long as it needs, while it keeps coming; one that stands still is told and cut off. */
export function allowSlowBody(
  request: IncomingMessage,
  limits: { silenceMs: number; inAllMs: number },
): void {
  const { socket } = request
  const giveUp = (why: string): void =>
    refuseConnection(socket, '408 Request Timeout', `The upload ${why}. Begin it again.`)
  let seen = socket.bytesRead
  const silence = setInterval(() => {
    if (socket.bytesRead === seen) giveUp(`stood still for ${String(limits.silenceMs / 1_000)} s`)
    seen = socket.bytesRead
  }, limits.silenceMs)
  const end = setTimeout(
    () => giveUp(`took longer than ${String(limits.inAllMs / 60_000)} minutes`),
    limits.inAllMs,
  )
  const over = (): void => {
    takingTime.delete(socket)
    clearInterval(silence)
    clearTimeout(end)
  }
  takingTime.add(socket)
  request.once('end', over)
  request.once('close', over)
}
