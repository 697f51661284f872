import type { AccountContext, AccountDay, Refused } from '../connector.js'
import { dataIn } from '../graph-api.js'
import { numbersIn } from '../values.js'
import { isWithheld, refusalOf } from './errors.js'
import type { Fields } from '../containers.js'
import { read, type Poster } from './graph.js'
import { sumsIn, valuesIn } from './insights.js'

const dayMs = 24 * 3_600_000
/** As far as one call may ask. */
const longestMs = 30 * dayMs
/** Days whose sums are read: they take a request each. */
const summedDays = 2

/** What is told of single days: how many were reached, and for the last two what else happened. */
export async function daysOf(
  poster: Poster,
  since: Date,
  ctx: AccountContext,
): Promise<AccountDay[] | Refused> {
  const days = new Map<number, number>()
  for (let from = since.getTime(); from < ctx.now.getTime(); from += longestMs) {
    const until = Math.min(from + longestMs, ctx.now.getTime())
    const reply = await insights(poster, ctx, {
      metric: 'reach',
      metric_type: 'time_series',
      ...between(from, until),
    })
    const rows = dataIn(reply)
    if (rows === null && !isWithheld(reply)) return refusalOf(reply)
    for (const { value, end_time: time } of (rows ?? []).flatMap(valuesIn)) {
      const end = Date.parse(String(time))
      if (typeof value === 'number' && !Number.isNaN(end)) days.set(end, value)
    }
  }
  const told: AccountDay[] = []
  const latestFirst = [...days].sort(([one], [other]) => other - one)
  for (const [index, [end, reach]] of latestFirst.entries()) {
    const sums = index < summedDays ? await sumsOf(poster, end, ctx) : {}
    told.push({ day: dayOf(end), numbers: { reach, ...sums } })
  }
  return told
}

async function sumsOf(poster: Poster, end: number, ctx: AccountContext): Promise<AccountDay['numbers']> {
  const reply = await insights(poster, ctx, {
    metric: 'views,accounts_engaged,total_interactions,profile_links_taps',
    metric_type: 'total_value',
    ...between(end - dayMs, Math.min(end, ctx.now.getTime())),
  })
  const sums = sumsIn(dataIn(reply) ?? [])
  const more = numbersIn(sums, { accounts_engaged: 'accounts_engaged' })
  return {
    ...numbersIn(sums, {
      impressions: 'views',
      engagements: 'total_interactions',
      clicks: 'profile_links_taps',
    }),
    ...(Object.keys(more).length === 0 ? {} : { more }),
  }
}

function insights(poster: Poster, ctx: AccountContext, fields: Fields): ReturnType<typeof read> {
  return read(ctx, `${poster.id}/insights`, { period: 'day', ...fields })
}

function between(from: number, until: number): { since: string; until: string } {
  return { since: String(Math.floor(from / 1_000)), until: String(Math.floor(until / 1_000)) }
}

/** Days end at midnight in California: its date is the UTC date of a day before that. */
function dayOf(end: number): string {
  return new Date(end - dayMs).toISOString().slice(0, 10)
}
