import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freshTokens } from '../../src/accounts/fresh-tokens.js'
import { backfillAccount } from '../../src/analytics/backfill-account.js'
import { measureAccount } from '../../src/analytics/measure-account.js'
import type { Refused } from '../../src/connectors/connector.js'
import { NoAnswer } from '../../src/connectors/platform-http.js'
import { only } from '../support/publishing.js'
import { aWorkspace } from '../support/builders.js'
import { measuringRoom, type MeasuringRoom } from '../support/measuring-room.js'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

let room: MeasuringRoom
beforeAll(async () => {
  room = await measuringRoom()
})
beforeEach(async () => {
  await room.db.query({
    text: 'truncate measurements, backfills, measured_posts, post_points, account_days, events cascade',
  })
  Object.assign(room.counted, { past: [], readings: [], days: [], script: [], restMs: undefined })
  room.counted.numbers.clear()
  room.counted.calls.length = 0
  room.counted.daysSince.length = 0
})

const asked = (what: string): string[] => room.counted.calls.filter((call) => call.startsWith(what))
const refusal = (code: Refused['error']['code'], cure: Refused['cure'], retryAfterMs?: number): Refused => ({
  kind: 'refused',
  cure,
  error: { code, message: 'The network says no.' },
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
})

describe('posts', () => {
  it('of ours are read when they are an hour old, and again as they grow older; points are what changed', async () => {
    const account = await room.anAccount()
    const post = await room.isOut(account)
    room.counted.numbers.set(post, { likes: 3, impressions: 40 })
    await room.readDue()
    expect(asked('posts')).toEqual([])

    await room.advance(hourMs)
    await room.readDue()
    expect(only(await room.measured(account.id))).toMatchObject({
      remote_id: post,
      target_id: post.replace('remote-', ''),
      numbers: { likes: 3, impressions: 40 },
    })
    await room.advance(hourMs)
    await room.readDue()
    expect(await room.points(post)).toEqual([{ likes: 3, impressions: 40 }])

    room.counted.numbers.set(post, { likes: 5, impressions: 90 })
    await room.advance(hourMs)
    await room.readDue()
    expect(asked('posts')).toHaveLength(3)
    expect(await room.points(post)).toEqual([
      { likes: 3, impressions: 40 },
      { likes: 5, impressions: 90 },
    ])
  })

  it('go together in one call where the network allows it, and no longer than they are young', async () => {
    const account = await room.anAccount()
    for (const ageMs of [89 * dayMs, 50 * dayMs, 2 * hourMs]) {
      const post = await room.isOut(account, ageMs)
      room.counted.numbers.set(post, { likes: 1 })
    }
    await room.readDue()
    expect(asked('posts').map((call) => call.split(',').length)).toEqual([2, 1])
    await room.advance(dayMs + hourMs)
    await room.readDue()
    const [young, old, oldest] = await room.measured(account.id)
    expect([young?.run_at, old?.run_at].every((at) => Number.isFinite(Number(at)))).toBe(true)
    // What is 90 days old is never read again.
    expect(Number(oldest?.run_at)).toBe(Infinity)
  })

  it('are noticed though they were committed after the run that began after them, and not looked for from the beginning', async () => {
    const account = await room.anAccount()
    await room.readDue()
    const late = await room.isOut(account, 10 * minuteMs)
    room.counted.numbers.set(late, { likes: 1 })
    const lookedBackMs: number[] = []
    const { db } = room
    const query: typeof db.query = (statement) => {
      const [, , , since] = statement.values ?? []
      if (statement.name === 'notice-published') lookedBackMs.push(now - Number(since))
      return db.query(statement)
    }
    await room.advance(hourMs)
    const [{ now } = { now: 0 }] = await db.query<{ now: number }>({
      text: 'select extract(epoch from vb_now())::float8 * 1000 as now',
    })
    for (const lease of await room.claim('measurements'))
      await measureAccount({ ...room.deps, db: { ...db, query } }, lease)
    expect(await room.points(late)).toEqual([{ likes: 1 }])
    expect(lookedBackMs.map((ms) => Math.round(ms / hourMs))).toEqual([2])
  })

  it('are read as the page that they went to, whichever is selected now', async () => {
    const account = await room.anAccount()
    const [one, two, none] = [
      await room.isOut(account, 4 * hourMs),
      await room.isOut(account, 3 * hourMs),
      await room.isOut(account, 2 * hourMs),
    ]
    for (const [post, id] of [
      [one, 'A'],
      [two, 'B'],
    ] as const)
      await room.db.query({
        text: 'update targets set page = $2 where id = $1',
        values: [post.replace('remote-', ''), { id }],
      })
    await room.db.query({
      text: `update accounts set platform_data = platform_data || '{"page": {"id": "B"}}' where id = $1`,
      values: [account.id],
    })
    // What the network says of a page that is not selected any more, it says of that page.
    const said = { until: Promise.resolve() }
    room.counted.script = [said, said, refusal('ACCOUNT_SUSPENDED', 'reconnect')]
    await room.db.query({ text: `update backfills set run_at = 'infinity'` })
    await room.readDue()
    expect(await room.row(account.id)).toMatchObject({ status: 'active' })
    expect(asked('posts')).toEqual([`posts at A: ${one}`, `posts at B: ${two},${none}`])
  })

  it('what the network does not tell is absent, not zero', async () => {
    const account = await room.anAccount()
    const post = await room.isOut(account, 2 * hourMs)
    room.counted.numbers.set(post, { likes: 0 })
    await room.readDue()
    expect(await room.points(post)).toEqual([{ likes: 0 }])
  })

  it('that an answer leaves out are asked for again in their time, those that are gone never', async () => {
    const account = await room.anAccount()
    const [left, gone] = [await room.isOut(account, 3 * hourMs), await room.isOut(account, 2 * hourMs)]
    room.counted.numbers.set(gone, 'gone')
    await room.readDue()
    const rows = new Map((await room.measured(account.id)).map((row) => [row.remote_id, row]))
    expect(rows.get(gone)).toMatchObject({ is_gone: true })
    expect(Number(rows.get(gone)?.run_at)).toBe(Infinity)
    room.counted.calls.length = 0
    await room.advance(hourMs)
    await room.readDue()
    expect(asked('posts')).toEqual([`posts ${left}`])
    expect(await room.points(left)).toEqual([])
  })

  it('are kept by who has the lease alone: a worker that lost it keeps nothing, and the next reads them', async () => {
    const account = await room.anAccount()
    const post = await room.isOut(account, 2 * hourMs)
    room.counted.numbers.set(post, { likes: 1 })
    let answer: () => void = () => undefined
    room.counted.script = [
      { until: Promise.resolve() },
      { until: Promise.resolve() },
      { until: new Promise<void>((resolve) => (answer = resolve)) },
    ]
    const lease = only(await room.claim('measurements'))
    const slow = measureAccount(room.deps, lease)
    await expect.poll(() => asked('posts').length).toBe(1)

    await room.db.query({
      text: `update measurements set lease_token = null, lease_until = null, run_at = vb_now()`,
    })
    room.counted.numbers.set(post, { likes: 2 })
    await room.readDue()
    answer()
    await slow
    expect(await room.points(post)).toEqual([{ likes: 2 }])
    expect((await room.due('measurements', account.id)) ?? 0).toBeGreaterThan(minuteMs)
  })
})

