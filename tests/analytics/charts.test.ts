import { beforeEach, describe, expect, it } from 'vitest'
import { newApiKey, insertApiKey } from '../../src/store/api-keys.js'
import { aWorkspace, type Home } from '../support/builders.js'
import { startHouse } from '../support/house.js'
import { measuredWorkspace, type MeasuredWorkspace } from '../support/measured.js'

const dayMs = 86_400_000
const house = await startHouse({ VOXBURST_METRICS_OFF: 'mastodon,twitter,telegram' })

type Reply = Record<string, unknown>
let home: Home
let made: MeasuredWorkspace
let key: string

beforeEach(async () => {
  home = await aWorkspace(house.db)
  made = measuredWorkspace(house.db, home)
  key = newApiKey()
  await house.db.transaction((tx) =>
    insertApiKey(tx, {
      ...home,
      name: 'Charts',
      secret: key,
      scopes: ['posts:read', 'accounts:read'],
      expiresAt: null,
    }),
  )
})

const get = (path: string, status = 200): Promise<Reply> =>
  house.call('GET', `/v1/analytics/${path}`, undefined, { key, status })
const onDay = async (daysAgo: number): Promise<string> =>
  new Date((await made.now()).getTime() - daysAgo * dayMs).toISOString().slice(0, 10)

describe('a post', () => {
  it('has a row for each network and day on which its numbers changed, and all of them together', async () => {
    const [x, mastodon] = [await made.account('twitter'), await made.account('mastodon')]
    const id = await made.post(5, [
      [
        x,
        {
          0.1: { likes: 1, impressions: 10 },
          1.1: { likes: 4, impressions: 90 },
          1.2: { likes: 5, impressions: 100, more: { quotes: 2 } },
        },
      ],
      [mastodon, { 2: { likes: 7, comments: 1 } }],
    ])
    const post = await get(`posts/${id}`)
    expect(post).toMatchObject({
      postId: id,
      platform: null,
      metrics: { impressions: 100, likes: 12, comments: 1, engagements: 13, shares: 0, clicks: 0 },
      reportedMetrics: ['impressions', 'engagements', 'likes', 'comments'],
      dataAvailable: true,
      granularity: 'DAILY',
    })
    const rows = post['data'] as Reply[]
    const onX = rows.filter(({ platform }) => platform === 'TWITTER')
    expect(onX.at(-1)).toMatchObject({
      postId: id,
      accountId: x.id,
      likes: 5,
      metrics: { likes: 5, impressions: 100, engagements: 5 },
      more: { quotes: 2 },
    })
    expect(new Set(onX.map(({ periodStart }) => periodStart)).size).toBe(onX.length)
    // Both points of a day in one row, unless midnight lay between them.
    expect(onX.length).toBeLessThan(4)
    expect(rows.filter(({ platform }) => platform === 'MASTODON')).toHaveLength(1)
  })

  it('does not pass for one without an answer where its network tells nothing', async () => {
    const telegram = await made.account('telegram')
    const id = await made.post(2, [[telegram, {}]])
    expect(await get(`posts/${id}`)).toMatchObject({
      dataAvailable: false,
      reportedMetrics: [],
      collectedAt: null,
      metrics: { likes: 0, impressions: 0 },
      data: [{ platform: 'TELEGRAM', dataAvailable: false, collectedAt: null }],
    })
  })

  it('shows what was known then when the period ended long ago, and what was known before when it begins', async () => {
    const account = await made.account('twitter')
    const id = await made.post(20, [[account, { 1: { likes: 2 }, 8: { likes: 6 }, 18: { likes: 9 } }]])
    const then = await get(`posts/${id}?startDate=${await onDay(15)}&endDate=${await onDay(10)}`)
    expect(then).toMatchObject({ metrics: { likes: 6 } })
    expect((then['data'] as Reply[]).map(({ likes }) => likes)).toEqual([2, 6])
    const later = await get(`posts/${id}?startDate=${await onDay(1)}`)
    expect((later['data'] as Reply[]).map(({ likes }) => likes)).toEqual([9])
  })

  it('comes by the hour, week and month too, and with some metrics alone', async () => {
    const account = await made.account('twitter')
    const told = Object.fromEntries([1, 2, 3, 4, 5, 6].map((hour) => [hour / 24, { likes: hour, clicks: 1 }]))
    const id = await made.post(29, [[account, told]])
    const rows = async (query: string): Promise<Reply[]> =>
      (await get(`posts/${id}?${query}`))['data'] as Reply[]
    expect(await rows('granularity=hourly')).toHaveLength(6)
    for (const granularity of ['WEEKLY', 'MONTHLY'])
      expect((await rows(`granularity=${granularity}`)).length).toBeLessThanOrEqual(2)
    // Where midnight lay between the points, the later day tells them all.
    const row = (await rows('metrics=Likes')).at(-1)
    expect(row).toMatchObject({ metrics: { likes: 6 }, reportedMetrics: ['likes'] })
    expect(row?.['metrics']).not.toHaveProperty('clicks')
  })
})

