import { beforeAll, beforeEach, expect, it } from 'vitest'
import { backfillAccount } from '../../src/analytics/backfill-account.js'
import { selectPage } from '../../src/accounts/pages.js'
import { measureAccount } from '../../src/analytics/measure-account.js'
import type { Connector } from '../../src/connectors/connector.js'
import type { Database } from '../../src/store/database.js'
import { aWorkspace } from '../support/builders.js'
import { only, waitingForLocks } from '../support/publishing.js'
import { measuringRoom, type MeasuringRoom } from '../support/measuring-room.js'

const dayMs = 86_400_000

let room: MeasuringRoom
beforeAll(async () => {
  room = await measuringRoom()
})
beforeEach(async () => {
  await room.db.query({ text: 'truncate measurements, backfills, measured_posts, post_points cascade' })
  Object.assign(room.counted, { past: [], script: [] })
  room.counted.numbers.clear()
  room.counted.calls.length = 0
})

const asked = (): string[] => room.counted.calls.filter((call) => call.startsWith('history'))

/** One post each `stepMs`, the newest first. */
async function hasPast(count: number, stepMs = dayMs): Promise<void> {
  const [row] = await room.db.query<{ now: Date }>({ text: 'select vb_now() as now' })
  const now = row?.now.getTime() ?? 0
  room.counted.past = Array.from({ length: count }, (_, index) => ({
    remoteId: `old${String(index)}`,
    url: `https://counted.example/old${String(index)}`,
    text: `What we did ${String(index)}`,
    createdAt: new Date(now - (index + 1) * stepMs),
    numbers: { likes: index },
  }))
}

it('reads what an account posted in the last 90 days, with its numbers, and no more', async () => {
  await hasPast(30, 10 * dayMs)
  const account = await room.anAccount()
  await room.readDue()
  const found = await room.measured(account.id)
  expect(found.map(({ remote_id }) => remote_id)).toEqual(
    Array.from({ length: 8 }, (_, index) => `old${String(index)}`),
  )
  expect(found[3]).toMatchObject({
    target_id: null,
    numbers: { likes: 3 },
    text: 'What we did 3',
    url: 'https://counted.example/old3',
  })
  expect(await room.points('old3')).toEqual([{ likes: 3 }])
  expect(asked()).toHaveLength(5)
  expect(await room.due('backfills', account.id)).toBeNull()
})

it('goes on where it stopped after its worker died, and what the dead one read late is not kept', async () => {
  await hasPast(8)
  const account = await room.anAccount()
  let answer: () => void = () => undefined
  const never = new Promise<void>((resolve) => (answer = resolve))
  room.counted.script = [{ until: Promise.resolve() }, { until: Promise.resolve() }, { until: never }]
  const lease = only(await room.claim('backfills'))
  const dead = backfillAccount(room.deps, lease)
  await expect.poll(() => asked().length).toBe(3)
  expect(await room.measured(account.id)).toHaveLength(4)

  // As when its session is gone.
  await room.db.query({
    text: 'update backfills set lease_token = null, lease_until = null, run_at = vb_now()',
  })
  for (const next of await room.claim('backfills')) await backfillAccount(room.deps, next)
  expect(asked()).toEqual(['history first', 'history 2', 'history 4', 'history 4', 'history 6'])
  expect(await room.measured(account.id)).toHaveLength(8)
  answer()
  await dead
  expect(asked()).toHaveLength(5)
  expect(await room.measured(account.id)).toHaveLength(8)
  expect(await room.due('backfills', account.id)).toBeNull()
})

it('lets others have a turn after some pages, and goes on', async () => {
  await hasPast(30)
  const account = await room.anAccount()
  await backfillAccount(room.deps, only(await room.claim('backfills')))
  expect(await room.measured(account.id)).toHaveLength(10)
  await room.readDue()
  expect(await room.measured(account.id)).toHaveLength(30)
})

it('ends where the network names the same page as the next, again and again', async () => {
  const account = await room.anAccount()
  const { connectors } = room.deps
  let pages = 0
  const history: NonNullable<Connector['history']> = () => {
    pages += 1
    return Promise.resolve({ kind: 'ok', posts: [], next: 'same' })
  }
  const get = (slug: string): Connector => ({ ...connectors.get(slug), history })
  const deps = { ...room.deps, connectors: { ...connectors, get } }
  await backfillAccount(deps, only(await room.claim('backfills')))
  expect(pages).toBe(2)
  expect(await room.due('backfills', account.id)).toBeNull()
})

it('a network that has had enough is left alone as long as it says, in all workspaces that share the account', async () => {
  await room.anAccount({ user: 'shared' })
  await room.anAccount({ home: await aWorkspace(room.db), user: 'shared' })
  await room.db.query({ text: `update measurements set run_at = 'infinity'` })
  const error = { code: 'RATE_LIMITED', message: 'Later.' } as const
  room.counted.script = [{ kind: 'refused', cure: 'wait', error, retryAfterMs: 20 * 60_000 }]
  await room.readDue()
  expect(asked()).toHaveLength(1)
  await room.advance(21 * 60_000)
  await room.readDue()
  expect(asked()).toHaveLength(3)
})

