import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../kit/json.js'
import type { AccountContext, MeasuredPost } from '../connector.js'
import { history, metrics } from './metrics.js'
import { quota } from './quota.js'

const page = 'urn:li:organization:1'
const now = new Date('2026-06-15T12:00:00.000Z')
const dayMs = 86_400_000
type Answer = { status?: number; json?: Json }

/** An account, and what LinkedIn answers to a path of it. */
function account(answer: (path: string) => Answer, given: { isPerson?: boolean; scopes?: string[] } = {}) {
  const asked: string[] = []
  const ctx = {
    http: ({ url }: { url: string }) => {
      const path = url.replace('https://api.linkedin.com/rest/', '')
      asked.push(path)
      const { status = 200, json = {} } = answer(path)
      return Promise.resolve({ status, headers: {}, json, text: '' })
    },
    app: {},
    now,
    tokens: { accessToken: 'token' },
    data: given.isPerson === true ? {} : { page: { urn: page } },
    account: { id: 'acc_1', remoteId: 'ann', username: null, displayName: null },
    scopes: given.scopes ?? [],
  } as unknown as AccountContext
  return { ctx, asked }
}
const posted = (remoteId: string, author: string | null = null): MeasuredPost => ({
  remoteId,
  url: null,
  data: author === null ? null : { author },
  publishedAt: now,
  contentType: null,
})
const measure = (posts: MeasuredPost[], { ctx }: ReturnType<typeof account>) => metrics.posts?.(posts, ctx)
const statistics = {
  impressionCount: 100,
  uniqueImpressionsCount: 80,
  clickCount: 5,
  likeCount: 4,
  commentCount: 3,
  shareCount: 2,
  engagement: 0.14,
}
const numbers = { impressions: 100, reach: 80, clicks: 5, likes: 4, comments: 3, shares: 2 }
const nothing = { impressions: 0, reach: 0, clicks: 0, likes: 0, comments: 0, shares: 0 }

describe('section 7: posts of a page', () => {
  it('section 9, line 11: shares and ugcPosts have a list each, and who is left out has zeros or is gone', async () => {
    const given = account((path) => {
      if (path.includes('shares='))
        return { json: { elements: [{ share: 'urn:li:share:1', totalShareStatistics: statistics }] } }
      if (path.includes('ugcPosts=')) return { json: { elements: [] } }
      if (path.endsWith('%3A2')) return { json: { id: 'urn:li:share:2' } }
      return { status: path.endsWith('%3A4') ? 503 : 404 }
    })
    const posts = ['share:1', 'share:2', 'ugcPost:3', 'ugcPost:4'].map((name) => posted(`urn:li:${name}`))
    expect(await measure(posts, given)).toEqual({
      kind: 'ok',
      posts: [
        { remoteId: 'urn:li:share:1', numbers },
        { remoteId: 'urn:li:share:2', numbers: nothing },
        { remoteId: 'urn:li:ugcPost:3', isGone: true },
      ],
    })
    const start =
      'organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A1'
    expect(given.asked.filter((path) => path.startsWith(start))).toEqual([
      `${start}&shares=List(urn%3Ali%3Ashare%3A1,urn%3Ali%3Ashare%3A2)`,
      `${start}&ugcPosts=List(urn%3Ali%3AugcPost%3A3,urn%3Ali%3AugcPost%3A4)`,
    ])
  })

  it('are asked for with the page that they were made for', async () => {
    const given = account(() => ({ json: { elements: [] } }))
    await measure([posted('urn:li:share:1', 'urn:li:organization:7')], given)
    expect(given.asked[0]).toContain('organizationalEntity=urn%3Ali%3Aorganization%3A7&')
  })

  it('that may not be read are a missing permission', async () => {
    const answer = await measure(
      [posted('urn:li:share:1')],
      account(() => ({ status: 403 })),
    )
    expect(answer).toMatchObject({ kind: 'refused', error: { code: 'PERMISSION_DENIED' } })
  })
})

describe('section 7: posts of a person', () => {
  it('are not asked for with open scopes', async () => {
    const given = account(() => ({}), { isPerson: true })
    expect(await measure([posted('urn:li:share:1')], given)).toEqual({ kind: 'ok', posts: [] })
    expect(given.asked).toEqual([])
  })

  it('have one number a call where the permission was given', async () => {
    const counts: Record<string, number> = {
      IMPRESSION: 50,
      MEMBERS_REACHED: 40,
      REACTION: 3,
      COMMENT: 2,
      RESHARE: 1,
    }
    const given = account(
      (path) => {
        if (path.includes('(ugc:')) return { status: 404 }
        return { json: { elements: [{ count: counts[/queryType=(\w+)/.exec(path)?.[1] ?? ''] ?? -1 }] } }
      },
      { isPerson: true, scopes: ['r_member_postAnalytics'] },
    )
    expect(await measure([posted('urn:li:share:1'), posted('urn:li:ugcPost:2')], given)).toEqual({
      kind: 'ok',
      posts: [
        {
          remoteId: 'urn:li:share:1',
          numbers: { impressions: 50, reach: 40, likes: 3, comments: 2, shares: 1 },
        },
        { remoteId: 'urn:li:ugcPost:2', isGone: true },
      ],
    })
    expect(given.asked[0]).toBe(
      'memberCreatorPostAnalytics?q=entity&entity=(share:urn%3Ali%3Ashare%3A1)&queryType=IMPRESSION&aggregation=TOTAL',
    )
  })
})

