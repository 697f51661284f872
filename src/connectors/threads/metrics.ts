import type { JsonObject } from '../../kit/json.js'
import type {
  AccountContext,
  AccountDay,
  EarlierPost,
  History,
  MeasuredPost,
  Metrics,
  PostMeasure,
  PostNumbers,
} from '../connector.js'
import { cursorIn, dataIn, idOf } from '../graph-api.js'
import { numbersIn, objectOf, textOf } from '../values.js'
import { isMissing, refusalOf } from './errors.js'
import { read } from './graph.js'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** 13 April 2024: nothing before it can be asked for. README.md, "Numbers". */
const earliest = 1_712_991_600
/** Days whose sums are read: they take a request each. */
const summedDays = 2

export const metrics: Metrics = {
  // A request each: what one call does is done soon.
  postsPerCall: 10,

  async posts(posts, ctx) {
    const measured: PostMeasure[] = []
    for (const post of posts) {
      const metric = 'views,likes,replies,reposts,quotes,shares'
      const reply = await read(ctx, `${post.remoteId}/insights`, { metric })
      const rows = dataIn(reply)
      if (rows !== null) measured.push({ remoteId: post.remoteId, numbers: numbersOf(rows) })
      else if (!isMissing(reply)) return refusalOf(reply)
      else if (isGone(post, ctx)) measured.push({ remoteId: post.remoteId, isGone: true })
    }
    return { kind: 'ok', posts: measured }
  },

  async account(ctx, since) {
    const reply = await read(ctx, 'me/threads_insights', {
      metric: 'views,followers_count',
      ...between(since, ctx.now),
    })
    const rows = dataIn(reply)
    if (rows === null) return refusalOf(reply)
    const ends = daysIn(rows).toSorted((one, other) => other.end.getTime() - one.end.getTime())
    const days: AccountDay[] = []
    for (const [index, { end, views }] of ends.entries()) {
      const sums = index < summedDays ? await sumsOf(end, ctx) : {}
      days.push({ day: dayOf(end), numbers: { profileViews: views, ...sums } })
    }
    return { kind: 'ok', now: numbersIn(sumsIn(rows), { followers: 'followers_count' }), days }
  },
}

/** Reposts are other people's; answers are not in this list. */
export const history: History = async ({ cursor, since }, ctx) => {
  const reply = await read(ctx, 'me/threads', {
    fields: 'id,permalink,text,timestamp,media_type',
    since: secondsOf(since),
    limit: '100',
    after: cursor ?? undefined,
  })
  const posts = dataIn(reply)
  if (posts === null) return refusalOf(reply)
  const own = posts.filter((post) => post['media_type'] !== 'REPOST_FACADE')
  return { kind: 'ok', posts: own.map(earlierPost), next: posts.length === 0 ? null : cursorIn(reply) }
}

function earlierPost(post: JsonObject): EarlierPost {
  return {
    remoteId: idOf(post) ?? '',
    url: textOf(post['permalink']),
    text: textOf(post['text']) ?? '',
    createdAt: new Date(String(post['timestamp'])),
  }
}

/** A fresh post is said not to be there now and then. */
function isGone({ publishedAt }: MeasuredPost, ctx: AccountContext): boolean {
  return ctx.now.getTime() - publishedAt.getTime() > hourMs
}

function numbersOf(rows: readonly JsonObject[]): PostNumbers {
  const sums = sumsIn(rows)
  const passed = numbersIn(sums, { reposts: 'reposts', quotes: 'quotes', shares: 'shares' })
  const shares = Object.values(passed)
  return {
    ...numbersIn(sums, { impressions: 'views', likes: 'likes', comments: 'replies' }),
    ...(shares.length === 0 ? {} : { shares: total(shares) }),
  }
}

/** Threads writes a number in three ways: as the one of a list, as a total, or as one for each link. */
function sumsIn(rows: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(
    rows.flatMap((row) => {
      const values = listIn(row, 'values').map(({ value }) => value)
      const links = listIn(row, 'link_total_values').map(({ value }) => value)
      const given =
        row['total_value'] === undefined ? [...values, ...links] : [objectOf(row['total_value'])['value']]
      const numbers = given.filter((value) => typeof value === 'number')
      return numbers.length === 0 ? [] : [[String(row['name']), total(numbers)]]
    }),
  )
}

/** The days that Threads tells of profile views, by their ends. */
function daysIn(rows: readonly JsonObject[]): { end: Date; views: number }[] {
  const row = rows.find(({ name }) => name === 'views')
  return listIn(row ?? {}, 'values').flatMap(({ value, end_time: time }) => {
    const end = new Date(String(time))
    return typeof value === 'number' && !Number.isNaN(end.getTime()) ? [{ end, views: value }] : []
  })
}

/** What else happened on a day: Threads sums it up over the time that is asked for. */
async function sumsOf(end: Date, ctx: AccountContext): Promise<AccountDay['numbers']> {
  const reply = await read(ctx, 'me/threads_insights', {
    metric: 'likes,replies,reposts,quotes,clicks',
    ...between(new Date(end.getTime() - dayMs), end < ctx.now ? end : ctx.now),
  })
  const sums = sumsIn(dataIn(reply) ?? [])
  const { clicks, ...rest } = numbersIn(sums, {
    clicks: 'clicks',
    likes: 'likes',
    replies: 'replies',
    reposts: 'reposts',
    quotes: 'quotes',
  })
  const engagements = Object.values(rest)
  return {
    ...(clicks === undefined ? {} : { clicks }),
    ...(engagements.length === 0 ? {} : { engagements: total(engagements) }),
  }
}

/** Days end at midnight in California: its date is the UTC date of a day before that. */
function dayOf(end: Date): string {
  return new Date(end.getTime() - dayMs).toISOString().slice(0, 10)
}

function between(since: Date, until: Date): { since: string; until: string } {
  return { since: String(Math.max(earliest, Number(secondsOf(since)))), until: secondsOf(until) }
}

function secondsOf(at: Date): string {
  return String(Math.floor(at.getTime() / 1_000))
}

function listIn(row: JsonObject, name: string): JsonObject[] {
  const list = row[name]
  return Array.isArray(list) ? list.map(objectOf) : []
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
