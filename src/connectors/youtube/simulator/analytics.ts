import type { Json, JsonObject } from '../../../kit/json.js'
import type { SimReply, SimRequest } from '../../../sandbox/simulator.js'
import { invalid, type Call, type Endpoint } from './call.js'
import { channelVideos, countsAt } from './channel-videos.js'
import { nextPacificDay, pacificDay, pacificMidnight } from './pacific.js'
import { refuse } from './replies.js'
import type { Video } from './video-table.js'

export const analyticsHost = 'youtubeanalytics.googleapis.com'

export const analyticsEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/v2/reports',
    operation: 'metrics',
    scopes: ['yt-analytics.readonly', 'youtube.readonly', 'youtube'],
    // Its days are counted by another API.
    cost: 0,
    parameters: [
      'ids',
      'startDate',
      'endDate',
      'metrics',
      'dimensions',
      'filters',
      'sort',
      'maxResults',
      'startIndex',
    ],
    required: ['ids', 'startDate', 'endDate', 'metrics'],
    handle: report,
  },
]

/** About two to three days. */
const lateDays = 2
const mostVideos = 500
const meanPart = 0.4

type Sums = {
  views: number
  likes: number
  comments: number
  shares: number
  watchedSeconds: number
  playedSeconds: number
}

const metrics: Record<string, (sums: Sums) => number> = {
  views: ({ views }) => views,
  likes: ({ likes }) => likes,
  dislikes: () => 0,
  comments: ({ comments }) => comments,
  shares: ({ shares }) => shares,
  estimatedMinutesWatched: ({ watchedSeconds }) => Math.floor(watchedSeconds / 60),
  averageViewDuration: ({ views, watchedSeconds }) => (views === 0 ? 0 : Math.round(watchedSeconds / views)),
  averageViewPercentage: ({ watchedSeconds, playedSeconds }) =>
    playedSeconds === 0 ? 0 : Math.round((10_000 * watchedSeconds) / playedSeconds) / 100,
  subscribersGained: ({ likes }) => Math.floor(likes / 10),
  subscribersLost: ({ likes }) => Math.floor(likes / 40),
}
const inFractions = ['averageViewPercentage']

function report(call: Call): SimReply {
  const { request, user, world } = call
  const query = (name: string): string => request.query.get(name) ?? ''
  if (![`channel==MINE`, `channel==${user.id}`].includes(query('ids')))
    refuse(403, 'forbidden', 'Forbidden', { location: 'ids', locationType: 'parameter' })
  const [from, to] = [dayIn(request, 'startDate'), dayIn(request, 'endDate')]
  if (from > to) invalid('endDate', 'It has to be the same day as startDate, or later.')
  const named = query('metrics').split(',')
  const unknown = named.find((name) => metrics[name] === undefined)
  if (unknown !== undefined)
    invalid('metrics', `Unknown identifier (${unknown}) given in field parameters.metrics.`)
  const dimension = query('dimensions')
  if (!['', 'day', 'video'].includes(dimension)) invalid('dimensions', 'It may be day or video here.')
  const videos = filtered(channelVideos(user, world), query('filters'))
  const last = nextPacificDay(pacificDay(world.now()), -lateDays)
  const days = daysBetween(from, to < last ? to : last)
  const rows = rowsOf(dimension, videos, days, named, call)
  return {
    status: 200,
    body: {
      kind: 'youtubeAnalytics#resultTable',
      columnHeaders: [
        ...(dimension === '' ? [] : [{ name: dimension, columnType: 'DIMENSION', dataType: 'STRING' }]),
        ...named.map((name) => ({
          name,
          columnType: 'METRIC',
          dataType: inFractions.includes(name) ? 'FLOAT' : 'INTEGER',
        })),
      ],
      ...(rows.length === 0
        ? {}
        : { rows: ordered(rows, request, [...(dimension === '' ? [] : [dimension]), ...named]) }),
    } as JsonObject,
  }
}

function dayIn({ query }: SimRequest, name: string): string {
  const day = query.get(name) ?? ''
  const isDay = /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day))
  return isDay ? day : invalid(name, 'It has to be a date: YYYY-MM-DD.')
}

function filtered(videos: Video[], filters: string): Video[] {
  if (filters === '') return videos
  const [, given] = /^video==([\w-]+(?:,[\w-]+)*)$/.exec(filters) ?? []
  const ids = given?.split(',') ?? invalid('filters', 'It has to be video== and ids here.')
  if (ids.length > mostVideos) invalid('filters', 'There are too many videos.')
  return videos.filter(({ id }) => ids.includes(id))
}

function daysBetween(from: string, to: string): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = nextPacificDay(day)) days.push(day)
  return days
}

/** Videos that nobody has watched have no row, and days that are too young neither. */
function rowsOf(dimension: string, videos: Video[], days: string[], named: string[], call: Call): Json[][] {
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return []
  const cells = (of: Video[], from: string, to: string): number[] => {
    const sums = sumsOf(of, from, to, call)
    return named.map((name) => metrics[name]?.(sums) ?? 0)
  }
  if (dimension === 'day') return days.map((day) => [day, ...cells(videos, day, day)])
  if (dimension === '') return [cells(videos, first, last)]
  return videos
    .filter((video) => sumsOf([video], first, last, call).views > 0)
    .map((video) => [video.id, ...cells([video], first, last)])
}

/** From the beginning of one Pacific day to the end of another. */
function sumsOf(videos: Video[], from: string, to: string, { world }: Call): Sums {
  const [begin, end] = [pacificMidnight(from), pacificMidnight(nextPacificDay(to))]
  const sums: Sums = { views: 0, likes: 0, comments: 0, shares: 0, watchedSeconds: 0, playedSeconds: 0 }
  for (const video of videos) {
    const [before, after] = [countsAt(video, begin, world), countsAt(video, end, world)]
    for (const name of ['views', 'likes', 'comments', 'shares'] as const)
      sums[name] += after[name] - before[name]
    const played = (after.views - before.views) * (video.file.seconds ?? 0)
    sums.playedSeconds += played
    sums.watchedSeconds += played * meanPart
  }
  return sums
}

/** Sorted and cut as asked. */
function ordered(rows: Json[][], { query }: SimRequest, columns: string[]): Json[][] {
  const [, down, name = ''] = /^(-?)(\w+)$/.exec(query.get('sort') ?? '') ?? []
  const column = columns.indexOf(name)
  if (query.has('sort') && column === -1) invalid('sort', 'It has to be one of the columns.')
  const number = (parameter: string, absent: number): number => {
    const given = query.get(parameter)
    if (given !== null && !/^[1-9]\d*$/.test(given)) invalid(parameter, 'It has to be a number from 1.')
    return given === null ? absent : Number(given)
  }
  const sorted =
    column === -1
      ? rows
      : [...rows].sort((a, b) => ((a[column] ?? 0) < (b[column] ?? 0) ? -1 : 1) * (down === '-' ? -1 : 1))
  const start = number('startIndex', 1) - 1
  return sorted.slice(start, start + number('maxResults', rows.length))
}
