import { beforeAll, beforeEach, expect, it } from 'vitest'
import { anAccount } from '../../tests/support/builders.js'
import { accountsRoom, type AccountsRoom } from '../../tests/support/accounts-room.js'
import { newId } from '../kit/ids.js'
import { disconnectAccount } from './account-verbs.js'
import { refreshNow, testAccount } from './check-account.js'
import { openTokens } from './deps.js'
import { freshTokens, markAccountDead } from './fresh-tokens.js'

const hourMs = 3_600_000
const minuteMs = 60_000

let room: AccountsRoom
let users = 0

beforeAll(async () => {
  room = await accountsRoom()
})
beforeEach(async () => {
  await room.db.query({ text: `update accounts set run_at = 'infinity'` })
  await room.db.query({ text: 'delete from deliveries' })
  await room.db.query({ text: 'delete from events' })
  room.network.refreshFaults = []
  room.network.calls.length = 0
  room.network.isDown = false
  room.network.lifeSeconds = 7_200
})

async function anAccountOf(platform = 'netto'): Promise<{ id: string; user: string }> {
  users += 1
  const user = `u${String(users)}`
  const { account } = await room.connect(user, { platform })
  room.network.calls.length = 0
  await room.db.query({ text: 'delete from events' })
  return { id: account.id, user }
}

async function tokensOf(id: string): Promise<{ accessToken: string; refreshToken?: string }> {
  return openTokens(room.deps.seal, id, (await room.row(id))['tokens'] as Buffer)
}

async function dueInMs(id: string): Promise<number | null> {
  const [row] = await room.db.query<{ ms: number | null }>({
    text: `select case when run_at < 'infinity' then extract(epoch from run_at - vb_now())::float8 * 1000 end as ms from accounts where id = $1`,
    values: [id],
  })
  return row?.ms ?? null
}

const refreshes = (): number => room.network.calls.filter((call) => call === 'token refresh_token').length
const eventTypes = async (): Promise<string[]> => (await room.events()).map((event) => event.type)

it('refreshes five minutes before the end, and stores what the network gave', async () => {
  const { id } = await anAccountOf()
  const before = await tokensOf(id)
  await room.advance(2 * hourMs - 6 * minuteMs)
  expect(await room.runDue()).toBe(0)
  await room.advance(minuteMs + 1_000)
  expect(await room.runDue()).toBe(1)
  const after = await tokensOf(id)
  expect(after.accessToken).not.toBe(before.accessToken)
  expect(after.refreshToken).not.toBe(before.refreshToken)
  expect(Math.round(((await dueInMs(id)) ?? 0) / minuteMs)).toBe(115)
  expect(await room.row(id)).toMatchObject({ lease_token: null, tries: 0 })
})

it.each([
  [60, 54],
  [365, 358],
])(
  'refreshes tokens that live for days a tenth of their life ahead, a week at most: %d, after %d',
  async (days, after) => {
    room.network.lifeSeconds = (days * 24 * hourMs) / 1_000
    const { id } = await anAccountOf()
    expect(Math.round(((await dueInMs(id)) ?? 0) / hourMs)).toBe(after * 24)
  },
)

it('does not ask again and again where a token lives for seconds only', async () => {
  room.network.lifeSeconds = 1
  const { id } = await anAccountOf()
  await room.advance(6_000)
  expect(await room.runDue()).toBe(1)
  expect(await room.runDue()).toBe(0)
  expect(await dueInMs(id)).toBeGreaterThan(3_000)
})

it('makes one call of two that need fresh tokens at once; the other waits, or uses what still lives', async () => {
  const { id } = await anAccountOf()
  let open: () => void = () => undefined
  room.network.refreshGate = new Promise((resolve) => (open = resolve))
  await room.advance(2 * hourMs - 30_000)
  const first = freshTokens(room.deps, id, { force: false })
  await expect.poll(refreshes).toBe(1)
  const old = await tokensOf(id)
  expect(await freshTokens(room.deps, id, { force: false })).toMatchObject({
    kind: 'ok',
    tokens: { accessToken: old.accessToken },
  })
  expect(await freshTokens(room.deps, id, { force: true })).toMatchObject({ kind: 'busy' })
  expect(await room.runDue()).toBe(0)
  open()
  room.network.refreshGate = null
  expect(await first).toMatchObject({ kind: 'ok', tokens: await tokensOf(id) })
  expect(refreshes()).toBe(1)
})

