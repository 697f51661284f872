import { describe, expect, it } from 'vitest'
import { aReply, scripted, type Scripted } from '../../../tests/support/scripted-network.js'
import { windowAt } from '../../domain/quota.js'
import type { Json } from '../../kit/json.js'
import { history, metrics } from './metrics.js'
import { quota } from './quota.js'

const at = (name: string) => `https://www.googleapis.com/auth/${name}`
const scopes = [at('youtube.readonly'), at('yt-analytics.readonly')]
const now = new Date('2026-01-10T05:00:00.000Z')
const room = (answers: Scripted[], granted = scopes) =>
  scripted(answers, { scopes: granted, now, data: { uploads: 'UU7' } })
const list = (items: object[], nextPageToken?: string) =>
  aReply(200, { kind: 'youtube#list', items, ...(nextPageToken && { nextPageToken }) } as Json)
const report = (names: string[], ...rows: Json[][]) =>
  aReply(200, { columnHeaders: names.map((name) => ({ name })), rows })
const no = (status: number, reason: string) =>
  aReply(status, { error: { code: status, message: 'No.', errors: [{ reason }] } })
const post = (remoteId: string, publishedAt: string) => ({
  remoteId,
  url: null,
  data: null,
  publishedAt: new Date(publishedAt),
  contentType: null,
})
const posts = [post('a', '2026-01-05T12:00:00Z'), post('b', '2026-01-02T05:00:00Z')]
const counted = list([{ id: 'b', statistics: { viewCount: '9007', likeCount: '3', favoriteCount: '0' } }])
const depth = report(
  ['video', 'shares', 'estimatedMinutesWatched', 'averageViewDuration'],
  ['b', 2, 41, 12.5],
)

describe('section 7: numbers', () => {
  it('of posts: texts become numbers, what is hidden is away, and what is not there is gone', async () => {
    const { ctx, asked } = room([counted, depth])
    expect(await metrics.posts?.(posts, ctx)).toEqual({
      kind: 'ok',
      posts: [
        { remoteId: 'a', isGone: true },
        {
          remoteId: 'b',
          numbers: {
            impressions: 9_007,
            videoViews: 9_007,
            likes: 3,
            shares: 2,
            more: { minutesWatched: 41, averageViewSeconds: 12.5 },
          },
        },
      ],
    })
    expect(asked[0]?.query).toEqual({ part: 'statistics', id: 'a,b' })
    expect(asked[1]).toMatchObject({
      url: 'https://youtubeanalytics.googleapis.com/v2/reports',
      // Days are Pacific: it is the ninth there.
      query: {
        ids: 'channel==MINE',
        startDate: '2026-01-01',
        endDate: '2026-01-09',
        dimensions: 'video',
        filters: 'video==a,b',
      },
    })
  })

  it.each<[string, Scripted[], string[]]>([
    ['not granted', [counted], [at('youtube.force-ssl')]],
    ['not told', [counted, no(403, 'forbidden')], scopes],
    ['not allowed', [counted, no(403, 'insufficientPermissions')], scopes],
    ['not switched on', [counted, no(403, 'accessNotConfigured')], scopes],
  ])('of posts, where their depth is %s: the counters', async (_what, answers, granted) => {
    const answer = await metrics.posts?.(posts.slice(1), room(answers, granted).ctx)
    expect(answer).toMatchObject({ kind: 'ok', posts: [{ numbers: { likes: 3 } }] })
  })

  it.each<[Scripted[], object]>([
    [[no(429, 'rateLimitExceeded')], { cure: 'wait' }],
    [[counted, no(403, 'quotaExceeded')], { cure: 'wait', error: { code: 'QUOTA_EXCEEDED' } }],
    [[no(401, 'authError')], { error: { code: 'ACCOUNT_DISCONNECTED' } }],
  ])('a refusal is told: %j', async (answers, refusal) => {
    expect(await metrics.posts?.(posts, room(answers).ctx)).toMatchObject({ kind: 'refused', ...refusal })
  })

  const channel = (change: object = {}) =>
    list([{ statistics: { subscriberCount: '120', videoCount: '8', viewCount: '4000', ...change } }])

  it('of the channel: now, and day by day', async () => {
    const days = report(
      ['day', 'views', 'likes', 'comments', 'shares', 'estimatedMinutesWatched', 'subscribersGained'],
      ['2026-01-06', 50, 4, 2, 1, 33, 5],
    )
    const { ctx, asked } = room([channel(), days])
    expect(await metrics.account?.(ctx, new Date('2026-01-06T12:00:00Z'))).toEqual({
      kind: 'ok',
      now: { followers: 120, posts: 8, more: { views: 4_000 } },
      days: [
        {
          day: '2026-01-06',
          numbers: { impressions: 50, engagements: 7, more: { minutesWatched: 33, subscribersGained: 5 } },
        },
      ],
    })
    expect(asked[1]?.query).toMatchObject({ startDate: '2026-01-06', dimensions: 'day' })
    expect(asked[1]?.query).not.toHaveProperty('filters')
  })

  it('of a channel that hides its subscribers: without them', async () => {
    const { ctx, asked } = room([channel({ hiddenSubscriberCount: true }), report(['day'])])
    const answer = await metrics.account?.(ctx, now)
    // A report has a day at least.
    expect(asked[1]?.query).toMatchObject({ startDate: '2026-01-08', endDate: '2026-01-09' })
    expect(answer).toMatchObject({ now: { posts: 8 } })
    expect(answer?.kind === 'ok' && answer.now).not.toHaveProperty('followers')
  })
})

