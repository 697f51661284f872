import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { apiError, date, startClientRoom, type ClientRoom } from '../support/client-room.js'

import { startReceiver } from '../support/receiver.js'
import { eventually } from '../support/server-process.js'

// What a published client sends, header for header, and the fields that its code reads from the replies. It parses
// every 2xx as JSON; a field that is missing, or of another type, crashes it or loses the whole reply.

let room: ClientRoom
let accountId = ''

const send: ClientRoom['send'] = (...given) => room.send(...given)
const sendAny: ClientRoom['sendAny'] = (...given) => room.sendAny(...given)

beforeAll(async () => {
  room = await startClientRoom()
  accountId = room.accountId
})

describe('the Go SDK', () => {
  const headers = { 'user-agent': 'voxburst-go/1.1.0', accept: 'application/json' }
  const pagination = z.object({ hasMore: z.boolean(), nextCursor: z.string().nullable() })
  // Strict on types: one string where an object is declared loses the reply.
  const post = z.object({
    id: z.string(),
    content: z.string(),
    status: z.string().lowercase(),
    scheduledFor: date.nullable(),
    publishedAt: date.nullable(),
    platforms: z.array(
      z.object({
        platform: z.string(),
        accountId: z.string(),
        accountName: z.string().nullable(),
        accountStatus: z.enum(['active', 'expired', 'disconnected', 'suspended', 'error']),
        status: z.string().lowercase(),
        platformPostId: z.string().nullable(),
        platformPostUrl: z.string().nullable(),
        publishedAt: date.nullable(),
        error: apiError.nullable(),
      }),
    ),
    media: z.array(z.object({ id: z.string(), url: z.string().nullable(), type: z.string() })),
    metadata: z.record(z.string(), z.unknown()).nullish(),
    createdAt: date,
    updatedAt: date,
  })

  it('makes a draft of content and accounts, and schedules to the nanosecond, once for one key', async () => {
    const draft = await send('POST', '/v1/posts', {
      headers,
      body: { content: 'D', accountIds: [accountId] },
      status: 201,
    })
    expect(post.parse(draft).status).toBe('draft')
    const body = {
      content: 'From Go',
      accountIds: [accountId],
      scheduledFor: '2099-06-15T16:00:00.123456789+02:00',
      platformOverrides: { twitter: { content: 'Lower-case keys' } },
      metadata: { campaign: 'a' },
    }
    const key = { 'Idempotency-Key': '2b0c8b6e-0f4c-4f44-9a6b-0b8ad0a6c1de' }
    const made = await send('POST', '/v1/posts', { headers: { ...headers, ...key }, body, status: 201 })
    expect(post.parse(made)).toMatchObject({
      scheduledFor: '2099-06-15T14:00:00.123Z',
      metadata: { campaign: 'a' },
    })
    expect(await send('POST', '/v1/posts', { headers: { ...headers, ...key }, body, status: 201 })).toEqual(
      made,
    )
    // Null is how Go says none; platforms are missing then, too.
    const none = await send('POST', '/v1/posts', {
      headers,
      body: { content: 'X', accountIds: null },
      status: 400,
    })
    apiError.parse(z.object({ error: z.unknown() }).parse(none).error)

    const from = encodeURIComponent('2099-01-01T00:00:00+02:00')
    const listed = await send('GET', `/v1/posts?status=scheduled&platform=twitter&from=${from}&limit=2`, {
      headers,
    })
    z.object({ data: z.array(post), pagination }).parse(listed)
  })

  it('publishes, clones, and reads what failed and what a retry does', async () => {
    await room.server.call('POST', '/sandbox/faults', {
      platform: 'twitter',
      fault: 'rate_limited',
      retryAfter: 3_600,
    })
    const { id } = post.parse(
      await send('POST', '/v1/posts', {
        headers,
        body: { content: 'Out', accountIds: [accountId] },
        status: 201,
      }),
    )
    post.parse(await send('POST', `/v1/posts/${id}/publish`, { headers }))
    await eventually(
      async () => post.parse(await send('GET', `/v1/posts/${id}`, { headers })).status === 'failed',
      'it failed',
    )
    const failed = z.object({ platforms: z.array(z.object({ id: z.string(), error: apiError })) })
    const [target] = failed.parse(await send('GET', `/v1/posts/${id}`, { headers })).platforms
    expect(target?.error.code).toBe('RATE_LIMITED')

    const entry = z.object({ platform: z.string(), accountId: z.string(), retryCount: z.int() })
    const retry = z.object({
      id: z.string(),
      status: z.string(),
      retriedPlatforms: z.array(entry.extend({ nextRetryAt: date })).min(1),
      skippedPlatforms: z.array(entry.extend({ reason: z.string() })),
    })
    retry.parse(await send('POST', `/v1/posts/${id}/retry`, { headers }))
    expect(post.parse(await send('POST', `/v1/posts/${id}/clone`, { headers, status: 201 })).status).toBe(
      'draft',
    )

    const fixed = await send('POST', `/v1/posts/${id}/platforms/${target?.id ?? ''}/fix`, {
      headers,
      body: {},
    })
    expect(fixed).toMatchObject({
      success: true,
      platformId: target?.id,
      status: expect.any(String) as unknown,
    })
  })

  it('validates by lower-case platforms, with media that it describes', async () => {
    const issue = z.object({ code: z.string(), message: z.string(), field: z.string().optional() })
    const platform = z.object({ valid: z.boolean(), errors: z.array(issue), warnings: z.array(issue) })
    const reply = await send('POST', '/v1/posts/validate', {
      headers,
      body: {
        content: 'Hello',
        platforms: ['twitter'],
        media: [{ type: 'image', mimeType: 'image/jpeg', sizeBytes: 204_800 }],
        firstComment: 'More',
        platformMetadata: { twitter: {} },
      },
    })
    z.object({ valid: z.boolean(), platforms: z.object({ twitter: platform }) }).parse(reply)
  })

  it('makes fifty posts in one request, or only tries', async () => {
    const result = z.object({
      index: z.int(),
      status: z.enum(['created', 'failed', 'valid']),
      postId: z.string().optional(),
    })
    const bulk = z.object({
      dry_run: z.boolean(),
      total: z.int(),
      created: z.int(),
      failed: z.int(),
      results: z.array(result),
    })
    const posts = [
      { content: 'A', accountIds: [accountId] },
      { content: 'B', accountIds: ['acc_unknown'] },
    ]
    const tried = bulk.parse(await send('POST', '/v1/posts/bulk', { headers, body: { posts, dryRun: true } }))
    expect(tried).toMatchObject({
      dry_run: true,
      created: 0,
      results: [{ status: 'valid' }, { status: 'failed' }],
    })
    const made = bulk.parse(await sendAny('/v1/posts/bulk', { headers, body: { posts, dryRun: false } }))
    expect(made).toMatchObject({ dry_run: false, created: 1, failed: 1 })
  })

  it('connects, tests, refreshes and selects, and reads an unhealthy account as an answer', async () => {
    const begun = z.object({ authUrl: z.url(), state: z.string() }).parse(
      await send('POST', '/v1/accounts/connect/twitter', {
        headers,
        body: { callbackUrl: 'http://localhost:9/done' },
      }),
    )
    const consent = await fetch(`${begun.authUrl}&auto=1`, { redirect: 'manual' })
    const code = new URL(consent.headers.get('location') ?? '').searchParams.get('code')
    const account = z.object({
      id: z.string(),
      platform: z.string(),
      username: z.string(),
      displayName: z.string(),
      avatarUrl: z.string().nullable(),
      status: z.string(),
      connectedAt: date,
    })
    const { account: made } = z
      .object({ account })
      .parse(await sendAny('/v1/accounts/callback/twitter', { headers, body: { code, state: begun.state } }))
    const test = z.object({
      success: z.boolean(),
      message: z.string(),
      details: z
        .object({ platformUserId: z.string(), username: z.string(), displayName: z.string() })
        .optional(),
    })
    expect(test.parse(await send('POST', `/v1/accounts/${made.id}/test`, { headers })).success).toBe(true)
    expect(await send('POST', `/v1/accounts/${made.id}/refresh`, { headers })).toMatchObject({
      success: true,
    })
    apiError.parse(
      z.object({ error: z.unknown() }).parse(
        await send('POST', `/v1/accounts/${made.id}/select-page`, {
          headers,
          body: { pageId: 'p' },
          status: 400,
        }),
      ).error,
    )
    await room.server.call('POST', '/sandbox/faults', {
      platform: 'twitter',
      fault: 'token_revoked',
      operation: 'identity',
    })
    expect(test.parse(await send('POST', `/v1/accounts/${made.id}/test`, { headers })).success).toBe(false)
    const listed = await send(
      'GET',
      '/v1/accounts?status=all&platform=twitter&includeArchived=true&limit=1',
      { headers },
    )
    z.object({ data: z.array(account).length(1), pagination }).parse(listed)
    await send('DELETE', `/v1/accounts/${made.id}`, { headers })
  })

  it('uploads with exactly the headers it was given, and reads media of exact types', async () => {
    const bytes = await readFile(new URL('../fixtures/media/card-1200x630.png', import.meta.url))
    const upload = z
      .object({
        mediaId: z.string(),
        uploadUrl: z.url(),
        uploadHeaders: z.record(z.string(), z.string()),
        expiresAt: date,
      })
      .parse(
        await sendAny('/v1/media/upload', {
          headers,
          body: { filename: 'card.png', contentType: 'image/png', sizeBytes: bytes.length },
        }),
      )
    const put = await fetch(upload.uploadUrl, {
      method: 'PUT',
      headers: upload.uploadHeaders,
      body: new Uint8Array(bytes),
    })
    expect(put.ok).toBe(true)
    const media = z.object({
      id: z.string(),
      filename: z.string(),
      contentType: z.string(),
      sizeBytes: z.int(),
      status: z.string(),
      url: z.string().nullish(),
      variants: z.record(z.string(), z.string()).nullish(),
      dimensions: z.object({ width: z.int(), height: z.int() }).nullish(),
      thumbnailUrl: z.string().nullish(),
      createdAt: date,
    })
    const path = `/v1/media/${upload.mediaId}`
    await eventually(
      async () => media.parse(await send('GET', path, { headers })).status === 'READY',
      'it is READY',
    )
    z.object({ data: z.array(media).min(1), pagination }).parse(
      await send('GET', '/v1/media?status=ready&limit=5', { headers }),
    )
    await send('DELETE', path, { headers })
  })

  it('makes, switches, tests and deletes webhooks', async () => {
    const receiver = await startReceiver()
    const webhook = z.object({
      id: z.string(),
      url: z.string(),
      events: z.array(z.string()),
      enabled: z.boolean(),
      lastDeliveryAt: date.nullable(),
      failureCount: z.int(),
      createdAt: date,
    })
    const made = webhook.extend({ secret: z.string() }).parse(
      await sendAny('/v1/webhooks', {
        headers,
        body: { url: receiver.url, events: ['post.published', 'account.error'] },
      }),
    )
    const path = `/v1/webhooks/${made.id}`
    const delivery = z.object({
      id: z.string(),
      webhookId: z.literal(made.id),
      eventType: z.string(),
      url: z.string(),
      statusCode: z.int().nullable(),
      latencyMs: z.int().nullable(),
      responseBody: z.string().nullable(),
      retryCount: z.int(),
      success: z.boolean(),
      error: z.string().nullable(),
      createdAt: date,
      deliveredAt: date.nullable(),
    })
    receiver.answers.push(500)
    const test = async () =>
      z
        .object({ data: delivery })
        .parse(await sendAny('/v1/webhooks/test', { headers, body: { webhookId: made.id } })).data
    expect(await test()).toMatchObject({ success: false, statusCode: 500 })
    expect(await test()).toMatchObject({ success: true, statusCode: 200 })

    const off = webhook.parse(await send('PATCH', path, { headers, body: { enabled: false } }))
    expect(off.enabled).toBe(false)
    webhook.parse(await send('GET', path, { headers }))
    z.object({ data: z.array(webhook).min(1), pagination }).parse(
      await send('GET', '/v1/webhooks', { headers }),
    )
    await send('DELETE', path, { headers })
  })
})
