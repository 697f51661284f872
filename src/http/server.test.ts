import { createHash } from 'node:crypto'
import { request as nodeRequest } from 'node:http'
import { connect } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startTestApp, type Reply } from '../../tests/support/app.js'

const app = await startTestApp()
const limited = await startTestApp({ env: { VOXBURST_RATE_LIMIT: '3' } })

function errorOf(reply: Reply): { code: string; message: string; details?: Record<string, unknown> } {
  return (reply.body as { error: { code: string; message: string; details?: Record<string, unknown> } }).error
}

test('health answers without a key and with a good one, and refuses a bad one', async () => {
  expect((await app.anonymous('GET', '/v1/health')).body).toMatchObject({ status: 'ok' })
  expect((await app.api('GET', '/v1/health')).status).toBe(200)
  const refused = await app.anonymous('GET', '/v1/health', undefined, { Authorization: 'Bearer vb_live_no' })
  expect(refused.status).toBe(401)
  expect(errorOf(refused).code).toBe('UNAUTHORIZED')
})

test('an expired, a revoked and a removed member’s key are refused', async () => {
  const expired = await app.apiOf({ expiresAt: new Date(Date.now() - 1_000) })
  expect((await expired('GET', '/v1/auth/me')).status).toBe(401)
  const doomed = await app.apiOf({ role: 'editor' })
  expect((await doomed('GET', '/v1/auth/me')).status).toBe(200)
  expect((await app.api('DELETE', `/v1/api-keys/${doomed.keyId}`)).status).toBe(200)
  expect((await doomed('GET', '/v1/auth/me')).status).toBe(401)
  const leaving = await app.apiOf({ role: 'viewer' })
  expect((await app.api('DELETE', `/v1/members/${leaving.userId}`)).status).toBe(200)
  expect((await leaving('GET', '/v1/auth/me')).status).toBe(401)
})

test('who am I names workspace, plan, user and role', async () => {
  const me = await app.api('GET', '/v1/auth/me')
  expect(me.body).toMatchObject({
    workspaceId: app.home.workspaceId,
    workspaceName: 'Bistro',
    plan: 'AGENCY',
    userId: app.home.userId,
    role: 'owner',
  })
})

test('every response names the request: ours, or a sane id that the client sent', async () => {
  const ours = await app.anonymous('GET', '/v1/health')
  expect(ours.headers.get('x-request-id')).toMatch(/^req_/)
  const theirs = await app.anonymous('GET', '/v1/nothing', undefined, { 'X-Request-Id': 'trace-1' })
  expect(theirs.headers.get('x-request-id')).toBe('trace-1')
  const insane = await app.anonymous('GET', '/v1/health', undefined, { 'X-Request-Id': 'a b' })
  expect(insane.headers.get('x-request-id')).toMatch(/^req_/)
})

test('limits are told on every response and kept per key', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-03-01T08:00:15Z') })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  for (const remaining of ['2', '1', '0']) {
    const reply = await limited.api('GET', '/v1/auth/me')
    expect(reply.status).toBe(200)
    expect(reply.headers.get('x-ratelimit-limit')).toBe('3')
    expect(reply.headers.get('x-ratelimit-remaining')).toBe(remaining)
    expect(reply.headers.get('x-ratelimit-reset')).toBe(String(Date.parse('2027-03-01T08:01:00Z') / 1_000))
  }
  const refused = await limited.api('GET', '/v1/auth/me')
  expect(refused.status).toBe(429)
  expect(errorOf(refused).code).toBe('RATE_LIMITED')
  expect(refused.headers.get('retry-after')).toBe('45')
  expect(refused.headers.get('x-ratelimit-remaining')).toBe('0')
  const other = await limited.apiOf({})
  expect((await other('GET', '/v1/auth/me')).status).toBe(200)
  const unknown = await other('GET', '/v1/nothing')
  expect(unknown.status).toBe(404)
  expect(unknown.headers.get('x-ratelimit-remaining')).toBe('1')
  const noKey = await limited.anonymous('GET', '/v1/auth/me')
  expect(noKey.status).toBe(401)
  expect(noKey.headers.get('x-ratelimit-limit')).toBe('120')
  vi.setSystemTime(new Date('2027-03-01T08:01:00Z'))
  expect((await limited.api('GET', '/v1/auth/me')).status).toBe(200)
})

test('an unknown path is 404, a known one with another method 405 with the methods it has', async () => {
  expect(errorOf(await app.api('GET', '/v1/nothing')).code).toBe('NOT_FOUND')
  const wrong = await app.api('PUT', `/v1/workspaces/${app.home.workspaceId}`)
  expect(wrong.status).toBe(405)
  expect(errorOf(wrong)).toMatchObject({
    code: 'METHOD_NOT_ALLOWED',
    message: 'PUT is not offered here; GET and PATCH are.',
    details: { allowed: ['GET', 'PATCH'] },
  })
  expect(wrong.headers.get('allow')).toBe('GET, PATCH')
})

test('a name that comes several times in a query is a list', async () => {
  expect((await app.api('GET', '/v1/posts?status=draft&status=SCHEDULED')).status).toBe(200)
  expect(errorOf(await app.api('GET', '/v1/posts?status=draft&status=gone')).message).toContain('gone')
  expect(errorOf(await app.api('GET', '/v1/posts?limit=1&limit=2')).details).toEqual({ field: 'limit' })
})