it('answers both of two who ask to refresh at once, with one call', async () => {
  const { id } = await anAccountOf()
  let open: () => void = () => undefined
  room.network.refreshGate = new Promise((resolve) => (open = resolve))
  const asked: (string | undefined)[] = []
  const db = Object.create(room.db) as typeof room.db
  db.query = (statement) => {
    asked.push(statement.name)
    return room.db.query(statement)
  }
  const both = [1, 2].map(() => refreshNow({ ...room.deps, db }, room.home.workspaceId, id))
  // Both have read the old tokens before the network answers one of them.
  await expect.poll(() => asked.filter((name) => name === 'lease-refresh').length).toBeGreaterThanOrEqual(2)
  await expect.poll(refreshes).toBe(1)
  open()
  room.network.refreshGate = null
  await Promise.all(both)
  expect(refreshes()).toBe(1)
})

it('does not use a refresh token that somebody rotated between the reading and the lease', async () => {
  const { id } = await anAccountOf()
  await room.advance(2 * hourMs - 30_000)
  const { db } = room
  let isFirst = true
  // Another process refreshes just after this one has read.
  const slow = {
    ...db,
    query: async (statement: Parameters<typeof db.query>[0]) => {
      const rows = await db.query(statement)
      if (statement.name === 'read-account-tokens' && isFirst) {
        isFirst = false
        await freshTokens(room.deps, id, { force: true })
      }
      return rows
    },
  } as typeof db
  const got = await freshTokens({ ...room.deps, db: slow }, id, { force: true })
  expect(got).toMatchObject({ kind: 'ok', tokens: await tokensOf(id) })
  expect(refreshes()).toBe(1)
  expect(await room.row(id)).toMatchObject({ status: 'active', lease_token: null })
})

it('keeps the refresh token when the reply has none', async () => {
  const { id } = await anAccountOf()
  const before = await tokensOf(id)
  room.network.refreshFaults = ['keepsRefreshToken']
  await refreshNow(room.deps, room.home.workspaceId, id)
  const after = await tokensOf(id)
  expect(after.refreshToken).toBe(before.refreshToken)
  expect(after.accessToken).not.toBe(before.accessToken)
})

it('uses the old access token after a lost answer while it lives, then the old refresh token once more', async () => {
  const { id } = await anAccountOf()
  const before = await tokensOf(id)
  await room.advance(2 * hourMs - 4 * minuteMs)
  room.network.refreshFaults = ['lostAnswer']
  expect(await room.runDue()).toBe(1)
  expect(await tokensOf(id)).toEqual(before)
  // Nor does a person who asks for it end an access that works.
  const lost = { code: 'SERVICE_UNAVAILABLE', message: expect.stringContaining('answer') as string }
  await expect(refreshNow(room.deps, room.home.workspaceId, id)).rejects.toMatchObject(lost)
  await room.advance(2 * minuteMs)
  expect(await room.runDue()).toBe(0)
  expect(await freshTokens(room.deps, id, { force: false })).toMatchObject({ kind: 'ok', tokens: before })
  await room.advance(2 * minuteMs)
  expect(await room.runDue()).toBe(1)
  expect((await tokensOf(id)).accessToken).not.toBe(before.accessToken)
  expect(refreshes()).toBe(2)
  expect(await eventTypes()).toEqual([])
})

it('survives a network that is down: old tokens stay, it tries again with growing pauses', async () => {
  const { id } = await anAccountOf()
  await room.advance(2 * hourMs - 4 * minuteMs)
  room.network.isDown = true
  for (const pauseS of [15, 30, 60]) {
    expect(await room.runDue()).toBe(1)
    expect(Math.round(((await dueInMs(id)) ?? 0) / 1_000)).toBe(pauseS)
    await room.advance(pauseS * 1_000 + 1)
  }
  await room.advance(hourMs)
  expect(await freshTokens(room.deps, id, { force: false })).toMatchObject({
    kind: 'failed',
    error: { code: 'PLATFORM_UNAVAILABLE' },
  })
  await expect(refreshNow(room.deps, room.home.workspaceId, id)).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
  })
  expect(await room.row(id)).toMatchObject({ status: 'active', error: null })
  room.network.isDown = false
  expect(await freshTokens(room.deps, id, { force: false })).toMatchObject({ kind: 'ok' })
  expect(await eventTypes()).toEqual([])
})

