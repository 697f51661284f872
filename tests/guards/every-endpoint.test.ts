import { describe, expect, it } from 'vitest'
import { errorEnvelope } from '../../contract/common.js'
import { scopes, type Endpoint, type Scope } from '../../contract/endpoint.js'
import { eventData } from '../../contract/event-data.js'
import { type EventType } from '../../contract/events.js'
import { endpoints } from '../../contract/index.js'
import { errorsOf } from '../../contract/announced-errors.js'
import { insertApiKey, newApiKey } from '../../src/store/api-keys.js'
import { startHouse } from '../support/house.js'
import { pathOf, subjects, type Subject } from '../support/subjects.js'

/** No platform here has pages to choose from, and no mails are sent, so that the refusal is what can be had. */
const refused: Record<string, string> = {
  selectPage: 'PAGE_SELECTION_NOT_SUPPORTED',
  askPasswordReset: 'FEATURE_DISABLED',
}

const house = await startHouse({ INSTAGRAM_AUDIO_ENABLED: 'true' })
const subjectOf = await subjects(house)
const other = await otherWorkspace()

type Reply = { status: number; headers: Headers; body: unknown }
type Given = Omit<Subject, 'key'> & { key?: string | null; headers?: Record<string, string>; raw?: string }

async function send(endpoint: Endpoint, given: Given): Promise<Reply> {
  const { key = house.key, raw, headers } = given
  const body = raw ?? (given.body === undefined ? undefined : JSON.stringify(given.body))
  const answer = await fetch(`${house.url}${pathOf(endpoint, given)}`, {
    method: endpoint.method,
    headers: {
      'content-type': 'application/json',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...headers,
    },
    ...(body === undefined || endpoint.method === 'GET' ? {} : { body }),
  })
  const reply = { status: answer.status, headers: answer.headers, body: await answer.json() }
  expect(answer.headers.get('x-request-id')).toBeTruthy()
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('x-ratelimit-remaining')).toMatch(/^\d+$/)
  return reply
}

/** The code of a refusal, which has the envelope and is one that the contract announces. */
function codeOf(endpoint: Endpoint, reply: Reply): string {
  const { error } = errorEnvelope.parse(reply.body)
  expect(errorsOf(endpoint), `${endpoint.name} answers a code it does not announce`).toContain(error.code)
  return error.code
}

const anyIds = (endpoint: Endpoint): Record<string, string> =>
  Object.fromEntries([...endpoint.path.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, 'abc_123']))

