import { describe, expect, it } from 'vitest'
import { aReply, scripted } from '../../../tests/support/scripted-network.js'
import type { JsonObject } from '../../kit/json.js'
import { history, metrics } from './metrics.js'

const location = 'accounts/1/locations/2'
const data = { page: { id: location } }
const now = new Date('2026-11-30T12:00:00.000Z')

const series = (dailyMetric: string, ...values: [day: number, value?: string][]): JsonObject => ({
  dailyMetric,
  timeSeries: {
    datedValues: values.map(([day, value]) => ({
      date: { year: 2026, month: 11, day },
      ...(value === undefined ? {} : { value }),
    })),
  },
})

describe('section 7: a location’s days', () => {
  const read = async (json: JsonObject, since = new Date('2026-11-01T23:00:00.000Z')) => {
    const { ctx, asked } = scripted([aReply(200, json)], { data, now })
    const answer = await metrics.account?.(ctx, since)
    return { answer, url: new URL(asked[0]?.url ?? '') }
  }

  it('values are texts, noughts lack theirs, and a day that is late is none', async () => {
    const { answer, url } = await read({
      multiDailyMetricTimeSeries: [
        {
          dailyMetricTimeSeries: [
            series('BUSINESS_IMPRESSIONS_DESKTOP_MAPS', [1, '10'], [2]),
            series('BUSINESS_IMPRESSIONS_MOBILE_SEARCH', [1, '5'], [2, '3']),
            series('WEBSITE_CLICKS', [1, '4'], [2]),
          ],
        },
        { dailyMetricTimeSeries: [series('CALL_CLICKS', [1, '2']), series('SOMETHING_NEW', [3, '9'])] },
      ],
    })
    expect(answer).toEqual({
      kind: 'ok',
      now: {},
      days: [
        {
          day: '2026-11-01',
          numbers: { impressions: 15, engagements: 6, clicks: 4, more: { websiteClicks: 4, callClicks: 2 } },
        },
        {
          day: '2026-11-02',
          numbers: { impressions: 3, engagements: 0, clicks: 0, more: { websiteClicks: 0 } },
        },
      ],
    })
    expect(url.origin + url.pathname).toBe(
      'https://businessprofileperformance.googleapis.com/v1/locations/2:fetchMultiDailyMetricsTimeSeries',
    )
    expect(url.searchParams.getAll('dailyMetrics').sort()).toEqual([
      'BUSINESS_BOOKINGS',
      'BUSINESS_CONVERSATIONS',
      'BUSINESS_DIRECTION_REQUESTS',
      'BUSINESS_FOOD_MENU_CLICKS',
      'BUSINESS_FOOD_ORDERS',
      'BUSINESS_IMPRESSIONS_DESKTOP_MAPS',
      'BUSINESS_IMPRESSIONS_DESKTOP_SEARCH',
      'BUSINESS_IMPRESSIONS_MOBILE_MAPS',
      'BUSINESS_IMPRESSIONS_MOBILE_SEARCH',
      'CALL_CLICKS',
      'WEBSITE_CLICKS',
    ])
    const range = [...url.searchParams].filter(([name]) => name.startsWith('dailyRange'))
    expect(Object.fromEntries(range)).toEqual({
      'dailyRange.startDate.year': '2026',
      'dailyRange.startDate.month': '11',
      'dailyRange.startDate.day': '1',
      'dailyRange.endDate.year': '2026',
      'dailyRange.endDate.month': '11',
      'dailyRange.endDate.day': '30',
    })
  })

  it('nothing is asked of before 18 months ago, and an answer of nothing is no day', async () => {
    const { answer, url } = await read({}, new Date(0))
    expect(answer).toEqual({ kind: 'ok', now: {}, days: [] })
    expect(url.searchParams.get('dailyRange.startDate.year')).toBe('2025')
  })

  it('a refusal is one; of single posts nothing is asked', async () => {
    const { ctx } = scripted([aReply(429, { error: { status: 'RESOURCE_EXHAUSTED' } })], { data, now })
    expect(await metrics.account?.(ctx, now)).toMatchObject({ kind: 'refused', cure: 'wait' })
    expect(await metrics.account?.(scripted([]).ctx, now)).toMatchObject({ kind: 'refused', cure: 'edit' })
    expect(metrics.posts).toBeUndefined()
  })
})

describe('section 7: backfill lists localPosts', () => {
  const post = (id: number, createTime: string, more: JsonObject = {}): JsonObject => ({
    name: `${location}/localPosts/${String(id)}`,
    createTime,
    summary: `Soup ${String(id)}`,
    searchUrl: `https://local.google.com/place?lpsid=${String(id)}`,
    state: 'LIVE',
    ...more,
  })
  const since = new Date('2026-09-01T00:00:00.000Z')
  const read = async (json: JsonObject, cursor: string | null = null) => {
    const { ctx, asked } = scripted([aReply(200, json)], { data, now })
    return { answer: await history({ cursor, since }, ctx), query: asked[0]?.query }
  }

  it('what is shown, page by page', async () => {
    const { answer, query } = await read(
      {
        localPosts: [
          post(3, '2026-11-03T00:00:00Z'),
          post(2, '2026-11-02T00:00:00Z', { state: 'REJECTED' }),
          post(1, '2026-11-01T00:00:00Z', { state: 'RECURRING', summary: null, searchUrl: null }),
          post(0, 'never'),
        ],
        nextPageToken: 'on',
      },
      'before',
    )
    expect(answer).toEqual({
      kind: 'ok',
      posts: [
        {
          remoteId: `${location}/localPosts/3`,
          url: 'https://local.google.com/place?lpsid=3',
          text: 'Soup 3',
          createdAt: new Date('2026-11-03T00:00:00Z'),
        },
        {
          remoteId: `${location}/localPosts/1`,
          url: null,
          text: '',
          createdAt: new Date('2026-11-01T00:00:00Z'),
        },
      ],
      next: 'on',
    })
    expect(query).toEqual({ pageSize: '100', pageToken: 'before' })
  })

  it('until one is older than is asked for, or there are no more', async () => {
    const old = { localPosts: [post(1, '2026-08-31T23:59:59Z')], nextPageToken: 'on' }
    expect((await read(old)).answer).toMatchObject({ next: null })
    expect((await read({})).answer).toEqual({ kind: 'ok', posts: [], next: null })
  })

  it('a refusal is one', async () => {
    const { ctx } = scripted([aReply(503)], { data, now })
    expect(await history({ cursor: null, since }, ctx)).toMatchObject({ kind: 'refused', cure: 'wait' })
    expect(await history({ cursor: null, since }, scripted([]).ctx)).toMatchObject({ cure: 'edit' })
  })
})
