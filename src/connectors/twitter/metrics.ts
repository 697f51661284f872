import type { Json, JsonObject } from '../../kit/json.js'
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
import { shownText } from './shown-text.js'

const api = 'https://api.x.com/2'
/** What only the author may see, and only for so long. */
const privateForMs = 30 * 86_400_000

export const metrics: Metrics = {
  postsPerCall: 100,
  // Each post that is read is paid for.
  isDear: true,

  async posts(posts, ctx) {
    const isPrivate = posts.some(({ publishedAt }) => isYoung(publishedAt, ctx.now))
    const reply = await get(ctx, 'tweets', {
      ids: posts.map(({ remoteId }) => remoteId).join(','),
      'tweet.fields': ['attachments', 'public_metrics', ...(isPrivate ? ['non_public_metrics'] : [])].join(
        ',',
      ),
      expansions: 'attachments.media_keys',
      'media.fields': 'public_metrics',
    })
    if (reply.status !== 200) return refusalOf(reply, ctx.now)
    const body = objectOf(reply.json)
    const views = viewsByKey(objectOf(body['includes'])['media'])
    const found = new Map(listOf(body['data']).map((post) => [String(post['id']), post]))
    const gone = new Set(
      listOf(body['errors'])
        .filter(saysGone)
        .map((each) => String(each['resource_id'])),
    )
    return {
      kind: 'ok',
      posts: posts.flatMap((post) => measureOf(post, found.get(post.remoteId), gone, views)),
      ...rest(reply, ctx),
    }
  },

  async account(ctx) {
    const reply = await get(ctx, 'users/me', { 'user.fields': 'public_metrics' })
    if (reply.status !== 200) return refusalOf(reply, ctx.now)
    const now = numbersIn(objectOf(objectOf(reply.json)['data'])['public_metrics'], {
      followers: 'followers_count',
      following: 'following_count',
      posts: 'tweet_count',
    })
    return { kind: 'ok', now, ...rest(reply, ctx) }
  },
}

export const history: History = async ({ cursor, since }, ctx) => {
  const reply = await get(ctx, `users/${ctx.account.remoteId}/tweets`, {
    max_results: '100',
    exclude: 'retweets,replies',
    start_time: since.toISOString(),
    'tweet.fields': 'attachments,created_at,entities,note_tweet,public_metrics',
    ...(cursor === null ? {} : { pagination_token: cursor }),
  })
  if (reply.status !== 200) return refusalOf(reply, ctx.now)
  const body = objectOf(reply.json)
  const posts = listOf(body['data']).map((post) => earlierPost(post, ctx))
  return { kind: 'ok', posts, next: textOf(objectOf(body['meta'])['next_token']), ...rest(reply, ctx) }
}

function get(ctx: AccountContext, path: string, query: Record<string, string>): Promise<PlatformReply> {
  return ctx.http({
    method: 'GET',
    url: `${api}/${path}`,
    query,
    headers: { authorization: `Bearer ${ctx.tokens.accessToken}` },
  })
}

function isYoung(publishedAt: Date, now: Date): boolean {
  return now.getTime() - publishedAt.getTime() < privateForMs
}

function measureOf(
  { remoteId }: MeasuredPost,
  post: JsonObject | undefined,
  gone: ReadonlySet<string>,
  views: ReadonlyMap<string, number>,
): PostMeasure[] {
  if (post === undefined) return gone.has(remoteId) ? [{ remoteId, isGone: true }] : []
  const keys = objectOf(post['attachments'])['media_keys']
  const played = (Array.isArray(keys) ? keys : []).flatMap((key) => views.get(String(key)) ?? [])
  const numbers = numbersOf(post)
  if (played.length === 0) return [{ remoteId, numbers }]
  return [{ remoteId, numbers: { ...numbers, videoViews: played.reduce((sum, each) => sum + each, 0) } }]
}

/** Posts were renamed to what they are called now; answers carry the older names, newer ones may not. */
function numbersOf(post: JsonObject): PostNumbers {
  const shown = post['public_metrics']
  const {
    reposts,
    retweets,
    quotes = 0,
  } = numbersIn(shown, {
    reposts: 'repost_count',
    retweets: 'retweet_count',
    quotes: 'quote_count',
  })
  const shares = reposts ?? retweets
  const more = numbersIn(post['non_public_metrics'], {
    user_profile_clicks: 'user_profile_clicks',
    engagements: 'engagements',
  })
  return {
    ...numbersIn(shown, {
      impressions: 'impression_count',
      likes: 'like_count',
      comments: 'reply_count',
      saves: 'bookmark_count',
    }),
    ...(shares === undefined ? {} : { shares: shares + quotes }),
    ...numbersIn(post['non_public_metrics'], { clicks: 'url_link_clicks' }),
    ...(Object.keys(more).length === 0 ? {} : { more }),
  }
}

function viewsByKey(media: Json | undefined): Map<string, number> {
  return new Map(
    listOf(media).flatMap((each) => {
      const { views } = numbersIn(each['public_metrics'], { views: 'view_count' })
      return views === undefined ? [] : [[String(each['media_key']), views]]
    }),
  )
}

function saysGone(problem: JsonObject): boolean {
  return String(problem['type']).endsWith('/resource-not-found')
}

function earlierPost(post: JsonObject, { data }: AccountContext): EarlierPost {
  const remoteId = String(post['id'])
  return {
    remoteId,
    url: `https://x.com/${textOf(data['username']) ?? 'i'}/status/${remoteId}`,
    text: shownText(post),
    createdAt: new Date(String(post['created_at'])),
    numbers: numbersOf(post),
  }
}

function listOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : []
}

function rest({ headers }: PlatformReply, ctx: AccountContext): { restMs?: number } {
  const [limit, remaining] = [headers['x-rate-limit-limit'], headers['x-rate-limit-remaining']]
  return restOf({ limit, remaining }, resetInMs({ status: 200, headers }, ctx.now))
}
