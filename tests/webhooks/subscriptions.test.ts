import { beforeEach, describe, expect, it } from 'vitest'
import { aWorkspace } from '../support/builders.js'
import type { Reply } from '../support/app.js'
import { startTestApp } from '../support/app.js'
import { startWebhooksRoom, type DeliveryView, type Hook } from '../support/webhooks-room.js'
import { verifyAsGuide, verifyAsStandard } from './verifiers.js'

const room = await startWebhooksRoom()
const { app, receiver } = room
const live = await startTestApp({ env: { VOXBURST_ALLOW_PRIVATE_NETWORK: 'false' } })

beforeEach(async () => {
  await app.db.query({ text: 'delete from webhooks' })
  receiver.received.length = 0
  receiver.answers.length = 0
})

function errorOf(reply: Reply): { code: string; message: string; details?: Record<string, unknown> } {
  return (reply.body as { error: { code: string; message: string; details?: Record<string, unknown> } }).error
}

describe('a subscription', () => {
  it('is made with a secret that is shown once and sealed at rest', async () => {
    const made = await app.api(
      'POST',
      '/v1/webhooks',
      { url: 'https://shop.example/hook', events: ['post.published', 'post.partial', 'post.published'] },
      { 'Idempotency-Key': 'once' },
    )
    expect(made.status).toBe(201)
    const hook = made.body as Hook
    expect(made.body).toEqual({
      id: expect.stringMatching(/^wh_c[a-z0-9]{23}$/) as string,
      url: 'https://shop.example/hook',
      events: ['post.published', 'post.partial'],
      enabled: true,
      active: true,
      disabledReason: null,
      lastDeliveryAt: null,
      failureCount: 0,
      createdAt: expect.any(String) as string,
      secret: expect.stringMatching(/^whsec_[A-Za-z0-9+/]{32}$/) as string,
    })
    const again = await app.api(
      'POST',
      '/v1/webhooks',
      { url: 'https://shop.example/hook', events: ['post.published', 'post.partial', 'post.published'] },
      { 'Idempotency-Key': 'once' },
    )
    expect(again.headers.get('idempotency-replayed')).toBe('true')
    expect(again.body).toEqual(made.body)

    const replies = [
      await app.api('GET', `/v1/webhooks/${hook.id}`),
      await app.api('GET', '/v1/webhooks'),
      await app.api('PATCH', `/v1/webhooks/${hook.id}`, { events: ['*'] }),
    ]
    for (const reply of replies) {
      expect(reply.status).toBe(200)
      expect(reply.text).not.toContain('secret')
    }
    const rows = await app.db.query<{ row: string }>({
      text: `select w::text as row from webhooks w union all select k::text from idempotency_keys k`,
    })
    const hex = Buffer.from(hook.secret).toString('hex')
    expect(rows.length).toBeGreaterThanOrEqual(2)
    expect(rows.some(({ row }) => row.includes(hook.secret) || row.includes(hex))).toBe(false)
  })

  it('is listed under both names, page by page', async () => {
    const made = [await room.hook(), await room.hook(), await room.hook()]
    const first = (await app.api('GET', '/v1/webhooks?limit=2')).body as {
      data: { id: string }[]
      webhooks: unknown
      pagination: { has_more: boolean; next_cursor: string }
    }
    expect(first.webhooks).toEqual(first.data)
    expect(first.pagination.has_more).toBe(true)
    const second = await app.api('GET', `/v1/webhooks?limit=2&cursor=${first.pagination.next_cursor}`)
    expect(second.body).toMatchObject({ pagination: { has_more: false, next_cursor: null } })
    const ids = [...first.data, ...(second.body as typeof first).data].map(({ id }) => id)
    expect(ids.sort()).toEqual(made.map(({ id }) => id).sort())
    expect(errorOf(await app.api('GET', '/v1/webhooks?cursor=abc')).details).toEqual({ field: 'cursor' })
  })

  it('gets the events it names, all with *, and none while it is off or of other workspaces', async () => {
    const some = await room.hook({ events: ['post.failed', 'media.uploaded'] })
    const all = await room.hook({ events: ['*'] })
    const off = await room.hook({ enabled: false })
    const elsewhere = await aWorkspace(app.db)
    const theirs = await app.apiOf({ home: elsewhere })
    const foreign = (await theirs('POST', '/v1/webhooks', { url: receiver.url, events: ['*'] })).body as Hook
    await room.event('media.uploaded')
    await room.event('account.error')
    const typesOf = async (hook: Hook): Promise<string[]> =>
      (await room.deliveries(hook)).map((each) => each.eventType).sort()
    expect(await typesOf(some)).toEqual(['media.uploaded'])
    expect(await typesOf(all)).toEqual(['account.error', 'media.uploaded'])
    expect(await typesOf(off)).toEqual([])
    expect((await theirs('GET', `/v1/webhooks/${foreign.id}/deliveries`)).body).toMatchObject({ data: [] })
  })

  it('is refused in words where something is wrong with it', async () => {
    const refused = async (body: unknown): Promise<ReturnType<typeof errorOf>> => {
      const reply = await app.api('POST', '/v1/webhooks', body)
      expect(reply.status).toBe(400)
      return errorOf(reply)
    }
    const url = 'https://shop.example/hook'
    expect(await refused({ events: ['*'] })).toMatchObject({
      message: 'url: is required.',
      details: { field: 'url' },
    })
    expect((await refused({ url: 'ftp://shop.example', events: ['*'] })).details).toMatchObject({
      field: 'url',
    })
    expect((await refused({ url: 'https://ann:pass@shop.example/', events: ['*'] })).message).toContain(
      'user name',
    )
    expect((await refused({ url, events: [] })).details).toMatchObject({ field: 'events' })
    expect((await refused({ url, events: ['post.exploded'] })).message).toContain('post.published')
    const off = { url, events: ['POST.FAILED', '*'], active: false }
    expect(await app.api('POST', '/v1/webhooks', off)).toMatchObject({
      status: 201,
      body: { events: ['post.failed', '*'], enabled: false, active: false },
    })
    const hook = await room.hook()
    const change = await app.api('PATCH', `/v1/webhooks/${hook.id}`, { url: 'not an address' })
    expect(errorOf(change).details).toMatchObject({ field: 'url' })
  })

  it('leads to https and to no private network, where those are closed', async () => {
    const refused = async (url: string): Promise<string> => {
      const reply = await live.api('POST', '/v1/webhooks', { url, events: ['*'] })
      expect([url, reply.status]).toEqual([url, 400])
      return errorOf(reply).message
    }
    expect(await refused('http://shop.example/hook')).toBe('url: has to be https.')
    for (const host of [
      'localhost',
      '127.0.0.1',
      '2130706433',
      '0x7f.1',
      '10.1.2.3',
      '169.254.169.254',
      '[::1]',
      '[::ffff:10.0.0.1]',
      'db.internal',
      'printer',
    ])
      expect(await refused(`https://${host}/hook`)).toContain('private network')
    const made = await live.api('POST', '/v1/webhooks', { url: 'https://shop.example/hook', events: ['*'] })
    expect(made.status).toBe(201)
    const path = `/v1/webhooks/${(made.body as Hook).id}`
    const moved = await live.api('PATCH', path, { url: 'https://169.254.169.254/hook' })
    expect([moved.status, errorOf(moved).message]).toEqual([400, expect.stringContaining('private network')])
  })

  it('reads as not there for other workspaces, in every endpoint', async () => {
    const hook = await room.hook()
    await room.event()
    const [delivery] = await room.deliveries(hook)
    const stranger = await app.apiOf({ home: await aWorkspace(app.db) })
    const time = { from: '2027-03-01T00:00:00Z', to: '2027-03-02T00:00:00Z' }
    const path = `/v1/webhooks/${hook.id}`
    for (const [method, where, body] of [
      ['GET', path],
      ['PATCH', path, { enabled: false }],
      ['DELETE', path],
      ['POST', `${path}/rotate-secret`],
      ['GET', `${path}/deliveries`],
      ['POST', `${path}/deliveries/${delivery?.id ?? ''}/replay`],
      ['POST', `${path}/replay`, time],
      ['POST', '/v1/webhooks/test', { webhookId: hook.id }],
    ] as const) {
      const reply = await stranger(method, where, body)
      expect([where, reply.status, errorOf(reply).code]).toEqual([where, 404, 'NOT_FOUND'])
    }
    expect((await stranger('GET', '/v1/webhooks')).body).toMatchObject({ data: [] })
    expect((await stranger('GET', '/v1/events')).body).toMatchObject({ data: [] })
    expect((await app.api('GET', path)).body).toMatchObject({ enabled: true })
  })

  it('is one of a hundred at most', async () => {
    await app.db.query({
      text: `insert into webhooks (id, workspace_id, url, events, secret)
             select 'wh_many' || n, $1, 'https://shop.example/', '{post.failed}', '\\x00' from generate_series(1, 100) as n`,
      values: [app.home.workspaceId],
    })
    const reply = await app.api('POST', '/v1/webhooks', { url: receiver.url, events: ['*'] })
    expect([reply.status, errorOf(reply).code]).toEqual([402, 'LIMIT_EXCEEDED'])
  })
})

