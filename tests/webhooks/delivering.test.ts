import { createHmac, randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { startReceiver, type Received } from '../support/receiver.js'
import { startWebhooksRoom } from '../support/webhooks-room.js'
import { verifyAsGuide, verifyAsPython, verifyAsStandard } from './verifiers.js'

const room = await startWebhooksRoom()
const { app, receiver } = room
const hour = 3_600_000

beforeEach(async () => {
  await app.db.query({ text: 'delete from webhooks' })
  receiver.received.length = 0
  receiver.answers.length = 0
})

function firstRequest(): Received {
  const [request] = receiver.received
  if (request === undefined) throw new Error('nothing came')
  return request
}

describe('a delivery', () => {
  it('is sent once where who had it before asks for it together with who has it now', async () => {
    await room.hook()
    await room.event('account.connected', { id: 'acc_1' })
    const [lease] = await room.claim()
    if (lease === undefined) throw new Error('nothing was due')
    await Promise.all([room.send({ ...lease, token: randomUUID() }), room.send(lease)])
    expect(receiver.received).toHaveLength(1)
  })

  it('is a POST of the envelope, with every header that receivers know', async () => {
    const hook = await room.hook()
    const eventId = await room.event('account.connected', { id: 'acc_1', accountId: 'acc_1', name: 'Café' })
    await room.sendDue()
    const request = firstRequest()
    expect(request.method).toBe('POST')
    expect(request.body).toEqual({
      id: eventId,
      type: 'account.connected',
      event: 'account.connected',
      createdAt: request.body.timestamp,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
      data: { id: 'acc_1', accountId: 'acc_1', name: 'Café' },
    })
    const { headers, raw } = request
    const [delivery] = await room.deliveries(hook)
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'x-voxburst-delivery-id': delivery?.id,
      'x-voxburst-event': 'account.connected',
      'webhook-id': eventId,
      'user-agent': expect.stringMatching(/^VoxBurst-Webhooks\//) as string,
    })
    expect(headers['x-voxburst-signature']).toMatch(/^t=\d{10},v2=[0-9a-f]{64}$/)
    expect(headers['webhook-timestamp']).toBe(/t=(\d+)/.exec(headers['x-voxburst-signature'] ?? '')?.[1])
    expect(headers['webhook-signature']).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/)
    expect(headers['x-socialdispatch-signature']).toBe(
      `sha256=${createHmac('sha256', hook.secret).update(raw).digest('hex')}`,
    )
  })

  it('passes the verifiers of the guide, of the Python examples and of Standard Webhooks, and fails with another secret', async () => {
    const hook = await room.hook()
    await room.event('post.published', { id: 'post_1', content: 'Grüße 👋 "x"\n' })
    await room.sendDue()
    const { raw, headers } = firstRequest()
    const signature = headers['x-voxburst-signature'] ?? ''
    const other = `whsec_${Buffer.from('another secret').toString('base64')}`
    for (const [secret, passes] of [
      [hook.secret, true],
      [other, false],
    ] as const) {
      expect(verifyAsGuide(raw, signature, secret)).toBe(passes)
      expect(verifyAsPython(raw, signature, secret)).toBe(passes)
      expect(verifyAsStandard(raw, headers, secret)).toBe(passes)
    }
    expect(verifyAsGuide(`${raw} `, signature, hook.secret)).toBe(false)
  })

  it('carries real time in its signature, also when the clock was moved', async () => {
    const hook = await room.hook()
    await room.advance(90 * 24 * hour)
    await room.event()
    await room.sendDue()
    const { raw, headers, body } = firstRequest()
    expect(new Date(body.createdAt).getTime()).toBeGreaterThan(Date.now() + 89 * 24 * hour)
    expect(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1_000)).toBeLessThan(30)
    expect(verifyAsPython(raw, headers['x-voxburst-signature'] ?? '', hook.secret)).toBe(true)
  })

  it('is signed anew at each try, with the same delivery id and the same body', async () => {
    const hook = await room.hook()
    await room.event()
    await room.failing(1)
    const first = receiver.received[0]
    const later = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 400_000)
    await room.sendDue()
    const second = receiver.received[1]
    expect(second?.headers['x-voxburst-delivery-id']).toBe(first?.headers['x-voxburst-delivery-id'])
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
    expect(second?.raw).toBe(first?.raw)
    expect(second?.headers['x-voxburst-signature']).not.toBe(first?.headers['x-voxburst-signature'])
    const seen = [first, second].map((each) =>
      verifyAsGuide(each?.raw ?? '', each?.headers['x-voxburst-signature'] ?? '', hook.secret),
    )
    later.mockRestore()
    // Nearly seven minutes on, only the second is young enough.
    expect(seen).toEqual([false, true])
  })

  it('is recorded with request and answer, without what could be sent again', async () => {
    const hook = await room.hook()
    await room.event()
    receiver.answers.push((response) => response.writeHead(202).end('thanks'))
    await room.sendDue()
    const [delivery] = await room.deliveries(hook)
    expect(delivery).toMatchObject({
      status: 'succeeded',
      success: true,
      statusCode: 202,
      responseBody: 'thanks',
      error: null,
      retryCount: 0,
      nextRetryAt: null,
      url: receiver.url,
      attempts: [{ statusCode: 202, error: null, url: receiver.url }],
      request: {
        headers: {
          'x-voxburst-signature': '***',
          'webhook-signature': '***',
          'x-socialdispatch-signature': '***',
        },
        body: receiver.received[0]?.body,
      },
    })
    expect(delivery?.latencyMs).toBeGreaterThanOrEqual(0)
    const stored = await app.db.query<{ row: string }>({ text: 'select d::text as row from deliveries d' })
    for (const name of ['x-voxburst-signature', 'webhook-signature', 'x-socialdispatch-signature'])
      expect(stored[0]?.row).not.toContain(receiver.received[0]?.headers[name])
    expect((await app.api('GET', `/v1/webhooks/${hook.id}`)).body).toMatchObject({
      failureCount: 0,
      lastDeliveryAt: expect.any(String) as string,
    })
  })

  it('knows when a receiver hangs, cuts the connection, answers nonsense, or is not there', async () => {
    const hook = await room.hook()
    receiver.answers.push(
      () => undefined,
      (response) => response.destroy(),
      (response) => response.socket?.end('nonsense\r\n\r\n'),
    )
    for (let sent = 0; sent < 3; sent++) {
      await room.event()
      await room.sendDue(100)
    }
    const nobody = await room.hook({ url: 'http://127.0.0.1:9/' })
    await room.event('media.uploaded')
    await room.sendDue()
    const errors = (await room.deliveries(hook)).map((each) => each.error)
    expect(errors.slice(1)).toEqual([
      'The receiver could not be reached: what it answered is no HTTP',
      expect.stringMatching(/^The receiver could not be reached: (?!.*undefined)/) as string,
      'The receiver could not be reached: no answer within 0.1 s',
    ])
    expect((await room.deliveries(nobody))[0]).toMatchObject({
      status: 'pending',
      statusCode: null,
      error: expect.stringContaining('ECONNREFUSED') as string,
    })
  })

  it('counts a 200 whose body never ends, and keeps 4 kB of a huge answer', async () => {
    const hook = await room.hook()
    receiver.answers.push(
      (response) => void response.writeHead(200).write('got it'),
      (response) => {
        response.writeHead(500)
        const more = (): void => {
          while (response.writable && response.write('x'.repeat(65_536)));
          response.once('drain', more)
        }
        more()
      },
    )
    await room.event()
    await room.sendDue(300)
    await room.event()
    await room.sendDue(5_000)
    const [huge, endless] = await room.deliveries(hook)
    expect(endless).toMatchObject({ status: 'succeeded', statusCode: 200, responseBody: 'got it' })
    expect(huge).toMatchObject({ status: 'pending', statusCode: 500, responseBody: 'x'.repeat(4_096) })
  })

  it('does not follow redirects: the other address is never visited', async () => {
    const elsewhere = await startReceiver()
    const hook = await room.hook()
    receiver.answers.push((response) => response.writeHead(307, { location: elsewhere.url }).end())
    await room.event()
    await room.sendDue()
    expect(elsewhere.received).toEqual([])
    expect((await room.deliveries(hook))[0]).toMatchObject({
      status: 'pending',
      statusCode: 307,
      error: 'The receiver answered 307; redirects are not followed.',
    })
  })
})