describe('an account', () => {
  it('has every day of the period, the posts that went out on it, and how its followers came', async () => {
    const account = await made.account('mastodon', 'ann')
    await made.day(account, 9, { followers: 100, following: 7 })
    await made.day(account, 3, { followers: 130, posts: 41 })
    await made.day(account, 0, { followers: 125 })
    await made.post(3, [[account, { 1: { likes: 4, shares: 2 } }]])
    await made.past(3, account, { 1: { likes: 10, comments: 1 } })
    await made.past(40, account, { 1: { likes: 1_000 } })
    const reply = await get(`accounts/${account.id}?since=7d`)
    expect(reply).toMatchObject({
      accountId: account.id,
      platform: 'MASTODON',
      username: 'ann',
      accountStatus: 'active',
      period: '7d',
      followers: 125,
      totalFollowers: 125,
      following: 7,
      totalPosts: 41,
      followerGrowth: 25,
      metrics: { followers: 125, likes: 14, engagements: 17, totalEngagements: 17, impressions: 0 },
      reportedMetrics: ['engagements', 'likes', 'comments', 'shares'],
    })
    expect(reply).not.toHaveProperty('disconnectedAt')
    expect(reply['followerHistory']).toEqual([
      { date: await onDay(3), followers: 130, change: 30 },
      { date: await onDay(0), followers: 125, change: -5 },
    ])
    const series = reply['timeseries'] as Reply[]
    expect(series.map(({ date }) => date)).toEqual(
      await Promise.all([7, 6, 5, 4, 3, 2, 1, 0].map((daysAgo) => onDay(daysAgo))),
    )
    expect(series[4]).toMatchObject({ posts: 2, likes: 14, engagements: 17, followers: 130 })
    expect(series[5]).toMatchObject({ posts: 0, likes: 0, followers: null, reportedMetrics: [] })
    const sum = series.reduce((total, { likes }) => total + (likes as number), 0)
    expect(sum).toBe(14)
  })

  it('whose network tells of the account alone is counted by its days', async () => {
    const account = await made.account('mastodon')
    await made.day(account, 2, { impressions: 50, clicks: 5, engagements: 5 })
    await made.day(account, 1, { impressions: 150, clicks: 1, engagements: 1 })
    await made.past(2, account, {})
    expect(await get(`accounts/${account.id}`)).toMatchObject({
      metrics: { totalImpressions: 200, totalEngagements: 6, clicks: 6, engagementRate: 3 },
      avgEngagementRate: 3,
      reportedMetrics: ['impressions', 'engagements', 'clicks'],
    })
    expect(await get('aggregate')).toMatchObject({
      totalPosts: 1,
      totalImpressions: 200,
      totalClicks: 6,
      averageEngagementRate: 3,
    })
  })

  it('that is disconnected keeps its numbers and says since when', async () => {
    const account = await made.account('mastodon')
    await made.day(account, 1, { followers: 3 })
    await house.db.query({
      text: `update accounts set status = 'disconnected', disconnected_at = vb_now() where id = $1`,
      values: [account.id],
    })
    expect(await get(`accounts/${account.id}`)).toMatchObject({
      accountStatus: 'disconnected',
      disconnectedAt: expect.any(String),
      followers: 3,
    })
  })

  it('comes by the week and month, and by the day where hours are asked', async () => {
    const account = await made.account('mastodon')
    await made.past(20, account, { 1: { likes: 3 } })
    const series = async (granularity: string): Promise<Reply[]> =>
      (await get(`accounts/${account.id}?granularity=${granularity}`))['timeseries'] as Reply[]
    const likes = (rows: Reply[]): number => rows.reduce((sum, row) => sum + (row['likes'] as number), 0)
    const weeks = await series('weekly')
    expect(weeks.every(({ periodStart }) => new Date(periodStart as string).getUTCDay() === 1)).toBe(true)
    expect([weeks.length >= 5, weeks.length <= 6, likes(weeks)]).toEqual([true, true, 3])
    const months = await series('MONTHLY')
    expect(months.every(({ date }) => String(date).endsWith('-01'))).toBe(true)
    expect(likes(months)).toBe(3)
    expect(await series('HOURLY')).toHaveLength(31)
  })
})

