import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'

/** What becomes of a request: passed on, cut before or after the server has done it, or answered here. */
export type Fate =
  | 'pass'
  | 'cut before'
  | 'cut after'
  | 'never'
  | ((response: ServerResponse, request: IncomingMessage) => void)

export type Proxy = {
  url: string
  /** Of the next requests, in order; afterwards they pass. */
  fates: Fate[]
  /** The headers of every request that came. */
  seen: { method: string; path: string; key: string | undefined }[]
}

/** A bad line to a server, over real HTTP on a free port. Ends with the test file. */
export async function startProxy(target: string): Promise<Proxy> {
  const fates: Fate[] = []
  const seen: Proxy['seen'] = []
  const server = createServer((request, response) => {
    const { method = 'GET', url: path = '/', headers } = request
    seen.push({ method, path, key: headers['idempotency-key'] as string | undefined })
    const fate = fates.shift() ?? 'pass'
    if (fate === 'never') return
    if (fate === 'cut before') return void request.socket.destroy()
    if (typeof fate === 'function') return void request.resume().on('end', () => fate(response, request))
    void pass(target, request).then(async (answer) => {
      if (fate === 'cut after') return void request.socket.destroy()
      response.writeHead(answer.status, Object.fromEntries(answer.headers))
      response.end(Buffer.from(await answer.arrayBuffer()))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, fates, seen }
}

async function pass(target: string, request: IncomingMessage): Promise<Response> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { host: _host, connection: _connection, ...headers } = request.headers
  const answer = await fetch(`${target}${request.url ?? ''}`, {
    method: request.method ?? 'GET',
    headers: headers as Record<string, string>,
    ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
  })
  const kept = new Headers(answer.headers)
  for (const name of ['content-encoding', 'content-length', 'transfer-encoding', 'connection'])
    kept.delete(name)
  return new Response(await answer.arrayBuffer(), { status: answer.status, headers: kept })
}
