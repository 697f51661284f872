import { beforeEach, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../kit/json.js'
import { plantedHour } from '../../../sandbox/past.js'
import { startSimulator } from '../../../../tests/support/simulator.js'
import {
  analytics,
  fixture,
  itemsOf,
  refusalOf,
  youtubeClient,
  type Creator,
} from '../../../../tests/support/youtube.js'
import { simulator } from './index.js'

/** Counts, the 90 days before we came, lists and reports. */
const client = await startSimulator(simulator)
const { signIn } = youtubeClient(client)
const film = await fixture('landscape-1280x720-4s-moov-last.mp4')
const dayMs = 86_400_000

let ann: Creator
let uploads: string
beforeEach(async () => {
  await client.control.reset()
  ann = await signIn({ username: 'ann' })
  uploads = ann.id.replace(/^UC/, 'UU')
})
const page = (query: Record<string, string> = {}) =>
  ann.get('playlistItems', { part: 'contentDetails', playlistId: uploads, ...query })
const idsOf = (items: JsonObject[]): string[] =>
  items.map(({ contentDetails }) => String((contentDetails as JsonObject)['videoId']))
const statistics = async (id: string) => (await ann.about(id, 'statistics'))?.['statistics'] as JsonObject
const later = async (ms: number): Promise<void> => {
  await client.control.advance(ms)
  ann = await signIn({ username: 'ann' })
}
const day = async (offset: number): Promise<string> =>
  new Date(Date.parse((await client.control.clock()).now) + offset * dayMs).toISOString().slice(0, 10)

describe('9. page with pageToken, and cap maxResults at 50', () => {
  it('90 days of uploads in two pages, and back', async () => {
    const first = await page({ maxResults: '50' })
    const { nextPageToken, pageInfo } = first.body as { nextPageToken: string; pageInfo: JsonObject }
    expect(pageInfo).toEqual({ totalResults: 90, resultsPerPage: 50 })
    const second = await page({ maxResults: '50', pageToken: nextPageToken })
    expect(new Set([...idsOf(itemsOf(first)), ...idsOf(itemsOf(second))]).size).toBe(90)
    const { prevPageToken } = second.body as { prevPageToken: string }
    expect(second.body).not.toHaveProperty('nextPageToken')
    expect(idsOf(itemsOf(await page({ maxResults: '50', pageToken: prevPageToken })))).toEqual(
      idsOf(itemsOf(first)),
    )
    expect(itemsOf(await page())).toHaveLength(5)
    expect(refusalOf(await page({ pageToken: 'abc' }))).toEqual([400, 'invalidPageToken'])
  })

  it('never more than 50, and no more than 50 ids', async () => {
    const many = await client.call(
      'GET',
      `https://youtube.googleapis.com/youtube/v3/playlistItems?part=id&playlistId=${uploads}&maxResults=90`,
      { headers: { authorization: `Bearer ${String(ann.tokens['access_token'])}` } },
    )
    expect(itemsOf(many)).toHaveLength(50)
    const ids = Array.from({ length: 51 }, (_, index) => `video-${String(index)}`)
    expect(refusalOf(await ann.get('videos', { part: 'id', id: ids.join(',') }))).toEqual([
      400,
      'invalidParameter',
    ])
  })
})

describe('9. keep videos in the uploads playlist newest first', () => {
  it('private ones and rejected ones too, before all of the past', async () => {
    const first = await ann.video(film, { status: { privacyStatus: 'private' } })
    await client.control.advance(1_000)
    const second = await ann.video(film, { snippet: { title: 'Soup #rejected_claim' } })
    const items = itemsOf(await page({ part: 'snippet,contentDetails,status', maxResults: '50' }))
    expect(idsOf(items).slice(0, 2)).toEqual([second, first])
    expect(items[1]).toMatchObject({
      snippet: { title: 'Soup', position: 1, resourceId: { videoId: first } },
      status: { privacyStatus: 'private' },
    })
    const times = items.map(({ snippet }) => String((snippet as JsonObject)['publishedAt']))
    expect(times).toEqual([...times].sort().reverse())
  })
})

describe('9. return counters as strings', () => {
  it('nothing at first, more with time, and nothing for what nobody sees', async () => {
    const id = await ann.video(film)
    const hidden = await ann.video(film, { status: { privacyStatus: 'private' } })
    const none = { viewCount: '0', likeCount: '0', favoriteCount: '0' }
    expect(await statistics(id)).toEqual({ ...none, commentCount: '0' })
    await later(dayMs)
    const after = await statistics(id)
    for (const name of ['viewCount', 'likeCount', 'commentCount'])
      expect(Number(after[name])).toBeGreaterThan(0)
    expect(await statistics(hidden)).toEqual(none)
    await later(dayMs)
    expect(Number((await statistics(id))['viewCount'])).toBeGreaterThan(Number(after['viewCount']))
  })

  it('the past has one hour at which far more came, and its pages open', async () => {
    const ids = idsOf(itemsOf(await page({ maxResults: '50' })))
    const videos = itemsOf(await ann.get('videos', { part: 'snippet,statistics', id: ids.join(',') }))
    const best = plantedHour(ann.id)
    const views = (isBest: boolean): number[] =>
      videos
        .filter(
          ({ snippet }) =>
            (new Date(String((snippet as JsonObject)['publishedAt'])).getUTCHours() === best) === isBest,
        )
        .map((video) => Number((video['statistics'] as JsonObject)['viewCount']))
    expect(Math.min(...views(true))).toBeGreaterThan(Math.max(...views(false)))
    const { status, text } = await client.call('GET', `https://www.youtube.com/watch?v=${ids[0] ?? ''}`)
    expect([status, text]).toEqual([200, expect.stringContaining('What we did')])
  })

  it('a channel adds them up', async () => {
    const [channel] = itemsOf(await ann.get('channels', { part: 'statistics', mine: 'true' }))
    const all = [...idsOf(itemsOf(await page({ maxResults: '50' })))]
    expect((channel?.['statistics'] as JsonObject)['viewCount']).toMatch(/^\d{4,}$/)
    expect(all).toHaveLength(50)
  })
})

describe('reports', () => {
  const report = (query: Record<string, string>) =>
    ann.call('GET', `${analytics}?${new URLSearchParams({ ids: 'channel==MINE', ...query }).toString()}`)
  const rowsOf = async (query: Record<string, string>): Promise<(string | number)[][]> =>
    ((await report(query)).body as { rows?: (string | number)[][] }).rows ?? []

  it('a video a row, with what was asked, as much as its statistics say', async () => {
    const ids = idsOf(itemsOf(await page({ maxResults: '50' }))).slice(10, 12)
    const query = {
      startDate: await day(-120),
      endDate: await day(0),
      metrics:
        'views,likes,comments,shares,estimatedMinutesWatched,averageViewDuration,averageViewPercentage,subscribersGained',
      dimensions: 'video',
      filters: `video==${ids.join(',')}`,
    }
    const { columnHeaders } = (await report(query)).body as { columnHeaders: JsonObject[] }
    expect(columnHeaders[0]).toEqual({ name: 'video', columnType: 'DIMENSION', dataType: 'STRING' })
    expect(
      columnHeaders
        .map(({ name }) => name)
        .slice(1)
        .join(),
    ).toBe(query.metrics)
    const rows = await rowsOf(query)
    expect(rows.map(([id]) => id).sort()).toEqual([...ids].sort())
    for (const [id, views, likes, , , minutes, seconds, percent] of rows) {
      const counts = await statistics(String(id))
      expect([String(views), String(likes)]).toEqual([counts['viewCount'], counts['likeCount']])
      // Planted films are two minutes long, and 40 % of them is watched.
      expect([seconds, percent, minutes]).toEqual([48, 40, Math.floor((Number(views) * 48) / 60)])
    }
  })

  it('days of a channel add up to its total, and the last two are not there yet', async () => {
    const query = { startDate: await day(-10), endDate: await day(0), metrics: 'views,likes' }
    const days = await rowsOf({ ...query, dimensions: 'day' })
    expect(days.length).toBeGreaterThanOrEqual(8)
    expect(days.length).toBeLessThanOrEqual(9)
    const sum = (column: number): number => days.reduce((all, row) => all + Number(row[column]), 0)
    expect(await rowsOf(query)).toEqual([[sum(1), sum(2)]])
    const young = { ...query, startDate: await day(0), endDate: await day(0) }
    expect((await report(young)).body).not.toHaveProperty('rows')
  })

  it('a new video has a row when its days have come', async () => {
    const id = await ann.video(film)
    const query = { startDate: await day(-1), endDate: await day(5), metrics: 'views', dimensions: 'video' }
    const filters = `video==${id}`
    expect(await rowsOf({ ...query, filters })).toEqual([])
    await later(4 * dayMs)
    const [row] = await rowsOf({ ...query, filters })
    expect(Number(row?.[1])).toBeGreaterThan(0)
  })

  it('are sorted and cut as asked', async () => {
    const query = { startDate: await day(-60), endDate: await day(0), metrics: 'views', dimensions: 'video' }
    const rows = await rowsOf({ ...query, sort: '-views', maxResults: '5' })
    const views = rows.map((row) => Number(row[1]))
    expect(views).toEqual([...views].sort((a, b) => b - a))
    expect(await rowsOf({ ...query, sort: '-views', maxResults: '2', startIndex: '2' })).toEqual(
      rows.slice(1, 3),
    )
  })

  it('refuse what there is not', async () => {
    const query = { startDate: '2026-01-01', endDate: '2026-01-02', metrics: 'views' }
    expect(refusalOf(await report({ ...query, ids: 'channel==UCsomebody' }))).toEqual([403, 'forbidden'])
    for (const more of [
      { metrics: 'view' },
      { dimensions: 'planet' },
      { startDate: 'yesterday' },
      { endDate: '2025-12-31' },
      { filters: 'country==IT' },
      { sort: '-likes' },
      { maxResults: '0' },
    ]) {
      const { startDate } = query
      const wide = { ...query, startDate: await day(-30), endDate: await day(0) }
      expect([more, refusalOf(await report({ ...(startDate in more ? query : wide), ...more }))]).toEqual([
        more,
        [400, 'invalidParameter'],
      ])
    }
    expect(refusalOf(await report({ metrics: 'views' }))).toEqual([400, 'missingRequiredParameter'])
  })
})
