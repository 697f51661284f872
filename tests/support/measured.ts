import type { AccountNumbers, PostNumbers } from '../../src/domain/numbers.js'
import type { Database } from '../../src/store/database.js'
import { aPost, anAccount, type Account, type Home } from './builders.js'

const dayMs = 86_400_000

/** What a network told of a post, by the post's age in days. */
export type Told = Record<number, PostNumbers>

/** A workspace whose numbers a test sets: accounts, posts that are out, and what their networks told of them. */
export type MeasuredWorkspace = {
  now: () => Promise<Date>
  account: (platform: string, username?: string) => Promise<Account>
  /** A post of ours that is out since `days` on these accounts. */
  post: (days: number, on: readonly [Account, Told][], content?: string) => Promise<string>
  /** One that went out past us. */
  past: (days: number, account: Account, told: Told, content?: string) => Promise<void>
  /** What the network tells of an account on the day so many days ago. */
  day: (account: Account, daysAgo: number, numbers: AccountNumbers) => Promise<void>
}

export function measuredWorkspace(db: Database, home: Home): MeasuredWorkspace {
  const now = async (): Promise<Date> =>
    (await db.query<{ now: Date }>({ text: 'select vb_now() as now' }))[0]?.now ?? new Date(Number.NaN)
  let pasts = 0

  const measured = async (
    { id }: Account,
    published: Date,
    told: Told,
    of: { targetId: string | null; remoteId: string; text: string | null },
  ): Promise<void> => {
    const points = Object.keys(told)
      .map(Number)
      .sort((a, b) => a - b)
      .map((age) => ({ at: new Date(published.getTime() + age * dayMs), numbers: told[age] }))
    const latest = points.at(-1)
    const [row] = await db.query<{ id: string }>({
      text: `insert into measured_posts (workspace_id, account_id, remote_id, target_id, published_at, text, numbers, measured_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
      values: [
        home.workspaceId,
        id,
        of.remoteId,
        of.targetId,
        published,
        of.text,
        JSON.stringify(latest?.numbers ?? {}),
        latest?.at ?? null,
      ],
    })
    for (const { at, numbers } of points)
      await db.query({
        text: 'insert into post_points (workspace_id, post_id, at, numbers) values ($1, $2, $3, $4)',
        values: [home.workspaceId, row?.id, at, JSON.stringify(numbers)],
      })
  }
  const ago = async (days: number): Promise<Date> => new Date((await now()).getTime() - days * dayMs)

  return {
    now,
    account: (platform, username = 'bistro') => anAccount(db, home, { platform, username }),
    async post(days, on, content = 'Menu') {
      const published = await ago(days)
      const targets = on.map(([account]) => ({ account }))
      const post = await aPost(db, home, { status: 'published', content, targets })
      for (const [index, [account, told]] of on.entries()) {
        const targetId = post.targets[index]?.id ?? null
        await db.query({
          text: 'update target_items set published_at = $2 where target_id = $1',
          values: [targetId, published],
        })
        await measured(account, published, told, {
          targetId,
          remoteId: `remote-${String(targetId)}`,
          text: null,
        })
      }
      return post.id
    },
    async past(days, account, told, text = 'Before us') {
      pasts += 1
      await measured(account, await ago(days), told, {
        targetId: null,
        remoteId: `past-${String(pasts)}`,
        text,
      })
    },
    async day({ id }, daysAgo, numbers) {
      await db.query({
        text: `insert into account_days (workspace_id, account_id, day, numbers)
               values ($1, $2, (vb_now() at time zone 'UTC')::date - $3::integer, $4)`,
        values: [home.workspaceId, id, daysAgo, JSON.stringify(numbers)],
      })
    },
  }
}