test('an empty body with a JSON content type is no body, also with Content-Length: 0', async () => {
  const key = await app.apiOf({})
  expect((await app.api('DELETE', `/v1/api-keys/${key.keyId}`)).status).toBe(200)
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const request = nodeRequest(
      `${app.url}/v1/workspaces`,
      {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${app.apiKey}`,
          'Content-Type': 'application/json',
          'Content-Length': '0',
        },
      },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode)
      },
    )
    request.on('error', reject)
    request.end()
  })
  // The name is missing: the body was read as none, not refused as bad JSON.
  expect(status).toBe(400)
  const told = errorOf(await app.api('POST', '/v1/workspaces', ''))
  expect(told).toMatchObject({ code: 'VALIDATION_ERROR', message: 'name: is required.' })
})

test('bodies that are not JSON, too large or of another kind are told apart', async () => {
  const bad = async (body: string) => errorOf(await app.api('POST', '/v1/workspaces', body))
  expect(await bad('{"name":')).toMatchObject({
    code: 'BAD_REQUEST',
    message: 'The body is not valid JSON: it ends too early.',
  })
  expect((await bad('{"name" "x"}')).message).toBe('The body is not valid JSON, from character 9 on.')
  expect((await bad('{"__proto__": {}}')).message).toContain('__proto__')
  expect((await bad('[]')).message).toBe('The body must be an object.')
  const large = await app.api('POST', '/v1/workspaces', JSON.stringify({ name: 'x'.repeat(1_100_000) }))
  expect([large.status, errorOf(large).code]).toEqual([413, 'PAYLOAD_TOO_LARGE'])
  const form = await app.api('POST', '/v1/workspaces', 'name=x', {
    'Content-Type': 'application/x-www-form-urlencoded',
  })
  expect([form.status, errorOf(form).code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE'])
})

test('who sends far too much is told so while still writing, and is not cut off', async () => {
  const { hostname, port } = new URL(app.url)
  const size = 40_000_000
  for (const length of [`Content-Length: ${String(size)}`, 'Transfer-Encoding: chunked']) {
    const socket = connect(Number(port), hostname)
    socket.write(
      `POST /v1/workspaces HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${app.apiKey}\r\nContent-Type: application/json\r\n${length}\r\n\r\n`,
    )
    const part = Buffer.alloc(1_000_000, 'x')
    const asChunk = Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')])
    const answer = new Promise<string>((resolve, reject) => {
      socket.once('data', (bytes) => resolve(bytes.toString('latin1'))).once('error', reject)
    })
    const written = new Promise<void>((resolve, reject) => {
      socket.once('error', reject).once('close', () => reject(new Error('The connection was cut.')))
      for (let sent = part.length; sent < size; sent += part.length)
        socket.write(length.startsWith('Transfer') ? asChunk : part)
      socket.write(length.startsWith('Transfer') ? '0\r\n\r\n' : part, (cut) =>
        cut ? reject(cut) : resolve(),
      )
    })
    await written
    expect(await answer).toMatch(/^HTTP\/1.1 413 .*PAYLOAD_TOO_LARGE/s)
    socket.destroy()
  }
})

test('a refusal names the field in words for people', async () => {
  const reply = await app.api('PATCH', `/v1/workspaces/${app.home.workspaceId}`, {
    settings: { missedAfterMinutes: 0, timezone: 'Nowhere' },
  })
  expect(errorOf(reply)).toMatchObject({
    code: 'VALIDATION_ERROR',
    message: 'settings.timezone: is not an IANA time zone such as Europe/Berlin',
    details: { field: 'settings.timezone' },
  })
})

test('addresses and requests that are no HTTP still get the envelope', async () => {
  const badPath = await app.api('GET', '/v1/api-keys/%zz')
  expect([badPath.status, errorOf(badPath).code]).toEqual([400, 'BAD_REQUEST'])
  const long = await app.api('DELETE', `/v1/api-keys/${'x'.repeat(600)}`)
  expect(errorOf(long).code).toMatch(/NOT_FOUND|BAD_REQUEST/)
  const raw = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => socket.write('HELLO\r\n\r\n'))
    let text = ''
    socket.on('data', (chunk) => (text += chunk.toString()))
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
  })
  expect(raw).toContain('HTTP/1.1 400')
  expect(raw).toContain('"code":"BAD_REQUEST"')
})

test('a key sent to the server is never in the database as it is', async () => {
  const made = await app.api(
    'POST',
    '/v1/api-keys',
    { name: 'Newsletter', scopes: ['posts:write'] },
    { 'Idempotency-Key': 'made-once' },
  )
  const { key, hint } = made.body as { key: string; hint: string }
  expect(key.startsWith(hint)).toBe(true)
  const [row] = await app.db.query<{ hash: Buffer }>({
    text: 'select hash from api_keys where name = $1',
    values: ['Newsletter'],
  })
  expect(row?.hash.equals(createHash('sha256').update(key).digest())).toBe(true)
  const dump = await app.db.query<{ row: string }>({
    text: 'select k::text as row from idempotency_keys k union all select a::text from api_keys a',
  })
  expect(dump.length).toBeGreaterThan(1)
  expect(dump.some(({ row: text }) => text.includes(key))).toBe(false)
  const again = await app.api(
    'POST',
    '/v1/api-keys',
    { scopes: ['posts:write'], name: 'Newsletter' },
    { 'Idempotency-Key': 'made-once' },
  )
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect(again.body).toEqual(made.body)
})
