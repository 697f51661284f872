import { once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { afterAll, expect, it } from 'vitest'
import { createGuardedHttp, type GuardedReply } from './guarded-http.js'

/** As much as fills what is read ahead: the parser pauses at its last byte. */
const body = Buffer.alloc(64 * 1024, 'a')
const head = 'HTTP/1.1 200 OK\r\nConnection: close\r\n'
const guarded = createGuardedHttp({ allowPrivate: true })
afterAll(() => guarded.dispatcher.close())

/** A server that answers and closes its side at once. `closed`: the other side did, too. */
async function serverOf(start: string, rest: Buffer): Promise<{ url: string; closed: Promise<unknown> }> {
  const server = createServer()
  const closed = once(server, 'connection').then(async ([socket]: Socket[]) => {
    if (socket === undefined) return
    socket.on('error', () => undefined)
    await once(socket, 'data')
    socket.write(start)
    socket.end(rest)
    await once(socket, 'close')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterAll(() => server.close())
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`, closed }
}

async function open(url: string): Promise<GuardedReply> {
  return guarded.send({ method: 'GET', url, timeoutMs: 10_000, maxBytes: 1_000_000 })
}

/** Reads nothing until the connection is closed. */
async function lengthOfLateRead(given: { url: string; closed: Promise<unknown> }): Promise<number> {
  const reply = await open(given.url)
  await given.closed
  let length = 0
  for await (const chunk of reply.body) length += chunk.length
  return length
}

it.each([
  ['a length', `Content-Length: ${String(body.length)}\r\n\r\n`, body],
  ['no length', '\r\n', body],
])(
  'reads an answer with %s whole, although the server closed while it waited',
  async (_name, more, bytes) => {
    expect(await lengthOfLateRead(await serverOf(head + more, bytes))).toBe(body.length)
  },
)

it.each([
  ['a length', `Content-Length: ${String(body.length + 1)}\r\n\r\n`, body],
  ['chunks', `Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n`, body],
])('refuses an answer with %s that was cut off', async (_name, more, bytes) => {
  await expect(lengthOfLateRead(await serverOf(head + more, bytes))).rejects.toThrow()
})

it('lets go of an answer that nobody reads', async () => {
  const { url, closed } = await serverOf(head, Buffer.concat([Buffer.from('\r\n'), body]))
  const reply = await open(url)
  await closed
  reply.drop()
})
