import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { errorEnvelope } from '../../contract/common.js'
import { scopes, type Endpoint, type Scope } from '../../contract/endpoint.js'
import { eventData } from '../../contract/event-data.js'
import { type EventType } from '../../contract/events.js'
import { endpoints } from '../../contract/index.js'
import { errorsOf } from '../../contract/announced-errors.js'
import { examples, type Example } from '../../contract/openapi/examples.js'
import { insertApiKey, newApiKey } from '../../src/store/api-keys.js'
import { exampleOf, isStillTrue, writeExamples } from '../support/examples.js'
import { startHouse } from '../support/house.js'
import { startMailServer } from '../support/mail-server.js'
import { pathOf, subjects, type Subject } from '../support/subjects.js'

const mailServer = await startMailServer()
const house = await startHouse({
  INSTAGRAM_AUDIO_ENABLED: 'true',
  SMTP_URL: mailServer.url,
  MAIL_FROM: 'VoxBurst <post@example.com>',
})
const subjectOf = await subjects(house)
const other = await otherWorkspace()

/** What was sent and answered, by endpoint. */
const taken = new Map<string, Example>()
afterAll(async () => {
  if (process.env['VB_TAKE_EXAMPLES'] !== undefined) await writeExamples(endpoints, taken)
})

type Reply = { status: number; headers: Headers; body: unknown }
type Given = Omit<Subject, 'key'> & { key?: string | null; headers?: Record<string, string>; raw?: string }

async function send(endpoint: Endpoint, given: Given): Promise<Reply> {
  const { key = house.key, raw, headers } = given
  const body = raw ?? (given.body === undefined ? undefined : JSON.stringify(given.body))
  const answer = await fetch(`${house.url}${pathOf(endpoint, given)}`, {
    method: endpoint.method,
    headers: {
      accept: 'application/json',
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
    const given = await subjectOf(endpoint)
    const reply = await send(endpoint, given)
    expect([reply.status, reply.body]).toEqual([endpoint.status ?? 200, expect.anything()])
    expect(endpoint.reply.safeParse(reply.body).error?.issues ?? []).toEqual([])
    taken.set(endpoint.name, exampleOf(given, reply.body))
  })

  it('is shown in the reference as it was sent and answered just now', () => {
    const [shown, now] = [examples[endpoint.name], taken.get(endpoint.name)]
    expect(
      isStillTrue(endpoint, shown, now),
      'Run `npm run examples`, which takes down what is answered',
    ).toBe(true)
  })

  if (endpoint.scope !== 'none')
    it(endpoint.scope === 'optional' ? 'takes no wrong key' : 'needs a key', async () => {
      const given = { params: anyIds(endpoint), body: {} }
      for (const key of endpoint.scope === 'optional' ? ['vb_live_unknown'] : [null, 'vb_live_unknown', ''])
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

  const inside = idsInside(endpoint)
  if (inside.length > 0)
    it('takes no id of another workspace in its body or query', async () => {
      const mine = await subjectOf(endpoint)
      const theirs = await other.subjectOf(endpoint)
      for (const name of inside) {
        const reply = await send(endpoint, withTheirs(mine, theirs, name))
        expect([name, ['NOT_FOUND', 'ACCOUNT_NOT_FOUND', 'VALIDATION_ERROR']]).toEqual([
          name,
          expect.arrayContaining([codeOf(endpoint, reply)]),
        ])
      }
    })

  const wrong = wrongValues(endpoint)
  if (wrong.length > 0)
    it('names the field that its schema does not take', async () => {
      const given = await subjectOf(endpoint)
      for (const { place, field, value } of wrong) {
        const reply = await send(endpoint, withWrong(given, place, field, value))
        expect([field, codeOf(endpoint, reply)]).toEqual([
          field,
          expect.stringMatching(/^(?:VALIDATION_ERROR|BAD_REQUEST|INVALID_DATE)$/),
        ])
        const { error } = errorEnvelope.parse(reply.body)
        expect([field, error.details?.['field']]).toEqual([
          field,
          expect.stringMatching(new RegExp(`^${field}(?:\\.|$)`)),
        ])
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

  if (endpoint.idempotency !== undefined)
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

/** Names in the example's body or query that hold ids of things, not of the workspace itself. */
function idsInside({ name }: Endpoint): string[] {
  const { body, query } = examples[name] ?? {}
  return Object.entries({ ...(body as object | undefined), ...query }).flatMap(([field, value]) =>
    /^"?(?:acc|post|wh|wf|media|pp)_/.test(JSON.stringify(value)) ? [field] : [],
  )
}

function withTheirs(mine: Subject, theirs: Subject, field: string): Subject {
  const given = { ...mine }
  if (given.query !== undefined) given.query = theirs.query ?? ''
  if (given.body !== undefined)
    given.body = { ...given.body, [field]: (theirs.body as Record<string, unknown>)[field] }
  return given
}

type Wrong = { place: 'body' | 'query'; field: string; value: unknown }

/** For every field, a value that the schema by itself refuses. */
function wrongValues(endpoint: Endpoint): Wrong[] {
  const example = examples[endpoint.name]
  return (['body', 'query'] as const).flatMap((place) => {
    const schema = endpoint[place]
    if (schema === undefined) return []
    const given = (example?.[place] ?? {}) as object
    const values = place === 'body' ? [[[[]]], { a: { b: [] } }, 17.5] : ['\u0000', '-1', 'x'.repeat(11_000)]
    return fieldsOf(schema).flatMap((field) => {
      const value = values.find((each) => {
        const issues = schema.safeParse({ ...given, [field]: each }).error?.issues ?? []
        return issues.length > 0 && issues.every((issue) => issue.path[0] === field)
      })
      return value === undefined ? [] : [{ place, field, value }]
    })
  })
}

function fieldsOf(schema: z.ZodType): string[] {
  const { properties = {} } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return Object.keys(properties)
}

function withWrong(given: Subject, place: Wrong['place'], field: string, value: unknown): Subject {
  if (place === 'body') return { ...given, body: { ...(given.body as object), [field]: value } }
  const query = new URLSearchParams(given.query)
  query.set(field, String(value))
  return { ...given, query: `?${query.toString()}` }
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
