import { beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../kit/json.js'
import {
  bodyOf,
  businessClient,
  listIn,
  performanceApi,
  postsApi,
  refusalOf,
  type Owner,
} from '../../../../tests/support/googlebusiness.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

/** Section 7: numbers of a location and a day, and ninety days of posts before we came. */
const client = await startSimulator(simulator)
const { signIn } = businessClient(client)
const dayMs = 86_400_000

let owner: Owner
let location = ''
beforeEach(async () => {
  await client.control.reset()
  owner = await signIn({ username: 'ann' })
  location = (await owner.locations())[0] ?? ''
})

const address = (call: string): string =>
  `${performanceApi}/locations/${location.split('/')[3] ?? ''}:${call}`

/** From so many days ago to so many. */
async function range(from: number, to: number): Promise<URLSearchParams> {
  const now = Date.parse((await client.control.clock()).now)
  const query = new URLSearchParams()
  for (const [end, ago] of [
    ['startDate', from],
    ['endDate', to],
  ] as const) {
    const [year = '', month = '', day = ''] = new Date(now - ago * dayMs)
      .toISOString()
      .slice(0, 10)
      .split('-')
    query.set(`dailyRange.${end}.year`, year)
    query.set(`dailyRange.${end}.month`, String(Number(month)))
    query.set(`dailyRange.${end}.day`, String(Number(day)))
  }
  return query
}

type Dated = { date: { year: number; month: number; day: number }; value?: string }
async function series(metrics: string[], from: number, to: number): Promise<Record<string, Dated[]>> {
  const query = await range(from, to)
  for (const metric of metrics) query.append('dailyMetrics', metric)
  const { multiDailyMetricTimeSeries: [all] = [] } = bodyOf(
    await owner.get(`${address('fetchMultiDailyMetricsTimeSeries')}?${query.toString()}`),
  ) as { multiDailyMetricTimeSeries: { dailyMetricTimeSeries: JsonObject[] }[] }
  return Object.fromEntries(
    (all?.dailyMetricTimeSeries ?? []).map(({ dailyMetric, timeSeries }) => [
      String(dailyMetric),
      (timeSeries as { datedValues: Dated[] }).datedValues,
    ]),
  )
}

describe('7. only per location and day', () => {
  it('each metric that was asked for has its days, in order, the same every time', async () => {
    const names = ['CALL_CLICKS', 'WEBSITE_CLICKS', 'BUSINESS_BOOKINGS']
    const found = await series(names, 32, 3)
    expect(Object.keys(found)).toEqual(names)
    for (const name of names) expect(found[name]).toHaveLength(30)
    const days = (found['CALL_CLICKS'] ?? []).map(({ date: { year, month, day } }) =>
      Date.UTC(year, month - 1, day),
    )
    expect(days.every((day, index) => index === 0 || day - (days[index - 1] ?? 0) === dayMs)).toBe(true)
    expect(await series(names, 32, 3)).toEqual(found)
  })

  it('values are strings, zero days lack value, some days are late', async () => {
    const found = await series(['CALL_CLICKS', 'BUSINESS_FOOD_ORDERS'], 90, 0)
    const calls = found['CALL_CLICKS'] ?? []
    expect(calls.some(({ value }) => /^[1-9]\d*$/.test(value ?? ''))).toBe(true)
    expect(calls.some((day) => !('value' in day))).toBe(true)
    expect((found['BUSINESS_FOOD_ORDERS'] ?? []).every((day) => !('value' in day))).toBe(true)
    // Yesterday and today are still being counted.
    expect(calls).toHaveLength(89)
  })

  it('posts of the past were seen: a day’s numbers are its post’s and the rest', async () => {
    const { BUSINESS_IMPRESSIONS_MOBILE_SEARCH: days = [] } = await series(
      ['BUSINESS_IMPRESSIONS_MOBILE_SEARCH'],
      180,
      2,
    )
    const mean = (part: Dated[]): number =>
      part.reduce((sum, { value = '0' }) => sum + Number(value), 0) / part.length
    // Ninety days ago there were no posts.
    expect(mean(days.slice(-80))).toBeGreaterThan(2 * mean(days.slice(0, 80)))
  })

  it('goes back a year and a half, no further', async () => {
    const { CALL_CLICKS: days = [] } = await series(['CALL_CLICKS'], 700, 500)
    expect(days).toHaveLength(49)
  })

  it('one metric has a call of its own', async () => {
    const query = await range(9, 3)
    query.set('dailyMetric', 'CALL_CLICKS')
    const { timeSeries } = bodyOf(
      await owner.get(`${address('getDailyMetricsTimeSeries')}?${query.toString()}`),
    )
    expect(timeSeries).toEqual({ datedValues: (await series(['CALL_CLICKS'], 9, 3))['CALL_CLICKS'] })
  })

  it('wants whole dates in order, known metrics, and nothing else', async () => {
    const multi = address('fetchMultiDailyMetricsTimeSeries')
    const good = await range(9, 3)
    good.set('dailyMetrics', 'CALL_CLICKS')
    const refused: [Record<string, string>, string][] = [
      [{ dailyMetrics: 'DAILY_METRIC_UNKNOWN' }, 'dailyMetrics'],
      [{ dailyMetric: 'CALL_CLICKS' }, 'dailyMetric'],
      [{ 'dailyRange.startDate.day': '0' }, 'daily_range.startDate'],
      [{ 'dailyRange.startDate.month': '13' }, 'daily_range.startDate'],
      [{ 'dailyRange.endDate.year': '2001' }, 'daily_range'],
      [{ 'dailyRange.endDate.hour': '1' }, 'dailyRange.endDate.hour'],
    ]
    for (const [more, field] of refused) {
      const query = new URLSearchParams(good)
      for (const [name, value] of Object.entries(more)) query.set(name, value)
      expect([more, ...refusalOf(await owner.get(`${multi}?${query.toString()}`))]).toEqual([
        more,
        400,
        'INVALID_ARGUMENT',
        field,
      ])
    }
    expect((await owner.get(`${address('reportInsights')}?${good.toString()}`)).status).toBe(404)
  })
})

describe('7. backfill: list localPosts', () => {
  it('has ninety live posts of the days before, newest first, and no numbers of theirs', async () => {
    const posts = listIn(
      await owner.get(`${postsApi}/${location}/localPosts`, { pageSize: '100' }),
      'localPosts',
    )
    expect(posts).toHaveLength(90)
    expect(posts.every(({ state, topicType }) => state === 'LIVE' && topicType === 'STANDARD')).toBe(true)
    const times = posts.map(({ createTime }) => String(createTime))
    expect(times).toEqual(times.toSorted().reverse())
    expect(new Set(posts.map(({ name }) => name)).size).toBe(90)
    expect((await client.call('GET', String(posts[0]?.['searchUrl']))).status).toBe(200)
    expect((await owner.get(`${postsApi}/${String(posts[0]?.['name'])}`)).status).toBe(200)
    expect(
      (await owner.call('POST', `${postsApi}/${location}/localPosts:reportInsights`, { json: {} })).status,
    ).toBe(404)
  })
})
