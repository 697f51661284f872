import { afterEach, describe, expect, it } from 'vitest'
import { connectors } from '../../src/app.js'
import type { Connector } from '../../src/connectors/connector.js'
import { startHouse, type PostView } from '../support/house.js'
import { needs } from '../support/needs.js'
import { leastFile } from '../support/upload-fixture.js'

/** What a network tells, as whoever draws charts of it gets it: over HTTP alone, for every connector with its parts. */
const house = await startHouse()
const hourMs = 3_600_000
const timeout = 20_000

type Metrics = Record<string, number>
type Analytics = {
  dataAvailable: boolean
  reportedMetrics: string[]
  metrics: Metrics
  collectedAt: string | null
}
type PostAnalytics = Analytics & { data: { platform: string; dataAvailable: boolean; metrics: Metrics }[] }
type AccountAnalytics = Analytics & {
  followers: number
  timeseries: { date: string; posts: number; followers: number | null }[]
}

const get = <T>(path: string): Promise<T> => house.call<T>('GET', path)

/** An account of which the network tells something, where it does not of every one. */
const readable: Record<string, object> = { linkedin: { pages: [{ id: '2414900', name: 'Acme' }] } }

async function publish(accountId: string, connector: Connector): Promise<string> {
  const { slug, rules } = connector
  const media = rules.limits.media.required ? [await leastFile(house, connector)] : []
  const body = { content: 'Counted', accountIds: [accountId], media, ...needs[slug] }
  const { id } = await house.call<PostView>('POST', '/v1/posts', body)
  await house.call('POST', `/v1/posts/${id}/publish`)
  expect((await house.settled(id)).status).toBe('published')
  return id
}

describe.each(connectors.map((connector) => [connector.slug, connector] as const))(
  '%s',
  (platform, connector) => {
    const { metrics, history } = connector
    const made: string[] = []
    const anAccount = async (): Promise<{ id: string }> => {
      const account = await house.account(platform, { ...readable[platform] })
      made.push(account.id)
      return account
    }
    // What nobody asks about any more need not be read while the clock goes on.
    afterEach(async () => {
      for (const id of made.splice(0)) await house.call('DELETE', `/v1/accounts/${id}`)
    })

    it.runIf(metrics)('has numbers of a post, an account and all together', async () => {
      const { id } = await anAccount()
      const post = await publish(id, connector)
      await house.advance(31_000)
      const account = (): Promise<AccountAnalytics> => get(`/v1/analytics/accounts/${id}?since=90d`)
      const read = (): Promise<PostAnalytics> => get(`/v1/analytics/posts/${post}`)
      // Where access is renewed at this moment, or numbers come late, a read is put off for a little.
      const later = async <T>(look: () => Promise<T>): Promise<T> => {
        await house.advance(2 * hourMs)
        return look()
      }
      const options = { timeout, interval: 300 }
      if (metrics?.posts !== undefined) {
        await expect.poll(() => later(read), options).toMatchObject({ dataAvailable: true })
        const told = await read()
        expect(told.reportedMetrics.length).toBeGreaterThan(0)
        expect(Date.parse(told.collectedAt ?? '')).not.toBeNaN()
        expect(told.data.at(-1)).toMatchObject({ platform: platform.toUpperCase(), metrics: told.metrics })
        const best = await get<{ topPerformingPosts: { postId: string }[] }>(
          `/v1/analytics/aggregate?accountIds=${id}&limit=100`,
        )
        expect(best.topPerformingPosts.map(({ postId }) => postId)).toContain(post)
      } else {
        expect(await read()).toMatchObject({ dataAvailable: false, data: [{ dataAvailable: false }] })
      }
      if (metrics?.account !== undefined)
        await expect.poll(() => later(account), options).toMatchObject({ dataAvailable: true })
      expect((await account()).timeseries).toHaveLength(91)
      const { byPlatform } = await get<{ byPlatform: { platform: string; posts: number }[] }>(
        '/v1/analytics/overview',
      )
      expect(byPlatform.map((each) => each.platform)).toContain(platform.toUpperCase())
    })

    it.runIf(history)('has the past, and the best hour of it where posts tell anything', async () => {
      const { id } = await anAccount()
      await house.advance(31_000)
      const backfill = (): Promise<unknown> =>
        house.advance(60_000).then(() => get(`/v1/accounts/${id}/backfill`))
      await expect
        .poll(backfill, { timeout, interval: 300 })
        .toMatchObject({ status: 'completed', progress: 100 })
      const { postsFound } = (await backfill()) as { postsFound: number }
      expect(postsFound).toBeGreaterThanOrEqual(85)
      const { timeseries } = await get<AccountAnalytics>(`/v1/analytics/accounts/${id}?since=92d`)
      expect(timeseries.reduce((sum, { posts }) => sum + posts, 0)).toBeGreaterThanOrEqual(85)

      type Times = { basis: string; optimalTimes: { hour: number; posts: number; score: number }[] }
      const times = (): Promise<Times> => get(`/v1/accounts/${id}/optimal-times?timezone=UTC`)
      if (metrics?.posts === undefined) return expect((await times()).basis).toBe('general')
      // A third of the past is at the best hour; the newest is not old enough to count.
      const best = async (): Promise<number> => {
        await house.advance(60_000)
        return (await times()).optimalTimes[0]?.posts ?? 0
      }
      await expect.poll(best, { timeout, interval: 300 }).toBeGreaterThanOrEqual(28)
      const { basis, optimalTimes } = await times()
      expect([basis, optimalTimes[0]?.score]).toEqual(['account', 100])
      expect(new Set(optimalTimes.map(({ hour }) => hour)).size).toBe(1)
    })

    it.runIf(history === undefined)('says that its past cannot be read', async () => {
      const { id } = await anAccount()
      expect(await get(`/v1/accounts/${id}/backfill`)).toMatchObject({ status: 'not_supported' })
    })
  },
)
