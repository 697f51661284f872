import { describe, expect, it } from 'vitest'
import { aReply, scripted } from '../../../tests/support/scripted-network.js'
import type { MeasuredPost } from '../connector.js'
import type { PlatformReply, PlatformRequest } from '../platform-http.js'
import { history, metrics } from './metrics.js'

const now = new Date('2026-06-30T12:00:00.000Z')
const daysAgo = (days: number): Date => new Date(now.getTime() - days * 86_400_000)
const post = (remoteId: string, publishedAt: Date, mediaType?: string): MeasuredPost => ({
  remoteId,
  url: null,
  data: mediaType === undefined ? null : { mediaType },
  publishedAt,
  contentType: null,
})
const asked = (requests: readonly PlatformRequest[]): string[] =>
  requests.map(({ url, query }) => {
    const words = new URLSearchParams(query as Record<string, string>).toString()
    return `${url.replace('https://api.pinterest.com/v5', '')}${words === '' ? '' : `?${decodeURIComponent(words)}`}`
  })
const network = (...answers: PlatformReply[]) => scripted(answers, { now })
const denied = aReply(403, { code: 403, message: 'Not authorized to access board or Pin.' })

const analysed = aReply(200, {
  all: {
    summary_metrics: {
      IMPRESSION: 240,
      SAVE: 20,
      PIN_CLICK: 37,
      OUTBOUND_CLICK: 9,
      VIDEO_MRC_VIEW: 12,
      VIDEO_AVG_WATCH_TIME: 2_507.75,
    },
    lifetime_metrics: { TOTAL_COMMENTS: 2, TOTAL_REACTIONS: 11 },
    daily_metrics: [],
  },
})
const counted = aReply(200, {
  id: '3',
  pin_metrics: {
    '90d': { impression: 1 },
    lifetime_metrics: { impression: 900, pin_click: 70, clickthrough: 30, reaction: 10, comment: 2 },
  },
})

describe('numbers of pins', () => {
  it('come by days for ninety days, those of videos with their views, and as totals afterwards', async () => {
    const { ctx, asked: requests } = network(analysed, analysed, counted)
    const answer = await metrics.posts?.(
      [post('1', daysAgo(3)), post('2', daysAgo(89), 'video'), post('3', daysAgo(90))],
      ctx,
    )
    const numbers = { impressions: 240, saves: 20, clicks: 37, videoViews: 12, likes: 11, comments: 2 }
    const more = { OUTBOUND_CLICK: 9, VIDEO_AVG_WATCH_TIME: 2_507.75 }
    expect(answer).toEqual({
      kind: 'ok',
      posts: [
        { remoteId: '1', numbers: { ...numbers, more } },
        { remoteId: '2', numbers: { ...numbers, more } },
        {
          remoteId: '3',
          numbers: { impressions: 900, clicks: 70, likes: 10, comments: 2, more: { OUTBOUND_CLICK: 30 } },
        },
      ],
    })
    const types = 'IMPRESSION,SAVE,PIN_CLICK,OUTBOUND_CLICK,TOTAL_COMMENTS,TOTAL_REACTIONS'
    const films =
      'VIDEO_MRC_VIEW,VIDEO_10S_VIEW,VIDEO_START,VIDEO_AVG_WATCH_TIME,VIDEO_V50_WATCH_TIME,QUARTILE_95_PERCENT_VIEW'
    expect(asked(requests)).toEqual([
      `/pins/1/analytics?start_date=2026-06-27&end_date=2026-06-30&metric_types=${types}`,
      `/pins/2/analytics?start_date=2026-04-02&end_date=2026-06-30&metric_types=${types},${films}`,
      '/pins/3?pin_metrics=true',
    ])
  })

  it('are told of those that are gone, and go on behind one that is not shown', async () => {
    const { ctx } = network(aReply(404, { code: 50, message: 'Pin not found.' }), denied, analysed)
    const answer = await metrics.posts?.(
      [post('1', daysAgo(1)), post('2', daysAgo(1)), post('3', daysAgo(1))],
      ctx,
    )
    expect(answer).toMatchObject({
      kind: 'ok',
      posts: [
        { remoteId: '1', isGone: true },
        { remoteId: '3', numbers: { saves: 20 } },
      ],
    })
  })

  it.each([
    [429, 8, 'RATE_LIMITED', 'wait'],
    [401, 2, 'ACCOUNT_DISCONNECTED', 'reconnect'],
    [403, 3, 'PERMISSION_DENIED', 'reconnect'],
    [500, 500, 'PLATFORM_UNAVAILABLE', 'wait'],
  ])('end with %i, code %i', async (status, code, ours, cure) => {
    const { ctx, asked: requests } = network(aReply(status, { code, message: 'No.' }))
    expect(await metrics.posts?.([post('1', daysAgo(1)), post('2', daysAgo(1))], ctx)).toMatchObject({
      kind: 'refused',
      cure,
      error: { code: ours },
    })
    expect(requests).toHaveLength(1)
  })

  it('rest while a fifth of the allowance is left, with what has been read', async () => {
    const headers = {
      'x-ratelimit-limit': '300',
      'x-ratelimit-remaining': '59',
      'x-ratelimit-reset': '40',
    }
    const { ctx } = network({ ...analysed, headers })
    const answer = await metrics.posts?.([post('1', daysAgo(1)), post('2', daysAgo(1))], ctx)
    expect(answer).toMatchObject({ posts: [{ remoteId: '1' }], restMs: 40_000 })
  })
})

