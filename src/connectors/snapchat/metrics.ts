import type {
  AccountContext,
  AccountDay,
  History,
  MeasuredPost,
  Metrics,
  PostMeasure,
  Refused,
} from '../connector.js'
import { numbersIn, objectOf, textOf } from '../values.js'
import {
  askDays,
  askPostNumbers,
  askPosts,
  askProfile,
  postsIn,
  profileIn,
  statsIn,
  successIn,
  urlOf,
  type Kind,
} from './api.js'
import { refusalOf } from './errors.js'

const dayMs = 24 * 3_600_000
const longestAgoMs = 89 * dayMs

const ofPosts = { impressions: 'VIEWS', reach: 'VIEWERS', shares: 'SHARES', comments: 'REPLIES' }
const moreOfPosts = { favorites: 'FAVORITES', screenshots: 'SCREENSHOTS', swipeUps: 'SWIPE_UPS' }
const ofDays = {
  followers: 'SUBSCRIBERS',
  impressions: 'VIEWS',
  reach: 'VIEWERS',
  engagements: 'INTERACTIONS',
}
const moreOfDays = {
  shares: 'SHARES',
  replies: 'REPLIES',
  favorites: 'FAVORITES',
  screenshots: 'SCREENSHOTS',
  storyViews: 'STORY_VIEWS',
  spotlightViews: 'SPOTLIGHT_VIEWS',
  subscribersGained: 'SUBSCRIBERS_GAINED',
}

/**
 * Snapchat takes ten calls a second from a token: reading leaves half of them to publishing. The sandbox does not count
 * those of its own app. README.md, "Limits".
 */
function pace({ app }: Pick<AccountContext, 'app'>): { restMs?: number } {
  return app['SNAPCHAT_CLIENT_ID']?.startsWith('sandbox-') === true ? {} : { restMs: 1_000 }
}

/** Posts one by one, and the days of the profile. README.md, "Numbers". */
export const metrics: Metrics = {
  postsPerCall: 5,

  async posts(posts, ctx) {
    const measured: PostMeasure[] = []
    for (const post of posts) {
      const measure = await measureOf(post, ctx)
      if (measure !== null && 'kind' in measure) return measure
      if (measure !== null) measured.push(measure)
    }
    return { kind: 'ok', posts: measured, ...pace(ctx) }
  },

  async account(ctx, since) {
    const reply = await askProfile(ctx)
    const profile = profileIn(reply)
    if (profile === null) return refusalOf(reply)
    const now = numbersIn(profile, { followers: 'subscriber_count' })
    const earliest = new Date(Math.max(since.getTime(), ctx.now.getTime() - longestAgoMs))
    const stats = await askDays(earliest, new Date(ctx.now.getTime() + dayMs), ctx)
    const body = successIn(stats)
    if (body === null) return refusalOf(stats)
    return { kind: 'ok', now, days: daysIn(statsIn(body)), ...pace(ctx) }
  },
}

function daysIn(spans: ReturnType<typeof statsIn>): AccountDay[] {
  return spans.flatMap(({ startTime, numbers }) => {
    const day = startTime.slice(0, 10)
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return []
    return [{ day, numbers: { ...numbersIn(numbers, ofDays), more: numbersIn(numbers, moreOfDays) } }]
  })
}

/** Null: Snapchat told nothing of it this time. */
async function measureOf(post: MeasuredPost, ctx: AccountContext): Promise<PostMeasure | Refused | null> {
  const { remoteId } = post
  const reply = await askPostNumbers(kindOf(post), remoteId, ctx)
  if (reply.status === 404) return { remoteId, isGone: true }
  const body = successIn(reply)
  if (body === null) return refusalOf(reply)
  const numbers = statsIn(body)[0]?.numbers
  if (numbers === undefined) return null
  return { remoteId, numbers: { ...numbersIn(numbers, ofPosts), more: numbersIn(numbers, moreOfPosts) } }
}

/** Of what was posted past us the address tells it. */
function kindOf({ data, url }: MeasuredPost): Kind {
  const told = textOf(objectOf(data)['kind']) as Kind | null
  return told ?? (url?.includes('/spotlight/') === true ? 'SPOTLIGHT' : 'SAVED_STORY')
}

const lists = ['SPOTLIGHT', 'SAVED_STORY'] as const

/** Spotlights, then Saved Stories; a Story is gone after a day. `cursor`: which list, and Snapchat's own cursor. */
export const history: History = async ({ cursor, since }, ctx) => {
  const [index = '0', ...rest] = (cursor ?? '0').split(':')
  const kind = lists[Number(index)] ?? 'SPOTLIGHT'
  const reply = await askPosts(kind, rest.length === 0 ? null : rest.join(':'), ctx)
  const body = successIn(reply)
  if (body === null) return refusalOf(reply)
  const page = postsIn(kind, body)
  const isOver = page.next === null || page.posts.some(({ createdAt }) => createdAt < since)
  const nextList = Number(index) + 1
  const afterThis = nextList < lists.length ? String(nextList) : null
  return {
    kind: 'ok',
    // One that is older would end the reading, and the other list may go on.
    posts: page.posts
      .filter(({ createdAt }) => createdAt >= since)
      .map(({ id, createdAt, text }) => ({
        remoteId: id,
        url: urlOf(kind, id, ctx.account.username),
        text,
        createdAt,
      })),
    next: isOver ? afterThis : `${index}:${page.next ?? ''}`,
    ...pace(ctx),
  }
}
