import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { connectors, networkSlug } from '../../src/app.js'
import { createSandbox } from '../../src/sandbox/sandbox.js'
import { sandboxServer } from '../../src/sandbox/serve-alone.js'
import { needs } from '../support/needs.js'
import { aVideo } from '../support/upload-fixture.js'
import { startHouse, type PostView } from '../support/house.js'

/** A process that is the sandbox alone, and a house that uses it from elsewhere. */
const dir = await mkdtemp(join(tmpdir(), 'vb-alone-'))
const failures: unknown[] = []
let url = ''
const sandbox = createSandbox({
  dir,
  simulators: await Promise.all(connectors.map((connector) => connector.simulator())),
  publicBase: () => url,
  async fetch(address) {
    const answer = await fetch(address)
    const bytes = Buffer.from(await answer.arrayBuffer())
    return { status: answer.status, contentType: answer.headers.get('content-type') ?? '', bytes }
  },
  send: async (address, message) => (await fetch(address, { method: 'POST', ...message })).status,
  log: (...what) => failures.push(what),
})
const server = sandboxServer(sandbox, {
  slugOf: networkSlug,
  log: (...what) => failures.push(what),
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
const close = async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}
const house = await startHouse({ VOXBURST_SERVICES: 'web,worker', VOXBURST_SANDBOX_URL: url })

afterAll(async () => {
  await close()
  sandbox.close()
  await rm(dir, { recursive: true, force: true })
  expect(failures).toEqual([])
})

async function ask(method: string, path: string, body?: string) {
  const answer = await fetch(`${url}${path}`, { method, ...(body === undefined ? {} : { body }) })
  const text = await answer.text()
  return { status: answer.status, body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text }
}

it('is controlled on its own port without a key, in every spelling of a network', async () => {
  const added = await ask('POST', '/sandbox/faults', '{"platform": "X", "fault": "slow"}')
  expect([added.status, added.body]).toEqual([201, { id: 'fault_1' }])
  expect((await ask('GET', '/sandbox/faults')).body).toMatchObject({
    data: [{ id: 'fault_1', platform: 'twitter' }],
  })
  expect((await ask('DELETE', '/sandbox/faults')).body).toEqual({ success: true })
  for (const call of ['posts?platform=X&limit=5', 'requests?platform=Mastodon'])
    expect((await ask('GET', `/sandbox/${call}`)).body).toEqual({ data: [] })
})

it.each([
  [
    'POST',
    '/sandbox/faults',
    '{"platform": "nowhere", "fault": "slow"}',
    400,
    'VALIDATION_ERROR',
    'platform',
  ],
  ['POST', '/sandbox/faults', '{"platform": "twitter", "fault": "storm"}', 400, 'VALIDATION_ERROR', 'fault'],
  [
    'POST',
    '/sandbox/faults',
    '{"platform": "twitter", "fault": "slow", "many": 2}',
    400,
    'VALIDATION_ERROR',
    'many',
  ],
  ['POST', '/sandbox/faults', '{', 400, 'BAD_REQUEST', undefined],
  ['GET', '/sandbox/posts?platform=nowhere', undefined, 400, 'VALIDATION_ERROR', 'platform'],
  ['GET', '/sandbox/requests?limit=many', undefined, 400, 'VALIDATION_ERROR', 'limit'],
  ['POST', '/sandbox/clock', '{"advanceMs": -1}', 400, 'VALIDATION_ERROR', 'advanceMs'],
  ['POST', '/sandbox/accounts', '{"platform": "twitter"}', 400, 'BAD_REQUEST', undefined],
  ['POST', '/sandbox/messages', '{"platform": "whatsapp"}', 400, 'BAD_REQUEST', undefined],
  ['PATCH', '/sandbox/posts', undefined, 405, 'METHOD_NOT_ALLOWED', undefined],
  ['GET', '/v1/posts', undefined, 404, 'NOT_FOUND', undefined],
  ['GET', '/sandbox/nowhere', undefined, 404, 'NOT_FOUND', undefined],
] as const)('%s %s %s is refused in the envelope', async (method, path, body, status, code, field) => {
  const refused = await ask(method, path, body)
  expect(refused).toMatchObject({ status, body: { error: { code, message: expect.any(String) as unknown } } })
  const { error } = refused.body as { error: { details?: { field?: string } } }
  expect(error.details?.field).toBe(field)
})

it.each(connectors.map((connector) => [connector.slug, connector] as const))(
  'serves a web process elsewhere, which publishes on %s and passes faults on',
  async (platform, connector) => {
    const { id: accountId } = await house.account(platform, { username: 'ann' })
    await house.call('POST', '/sandbox/faults', { platform, fault: 'rate_limited', accountId, retryAfter: 3 })
    const content = `On ${platform}`
    const media = connector.rules.limits.media.required ? [await aVideo(house, connector)] : []
    const { id } = await house.call<PostView>('POST', '/v1/posts', {
      content,
      accountIds: [accountId],
      media,
      ...needs[platform],
    })
    await house.call('POST', `/v1/posts/${id}/publish`)
    const [target] = (await house.settled(id)).platforms
    expect(target?.error ?? null).toBeNull()
    expect(target?.status).toBe('published')
    // What went to people has no address.
    if (!(platform in needs)) {
      expect(target?.platformPostUrl).toContain(`${url}/sandbox/${platform}/`)
      expect((await fetch(target?.platformPostUrl ?? '')).status).toBe(200)
    }
    expect(await house.posts(platform)).toMatchObject([{ text: content, accountId }])
    const { data } = await house.call<{ data: { accountId: string | null }[] }>(
      'GET',
      `/sandbox/requests?platform=${platform}`,
    )
    expect(data.map((request) => request.accountId)).toContain(accountId)
    // Each network refuses in words of its own; that it did, and that the post was sent again, the fault tells.
    expect(await house.call('GET', '/sandbox/faults')).toMatchObject({ data: [] })
  },
)

it('one clock is moved for both, and one reset empties both', async () => {
  const clocks = await Promise.all(
    [url, house.url].map(async (base) => {
      const answer = await fetch(`${base}/sandbox/clock`, {
        headers: { authorization: `Bearer ${house.key}` },
      })
      return ((await answer.json()) as { offsetMs: number }).offsetMs
    }),
  )
  expect(clocks[0]).toBe(clocks[1])
  expect(clocks[0]).toBeGreaterThan(0)
  await house.call('POST', '/sandbox/reset')
  expect(await house.posts('mastodon')).toEqual([])
})

it('that is away is said to be away', async () => {
  await close()
  for (const [method, path] of [
    ['GET', '/sandbox/posts'],
    ['GET', '/sandbox/faults'],
    ['POST', '/sandbox/reset'],
  ] as const) {
    const { error } = await house.call<{ error: { code: string; message: string } }>(
      method,
      path,
      undefined,
      {
        status: 503,
      },
    )
    expect(error.code).toBe('SERVICE_UNAVAILABLE')
    expect(error.message).toContain(url)
  }
})