describe('everything', () => {
  it('is added up by platform, with the best posts first, and a rate of what can be compared', async () => {
    const [x, mastodon] = [await made.account('twitter'), await made.account('mastodon')]
    const best = await made.post(3, [[x, { 1: { likes: 30, clicks: 10, impressions: 1_000 } }]], 'The best')
    await made.post(4, [[x, { 1: { likes: 10, impressions: 1_000 } }]])
    // Mastodon tells no impressions: its likes are not held against those of others.
    await made.past(5, mastodon, { 1: { likes: 20, shares: 1 } }, 'Past us')
    await made.past(60, mastodon, { 1: { likes: 900 } })
    const aggregate = await get('aggregate')
    expect(aggregate).toMatchObject({
      totalPosts: 3,
      totalImpressions: 2_000,
      totalEngagements: 71,
      totalLikes: 60,
      totalClicks: 10,
      totalShares: 1,
      totalSaves: 0,
      averageEngagementRate: 2.5,
      reportedMetrics: ['impressions', 'engagements', 'likes', 'shares', 'clicks'],
      byPlatform: [
        { platform: 'TWITTER', posts: 2, impressions: 2_000, engagements: 50, engagementRate: 2.5 },
        { platform: 'MASTODON', posts: 1, impressions: 0, engagements: 21, engagementRate: 0 },
      ],
    })
    const top = aggregate['topPerformingPosts'] as Reply[]
    expect(top.map(({ postId, engagements, content }) => [postId, engagements, content])).toEqual([
      [best, 40, 'The best'],
      [null, 21, 'Past us'],
      [expect.stringMatching(/^post_/), 10, 'Menu'],
    ])

    const overview = await get('overview')
    expect(overview).toMatchObject({
      summary: { totalPosts: 3, totalImpressions: 2_000, totalEngagements: 71, averageEngagementRate: 2.5 },
      totalEngagements: 71,
      byPlatform: aggregate['byPlatform'],
      topPosts: top,
    })
    const { start, end } = overview['period'] as { start: string; end: string }
    expect([start, end]).toEqual([overview['periodStart'], overview['periodEnd']])
    expect(Date.parse(end) - Date.parse(start)).toBe(30 * dayMs)
  })

  it('says when to post, by the clocks of the workspace, once that can be told', async () => {
    const [large, small] = [await made.account('twitter'), await made.account('mastodon')]
    const midnight = Date.parse(`${await onDay(3)}T00:00:00Z`)
    const daysAgo = async (index: number, hour: number): Promise<number> =>
      ((await made.now()).getTime() - (midnight - index * dayMs + hour * 3_600_000)) / dayMs
    for (let index = 0; index < 15; index += 1) {
      await made.past(await daysAgo(index, 6), small, { 1: { likes: index % 2 === 0 ? 1 : 9 } })
      await made.past(await daysAgo(index, 17), small, { 1: { likes: 60 } })
    }
    expect((await get('overview'))['bestPostingTime']).toMatch(/^[a-z]+day 17:00$/)
    // A large account that posts at another hour alone tells nothing of hours.
    for (let index = 0; index < 10; index += 1)
      await made.past(await daysAgo(index, 2), large, { 1: { likes: 90_000 } })
    await house.db.query({
      text: `update workspaces set settings = '{"timezone": "Asia/Tokyo"}' where id = $1`,
      values: [home.workspaceId],
    })
    expect((await get('overview'))['bestPostingTime']).toMatch(/^[a-z]+day 02:00$/)
    expect(await get(`overview?accountIds=${large.id}`)).not.toHaveProperty('bestPostingTime')
  })

  it('can be of some accounts, some platforms, some days, some posts', async () => {
    const [x, mastodon, other] = [
      await made.account('twitter'),
      await made.account('mastodon'),
      await made.account('mastodon'),
    ]
    await made.past(2, x, { 1: { likes: 1 } })
    await made.past(3, mastodon, { 1: { likes: 20 } })
    await made.past(4, other, { 1: { likes: 300 } })
    const likes = async (query: string): Promise<unknown> => (await get(`aggregate?${query}`))['totalLikes']
    expect(await likes('')).toBe(321)
    expect(await likes(`accountIds=${x.id},${other.id}`)).toBe(301)
    expect(await likes('platforms=Mastodon')).toBe(320)
    expect(await likes(`platforms=MASTODON&accountIds=${x.id}`)).toBe(0)
    // Both ends belong to it, a day as a whole.
    expect(await likes(`startDate=${await onDay(3)}&endDate=${await onDay(3)}`)).toBe(20)
    expect((await get('aggregate?limit=1'))['topPerformingPosts']).toHaveLength(1)
  })

  it('of another workspace, or another mode, is none of it', async () => {
    const theirs = measuredWorkspace(house.db, await aWorkspace(house.db))
    const account = await theirs.account('mastodon')
    await theirs.past(2, account, { 1: { likes: 5 } })
    const live = measuredWorkspace(house.db, { ...home, mode: 'live' })
    const real = await live.account('mastodon')
    await live.past(2, real, { 1: { likes: 5 } })
    expect(await get('overview')).toMatchObject({ totalPosts: 0, totalEngagements: 0, topPosts: [] })
    for (const { id } of [account, real]) {
      expect(await get(`aggregate?accountIds=${id}`, 400)).toMatchObject({
        error: { code: 'ACCOUNT_NOT_FOUND', details: { field: 'accountIds' } },
      })
      expect(await get(`accounts/${id}`, 404)).toMatchObject({ error: { code: 'NOT_FOUND' } })
    }
  })

  it('is seen as far back as the plan says, silently', async () => {
    const account = await made.account('mastodon')
    await made.past(50, account, { 1: { likes: 5 } })
    const likes = async (): Promise<unknown> => {
      const { totalLikes, periodStart } = await get('aggregate?startDate=2001-01-01')
      const days = ((await made.now()).getTime() - Date.parse(periodStart as string)) / dayMs
      return [totalLikes, Math.round(days)]
    }
    expect(await likes()).toEqual([5, 365])
    await house.db.query({
      text: `update workspaces set plan = 'STARTER' where id = $1`,
      values: [home.workspaceId],
    })
    expect(await likes()).toEqual([0, 30])
  })
})

