import type { Socket } from 'node:net'
import { newId } from '../kit/ids.js'

/** Answers in our envelope where no reply can be made, and closes: what came is no request, or does not end. */
export function refuseConnection(socket: Socket, status: string, message: string): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const body = JSON.stringify({ error: { code: 'BAD_REQUEST', message } })
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${String(Buffer.byteLength(body))}\r\nX-Request-Id: ${newId('req')}\r\nConnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  )
}