it('marks an account dead when the network says so, and tells it once', async () => {
  const { id } = await anAccountOf()
  await room.advance(2 * hourMs - 4 * minuteMs)
  room.network.refreshFaults = ['revoked']
  await room.runDue()
  expect(await room.row(id)).toMatchObject({
    status: 'expired',
    error: { code: 'ACCOUNT_DISCONNECTED' },
    lease_token: null,
  })
  expect(await dueInMs(id)).toBeNull()
  await room.db.transaction((tx) => markAccountDead(tx, id, { code: 'PERMISSION_DENIED', message: 'again' }))
  expect(await room.events()).toMatchObject([
    {
      type: 'account.error',
      data: { accountId: id, platform: 'NETTO', status: 'EXPIRED', error: { code: 'ACCOUNT_DISCONNECTED' } },
    },
  ])
  await room.advance(hourMs)
  expect(await freshTokens(room.deps, id, { force: false })).toMatchObject({ kind: 'dead' })
})

it('brings an expired account back when a manual refresh works after all, else says to connect again', async () => {
  const { id, user } = await anAccountOf()
  await room.db.transaction((tx) =>
    markAccountDead(tx, id, { code: 'ACCOUNT_DISCONNECTED', message: 'a mistake' }),
  )
  await refreshNow(room.deps, room.home.workspaceId, id)
  expect(await room.row(id)).toMatchObject({ status: 'active', error: null })
  expect(await dueInMs(id)).toBeGreaterThan(hourMs)
  room.network.forget(user)
  const refused = { code: 'CONFLICT', details: { status: 'expired' } }
  await expect(refreshNow(room.deps, room.home.workspaceId, id)).rejects.toMatchObject(refused)
  await expect(refreshNow(room.deps, room.home.workspaceId, id)).rejects.toMatchObject(refused)
  expect(await eventTypes()).toEqual(['account.error', 'account.connected', 'account.error'])
  expect(await room.row(id)).toMatchObject({ lease_token: null })
})

it('is not told of an account that was connected anew what a call with the old tokens was refused', async () => {
  const { id, user } = await anAccountOf()
  const refused = (asOf: Date): Promise<void> =>
    room.db.transaction((tx) =>
      markAccountDead(tx, id, { code: 'ACCOUNT_DISCONNECTED', message: '401' }, { asOf }),
    )
  const now = async (): Promise<Date> =>
    (await room.db.query<{ now: Date }>({ text: 'select vb_now() as now' }))[0]?.now ?? new Date(0)
  const before = await now()
  await room.connect(user)
  await refused(before)
  expect(await room.row(id)).toMatchObject({ status: 'active', error: null })
  await refused(await now())
  expect(await room.row(id)).toMatchObject({ status: 'expired' })
})

it('does not kill an account that was connected again while a refresh was under way', async () => {
  const { id, user } = await anAccountOf()
  await room.advance(2 * hourMs - 30_000)
  let open: () => void = () => undefined
  room.network.refreshGate = new Promise((resolve) => (open = resolve))
  room.network.refreshFaults = ['revoked']
  const refreshing = freshTokens(room.deps, id, { force: false })
  await expect.poll(refreshes).toBe(1)
  // Nor does a call that was refused meanwhile: the refresh has the last word.
  await room.db.transaction((tx) => markAccountDead(tx, id, { code: 'ACCOUNT_DISCONNECTED', message: '401' }))
  expect(await room.row(id)).toMatchObject({ status: 'active' })
  await room.connect(user)
  open()
  room.network.refreshGate = null
  await refreshing
  expect(await room.row(id)).toMatchObject({ status: 'active', error: null })
  expect(await eventTypes()).toEqual(['account.connected'])
})

it('leaves the tokens of an account that was connected again during a refresh: they are newer than what it brings', async () => {
  const { id, user } = await anAccountOf()
  let open: () => void = () => undefined
  room.network.refreshGate = new Promise((resolve) => (open = resolve))
  const refreshing = freshTokens(room.deps, id, { force: true })
  await expect.poll(refreshes).toBe(1)
  await room.connect(user)
  const newest = await tokensOf(id)
  open()
  room.network.refreshGate = null
  expect(await refreshing).toMatchObject({ kind: 'ok', tokens: newest })
  expect(await tokensOf(id)).toEqual(newest)
})

