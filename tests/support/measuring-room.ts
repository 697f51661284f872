import { backfillAccount } from '../../src/analytics/backfill-account.js'
import { measureAccount } from '../../src/analytics/measure-account.js'
import type { JsonObject } from '../../src/kit/json.js'
import { newId } from '../../src/kit/ids.js'
import { claimDue, registerWorker, type DueTable, type Lease } from '../../src/store/claims.js'
import { accountsRoom, type AccountsRoom } from './accounts-room.js'
import { CountedNetwork } from './counted-network.js'
import { aPost, type Home } from './builders.js'

/** The rooms that read numbers, over a real database and a network whose numbers a test sets. */
export type MeasuringRoom = AccountsRoom & {
  counted: CountedNetwork
  /** A connected account, its first reads due. */
  anAccount: (given?: {
    home?: Home
    user?: string
    platform?: CountedPlatform
  }) => Promise<{ id: string; laneId: string }>
  /** A post of ours that is out since `agoMs`; answers its remote id. */
  isOut: (account: { id: string; laneId: string }, agoMs?: number, home?: Home) => Promise<string>
  claim: (table: 'measurements' | 'backfills') => Promise<Lease[]>
  /** Measures and backfills until nothing is due. */
  readDue: () => Promise<void>
  due: (table: DueTable, id: string) => Promise<number | null>
  measured: (accountId: string) => Promise<MeasuredRow[]>
  points: (remoteId: string) => Promise<Record<string, unknown>[]>
}

/** `countedpages` posts to pages; `countedboards` too, but is read without one, `countedkinds` where its accounts say so. */
type CountedPlatform = 'counted' | 'countedonce' | 'countedpages' | 'countedboards' | 'countedkinds'

export type MeasuredRow = {
  remote_id: string
  target_id: string | null
  numbers: Record<string, unknown>
  is_gone: boolean
  run_at: Date
  text: string | null
  url: string | null
}

export async function measuringRoom(): Promise<MeasuringRoom> {
  const counted = new CountedNetwork()
  const room = await accountsRoom((network) => {
    const base = { ...network.connector(), aliases: [], config: { required: {} }, ...counted.parts() }
    const { refresh: _refresh, ...onceOnly } = base.auth
    const destinations = (): Promise<JsonObject[]> => Promise.resolve([{ id: 'p1' }, { id: 'p2' }])
    return [
      { ...base, slug: 'counted' },
      { ...base, slug: 'countedonce', auth: onceOnly },
      { ...base, slug: 'countedpages', needsPage: true, destinations },
      { ...base, slug: 'countedboards', needsPage: (_data, options) => options !== null, destinations },
      { ...base, slug: 'countedkinds', needsPage: (data) => data['page'] == null, destinations },
    ]
  })
  const { db, deps } = room
  const workerId = await registerWorker(db, { host: 'test', pid: process.pid })
  let users = 0
  const claim = (table: 'measurements' | 'backfills'): Promise<Lease[]> =>
    claimDue(db, table, { mode: 'sandbox', workerId, limit: 100, perGroup: 1, passOver: [] })
  return {
    ...room,
    counted,
    claim,
    async anAccount({ home = room.home, user, platform = 'counted' } = {}) {
      users += 1
      const { account } = await room.connect(user ?? `counted${String(users)}`, {
        home,
        platform,
      })
      await room.advance(30_000)
      return { id: account.id, laneId: account.lane_id }
    },
    async isOut(account, agoMs = 0, home = room.home) {
      const { targets } = await aPost(db, home, {
        status: 'published',
        targets: [{ account: { ...account, platform: 'counted' } }],
      })
      const id = targets[0]?.id ?? newId('pp')
      await db.query({
        text: `update target_items set published_at = vb_now() - $2 * interval '1 millisecond' where target_id = $1`,
        values: [id, agoMs],
      })
      return `remote-${id}`
    },
    async readDue() {
      for (;;) {
        const [measurements, backfills] = [await claim('measurements'), await claim('backfills')]
        if (measurements.length + backfills.length === 0) return
        for (const lease of backfills) await backfillAccount(deps, lease)
        for (const lease of measurements) await measureAccount(deps, lease)
      }
    },
    async due(table, id) {
      const [row] = await db.query<{ ms: number | null }>({
        text: `select case when run_at < 'infinity' then extract(epoch from run_at - vb_now())::float8 * 1000 end as ms from ${table} where id = $1`,
        values: [id],
      })
      return row?.ms ?? null
    },
    measured: (accountId) =>
      db.query({
        text: 'select * from measured_posts where account_id = $1 order by published_at desc',
        values: [accountId],
      }),
    async points(remoteId) {
      const rows = await db.query<{ numbers: Record<string, unknown> }>({
        text: `select point.numbers from post_points as point join measured_posts as post on post.id = point.post_id
               where post.remote_id = $1 order by point.at`,
        values: [remoteId],
      })
      return rows.map((row) => row.numbers)
    },
  }
}
