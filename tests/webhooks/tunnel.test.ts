import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { WebSocket, type ClientOptions } from 'ws'
import { insertApiKey, newApiKey } from '../../src/store/api-keys.js'
import type { Scope } from '../../contract/endpoint.js'
import { connectors } from '../../src/app.js'
import { startHouse, type House } from '../support/house.js'

// The process that delivers is another one than the process that has the tunnels open.
const house = await startHouse({ VOXBURST_SERVICES: 'web,sandbox' })
const worker = await startHouse(
  { VOXBURST_SERVICES: 'worker', VOXBURST_SANDBOX_URL: house.url },
  connectors,
  house.db,
)
const path = '/v1/webhooks/tunnel'

type Frame = { type: string; url?: string; payload?: Record<string, unknown> }
type Tunnel = {
  socket: WebSocket
  url: string
  frames: Frame[]
  next: () => Promise<Frame>
  closed: Promise<number>
}
type Delivery = {
  status: string
  statusCode: number | null
  error: string | null
  nextRetryAt: string | null
}

async function open(key = house.key, at: House = house, options: ClientOptions = {}): Promise<Tunnel> {
  const socket = new WebSocket(`${at.url.replace('http', 'ws')}${path}`, {
    ...options,
    headers: { authorization: `Bearer ${key}` },
  })
  const frames: Frame[] = []
  let came: () => void = () => undefined
  socket.on('message', (data) => {
    frames.push(JSON.parse((data as Buffer).toString()) as Frame)
    came()
  })
  const closed = once(socket, 'close').then(([code]) => code as number)
  let read = 0
  const next = async (): Promise<Frame> => {
    while (frames.length <= read) await new Promise<void>((resolve) => (came = resolve))
    read += 1
    return frames[read - 1] as Frame
  }
  await Promise.race([
    once(socket, 'open'),
    once(socket, 'error').then(([error]) => Promise.reject(error as Error)),
  ])
  const ready = await next()
  expect(ready.type).toBe('tunnel_ready')
  return { socket, url: ready.url ?? '', frames, next, closed }
}

async function aKey(
  scopes: readonly Scope[] = ['webhooks:write'],
  of: House = house,
): Promise<{ key: string; id: string }> {
  const me = await of.call<{ workspaceId: string; userId: string }>('GET', '/v1/auth/me')
  const key = newApiKey()
  const { id } = await house.db.transaction((tx) =>
    insertApiKey(tx, { ...me, name: 'Tunnel', secret: key, scopes, expiresAt: null }),
  )
  return { key, id }
}

const subscribe = (url: string, key = house.key): Promise<{ id: string }> =>
  house.call('POST', '/v1/webhooks', { url, events: ['post.created'] }, { key })
const anEvent = (content: string): Promise<{ id: string }> =>
  house.call('POST', '/v1/posts', { content, accountIds: [accountId] })
const { id: accountId } = await house.account('mastodon')

/** The newest delivery of a webhook once it was tried that often. */
async function delivered(webhookId: string, tries = 1): Promise<Delivery> {
  let found: Delivery | undefined
  await expect
    .poll(
      async () => {
        const { data } = await house.call<{ data: (Delivery & { attempts: unknown[] })[] }>(
          'GET',
          `/v1/webhooks/${webhookId}/deliveries`,
        )
        found = data[0]
        return data[0]?.attempts.length
      },
      { timeout: 20_000 },
    )
    .toBe(tries)
  return found as Delivery
}

/** Sends bytes as they are; answers all that comes back. */
async function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(house.url)
  const socket = connect(Number(port), hostname)
  socket.write(text)
  let answer = ''
  socket.setEncoding('utf8').on('data', (more: string) => (answer += more))
  await once(socket, 'close')
  return answer
}

describe('a tunnel', () => {
  it('brings what is delivered to its address, from a worker in another process', async () => {
    const tunnel = await open()
    const hook = await subscribe(tunnel.url)
    const post = await anEvent('Through the tunnel')
    const frame = await tunnel.next()
    expect(frame).toMatchObject({
      type: 'webhook',
      payload: {
        id: expect.stringMatching(/^evt_/) as string,
        event: 'post.created',
        timestamp: expect.stringMatching(/Z$/) as string,
        type: 'post.created',
        data: { postId: post.id },
      },
    })
    expect(await delivered(hook.id)).toMatchObject({ status: 'succeeded', statusCode: 200 })
    await house.call('DELETE', `/v1/webhooks/${hook.id}`)
    tunnel.socket.close()
  })

  it('has the same address after a reconnection, in another process, and when only asked for it', async () => {
    const first = await open()
    first.socket.close()
    await first.closed
    const again = await open()
    expect(again.url).toBe(first.url)
    expect(await house.call('GET', path)).toEqual({ url: first.url })
    expect((await open((await aKey()).key)).url).not.toBe(first.url)
    again.socket.close()
  })

  it('is a delivery’s failure while nobody is connected; the next try arrives', async () => {
    const { key } = await aKey()
    const { url } = await house.call<{ url: string }>('GET', path, undefined, { key })
    const hook = await subscribe(url)
    await anEvent('Nobody there')
    expect(await delivered(hook.id)).toMatchObject({
      status: 'pending',
      statusCode: null,
      error: expect.stringContaining('Nobody is connected') as string,
      nextRetryAt: expect.any(String) as string,
    })
    const tunnel = await open(key)
    await house.advance(10_000)
    worker.app.parts.wake.due('deliveries')
    expect((await tunnel.next()).payload).toMatchObject({ data: { content: 'Nobody there' } })
    expect(await delivered(hook.id, 2)).toMatchObject({ status: 'succeeded' })
    await house.call('DELETE', `/v1/webhooks/${hook.id}`)
    tunnel.socket.close()
  })

  it('means nothing in another workspace', async () => {
    const { apiKey } = await house.call<{ apiKey: string }>('POST', '/v1/workspaces', { name: 'Second' })
    const tunnel = await open()
    const hook = await subscribe(tunnel.url, apiKey)
    const { data } = await house.call<{ data: Delivery }>(
      'POST',
      '/v1/webhooks/test',
      { webhookId: hook.id },
      { key: apiKey },
    )
    expect(data).toMatchObject({ status: 'failed' })
    expect(tunnel.frames).toHaveLength(1)
    tunnel.socket.close()
  })
})