describe('an account', () => {
  it('has a row for each day, of which a later read corrects what was told before', async () => {
    room.counted.days = [
      { day: '2026-11-01', numbers: { impressions: 7, followers: 8 } },
      { day: '2026-11-02', numbers: { impressions: 9 } },
    ]
    const account = await room.anAccount()
    await room.readDue()
    room.counted.days = [{ day: '2026-11-02', numbers: { impressions: 12 } }]
    await room.advance(dayMs)
    await room.readDue()
    expect(asked('account')).toHaveLength(2)
    // All that is kept at first, then what may have been corrected.
    const [first = new Date(NaN), second = new Date(NaN)] = room.counted.daysSince
    expect(Math.round((second.getTime() - first.getTime()) / dayMs)).toBe(90 + 1 - 7)
    const days = await room.db.query<{ day: string; numbers: object }>({
      text: `select to_char(day, 'YYYY-MM-DD') as day, numbers from account_days where account_id = $1 order by day limit 2`,
      values: [account.id],
    })
    expect(days).toEqual([
      { day: '2026-11-01', numbers: { impressions: 7, followers: 8 } },
      { day: '2026-11-02', numbers: { impressions: 12 } },
    ])
    const [{ count } = { count: 0 }] = await room.db.query<{ count: number }>({
      text: `select count(*)::integer from account_days where account_id = $1 and numbers @> '{"followers": 10, "posts": 1}'`,
      values: [account.id],
    })
    expect(count).toBe(2)
  })
})

