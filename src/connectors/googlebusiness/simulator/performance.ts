import { createHash } from 'node:crypto'
import type { JsonObject } from '../../../kit/json.js'
import type { PastPost, SimReply, SimRequest } from '../../../sandbox/simulator.js'
import { dayMs } from '../../../sandbox/windows.js'
import { hosts, type Call, type Endpoint } from './call.js'
import { findLocationOf, type Location } from './people.js'
import { malformed, notFound } from './replies.js'

const range = ['startDate', 'endDate'].flatMap((end) =>
  ['year', 'month', 'day'].map((part) => `dailyRange.${end}.${part}`),
)

export const performanceEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    host: hosts.performance,
    // The address ends with a colon and what is wanted of the location.
    path: '/v1/locations/:wanted',
    operation: 'metrics',
    parameters: ['dailyMetrics', 'dailyMetric', ...range],
    handle: answer,
  },
]

/** How much of it there is on a usual day, and what a post adds. */
const metrics: Record<string, { usual: number; ofPost?: (post: PastPost) => number }> = {
  BUSINESS_IMPRESSIONS_DESKTOP_MAPS: { usual: 14 },
  BUSINESS_IMPRESSIONS_DESKTOP_SEARCH: {
    usual: 22,
    ofPost: ({ impressions }) => Math.floor(impressions / 4),
  },
  BUSINESS_IMPRESSIONS_MOBILE_MAPS: { usual: 60 },
  BUSINESS_IMPRESSIONS_MOBILE_SEARCH: { usual: 75, ofPost: ({ impressions }) => Math.floor(impressions / 2) },
  BUSINESS_CONVERSATIONS: { usual: 1 },
  BUSINESS_DIRECTION_REQUESTS: { usual: 6 },
  CALL_CLICKS: { usual: 3 },
  WEBSITE_CLICKS: { usual: 7, ofPost: ({ clicks }) => clicks },
  BUSINESS_BOOKINGS: { usual: 0 },
  BUSINESS_FOOD_ORDERS: { usual: 0 },
  BUSINESS_FOOD_MENU_CLICKS: { usual: 0 },
}

/** Counting takes a while; nothing is known of what lies further back than a year and a half. */
const lateDays = 2
const oldestDays = 548

function answer(call: Call): SimReply {
  const { user, request, world } = call
  const [id = '', wanted] = (request.params['wanted'] ?? '').split(':')
  const isMulti = wanted === 'fetchMultiDailyMetricsTimeSeries'
  if (!isMulti && wanted !== 'getDailyMetricsTimeSeries') notFound()
  const [name, other] = isMulti ? ['dailyMetrics', 'dailyMetric'] : ['dailyMetric', 'dailyMetrics']
  if (request.query.has(other)) malformed(other, `Invalid JSON payload received. Unknown name "${other}".`)
  const location = findLocationOf(user, id, world) ?? notFound()
  const named = request.query.getAll(name)
  if (named.length === 0) malformed(name, `${name} is required.`)
  const unknown = named.find((metric) => metrics[metric] === undefined)
  if (unknown !== undefined) malformed(name, `Invalid value at '${name}': "${unknown}"`)
  const days = daysOf(request, world.now())
  const series = (metric: string): JsonObject => ({
    datedValues: days.map((day) => datedValue(location, metric, day, call)),
  })
  if (!isMulti) return { status: 200, body: { timeSeries: series(named[0] ?? '') } }
  const dailyMetricTimeSeries = named.map((dailyMetric) => ({ dailyMetric, timeSeries: series(dailyMetric) }))
  return { status: 200, body: { multiDailyMetricTimeSeries: [{ dailyMetricTimeSeries }] } }
}

/** Of those that were asked for, what there is. */
function daysOf(request: SimRequest, now: Date): Date[] {
  const [from, to] = [dateIn(request, 'startDate'), dateIn(request, 'endDate')]
  if (from > to) malformed('daily_range', 'The end date has to be the same as the start date, or later.')
  const today = Math.floor(now.getTime() / dayMs) * dayMs
  const first = Math.max(from, today - oldestDays * dayMs)
  const last = Math.min(to, today - lateDays * dayMs)
  const days: Date[] = []
  for (let day = first; day <= last; day += dayMs) days.push(new Date(day))
  return days
}

function dateIn({ query }: SimRequest, end: string): number {
  const [year = NaN, month = NaN, day = NaN] = ['year', 'month', 'day'].map((part) => {
    const given = query.get(`dailyRange.${end}.${part}`) ?? ''
    return /^\d+$/.test(given) ? Number(given) : NaN
  })
  const at = new Date(Date.UTC(year, month - 1, day))
  const isReal = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day
  return isReal ? at.getTime() : malformed(`daily_range.${end}`, 'It has to be a whole date.')
}

/** A day on which nothing happened has no value. */
function datedValue(location: Location, metric: string, day: Date, call: Call): JsonObject {
  const count = countOn(location, metric, day, call)
  return {
    date: { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1, day: day.getUTCDate() },
    ...(count === 0 ? {} : { value: String(count) }),
  }
}

function countOn({ id }: Location, metric: string, day: Date, { world }: Call): number {
  const { usual, ofPost = () => 0 } = metrics[metric] ?? { usual: 0 }
  const date = day.toISOString().slice(0, 10)
  const spice = (createHash('sha256').update(`${id} ${metric} ${date}`).digest()[0] ?? 0) / 255
  const posts = world.pastOf(id).filter(({ createdAt }) => createdAt.toISOString().startsWith(date))
  return posts.reduce((sum, post) => sum + ofPost(post), Math.round(usual * 2 * spice))
}
