import type { Json, JsonObject } from '../../kit/json.js'
import type {
  AccountContext,
  AccountDay,
  EarlierPost,
  History,
  MeasuredPost,
  Metrics,
  PostMeasure,
  PostNumbers,
  Refused,
} from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { restOf } from '../rest.js'
import { numbersIn, objectOf, textOf } from '../values.js'
import { call, pageIn, timeIn } from './api.js'
import { refusalOf, resetInMs } from './errors.js'
import { urlOf } from './publish.js'

const dayMs = 86_400_000
/** Analytics begin at most ninety days ago; one is left for clocks. */
const longestMs = 89 * dayMs

const ofPins = ['IMPRESSION', 'SAVE', 'PIN_CLICK', 'OUTBOUND_CLICK', 'TOTAL_COMMENTS', 'TOTAL_REACTIONS']
const ofVideos = [
  'VIDEO_MRC_VIEW',
  'VIDEO_10S_VIEW',
  'VIDEO_START',
  'VIDEO_AVG_WATCH_TIME',
  'VIDEO_V50_WATCH_TIME',
  'QUARTILE_95_PERCENT_VIEW',
]
const ofAccounts = ['IMPRESSION', 'ENGAGEMENT', 'PIN_CLICK', 'OUTBOUND_CLICK', 'SAVE']

export const metrics: Metrics = {
  // A request each: what one call does is done soon.
  postsPerCall: 10,

  async posts(posts, ctx) {
    const measured: PostMeasure[] = []
    for (const post of posts) {
      const { remoteId } = post
      const reply = await read(post, ctx)
      const refusal = reply.status === 200 || reply.status === 404 ? null : refusalOf(reply, ctx.now)
      if (refusal !== null && !isOfOneThing(refusal)) return refusal
      if (reply.status === 404) measured.push({ remoteId, isGone: true })
      if (reply.status === 200) measured.push({ remoteId, numbers: numbersOf(reply) })
      const resting = rest(reply, ctx)
      if (resting.restMs !== undefined) return { kind: 'ok', posts: measured, ...resting }
    }
    return { kind: 'ok', posts: measured }
  },

  async account(ctx, since) {
    const user = await call(ctx, 'GET', '/user_account')
    if (user.status !== 200) return refusalOf(user, ctx.now)
    const now = numbersIn(user.json, {
      followers: 'follower_count',
      following: 'following_count',
      posts: 'pin_count',
    })
    const reply = await call(ctx, 'GET', '/user_account/analytics', {
      query: { ...daysFrom(since, ctx.now), metric_types: ofAccounts.join(',') },
    })
    if (reply.status === 200) return { kind: 'ok', now, days: daysIn(reply), ...rest(reply, ctx) }
    const refusal = refusalOf(reply, ctx.now)
    return isOfOneThing(refusal) ? { kind: 'ok', now, ...rest(reply, ctx) } : refusal
  },
}

/** What this one pin, or the days of an account that is no business, do not tell: all else may be asked. */
function isOfOneThing({ cure, error }: Refused): boolean {
  return error.code === 'PERMISSION_DENIED' && cure === 'edit'
}

/** What the account pinned itself; what it saved from others is left out. */
export const history: History = async ({ cursor, since }, ctx) => {
  const reply = await call(ctx, 'GET', '/pins', {
    query: {
      page_size: '100',
      pin_filter: 'exclude_repins',
      include_protected_pins: 'true',
      pin_metrics: 'true',
      ...(cursor === null ? {} : { bookmark: cursor }),
    },
  })
  const page = pageIn(reply)
  if (page === null) return refusalOf(reply, ctx.now)
  const posts = page.items.map(earlierPost)
  const isOver = posts.some(({ createdAt }) => createdAt < since)
  return { kind: 'ok', posts, next: isOver ? null : page.bookmark, ...rest(reply, ctx) }
}