describe('section 7: what was there before', () => {
  const item = (id: string) => ({ contentDetails: { videoId: id } })
  const video = (id: string, publishedAt: string) => ({
    id,
    snippet: { title: 'Soup', description: id === 'a' ? 'Of the day' : '', publishedAt },
    statistics: { viewCount: '7' },
  })
  const since = new Date('2026-01-01T00:00:00.000Z')

  it('the uploads, fifty at a time, with their numbers', async () => {
    const page = [
      list([item('a'), item('b')], 'n'),
      list([video('a', '2026-01-03T00:00:00Z'), video('b', '2026-01-02T00:00:00Z')]),
    ]
    const { ctx, asked } = room(page)
    expect(await history({ cursor: 'm', since }, ctx)).toMatchObject({
      kind: 'ok',
      posts: [
        {
          remoteId: 'a',
          url: 'https://www.youtube.com/watch?v=a',
          text: 'Of the day',
          createdAt: new Date('2026-01-03T00:00:00.000Z'),
          numbers: { impressions: 7 },
        },
        { remoteId: 'b', text: 'Soup' },
      ],
      next: 'n',
    })
    expect(asked[0]?.query).toMatchObject({ playlistId: 'UU7', maxResults: '50', pageToken: 'm' })
    expect(asked[1]?.query).toMatchObject({ id: 'a,b' })
  })

  it('up to the time that is asked for, and to the end', async () => {
    const old = [list([item('a')], 'n'), list([video('a', '2025-12-31T00:00:00Z')])]
    expect(await history({ cursor: null, since }, room(old).ctx)).toMatchObject({ next: null })
    const end = [list([item('a')]), list([video('a', '2026-01-03T00:00:00Z')])]
    expect(await history({ cursor: null, since }, room(end).ctx)).toMatchObject({ next: null })
    expect(await history({ cursor: null, since }, room([list([])]).ctx)).toEqual({
      kind: 'ok',
      posts: [],
      next: null,
    })
  })

  it('a refusal is told', async () => {
    const { ctx } = room([no(404, 'playlistNotFound')])
    expect(await history({ cursor: null, since }, ctx)).toMatchObject({ kind: 'refused' })
  })
})

describe('section 4: uploads of the app on a Pacific day', () => {
  const rule = (app: Record<string, string>) => quota.rules({ app, data: {} })[0]

  it.each([
    [{ YOUTUBE_CLIENT_ID: 'sandbox-youtube_client_id' }, 6],
    [{ YOUTUBE_CLIENT_ID: '1-a.apps.googleusercontent.com' }, 100],
    [{ YOUTUBE_CLIENT_ID: 'sandbox-youtube_client_id', YOUTUBE_DAILY_UPLOADS: '20' }, 20],
    [{ YOUTUBE_DAILY_UPLOADS: 'many' }, 100],
    [{ YOUTUBE_DAILY_UPLOADS: '1.5' }, 100],
  ])('%j: %i', (app, limit) => {
    expect(rule(app)).toMatchObject({ limit, of: 'app' })
  })

  it('begin anew at midnight there', () => {
    const window = rule({})?.window ?? { rollingMs: 0 }
    expect(windowAt(window, now).to.toISOString()).toBe('2026-01-10T08:00:00.000Z')
  })
})
