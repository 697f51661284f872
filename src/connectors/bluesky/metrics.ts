import type { JsonObject } from '../../kit/json.js'
import type { AccountContext, EarlierPost, History, Metrics, PostNumbers } from '../connector.js'
import type { PlatformReply } from '../platform-http.js'
import { restOf } from '../rest.js'
import { numbersIn, objectOf, textOf } from '../values.js'
import { refusalOf, resetInMs } from './errors.js'
import { webUrlOf } from './record-key.js'
import { bearer, onPds } from './xrpc.js'

/** Counted by the AppView, which is asked through the account's server. Bluesky counts no impressions. */
export const metrics: Metrics = {
  postsPerCall: 25,

  async posts(posts, ctx) {
    const uris = posts.map(({ remoteId }) => `uris=${encodeURIComponent(remoteId)}`)
    const reply = await query(ctx, 'app.bsky.feed.getPosts', uris.join('&'))
    const found = objectOf(reply.json)['posts']
    if (reply.status !== 200 || !Array.isArray(found)) return refusalOf(reply, ctx.now)
    // A post that is left out may be deleted, or not be in the AppView's index at the moment.
    const measured = found
      .map(objectOf)
      .map((post) => ({ remoteId: String(post['uri']), numbers: numbersOf(post) }))
    return { kind: 'ok', posts: measured, ...rest(reply, ctx) }
  },

  async account(ctx) {
    const actor = encodeURIComponent(ctx.account.remoteId)
    const reply = await query(ctx, 'app.bsky.actor.getProfile', `actor=${actor}`)
    if (reply.status !== 200) return refusalOf(reply, ctx.now)
    const now = numbersIn(reply.json, {
      followers: 'followersCount',
      following: 'followsCount',
      posts: 'postsCount',
    })
    return { kind: 'ok', now, ...rest(reply, ctx) }
  },
}

export const history: History = async ({ cursor }, ctx) => {
  const params = new URLSearchParams({
    actor: ctx.account.remoteId,
    limit: '100',
    filter: 'posts_no_replies',
    ...(cursor === null ? {} : { cursor }),
  })
  const reply = await query(ctx, 'app.bsky.feed.getAuthorFeed', params.toString())
  const body = objectOf(reply.json)
  const { feed } = body
  if (reply.status !== 200 || !Array.isArray(feed)) return refusalOf(reply, ctx.now)
  const posts = feed
    .map(objectOf)
    // What carries a reason is somebody's repost, or pinned above the others.
    .filter((item) => item['reason'] === undefined)
    .map((item) => earlierPost(objectOf(item['post'])))
  return { kind: 'ok', posts, next: textOf(body['cursor']), ...rest(reply, ctx) }
}

function query(ctx: AccountContext, method: string, params: string): Promise<PlatformReply> {
  return ctx.http({ method: 'GET', url: `${onPds(ctx, method)}?${params}`, headers: bearer(ctx) })
}

function numbersOf(post: JsonObject): PostNumbers {
  const numbers = numbersIn(post, { likes: 'likeCount', comments: 'replyCount', saves: 'bookmarkCount' })
  const { reposts = 0, quotes = 0 } = numbersIn(post, { reposts: 'repostCount', quotes: 'quoteCount' })
  return { ...numbers, shares: reposts + quotes }
}

function earlierPost(post: JsonObject): EarlierPost {
  const remoteId = String(post['uri'])
  const record = objectOf(post['record'])
  return {
    remoteId,
    url: webUrlOf(remoteId),
    text: String(record['text'] ?? ''),
    // Not `createdAt`: that is whatever the author's program says.
    createdAt: new Date(String(post['indexedAt'])),
    numbers: numbersOf(post),
  }
}

function rest({ headers }: PlatformReply, ctx: AccountContext): { restMs?: number } {
  const [limit, remaining] = [headers['ratelimit-limit'], headers['ratelimit-remaining']]
  return restOf({ limit, remaining }, resetInMs({ headers }, ctx.now))
}