describe('a secret', () => {
  it('is changed with a day in which receivers with either accept, at the second try at the latest', async () => {
    const old = await room.hook()
    const rotated = (await app.api('POST', `/v1/webhooks/${old.id}/rotate-secret`)).body as Hook
    expect(rotated.secret).not.toBe(old.secret)
    await room.event()
    receiver.answers.push(401)
    await room.sendDue()
    await room.advance(6_000)
    await room.sendDue()
    const passes = (secret: string): boolean[] =>
      receiver.received.map(({ raw, headers }) =>
        verifyAsGuide(raw, headers['x-voxburst-signature'] ?? '', secret),
      )
    expect(receiver.received[0]?.headers['x-voxburst-signature']).toMatch(
      /^t=\d+,v2=[0-9a-f]{64},v2=[0-9a-f]{64}$/,
    )
    expect(passes(rotated.secret)).toEqual([true, false])
    expect(passes(old.secret)).toEqual([false, true])
    for (const { raw, headers } of receiver.received)
      for (const { secret } of [old, rotated]) expect(verifyAsStandard(raw, headers, secret)).toBe(true)

    await room.advance(24 * 3_600_000)
    await room.event()
    await room.sendDue()
    const { raw, headers } = receiver.received[2] ?? { raw: '', headers: {} as Record<string, string> }
    expect(headers['x-voxburst-signature']).toMatch(/^t=\d+,v2=[0-9a-f]{64}$/)
    expect(verifyAsStandard(raw, headers, rotated.secret)).toBe(true)
    expect(verifyAsStandard(raw, headers, old.secret)).toBe(false)
  })
})

