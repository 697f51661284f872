import { afterEach, describe, expect, it } from 'vitest'
import { connectors } from '../../src/app.js'
import type { Connector } from '../../src/connectors/connector.js'
import { startHouse, type PostView } from '../support/house.js'
import { leastFile, uploadFixture } from '../support/upload-fixture.js'
import { needs } from '../support/needs.js'
import type { Exchange } from '../support/openapi.js'
import { specs } from '../support/specs.js'

/**
 * What it means to have `metrics`, `history` and `quota`: every case runs for each connector that has the part,
 * against its simulator, whose users have posted for 90 days and whose posts find an answer as they grow older.
 */
const house = await startHouse()
const hourMs = 3_600_000
const dayMs = 24 * hourMs

type Row = { id: string; numbers: Record<string, number>; measured_at: Date | null; published_at: Date }

const byTarget = async (targetId: string): Promise<Row | undefined> =>
  (
    await house.db.query<Row>({
      text: 'select id, numbers, measured_at, published_at from measured_posts where target_id = $1',
      values: [targetId],
    })
  )[0]

const found = (accountId: string): Promise<Row[]> =>
  house.db.query<Row>({
    text: 'select id, numbers, measured_at, published_at from measured_posts where account_id = $1 and target_id is null order by published_at desc',
    values: [accountId],
  })

const points = (postId: string): Promise<{ numbers: Record<string, number> }[]> =>
  house.db.query({
    text: 'select numbers from post_points where post_id = $1 order by at',
    values: [postId],
  })

/** An account of which the network tells something, where it does not of every one: a page of its own each time. */
let pages = 0
const readable: Record<string, () => object> = {
  linkedin: () => ({ pages: [{ id: String(2_414_000 + (pages += 1)), name: 'Acme' }] }),
}
const anAccount = (platform: string): Promise<{ id: string }> =>
  house.account(platform, { ...readable[platform]?.() })

/** Until nothing of the account is due that is read. */
async function isRead(accountId: string): Promise<boolean> {
  const due = await house.db.query({
    text: `select from measurements where id = $1 and (run_at <= vb_now() or lease_token is not null)
           union all select from backfills where id = $1 and (run_at <= vb_now() or lease_token is not null)`,
    values: [accountId],
  })
  return due.length === 0
}

async function after(ms: number, accountId: string): Promise<void> {
  await house.advance(ms)
  await expect.poll(() => isRead(accountId), { timeout: 20_000, interval: 50 }).toBe(true)
}

/** What every post has at a network that takes none without media, by slug. */
const least = new Map<string, Promise<string>>()
async function publish(
  accountId: string,
  content: string,
  connector: Connector,
  more: object = {},
): Promise<string> {
  const { slug, rules } = connector
  const file = least.get(slug) ?? (rules.limits.media.required ? leastFile(house, connector) : null)
  if (file !== null) least.set(slug, file)
  const media = file === null ? [] : [await file]
  const body = { content, accountIds: [accountId], media, ...needs[slug], ...more }
  const post = await house.call<PostView>('POST', '/v1/posts', body)
  await house.call('POST', `/v1/posts/${post.id}/publish`)
  const settled = await house.settled(post.id)
  expect(settled.status).toBe('published')
  return settled.platforms[0]?.postPlatformId ?? ''
}