it('a post of ours that it meets is that of its target; parts of our threads and comments are none', async () => {
  await hasPast(3)
  const account = await room.anAccount()
  const post = await room.isOut(account, dayMs / 2)
  const target = post.replace('remote-', '')
  await room.db.query({
    text: `insert into target_items (target_id, sequence, workspace_id, lane_id, remote_id, published_at)
           select target_id, 1, workspace_id, lane_id, 'old0', published_at from target_items where target_id = $1`,
    values: [target],
  })
  await room.db.query({
    text: `insert into comments (id, workspace_id, post_id, target_id, lane_id, mode, content, remote_id)
           select 'cmt_1', workspace_id, post_id, id, lane_id, 'sandbox', 'More below', 'old1' from targets where id = $1`,
    values: [target],
  })
  const [newest, , third] = room.counted.past
  if (newest === undefined || third === undefined) throw new Error('no past')
  room.counted.past = [{ ...newest, remoteId: post }, ...room.counted.past]
  await room.readDue()
  const found = await room.measured(account.id)
  expect(found.map(({ remote_id, target_id }) => [remote_id, target_id])).toEqual([
    [post, target],
    ['old2', null],
  ])
})

/** The room's parts, over a database that keeps the first of these statements waiting until it may go on. */
function holding(name: string): {
  deps: MeasuringRoom['deps']
  isHeld: Promise<void>
  goOn: () => void
} {
  let [goOn, held] = [() => undefined as void, () => undefined as void]
  const until = new Promise<void>((resolve) => (goOn = resolve))
  const isHeld = new Promise<void>((resolve) => (held = resolve))
  const holds =
    (query: Database['query']): Database['query'] =>
    async (statement) => {
      const rows = await query(statement)
      if (statement.name !== name) return rows as never
      held()
      await until
      return rows as never
    }
  const { db } = room
  const transaction: Database['transaction'] = (work) =>
    db.transaction((tx) => work({ ...tx, query: holds(tx.query) }))
  return { deps: { ...room.deps, db: { ...db, query: holds(db.query), transaction } }, isHeld, goOn }
}

it.each([
  ['the measurement ends', 'hasten-measurement'],
  ['the page is kept', 'next-post-at'],
])(
  'numbers that a page does not tell are asked for at once, even if %s at that moment',
  async (_when, held) => {
    await hasPast(2)
    room.counted.past = room.counted.past.map(({ numbers: _numbers, ...post }) => post)
    const account = await room.anAccount()
    const [measurement, backfill] = [
      only(await room.claim('measurements')),
      only(await room.claim('backfills')),
    ]
    const { deps, isHeld, goOn } = holding(held)
    const isPage = held === 'hasten-measurement'
    const first = isPage ? backfillAccount(deps, backfill) : measureAccount(deps, measurement)
    await isHeld
    let isDone = false
    const second = (
      isPage ? measureAccount(room.deps, measurement) : backfillAccount(room.deps, backfill)
    ).finally(() => (isDone = true))
    await expect.poll(async () => isDone || (await waitingForLocks(room.db)) > 0).toBe(true)
    goOn()
    await Promise.all([first, second])
    expect(await room.due('measurements', account.id)).toBeLessThanOrEqual(0)
  },
)

it('numbers that a page does not tell are asked for at once', async () => {
  await hasPast(3)
  room.counted.past = room.counted.past.map(({ numbers: _numbers, ...post }) => post)
  for (const { remoteId } of room.counted.past) room.counted.numbers.set(remoteId, { likes: 7 })
  const account = await room.anAccount()
  // Their reading is not due for an hour when the page comes.
  for (const lease of await room.claim('measurements')) await measureAccount(room.deps, lease)
  await room.readDue()
  expect((await room.measured(account.id)).map(({ numbers }) => numbers)).toEqual([
    { likes: 7 },
    { likes: 7 },
    { likes: 7 },
  ])
})

it('an account that is connected again is read from where the last backfill ended', async () => {
  // Older ones than are read, so that it ends before the network has named its last page.
  await hasPast(6, 40 * dayMs)
  const account = await room.anAccount({ user: 'back' })
  await room.readDue()
  await room.advance(10 * dayMs)
  await hasPast(20)
  room.counted.calls.length = 0
  expect((await room.anAccount({ user: 'back' })).id).toBe(account.id)
  await room.readDue()
  // Eleven days and the page in which they end, of two posts each.
  expect(asked()).toHaveLength(6)
  expect(asked()[0]).toBe('history first')
})

it('an account that is connected again before it was read to the end is read on from there', async () => {
  await hasPast(14)
  await room.anAccount({ user: 'half' })
  await backfillAccount(room.deps, only(await room.claim('backfills')))
  await room.anAccount({ user: 'half' })
  await room.readDue()
  expect(asked().slice(4)).toEqual(['history 8', 'history 10', 'history 12'])
})

it.each([
  ['posts to a page', 'countedpages'],
  ['is of a kind that posts to a page', 'countedkinds'],
] as const)(
  'an account that %s is read once one is chosen, and for another from the beginning',
  async (_, platform) => {
    await hasPast(4)
    const account = await room.anAccount({ platform })
    await room.readDue()
    expect(room.counted.calls).toEqual([])

    for (const pageId of ['p1', 'p2']) {
      room.counted.calls.length = 0
      await selectPage(room.deps, room.home.workspaceId, account.id, { pageId, pageName: null })
      await room.advance(30_000)
      await room.readDue()
      expect(asked()).toEqual(['history first', 'history 2'])
      expect(room.counted.calls).toContain('account')
      await room.advance(dayMs / 2)
    }
  },
)

it('an account is read whose posts alone need a place, which each may name', async () => {
  await hasPast(2)
  await room.anAccount({ platform: 'countedboards' })
  await room.readDue()
  expect(asked()).toEqual(['history first'])
  expect(room.counted.calls).toContain('account')
})