describe('workers', () => {
  it('never have the same delivery in hand at once, nor wait for each other', async () => {
    await room.hook()
    await Promise.all(Array.from({ length: 40 }, () => room.event()))
    const leases = await app.db.transaction(async (tx) => {
      const mine = await room.claim(5, tx)
      // The first claim is not committed: the other passes over what it holds, and over nothing else.
      const theirs = await room.claim(40)
      expect([mine.length, theirs.length]).toEqual([5, 35])
      return [...mine, ...theirs]
    })
    expect(leases).toHaveLength(40)
    expect(new Set(leases.map((lease) => lease.id)).size).toBe(40)
    await Promise.all(leases.map((lease) => room.send(lease)))
    const got = receiver.received.map(({ headers }) => headers['x-voxburst-delivery-id'])
    expect(new Set(got).size).toBe(40)
    expect(got).toHaveLength(40)
    expect(await room.sendDue()).toBe(0)
  })

  it('that lost their lease change nothing, whatever the receiver answered them', async () => {
    const hook = await room.hook()
    await room.event()
    const [late] = await room.claim()
    if (late === undefined) throw new Error('nothing was due')
    await app.db.query({ text: 'update deliveries set run_at = vb_now(), lease_until = vb_now()' })
    await room.sendDue()
    receiver.answers.push(500)
    await room.send(late)
    expect(receiver.received).toHaveLength(1)
    expect((await room.deliveries(hook))[0]).toMatchObject({ status: 'succeeded', retryCount: 0 })
    receiver.answers.length = 0
    // The same between reading and recording: the request is out, the record is not theirs.
    await room.event()
    const [slow] = await room.claim()
    if (slow === undefined) throw new Error('nothing was due')
    let free: () => void = () => undefined
    receiver.answers.push((response) => (free = () => response.writeHead(500).end()))
    const sending = room.send(slow)
    await receiver.until(2)
    await app.db.query({
      text: `update deliveries set lease_token = gen_random_uuid() where id = $1`,
      values: [slow.id],
    })
    free()
    await sending
    expect((await room.deliveries(hook))[0]).toMatchObject({ status: 'pending', retryCount: 0, attempts: [] })
    expect((await app.api('GET', `/v1/webhooks/${hook.id}`)).body).toMatchObject({ failureCount: 0 })
  })

  it('go on when the webhook is deleted under them', async () => {
    const hook = await room.hook()
    await room.event()
    await room.event()
    const [lease] = await room.claim(1)
    if (lease === undefined) throw new Error('nothing was due')
    let free: () => void = () => undefined
    receiver.answers.push((response) => (free = () => response.writeHead(500).end()))
    const sending = room.send(lease)
    await receiver.until(1)
    expect((await app.api('DELETE', `/v1/webhooks/${hook.id}`)).body).toEqual({ success: true })
    free()
    await sending
    expect(await room.sendDue()).toBe(0)
    expect(await app.db.query({ text: 'select 1 from deliveries' })).toEqual([])
  })
})
