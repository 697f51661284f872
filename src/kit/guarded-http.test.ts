import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { outsideOf, startSite } from '../../tests/support/outside.js'
import { createGuardedHttp, isPublicAddress, type GuardedHttp } from './guarded-http.js'

const guarded = (names: Record<string, string | string[]> = { 'cdn.test': '127.0.0.1' }): GuardedHttp =>
  createGuardedHttp({ allowPrivate: false, outside: outsideOf(names) })

async function text(http: GuardedHttp, url: string, more: object = {}): Promise<string> {
  const answer = await http.send({
    method: 'GET',
    url,
    timeoutMs: 5_000,
    maxBytes: 1_000,
    redirects: 3,
    ...more,
  })
  const chunks: Uint8Array[] = []
  for await (const chunk of answer.body) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

describe('addresses', () => {
  it.each([
    '127.0.0.1',
    '127.8.8.8',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '192.0.2.1',
    '198.18.0.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:10.0.0.1',
    '::7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001::1',
    'fc00::1',
    'fe80::1',
    'ff02::1',
    '2001:db8::1',
  ])('%s is not of the outside', (address) => {
    expect(isPublicAddress(address)).toBe(false)
  })

  it.each(['8.8.8.8', '1.1.1.1', '2606:4700::1111', '2a00:1450:4001::1'])('%s is', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  it.each([
    'http://localhost/',
    'http://LOCALHOST./',
    'http://printer/',
    'http://a.local/',
    'http://db.internal/',
    'http://x.localhost/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://127.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::127.0.0.1]/',
    'http://user:pw@10.0.0.1/',
    'ftp://cdn.example/',
  ])('%s is refused by its looks', (url) => {
    expect(createGuardedHttp({ allowPrivate: false }).mayReach(url)).toBe(false)
  })

  it('lets an operator open the private network', () => {
    const http = createGuardedHttp({ allowPrivate: true })
    expect(http.mayReach('http://localhost:3000/')).toBe(true)
    expect(http.mayReach('file:///etc/passwd')).toBe(false)
  })
})

describe('names', () => {
  it('reaches a public one', async () => {
    const { port } = await startSite((_request, response) => response.end('hello'))
    expect(await text(guarded(), `http://cdn.test:${String(port)}/`)).toBe('hello')
  })

  it.each([
    ['loopback', ['127.0.0.2']],
    ['the cloud’s own data', ['169.254.169.254']],
    ['one public and one private address', ['127.0.0.1', '192.168.0.9']],
    ['an IPv4 address inside IPv6', ['::ffff:192.168.0.9']],
  ])('refuses one that means %s', async (_what, addresses) => {
    const { port, hits } = await startSite((_request, response) => response.end('secret'))
    const http = guarded({ 'evil.test': addresses })
    await expect(text(http, `http://evil.test:${String(port)}/`)).rejects.toMatchObject({
      name: 'Refused',
      reason: 'address',
      message: expect.stringContaining('evil.test is inside a private network') as string,
    })
    expect(hits).toEqual([])
  })

  it('checks a name again when it is connected to: it may have changed since', async () => {
    const { port } = await startSite((_request, response) => {
      response.setHeader('connection', 'close')
      response.end('hello')
    })
    const names: Record<string, string> = { 'rebind.test': '127.0.0.1' }
    const http = guarded(names)
    expect(await text(http, `http://rebind.test:${String(port)}/`)).toBe('hello')
    names['rebind.test'] = '10.0.0.5'
    await expect(text(http, `http://rebind.test:${String(port)}/`)).rejects.toMatchObject({ name: 'Refused' })
  })
})

describe('redirects', () => {
  it.each([
    ['an address inside', 'http://192.168.1.1/admin', 'inside a private network'],
    ['the cloud’s own data', 'http://169.254.169.254/latest/meta-data/', 'inside a private network'],
    ['a name that means loopback', 'http://evil.test/', 'inside a private network'],
    ['another kind of address', 'file:///etc/passwd', 'only https:// and http://'],
    ['nothing', 'http://[', 'no address'],
  ])('are not followed to %s', async (_what, location, message) => {
    const { port } = await startSite((_request, response) =>
      response.writeHead(302, { location }).end('gone'),
    )
    const http = guarded({ 'cdn.test': '127.0.0.1', 'evil.test': '127.0.0.3' })
    await expect(text(http, `http://cdn.test:${String(port)}/a.jpg`)).rejects.toThrow(message)
  })

  it('are followed to the outside, and not for ever', async () => {
    const { port, hits } = await startSite((request, response) => {
      if (request.url === '/a') response.writeHead(301, { location: '/b' }).end()
      else if (request.url === '/b') response.end('found')
      else response.writeHead(302, { location: request.url }).end()
    })
    const at = `http://cdn.test:${String(port)}`
    expect(await text(guarded(), `${at}/a`)).toBe('found')
    await expect(text(guarded(), `${at}/round`)).rejects.toThrow('redirects too often')
    expect(hits.filter((path) => path === '/round')).toHaveLength(4)
  })

  it('are answers like others where none are asked for', async () => {
    const { port, hits } = await startSite((_request, response) =>
      response.writeHead(302, { location: '/b' }).end('x'),
    )
    expect(await text(guarded(), `http://cdn.test:${String(port)}/a`, { redirects: 0 })).toBe('x')
    expect(hits).toEqual(['/a'])
  })
})

describe('limits', () => {
  it('stops reading where too much comes', async () => {
    const { port } = await startSite((_request, response) => {
      const more = (): void => {
        while (response.write(Buffer.alloc(16_384)));
        response.once('drain', more)
      }
      more()
    })
    await expect(text(guarded(), `http://cdn.test:${String(port)}/`)).rejects.toMatchObject({
      name: 'Refused',
      reason: 'tooLarge',
    })
  })

  it('unpacks nothing: a bomb stays as small as it was sent', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000))
    const { port } = await startSite((request, response) => {
      expect(request.headers['accept-encoding']).toBe('identity')
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
    })
    const http = guarded()
    const answer = await http.send({
      method: 'GET',
      url: `http://cdn.test:${String(port)}/`,
      timeoutMs: 5_000,
      maxBytes: 100_000,
    })
    let size = 0
    for await (const chunk of answer.body) size += chunk.length
    expect(size).toBe(bomb.length)
  })

  it('refuses endless headers with a sentence', async () => {
    const { port } = await startSite((_request, response) =>
      response.writeHead(200, { 'x-long': 'x'.repeat(40_000) }).end(),
    )
    await expect(text(guarded(), `http://cdn.test:${String(port)}/`)).rejects.toMatchObject({
      name: 'Refused',
      message: 'The address answers with more than 16 kB of headers.',
    })
  })

  it('gives up one that is silent, before and in the middle of its answer', async () => {
    const { port } = await startSite((request, response) => {
      if (request.url === '/half') response.writeHead(200).write('ha')
    })
    const at = `http://cdn.test:${String(port)}`
    await expect(text(guarded(), `${at}/never`, { silenceMs: 50 })).rejects.toThrow(/timeout/i)
    await expect(text(guarded(), `${at}/half`, { silenceMs: 50 })).rejects.toThrow(/timeout/i)
  })

  it('gives up one that drips, when its time in all is over', async () => {
    const dripping: Socket[] = []
    const server = createTcpServer((socket) => {
      dripping.push(socket)
      socket.on('error', () => undefined)
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n')
      const timer = setInterval(() => socket.write('x'), 10)
      socket.once('close', () => clearInterval(timer))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    afterAll(() => server.close())
    const { port } = server.address() as AddressInfo
    await expect(
      text(guarded(), `http://cdn.test:${String(port)}/`, { timeoutMs: 200, maxBytes: 1_000_000 }),
    ).rejects.toThrow(/timeout/i)
    await expect.poll(() => dripping.every((socket) => socket.destroyed)).toBe(true)
  })
})
