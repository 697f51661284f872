import { beforeEach, describe, expect, it } from 'vitest'
import {
  codesOf,
  dataOf,
  files,
  film,
  instagramClient,
  photo,
  type Person,
} from '../../../../tests/support/instagram.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import { simulator } from './index.js'

/** Section 7 of the facts: what is told of media and of accounts. */
const client = await startSimulator(simulator, files)
const { person } = instagramClient(client)
const { advance } = client.control
const day = 86_400

let ann: Person
let bob: Person
beforeEach(async () => {
  await client.control.reset()
  ann = await person('instagram', { username: 'ann' })
  bob = await person('facebook', { username: 'bob' })
})
const now = async () => Math.floor(Date.parse((await client.control.clock()).now) / 1_000)

describe('of media', () => {
  const read = async (id: string, metric: string, who = ann) => {
    const values = dataOf(await who.get(`${id}/insights`, { metric }))
    return Object.fromEntries(
      values.map(({ name, values: all }) => [name, (all as { value: number }[])[0]?.value]),
    )
  }

  it('a picture is seen more as it grows older', async () => {
    const id = await ann.publish(photo)
    const metric =
      'views,reach,likes,comments,saved,shares,total_interactions,follows,profile_visits,profile_activity,reposts'
    expect(await read(id, metric)).toMatchObject({ views: 0, likes: 0 })
    await advance(3 * day * 1_000)
    await ann.post(`${id}/comments`, { message: 'Nice' })
    const numbers = await read(id, metric)
    expect(Object.keys(numbers)).toEqual(metric.split(','))
    const { likes = 0, comments, saved = 0, shares = 0, views = 0, reach = 0 } = numbers
    expect(likes).toBeGreaterThan(10)
    expect(views).toBeGreaterThan(reach)
    expect(comments).toBe(1)
    expect(numbers['total_interactions']).toBe(likes + 1 + saved + shares)
    expect((await ann.get(id, { fields: 'like_count,comments_count' })).body).toEqual({
      like_count: likes,
      comments_count: 1,
    })
  })

  it('a reel has numbers of its own, some at Facebook’s host alone', async () => {
    const [id, theirs] = [await ann.publish(film), await bob.publish(film)]
    await advance(day * 1_000)
    const numbers = await read(
      id,
      'views,ig_reels_avg_watch_time,ig_reels_video_view_total_time,reels_skip_rate',
    )
    expect(numbers['ig_reels_video_view_total_time']).toBe(
      (numbers['views'] ?? 0) * (numbers['ig_reels_avg_watch_time'] ?? 0),
    )
    expect(codesOf(await ann.get(`${id}/insights`, { metric: 'facebook_views' }))).toEqual([100, undefined])
    expect(codesOf(await ann.get(`${id}/insights`, { metric: 'follows' }))).toEqual([100, undefined])
    expect(await read(theirs, 'crossposted_views,facebook_views', bob)).toMatchObject({ facebook_views: 0 })
  })

  it('parts of a carousel have none', async () => {
    const items = [
      await ann.container({ ...photo, is_carousel_item: 'true' }),
      await ann.container({ ...photo, is_carousel_item: 'true' }),
    ]
    await advance(501)
    const id = await ann.publish({ media_type: 'CAROUSEL', children: items.join(',') })
    const [child] = dataOf(await ann.get(`${id}/children`))
    expect(codesOf(await ann.get(`${String(child?.['id'])}/insights`, { metric: 'views' }))).toEqual([
      100,
      undefined,
    ])
  })

  it('some can be told apart; others are an unknown error, and none without a metric', async () => {
    const id = await ann.publish(photo)
    const told = (metric: string, breakdown: string) => ann.get(`${id}/insights`, { metric, breakdown })
    expect((await told('profile_activity', 'action_type')).status).toBe(200)
    expect(await told('likes', 'action_type')).toMatchObject({ status: 500, body: { error: { code: 1 } } })
    expect(codesOf(await ann.get(`${id}/insights`))).toEqual([100, undefined])
  })

  it('the past has kinds of all sorts, and numbers', async () => {
    const past = dataOf(
      await ann.get(`${ann.id}/media`, {
        fields: 'id,media_type,media_product_type,like_count',
        limit: '100',
      }),
    )
    expect(past).toHaveLength(90)
    expect(new Set(past.map((each) => each['media_type']))).toEqual(
      new Set(['IMAGE', 'VIDEO', 'CAROUSEL_ALBUM']),
    )
    for (const each of past.slice(0, 4)) {
      const { likes } = await read(String(each['id']), 'likes')
      expect(likes).toBe(each['like_count'])
    }
    expect((await ann.get('me', { fields: 'media_count' })).body).toEqual({ media_count: 90 })
  })

  it('a past post that is deleted is gone', async () => {
    const [newest] = dataOf(await bob.get(`${bob.id}/media`, { limit: '1' }))
    await bob.remove(String(newest?.['id']))
    expect(codesOf(await bob.get(String(newest?.['id'])))).toEqual([100, 33])
    expect(dataOf(await bob.get(`${bob.id}/media`, { limit: '100' }))).toHaveLength(89)
  })
})

