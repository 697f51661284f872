import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { mountDashboard } from '../../src/http/dashboard-pages.js'
import { mountSystemPages } from '../../src/http/system-pages.js'
import { startTestApp, type TestApp } from '../support/app.js'

const index =
  '<!doctype html><title>Dashboard</title><script type="module" src="/assets/main-a1.js"></script>'
const script = `export const text = '${'a long script '.repeat(50)}'`
const dir = await mkdtemp(join(tmpdir(), 'vb-dashboard-'))
await mkdir(join(dir, 'assets'))
await writeFile(join(dir, 'index.html'), index)
await writeFile(join(dir, 'assets', 'main-a1.js'), script)
await writeFile(join(dir, 'assets', 'main-a1.js.br'), brotliCompressSync(script))
await writeFile(join(dir, 'assets', 'main-a1.js.gz'), gzipSync(script))
await writeFile(join(dir, 'assets', 'main-a1.css'), 'body{}')
afterAll(() => rm(dir, { recursive: true, force: true }))

const app = await open({ VOXBURST_DASHBOARD_DIR: dir, VOXBURST_PUBLIC_URL: 'http://post.example' })
const bare = await open({ VOXBURST_DASHBOARD_DIR: 'off' })

function open(env: Record<string, string>): Promise<TestApp> {
  return startTestApp({
    env,
    mount(server, parts) {
      mountSystemPages(server, parts, true)
      mountDashboard(server, parts)
    },
  })
}

type Answer = { status: number; headers: Record<string, unknown>; bytes: Buffer }

/** Not fetch: it unpacks by itself. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET', of = app): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(`${of.url}${path}`, { method, headers }, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          bytes: Buffer.concat(chunks),
        }),
      )
    })
    sent.on('error', reject).end()
  })
}

const asBrowser = { accept: 'text/html,*/*;q=0.8' }

test.each(['/', '/sign-in', '/calendar?view=week', '/posts/post_1', '/settings/keys', '/media', '/webhooks'])(
  'a browser is given the dashboard at %s',
  async (path) => {
    const { status, headers, bytes } = await get(path, asBrowser)
    expect([status, headers['content-type'], bytes.toString()]).toEqual([
      200,
      'text/html; charset=utf-8',
      index,
    ])
  },
)

test.each([
  '/v1/nothing',
  '/docs/nothing',
  '/api/nothing',
  '/sandbox/nothing',
  '/webhooks/platforms/nothing',
  '/media/files/nothing',
  '/metrics/nothing',
  '/health/nothing',
  '/assets/nothing.js',
  '/auth/nothing',
])('what is unknown below an address of the server stays unknown: %s', async (path) => {
  expect((await get(path, asBrowser)).status).toBe(404)
})

test('a program that asks for what is not there is told so in the envelope', async () => {
  for (const path of ['/calendar', '/assets/nothing.js']) {
    const { status, bytes } = await get(path, { accept: 'application/json' })
    expect([status, JSON.parse(bytes.toString())]).toMatchObject([404, { error: { code: 'NOT_FOUND' } }])
  }
})

test('the dashboard runs its own scripts alone, in nobody’s frame', async () => {
  const { headers } = await get('/', asBrowser)
  const policy = String(headers['content-security-policy']).split('; ')
  expect(policy).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      expect.stringMatching(/^connect-src 'self' http:\/\/post\.example/),
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ]),
  )
  expect(policy.find((each) => each.startsWith('img-src'))).toContain('http://post.example')
  expect(policy.join(' ')).not.toContain('unsafe')
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' })
})

test('files with a hash in their name are kept for good, the page is asked for each time', async () => {
  const asset = await get('/assets/main-a1.js')
  expect(asset.headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': 'text/javascript; charset=utf-8',
    'x-content-type-options': 'nosniff',
  })
  const page = await get('/', asBrowser)
  expect(page.headers['cache-control']).toBe('no-cache')
  const again = await get('/', {
    ...asBrowser,
    'if-none-match': `"other", W/${String(page.headers['etag'])}`,
  })
  expect([again.status, again.bytes.length]).toEqual([304, 0])
  await writeFile(join(dir, 'index.html'), `${index} `)
  const changed = await get('/', { ...asBrowser, 'if-none-match': String(page.headers['etag']) })
  expect(changed.status).toBe(200)
  await writeFile(join(dir, 'index.html'), index)
})

test.each([
  ['gzip, deflate, br', 'br', brotliDecompressSync],
  ['gzip, br;q=0', 'gzip', gunzipSync],
  ['GZIP', 'gzip', gunzipSync],
])('to who takes “%s” a script comes packed: %s', async (takes, encoding, unpack) => {
  const { headers, bytes } = await get('/assets/main-a1.js', { 'accept-encoding': takes })
  expect(headers).toMatchObject({ 'content-encoding': encoding, vary: 'Accept-Encoding' })
  expect(unpack(bytes).toString()).toBe(script)
})

test('what the build did not pack, and who takes no packing, gets the bytes as they are', async () => {
  const plain = await get('/assets/main-a1.js', { 'accept-encoding': 'gzip;q=0' })
  expect([plain.headers['content-encoding'], plain.bytes.toString()]).toEqual([undefined, script])
  const unpacked = await get('/assets/main-a1.css', { 'accept-encoding': 'br' })
  expect([unpacked.headers['content-encoding'], unpacked.bytes.toString()]).toEqual([undefined, 'body{}'])
})

test('HEAD is answered like GET, without the body', async () => {
  for (const [path, length] of [
    ['/', index.length],
    ['/calendar', index.length],
    ['/assets/main-a1.js', script.length],
  ] as const) {
    const { status, headers, bytes } = await get(path, asBrowser, 'HEAD')
    expect([status, headers['content-length'], bytes.length]).toEqual([200, String(length), 0])
  }
})

test('nothing but the files of the build can be read', async () => {
  await writeFile(join(dir, 'secret.js'), 'secret')
  for (const path of ['/assets/..%2Fsecret.js', '/assets/%2e%2e/secret.js', '/assets/.hidden.js', '/assets/'])
    expect((await get(path)).status, path).toBe(404)
})

test('without a built dashboard the first page says where everything is, and other paths are unknown', async () => {
  const first = await get('/', asBrowser, 'GET', bare)
  expect(first.bytes.toString()).toContain('Your publishing server runs')
  expect((await get('/calendar', asBrowser, 'GET', bare)).status).toBe(404)
  const welcome = await get('/welcome', asBrowser)
  expect(welcome.bytes.toString()).toContain('Your publishing server runs')
})