/** Day by day for ninety days, which is the only way to learn of saves and video views; the totals of an older one. */
function read({ remoteId, publishedAt, data }: MeasuredPost, ctx: AccountContext): Promise<PlatformReply> {
  const path = `/pins/${remoteId}`
  if (ctx.now.getTime() - publishedAt.getTime() > longestMs)
    return call(ctx, 'GET', path, { query: { pin_metrics: 'true' } })
  const isVideo = objectOf(data)['mediaType'] === 'video'
  const types = isVideo ? [...ofPins, ...ofVideos] : ofPins
  return call(ctx, 'GET', `${path}/analytics`, {
    query: { ...daysFrom(publishedAt, ctx.now), metric_types: types.join(',') },
  })
}

function daysFrom(since: Date, now: Date): { start_date: string; end_date: string } {
  const from = Math.max(since.getTime(), now.getTime() - longestMs)
  return { start_date: dateOf(new Date(Math.min(from, now.getTime()))), end_date: dateOf(now) }
}

/** UTC, as Pinterest counts days. */
function dateOf(at: Date): string {
  return at.toISOString().slice(0, 10)
}

function numbersOf(reply: PlatformReply): PostNumbers {
  const body = objectOf(reply.json)
  return body['id'] === undefined ? analysed(objectOf(body['all'])) : lifetimeOf(body)
}

function analysed({ summary_metrics: sum, lifetime_metrics: lifetime }: JsonObject): PostNumbers {
  return {
    ...numbersIn(sum, {
      impressions: 'IMPRESSION',
      saves: 'SAVE',
      clicks: 'PIN_CLICK',
      videoViews: 'VIDEO_MRC_VIEW',
    }),
    ...numbersIn(lifetime, { likes: 'TOTAL_REACTIONS', comments: 'TOTAL_COMMENTS' }),
    ...more(sum, ['OUTBOUND_CLICK', ...ofVideos.slice(1)]),
  }
}

function lifetimeOf(pin: JsonObject): PostNumbers {
  const lifetime = objectOf(pin['pin_metrics'])['lifetime_metrics']
  return {
    ...numbersIn(lifetime, {
      impressions: 'impression',
      saves: 'save',
      clicks: 'pin_click',
      likes: 'reaction',
      comments: 'comment',
    }),
    ...more(lifetime, ['OUTBOUND_CLICK'], { OUTBOUND_CLICK: 'clickthrough' }),
  }
}

function more(
  value: Json | undefined,
  names: readonly string[],
  theirs: Record<string, string> = {},
): { more?: Record<string, number> } {
  const found = numbersIn(value, Object.fromEntries(names.map((name) => [name, theirs[name] ?? name])))
  return Object.keys(found).length === 0 ? {} : { more: found as Record<string, number> }
}

/** Days that are not final yet change, and come again with the next reading. */
function daysIn(reply: PlatformReply): AccountDay[] {
  const days = objectOf(objectOf(reply.json)['all'])['daily_metrics']
  if (!Array.isArray(days)) return []
  return days.map(objectOf).flatMap((day) => {
    const date = textOf(day['date'])
    if (date === null || day['data_status'] !== 'READY') return []
    const numbers = {
      ...numbersIn(day['metrics'], {
        impressions: 'IMPRESSION',
        engagements: 'ENGAGEMENT',
        clicks: 'PIN_CLICK',
      }),
      ...more(day['metrics'], ['OUTBOUND_CLICK', 'SAVE']),
    }
    return [{ day: date, numbers }]
  })
}

function earlierPost(pin: JsonObject): EarlierPost {
  const id = String(pin['id'])
  return {
    remoteId: id,
    url: urlOf(id),
    text: textOf(pin['description']) ?? textOf(pin['title']) ?? '',
    createdAt: timeIn(pin['created_at']),
    ...(objectOf(pin['pin_metrics'])['lifetime_metrics'] === undefined ? {} : { numbers: lifetimeOf(pin) }),
  }
}

function rest(reply: PlatformReply, ctx: AccountContext): { restMs?: number } {
  const { 'x-ratelimit-limit': limit, 'x-ratelimit-remaining': remaining } = reply.headers
  return restOf({ limit, remaining }, resetInMs(reply, ctx.now))
}
