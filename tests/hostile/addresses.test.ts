import { beforeAll, describe, expect, it } from 'vitest'
import { connectors } from '../../src/app.js'
import { createLinks } from '../../src/http/links.js'
import { createGuardedHttp } from '../../src/kit/guarded-http.js'
import { claimDue, registerWorker } from '../../src/store/claims.js'
import { recordEvent } from '../../src/webhooks/record-event.js'
import { deliver } from '../../src/webhooks/deliver.js'
import { startTestApp } from '../support/app.js'
import { startMediaRoom, type MediaRoom } from '../support/media-room.js'
import { outsideOf, startSite, type Site } from '../support/outside.js'

let room: MediaRoom
let inside: Site
let site: Site
const names: Record<string, string> = {}

beforeAll(async () => {
  inside = await startSite((_request, response) => response.end('the secret of the house'))
  site = await startSite((request, response) => {
    const location = redirects[request.url ?? '']
    if (location === undefined) response.end('hello')
    else response.writeHead(302, { location }).end()
  })
  Object.assign(names, {
    'cdn.test': '127.0.0.1',
    'inside.test': '127.0.0.2',
    'meta.test': '169.254.169.254',
  })
  room = await startMediaRoom({
    env: { VOXBURST_PLATFORMS: 'live', VOXBURST_PUBLIC_URL: 'https://posts.example' },
    guarded: createGuardedHttp({ allowPrivate: false, outside: outsideOf(names) }),
  })
})

const redirects: Record<string, string> = {
  '/to-loopback': 'http://127.0.0.2/',
  '/to-network': 'http://192.168.0.1/admin',
  '/to-cloud': 'http://169.254.169.254/latest/meta-data/',
  '/to-name': 'http://inside.test/',
  '/to-file': 'file:///etc/passwd',
  '/round': '/round',
}
const at = (host: string, path: string): string => `http://${host}:${String(site.port)}${path}`

const closed = [
  'localhost',
  'localhost.',
  '127.0.0.2',
  '127.2',
  '2130706434',
  '0x7f000002',
  '[::1]',
  '[::ffff:7f00:2]',
  '[::7f00:2]',
  '10.1.2.3',
  '172.20.0.1',
  '192.168.0.1',
  '169.254.169.254',
  '100.64.0.1',
  '0.0.0.0',
  '[fd00::1]',
  '[fe80::1]',
  'db',
  'printer.local',
  'vault.internal',
]

describe('addresses inside the private network, in live mode', () => {
  it.each(closed)('http://%s is refused as a file with a sentence', async (host) => {
    const reply = await room.api('POST', '/v1/media/register', { url: `http://${host}/a.jpg` })
    expect(reply.status).toBe(400)
    expect(reply.body).toMatchObject({
      error: {
        code: 'VALIDATION_ERROR',
        message: 'url: leads into a private network, which this server does not reach.',
        details: { field: 'url' },
      },
    })
  })

  it.each(closed)('https://%s is refused as a webhook with a sentence', async (host) => {
    const reply = await room.api('POST', '/v1/webhooks', { url: `https://${host}/hook`, events: ['*'] })
    expect(reply.status).toBe(400)
    expect(reply.body).toMatchObject({
      error: { code: 'VALIDATION_ERROR', message: expect.stringContaining('private network') as string },
    })
  })

  it('an instance that is named at connecting is refused with a sentence', async () => {
    const app = await startTestApp({ connectors, env: { VOXBURST_PLATFORMS: 'live' } })
    const credentials = { instance: '169.254.169.254' }
    const reply = await app.api('POST', '/v1/accounts/connect/mastodon', { credentials })
    expect(reply.body).toMatchObject({
      error: {
        code: 'VALIDATION_ERROR',
        message: expect.stringContaining('169.254.169.254 is inside a private network') as string,
      },
    })
  })

  it.each([
    'file:///etc/passwd',
    'ftp://cdn.test/a.jpg',
    'gopher://cdn.test/',
    'data:image/png;base64,AA',
    'javascript:1',
  ])('%s is no address at all', async (url) => {
    expect((await room.api('POST', '/v1/media/register', { url })).status).toBe(400)
    expect((await room.api('POST', '/v1/webhooks', { url, events: ['*'] })).status).toBe(400)
  })
})

describe('a file whose address leads inside only when it is fetched', () => {
  it.each([
    ['a redirect to loopback', () => at('cdn.test', '/to-loopback'), 'inside a private network'],
    ['a redirect into the network', () => at('cdn.test', '/to-network'), 'inside a private network'],
    ['a redirect to the cloud’s own data', () => at('cdn.test', '/to-cloud'), 'inside a private network'],
    [
      'a redirect to a name that means loopback',
      () => at('cdn.test', '/to-name'),
      'inside a private network',
    ],
    ['a redirect to a file', () => at('cdn.test', '/to-file'), 'only https:// and http://'],
    ['a redirect without end', () => at('cdn.test', '/round'), 'redirects too often'],
    [
      'a name that means loopback',
      () => `http://inside.test:${String(inside.port)}/`,
      'inside a private network',
    ],
    ['a name that means the cloud’s own data', () => 'http://meta.test/', 'inside a private network'],
  ])('fails at once: %s', async (_what, url, message) => {
    const { id } = await room.register({ url: url(), contentType: 'image/jpeg' })
    await room.work()
    expect(await room.media(id)).toMatchObject({
      status: 'FAILED',
      validationResults: [{ code: 'NOT_FETCHED', message: expect.stringContaining(message) as string }],
    })
    expect(inside.hits).toEqual([])
  })
})

describe('a webhook whose address leads inside only when it is called', () => {
  it.each([
    [
      'its name means loopback',
      () => `http://inside.test:${String(inside.port)}/`,
      null,
      'inside a private network',
    ],
    [
      'it was stored before the network was closed',
      () => 'http://10.0.0.1/',
      null,
      'inside a private network',
    ],
    ['it redirects inside', () => at('cdn.test', '/to-loopback'), 302, 'redirects are not followed'],
  ])('is not called, and its log says why: %s', async (_what, url, statusCode, message) => {
    const made = await room.api('POST', '/v1/webhooks', { url: 'https://cdn.test/hook', events: ['*'] })
    const hook = made.body as { id: string }
    await room.db.query({ text: 'update webhooks set url = $2 where id = $1', values: [hook.id, url()] })
    await deliverOne()
    const [log] = await room.db.query<{ status_code: number | null; error: string }>({
      text: 'select status_code, error from deliveries where webhook_id = $1',
      values: [hook.id],
    })
    expect(log?.status_code).toBe(statusCode)
    expect(log?.error).toContain(message)
    expect(inside.hits).toEqual([])
    await room.api('DELETE', `/v1/webhooks/${hook.id}`)
  })

  async function deliverOne(): Promise<void> {
    await room.db.transaction((tx) =>
      recordEvent(tx, {
        workspaceId: room.home.workspaceId,
        type: 'account.connected',
        data: { id: 'acc_1' },
      }),
    )
    const workerId = await registerWorker(room.db, { host: 'test', pid: process.pid })
    const wanted = { mode: 'live', workerId, limit: 10, perGroup: 10, passOver: [] }
    const leases = await claimDue(room.db, 'deliveries', wanted)
    expect(leases).toHaveLength(1)
    const { platformUrl } = createLinks(room.parts)
    for (const lease of leases)
      await deliver({ ...room.parts, platformUrl, timeoutMs: 5_000, observe: () => undefined }, lease)
  }
})
