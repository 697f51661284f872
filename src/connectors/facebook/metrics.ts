import type { Json, JsonObject } from '../../kit/json.js'
import type {
  AccountContext,
  MeasuredPost,
  Metrics,
  PostMeasure,
  PostNumbers,
  Refused,
} from '../connector.js'
import { graphFaultIn, isGraphMissing, restOf } from '../graph-api.js'
import type { PlatformReply } from '../platform-http.js'
import { numbersIn, objectOf, textOf } from '../values.js'
import { read } from './api.js'
import { insights, sumOf, valueOf } from './insights.js'
import { chosenPage, isRefused, noPage, openPage, refusalFor, type Page } from './page.js'
import { daysOf } from './page-days.js'

const hourMs = 3_600_000
const ofPosts = [
  'post_media_view',
  'post_total_media_view_unique',
  'post_reactions_by_type_total',
  'post_clicks',
]
const ofStories = ['STORY_MEDIA_VIEW', 'STORY_TOTAL_MEDIA_VIEW_UNIQUE', 'STORY_INTERACTION']
const ofVideos = ['blue_reels_play_count', 'post_video_avg_time_watched', 'post_video_view_time']
/** Kept under Facebook's own names. */
const alone = [...ofVideos.slice(1), 'story_interaction']
const counts = 'shares,comments.limit(0).summary(true),reactions.limit(0).summary(true)'

export const metrics: Metrics = {
  // Two or three requests each: what one call does is done soon.
  postsPerCall: 10,

  async posts(posts, ctx) {
    const measured: PostMeasure[] = []
    for (const post of posts) {
      const page = await pageOf(post, ctx)
      if (isRefused(page)) {
        // One that the person lost: what is on the others can be read.
        if (page.cure === 'edit') continue
        return page
      }
      const answer = await numbersOf(post, page, ctx)
      if (isRefused(answer)) return answer
      measured.push(...answer.measures)
      if (answer.restMs !== undefined) return { kind: 'ok', posts: measured, restMs: answer.restMs }
    }
    return { kind: 'ok', posts: measured }
  },

  async account(ctx, since) {
    const id = chosenPage(ctx.data)
    const page = id === null ? noPage : await openPage(id, ctx)
    if (isRefused(page)) return page
    const reply = await read(ctx, page.token, page.id, { fields: 'id,followers_count' })
    if (reply.status !== 200) return refusalFor(reply, page, ctx)
    const days = await daysOf(page, since, ctx)
    const now = numbersIn(reply.json, { followers: 'followers_count' })
    if (!isRefused(days)) return { kind: 'ok', now, days: days.days, ...restOf(reply) }
    return days.cure === 'edit' ? { kind: 'ok', now, ...restOf(reply) } : days
  },
}

/** The page that a post is on: as it was kept with it, else the first part of its id. */
async function pageOf({ data, remoteId }: MeasuredPost, ctx: AccountContext): Promise<Page | Refused> {
  const id = textOf(objectOf(data)['pageId']) ?? /^(\d+)_\d+$/.exec(remoteId)?.[1] ?? chosenPage(ctx.data)
  return id === null ? noPage : openPage(id, ctx)
}

type Answer = { measures: PostMeasure[]; restMs?: number }

async function numbersOf(post: MeasuredPost, page: Page, ctx: AccountContext): Promise<Answer | Refused> {
  const { remoteId, data } = post
  const { kind, videoId } = objectOf(data)
  const isStory = kind === 'photoStory' || kind === 'videoStory'
  const counted = isStory ? null : await read(ctx, page.token, remoteId, { fields: counts })
  if (counted !== null && isMissing(counted)) return { measures: goneOf(post, ctx) }
  if (counted !== null && counted.status !== 200) return refusalFor(counted, page, ctx)
  const shown = await insights(`${remoteId}/insights`, isStory ? ofStories : ofPosts, {}, page, ctx)
  if (!('rows' in shown)) {
    if (isMissing(shown) && isStory) return { measures: goneOf(post, ctx) }
    const refusal = await refusalFor(shown, page, ctx)
    // Without the permission to read insights there are counts still.
    return refusal.cure === 'edit' ? { measures: told(remoteId, [], counted) } : refusal
  }
  const played =
    typeof videoId === 'string' && !isStory
      ? await insights(`${videoId}/video_insights`, ofVideos, {}, page, ctx)
      : null
  const ofVideo = played !== null && 'rows' in played ? played.rows : []
  const rest = shown.reply === null ? {} : restOf(shown.reply)
  return { measures: told(remoteId, [...shown.rows, ...ofVideo], counted), ...rest }
}

function isMissing(reply: PlatformReply): boolean {
  return isGraphMissing(graphFaultIn(reply))
}

/** A fresh post is said not to be there now and then. */
function goneOf({ remoteId, publishedAt }: MeasuredPost, ctx: AccountContext): PostMeasure[] {
  return ctx.now.getTime() - publishedAt.getTime() > hourMs ? [{ remoteId, isGone: true }] : []
}

function told(remoteId: string, rows: readonly JsonObject[], counted: PlatformReply | null): PostMeasure[] {
  const numbers: PostNumbers = {
    ...numbersIn(sumsIn(rows), {
      impressions: 'post_media_view',
      reach: 'post_total_media_view_unique',
      clicks: 'post_clicks',
      videoViews: 'blue_reels_play_count',
    }),
    ...numbersIn(sumsIn(rows), {
      impressions: 'story_media_view',
      reach: 'story_total_media_view_unique',
    }),
    ...(counted === null ? {} : countsIn(counted.json)),
  }
  const more = moreIn(rows)
  if (Object.keys(more).length > 0) numbers.more = more
  return Object.keys(numbers).length === 0 ? [] : [{ remoteId, numbers }]
}

/** Shares are missing where there are none. */
function countsIn(json: Json | undefined): PostNumbers {
  const { comments, reactions, shares } = objectOf(json)
  return {
    ...numbersIn(objectOf(objectOf(reactions)['summary']), { likes: 'total_count' }),
    ...numbersIn(objectOf(objectOf(comments)['summary']), { comments: 'total_count' }),
    shares: numbersIn(shares, { shares: 'count' }).shares ?? 0,
  }
}

/** The value of each row; one that is split up is added together. */
function sumsIn(rows: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(
    rows.flatMap((row) => {
      const sum = sumOf(valueOf(row))
      return sum === null ? [] : [[nameOf(row), sum]]
    }),
  )
}

/** Each kind of reaction, and how a video was watched. */
function moreIn(rows: readonly JsonObject[]): Record<string, number> {
  const more: Record<string, number> = {}
  for (const row of rows) {
    const name = nameOf(row)
    const value = valueOf(row)
    if (name === 'post_reactions_by_type_total')
      for (const [kind, count] of Object.entries(objectOf(value)))
        if (typeof count === 'number') more[`reactions_${kind}`] = count
    if (alone.includes(name) && typeof value === 'number') more[name] = value
  }
  return more
}

/** Those of stories are written in capitals in one place, and not in another. */
function nameOf(row: JsonObject): string {
  return String(row['name']).toLowerCase()
}
