import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Parts } from '../../src/http/parts.js'
import { mountConnectPages } from '../../src/http/connect-page.js'
import { mountMcp } from '../../src/http/mcp.js'
import { mountReferencePages } from '../../src/http/reference-pages.js'
import { mountSystemPages } from '../../src/http/system-pages.js'
import { startTestApp, type Reply } from '../support/app.js'
import { startReceiver } from '../support/receiver.js'

const app = await startTestApp({ mount: (server, parts) => mountSystemPages(server, parts, true) })
const counted = await startTestApp({ env: { VOXBURST_RATE_LIMIT: '', VOXBURST_TRUST_PROXY: 'true' } })
const pages = await startTestApp({
  env: { VOXBURST_RATE_LIMIT: '' },
  mount(server, parts) {
    mountConnectPages(server, parts)
    mountReferencePages(server, parts)
    mountSystemPages(server, parts, true)
  },
})
const agents = await startTestApp({ env: { VOXBURST_RATE_LIMIT: '30' }, mount: mountMcp })
const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
const withoutDatabase = await startTestApp({
  parts: { db: { query: () => Promise.reject(away) } as unknown as Parts['db'] },
})

function errorOf(reply: Reply): { code: string; message: string; details?: Record<string, unknown> } {
  return (reply.body as { error: { code: string; message: string; details?: Record<string, unknown> } }).error
}

/** All requests of the test come in one minute, of which 45 s are left. */
function stopClock(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2027-03-01T08:00:15Z') })
  onTestFinished(() => {
    vi.useRealTimers()
  })
}

const rename = (name: string, key: string): Promise<Reply> =>
  app.api('PATCH', `/v1/workspaces/${app.home.workspaceId}`, { name }, { 'Idempotency-Key': key })

describe('an Idempotency-Key', () => {
  it('whose first request still runs is answered with when to come back', async () => {
    const first = await app.db.session()
    await first.query('begin')
    await first.query(
      `select pg_advisory_xact_lock(hashtextextended($1 || ' ' || $2 || ' ' || $3 || ' ' || $4, 0))`,
      [app.home.workspaceId, 'PATCH', `/v1/workspaces/${app.home.workspaceId}`, 'busy'],
    )
    const busy = await rename('Busy', 'busy')
    expect([busy.status, errorOf(busy).code, busy.headers.get('retry-after')]).toEqual([
      409,
      'IDEMPOTENCY_IN_PROGRESS',
      '1',
    ])
    await first.query('rollback')
    await first.end()
    expect((await rename('Busy', 'busy')).status).toBe(200)
  })

  it('keeps no refusal: the same key may try again', async () => {
    expect((await rename('', 'again')).status).toBe(400)
    const done = await rename('Again', 'again')
    expect([done.status, done.headers.get('idempotency-replayed')]).toEqual([200, null])
  })

  it('holds for 24 hours of the database’s clock, for one workspace, method and path', async () => {
    const make = (body: unknown): Promise<Reply> =>
      app.api('POST', '/v1/workspaces', body, { 'Idempotency-Key': 'day' })
    const first = await make({ name: 'One', x: { b: 1, a: [2] } })
    expect((await make({ x: { a: [2], b: 1 }, name: 'One' })).body).toEqual(first.body)
    expect(errorOf(await make({ name: 'Two' })).code).toBe('IDEMPOTENCY_CONFLICT')
    expect((await rename('Day', 'day')).status).toBe(200)
    await app.db.query({ text: 'select vb_advance($1)', values: [24 * 3_600_000 + 1_000] })
    const second = await make({ name: 'Two' })
    expect([second.status, second.headers.get('idempotency-replayed')]).toEqual([201, null])
  })

  it('is the same at an address that is spelled another way', async () => {
    const path = `/v1/workspaces/${app.home.workspaceId}`
    const spelled = [
      path,
      `${path}/`,
      `${path}?x=1`,
      path.replace('works', 'w%6Frks'),
      path.replace('ws_', 'w%73_'),
    ]
    const replayed = []
    for (const each of spelled) {
      const reply = await app.api('PATCH', each, { name: 'Spelled' }, { 'Idempotency-Key': 'spelled' })
      replayed.push([reply.status, reply.headers.get('idempotency-replayed')])
    }
    expect(replayed).toEqual([[200, null], ...Array<unknown>(4).fill([200, 'true'])])
  })

  it('has 1 to 255 characters that need no quoting', async () => {
    for (const good of ['a', 'retry-post_x1-attempt-1', 'x'.repeat(255), 'a/b:c.d=e+f@g'])
      expect([good, (await rename('Key', good)).status]).toEqual([good, 200])
    for (const bad of ['', 'two words', 'x'.repeat(256), 'a"b', 'a,b'])
      expect([bad, errorOf(await rename('Key', bad))]).toMatchObject([
        bad,
        { code: 'IDEMPOTENCY_INVALID_KEY', details: { field: 'Idempotency-Key' } },
      ])
  })

  it('stays taken for a minute when the work was done and only its reply could not be kept', async () => {
    const receiver = await startReceiver()
    const hook = (await app.api('POST', '/v1/webhooks', { url: receiver.url, events: ['*'] })).body as {
      id: string
    }
    await app.db.query({
      text: `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$;
             create trigger refuse before update on idempotency_keys for each row when (new.status is not null) execute function refuse()`,
    })
    const test = (): Promise<Reply> =>
      app.api('POST', '/v1/webhooks/test', { webhookId: hook.id }, { 'Idempotency-Key': 'sent' })
    expect((await test()).status).toBe(500)
    expect(errorOf(await test()).code).toBe('IDEMPOTENCY_IN_PROGRESS')
    expect(receiver.received).toHaveLength(1)
    await app.db.query({ text: 'drop trigger refuse on idempotency_keys' })
    // As long as the first may take, and a moment.
    await app.db.query({ text: 'select vb_advance($1)', values: [61_000] })
    expect((await test()).status).toBe(200)
  })
})

