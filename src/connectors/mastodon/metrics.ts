import type { JsonObject } from '../../kit/json.js'
import type {
  AccountContext,
  EarlierPost,
  History,
  MeasuredPost,
  Metrics,
  PostMeasure,
  PostNumbers,
} from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { restOf } from '../rest.js'
import { numbersIn, objectOf, textOf } from '../values.js'
import { refusalOf, resetInMs } from './errors.js'
import { plainTextOf } from './plain-text.js'

/** Instances count no impressions, and of remote likes and reposts those that were sent to them. */
export const metrics: Metrics = {
  postsPerCall: 20,

  async posts(posts, ctx) {
    const ids = posts.map(({ remoteId }) => `id[]=${encodeURIComponent(remoteId)}`)
    const reply = await get(ctx, `statuses?${ids.join('&')}`)
    // Before 4.3 an instance answers for one at a time.
    if (reply.status === 404) return oneByOne(posts, ctx)
    if (reply.status !== 200 || !Array.isArray(reply.json)) return refusalOf(reply, ctx.now)
    const found = new Map(reply.json.map(objectOf).map((status) => [String(status['id']), status]))
    return {
      kind: 'ok',
      posts: posts.map((post) => measureOf(post, found.get(post.remoteId))),
      ...rest(reply, ctx),
    }
  },

  async account(ctx) {
    const reply = await get(ctx, 'accounts/verify_credentials')
    if (reply.status !== 200) return refusalOf(reply, ctx.now)
    const now = numbersIn(reply.json, {
      followers: 'followers_count',
      following: 'following_count',
      posts: 'statuses_count',
    })
    return { kind: 'ok', now, ...rest(reply, ctx) }
  },
}

export const history: History = async ({ cursor }, ctx) => {
  const query = new URLSearchParams({ limit: '40', exclude_reblogs: 'true', exclude_replies: 'true' })
  if (cursor !== null) query.set('max_id', cursor)
  const reply = await get(ctx, `accounts/${String(ctx.data['accountId'])}/statuses?${query.toString()}`)
  if (reply.status !== 200 || !Array.isArray(reply.json)) return refusalOf(reply, ctx.now)
  const posts = reply.json.map(objectOf).map(earlierPost)
  return { kind: 'ok', posts, next: posts.at(-1)?.remoteId ?? null, ...rest(reply, ctx) }
}

function get(ctx: AccountContext, path: string): Promise<PlatformReply> {
  return ctx.http({
    method: 'GET',
    url: `https://${String(ctx.data['domain'])}/api/v1/${path}`,
    headers: { authorization: `Bearer ${ctx.tokens.accessToken}` },
  })
}

async function oneByOne(
  posts: readonly MeasuredPost[],
  ctx: AccountContext,
): ReturnType<NonNullable<Metrics['posts']>> {
  const measured: PostMeasure[] = []
  for (const post of posts) {
    const reply = await get(ctx, `statuses/${encodeURIComponent(post.remoteId)}`)
    if (reply.status !== 200 && reply.status !== 404) return refusalOf(reply, ctx.now)
    measured.push(measureOf(post, reply.status === 200 ? objectOf(reply.json) : undefined))
    const resting = rest(reply, ctx)
    if (resting.restMs !== undefined) return { kind: 'ok', posts: measured, ...resting }
  }
  return { kind: 'ok', posts: measured }
}

function measureOf({ remoteId }: MeasuredPost, status: JsonObject | undefined): PostMeasure {
  return status === undefined ? { remoteId, isGone: true } : { remoteId, numbers: numbersOf(status) }
}

function numbersOf(status: JsonObject): PostNumbers {
  const numbers = numbersIn(status, {
    likes: 'favourites_count',
    comments: 'replies_count',
    shares: 'reblogs_count',
  })
  // Quotes are counted since 4.5.
  const { quotes = 0 } = numbersIn(status, { quotes: 'quotes_count' })
  return numbers.shares === undefined ? numbers : { ...numbers, shares: numbers.shares + quotes }
}

function earlierPost(status: JsonObject): EarlierPost {
  return {
    remoteId: String(status['id']),
    url: textOf(status['url']),
    text: plainTextOf(String(status['content'] ?? '')),
    createdAt: new Date(String(status['created_at'])),
    numbers: numbersOf(status),
  }
}

function rest({ headers }: PlatformReply, ctx: AccountContext): { restMs?: number } {
  const [limit, remaining] = [headers['x-ratelimit-limit'], headers['x-ratelimit-remaining']]
  return restOf({ limit, remaining }, resetInMs({ headers }, ctx.now))
}