it('wipes the tokens of a disconnected account once no attempt is open and no comment looked for, and tells the network', async () => {
  const { id } = await anAccountOf()
  const { accessToken } = await tokensOf(id)
  const postId = newId('post')
  const targetId = newId('pp')
  await room.db.query({
    text: `insert into posts (id, workspace_id, mode, content, status) values ($1, $2, 'sandbox', 'x', 'publishing')`,
    values: [postId, room.home.workspaceId],
  })
  await room.db.query({
    text: `insert into targets (id, workspace_id, post_id, account_id, lane_id, platform, position) select $1, workspace_id, $2, id, lane_id, platform, 0 from accounts where id = $3`,
    values: [targetId, postId, id],
  })
  await room.db.query({
    text: `insert into attempts (id, workspace_id, post_id, target_id, sequence, number, run, revision, lease_token, stage, deadline_at)
           values ($1, $2, $3, $4, 0, 1, 1, 1, gen_random_uuid(), 'send', vb_now())`,
    values: [newId('att'), room.home.workspaceId, postId, targetId],
  })
  const gone = () => room.db.transaction((tx) => disconnectAccount(tx, room.deps, room.home.workspaceId, id))
  await gone()
  await gone()
  expect(await eventTypes()).toEqual(['account.disconnected'])
  await room.runDue()
  expect((await tokensOf(id)).accessToken).toBe(accessToken)
  expect(await freshTokens(room.deps, id, { force: false })).toMatchObject({ kind: 'ok' })

  await room.db.query({
    text: `update attempts set ended_at = vb_now(), outcome = 'published' where target_id = $1`,
    values: [targetId],
  })
  const lookForComment = (runAt: string) =>
    room.db.query({
      text: `insert into comments (id, workspace_id, post_id, target_id, lane_id, mode, content, stage, run_at)
             select $1, workspace_id, post_id, id, lane_id, 'sandbox', 'x', 'look', $3 from targets where id = $2
             on conflict (target_id) do update set run_at = $3`,
      values: [newId('cmt'), targetId, runAt],
    })
  await lookForComment('2100-01-01')
  await room.advance(31_000)
  await room.runDue()
  expect((await tokensOf(id)).accessToken).toBe(accessToken)

  await lookForComment('infinity')
  await room.advance(31_000)
  await room.runDue()
  expect(await room.row(id)).toMatchObject({ tokens: null, status: 'disconnected', token_expires_at: null })
  expect(room.network.calls).toContain('revoke')
  expect(await room.runDue()).toBe(0)
  await expect(refreshNow(room.deps, room.home.workspaceId, id)).rejects.toMatchObject({ code: 'CONFLICT' })
})

it('wipes the tokens also when the account is disconnected during a refresh', async () => {
  const { id } = await anAccountOf()
  let open: () => void = () => undefined
  room.network.refreshGate = new Promise((resolve) => (open = resolve))
  const refreshing = freshTokens(room.deps, id, { force: true })
  await expect.poll(refreshes).toBe(1)
  await room.db.transaction((tx) => disconnectAccount(tx, room.deps, room.home.workspaceId, id))
  open()
  room.network.refreshGate = null
  await refreshing
  await room.runDue()
  expect(await room.row(id)).toMatchObject({ status: 'disconnected', tokens: null })
})

it('tests an account with one call, and marks or revives it by what the network says', async () => {
  const { id, user } = await anAccountOf()
  const test = () => testAccount(room.deps, room.home.workspaceId, id)
  expect(await test()).toEqual({
    success: true,
    message: 'Connection verified',
    details: { platformUserId: `id-${user}`, username: user, displayName: user },
  })
  room.network.isDown = true
  expect(await test()).toMatchObject({ success: false, message: 'Netto is down.' })
  room.network.isDown = false
  const reach = { ...room.deps.reach, origins: { 'https://api.oauth.example': 'http://127.0.0.1:1' } }
  expect(await testAccount({ ...room.deps, reach }, room.home.workspaceId, id)).toMatchObject({
    success: false,
  })
  expect(await room.row(id)).toMatchObject({ status: 'active' })

  await room.db.transaction((tx) =>
    markAccountDead(tx, id, { code: 'PERMISSION_DENIED', message: 'a mistake' }),
  )
  expect(await room.row(id)).toMatchObject({ status: 'error' })
  expect(await test()).toMatchObject({ success: true })
  expect(await room.row(id)).toMatchObject({ status: 'active', error: null })
  expect(await dueInMs(id)).toBeGreaterThan(hourMs)

  room.network.forget(user)
  expect(await test()).toMatchObject({
    success: false,
    message: 'Netto ended our access. Connect the account again.',
  })
  expect(await room.row(id)).toMatchObject({ status: 'expired' })
  expect(await eventTypes()).toEqual(['account.error', 'account.connected', 'account.error'])
})

it('says that an account without tokens is dead', async () => {
  const bare = await anAccount(room.db, room.home, { platform: 'netto' })
  expect(await freshTokens(room.deps, bare.id, { force: false })).toMatchObject({ kind: 'dead' })
  expect(await freshTokens(room.deps, 'acc_none', { force: false })).toMatchObject({ kind: 'dead' })
})