it('a deadlock’s victim gets another go, and is told to come back when it stays one', async () => {
  // A sequence keeps its count when the transaction is rolled back.
  await app.db.query({
    text: `create sequence goes; create function fall() returns trigger language plpgsql as
             $$ begin if nextval('goes') <> 3 then raise 'fell' using errcode = '40P01'; end if; return new; end $$;
           create trigger fall before update on workspaces for each row execute function fall()`,
  })
  expect((await rename('At the third go', 'victim')).body).toMatchObject({ name: 'At the third go' })
  await app.db.query({ text: `select setval('goes', 10)` })
  const refused = await rename('Never', 'for-ever-victim')
  expect([refused.status, errorOf(refused).code]).toEqual([503, 'SERVICE_UNAVAILABLE'])
  expect(refused.headers.get('retry-after')).toBe('1')
  await app.db.query({ text: 'drop trigger fall on workspaces' })
})

describe('the rate limit', () => {
  it('follows the plan', async () => {
    const limitOf = async (): Promise<string | null> =>
      (await counted.api('GET', '/v1/auth/me')).headers.get('x-ratelimit-limit')
    for (const [plan, limit] of [
      ['FREE', '120'],
      ['STARTER', '200'],
      ['PRO', '500'],
      ['AGENCY', '1000'],
    ] as const) {
      await counted.api('PATCH', `/v1/workspaces/${counted.home.workspaceId}`, { plan })
      expect([plan, await limitOf()]).toEqual([plan, limit])
    }
  })

  it('is told on errors of every kind, also of the framework and without a database', async () => {
    const replies = [
      await counted.api('GET', '/v1/nothing'),
      await counted.api('GET', '/v1/api-keys/%zz'),
      await counted.api('PUT', '/v1/members'),
      await counted.api('POST', '/v1/workspaces', '{'),
      await counted.anonymous('GET', '/v1/posts'),
      await counted.anonymous('GET', '/v1/health', undefined, { Authorization: 'Bearer no' }),
      await withoutDatabase.api('GET', '/v1/posts'),
    ]
    expect(replies.map(({ status }) => status)).toEqual([404, 400, 405, 400, 401, 401, 503])
    for (const { headers } of replies) {
      expect(headers.get('x-ratelimit-limit')).toMatch(/^\d+$/)
      expect(headers.get('x-ratelimit-remaining')).toMatch(/^\d+$/)
      expect(Number(headers.get('x-ratelimit-reset')) * 1_000).toBeGreaterThan(Date.now() - 1_000)
      expect(headers.get('x-request-id')).toBeTruthy()
    }
  })

  it('counts a batch for its operations, and an agent’s call for what it asks of the API, once each', async () => {
    stopClock()
    const left = async (): Promise<number> =>
      Number((await agents.api('GET', '/v1/auth/me')).headers.get('x-ratelimit-remaining'))
    const agent = (method: string, params: object = {}): Promise<Reply> =>
      agents.api(
        'POST',
        '/mcp',
        { jsonrpc: '2.0', id: 1, method, params },
        { accept: 'application/json, text/event-stream' },
      )
    /** How many requests something counts as; the look itself is one. */
    const costOf = async (work: () => Promise<Reply>): Promise<number> => {
      const before = await left()
      expect((await work()).status).toBe(200)
      return before - (await left()) - 1
    }
    const operations = [1, 2, 3].map((id) => ({
      id: String(id),
      method: 'DELETE',
      path: '/v1/posts/post_none',
    }))
    expect(await costOf(() => agents.api('POST', '/v1/batch', { operations }))).toBe(3)
    expect(await costOf(() => agent('tools/call', { name: 'list_posts', arguments: {} }))).toBe(1)
    expect(await costOf(() => agent('tools/list'))).toBe(1)
    for (let rest = await left(); rest > 0; rest -= 1) await agent('tools/list')
    expect((await agent('tools/call', { name: 'list_posts', arguments: {} })).status).toBe(429)
  })

  it('is told on the pages too, which do not count; the connect pages do, where passwords could be guessed', async () => {
    const remaining = async (path: string, body?: string): Promise<number> => {
      const reply = await pages.anonymous(body === undefined ? 'GET' : 'POST', path, body, {
        'Content-Type': 'application/x-www-form-urlencoded',
      })
      return Number(reply.headers.get('x-ratelimit-remaining') ?? NaN)
    }
    stopClock()
    for (const path of ['/', '/metrics', '/health/ready', '/docs', '/api/openapi.json', '/nothing'])
      expect([path, await remaining(path)]).toEqual([path, 120])
    expect(await remaining('/connect/acme?state=x')).toBe(119)
    for (let left = 118; left >= 0; left -= 1) expect(await remaining('/connect/acme', 'state=x')).toBe(left)
    const refused = await pages.anonymous('GET', '/connect/acme?state=x')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '45'])
    expect((await pages.anonymous('GET', '/')).status).toBe(200)
    expect((await pages.api('GET', '/v1/auth/me')).status).toBe(200)
  })

  it('counts who sends no key by address, a whole IPv6 network as one, and never refuses the health check', async () => {
    const ask = (path: string, address: string): Promise<Reply> =>
      counted.anonymous('GET', path, undefined, { 'X-Forwarded-For': address })
    const remaining = async (address: string): Promise<number> =>
      Number((await ask('/v1/health', address)).headers.get('x-ratelimit-remaining'))
    stopClock()
    expect(await remaining('2001:db8:1:2::1')).toBe(119)
    for (let left = 118; left >= 0; left -= 1) expect(await remaining('2001:db8:1:2:ffff::9')).toBe(left)
    expect((await ask('/v1/health', '2001:db8:1:2::1')).status).toBe(200)
    expect((await ask('/v1/posts', '2001:db8:1:2::1')).status).toBe(429)
    expect(await remaining('2001:db8:1:3::1')).toBe(119)
  })
})

describe('operators', () => {
  it('read what they need to know at /metrics, and no secret', async () => {
    await app.api('GET', '/v1/posts')
    const { text, status } = await app.anonymous('GET', '/metrics')
    expect(status).toBe(200)
    for (const series of [
      'voxburst_http_request_seconds_bucket{',
      'voxburst_publish_lateness_seconds_count',
      'voxburst_due_rows{table="deliveries"}',
      'voxburst_oldest_due_seconds{table="lanes"}',
      'voxburst_webhooks_switched_off 0',
      'voxburst_rate_limited_total 0',
      'voxburst_database_connections{state="open"}',
      'nodejs_eventloop_lag_seconds',
      'process_resident_memory_bytes',
    ])
      expect(text).toContain(series)
    expect(text).not.toContain(app.apiKey)
    expect(text).not.toContain('vb_live_')
  })
})
