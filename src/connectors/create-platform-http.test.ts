import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createRawServer, type AddressInfo, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { createGuardedHttp } from '../kit/guarded-http.js'
import { createPlatformHttp, type PlatformHttpOptions } from './create-platform-http.js'
import { NoAnswer, NotSent, type PlatformHttp } from './platform-http.js'

type Seen = { method: string; url: string; headers: IncomingMessage['headers']; body: string; port: number }
type Network = { origin: string; seen: Seen[]; connections: () => number }

const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

/** A network over a real socket; `answer` gets the request when its body is complete. */
async function network(
  answer: (seen: Seen, response: ServerResponse) => void = (_seen, response) => response.end('{"ok":true}'),
): Promise<Network> {
  const seen: Seen[] = []
  let connections = 0
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('error', () => undefined)
    request.on('end', () => {
      const one = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString('latin1'),
        port: request.socket.remotePort ?? 0,
      }
      seen.push(one)
      answer(one, response)
    })
  })
  server.on('connection', () => {
    connections += 1
  })
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    seen,
    connections: () => connections,
  }
}

const alwaysTime = { msLeft: (): number => 20_000 }

function client(more: Partial<PlatformHttpOptions> = {}): PlatformHttp {
  return createPlatformHttp({
    platform: 'acme',
    origins: {},
    sandboxBase: null,
    accountId: null,
    deadline: alwaysTime,
    ...more,
  })
}

