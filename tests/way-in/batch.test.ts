import { describe, expect, it } from 'vitest'
import { startTestApp } from '../support/app.js'
import { anAccount } from '../support/builders.js'

const app = await startTestApp()
const account = await anAccount(app.db, app.home)

type Result = {
  id: string
  status: number
  body: Record<string, unknown> | null
  error?: { code: string; message: string; details?: Record<string, unknown> }
}
type Batch = { results: Result[]; summary: Record<string, number> }

const draft = (content: string): object => ({ content, accountIds: [account.id] })
const create = (id: string, content = id): object => ({
  id,
  method: 'POST',
  path: '/v1/posts',
  body: draft(content),
})
const broken = (id: string): object => ({ id, method: 'POST', path: '/v1/posts', body: { content: 5 } })

async function batch(body: object, headers?: Record<string, string>, api = app.api): Promise<Batch> {
  const reply = await api('POST', '/v1/batch', body, headers)
  expect(reply.status, reply.text).toBe(200)
  return reply.body as Batch
}

async function contents(): Promise<string[]> {
  const rows = await app.db.query<{ content: string }>({
    text: 'select content from posts where workspace_id = $1',
    values: [app.home.workspaceId],
  })
  return rows.map(({ content }) => content)
}

describe('a batch', () => {
  it('answers each operation as if it had come alone, in order', async () => {
    const first = (await app.api('POST', '/v1/posts', draft('Old'))).body as { id: string }
    const done = await batch({
      operations: [
        create('new'),
        { id: 'change', method: 'patch', path: `/v1/posts/${first.id}`, body: { content: 'Newer' } },
        { id: 'gone', method: 'DELETE', path: `/v1/posts/${first.id}` },
        { id: 'gone again', method: 'DELETE', path: `/v1/posts/${first.id}` },
        broken('broken'),
      ],
    })
    expect(done.results.map(({ id, status }) => [id, status])).toEqual([
      ['new', 201],
      ['change', 200],
      ['gone', 200],
      ['gone again', 404],
      ['broken', 400],
    ])
    expect(done.results[1]?.body).toMatchObject({ id: first.id, content: 'Newer' })
    expect(done.results[3]).toMatchObject({ body: null, error: { code: 'NOT_FOUND' } })
    expect(done.results[4]?.error).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: { field: 'content' },
    })
    expect(done.summary).toEqual({ total: 5, succeeded: 3, failed: 2, skipped: 0 })
  })

  it('stops at the first failure where it is told to, and says what it left out', async () => {
    const done = await batch({
      operations: [create('before'), broken('fails'), create('after'), create('last')],
      continueOnError: false,
    })
    expect(done.results.map(({ status, error }) => error?.code ?? status)).toEqual([
      201,
      'VALIDATION_ERROR',
      'SKIPPED',
      'SKIPPED',
    ])
    expect(done.summary).toEqual({ total: 4, succeeded: 1, failed: 1, skipped: 2 })
    expect(await contents()).toContain('before')
    expect(await contents()).not.toContain('after')
  })

  it('may run at the same time, and still answers in order', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `at once ${String(index)}`)
    const done = await batch({ operations: ids.map((id) => create(id)), parallel: true })
    expect(done.results.map(({ id, body }) => [id, body?.['content']])).toEqual(ids.map((id) => [id, id]))
  })

  it('gives no operation more than its key has, whatever its headers say', async () => {
    const narrow = await app.apiOf({ scopes: ['posts:read', 'webhooks:write'] })
    const headers = { Authorization: `Bearer ${app.apiKey}` }
    const done = await batch({ operations: [{ ...create('sneaky'), headers }] }, {}, narrow)
    expect(done.results[0]).toMatchObject({
      status: 403,
      error: { code: 'FORBIDDEN', details: { requiredScope: 'posts:write' } },
    })
  })

  it('does nothing twice, also where the first went only half-way', async () => {
    const key = { 'Idempotency-Key': 'nightly' }
    const half = await app.api('POST', '/v1/posts', draft('one of two'), { 'Idempotency-Key': 'nightly:0' })
    const operations = [create('1', 'one of two'), create('2', 'two of two')]
    const done = await batch({ operations }, key)
    expect(done.results[0]?.body).toMatchObject({ id: (half.body as { id: string }).id })
    expect(await batch({ operations }, key)).toEqual(done)
    const made = (await contents()).filter((content) => content.endsWith('of two'))
    expect(made.sort()).toEqual(['one of two', 'two of two'])
  })

  it('lets an operation have an Idempotency-Key of its own', async () => {
    const own = { ...create('own'), headers: { 'idempotency-key': 'my own' } }
    const [refused] = (await batch({ operations: [own] })).results
    expect(refused?.error?.code).toBe('IDEMPOTENCY_INVALID_KEY')
    const good = { ...create('own'), headers: { 'idempotency-key': 'mine' } }
    const [first] = (await batch({ operations: [good] })).results
    const [again] = (await batch({ operations: [good] })).results
    expect(again?.body).toEqual(first?.body)
  })

  it.each([
    ['no operations', { operations: [] }, 'operations'],
    [
      '101 operations',
      { operations: Array.from({ length: 101 }, (_, n) => create(String(n))) },
      'operations',
    ],
    ['an id twice', { operations: [create('a'), create('a')] }, 'operations.1.id'],
    ['an empty id', { operations: [create('')] }, 'operations.0.id'],
    ['GET', { operations: [{ id: 'a', method: 'GET', path: '/v1/posts' }] }, 'operations.0.method'],
    ...[
      '/v1/batch',
      '/v1/api-keys',
      '/v1/posts/../api-keys',
      '/v1/posts/%2e%2e/api-keys',
      '//evil.example/v1/posts',
      'https://evil.example/v1/posts',
      '/v1/postscript',
      '/sandbox/reset',
    ].map((path): [string, object, string] => [
      `the path ${path}`,
      { operations: [{ id: 'a', method: 'POST', path }] },
      'operations.0.path',
    ]),
  ])('with %s is refused whole', async (_what, body, field) => {
    const reply = await app.api('POST', '/v1/batch', body)
    expect(reply.status).toBe(400)
    expect(reply.body).toMatchObject({ error: { code: 'VALIDATION_ERROR', details: { field } } })
  })

  it('takes more than other requests, and an operation up to 100 KB', async () => {
    const filled = (id: string, bytes: number): object => {
      const body = { ...draft(id), metadata: { note: 'x'.repeat(1_000) }, unread: 'y'.repeat(bytes) }
      return { id, method: 'POST', path: '/v1/posts', body }
    }
    const large = await batch({
      operations: Array.from({ length: 20 }, (_, index) => filled(`large ${String(index)}`, 90_000)),
    })
    expect(large.summary['succeeded']).toBe(20)
    const reply = await app.api('POST', '/v1/batch', {
      operations: [create('fine'), filled('too large', 110_000)],
    })
    expect(reply.status).toBe(422)
    expect(reply.body).toMatchObject({
      error: { code: 'UNPROCESSABLE_ENTITY', details: { field: 'operations.1.body', maxBytes: 102_400 } },
    })
    expect(await contents()).not.toContain('fine')
  })
})

describe('the old batch of posts', () => {
  it('creates each by itself', async () => {
    const reply = await app.api('POST', '/v1/batch/posts', { posts: [draft('old way'), { content: 5 }] })
    expect(reply.body).toMatchObject({
      results: [
        { index: 0, success: true, post: { status: 'draft' } },
        { index: 1, success: false, error: expect.stringContaining('content: ') as string },
      ],
      summary: { total: 2, succeeded: 1, failed: 1 },
    })
  })

  it('deletes each by itself, and none of another workspace', async () => {
    const { id } = (await app.api('POST', '/v1/posts', draft('to go'))).body as { id: string }
    const reply = await app.api('DELETE', '/v1/batch/posts', { postIds: [id, 'post_unknown'] })
    expect(reply.body).toMatchObject({
      results: [
        { id, success: true },
        { id: 'post_unknown', success: false, error: expect.stringContaining('No post') as string },
      ],
      summary: { total: 2, succeeded: 1, failed: 1 },
    })
    expect(await contents()).not.toContain('to go')
  })
})
