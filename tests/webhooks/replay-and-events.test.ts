import { beforeEach, describe, expect, it } from 'vitest'
import type { Envelope } from '../support/receiver.js'
import { recordEvent } from '../../src/webhooks/record-event.js'
import { adoptRestoredEvents, purgeEvents } from '../../src/store/events.js'
import { aPost, aWebhook } from '../support/builders.js'
import { startWebhooksRoom, type DeliveryView } from '../support/webhooks-room.js'

const room = await startWebhooksRoom()
const { app, receiver } = room
const { db, home } = app
const day = 24 * 3_600_000

type Page = { data: Envelope[]; pagination: { has_more: boolean; next_cursor: string } }

beforeEach(async () => {
  await db.query({ text: 'delete from webhooks' })
  await db.query({ text: 'delete from events' })
  receiver.received.length = 0
  receiver.answers.length = 0
})

async function read(query = ''): Promise<Page> {
  return (await app.api('GET', `/v1/events${query}`)).body as Page
}

/**
 * The ids after a cursor, once there are `count`. Transactions anywhere on the server hold events back, those of
 * other test files included: patience is the reader's, as it would be a client's.
 */
async function readAll(count: number, cursor?: string): Promise<string[]> {
  for (;;) {
    const { data } = await read(cursor === undefined ? '' : `?cursor=${cursor}`)
    if (data.length >= count) return data.map(({ id }) => id)
  }
}

type OpenTransaction = {
  begin: () => Promise<void>
  record: () => Promise<string>
  commit: () => Promise<void>
}

/** A transaction that stays open until the test commits it. */
async function openTransaction(): Promise<OpenTransaction> {
  const client = await db.session()
  await client.query('begin')
  const tx = {
    inTransaction: true as const,
    query: async <Row extends object>(statement: { text: string; values?: readonly unknown[] }) =>
      (await client.query<Row>({ text: statement.text, values: [...(statement.values ?? [])] })).rows,
  }
  return {
    begin: async () => void (await client.query('select pg_current_xact_id()')),
    record: async () =>
      (await recordEvent(tx, { workspaceId: home.workspaceId, type: 'post.created', data: {} })).eventId,
    async commit() {
      await client.query('commit')
      await client.end()
    },
  }
}

async function ourTime(): Promise<Date> {
  const [row] = await db.query<{ now: Date }>({ text: 'select vb_now() as now' })
  return row?.now ?? new Date(0)
}

describe('a replay', () => {
  it('of one delivery is a new delivery of the same event', async () => {
    const hook = await room.hook()
    const eventId = await room.event()
    await room.sendDue()
    const [sent] = await room.deliveries(hook)
    const reply = await app.api('POST', `/v1/webhooks/${hook.id}/deliveries/${sent?.id ?? ''}/replay`)
    expect(reply.status).toBe(202)
    const { data } = reply.body as { data: DeliveryView }
    expect(data).toMatchObject({ eventId, status: 'pending', attempts: [], request: null })
    await room.sendDue()
    const [first, second] = receiver.received
    expect(second?.headers['webhook-id']).toBe(eventId)
    expect(second?.headers['x-voxburst-delivery-id']).toBe(data.id)
    expect(second?.headers['x-voxburst-delivery-id']).not.toBe(first?.headers['x-voxburst-delivery-id'])
    expect(second?.raw).toBe(first?.raw)
  })

  it('of a time sends every event of it that the webhook wants, delivered before or not, once', async () => {
    const hook = await room.hook({ events: ['post.failed', 'media.uploaded'] })
    const [a] = [await room.event('post.failed'), await room.event('account.error')]
    await app.api('POST', '/v1/webhooks/test', { webhookId: hook.id })
    await room.advance(60_000)
    const from = await ourTime()
    const [b, c] = [await room.event('media.uploaded'), await room.event('post.failed')]
    await room.event('account.error')
    const to = await ourTime()
    await room.advance(60_000)
    await room.event('post.failed')
    await room.sendDue()
    receiver.received.length = 0
    const body = { from: from.toISOString(), to: to.toISOString() }
    const replay = (): Promise<unknown> =>
      app.api('POST', `/v1/webhooks/${hook.id}/replay`, body, { 'Idempotency-Key': 'range' })
    expect(await replay()).toMatchObject({ status: 202, body: { replayed: 2 } })
    expect(await replay()).toMatchObject({ status: 202, body: { replayed: 2 } })
    await room.sendDue()
    const ids = receiver.received.map(({ headers }) => headers['webhook-id'])
    expect(ids.sort()).toEqual([b, c].sort())
    expect(ids).not.toContain(a)
  })

  it('is refused for a time that ends before it begins, for too many events, and while the webhook is off', async () => {
    const hook = await room.hook()
    const path = `/v1/webhooks/${hook.id}/replay`
    const [early, late] = ['2027-03-01T00:00:00Z', '2027-03-02T00:00:00Z']
    expect((await app.api('POST', path, { from: late, to: early })).body).toMatchObject({
      error: { details: { field: 'from' } },
    })
    await db.query({
      text: `insert into events (id, workspace_id, type, data, created_at)
             select 'evt_many' || n, $1, 'post.created', '{}', '2027-03-01T12:00:00Z' from generate_series(1, 10001) as n`,
      values: [home.workspaceId],
    })
    const many = await app.api('POST', path, { from: early, to: late })
    expect(many.status).toBe(400)
    expect(many.body).toMatchObject({ error: { code: 'VALIDATION_ERROR', details: { field: 'to' } } })
    expect(await room.deliveries(hook)).toEqual([])
    await app.api('PATCH', `/v1/webhooks/${hook.id}`, { enabled: false })
    expect((await app.api('POST', path, { from: early, to: late })).status).toBe(409)
  })
})

