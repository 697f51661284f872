import { describe, expect, it } from 'vitest'
import { scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { Json, JsonObject } from '../../kit/json.js'
import type { PlatformRequest } from '../platform-http.js'
import { history } from './history.js'
import { metrics } from './metrics.js'
import { quota } from './quota.js'

const now = new Date('2026-03-10T12:00:00.000Z')
const network = (answer: (request: PlatformRequest) => Scripted, data: JsonObject = {}) =>
  scripted(answer, { now, data })
const counted = (values: Record<string, number>) => ({
  json: { data: Object.entries(values).map(([name, value]) => ({ name, values: [{ value }] })) as Json },
})
const no = (code: number, message = 'No', more: JsonObject = {}) => ({
  status: 400,
  json: { error: { code, message, ...more } },
})
const missing = no(100, 'No such object', { error_subcode: 33 })
const post = (remoteId: string, ageHours = 48) => ({
  remoteId,
  url: null,
  data: null,
  contentType: null,
  publishedAt: new Date(now.getTime() - ageHours * 3_600_000),
})
const withoutPage = { login: 'facebook' }

describe('7 the numbers of a post', () => {
  const measured = async (product: string, insights: Scripted, fields: JsonObject = {}) => {
    const { ctx, asked } = network(({ url }) =>
      url.endsWith('/insights') ? insights : { json: { id: '31', media_product_type: product, ...fields } },
    )
    return { answer: await metrics.posts?.([post('31')], ctx), metric: asked[1]?.query?.['metric'] }
  }

  it('of a picture', async () => {
    const values = {
      views: 100,
      reach: 80,
      likes: 7,
      comments: 3,
      saved: 4,
      shares: 2,
      reposts: 1,
      follows: 5,
    }
    const { answer, metric } = await measured('FEED', counted(values))
    expect(metric).toBe(
      'views,reach,likes,comments,saved,shares,total_interactions,follows,profile_visits,reposts',
    )
    expect(answer).toEqual({
      kind: 'ok',
      posts: [
        {
          remoteId: '31',
          numbers: {
            impressions: 100,
            reach: 80,
            likes: 7,
            comments: 3,
            saves: 4,
            shares: 3,
            more: { follows: 5 },
          },
        },
      ],
    })
  })

  it('of a reel: its views are those of its video', async () => {
    const { answer, metric } = await measured(
      'REELS',
      counted({ views: 9, ig_reels_video_view_total_time: 50 }),
    )
    expect(metric).toContain('ig_reels_avg_watch_time')
    expect(metric).not.toContain('follows')
    expect(answer).toMatchObject({
      posts: [{ numbers: { impressions: 9, videoViews: 9, more: { ig_reels_video_view_total_time: 50 } } }],
    })
  })

  it('of a story: its replies are its comments', async () => {
    const { answer, metric } = await measured('STORY', counted({ replies: 2, link_clicks: 1 }))
    expect(metric).toBe(
      'views,reach,replies,navigation,shares,follows,profile_visits,total_interactions,link_clicks',
    )
    expect(answer).toMatchObject({ posts: [{ numbers: { comments: 2, clicks: 1 } }] })
  })

  it.each([
    [
      '9.9 a story that fewer than five have seen',
      no(10, 'Not enough viewers for the media to show insights'),
    ],
    ['a post from before the account became professional', no(100)],
  ])('of %s: what its fields tell', async (_what, insights) => {
    const { answer } = await measured('FEED', insights, { like_count: 7, comments_count: 0 })
    expect(answer).toEqual({ kind: 'ok', posts: [{ remoteId: '31', numbers: { likes: 7, comments: 0 } }] })
  })

  it('where the permission is missing, nothing is told', async () => {
    const { answer } = await measured('FEED', no(10, 'Application does not have permission'))
    expect(answer).toMatchObject({ kind: 'refused', error: { code: 'PERMISSION_DENIED' } })
  })

  it('a post that is not there any more is gone; a fresh one is asked for again', async () => {
    const { ctx } = network(({ url }) => {
      if (url.endsWith('/31')) return { json: { id: '31', media_product_type: 'FEED' } }
      return url.endsWith('/31/insights') ? counted({ likes: 1 }) : missing
    })
    expect(await metrics.posts?.([post('30'), post('31'), post('32', 0.5)], ctx)).toEqual({
      kind: 'ok',
      posts: [
        { remoteId: '30', isGone: true },
        { remoteId: '31', numbers: { likes: 1 } },
      ],
    })
  })

  it('that cannot be read for now stop the reading', async () => {
    const { ctx } = network(() => no(4))
    expect(await metrics.posts?.([post('30')], ctx)).toMatchObject({ error: { code: 'RATE_LIMITED' } })
  })
})

describe('7 the numbers of an account', () => {
  const day = (time: string, value: number) => ({ value, end_time: `${time}T08:00:00+0000` })
  const account = (data: JsonObject, more: Partial<Record<string, Scripted>> = {}) =>
    network(({ query, url }) => {
      if (!url.endsWith('/insights'))
        return { json: { followers_count: 50, follows_count: 2, media_count: 7 } }
      if (query?.['metric_type'] === 'total_value')
        return (
          more['sums'] ?? {
            json: {
              data: [
                { name: 'views', total_value: { value: 11 } },
                { name: 'total_interactions', total_value: { value: 3 } },
                { name: 'accounts_engaged', total_value: { value: 2 } },
              ],
            },
          }
        )
      const values = [day('2026-03-08', 4), day('2026-03-09', 5), day('2026-03-10', 6)]
      return more['reach'] ?? { json: { data: [{ name: 'reach', values }] } }
    }, data)

  it('are its followers, its reach day by day, and the sums of the last two days', async () => {
    const { ctx, asked } = account({})
    const since = new Date('2026-03-07T12:00:00.000Z')
    const sums = { impressions: 11, engagements: 3, more: { accounts_engaged: 2 } }
    expect(await metrics.account?.(ctx, since)).toEqual({
      kind: 'ok',
      now: { followers: 50, following: 2, posts: 7 },
      days: [
        { day: '2026-03-09', numbers: { reach: 6, ...sums } },
        { day: '2026-03-08', numbers: { reach: 5, ...sums } },
        { day: '2026-03-07', numbers: { reach: 4 } },
      ],
    })
    expect(asked.map(({ url }) => new URL(url).pathname)).toEqual([
      '/v25.0/me',
      '/v25.0/7/insights',
      '/v25.0/7/insights',
      '/v25.0/7/insights',
    ])
    expect(asked[1]?.query).toMatchObject({
      metric: 'reach',
      period: 'day',
      metric_type: 'time_series',
      since: String(since.getTime() / 1_000),
      until: String(now.getTime() / 1_000),
    })
    expect(asked[2]?.query).toMatchObject({
      since: String(Date.parse('2026-03-09T08:00:00Z') / 1_000),
      until: String(Date.parse('2026-03-10T08:00:00Z') / 1_000),
    })
  })

  it('of ninety days are asked for in thirties', async () => {
    const { ctx, asked } = account({})
    await metrics.account?.(ctx, new Date(now.getTime() - 90 * 24 * 3_600_000))
    const spans = asked.filter(({ query }) => query?.['metric'] === 'reach').map(({ query }) => query ?? {})
    expect(spans).toHaveLength(3)
    expect(spans[0]?.['until']).toBe(spans[1]?.['since'])
    for (const { since, until } of spans) expect(Number(until) - Number(since)).toBe(30 * 24 * 3_600)
  })

  it('are of the account behind the chosen page; of none where none is chosen', async () => {
    const { ctx, asked } = account({ login: 'facebook', page: { id: '1784' } })
    await metrics.account?.(ctx, now)
    expect(new URL(asked[0]?.url ?? '').pathname).toBe('/v25.0/1784')
    const none = account(withoutPage)
    expect(await metrics.account?.(none.ctx, now)).toEqual({ kind: 'ok', now: {} })
    expect(none.asked).toEqual([])
  })

  it('without the permission for insights, are told as missing', async () => {
    const { ctx } = account({}, { reach: no(10) })
    expect(await metrics.account?.(ctx, new Date(0.9 * now.getTime()))).toMatchObject({
      error: { code: 'PERMISSION_DENIED' },
    })
  })
})

describe('7 the past', () => {
  it('is read page by page, newest first', async () => {
    const { ctx, asked } = network(({ query }) => ({
      json: {
        data: [
          {
            id: query?.['after'] === 'B' ? '30' : '31',
            permalink: 'https://www.instagram.com/p/C1/',
            timestamp: '2026-03-01T10:00:00+0000',
          },
        ],
        ...(query?.['after'] === 'B' ? {} : { paging: { cursors: { after: 'B' }, next: 'https://x' } }),
      },
    }))
    const since = new Date('2026-01-01T00:00:00.000Z')
    expect(await history({ cursor: null, since }, ctx)).toEqual({
      kind: 'ok',
      posts: [
        {
          remoteId: '31',
          url: 'https://www.instagram.com/p/C1/',
          text: '',
          createdAt: new Date('2026-03-01T10:00:00.000Z'),
        },
      ],
      next: 'B',
    })
    expect(asked[0]?.query).toMatchObject({ since: '1767225600', limit: '100' })
    expect(await history({ cursor: 'B', since }, ctx)).toMatchObject({
      posts: [{ remoteId: '30' }],
      next: null,
    })
  })

  it('is refused with a reason, and empty where no account is chosen', async () => {
    const page = { cursor: null, since: now }
    expect(await history(page, network(() => no(4)).ctx)).toMatchObject({ error: { code: 'RATE_LIMITED' } })
    expect(await history(page, network(() => no(4), withoutPage).ctx)).toEqual({
      kind: 'ok',
      posts: [],
      next: null,
    })
  })
})

describe('9.5 the quota', () => {
  it.each([50, 100])('of %d is the one that Instagram tells of the account', async (quota_total) => {
    const row = { quota_usage: 3, config: { quota_total, quota_duration: 86_400 } }
    const { ctx, asked } = network(() => ({ json: { data: [row] } }))
    expect(await quota.read?.(ctx)).toEqual({
      kind: 'ok',
      readings: [{ name: 'posts in 24 hours', limit: quota_total, used: 3 }],
    })
    expect(asked[0]).toMatchObject({
      url: 'https://graph.instagram.com/v25.0/7/content_publishing_limit',
      query: { fields: 'quota_usage,config' },
    })
    expect(quota.rules({ app: {}, data: {} })[0]).toMatchObject({ window: { rollingMs: 86_400_000 } })
  })

  it('is not told where Instagram refuses, nor where no account is chosen', async () => {
    expect(await quota.read?.(network(() => no(10)).ctx)).toMatchObject({ kind: 'refused' })
    expect(await quota.read?.(network(() => no(10), withoutPage).ctx)).toEqual({ kind: 'ok', readings: [] })
  })
})
