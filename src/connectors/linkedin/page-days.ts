import type { Json, JsonObject } from '../../kit/json.js'
import type { AccountContext, AccountDay, AccountNumbers, Refused } from '../connector.js'
import { numbersIn, objectOf } from '../values.js'
import { refusalOf } from './errors.js'
import { elementsIn } from './posts-of-page.js'
import { rest } from './rest.js'

const dayMs = 86_400_000
/** LinkedIn tells of the last twelve months. */
const longestMs = 360 * dayMs

/** How many follow a page now. */
export async function followersOf(page: string, ctx: AccountContext): Promise<AccountNumbers | Refused> {
  const path = `networkSizes/${encodeURIComponent(page)}?edgeType=COMPANY_FOLLOWED_BY_MEMBER`
  const reply = await rest(ctx, { method: 'GET', path })
  return reply.status === 200
    ? numbersIn(reply.json, { followers: 'firstDegreeSize' })
    : refusalOf(reply, ctx.now)
}

/** What LinkedIn tells of a page's days (of UTC), from three lists. */
export async function daysOf(
  page: string,
  since: Date,
  ctx: AccountContext,
): Promise<AccountDay[] | Refused> {
  const days = new Map<string, AccountNumbers>()
  for (const { path, finder, numbers } of lists) {
    const query = `q=${finder}&${finder}=${encodeURIComponent(page)}&timeIntervals=${intervals(since, ctx.now)}`
    const reply = await rest(ctx, { method: 'GET', path: `${path}?${query}` })
    const elements = elementsIn(reply)
    if (elements === null) return refusalOf(reply, ctx.now)
    for (const element of elements) {
      const start = objectOf(element['timeRange'])['start']
      if (typeof start !== 'number') continue
      const day = new Date(start).toISOString().slice(0, 10)
      days.set(day, { ...days.get(day), ...numbers(element) })
    }
  }
  return [...days].map(([day, numbers]) => ({ day, numbers }))
}

const lists: readonly {
  path: string
  finder: string
  numbers: (element: JsonObject) => AccountNumbers
}[] = [
  {
    path: 'organizationalEntityShareStatistics',
    finder: 'organizationalEntity',
    numbers: ({ totalShareStatistics }) => ofShares(totalShareStatistics),
  },
  {
    path: 'organizationalEntityFollowerStatistics',
    finder: 'organizationalEntity',
    numbers: ({ followerGains }) => ({
      more: numbersIn(followerGains, {
        organicFollowerGain: 'organicFollowerGain',
        paidFollowerGain: 'paidFollowerGain',
      }),
    }),
  },
  {
    path: 'organizationPageStatistics',
    finder: 'organization',
    numbers: ({ totalPageStatistics }) =>
      numbersIn(objectOf(objectOf(totalPageStatistics)['views'])['allPageViews'], {
        profileViews: 'pageViews',
      }),
  },
]

function ofShares(statistics: Json | undefined): AccountNumbers {
  const shown = numbersIn(statistics, {
    impressions: 'impressionCount',
    reach: 'uniqueImpressionsCount',
    clicks: 'clickCount',
  })
  const parts = Object.values(
    numbersIn(statistics, { likes: 'likeCount', comments: 'commentCount', shares: 'shareCount' }),
  )
  // Of a single day it can be negative: a like that was taken back.
  const engagements = parts.reduce((sum, each) => sum + each, shown.clicks ?? 0)
  return parts.length === 0 ? shown : { ...shown, engagements: Math.max(0, engagements) }
}

function intervals(since: Date, now: Date): string {
  const oldest = Math.max(since.getTime(), now.getTime() - longestMs)
  const start = String(oldest - (oldest % dayMs))
  return `(timeRange:(start:${start},end:${String(now.getTime())}),timeGranularityType:DAY)`
}