describe('what ends it', () => {
  it('a key that is revoked: nothing more is sent', async () => {
    const { key, id } = await aKey()
    const tunnel = await open(key)
    const hook = await subscribe(tunnel.url)
    await house.call('DELETE', `/v1/api-keys/${id}`)
    await anEvent('Too late')
    expect(await tunnel.closed).toBe(1008)
    expect(tunnel.frames).toHaveLength(1)
    expect(await delivered(hook.id)).toMatchObject({ status: 'pending' })
    await house.call('DELETE', `/v1/webhooks/${hook.id}`)
  })

  it('a message that is too long', async () => {
    const tunnel = await open()
    tunnel.socket.send('x'.repeat(2_000))
    expect(await tunnel.closed).toBe(1009)
  })

  it('a client that answers no ping, and no other', async () => {
    vi.useFakeTimers({ toFake: ['setInterval'] })
    try {
      const [silent, well] = [await open(house.key, house, { autoPong: false }), await open()]
      const seconds = async (): Promise<void> => {
        const pinged = once(well.socket, 'ping')
        vi.advanceTimersByTime(20_000)
        await pinged
        // Its pong is on the way before this, over the same connection.
        well.socket.ping()
        await once(well.socket, 'pong')
      }
      await seconds()
      expect(silent.socket.readyState).toBe(WebSocket.OPEN)
      await seconds()
      expect(await silent.closed).toBe(1006)
      await seconds()
      expect(well.socket.readyState).toBe(WebSocket.OPEN)
      well.socket.close()
    } finally {
      vi.useRealTimers()
    }
  })

  it('the end of the database session: whoever is connected comes back', async () => {
    const tunnel = await open()
    await house.db.query({
      text: `select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen voxburst_tunnels_sandbox'`,
    })
    expect(await tunnel.closed).toBe(1012)
    const again = await open()
    const hook = await subscribe(again.url)
    await anEvent('After the session')
    expect((await again.next()).payload).toMatchObject({ data: { content: 'After the session' } })
    await house.call('DELETE', `/v1/webhooks/${hook.id}`)
    again.socket.close()
  })

  it('the end of the server', async () => {
    const other = await startHouse({ VOXBURST_SERVICES: 'web,sandbox' }, connectors, house.db)
    const tunnel = await open(other.key, other)
    await other.app.stop()
    expect(await tunnel.closed).toBe(1001)
  })
})

describe('what is refused', () => {
  const websocket =
    'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
  const head = (more: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${more}\r\n`

  it('no key, another scope, and more tunnels than a key may have: in the envelope, over the same connection', async () => {
    const none = await raw(head(websocket))
    expect(none).toMatch(/^HTTP\/1\.1 401 /)
    expect(none).toContain('"UNAUTHORIZED"')
    const { key: narrow } = await aKey(['webhooks:read'])
    expect(await raw(head(`${websocket}Authorization: Bearer ${narrow}\r\n`))).toMatch(
      /^HTTP\/1\.1 403 [^]+"requiredScope":"webhooks:write"/,
    )
    const { key } = await aKey()
    const held = await Promise.all(Array.from({ length: 5 }, () => open(key)))
    expect(await raw(head(`${websocket}Authorization: Bearer ${key}\r\n`))).toMatch(
      /^HTTP\/1\.1 409 [^]+"CONFLICT"[^]+Close one of them/,
    )
    for (const { socket } of held) socket.close()
  })

  it('a handshake that is none', async () => {
    const auth = `Authorization: Bearer ${house.key}\r\n`
    const bad = websocket.replace('dGhlIHNhbXBsZSBub25jZQ==', 'short')
    expect(await raw(head(`${bad}${auth}`))).toMatch(/^HTTP\/1\.1 400 [^]+"BAD_REQUEST"/)
  })

  it('nothing of what other clients offer to upgrade: a POST with h2c is a POST', async () => {
    const body = JSON.stringify({ content: 'Offered h2c', accountIds: [accountId] })
    const answer = await raw(
      [
        'POST /v1/posts HTTP/1.1',
        'Host: localhost',
        'Connection: Upgrade, HTTP2-Settings',
        'Upgrade: h2c',
        'HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA',
        'Content-Type: application/json',
        `Content-Length: ${String(Buffer.byteLength(body))}`,
        `Authorization: Bearer ${house.key}`,
        '',
        `${body}GET /v1/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
      ].join('\r\n'),
    )
    expect(answer).toMatch(/^HTTP\/1\.1 201 [^]+"Offered h2c"[^]+HTTP\/1\.1 200 /)
  })
})
