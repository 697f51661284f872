import type { Json, JsonObject } from '../../kit/json.js'
import type { AccountDay, AccountNumbers, EarlierPost, History, Metrics } from '../connector.js'
import { listOf, numbersIn, objectOf, textOf } from '../values.js'
import { call, performance, timeIn } from './api.js'
import { refusalOf } from './errors.js'
import { bareName, locationOf, noLocation } from './location.js'
import { listPosts } from './posts.js'
import { isShown, type LocalPost } from './review.js'

const dayMs = 24 * 3_600_000
/** Google tells of the last 18 months. */
const longestMs = 540 * dayMs

const shown = [
  'BUSINESS_IMPRESSIONS_DESKTOP_MAPS',
  'BUSINESS_IMPRESSIONS_DESKTOP_SEARCH',
  'BUSINESS_IMPRESSIONS_MOBILE_MAPS',
  'BUSINESS_IMPRESSIONS_MOBILE_SEARCH',
]
/** What people do there, by our names for it. */
const acts = {
  websiteClicks: 'WEBSITE_CLICKS',
  callClicks: 'CALL_CLICKS',
  directionRequests: 'BUSINESS_DIRECTION_REQUESTS',
  conversations: 'BUSINESS_CONVERSATIONS',
  bookings: 'BUSINESS_BOOKINGS',
  foodOrders: 'BUSINESS_FOOD_ORDERS',
  foodMenuClicks: 'BUSINESS_FOOD_MENU_CLICKS',
}

/** Of the location and its days alone: Google tells nothing of single posts since 20 February 2023. */
export const metrics: Metrics = {
  postsPerCall: 1,

  async account(ctx, since) {
    const location = locationOf(ctx.data)
    if (location === null) return noLocation
    const from = new Date(Math.max(since.getTime(), ctx.now.getTime() - longestMs))
    const names = [...shown, ...Object.values(acts)].map((name): [string, string] => ['dailyMetrics', name])
    const query = new URLSearchParams([
      ...names,
      ...dateParts('startDate', from),
      ...dateParts('endDate', ctx.now),
    ])
    const url = `${performance}/${bareName(location)}:fetchMultiDailyMetricsTimeSeries?${query.toString()}`
    const reply = await call(ctx, 'GET', url)
    if (reply.status !== 200) return refusalOf(reply, ctx.now)
    return { kind: 'ok', now: {}, days: daysIn(reply.json) }
  },
}

/** What Google shows of the location's posts, whoever made them. */
export const history: History = async ({ cursor, since }, ctx) => {
  const location = locationOf(ctx.data)
  if (location === null) return noLocation
  const page = await listPosts(location, cursor, ctx)
  if ('kind' in page) return page
  const posts = page.posts.filter(isShown).flatMap(earlierPost)
  const isOver = posts.some(({ createdAt }) => createdAt < since)
  return { kind: 'ok', posts, next: isOver ? null : page.next }
}

function earlierPost({ name, url, about }: LocalPost): EarlierPost[] {
  const createdAt = timeIn(about['createTime'])
  return createdAt === null ? [] : [{ remoteId: name, url, text: textOf(about['summary']) ?? '', createdAt }]
}

function dateParts(name: string, at: Date): [string, string][] {
  const [year = '', month = '', day = ''] = at.toISOString().slice(0, 10).split('-')
  const place = `dailyRange.${name}`
  return [
    [`${place}.year`, year],
    [`${place}.month`, String(Number(month))],
    [`${place}.day`, String(Number(day))],
  ]
}

/** Days by their series. A nought comes without its value; of a day that is not counted yet there is nothing. */
function daysIn(json: Json | undefined): AccountDay[] {
  const days = new Map<string, JsonObject>()
  for (const several of listOf(objectOf(json)['multiDailyMetricTimeSeries']))
    for (const series of listOf(objectOf(several)['dailyMetricTimeSeries'])) {
      const { dailyMetric, timeSeries } = objectOf(series)
      for (const { date, value } of listOf(objectOf(timeSeries)['datedValues']).map(objectOf)) {
        const [day, name] = [dayOf(date), textOf(dailyMetric)]
        if (day !== null && name !== null) days.set(day, { ...days.get(day), [name]: value ?? '0' })
      }
    }
  return [...days]
    .map(([day, values]) => ({ day, numbers: numbersOf(values) }))
    .filter(({ numbers }) => Object.keys(numbers).length > 0)
}

function dayOf(date: Json | undefined): string | null {
  const { year, month, day } = numbersIn(date, { year: 'year', month: 'month', day: 'day' })
  if (year === undefined || month === undefined || day === undefined) return null
  return [String(year), ...[month, day].map((each) => String(each).padStart(2, '0'))].join('-')
}

function numbersOf(values: JsonObject): AccountNumbers {
  const impressions = sumOf(numbersIn(values, Object.fromEntries(shown.map((name) => [name, name]))))
  const done: Record<string, number> = numbersIn(values, acts)
  const engagements = sumOf(done)
  const clicks = done['websiteClicks']
  return {
    ...(impressions === null ? {} : { impressions }),
    ...(engagements === null ? {} : { engagements, more: done }),
    ...(clicks === undefined ? {} : { clicks }),
  }
}

function sumOf(numbers: Partial<Record<string, number>>): number | null {
  const known = Object.values(numbers).filter((each) => each !== undefined)
  return known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0)
}
