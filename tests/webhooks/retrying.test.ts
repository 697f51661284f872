import { beforeEach, describe, expect, it } from 'vitest'
import { startReceiver } from '../support/receiver.js'
import { startWebhooksRoom } from '../support/webhooks-room.js'

const room = await startWebhooksRoom()
const { app, receiver } = room
const minute = 60_000
const hour = 60 * minute

beforeEach(async () => {
  await app.db.query({ text: 'delete from webhooks' })
  receiver.received.length = 0
  receiver.answers.length = 0
})

describe('trying again', () => {
  it('happens after 5 s, 30 s, 2, 10 and 30 min, 1, 2, 4, 8, 12, 24 and 24 h, each a little later, then ends', async () => {
    const hook = await room.hook()
    await room.event()
    const plan = [5_000, 30_000, 2 * minute, 10 * minute, 30 * minute]
    plan.push(...[1, 2, 4, 8, 12, 24, 24].map((hours) => hours * hour))
    for (const pause of plan) {
      receiver.answers.push(503)
      expect(await room.sendDue()).toBe(1)
      expect(await room.sendDue()).toBe(0)
      const inMs = (await room.nextInMs()) ?? 0
      expect(inMs).toBeGreaterThan(pause - 1_000)
      expect(inMs).toBeLessThanOrEqual(pause * 1.1)
      await room.advance(Math.ceil(inMs) + 1)
    }
    receiver.answers.push(503)
    await room.sendDue()
    expect(await room.nextInMs()).toBeNull()
    expect((await room.deliveries(hook, '?status=FAILED'))[0]).toMatchObject({
      status: 'failed',
      retryCount: 12,
      nextRetryAt: null,
      statusCode: 503,
    })
    expect((await app.api('GET', `/v1/webhooks/${hook.id}`)).body).toMatchObject({
      enabled: true,
      failureCount: 13,
    })
  })

  it('waits as long as Retry-After asks, up to an hour at first', async () => {
    await room.hook()
    await room.event()
    for (const [asked, least, most] of [
      ['90', 90_000, 99_000],
      ['1', 30_000, 33_000],
      ['86400', hour, 1.1 * hour],
      [new Date(Date.now() + 20 * minute).toUTCString(), 19.9 * minute, 22 * minute],
      ['soon', 30 * minute, 33 * minute],
    ] as const) {
      receiver.answers.push((response) => response.writeHead(429, { 'retry-after': asked }).end())
      await room.sendDue()
      const inMs = (await room.nextInMs()) ?? 0
      expect(inMs, asked).toBeGreaterThan(least - 1_000)
      expect(inMs, asked).toBeLessThanOrEqual(most)
      await room.advance(Math.ceil(inMs) + 1)
    }
  })

  it('ends with the first success, and the failures are forgotten', async () => {
    const hook = await room.hook()
    await room.event()
    await room.failing(2)
    expect((await app.api('GET', `/v1/webhooks/${hook.id}`)).body).toMatchObject({ failureCount: 2 })
    await room.sendDue()
    expect(await room.nextInMs()).toBeNull()
    const [delivery] = await room.deliveries(hook)
    expect(delivery).toMatchObject({ status: 'succeeded', retryCount: 2 })
    expect(delivery?.attempts.map((each) => each.statusCode)).toEqual([500, 500, 200])
    expect((await app.api('GET', `/v1/webhooks/${hook.id}`)).body).toMatchObject({ failureCount: 0 })
  })
})

describe('switching off', () => {
  it('happens after five days in which every request failed, and an event says so to others', async () => {
    const watcher = await startReceiver()
    await room.hook({ url: watcher.url, events: ['webhook.disabled'] })
    const hook = await room.hook({ events: ['account.connected'] })
    await room.event()
    await room.failing(1)
    await room.advance(Math.round(4.9 * 24 * hour))
    await room.failing(1)
    expect((await app.api('GET', `/v1/webhooks/${hook.id}`)).body).toMatchObject({ enabled: true })
    await room.advance(Math.round(0.2 * 24 * hour))
    receiver.answers.push(500, 500)
    await room.event()
    // Two are due, the old and the new: whichever comes second finds the webhook off.
    await room.sendDue()
    expect((await app.api('GET', `/v1/webhooks/${hook.id}`)).body).toMatchObject({
      enabled: false,
      active: false,
      disabledReason: 'Every request has failed for five days.',
    })
    await room.sendDue()
    expect(watcher.received.map(({ body }) => body)).toMatchObject([
      {
        type: 'webhook.disabled',
        data: {
          webhookId: hook.id,
          workspaceId: app.home.workspaceId,
          url: receiver.url,
          reason: 'Every request has failed for five days.',
        },
      },
    ])
  })

  it('does not happen where one request in between succeeded: the five days begin anew', async () => {
    const hook = await room.hook()
    await room.event()
    await room.failing(1)
    expect(await room.sendDue()).toBe(1)
    await room.advance(6 * 24 * hour)
    receiver.answers.push(500)
    await room.event()
    await room.sendDue()
    expect((await app.api('GET', `/v1/webhooks/${hook.id}`)).body).toMatchObject({
      enabled: true,
      failureCount: 1,
    })
  })

  it('happens at once on 410 Gone', async () => {
    const hook = await room.hook()
    await room.event()
    receiver.answers.push(410)
    await room.sendDue()
    expect((await app.api('GET', `/v1/webhooks/${hook.id}`)).body).toMatchObject({
      enabled: false,
      disabledReason: 'The receiver answered 410 Gone.',
    })
    expect((await room.deliveries(hook))[0]).toMatchObject({ status: 'failed', statusCode: 410 })
  })

  it('ends what was waiting; switched on again, new events arrive and failures count from zero', async () => {
    const hook = await room.hook()
    await room.event()
    await room.failing(1)
    await app.api('PATCH', `/v1/webhooks/${hook.id}`, { enabled: false })
    await room.event()
    await room.sendDue()
    expect(receiver.received).toHaveLength(1)
    expect((await room.deliveries(hook)).map(({ status, error }) => [status, error])).toEqual([
      ['failed', 'The webhook is switched off.'],
    ])
    const on = await app.api('PATCH', `/v1/webhooks/${hook.id}`, { active: true })
    expect(on.body).toMatchObject({ enabled: true, failureCount: 0, disabledReason: null })
    await room.event()
    await room.sendDue()
    expect(receiver.received).toHaveLength(2)
  })
})