it.each([
  ['startDate=yesterday', 'INVALID_DATE', 'startDate'],
  ['endDate=2026-02-30', 'INVALID_DATE', 'endDate'],
  ['startDate=2026-03-01T00:00', 'INVALID_DATE', 'startDate'],
  ['startDate=2026-03-02&endDate=2026-03-01', 'VALIDATION_ERROR', 'startDate'],
  ['startDate=2100-01-01', 'VALIDATION_ERROR', 'startDate'],
  ['since=a week', 'VALIDATION_ERROR', 'since'],
])('%s is refused, and says what is wrong', async (query, code, field) => {
  const account = await made.account('mastodon')
  const post = await made.post(1, [[account, {}]])
  for (const path of [`posts/${post}`, `accounts/${account.id}`, 'aggregate', 'overview'])
    expect(await get(`${path}?${query}`, 400)).toMatchObject({ error: { code, details: { field } } })
})

it.each([
  ['aggregate?limit=0', 'limit'],
  ['aggregate?limit=101', 'limit'],
  ['overview?platforms=geocities', 'platforms'],
  ['posts/post_abc123?granularity=DECADE', 'granularity'],
  ['accounts/acc_abc123?granularity=DECADE', 'granularity'],
])('%s is refused for its %s', async (path, field) => {
  expect(await get(path, 400)).toMatchObject({ error: { code: 'VALIDATION_ERROR', details: { field } } })
})

it('a metric that there is not is refused with those that there are', async () => {
  const post = await made.post(1, [[await made.account('mastodon'), {}]])
  const { error } = await get(`posts/${post}?metrics=likes,hearts`, 400)
  expect(error).toMatchObject({
    details: { field: 'metrics' },
    message: expect.stringContaining('videoViews'),
  })
})
