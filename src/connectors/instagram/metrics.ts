import type { JsonObject } from '../../kit/json.js'
import type {
  AccountContext,
  MeasuredPost,
  Metrics,
  PostMeasure,
  PostNumbers,
  Refused,
} from '../connector.js'
import { dataIn, restOf } from '../graph-api.js'
import { numbersIn } from '../values.js'
import { daysOf } from './days.js'
import { isMissing, isWithheld, refusalOf } from './errors.js'
import { nodeIn, posterOf, read } from './graph.js'
import { loginOf } from './login-of.js'
import { sumsIn } from './insights.js'

const hourMs = 3_600_000

/** By the media's kind: one that a kind does not have fails the whole call. README.md, "Numbers". */
const metricsOf = {
  FEED: 'views,reach,likes,comments,saved,shares,total_interactions,follows,profile_visits,reposts',
  REELS:
    'views,reach,likes,comments,saved,shares,total_interactions,ig_reels_avg_watch_time,ig_reels_video_view_total_time,reels_skip_rate,reposts',
  STORY: 'views,reach,replies,navigation,shares,follows,profile_visits,total_interactions,link_clicks',
} as const
type Product = keyof typeof metricsOf

export const metrics: Metrics = {
  // Two requests each: what one call does is done soon.
  postsPerCall: 10,

  async posts(posts, ctx) {
    const measured: PostMeasure[] = []
    let rest = {}
    for (const post of posts) {
      const answer = await measureOf(post, ctx)
      if (answer.kind === 'refused') return answer
      if (answer.measure !== null) measured.push(answer.measure)
      rest = answer.rest
    }
    return { kind: 'ok', posts: measured, ...rest }
  },

  async account(ctx, since) {
    const poster = posterOf(ctx)
    if (poster === null) return { kind: 'ok', now: {} }
    const path = loginOf(ctx.data) === 'instagram' ? 'me' : poster.id
    const reply = await read(ctx, path, { fields: 'followers_count,follows_count,media_count' })
    if (reply.status !== 200) return refusalOf(reply)
    const days = await daysOf(poster, since, ctx)
    if ('kind' in days) return days
    const now = numbersIn(nodeIn(reply), {
      followers: 'followers_count',
      following: 'follows_count',
      posts: 'media_count',
    })
    return { kind: 'ok', now, days, ...restOf(reply) }
  },
}

type Measured = { kind: 'measured'; measure: PostMeasure | null; rest: { restMs?: number } }

/** No measure where nothing is known of it. */
async function measureOf(post: MeasuredPost, ctx: AccountContext): Promise<Measured | Refused> {
  const { remoteId } = post
  const reply = await read(ctx, remoteId, {
    fields: 'id,media_type,media_product_type,like_count,comments_count',
  })
  const measured = (measure: PostMeasure | null): Measured => ({
    kind: 'measured',
    measure,
    rest: restOf(reply),
  })
  if (isMissing(reply)) return measured(isOld(post, ctx) ? { remoteId, isGone: true } : null)
  if (reply.status !== 200) return refusalOf(reply)
  const media = nodeIn(reply)
  const insights = await read(ctx, `${remoteId}/insights`, { metric: metricsOf[productOf(media)] })
  const rows = dataIn(insights)
  if (rows === null && !isWithheld(insights)) return refusalOf(insights)
  const shown = numbersIn(media, { likes: 'like_count', comments: 'comments_count' })
  return measured({ remoteId, numbers: { ...shown, ...numbersOf(sumsIn(rows ?? [])) } })
}

function productOf(media: JsonObject): Product {
  const product = String(media['media_product_type'])
  return product in metricsOf ? (product as Product) : 'FEED'
}

/** A fresh post is said not to be there now and then. */
function isOld({ publishedAt }: MeasuredPost, ctx: AccountContext): boolean {
  return ctx.now.getTime() - publishedAt.getTime() > hourMs
}

function numbersOf(sums: JsonObject): PostNumbers {
  const { shares, reposts, views, replies, ...plain } = numbersIn(sums, {
    views: 'views',
    reach: 'reach',
    likes: 'likes',
    comments: 'comments',
    replies: 'replies',
    saves: 'saved',
    shares: 'shares',
    reposts: 'reposts',
    clicks: 'link_clicks',
  })
  const more = numbersIn(sums, {
    total_interactions: 'total_interactions',
    follows: 'follows',
    profile_visits: 'profile_visits',
    navigation: 'navigation',
    ig_reels_avg_watch_time: 'ig_reels_avg_watch_time',
    ig_reels_video_view_total_time: 'ig_reels_video_view_total_time',
    reels_skip_rate: 'reels_skip_rate',
  })
  const isVideo = 'ig_reels_video_view_total_time' in more
  return {
    ...plain,
    ...(views === undefined ? {} : { impressions: views, ...(isVideo ? { videoViews: views } : {}) }),
    ...(replies === undefined ? {} : { comments: replies }),
    ...(shares === undefined && reposts === undefined ? {} : { shares: (shares ?? 0) + (reposts ?? 0) }),
    ...(Object.keys(more).length === 0 ? {} : { more }),
  }
}
