import { expect, it } from 'vitest'
import {
  countsPost,
  windowAt,
  type PostKind,
  type QuotaRule,
  type QuotaWindow,
} from '../../src/domain/quota.js'
import { loadPostingContext } from '../../src/store/posting-context.js'
import { readLaneQuota } from '../../src/store/quotas.js'
import { aPost, anAccount, aWorkspace } from '../support/builders.js'
import { testDatabase } from '../support/database.js'

const db = await testDatabase()
const home = await aWorkspace(db)
const { laneId, ...account } = await anAccount(db, home)

/** What the database counts at a time, with one post out a second after the window began, one at its beginning. */
async function published(window: QuotaWindow, at: Date): Promise<number> {
  const rules: QuotaRule[] = [{ name: 'posts', limit: 10, window }]
  const { accounts } = await loadPostingContext(db, home, {
    accountIds: [account.id],
    platforms: [],
    mediaIds: [],
    quotas: { rules: { [account.platform]: rules }, at },
  })
  return accounts[0]?.quota?.counts[0]?.published ?? -1
}

it.each<[QuotaWindow, string]>([
  [{ rollingMs: 900_000 }, '2099-11-30T10:20:00Z'],
  [{ everyMs: 10_800_000 }, '2099-11-30T10:20:00Z'],
  [{ dayIn: 'America/Los_Angeles' }, '2099-11-30T07:30:00Z'],
  [{ dayIn: 'America/Los_Angeles' }, '2099-11-01T20:00:00Z'],
  [{ dayIn: 'America/Los_Angeles' }, '2099-03-08T20:00:00Z'],
  [{ dayIn: 'UTC' }, '2099-03-08T00:00:01Z'],
])('the database and the domain mean the same window by %j at %s', async (window, time) => {
  const at = new Date(time)
  const { from } = windowAt(window, at)
  await db.query({ text: 'truncate target_items' })
  for (const ms of [0, 1_000]) {
    const { targets } = await aPost(db, home, {
      status: 'published',
      targets: [{ account: { ...account, laneId } }],
    })
    await db.query({
      text: 'update target_items set published_at = $2 where target_id = $1',
      values: [targets[0]?.id, new Date(from.getTime() + ms)],
    })
  }
  expect(await published(window, at)).toBe(1)
})

const kinds: PostKind[] = [
  { contentType: null, options: {} },
  { contentType: 'REEL', options: { draft: false } },
  { contentType: 'REEL', options: { draft: true, title: 'A' } },
  { contentType: 'VIDEO', options: { draft: true } },
]

it.each<Pick<QuotaRule, 'only' | 'except'>>([
  {},
  { only: { contentType: 'REEL' } },
  { only: { options: { draft: true } } },
  { except: { options: { draft: true } } },
  { only: { contentType: 'REEL' }, except: { options: { draft: true } } },
])('the database and the domain mean the same posts by %j', async (which) => {
  const counted: QuotaRule = { name: 'posts', limit: 10, window: { rollingMs: 86_400_000 }, ...which }
  const other = await anAccount(db, home)
  for (const { contentType, options } of kinds)
    for (const status of ['published', 'scheduled'] as const) {
      const { id } = await aPost(db, home, { status, targets: [{ account: other }] })
      await db.query({
        text: 'update posts set content_type = $2, platform_metadata = $3 where id = $1',
        values: [id, contentType, { [other.platform.toUpperCase()]: options }],
      })
      await db.query({
        text: `update targets set run_at = vb_now() + interval '1 hour' where post_id = $1 and status <> 'published'`,
        values: [id],
      })
    }
  const { counts } = await readLaneQuota(db, { laneId: other.laneId, rules: [counted] })
  const expected = kinds.filter((kind) => countsPost(counted, kind)).length
  expect(counts[0]).toMatchObject({ published: expected, scheduled: expected })
})
