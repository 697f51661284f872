import type { Json, JsonObject } from '../../kit/json.js'
import type {
  AccountContext,
  AccountDay,
  EarlierPost,
  History,
  MeasuredPost,
  Metrics,
  PostNumbers,
  Refused,
} from '../connector.js'
import { listOf, numbersIn, objectOf, textOf } from '../values.js'
import { analytics, call, timeIn } from './api.js'
import { readChannel } from './channel.js'
import { quotaDay, refusalOf } from './errors.js'
import { readsAnalytics } from './scopes.js'
import { listUploads, readVideos } from './uploads.js'

const dayMs = 24 * 3_600_000
const ofVideos = {
  minutesWatched: 'estimatedMinutesWatched',
  averageViewSeconds: 'averageViewDuration',
  averageViewPercentage: 'averageViewPercentage',
  subscribersGained: 'subscribersGained',
}
const ofDays = { minutesWatched: 'estimatedMinutesWatched', subscribersGained: 'subscribersGained' }

/** Counters now, and what YouTube Analytics adds some days later. README.md, "Numbers". */
export const metrics: Metrics = {
  postsPerCall: 50,

  async posts(posts, ctx) {
    const ids = posts.map(({ remoteId }) => remoteId)
    const read = await readVideos(ctx, 'statistics', ids)
    if ('refusal' in read) return read.refusal
    const depth = await depthOf(posts, ctx)
    if ('kind' in depth) return depth
    const counted = new Map(read.videos.map((video) => [textOf(video['id']), video]))
    return {
      kind: 'ok',
      posts: ids.map((remoteId) => {
        const video = counted.get(remoteId)
        return video === undefined
          ? { remoteId, isGone: true }
          : { remoteId, numbers: { ...numbersOf(video), ...depth.byVideo.get(remoteId) } }
      }),
    }
  },

  async account(ctx, since) {
    const read = await readChannel(ctx, 'statistics')
    if ('refusal' in read) return read.refusal
    const statistics = objectOf(read.channel?.['statistics'])
    const isHidden = statistics['hiddenSubscriberCount'] === true
    const now = {
      ...numbersIn(statistics, { posts: 'videoCount' }),
      ...(isHidden ? {} : numbersIn(statistics, { followers: 'subscriberCount' })),
      more: numbersIn(statistics, { views: 'viewCount' }),
    }
    const report = await readReport(ctx, since, {
      metrics: ['views', 'likes', 'comments', 'shares', ...Object.values(ofDays)].join(','),
      dimensions: 'day',
    })
    if ('kind' in report) return report
    return { kind: 'ok', now, days: report.rows.flatMap(dayOf) }
  },
}

/** All that the channel uploaded, private videos included. */
export const history: History = async ({ cursor, since }, ctx) => {
  const page = await listUploads(ctx, 'snippet,statistics', cursor ?? undefined)
  if ('refusal' in page) return page.refusal
  const posts = page.videos.flatMap(earlierPost)
  const isOver = posts.some(({ createdAt }) => createdAt < since)
  return { kind: 'ok', posts, next: isOver ? null : page.next }
}

function earlierPost(video: JsonObject): EarlierPost[] {
  const snippet = objectOf(video['snippet'])
  const [id, createdAt] = [textOf(video['id']), timeIn(snippet['publishedAt'])]
  if (id === null || createdAt === null) return []
  return [
    {
      remoteId: id,
      url: `https://www.youtube.com/watch?v=${id}`,
      text: textOf(snippet['description']) ?? textOf(snippet['title']) ?? '',
      createdAt,
      numbers: numbersOf(video),
    },
  ]
}

/** Counters are texts, and away where they are hidden. */
function numbersOf(video: JsonObject): PostNumbers {
  return numbersIn(video['statistics'], {
    impressions: 'viewCount',
    videoViews: 'viewCount',
    likes: 'likeCount',
    comments: 'commentCount',
  })
}

/** Shares and how long people watched, since the first of the posts is out. */
async function depthOf(
  posts: readonly MeasuredPost[],
  ctx: AccountContext,
): Promise<{ byVideo: Map<string, PostNumbers> } | Refused> {
  const first = new Date(Math.min(...posts.map(({ publishedAt }) => publishedAt.getTime())))
  const report = await readReport(ctx, first, {
    metrics: ['shares', ...Object.values(ofVideos)].join(','),
    dimensions: 'video',
    filters: `video==${posts.map(({ remoteId }) => remoteId).join(',')}`,
  })
  if ('kind' in report) return report
  const numbers = (row: JsonObject): PostNumbers => ({
    ...numbersIn(row, { shares: 'shares' }),
    more: numbersIn(row, ofVideos),
  })
  return { byVideo: new Map(report.rows.map((row) => [textOf(row['video']) ?? '', numbers(row)])) }
}

function dayOf(row: JsonObject): AccountDay[] {
  const day = textOf(row['day'])
  if (day === null) return []
  const reactions = numbersIn(row, { likes: 'likes', comments: 'comments', shares: 'shares' })
  const engagements = Object.values(reactions).reduce((sum, each) => sum + each, 0)
  return [
    {
      day,
      numbers: { ...numbersIn(row, { impressions: 'views' }), engagements, more: numbersIn(row, ofDays) },
    },
  ]
}

/**
 * Rows by the names of their columns. None where the person has not granted them, or YouTube does not tell them of this
 * channel: what else there is can be read.
 */
async function readReport(
  ctx: AccountContext,
  since: Date,
  query: { metrics: string; dimensions: string; filters?: string },
): Promise<{ rows: JsonObject[] } | Refused> {
  if (!readsAnalytics(ctx.scopes)) return { rows: [] }
  const from = Math.min(since.getTime(), ctx.now.getTime() - dayMs)
  const reply = await call(ctx, 'GET', `${analytics}/reports`, {
    query: {
      ids: 'channel==MINE',
      startDate: dateOf(new Date(from)),
      endDate: dateOf(ctx.now),
      ...query,
    },
  })
  if (reply.status !== 200) {
    const refusal = refusalOf(reply, ctx.now)
    return refusal.cure === 'edit' || refusal.error.code === 'PERMISSION_DENIED' ? { rows: [] } : refusal
  }
  const body = objectOf(reply.json)
  const names = listOf(body['columnHeaders']).map((each) => textOf(objectOf(each)['name']) ?? '')
  return { rows: listOf(body['rows']).map((row) => named(listOf(row), names)) }
}

function named(values: readonly Json[], names: readonly string[]): JsonObject {
  return Object.fromEntries(names.map((name, index) => [name, values[index] ?? null]))
}

/** YouTube's days are Pacific ones. */
function dateOf(at: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: quotaDay.dayIn, dateStyle: 'short' }).format(at)
}