describe('events', () => {
  it('are written with their cause or not at all', async () => {
    const hook = await room.hook()
    const undone = db.transaction(async (tx) => {
      await recordEvent(tx, { workspaceId: home.workspaceId, type: 'post.failed', data: {} })
      throw new Error('the change failed')
    })
    await expect(undone).rejects.toThrow('the change failed')
    expect((await read()).data).toEqual([])
    expect(await room.deliveries(hook)).toEqual([])
  })

  it('are read in order, from where the reader stopped, as they were delivered', async () => {
    await room.hook()
    const ids = [await room.event(), await room.event('post.failed'), await room.event()]
    await readAll(3)
    const first = await read('?limit=2')
    expect(first.data.map(({ id }) => id)).toEqual(ids.slice(0, 2))
    expect(first.pagination.has_more).toBe(true)
    const second = await read(`?limit=2&cursor=${first.pagination.next_cursor}`)
    expect(second.data.map(({ id }) => id)).toEqual(ids.slice(2))
    expect(second.pagination.has_more).toBe(false)
    const nothing = await read(`?cursor=${second.pagination.next_cursor}`)
    expect(nothing).toMatchObject({ data: [], pagination: { has_more: false } })
    const fresh = await room.event()
    expect((await read(`?cursor=${nothing.pagination.next_cursor}`)).data.map(({ id }) => id)).toEqual([
      fresh,
    ])
    await room.sendDue()
    const delivered = receiver.received.map(({ body }) => body)
    expect((await read()).data).toEqual(
      ids.concat(fresh).map((id) => delivered.find((each) => each.id === id)),
    )
    for (const type of ['post.failed', 'POST.Failed'])
      expect((await read(`?type=${type}`)).data.map(({ id }) => id)).toEqual([ids[1]])
    expect(await app.api('GET', '/v1/events?type=post.fialed')).toMatchObject({
      status: 400,
      body: { error: { code: 'VALIDATION_ERROR', details: { field: 'type' } } },
    })
    expect((await read('?type=&cursor=&limit=')).data).toHaveLength(ids.length + 1)
    expect((await app.api('GET', '/v1/events?cursor=abc')).status).toBe(400)
  })

  it('are never skipped: one that commits late comes after what was read before', async () => {
    const late = await openTransaction()
    const lateId = await late.record()
    const early = await room.event('post.failed')
    // Held back, however long: the transaction that is open might still come before it.
    const before = await read()
    expect(before.data).toEqual([])
    await late.commit()
    const after = await readAll(2, before.pagination.next_cursor)
    expect(after).toEqual([lateId, early])
  })

  it('are never skipped: nor one that was written before an event of an older transaction', async () => {
    const older = await openTransaction()
    await older.begin()
    const younger = await openTransaction()
    const youngerId = await younger.record()
    const olderId = await older.record()
    await older.commit()
    // The older transaction is done and shows; the younger one wrote first and is still open.
    const first = await readAll(1)
    expect(first).toEqual([olderId])
    const { pagination } = await read()
    await younger.commit()
    expect(await readAll(1, pagination.next_cursor)).toEqual([youngerId])
  })

  it('of a dump that was loaded into another server come before new ones, for readers new and old', async () => {
    await db.query({
      text: `insert into events (id, workspace_id, type, data, xid)
             select 'evt_restored' || n, $1, 'post.created', '{}', (4000000000 - n)::text::xid8 from generate_series(1, 3) as n`,
      values: [home.workspaceId],
    })
    const [row] = await db.query<{ seq: string }>({
      text: `select seq from events where id = 'evt_restored1'`,
    })
    const cursor = Buffer.from(`${row?.seq ?? ''} evt_restored1`).toString('base64url')
    await adoptRestoredEvents(db)
    const fresh = await room.event()
    expect(await readAll(4)).toEqual(['evt_restored1', 'evt_restored2', 'evt_restored3', fresh])
    expect(await readAll(3, cursor)).toEqual(['evt_restored2', 'evt_restored3', fresh])
    await adoptRestoredEvents(db)
    expect(await readAll(4)).toContain(fresh)
  })

  it('of a post are numbered, so that a receiver can order what arrives in any order', async () => {
    const post = await aPost(db, home)
    const other = await aPost(db, home)
    for (const [postId, type] of [
      [post.id, 'post.created'],
      [other.id, 'post.created'],
      [post.id, 'post.scheduled'],
      [post.id, 'post.published'],
    ] as const)
      await db.transaction((tx) =>
        recordEvent(tx, { workspaceId: home.workspaceId, type, postId, data: { id: postId } }),
      )
    await readAll(4)
    const { data } = await read(`?postId=${post.id}`)
    expect(data.map((event) => [event.type, event.data['sequence']])).toEqual([
      ['post.created', 1],
      ['post.scheduled', 2],
      ['post.published', 3],
    ])
  })

  it('leave out a webhook that is being deleted, instead of failing what caused them', async () => {
    const hook = await room.hook()
    const kept = await aWebhook(db, home)
    let commit: () => void = () => undefined
    const held = new Promise<void>((resolve) => (commit = resolve))
    let isDeleted: () => void = () => undefined
    const deleted = new Promise<void>((resolve) => (isDeleted = resolve))
    const deleting = db.transaction(async (tx) => {
      await tx.query({ text: 'delete from webhooks where id = $1', values: [hook.id] })
      isDeleted()
      await held
    })
    await deleted
    const event = room.event()
    await waitForLock()
    commit()
    await deleting
    const eventId = await event
    expect(await db.query({ text: 'select webhook_id, event_id from deliveries' })).toEqual([
      { webhook_id: kept.id, event_id: eventId },
    ])
  })

  it('and deliveries are kept for 30 days; a replay keeps its event for as long as itself', async () => {
    const hook = await room.hook()
    const old = await room.event()
    await room.advance(1_000)
    const replayed = await room.event()
    await room.advance(29 * day)
    const time = await db.query<{ at: Date }>({
      text: 'select created_at as at from events where id = $1',
      values: [replayed],
    })
    const at = time[0]?.at.toISOString() ?? ''
    await room.sendDue()
    await app.api('POST', `/v1/webhooks/${hook.id}/replay`, { from: at, to: at })
    const fresh = await room.event()
    expect(await purgeEvents(db, 100)).toBe(0)
    await room.advance(2 * day)
    expect(await readAll(1)).toEqual([fresh])
    expect(await purgeEvents(db, 100)).toBe(3)
    const left = await db.query<{ id: string }>({ text: 'select id from events order by seq' })
    expect(left.map(({ id }) => id)).toEqual([replayed, fresh])
    expect((await room.deliveries(hook)).map((each) => each.eventId).sort()).toEqual([replayed, fresh].sort())
    expect(old).not.toBe(replayed)
    await room.advance(29 * day)
    while ((await purgeEvents(db, 1)) > 0);
    expect(await db.query({ text: 'select 1 from events' })).toEqual([])
  })
})

/** Until some session waits for a row that another has locked. */
async function waitForLock(): Promise<void> {
  for (;;) {
    const [row] = await db.query<{ waiting: number }>({
      text: `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    })
    if ((row?.waiting ?? 0) > 0) return
  }
}