/** Stops this process as SIGSTOP would: no timer and no callback runs. */
function stall(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

it('serves the network’s own URL from the sandbox, with the account', async () => {
  const sandbox = await network()
  const http = client({ sandboxBase: sandbox.origin, accountId: 'acc_1', operation: 'publish' })
  await http({
    method: 'POST',
    url: 'https://api.acme.example/2/posts%2Fnew?sig=a%2Bb',
    query: { text: 'a b' },
    json: { a: 1 },
    creating: true,
  })
  expect(sandbox.seen[0]).toMatchObject({
    method: 'POST',
    url: '/sandbox/acme/api.acme.example/2/posts%2Fnew?sig=a%2Bb&text=a%20b',
    body: '{"a":1}',
    headers: {
      'content-type': 'application/json',
      'x-voxburst-account': 'acc_1',
      'x-voxburst-operation': 'publish',
    },
  })
})

it('maps an origin before the sandbox does, and tells it nothing of ours', async () => {
  const gateway = await network()
  const http = client({
    sandboxBase: 'http://127.0.0.1:1',
    origins: { 'https://api.acme.example': gateway.origin },
    accountId: 'acc_1',
  })
  await http({ method: 'GET', url: 'https://api.acme.example/me' })
  expect(gateway.seen[0]?.url).toBe('/me')
  expect(gateway.seen[0]?.headers).not.toHaveProperty('x-voxburst-account')
})

it('says NotSent where the request surely did not reach the network', async () => {
  const plain = await network()
  const http = client()
  const refused = { method: 'POST', json: {}, creating: true } as const
  await expect(http({ ...refused, url: 'https://no-such-host.invalid/' })).rejects.toThrow(NotSent)
  await expect(http({ ...refused, url: 'http://127.0.0.1:1/' })).rejects.toThrow(NotSent)
  await expect(http({ ...refused, url: plain.origin.replace('http:', 'https:') })).rejects.toThrow(NotSent)
  expect(plain.seen).toEqual([])
})

it('says NoAnswer where the request left and no readable answer came', async () => {
  const cut = await network((_seen, response) => response.socket?.destroy())
  const halfway = await network((_seen, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('{"id":', () => response.socket?.destroy())
  })
  const silent = await network(() => undefined)
  const huge = await network((_seen, response) => response.end(Buffer.alloc(10_000_001, 'a')))
  const http = client()
  for (const where of [cut, halfway, huge]) {
    await expect(http({ method: 'POST', url: where.origin, json: {}, creating: true })).rejects.toThrow(
      NoAnswer,
    )
    expect(where.seen).toHaveLength(1)
  }
  await expect(
    http({ method: 'POST', url: silent.origin, json: {}, creating: true, timeoutMs: 50 }),
  ).rejects.toThrow(NoAnswer)
})

it('says NoAnswer to an answer that is no HTTP', async () => {
  const server = createRawServer((socket: Socket) =>
    socket.once('data', () => socket.end('no such protocol\r\n\r\n')),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => server.close())
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`
  await expect(client()({ method: 'POST', url, json: {}, creating: true })).rejects.toThrow(NoAnswer)
})

it('does not send a creating call whose deadline passed while the connection was opening', async () => {
  const there = await network()
  const endsAt = performance.now() + 1_500
  const http = client({ deadline: { msLeft: () => endsAt - performance.now() } })
  const sending = http({ method: 'POST', url: there.origin, json: {}, creating: true })
  stall(800)
  await expect(sending).rejects.toThrow(NotSent)
  await client()({ method: 'GET', url: there.origin })
  expect(there.seen.map((each) => each.method)).toEqual(['GET'])
})

it('does not send later what it has reported as not sent', async () => {
  const there = await network()
  const sending = client()({ method: 'POST', url: there.origin, json: {}, creating: true, timeoutMs: 20 })
  stall(100)
  await expect(sending).rejects.toThrow(NotSent)
  await client()({ method: 'GET', url: there.origin })
  expect(there.seen.map((each) => each.method)).toEqual(['GET'])
})

it('refuses a creating call without an open attempt', async () => {
  const there = await network()
  const http = createPlatformHttp({ platform: 'acme', origins: {}, sandboxBase: null, accountId: null })
  await expect(http({ method: 'POST', url: there.origin, json: {}, creating: true })).rejects.toThrow(NotSent)
  await expect(
    client({ deadline: { msLeft: () => 900 } })({
      method: 'POST',
      url: there.origin,
      json: {},
      creating: true,
    }),
  ).rejects.toThrow(NotSent)
  expect(there.connections()).toBe(0)
})

it('keeps a busy connection for creating calls, and opens another after it idled, even in a process that was stopped', async () => {
  const there = await network()
  const post = () => client()({ method: 'POST', url: there.origin, json: {}, creating: true })
  await post()
  await post()
  expect(there.connections()).toBe(1)
  stall(1_000)
  await post()
  expect(there.connections()).toBe(2)
})

it('never repeats a request, not even a read on a connection that the network closes', async () => {
  const there = await network((_seen, response) => response.socket?.destroy())
  await expect(client()({ method: 'GET', url: there.origin })).rejects.toThrow(NoAnswer)
  await expect(client()({ method: 'PUT', url: there.origin, json: {}, creating: true })).rejects.toThrow(
    NoAnswer,
  )
  expect(there.seen).toHaveLength(2)
})

it('follows no redirect', async () => {
  const there = await network((_seen, response) =>
    response.writeHead(302, { location: 'https://elsewhere.example/' }).end(),
  )
  const reply = await client()({ method: 'GET', url: there.origin })
  expect(reply).toMatchObject({ status: 302, headers: { location: 'https://elsewhere.example/' } })
  expect(there.seen).toHaveLength(1)
})

it('takes a refused connection from the sandbox as one, and from nobody else', async () => {
  const there = await network((_seen, response) =>
    response.writeHead(502, { 'x-sandbox-fault': 'refused_connection' }).end(),
  )
  const url = 'https://api.acme.example/posts'
  const request = { method: 'POST', url, json: {}, creating: true } as const
  await expect(client({ sandboxBase: there.origin })(request)).rejects.toThrow(NotSent)
  const mapped = client({ origins: { 'https://api.acme.example': there.origin } })
  expect((await mapped(request)).status).toBe(502)
})

it('does not connect to private addresses of hosts that users choose, for reads and creating calls alike', async () => {
  const there = await network()
  const http = client({ guarded: createGuardedHttp({ allowPrivate: false }) })
  const local = there.origin.replace('127.0.0.1', 'localhost')
  for (const url of [there.origin, local])
    for (const creating of [true, false])
      await expect(http({ method: 'POST', url, json: {}, creating })).rejects.toThrow(NotSent)
  expect(there.connections()).toBe(0)
})

it('streams files of a form and counts their bytes', async () => {
  let isSeen: () => void = () => undefined
  const firstArrived = new Promise<void>((resolve) => (isSeen = resolve))
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
      if (body.includes('first')) isSeen()
    })
    request.on('end', () => response.end(JSON.stringify({ body, type: request.headers['content-type'] })))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => server.close())
  async function* bytes(): AsyncIterable<Uint8Array> {
    yield Buffer.from('first')
    // The rest is made only after the first has arrived: nothing is collected before it is sent.
    await firstArrived
    yield Buffer.from(' last')
  }
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`
  const reply = await client()({
    method: 'POST',
    url,
    multipart: [
      { name: 'caption', value: 'Grüße' },
      { name: 'file"1', filename: 'a.mp4', contentType: 'video/mp4', bytes: bytes(), length: 10 },
    ],
    creating: true,
  })
  const { body, type } = reply.json as { body: string; type: string }
  const boundary = type.split('boundary=')[1] ?? ''
  expect(body.split(`--${boundary}`)).toEqual([
    '',
    '\r\nContent-Disposition: form-data; name="caption"\r\n\r\nGrüße\r\n',
    '\r\nContent-Disposition: form-data; name="file%221"; filename="a.mp4"\r\nContent-Type: video/mp4\r\n\r\nfirst last\r\n',
    '--\r\n',
  ])
})

it('sends raw bytes and forms with their lengths', async () => {
  const there = await network()
  await client()({
    method: 'PUT',
    url: there.origin,
    body: { bytes: Buffer.from('abc'), length: 3, contentType: 'image/png' },
  })
  await client()({ method: 'POST', url: there.origin, form: { grant_type: 'x y', none: undefined } })
  await client()({ method: 'POST', url: there.origin })
  expect(
    there.seen.map(({ body, headers }) => [body, headers['content-type'], headers['content-length']]),
  ).toEqual([
    ['abc', 'image/png', '3'],
    ['grant_type=x+y', 'application/x-www-form-urlencoded', '14'],
    ['', undefined, '0'],
  ])
})

it('says NoAnswer when a file ends before its length', async () => {
  const there = await network()
  async function* short(): AsyncIterable<Uint8Array> {
    yield await Promise.resolve(Buffer.from('ab'))
  }
  const sending = client()({
    method: 'POST',
    url: there.origin,
    body: { bytes: short(), length: 3, contentType: 'image/png' },
    creating: true,
  })
  await expect(sending).rejects.toThrow(NoAnswer)
  expect(there.seen).toEqual([])
})

it('keeps long ids and tells text from JSON', async () => {
  const there = await network((seen, response) =>
    response.end(seen.url === '/json' ? '{"id":1790000000000000123}' : '<html>'),
  )
  expect((await client()({ method: 'GET', url: `${there.origin}/json` })).json).toEqual({
    id: '1790000000000000123',
  })
  const page = await client()({ method: 'GET', url: `${there.origin}/page` })
  expect([page.json, page.text]).toEqual([undefined, '<html>'])
})

it('answers nothing that the database could not keep', async () => {
  const there = await network((_seen, response) =>
    response.end('{"id":"1\\u0000","\\ud83d":["\\udc00x","\\ud83d\\ude00"],"n":null}'),
  )
  const reply = await client()({ method: 'GET', url: `${there.origin}/json` })
  expect(reply.json).toEqual({ id: '1\uFFFD', '\uFFFD': ['\uFFFDx', '😀'], n: null })
})