describe('a network that', () => {
  it('has had enough is left alone as long as it says, in all workspaces that share the account', async () => {
    const mine = await room.anAccount({ user: 'shared' })
    const other = await aWorkspace(room.db)
    const theirs = await room.anAccount({ home: other, user: 'shared' })
    expect(theirs.laneId).toBe(mine.laneId)
    room.counted.script = [refusal('RATE_LIMITED', 'wait', 20 * minuteMs)]
    await room.db.query({ text: `update backfills set run_at = 'infinity'` })
    await room.readDue()
    expect(room.counted.calls).toHaveLength(1)
    await room.advance(19 * minuteMs)
    await room.readDue()
    expect(room.counted.calls).toHaveLength(1)
    await room.advance(2 * minuteMs)
    await room.readDue()
    expect(asked('account')).toHaveLength(2)
  })

  it('has little left for us is left alone until there is more', async () => {
    const account = await room.anAccount()
    room.counted.restMs = 15 * minuteMs
    await room.db.query({ text: `update backfills set run_at = 'infinity'` })
    await room.readDue()
    expect(room.counted.calls).toEqual(['quota'])
    expect(Math.round(((await room.due('measurements', account.id)) ?? 0) / minuteMs)).toBe(15)
  })

  it('does not answer is asked again after pauses that grow', async () => {
    const account = await room.anAccount()
    const pauses: number[] = []
    for (let tries = 0; tries < 3; tries += 1) {
      room.counted.script = [new NoAnswer('connection reset')]
      await room.advance(Math.ceil(Math.max(0, (await room.due('measurements', account.id)) ?? 0)) + 1)
      const lease = only(await room.claim('measurements'))
      await measureAccount(room.deps, lease)
      pauses.push(Math.round(((await room.due('measurements', account.id)) ?? 0) / minuteMs))
    }
    expect(pauses).toEqual([1, 2, 4])
  })

  it('does not let us see some numbers tells the others, and the account lives', async () => {
    const account = await room.anAccount()
    const post = await room.isOut(account, 2 * hourMs)
    room.counted.numbers.set(post, { likes: 1 })
    room.counted.script = [
      refusal('PERMISSION_DENIED', 'reconnect'),
      refusal('PERMISSION_DENIED', 'reconnect'),
    ]
    await room.db.query({ text: `update backfills set run_at = 'infinity'` })
    await room.readDue()
    expect(await room.points(post)).toEqual([{ likes: 1 }])
    expect(await room.row(account.id)).toMatchObject({ status: 'active' })
  })

  it('does not let us in any more ends the account, once, and is not asked until it is connected again', async () => {
    const account = await room.anAccount({ user: 'leaver' })
    // The refresh token is refused as well.
    room.network.refreshFaults = ['revoked', 'revoked']
    room.counted.script = [refusal('ACCOUNT_DISCONNECTED', 'reconnect')]
    await room.readDue()
    expect(await room.row(account.id)).toMatchObject({ status: 'expired' })
    const dead = room.counted.calls.length
    await room.advance(30 * dayMs)
    await room.readDue()
    expect(room.counted.calls).toHaveLength(dead)
    expect((await room.events()).filter(({ type }) => type === 'account.error')).toHaveLength(1)

    room.network.refreshFaults = []
    expect((await room.anAccount({ user: 'leaver' })).id).toBe(account.id)
    await room.readDue()
    expect(asked('account').length).toBeGreaterThan(0)
    expect(asked('history').length).toBeGreaterThan(0)
  })

  it.each(['counted', 'countedonce'] as const)(
    'does not let us in with a token that was replaced meanwhile on %s is asked with the new one',
    async (platform) => {
      const account = await room.anAccount({ user: 'quick', platform })
      await room.db.query({ text: `update backfills set run_at = 'infinity'` })
      let answer: () => void = () => undefined
      const until = new Promise<void>((resolve) => (answer = resolve))
      room.counted.script = [{ until }, refusal('ACCOUNT_DISCONNECTED', 'reconnect')]
      const reading = measureAccount(room.deps, only(await room.claim('measurements')))
      await expect.poll(() => asked('quota').length).toBe(1)
      await room.connect('quick', { platform })
      room.network.calls.length = 0
      answer()
      await reading
      expect(room.network.calls).toEqual([])
      expect(asked('account')).toHaveLength(2)
      expect(await room.row(account.id)).toMatchObject({ status: 'active' })
    },
  )

  it.each([{ force: false }, { force: true }])(
    'renews our access at this moment is asked once that is done, and once is enough (%o)',
    async ({ force }) => {
      const account = await room.anAccount()
      await room.db.query({ text: `update backfills set run_at = 'infinity'` })
      let open: () => void = () => undefined
      room.network.refreshGate = new Promise((resolve) => (open = resolve))
      room.network.calls.length = 0
      if (force) room.counted.script = [refusal('ACCOUNT_DISCONNECTED', 'reconnect')]
      else await room.advance(2 * hourMs)
      const renewal = freshTokens(room.deps, account.id, { force: true })
      await expect.poll(() => room.network.calls.length).toBe(1)
      const { db } = room
      let tries = 0
      const query: typeof db.query = (statement) => {
        if (statement.name === 'lease-refresh') tries += 1
        return db.query(statement)
      }
      const deps = { ...room.deps, db: { ...db, query } }
      const reading = measureAccount(deps, only(await room.claim('measurements')))
      await expect.poll(() => tries).toBeGreaterThan(0)
      open()
      room.network.refreshGate = null
      await Promise.all([renewal, reading])
      expect(asked('account')).toHaveLength(1)
      expect(room.network.calls).toHaveLength(1)
      expect(await room.due('measurements', account.id)).toBeGreaterThan(2 * minuteMs)
    },
  )

  it('does not let us in with a token that was replaced while it said so leaves the account alive', async () => {
    const account = await room.anAccount({ user: 'quicker', platform: 'countedonce' })
    await room.db.query({ text: `update backfills set run_at = 'infinity'` })
    let answer: () => void = () => undefined
    const until = new Promise<void>((resolve) => (answer = resolve))
    room.counted.script = [{ until, then: refusal('ACCOUNT_SUSPENDED', 'reconnect') }]
    const reading = measureAccount(room.deps, only(await room.claim('measurements')))
    await expect.poll(() => asked('quota').length).toBe(1)
    await room.connect('quicker', { platform: 'countedonce' })
    answer()
    await reading
    expect(await room.row(account.id)).toMatchObject({ status: 'active' })
  })

  it('does not let us in, and gives no other token, ends the account by what it said', async () => {
    const account = await room.anAccount({ platform: 'countedonce' })
    room.counted.script = [refusal('ACCOUNT_DISCONNECTED', 'reconnect')]
    await room.readDue()
    expect(await room.row(account.id)).toMatchObject({
      status: 'expired',
      error: { message: 'The network says no.' },
    })
  })

  it('ends the account, and whoever follows the workspace is told at once', async () => {
    const account = await room.anAccount()
    await room.db.query({ text: `update backfills set run_at = 'infinity'` })
    room.counted.script = [refusal('ACCOUNT_SUSPENDED', 'reconnect')]
    const told: unknown[] = []
    const wake = { ...room.deps.wake, changed: (...what: unknown[]) => void told.push(what) }
    await measureAccount({ ...room.deps, wake }, only(await room.claim('measurements')))
    expect(await room.row(account.id)).toMatchObject({ status: 'suspended' })
    expect(told).toEqual([[room.home.workspaceId, 'accounts', account.id]])
  })
})

it('a network whose numbers are switched off is not asked, and is once they are on again', async () => {
  const account = await room.anAccount()
  const off = { ...room.deps, metricsOff: new Set(['counted']) }
  for (const lease of await room.claim('measurements')) await measureAccount(off, lease)
  for (const lease of await room.claim('backfills')) await backfillAccount(off, lease)
  expect(room.counted.calls).toEqual([])
  await room.advance(dayMs)
  await room.readDue()
  expect(asked('account')).toHaveLength(1)
  expect(asked('history')).toHaveLength(1)
  expect(await room.row(account.id)).toMatchObject({ status: 'active' })
})
