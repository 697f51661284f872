import type { JsonObject } from '../../kit/json.js'
import type { EarlierPost, History, Metrics, PostMeasure, PostNumbers } from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { restOf } from '../rest.js'
import { numbersIn, objectOf, textOf } from '../values.js'
import { addressOf, call, listIn, timeIn } from './api.js'
import { refusalOf, resetInMs } from './errors.js'

export const metrics: Metrics = {
  postsPerCall: 100,

  async posts(posts, ctx) {
    const id = posts.map(({ remoteId }) => remoteId).join(',')
    const reply = await call(ctx, 'GET', '/api/info', { query: { id } })
    const list = listIn(reply)
    if (list === null) return refusalOf(reply)
    return { kind: 'ok', posts: list.things.map(measured), ...rest(reply) }
  },

  async account(ctx) {
    const reply = await call(ctx, 'GET', '/api/v1/me')
    if (reply.status !== 200) return refusalOf(reply)
    const followers = numbersIn(objectOf(reply.json)['subreddit'], { followers: 'subscribers' })
    const names = ['total_karma', 'link_karma', 'comment_karma']
    return { kind: 'ok', now: { ...followers, ...more(objectOf(reply.json), names) }, ...rest(reply) }
  },
}

export const history: History = async ({ cursor, since }, ctx) => {
  const reply = await call(ctx, 'GET', `/user/${ctx.account.username ?? ''}/submitted`, {
    query: { sort: 'new', limit: '100', ...(cursor === null ? {} : { after: cursor }) },
  })
  const list = listIn(reply)
  if (list === null) return refusalOf(reply)
  const isOver = list.things.some((post) => timeIn(post) < since)
  return {
    kind: 'ok',
    posts: list.things.filter((post) => !isRepost(post)).map(earlierPost),
    next: isOver ? null : list.after,
    ...rest(reply),
  }
}

function measured(post: JsonObject): PostMeasure {
  const remoteId = String(post['name'])
  return isDeleted(post) ? { remoteId, isGone: true } : { remoteId, numbers: numbersOf(post) }
}

/** A crosspost of what somebody else posted. */
function isRepost(post: JsonObject): boolean {
  const { crosspost_parent: parent, crosspost_parent_list: list, author } = post
  if (textOf(parent) === null) return false
  const [original] = Array.isArray(list) ? list.map(objectOf) : []
  return original?.['author'] !== author
}

/** Whoever removed it otherwise, its author still sees it. */
function isDeleted({ removed_by_category: by, author }: JsonObject): boolean {
  return by === 'deleted' || author === '[deleted]'
}

function numbersOf(post: JsonObject): PostNumbers {
  return {
    ...numbersIn(post, {
      likes: 'score',
      comments: 'num_comments',
      shares: 'num_crossposts',
      impressions: 'view_count',
    }),
    ...more(post, ['upvote_ratio', 'total_awards_received']),
  }
}

function more(value: JsonObject, names: readonly string[]): { more?: Record<string, number> } {
  const found = numbersIn(value, Object.fromEntries(names.map((name) => [name, name])))
  return Object.keys(found).length === 0 ? {} : { more: found as Record<string, number> }
}

function earlierPost(post: JsonObject): EarlierPost {
  return {
    remoteId: String(post['name']),
    url: addressOf(post['permalink']),
    text: [textOf(post['title']), textOf(post['selftext'])].filter((each) => each !== null).join('\n'),
    createdAt: timeIn(post),
    numbers: numbersOf(post),
  }
}

/** What is used and what remains make up the allowance. */
function rest(reply: PlatformReply): { restMs?: number } {
  const { 'x-ratelimit-used': used, 'x-ratelimit-remaining': remaining } = reply.headers
  const limit = Number(used) + Number(remaining)
  return restOf(
    { limit: Number.isFinite(limit) ? String(limit) : undefined, remaining },
    resetInMs(reply) ?? 60_000,
  )
}