describe('numbers of the account', () => {
  const user = aReply(200, { id: '7', follower_count: 10, following_count: null, pin_count: 339 })
  const days = aReply(200, {
    all: {
      daily_metrics: [
        {
          date: '2026-06-28',
          data_status: 'READY',
          metrics: { IMPRESSION: 5, ENGAGEMENT: 3, PIN_CLICK: 2, OUTBOUND_CLICK: 1, SAVE: 1 },
        },
        { date: '2026-06-29', data_status: 'ESTIMATE', metrics: { IMPRESSION: 5 } },
        { date: '2026-06-30', data_status: 'PROCESSING', metrics: { IMPRESSION: 1 } },
      ],
    },
  })

  it('are what it has now, and its days that are final', async () => {
    const { ctx, asked: requests } = network(user, days)
    expect(await metrics.account?.(ctx, daysAgo(400))).toEqual({
      kind: 'ok',
      now: { followers: 10, posts: 339 },
      days: [
        {
          day: '2026-06-28',
          numbers: { impressions: 5, engagements: 3, clicks: 2, more: { OUTBOUND_CLICK: 1, SAVE: 1 } },
        },
      ],
    })
    expect(asked(requests)).toEqual([
      '/user_account',
      '/user_account/analytics?start_date=2026-04-02&end_date=2026-06-30&metric_types=IMPRESSION,ENGAGEMENT,PIN_CLICK,OUTBOUND_CLICK,SAVE',
    ])
  })

  it('are what it has now where its days are not shown', async () => {
    const { ctx } = network(user, denied)
    expect(await metrics.account?.(ctx, daysAgo(3))).toEqual({
      kind: 'ok',
      now: { followers: 10, posts: 339 },
    })
  })
})

describe('what was pinned before', () => {
  const pin = (id: string, createdAt: Date, more = {}) => ({
    id,
    created_at: createdAt.toISOString().slice(0, 19),
    title: 'Soup',
    description: null,
    ...more,
  })
  const page = (bookmark: string | null, ...items: ReturnType<typeof pin>[]) =>
    aReply(200, { items, bookmark })

  it('is listed with its numbers, without what was saved from others', async () => {
    const more = { description: 'Of the day', pin_metrics: { lifetime_metrics: { save: 4 } } }
    const { ctx, asked: requests } = network(page('b1', pin('2', daysAgo(1), more), pin('1', daysAgo(2))))
    expect(await history({ cursor: 'b0', since: daysAgo(90) }, ctx)).toEqual({
      kind: 'ok',
      posts: [
        {
          remoteId: '2',
          url: 'https://www.pinterest.com/pin/2/',
          text: 'Of the day',
          createdAt: daysAgo(1),
          numbers: { saves: 4 },
        },
        {
          remoteId: '1',
          url: 'https://www.pinterest.com/pin/1/',
          text: 'Soup',
          createdAt: daysAgo(2),
        },
      ],
      next: 'b1',
    })
    expect(asked(requests)).toEqual([
      '/pins?page_size=100&pin_filter=exclude_repins&include_protected_pins=true&pin_metrics=true&bookmark=b0',
    ])
  })

  it('ends with the list, or where it is older than what is asked for', async () => {
    const at = { cursor: null, since: daysAgo(90) }
    expect(await history(at, network(page(null, pin('1', daysAgo(2)))).ctx)).toMatchObject({ next: null })
    expect(await history(at, network(page('b1', pin('1', daysAgo(91)))).ctx)).toMatchObject({ next: null })
  })
})
