import { describe, expect, it } from 'vitest'
import { aReply, scripted } from '../../../tests/support/scripted-network.js'
import { mine, no, ok, savedStories, spotlights } from '../../../tests/support/snapchat-answers.js'
import type { Json } from '../../kit/json.js'
import type { MeasuredPost } from '../connector.js'
import { history, metrics } from './metrics.js'

const span = (start: string, numbers: Record<string, string>) => ({
  start_time: start,
  fields: Object.entries(numbers).map(([field_name, value]) => ({
    field: { field_name },
    stats: [
      { dimension_breakdown: 'AGE', value: '1' },
      { dimension_breakdown: 'DEFAULT', value },
    ],
  })),
})
const stats = (...timeseries: Json[]) => ok({ assets: [{ timeseries }] })
const post = (remoteId: string, data: Json): MeasuredPost => ({
  remoteId,
  url: null,
  data,
  publishedAt: new Date('2026-01-01T00:00:00.000Z'),
  contentType: null,
})

describe('section 7', () => {
  it('numbers of a post, from the place of its kind; texts are numbers', async () => {
    const { ctx, asked } = scripted([
      stats(span('', { VIEWS: '900', VIEWERS: '700', SHARES: '3', REPLIES: '2', FAVORITES: '8' })),
      stats(span('', { VIEWS: '5', SCREENSHOTS: '1' })),
    ])
    const read = await metrics.posts?.(
      [post('s1', { kind: 'SPOTLIGHT' }), post('n1', { kind: 'STORY' })],
      ctx,
    )
    expect(read).toEqual({
      kind: 'ok',
      posts: [
        {
          remoteId: 's1',
          numbers: { impressions: 900, reach: 700, shares: 3, comments: 2, more: { favorites: 8 } },
        },
        { remoteId: 'n1', numbers: { impressions: 5, more: { screenshots: 1 } } },
      ],
      restMs: 1_000,
    })
    expect(asked.map(({ url, query }) => [url.split('/v1/')[1], query])).toEqual([
      ['public_profiles/7/spotlights/s1/stats', { granularity: 'LIFETIME' }],
      ['public_profiles/7/stories/n1/stats', { granularity: 'LIFETIME' }],
    ])
  })

  it('story numbers vanish with the story: it is gone', async () => {
    const { ctx } = scripted([aReply(404)])
    expect(await metrics.posts?.([post('n1', { kind: 'STORY' })], ctx)).toEqual({
      kind: 'ok',
      posts: [{ remoteId: 'n1', isGone: true }],
      restMs: 1_000,
    })
  })

  it.each([
    ['https://www.snapchat.com/spotlight/x1', 'spotlights'],
    ['https://www.snapchat.com/add/ann', 'saved_stories'],
  ])('of a post from before the address tells the kind: %s', async (url, list) => {
    const { ctx, asked } = scripted([stats(span('', { VIEWS: '4' }))])
    const read = await metrics.posts?.([{ ...post('x1', null), url }], ctx)
    expect(read).toMatchObject({ posts: [{ remoteId: 'x1', numbers: { impressions: 4 } }] })
    expect(asked[0]?.url).toContain(`/${list}/x1/stats`)
  })

  it('a refusal is one of the whole read', async () => {
    const { ctx } = scripted([no(429, null)])
    expect(await metrics.posts?.([post('x1', null)], ctx)).toMatchObject({ error: { code: 'RATE_LIMITED' } })
  })

  it('the account: subscribers now, and its days, of the last 90', async () => {
    const { ctx, asked } = scripted([
      mine,
      stats(
        span('2025-12-31T00:00:00.000Z', {
          SUBSCRIBERS: '1200',
          VIEWS: '50',
          VIEWERS: '40',
          INTERACTIONS: '6',
        }),
        span('2026-01-01T00:00:00.000Z', { STORY_VIEWS: '7' }),
      ),
    ])
    expect(await metrics.account?.(ctx, new Date('2025-01-01T00:00:00.000Z'))).toEqual({
      kind: 'ok',
      now: { followers: 1_204 },
      days: [
        {
          day: '2025-12-31',
          numbers: { followers: 1_200, impressions: 50, reach: 40, engagements: 6, more: {} },
        },
        { day: '2026-01-01', numbers: { more: { storyViews: 7 } } },
      ],
      restMs: 1_000,
    })
    expect(asked[1]?.query).toEqual({
      assetType: 'PROFILE',
      granularity: 'DAY',
      startTime: '2025-10-04T00:00:00',
      endTime: '2026-01-02T00:00:00',
    })
  })

  it('what was posted before: Spotlights to their end, then Saved Stories', async () => {
    const { ctx, asked } = scripted([
      spotlights([{ id: 's1', text: 'Soup' }], 'c:2'),
      spotlights([{ id: 's2' }]),
      savedStories({ id: 'x1', text: 'Menu' }),
    ])
    const since = new Date('2025-12-01T00:00:00.000Z')
    const ids: string[] = []
    let cursor: string | null = null
    do {
      const page = await history({ cursor, since }, ctx)
      if (page.kind !== 'ok') throw new Error('refused')
      ids.push(...page.posts.map(({ remoteId, text }) => `${remoteId} ${text}`))
      cursor = page.next
    } while (cursor !== null)
    expect(ids).toEqual(['s1 Soup', 's2 Hello', 'x1 Menu'])
    expect(asked.map(({ query }) => query?.['cursor'])).toEqual([undefined, 'c:2', undefined])
  })

  it('what is older than was asked for ends a list, and the other one is still read', async () => {
    const since = new Date('2025-12-01T00:00:00.000Z')
    const young = { id: 's2', at: since.toISOString() }
    const { ctx } = scripted([spotlights([young, { id: 's1', at: '2025-11-30T23:59:59.999Z' }], 'more')])
    const page = await history({ cursor: null, since }, ctx)
    expect(page).toMatchObject({ posts: [{ remoteId: 's2' }], next: '1', restMs: 1_000 })
    expect(page).toHaveProperty('posts.length', 1)
  })
})