describe.each(endpoints.map((endpoint) => [endpoint.name, endpoint] as const))('%s', (_name, endpoint) => {
  const idNames = Object.keys(anyIds(endpoint)).filter((name) => name !== 'platform')

  it('answers what the contract says', async () => {
    const reply = await send(endpoint, await subjectOf(endpoint))
    const code = refused[endpoint.name]
    if (code !== undefined) {
      expect(codeOf(endpoint, reply)).toBe(code)
      return
    }
    expect([reply.status, reply.body]).toEqual([endpoint.status ?? 200, expect.anything()])
    expect(endpoint.reply.safeParse(reply.body).error?.issues ?? []).toEqual([])
  })

  if (endpoint.scope !== 'none' && endpoint.scope !== 'optional')
    it('needs a key', async () => {
      const given = { params: anyIds(endpoint), body: {} }
      for (const key of [null, 'vb_live_unknown', ''])
        expect(codeOf(endpoint, await send(endpoint, { ...given, key }))).toBe('UNAUTHORIZED')
    })

  if (endpoint.scope.includes(':'))
    it('needs its scope', async () => {
      const needed = endpoint.scope as Scope
      const enough = [needed, needed.replace(':read', ':write')]
      const key = await keyWith(scopes.filter((scope) => !enough.includes(scope)))
      const reply = await send(endpoint, { params: anyIds(endpoint), body: {}, key })
      expect(codeOf(endpoint, reply)).toBe('FORBIDDEN')
      expect(reply.body).toMatchObject({ error: { details: { requiredScope: needed } } })
    })

  if (idNames.length > 0)
    it('knows nothing of another workspace', async () => {
      const mine = await subjectOf(endpoint)
      const theirs = await other.subjectOf(endpoint)
      for (const name of idNames) {
        const params = { ...mine.params, [name]: theirs.params?.[name] ?? '' }
        expect(codeOf(endpoint, await send(endpoint, { ...mine, params }))).toBe('NOT_FOUND')
      }
    })

  if (idNames.length > 0)
    it('refuses what is no id', async () => {
      for (const id of [
        '!',
        'a',
        'nonsense',
        '6f1c2b9e-8f0a-4c58-9d0b-1f8f3f4d5e6a',
        'x'.repeat(65),
        "'; drop table posts; --",
        '%00',
        'ä'.repeat(5),
      ]) {
        const params = { ...anyIds(endpoint), [idNames[0] ?? '']: id }
        const reply = await send(endpoint, { params, body: endpoint.example?.body ?? {} })
        expect(codeOf(endpoint, reply)).toBe('BAD_REQUEST')
      }
    })

  if (endpoint.body !== undefined)
    it('refuses a body that is malformed', async () => {
      const { params } = await subjectOf(endpoint)
      for (const raw of ['{', '[]', '"text"', '17', '{"a":1}}']) {
        const reply = await send(endpoint, { ...(params === undefined ? {} : { params }), raw })
        expect(['BAD_REQUEST', 'VALIDATION_ERROR']).toContain(codeOf(endpoint, reply))
      }
    })

  if (endpoint.idempotency !== undefined && refused[endpoint.name] === undefined)
    it('answers a repeat with the first reply, and another body with the same key not at all', async () => {
      const given = await subjectOf(endpoint)
      const headers = { 'idempotency-key': `once-${endpoint.name}` }
      const first = await send(endpoint, { ...given, headers })
      const again = await send(endpoint, { ...given, headers })
      expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([first.status, 'true'])
      expect(first.headers.get('idempotency-replayed')).toBeNull()
      expect(again.body).toEqual(first.body)
      const more = endpoint.name === 'fixPostPlatform' ? { content: 'Another' } : { notTheSame: true }
      const changed = { ...(given.body ?? {}), ...more }
      const conflict = await send(endpoint, { ...given, body: changed, headers })
      expect(codeOf(endpoint, conflict)).toBe('IDEMPOTENCY_CONFLICT')
      const bad = await send(endpoint, { ...given, headers: { 'idempotency-key': 'two words' } })
      expect(codeOf(endpoint, bad)).toBe('IDEMPOTENCY_INVALID_KEY')
    })
})

it('every event that all this caused has the data that the contract says', async () => {
  const events = await house.db.query<{ type: EventType; data: unknown }>({
    text: 'select type, data from events',
  })
  expect(new Set(events.map((event) => event.type)).size).toBeGreaterThan(5)
  for (const { type, data } of events)
    expect([type, eventData[type].safeParse(data).error?.issues ?? []]).toEqual([type, []])
})

async function keyWith(some: readonly Scope[]): Promise<string> {
  const me = await house.call<{ workspaceId: string; userId: string }>('GET', '/v1/auth/me')
  const secret = newApiKey()
  await house.db.transaction((tx) =>
    insertApiKey(tx, { ...me, name: 'Narrow', secret, scopes: some, expiresAt: null }),
  )
  return secret
}

/** A second workspace, with things of its own. */
async function otherWorkspace(): Promise<{ subjectOf: Awaited<ReturnType<typeof subjects>> }> {
  const { apiKey } = await house.call<{ apiKey: string }>('POST', '/v1/workspaces', { name: 'Second' })
  const call: typeof house.call = (method, path, body, options) =>
    house.call(method, path, body, { ...options, key: apiKey })
  return {
    subjectOf: await subjects({
      ...house,
      key: apiKey,
      call,
      account: (platform, more = {}) => call('POST', '/sandbox/accounts', { platform, ...more }),
      settled: (postId) => house.settled(postId, apiKey),
    }),
  }
}
