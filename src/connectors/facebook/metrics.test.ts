import { describe, expect, it } from 'vitest'
import { aReply, scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { Json, JsonObject } from '../../kit/json.js'
import type { MeasuredPost } from '../connector.js'
import { history } from './history.js'
import { metrics } from './metrics.js'

const tokens = { accessToken: 'person', extra: { pages: { '7': 'page', '6': 'other' } } }
const reply = (json: Json): Scripted => aReply(200, json)
const row = (name: string, value: Json): JsonObject => ({ name, period: 'lifetime', values: [{ value }] })
const missing = aReply(400, { error: { code: 100, error_subcode: 33 } })
const dead = aReply(400, {
  error: { code: 100, message: '(#100) The value must be a valid insights metric' },
})

/** Facebook by path and, for insights, by what is asked for. */
function facebook(answer: (path: string, metric: string) => Scripted) {
  const vault = new Map<string, JsonObject>()
  const network = scripted(
    ({ url, query }) => answer(new URL(url).pathname.replace('/v25.0/', ''), query?.['metric'] ?? ''),
    {
      tokens,
      data: { page: { id: '7' } },
      vault: {
        get: (key) => Promise.resolve(vault.get(key) ?? null),
        put: (key, value) => Promise.resolve(void vault.set(key, value)),
      },
    },
  )
  return { ...network, metricsAsked: () => network.asked.flatMap(({ query }) => query?.['metric'] ?? []) }
}
const post = (change: Partial<MeasuredPost> = {}): MeasuredPost => ({
  remoteId: '7_8',
  url: null,
  data: { pageId: '7', kind: 'text' },
  publishedAt: new Date('2025-12-31T00:00:00Z'),
  contentType: null,
  ...change,
})
const counted = reply({
  id: '7_8',
  shares: { count: 3 },
  comments: { data: [], summary: { total_count: 2 } },
  reactions: { data: [], summary: { total_count: 4 } },
})
const shown = reply({
  data: [
    row('post_media_view', 100),
    row('post_total_media_view_unique', 80),
    row('post_reactions_by_type_total', { like: 3, love: 1 }),
    row('post_clicks', 5),
  ],
})

describe('section 7: numbers of a post', () => {
  it('are those of its insights, and what is counted on it', async () => {
    const { ctx } = facebook((path) => (path === '7_8' ? counted : shown))
    expect(await metrics.posts?.([post()], ctx)).toEqual({
      kind: 'ok',
      posts: [
        {
          remoteId: '7_8',
          numbers: {
            impressions: 100,
            reach: 80,
            clicks: 5,
            likes: 4,
            comments: 2,
            shares: 3,
            more: { reactions_like: 3, reactions_love: 1 },
          },
        },
      ],
    })
  })

  it('shares are missing where there are none', async () => {
    const { ctx } = facebook((path) => (path === '7_8' ? reply({ id: '7_8' }) : reply({ data: [] })))
    expect(await metrics.posts?.([post()], ctx)).toMatchObject({ posts: [{ numbers: { shares: 0 } }] })
  })

  it('section 9.10: one dead name lets the call fail: each is asked for by itself, and the dead no more', async () => {
    const { ctx, metricsAsked, asked } = facebook((path, metric) => {
      if (path === '7_8') return counted
      if (metric.includes('post_clicks')) return dead
      return metric.includes(',') ? shown : reply({ data: [row(metric, 1)] })
    })
    expect(await metrics.posts?.([post()], ctx)).toMatchObject({
      posts: [{ numbers: { impressions: 1, reach: 1, likes: 4 } }],
    })
    expect(metricsAsked()).toHaveLength(5)
    asked.length = 0
    await metrics.posts?.([post()], ctx)
    expect(metricsAsked()).toEqual([
      'post_media_view,post_total_media_view_unique,post_reactions_by_type_total',
    ])
  })

  it('of a reel are also how often it was played', async () => {
    const { ctx } = facebook((path) => {
      if (path === '7_8') return counted
      return path === '55/video_insights'
        ? reply({ data: [row('blue_reels_play_count', 60), row('post_video_avg_time_watched', 2_500)] })
        : shown
    })
    const reel = post({ data: { pageId: '7', kind: 'reel', videoId: '55' } })
    expect(await metrics.posts?.([reel], ctx)).toMatchObject({
      posts: [{ numbers: { videoViews: 60, more: { post_video_avg_time_watched: 2_500 } } }],
    })
  })

  it('of a story are its own, by names in any case', async () => {
    const { ctx, asked } = facebook(() =>
      reply({ data: [row('story_media_view', 9), row('STORY_TOTAL_MEDIA_VIEW_UNIQUE', 7)] }),
    )
    const story = post({ remoteId: '90', data: { pageId: '7', kind: 'photoStory' } })
    expect(await metrics.posts?.([story], ctx)).toMatchObject({
      posts: [{ numbers: { impressions: 9, reach: 7 } }],
    })
    expect(asked).toHaveLength(1)
  })

  it('are read with the token of the page that it is on, be it kept or told by its id', async () => {
    const { ctx, asked } = facebook((path) => (path.endsWith('insights') ? shown : counted))
    await metrics.posts?.([post({ data: { pageId: '6' } }), post({ remoteId: '6_1', data: null })], ctx)
    expect(new Set(asked.map(({ query }) => query?.['access_token']))).toEqual(new Set(['other']))
  })

  it('a post on a page that the person lost does not keep the others from being read', async () => {
    const { ctx } = facebook((path) => {
      if (path === '5') return reply({ id: '5' })
      return path.endsWith('insights') ? shown : counted
    })
    const answer = await metrics.posts?.([post({ remoteId: '5_1', data: { pageId: '5' } }), post()], ctx)
    expect(answer).toMatchObject({ kind: 'ok', posts: [{ remoteId: '7_8' }] })
  })

  it('a post that is gone is said to be, and not when it is an hour old', async () => {
    const { ctx } = facebook(() => missing)
    const young = new Date(ctx.now.getTime() - 60_000)
    expect(await metrics.posts?.([post(), post({ remoteId: '7_9', publishedAt: young })], ctx)).toEqual({
      kind: 'ok',
      posts: [{ remoteId: '7_8', isGone: true }],
    })
  })

  it('without the permission for insights there are counts still', async () => {
    const { ctx } = facebook((path) => (path === '7_8' ? counted : aReply(400, { error: { code: 10 } })))
    expect(await metrics.posts?.([post()], ctx)).toMatchObject({
      posts: [{ numbers: { likes: 4, comments: 2, shares: 3 } }],
    })
  })

  it('rest once four fifths of what may be asked are used', async () => {
    const usage = { '7': [{ type: 'pages', call_count: 90, estimated_time_to_regain_access: 0 }] }
    const headers = { 'x-business-use-case-usage': JSON.stringify(usage) }
    const { ctx } = facebook((path) => (path.endsWith('insights') ? { ...shown, headers } : counted))
    const answer = await metrics.posts?.([post(), post({ remoteId: '7_9' })], ctx)
    expect(answer).toMatchObject({ restMs: 15 * 60_000, posts: [{ remoteId: '7_8' }] })
  })
})

describe('section 7: days of a page', () => {
  const day = (name: string, value: Json) => ({
    name,
    period: 'day',
    values: [{ value, end_time: '2025-12-30T08:00:00+0000' }],
  })

  it('are those of California, values told in parts added together', async () => {
    const { ctx, asked } = facebook((path) =>
      path === '7'
        ? reply({ id: '7', followers_count: 500 })
        : reply({
            data: [
              day('page_media_view', { organic: 30, paid: 12 }),
              day('page_total_media_view_unique', 20),
              day('page_post_engagements', 6),
              day('page_views_total', 4),
              day('page_follows', 499),
              day('page_daily_follows', 2),
            ],
          }),
    )
    expect(await metrics.account?.(ctx, new Date('2025-01-01T00:00:00Z'))).toEqual({
      kind: 'ok',
      now: { followers: 500 },
      days: [
        {
          day: '2025-12-29',
          numbers: {
            impressions: 42,
            reach: 20,
            engagements: 6,
            profileViews: 4,
            followers: 499,
            more: { page_daily_follows: 2 },
          },
        },
      ],
    })
    const [, { query = {} } = {}] = asked
    expect(query).toMatchObject({ period: 'day', until: '1767225610' })
    expect(Number(query['until']) - Number(query['since'])).toBe(90 * 86_400)
  })

  it('section 9.10: a small page has none', async () => {
    const { ctx } = facebook((path) => reply(path === '7' ? { id: '7', followers_count: 5 } : { data: [] }))
    expect(await metrics.account?.(ctx, new Date('2025-12-01T00:00:00Z'))).toEqual({
      kind: 'ok',
      now: { followers: 5 },
      days: [],
    })
  })
})

describe('section 7: what was posted before', () => {
  const since = new Date('2025-12-01T00:00:00Z')
  const created_time = '2025-12-30T08:00:00+0000'
  const createdAt = new Date('2025-12-30T08:00:00Z')

  it('is first the reels, which no list of posts has, as far back as is asked for', async () => {
    const data = [
      {
        id: '55',
        description: 'Upright',
        created_time,
        permalink_url: '/reel/55/',
        post_id: '8',
        published: true,
      },
      { id: '56', created_time, published: true },
      { id: '57', created_time, published: false },
      { id: '58', created_time: '2025-11-30T23:59:59+0000', published: true },
    ]
    const { ctx, asked } = facebook(() => reply({ data }))
    expect(await history({ cursor: null, since }, ctx)).toEqual({
      kind: 'ok',
      posts: [
        { remoteId: '7_8', url: 'https://www.facebook.com/reel/55/', text: 'Upright', createdAt },
        { remoteId: '56', url: 'https://www.facebook.com/reel/56', text: '', createdAt },
      ],
      next: 'published_posts',
    })
    expect(asked[0]).toMatchObject({
      url: 'https://graph.facebook.com/v25.0/7/video_reels',
      query: { since: '1764547200' },
    })
  })

  it('is then what was posted, page by page', async () => {
    const paging = { cursors: { after: 'c' }, next: 'x' }
    const data = [{ id: '7_8', message: 'Hello', created_time, permalink_url: 'https://x/8' }]
    const { ctx, asked } = facebook(() => reply({ data, paging }))
    const answer = { kind: 'ok', posts: [{ remoteId: '7_8', url: 'https://x/8', text: 'Hello', createdAt }] }
    expect(await history({ cursor: 'published_posts', since }, ctx)).toEqual({
      ...answer,
      next: 'published_posts c',
    })
    expect(await history({ cursor: 'published_posts c', since }, ctx)).toMatchObject(answer)
    expect(asked.map(({ query }) => query?.['after'])).toEqual([undefined, 'c'])
  })

  it('ends with the last page of posts', async () => {
    const { ctx } = facebook(() => reply({ data: [], paging: {} }))
    expect(await history({ cursor: 'published_posts c', since }, ctx)).toMatchObject({ next: null })
    expect(await history({ cursor: 'video_reels c', since }, ctx)).toMatchObject({ next: 'published_posts' })
  })
})