describe.each(connectors.map((connector) => [connector.slug, connector] as const))(
  '%s',
  (platform, connector) => {
    const { metrics, history, quota } = connector

    // Else each further day would be read for all of them.
    afterEach(async () => {
      for (const { id } of (await house.call<{ data: { id: string }[] }>('GET', '/v1/accounts?limit=100'))
        .data)
        await house.call('DELETE', `/v1/accounts/${id}`)
    })

    it.runIf(metrics?.posts)(
      'numbers of a post are read as it grows older, and what changed is kept',
      async () => {
        const { id } = await anAccount(platform)
        const target = await publish(id, 'Counted', connector)
        await after(hourMs + 60_000, id)
        const first = await byTarget(target)
        expect(first?.measured_at).toBeInstanceOf(Date)
        expect(Object.keys(first?.numbers ?? {}).length).toBeGreaterThan(0)
        await after(dayMs, id)
        await after(7 * dayMs, id)
        const kept = await points(first?.id ?? '')
        // What a network tells by itself is told within minutes, and is whole then.
        if (connector.webhook !== undefined) return expect(kept).toHaveLength(1)
        expect(kept.length).toBeGreaterThanOrEqual(2)
        const [before, now] = [kept[0]?.numbers ?? {}, kept.at(-1)?.numbers ?? {}]
        const grown = Object.keys(now).filter(
          (name) => name !== 'more' && (now[name] ?? 0) > (before[name] ?? 0),
        )
        expect(grown.length).toBeGreaterThan(0)
      },
    )

    it.runIf(metrics?.account)('numbers of the account are read every day', async () => {
      const { id } = await anAccount(platform)
      await after(31_000, id)
      await after(dayMs + 60_000, id)
      await after(dayMs + 60_000, id)
      const days = await house.db.query<{
        numbers: Record<string, number> & { more?: Record<string, number> }
      }>({
        text: 'select numbers from account_days where account_id = $1 order by day desc',
        values: [id],
      })
      expect(days.length).toBeGreaterThanOrEqual(3)
      // Of messages those days are told on which some were sent. Some networks tell of a day when it is days past.
      const kept = days.filter(({ numbers }) => Object.keys(numbers).length > 0)
      const told = connector.recipients === undefined ? kept.slice(0, 1) : kept
      const all = told.flatMap(({ numbers: { more = {}, ...numbers } }) =>
        Object.values({ ...numbers, ...more }),
      )
      expect(all.some((value) => value > 0)).toBe(true)
    })

    it.runIf(history)(
      'the 90 days before it was connected come with their numbers, the best hour with the most',
      async () => {
        const { id } = await anAccount(platform)
        await after(31_000, id)
        await after(60_000, id)
        const past = await found(id)
        expect(past.length).toBeGreaterThanOrEqual(85)
        expect(past.every(({ measured_at }) => measured_at !== null)).toBe(metrics?.posts !== undefined)
        if (metrics?.posts === undefined) return
        const sum = (numbers: Row['numbers']): number =>
          (numbers['likes'] ?? 0) +
          (numbers['comments'] ?? 0) +
          (numbers['shares'] ?? 0) +
          (numbers['impressions'] ?? 0)
        const byHour = new Map<number, number[]>()
        for (const row of past) {
          const hour = row.published_at.getUTCHours()
          byHour.set(hour, [...(byHour.get(hour) ?? []), sum(row.numbers)])
        }
        const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length
        const [best, second] = [...byHour.values()].map(mean).sort((a, b) => b - a)
        expect(best).toBeGreaterThan(2 * (second ?? Infinity))
      },
    )

    it.runIf(history)('a backfill that meets a lost answer goes on by itself', async () => {
      const { id } = await anAccount(platform)
      for (const fault of ['lost_response', 'server_error'])
        await house.call('POST', '/sandbox/faults', { platform, accountId: id, fault, operation: 'metrics' })
      for (let minutes = 1; minutes <= 8; minutes *= 2) await after(minutes * 60_000 + 1_000, id)
      expect((await found(id)).length).toBeGreaterThanOrEqual(85)
    })

    it.runIf(metrics)(
      'a network that has had enough is left alone as long as it says, and the account lives',
      async () => {
        const { id } = await anAccount(platform)
        const asked = async (): Promise<number> =>
          (
            await house.call<{ data: { accountId: string; url: string }[] }>(
              'GET',
              `/sandbox/requests?platform=${platform}&limit=1000`,
            )
          ).data.filter(
            ({ accountId, url }) => accountId === id && !/token|refresh/i.test(new URL(url).pathname),
          ).length
        await house.call('POST', '/sandbox/faults', {
          platform,
          accountId: id,
          fault: 'rate_limited',
          operation: 'metrics',
          retryAfter: 7_200,
          times: 2,
        })
        await after(31_000, id)
        const before = await asked()
        expect(before).toBeGreaterThan(0)
        await after(hourMs, id)
        expect(await asked()).toBe(before)
        await after(hourMs + 60_000, id)
        expect(await asked()).toBeGreaterThan(before)
        expect(await house.call('GET', `/v1/accounts/${id}`)).toMatchObject({ status: 'active' })
      },
    )

    it.runIf(metrics)(
      'access that is over ends the account, and connecting again goes on with it',
      async () => {
        const leaver = { ...readable[platform]?.(), username: 'leaver' }
        const { id } = await house.account(platform, leaver)
        for (const operation of ['metrics', 'refresh'])
          await house.call('POST', '/sandbox/faults', {
            platform,
            accountId: id,
            fault: 'token_revoked',
            operation,
          })
        await house.advance(31_000)
        const status = async (): Promise<unknown> => (await house.call('GET', `/v1/accounts/${id}`))['status']
        await expect.poll(status, { timeout: 10_000 }).toMatch(/expired|error/)
        await house.call('DELETE', '/sandbox/faults')
        expect((await house.account(platform, leaver)).id).toBe(id)
        await after(31_000, id)
        expect(await status()).toBe('active')
      },
    )

    it.runIf(quota)('quotas are seen before publishing, and what is published counts', async () => {
      type Quota = { name: string; limit: number; used: number; remaining: number }
      const { id } = await house.account(platform)
      await after(31_000, id)
      const quotas = async (): Promise<Quota[]> =>
        (await house.call<{ quotas: Quota[] }>('GET', `/v1/accounts/${id}`)).quotas
      const before = await quotas()
      expect(before.length).toBeGreaterThan(0)
      const contentType = quota?.rules({ app: {}, data: {} })[0]?.only?.contentType
      if (contentType !== undefined) {
        await publish(id, 'Of a kind that does not count', connector)
        expect(await quotas()).toEqual(before)
      }
      const video = () => uploadFixture(house, 'portrait-540x960-6s.mp4', 'video/mp4')
      const ofKind = contentType === undefined ? {} : { contentType, media: [await video()] }
      await publish(id, 'One of them', connector, ofKind)
      const now = await quotas()
      expect(now.some(({ used }, index) => used === (before[index]?.used ?? 0) + 1)).toBe(true)
      for (const { limit, used, remaining } of now) expect(remaining).toBe(limit - used)
    })

    const check = specs[platform]
    it.runIf(check !== undefined && (metrics ?? history ?? quota?.read) !== undefined)(
      'every request and answer of these cases is one that the network’s schemas allow',
      async () => {
        const { data } = await house.call<{ data: Exchange[] }>(
          'GET',
          `/sandbox/requests?platform=${platform}&limit=10000`,
        )
        expect([...new Set(data.flatMap((each) => check?.(each) ?? []))]).toEqual([])
      },
    )
  },
)