describe('section 7: an account', () => {
  const timeRange = { start: Date.parse('2026-06-14T00:00:00Z'), end: Date.parse('2026-06-15T00:00:00Z') }
  const answer = (path: string): Answer => {
    if (path.startsWith('networkSizes/')) return { json: { firstDegreeSize: 1_234 } }
    if (path.includes('ShareStatistics'))
      return { json: { elements: [{ timeRange, totalShareStatistics: { ...statistics, likeCount: -20 } }] } }
    if (path.includes('FollowerStatistics'))
      return {
        json: { elements: [{ timeRange, followerGains: { organicFollowerGain: 7, paidFollowerGain: 0 } }] },
      }
    const totalPageStatistics = { views: { allPageViews: { pageViews: 9 } } }
    return { json: { elements: [{ timeRange, totalPageStatistics }] } }
  }

  it('that is a page has followers, and what three lists tell of its days', async () => {
    const given = account(answer)
    expect(await metrics.account?.(given.ctx, new Date(now.getTime() - 2 * dayMs))).toEqual({
      kind: 'ok',
      now: { followers: 1_234 },
      days: [
        {
          day: '2026-06-14',
          numbers: {
            impressions: 100,
            reach: 80,
            clicks: 5,
            // A like that was taken back is negative in its day.
            engagements: 0,
            more: { organicFollowerGain: 7, paidFollowerGain: 0 },
            profileViews: 9,
          },
        },
      ],
    })
    const start = Date.parse('2026-06-13T00:00:00Z')
    expect(given.asked[1]).toContain(
      `&timeIntervals=(timeRange:(start:${String(start)},end:${String(now.getTime())}),timeGranularityType:DAY)`,
    )
  })

  it('is asked about for twelve months at most', async () => {
    const given = account(answer)
    await metrics.account?.(given.ctx, new Date(0))
    const start = Number(/start:(\d+)/.exec(given.asked[1] ?? '')?.[1])
    expect(now.getTime() - start).toBeLessThanOrEqual(365 * dayMs)
  })

  it('that is a person is not asked about', async () => {
    const given = account(() => ({}), { isPerson: true })
    expect(await metrics.account?.(given.ctx, now)).toEqual({ kind: 'ok', now: {} })
    expect(given.asked).toEqual([])
  })
})

describe('what an account posted before', () => {
  const post = (number: number, more: JsonObject = {}): JsonObject => ({
    id: `urn:li:share:${String(number)}`,
    commentary: 'Hello \\(all\\)',
    createdAt: now.getTime() - number * dayMs,
    lastModifiedAt: now.getTime() - number * dayMs,
    lifecycleState: 'PUBLISHED',
    ...more,
  })
  const since = new Date(now.getTime() - 90 * dayMs)

  it('is a page’s list, without reposts and what never came out', async () => {
    const elements = [
      post(1),
      post(2, { reshareContext: { parent: 'urn:li:share:9' } }),
      post(3, { lifecycleState: 'PUBLISH_FAILED' }),
    ]
    const { ctx } = account(() => ({ json: { elements } }))
    expect(await history({ cursor: null, since }, ctx)).toEqual({
      kind: 'ok',
      posts: [
        {
          remoteId: 'urn:li:share:1',
          url: 'https://www.linkedin.com/feed/update/urn:li:share:1/',
          text: 'Hello (all)',
          createdAt: new Date(now.getTime() - dayMs),
        },
      ],
      next: null,
    })
  })

  it('goes on where a page of it ended, back to where it was asked for', async () => {
    const given = account((path) => {
      const start = Number(/start=(\d+)/.exec(path)?.[1])
      return { json: { elements: Array.from({ length: 50 }, (_, index) => post(start + index + 1)) } }
    })
    const first = await history({ cursor: null, since }, given.ctx)
    expect(first).toMatchObject({ next: '50' })
    expect(await history({ cursor: '50', since }, given.ctx)).toMatchObject({ next: null })
    expect(given.asked[1]).toContain('&start=50&')
  })

  it('of a person nobody is told', async () => {
    const given = account(() => ({}), { isPerson: true })
    expect(await history({ cursor: null, since }, given.ctx)).toEqual({ kind: 'ok', posts: [], next: null })
    expect(given.asked).toEqual([])
  })
})

it('section 4: a person’s day has 150 calls, a page’s none that LinkedIn tells of', () => {
  const rules = (data: JsonObject) => quota.rules({ app: {}, data })
  expect(rules({})).toEqual([{ name: 'posts in a day', limit: 150, window: { dayIn: 'UTC' } }])
  expect(rules({ page: { urn: page } })).toEqual([])
})