describe('of an account', () => {
  const read = (query: Record<string, string>, who = ann) => who.get(`${who.id}/insights`, query)
  const total = { period: 'day', metric_type: 'total_value' }

  it('totals of a window', async () => {
    const until = await now()
    const metric =
      'views,reach,accounts_engaged,total_interactions,likes,comments,saves,shares,replies,reposts,follows_and_unfollows,profile_links_taps'
    const over = async (days: number) =>
      dataOf(await read({ metric, ...total, since: String(until - days * day), until: String(until) })).map(
        ({ name, total_value: value }) => [name, (value as { value: number }).value] as const,
      )
    const [week, month] = [await over(7), await over(30)]
    expect(week.map(([name]) => name)).toEqual(metric.split(','))
    expect(week.find(([name]) => name === 'views')?.[1]).toBeGreaterThan(0)
    expect(month.find(([name]) => name === 'views')?.[1]).toBeGreaterThan(
      Number(week.find(([name]) => name === 'views')?.[1]),
    )
  })

  it('days of a window, that end at midnight of the network’s home', async () => {
    const until = await now()
    const query = { metric: 'reach', period: 'day', metric_type: 'time_series' }
    const [reach] = dataOf(await read({ ...query, since: String(until - 10 * day), until: String(until) }))
    const values = reach?.['values'] as { value: number; end_time: string }[]
    expect(values.length).toBeGreaterThanOrEqual(10)
    expect(values.every(({ end_time: end }) => end.endsWith('T07:00:00+0000'))).toBe(true)
    expect(values.some(({ value }) => value > 0)).toBe(true)
    expect((await read({ metric: 'follower_count', period: 'day' })).status).toBe(200)
  })

  it.each([
    ['more than 30 days', { metric: 'views', ...total, since: '1700000000', until: '1703000000' }],
    ['a series of what has totals only', { metric: 'views', period: 'day', metric_type: 'time_series' }],
    ['totals of what has a series only', { metric: 'follower_count', ...total }],
    ['no period', { metric: 'views', metric_type: 'total_value' }],
    ['a metric that is dead', { metric: 'views,impressions', ...total }],
    [
      'followers of long ago',
      { metric: 'follower_count', period: 'day', since: '1700000000', until: '1700086400' },
    ],
    [
      'kinds of followers without a breakdown',
      {
        metric: 'follower_demographics',
        period: 'lifetime',
        metric_type: 'total_value',
        timeframe: 'this_month',
      },
    ],
    ['kinds of followers by the day', { metric: 'follower_demographics', ...total, breakdown: 'age' }],
  ])('%s is 100', async (_what, query) => {
    expect(codesOf(await read(query as Record<string, string>))).toEqual([100, undefined])
  })

  it('kinds of followers', async () => {
    const query = {
      metric: 'follower_demographics',
      period: 'lifetime',
      metric_type: 'total_value',
      timeframe: 'this_month',
    }
    for (const breakdown of ['age', 'city', 'country', 'gender']) {
      const [value] = dataOf(await read({ ...query, breakdown }))
      expect(value).toMatchObject({ total_value: { breakdowns: [{ dimension_keys: [breakdown] }] } })
    }
  })

  it('numbers as they stand', async () => {
    for (const who of [ann, bob])
      expect((await who.get(who.id, { fields: 'followers_count,follows_count,media_count' })).body).toEqual({
        followers_count: expect.any(Number) as number,
        follows_count: 87,
        media_count: 90,
      })
  })
})
