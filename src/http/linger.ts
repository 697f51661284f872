import type { FastifyReply, FastifyRequest } from 'fastify'

/** The rest of a refused body is read for so long. */
const lingerMs = 10_000

/** Reads on and throws away, for a while: a sender whose connection is cut while it writes never sees why. */
export function linger(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request
  if (raw.complete || raw.destroyed) return
  // Where the reply closes the connection, Node cuts it as soon as the reply is written.
  reply.removeHeader('connection')
  const timer = setTimeout(() => raw.socket.destroy(), lingerMs)
  const over = (): void => clearTimeout(timer)
  raw.once('end', over).once('close', over).resume()
}
