import { beforeAll, beforeEach, expect, it } from 'vitest'
import { accountsRoom, type AccountsRoom } from '../../tests/support/accounts-room.js'
import { refreshNow } from './check-account.js'
import { freshTokens } from './fresh-tokens.js'

/** Tokens that last until they end: of a network that renews none (still), or some but not these (picky). */
const hourMs = 3_600_000
let room: AccountsRoom
let users = 0

beforeAll(async () => {
  room = await accountsRoom((network) => {
    const netto = { ...network.connector(), aliases: [], config: { required: {} } }
    const { refresh: _refresh, ...auth } = netto.auth
    return [
      { ...netto, slug: 'still', auth },
      { ...netto, slug: 'picky', auth: { ...netto.auth, renewable: () => false } },
    ]
  })
})
beforeEach(async () => {
  await room.db.query({ text: `update accounts set run_at = 'infinity'` })
  room.network.calls.length = 0
})

async function anAccountOf(platform: string): Promise<string> {
  const { account } = await room.connect(`u${String((users += 1))}`, { platform })
  await room.db.query({ text: 'delete from deliveries' })
  await room.db.query({ text: 'delete from events' })
  return account.id
}
const refreshes = (): number => room.network.calls.filter((call) => call === 'token refresh_token').length
const eventTypes = async (): Promise<string[]> => (await room.events()).map((event) => event.type)

it.each(['still', 'picky'])(
  'marks tokens of %s that cannot be renewed dead when they end, not before',
  async (platform) => {
    const id = await anAccountOf(platform)
    await refreshNow(room.deps, room.home.workspaceId, id)
    expect(await freshTokens(room.deps, id, { force: false })).toMatchObject({ kind: 'ok' })
    await room.advance(2 * hourMs - 1_000)
    expect(await room.runDue()).toBe(0)
    await room.advance(2_000)
    expect(await room.runDue()).toBe(1)
    expect(await room.row(id)).toMatchObject({ status: 'expired' })
    expect(await eventTypes()).toEqual(['account.error'])
    await expect(refreshNow(room.deps, room.home.workspaceId, id)).rejects.toMatchObject({ code: 'CONFLICT' })
  },
)

it('marks tokens that cannot be renewed dead when the network refuses them', async () => {
  const id = await anAccountOf('picky')
  expect(await freshTokens(room.deps, id, { force: true })).toMatchObject({ kind: 'dead' })
  expect([await room.row(id), refreshes(), await eventTypes()]).toMatchObject([
    { status: 'expired' },
    0,
    ['account.error'],
  ])
})
