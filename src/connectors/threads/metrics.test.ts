import { describe, expect, it } from 'vitest'
import { scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import type { PlatformRequest } from '../platform-http.js'
import type { Json } from '../../kit/json.js'
import { history, metrics } from './metrics.js'
import { quota } from './quota.js'

const now = new Date('2026-03-10T12:00:00.000Z')
const network = (answer: (request: PlatformRequest) => Scripted) => scripted(answer, { now })
const row = (name: string, more: Record<string, Json>) => ({ name, period: 'day', title: name, ...more })
const lifetime = (values: Record<string, number>) => ({
  data: Object.entries(values).map(([name, value]) => row(name, { values: [{ value }] })),
})
const post = (remoteId: string, ageHours = 48) => ({
  remoteId,
  url: null,
  data: null,
  contentType: null,
  publishedAt: new Date(now.getTime() - ageHours * 3_600_000),
})
const missing = {
  status: 400,
  json: { error: { code: 100, error_subcode: 33, message: 'Unsupported get request.' } },
}
const denied = { status: 403, json: { error: { code: 10, message: 'No permission' } } }

describe('9.9 insights of a post', () => {
  it('are views, likes, replies, and what was passed on in three ways', async () => {
    const counted = { views: 100, likes: 7, replies: 3, reposts: 2, quotes: 1, shares: 4 }
    const { ctx, asked } = network(() => ({ json: lifetime(counted) }))
    expect(await metrics.posts?.([post('31')], ctx)).toEqual({
      kind: 'ok',
      posts: [{ remoteId: '31', numbers: { impressions: 100, likes: 7, comments: 3, shares: 7 } }],
    })
    expect(asked[0]).toMatchObject({
      url: 'https://graph.threads.net/v1.0/31/insights',
      query: { metric: 'views,likes,replies,reposts,quotes,shares' },
    })
  })

  it('what is not told is absent, not zero', async () => {
    const { ctx } = network(() => ({ json: lifetime({ likes: 0 }) }))
    expect(await metrics.posts?.([post('31')], ctx)).toMatchObject({ posts: [{ numbers: { likes: 0 } }] })
    const empty = network(() => ({ json: { data: [] } }))
    expect(await metrics.posts?.([post('31')], empty.ctx)).toEqual({
      kind: 'ok',
      posts: [{ remoteId: '31', numbers: {} }],
    })
  })

  it('a post that is not there any more is gone; a fresh one is asked for again', async () => {
    const { ctx } = network(({ url }) => (url.includes('/31/') ? { json: lifetime({ likes: 1 }) } : missing))
    expect(await metrics.posts?.([post('30'), post('31'), post('32', 0.5)], ctx)).toEqual({
      kind: 'ok',
      posts: [
        { remoteId: '30', isGone: true },
        { remoteId: '31', numbers: { likes: 1 } },
      ],
    })
  })

  it('are refused without their permission', async () => {
    expect(await metrics.posts?.([post('31')], network(() => denied).ctx)).toMatchObject({
      kind: 'refused',
      error: { code: 'PERMISSION_DENIED' },
    })
  })
})

describe('9.9 insights of an account', () => {
  const views = row('views', {
    values: [
      { value: 5, end_time: '2026-03-08T08:00:00+0000' },
      { value: 6, end_time: '2026-03-09T07:00:00+0000' },
      { value: 7, end_time: '2026-03-10T07:00:00+0000' },
      { value: 2, end_time: '2026-03-11T07:00:00+0000' },
    ],
  })
  const followers = row('followers_count', { total_value: { value: 412 } })
  const sums = {
    data: [
      ...['likes', 'replies', 'reposts', 'quotes'].map((name) => row(name, { total_value: { value: 10 } })),
      row('clicks', {
        link_total_values: [
          { value: 3, link_url: 'a' },
          { value: 4, link_url: 'b' },
        ],
      }),
    ],
  }

  it('are profile views day by day, followers as they are, and the sums of the last days', async () => {
    const { ctx, asked } = network(({ query }) => ({
      json: query?.['metric'] === 'views,followers_count' ? { data: [views, followers] } : sums,
    }))
    const answer = await metrics.account?.(ctx, new Date('2026-03-07T12:00:00.000Z'))
    expect(answer).toMatchObject({ kind: 'ok', now: { followers: 412 } })
    expect(answer?.kind === 'ok' ? answer.days : []).toEqual([
      { day: '2026-03-10', numbers: { profileViews: 2, clicks: 7, engagements: 40 } },
      { day: '2026-03-09', numbers: { profileViews: 7, clicks: 7, engagements: 40 } },
      { day: '2026-03-08', numbers: { profileViews: 6 } },
      { day: '2026-03-07', numbers: { profileViews: 5 } },
    ])
    const seconds = (iso: string) => String(Date.parse(iso) / 1_000)
    expect(asked.map(({ query }) => [query?.['since'], query?.['until']])).toEqual([
      [seconds('2026-03-07T12:00:00Z'), seconds('2026-03-10T12:00:00Z')],
      [seconds('2026-03-10T07:00:00Z'), seconds('2026-03-10T12:00:00Z')],
      [seconds('2026-03-09T07:00:00Z'), seconds('2026-03-10T07:00:00Z')],
    ])
  })

  it('begin on 13 April 2024', async () => {
    const { ctx, asked } = network(() => ({ json: { data: [] } }))
    expect(await metrics.account?.(ctx, new Date('2020-01-01T00:00:00Z'))).toEqual({
      kind: 'ok',
      now: {},
      days: [],
    })
    expect(asked[0]?.query).toMatchObject({ since: '1712991600' })
  })
})

describe('the past of an account', () => {
  const listed = (id: string, more: Record<string, Json> = {}) => ({
    id,
    media_type: 'TEXT_POST',
    text: `Post ${id}`,
    permalink: `https://www.threads.net/@ann/post/${id}`,
    timestamp: '2026-03-01T12:00:00+0000',
    ...more,
  })
  const since = new Date('2025-12-10T12:00:00.000Z')

  it('comes in pages, without what others wrote', async () => {
    const data = [listed('3'), listed('2', { media_type: 'REPOST_FACADE' }), listed('1', { text: null })]
    const { ctx, asked } = network(() => ({ json: { data, paging: { cursors: { after: 'next' } } } }))
    expect(await history({ cursor: 'here', since }, ctx)).toEqual({
      kind: 'ok',
      posts: [
        {
          remoteId: '3',
          url: 'https://www.threads.net/@ann/post/3',
          text: 'Post 3',
          createdAt: new Date('2026-03-01T12:00:00.000Z'),
        },
        {
          remoteId: '1',
          url: 'https://www.threads.net/@ann/post/1',
          text: '',
          createdAt: new Date('2026-03-01T12:00:00.000Z'),
        },
      ],
      next: 'next',
    })
    expect(asked[0]?.query).toMatchObject({ after: 'here', since: String(since.getTime() / 1_000) })
  })

  it('ends with an empty page, and with one that has no next', async () => {
    const cursors = { paging: { cursors: { after: 'next' } } }
    const empty = network(() => ({ json: { data: [], ...cursors } }))
    expect(await history({ cursor: null, since }, empty.ctx)).toMatchObject({ posts: [], next: null })
    const last = network(() => ({ json: { data: [listed('1')] } }))
    expect(await history({ cursor: null, since }, last.ctx)).toMatchObject({ next: null })
  })
})

it('9.8 how much of the quota is used is read from the network', async () => {
  const used = { data: [{ quota_usage: 4, config: { quota_total: 250, quota_duration: 86_400 } }] }
  expect(await quota.read?.(network(() => ({ json: used })).ctx)).toEqual({
    kind: 'ok',
    readings: [{ name: 'posts in 24 hours', limit: 250, used: 4 }],
  })
  expect(quota.rules({ app: {}, data: {} })).toMatchObject([{ name: 'posts in 24 hours', limit: 250 }])
  expect((await quota.read?.(network(() => denied).ctx))?.kind).toBe('refused')
})
