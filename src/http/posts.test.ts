import { beforeAll, describe, expect, it } from 'vitest'
import { anAccount, aPost, type Account } from '../../tests/support/builders.js'
import { startTestApp, type TestApp } from '../../tests/support/app.js'
import { routes } from './posts.js'
import { allRoutes } from './routes.js'

let app: TestApp
let account: Account

beforeAll(async () => {
  app = await startTestApp({ routes: allRoutes })
  account = await anAccount(app.db, app.home)
})

const scheduledFor = '2099-01-01T00:00:00Z'

describe('posts over HTTP', () => {
  it('are created with 201, read back the same, and replayed by their key', async () => {
    const body = { content: 'New menu', accountIds: [account.id], scheduledFor }
    const key = { 'Idempotency-Key': 'create-1' }
    const first = await app.api('POST', '/v1/posts', body, key)
    expect(first).toMatchObject({
      status: 201,
      body: { status: 'scheduled', scheduledFor: '2099-01-01T00:00:00.000Z' },
    })
    const again = await app.api(
      'POST',
      '/v1/posts',
      { scheduledFor, accountIds: [account.id], content: 'New menu' },
      key,
    )
    expect([again.status, JSON.stringify(again.body)]).toEqual([201, JSON.stringify(first.body)])
    expect(again.headers.get('Idempotency-Replayed')).toBe('true')
    const other = await app.api('POST', '/v1/posts', { ...body, content: 'Other' }, key)
    expect(other).toMatchObject({ status: 409, body: { error: { code: 'IDEMPOTENCY_CONFLICT' } } })
    const { id } = first.body as { id: string }
    expect(await app.api('GET', `/v1/posts/${id}`)).toMatchObject({ status: 200, body: first.body })
  })

  it('name the field that is wrong', async () => {
    for (const [body, field] of [
      [{ content: 'x', queue: true, accountIds: [account.id] }, 'queue'],
      [{ content: 'x', personaId: 'pp_1', accountIds: [account.id] }, 'personaId'],
      [{ accountIds: [account.id] }, 'content'],
      [{ content: 'x' }, 'accountIds'],
    ] as const)
      expect(await app.api('POST', '/v1/posts', body)).toMatchObject({
        status: 400,
        body: { error: { code: 'VALIDATION_ERROR', details: { field } } },
      })
    expect(await app.api('GET', '/v1/posts?limit=101')).toMatchObject({
      status: 400,
      body: { error: { details: { field: 'limit' } } },
    })
    expect(await app.api('GET', '/v1/posts/!')).toMatchObject({
      status: 400,
      body: { error: { code: 'BAD_REQUEST' } },
    })
    expect(
      await app.api('POST', '/v1/posts', {
        content: 'x',
        accountIds: [account.id],
        metadata: { k: 'x'.repeat(1_001) },
      }),
    ).toMatchObject({ status: 422, body: { error: { code: 'UNPROCESSABLE_ENTITY' } } })
  })

  it('publish, retry, fix, cancel and delete without a body, once per key', async () => {
    const draft = await aPost(app.db, app.home, { targets: [{ account }] })
    const key = { 'Idempotency-Key': 'publish-1' }
    expect(await app.api('POST', `/v1/posts/${draft.id}/publish`, undefined, key)).toMatchObject({
      status: 200,
      body: { status: 'publishing' },
    })
    expect(await app.api('POST', `/v1/posts/${draft.id}/publish`, undefined, key)).toMatchObject({
      status: 200,
      body: { status: 'publishing' },
    })
    expect(await app.api('POST', `/v1/posts/${draft.id}/publish`)).toMatchObject({
      status: 409,
      body: { error: { code: 'CONFLICT', details: { status: 'publishing' } } },
    })
    const failed = await aPost(app.db, app.home, { status: 'failed', targets: [{}, { retryCount: 3 }] })
    expect(await app.api('POST', `/v1/posts/${failed.id}/retry`)).toMatchObject({
      status: 200,
      body: {
        id: failed.id,
        status: 'publishing',
        retriedPlatforms: [{ retryCount: 1 }],
        skippedPlatforms: [{ reason: 'max_retries_exceeded' }],
      },
    })
    const pp = failed.targets[1]?.id ?? ''
    expect(await app.api('POST', `/v1/posts/${failed.id}/platforms/${pp}/fix`)).toMatchObject({
      status: 200,
      body: { success: true, platformId: pp, status: 'publishing' },
    })
    const scheduled = await aPost(app.db, app.home, { status: 'scheduled' })
    expect(await app.api('POST', `/v1/posts/${scheduled.id}/cancel`)).toMatchObject({
      status: 200,
      body: { status: 'cancelled' },
    })
    expect(await app.api('POST', `/v1/posts/${scheduled.id}/clone`)).toMatchObject({
      status: 201,
      body: { status: 'draft' },
    })
    expect(await app.api('DELETE', `/v1/posts/${scheduled.id}`)).toMatchObject({
      status: 200,
      body: { success: true },
    })
    expect(await app.api('GET', `/v1/posts/${scheduled.id}`)).toMatchObject({ status: 404 })
    const published = await aPost(app.db, app.home, { status: 'published' })
    expect(await app.api('POST', `/v1/posts/${published.id}/unpublish`)).toMatchObject({
      status: 200,
      body: { status: 'unpublished' },
    })
    expect(await app.api('PATCH', `/v1/posts/${published.id}`, { status: 'ARCHIVED' })).toMatchObject({
      status: 200,
      body: { status: 'archived' },
    })
  })

  it('are validated, made in bulk and listed under the static paths', async () => {
    expect(await app.api('POST', '/v1/posts/validate', { content: 'x', platforms: ['ACME'] })).toMatchObject({
      status: 200,
      body: { valid: true, platforms: { ACME: { valid: true }, acme: { valid: true } } },
    })
    const items = {
      posts: [
        { content: 'one', accountIds: [account.id] },
        { content: 'two', accountIds: ['acc_none'] },
      ],
    }
    const key = { 'Idempotency-Key': 'bulk-1' }
    const first = await app.api('POST', '/v1/posts/bulk', items, key)
    expect(first).toMatchObject({ status: 200, body: { created: 1, failed: 1, dry_run: false } })
    expect((await app.api('POST', '/v1/posts/bulk', items, key)).body).toEqual(first.body)
    expect(await app.api('POST', '/v1/posts/bulk', { posts: Array(51).fill({}) })).toMatchObject({
      status: 400,
    })
    const list = await app.api('GET', '/v1/posts?status=ALL&limit=2')
    expect(list).toMatchObject({
      status: 200,
      body: { pagination: { has_more: true, hasMore: true, limit: 2 } },
    })
  })

  it('need the right scope, and read with the write scope', async () => {
    const reader = await app.apiOf({ scopes: ['posts:read'] })
    expect(await reader('POST', '/v1/posts', { content: 'x', accountIds: [account.id] })).toMatchObject({
      status: 403,
    })
    const writer = await app.apiOf({ scopes: ['posts:write'] })
    expect(await writer('GET', '/v1/posts')).toMatchObject({ status: 200 })
  })

  it('have one route for each endpoint', () => {
    expect(new Set(routes.map((route) => route.endpoint.name)).size).toBe(13)
  })
})