describe('a test', () => {
  it('is sent at once and answers what the receiver said', async () => {
    const hook = await room.hook({ events: ['post.failed'] })
    const bystander = await room.hook()
    receiver.answers.push((response) => response.writeHead(200).end('hello'))
    const reply = await app.api('POST', '/v1/webhooks/test', { webhookId: hook.id })
    expect(reply.status).toBe(200)
    const { data } = reply.body as { data: DeliveryView }
    expect(data).toMatchObject({
      webhookId: hook.id,
      eventType: 'webhook.test',
      url: receiver.url,
      statusCode: 200,
      responseBody: 'hello',
      retryCount: 0,
      success: true,
      error: null,
    })
    expect(data.latencyMs).toBeTypeOf('number')
    expect(data.deliveredAt).toBeTypeOf('string')
    const [request] = receiver.received
    expect(request?.headers['x-voxburst-delivery-id']).toBe(data.id)
    expect(
      verifyAsGuide(request?.raw ?? '', request?.headers['x-voxburst-signature'] ?? '', hook.secret),
    ).toBe(true)
    expect(await room.sendDue()).toBe(0)
    expect(await room.deliveries(bystander)).toEqual([])
  })

  it('that the receiver refuses is a successful call, and is not tried again', async () => {
    const hook = await room.hook()
    receiver.answers.push(500)
    const reply = await app.api('POST', '/v1/webhooks/test', { webhookId: hook.id })
    expect(reply.status).toBe(200)
    expect(reply.body).toMatchObject({
      data: { success: false, status: 'failed', statusCode: 500, deliveredAt: null, nextRetryAt: null },
    })
    expect(await room.nextInMs()).toBeNull()
    const nobody = await room.hook({ url: 'http://127.0.0.1:9/' })
    expect((await app.api('POST', '/v1/webhooks/test', { webhookId: nobody.id })).body).toMatchObject({
      data: {
        success: false,
        statusCode: null,
        responseBody: null,
        error: expect.stringContaining('ECONNREFUSED') as string,
      },
    })
  })

  it('needs a webhook that is on', async () => {
    const hook = await room.hook({ enabled: false })
    const reply = await app.api('POST', '/v1/webhooks/test', { webhookId: hook.id })
    expect([reply.status, errorOf(reply).code]).toEqual([409, 'CONFLICT'])
    expect(receiver.received).toEqual([])
  })

  it('with an idempotency key is sent once', async () => {
    const hook = await room.hook()
    const send = (): Promise<Reply> =>
      app.api('POST', '/v1/webhooks/test', { webhookId: hook.id }, { 'Idempotency-Key': 'test-once' })
    const first = await send()
    const second = await send()
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(second.body).toEqual(first.body)
    expect(receiver.received).toHaveLength(1)
  })
})
