import type { JsonObject } from '../../kit/json.js'
import type { AccountContext, AccountDay, AccountNumbers, Refused } from '../connector.js'
import { timeIn } from '../graph-api.js'
import { objectOf } from '../values.js'
import { insights, sumOf } from './insights.js'
import { refusalFor, type Page } from './page.js'

const dayMs = 24 * 3_600_000
/** One call tells of 93 days at most. */
const longestMs = 90 * dayMs

/** By Facebook's names. */
const names: Record<string, (value: number) => AccountNumbers> = {
  page_media_view: (value) => ({ impressions: value }),
  page_total_media_view_unique: (value) => ({ reach: value }),
  page_post_engagements: (value) => ({ engagements: value }),
  page_views_total: (value) => ({ profileViews: value }),
  page_follows: (value) => ({ followers: value }),
  page_daily_follows: (value) => ({ more: { page_daily_follows: value } }),
}

/** What Facebook tells of a page's days; nothing of one with few followers. */
export async function daysOf(
  page: Page,
  since: Date,
  ctx: AccountContext,
): Promise<{ days: AccountDay[] } | Refused> {
  const from = Math.max(since.getTime(), ctx.now.getTime() - longestMs)
  const answer = await insights(
    `${page.id}/insights`,
    Object.keys(names),
    { period: 'day', since: secondsOf(from), until: secondsOf(ctx.now.getTime()) },
    page,
    ctx,
  )
  if (!('rows' in answer)) return refusalFor(answer, page, ctx)
  const days = new Map<string, AccountNumbers>()
  for (const row of answer.rows) {
    const numbersOf = names[String(row['name'])]
    if (numbersOf === undefined) continue
    for (const { value, end_time: end } of valuesOf(row)) {
      const sum = sumOf(value)
      const day = dayOf(timeIn(end))
      if (sum !== null && day !== null) days.set(day, { ...days.get(day), ...numbersOf(sum) })
    }
  }
  return { days: [...days].map(([day, numbers]) => ({ day, numbers })) }
}

function valuesOf(row: JsonObject): JsonObject[] {
  return Array.isArray(row['values']) ? row['values'].map(objectOf) : []
}

/** Days end at midnight in California: its date is the UTC date of a day before that. */
function dayOf(end: Date): string | null {
  const begin = new Date(end.getTime() - dayMs)
  return Number.isNaN(begin.getTime()) ? null : begin.toISOString().slice(0, 10)
}

function secondsOf(ms: number): string {
  return String(Math.floor(ms / 1_000))
}
