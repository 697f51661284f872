import type { AccountContext, EarlierPost, History, Metrics, PostNumbers } from '../connector.js'
import type { Json, JsonObject } from '../../kit/json.js'
import type { PlatformReply } from '../platform-http.js'
import { restOf } from '../rest.js'
import { numbersIn, objectOf, textOf } from '../values.js'
import { refusalOf } from './errors.js'

/** What Template tells. A number that it does not tell stays absent: zero would be a lie. */
export const metrics: Metrics = {
  postsPerCall: 50,

  async posts(posts, ctx) {
    const ids = posts.map(({ remoteId }) => remoteId).join(',')
    const reply = await get(ctx, 'posts/numbers', { ids })
    if (reply.status !== 200) return refusalOf(reply)
    const found = new Map(listOf(objectOf(reply.json)['posts']).map((post) => [textOf(post['id']), post]))
    return {
      kind: 'ok',
      posts: posts.map(({ remoteId }) => {
        const post = found.get(remoteId)
        return post === undefined ? { remoteId, isGone: true } : { remoteId, numbers: numbersOf(post) }
      }),
      ...rest(reply),
    }
  },

  async account(ctx) {
    const reply = await get(ctx, 'me')
    if (reply.status !== 200) return refusalOf(reply)
    return { kind: 'ok', now: numbersIn(reply.json, { followers: 'followers' }), ...rest(reply) }
  },
}

export const history: History = async ({ cursor }, ctx) => {
  const reply = await get(ctx, 'posts', { limit: '50', ...(cursor === null ? {} : { before: cursor }) })
  if (reply.status !== 200) return refusalOf(reply)
  const body = objectOf(reply.json)
  return {
    kind: 'ok',
    posts: listOf(body['posts']).map(earlierPost),
    next: textOf(body['next']),
    ...rest(reply),
  }
}

export function get(
  ctx: AccountContext,
  path: string,
  query: Record<string, string> = {},
): Promise<PlatformReply> {
  return ctx.http({
    method: 'GET',
    url: `https://api.template.example/v1/${path}`,
    query,
    headers: { authorization: `Bearer ${ctx.tokens.accessToken}` },
  })
}

function numbersOf(post: JsonObject): PostNumbers {
  return numbersIn(post, { impressions: 'views', likes: 'likes', comments: 'replies', shares: 'shares' })
}

function earlierPost(post: JsonObject): EarlierPost {
  return {
    remoteId: String(post['id']),
    url: textOf(post['url']),
    text: String(post['text'] ?? ''),
    createdAt: new Date(String(post['createdAt'])),
    numbers: numbersOf(post),
  }
}

function listOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : []
}

/** Its headers say how many calls are left, and in how many seconds there are more. */
export function rest({ headers }: PlatformReply): { restMs?: number } {
  const { 'x-calls-limit': limit, 'x-calls-left': remaining, 'x-calls-reset': seconds } = headers
  return restOf({ limit, remaining }, Number(seconds) * 1_000)
}
