import { timestamp } from '../../../sandbox/graph-api/list.js'
import { invalid } from '../../../sandbox/graph-api/refusal.js'
import { numberOf } from '../../../sandbox/plain-name.js'
import type { Json } from '../../../kit/json.js'
import type { SimReply, SimRoute } from '../../../sandbox/simulator.js'
import { api, readsPage, requireScope, type Call, type PageCall } from './call.js'
import { findPage, type Page } from './people.js'
import { countsOf, findPost, postsOf, type Counts, type Post } from './posts.js'
import { noSuchObject, ok } from './replies.js'
import { findVideo } from './video-table.js'

const scope = 'read_insights'
const operation = 'metrics'

export const insightRoutes: readonly SimRoute[] = [
  ...api({ method: 'GET', path: '/:id/insights', operation }, (call) =>
    /^\d+$/.test(call.id) && findPost(call.id, call.world) === undefined
      ? readsPage(ofPage, scope)(call)
      : ofPost(call),
  ),
  ...api({ method: 'GET', path: '/:id/video_insights', operation }, ofVideo),
]

type Metric = { of: (counts: Counts) => Json; title: string }
type Metrics = Readonly<Record<string, Metric>>

const reactions = (likes: number): Json => {
  const love = Math.floor(likes / 4)
  return { like: likes - love, ...(love === 0 ? {} : { love }) }
}
const ofPosts: Metrics = {
  post_media_view: { of: ({ views }) => views, title: 'Lifetime Views' },
  post_total_media_view_unique: { of: ({ reach }) => reach, title: 'Lifetime Viewers' },
  post_reactions_by_type_total: { of: ({ likes }) => reactions(likes), title: 'Lifetime Reactions by type' },
  post_reactions_like_total: { of: ({ likes }) => likes, title: 'Lifetime Likes' },
  post_clicks: { of: ({ clicks }) => clicks, title: 'Lifetime Clicks' },
  post_clicks_by_type: {
    of: ({ clicks }) => ({
      'other clicks': clicks - Math.floor(clicks / 3),
      'link clicks': Math.floor(clicks / 3),
    }),
    title: 'Lifetime Clicks by type',
  },
}
const ofVideos: Metrics = {
  blue_reels_play_count: { of: ({ views }) => views, title: 'Plays' },
  post_impressions_unique: { of: ({ reach }) => reach, title: 'Reach' },
  post_video_avg_time_watched: {
    of: ({ views }) => (views === 0 ? 0 : 2_400),
    title: 'Average time watched',
  },
  post_video_view_time: { of: ({ views }) => views * 2_400, title: 'Time watched' },
  post_video_social_actions: {
    of: ({ comments, shares }) => ({ COMMENT: comments, SHARE: shares }),
    title: 'Social actions',
  },
  post_video_likes_by_reaction_type: {
    of: ({ likes }) => ({ REACTION_LIKE: likes }),
    title: 'Likes by reaction type',
  },
}

/** Stories have names of their own. */
const ofStories: Metrics = {
  story_media_view: { of: ({ views }) => views, title: 'Views' },
  story_total_media_view_unique: { of: ({ reach }) => reach, title: 'Viewers' },
  story_interaction: {
    of: ({ likes, comments, shares }) => likes + comments + shares,
    title: 'Interactions',
  },
  pages_fb_story_replies: { of: ({ comments }) => comments, title: 'Replies' },
  pages_fb_story_shares: { of: ({ shares }) => shares, title: 'Shares' },
  pages_fb_story_thread_lightweight_reactions: { of: ({ likes }) => likes, title: 'Reactions' },
  pages_fb_story_sticker_interactions: { of: () => 0, title: 'Taps on stickers' },
}

/** One name that is none fails them all. */
function metricsIn({ given }: Call, known: Readonly<Record<string, unknown>>): string[] {
  const names = given
    .text('metric')
    .replace(/[[\]"\s]/g, '')
    .toLowerCase()
    .split(',')
    .filter((name) => name !== '')
  if (names.length === 0) invalid('The parameter metric is required')
  const isUnknown = names.some((name) => known[name] === undefined)
  return isUnknown ? invalid('The value must be a valid insights metric') : names
}

/** Of a page that few like nothing is told. */
const isSmall = ({ followers }: Pick<Page, 'followers'>): boolean => followers < 100

function ofPost(call: Call): SimReply {
  const { id, token, request, world } = call
  const post = findPost(id, world)
  if (post === undefined || post.pageId !== token.pageId) return noSuchObject(request.method, id)
  return lifetime(post, post.kind === 'story' ? ofStories : ofPosts, call)
}

function ofVideo(call: Call): SimReply {
  const { id, token, request, world } = call
  const video = findVideo(id, world)
  const post = findPost(video?.postId ?? '', world)
  if (post === undefined || post.pageId !== token.pageId) return noSuchObject(request.method, id)
  return lifetime(post, ofVideos, call)
}

function lifetime(post: Post, known: Metrics, call: Call): SimReply {
  const { id, token, world } = call
  requireScope(token, scope)
  requireScope(token, 'pages_read_engagement')
  const names = metricsIn(call, known)
  const small = isSmall(pageOf(post.pageId, call))
  const counts = countsOf(post, world)
  const data = small
    ? []
    : names.map((name) => ({
        name,
        period: 'lifetime',
        values: [{ value: known[name]?.of(counts) ?? 0 }],
        title: known[name]?.title,
        description: `${known[name]?.title ?? name} of your post.`,
        id: `${id}/insights/${name}/lifetime`,
      }))
  return ok({ data, paging: pagingOf(call) })
}

function pageOf(id: string, { world, request }: Call): Page {
  return findPage(id, world) ?? noSuchObject(request.method, id)
}

const daySeconds = 86_400
const longestSeconds = 93 * daySeconds
const pageMetrics: Readonly<Record<string, (day: Day) => Json>> = {
  // Told apart by what brought the views.
  page_media_view: ({ counts }) => ({ organic: counts.views, paid: 0 }),
  page_total_media_view_unique: ({ counts }) => counts.reach,
  page_post_engagements: ({ counts: { likes, comments, shares, clicks } }) =>
    likes + comments + shares + clicks,
  page_daily_follows: ({ gained }) => gained,
  page_follows: ({ followers }) => followers,
  page_views_total: ({ counts }) => Math.floor(counts.views / 12),
}
type Day = { end: number; counts: Counts; gained: number; followers: number }

function ofPage(call: PageCall): SimReply {
  const { page, given, world, token } = call
  requireScope(token, 'pages_read_engagement')
  const names = metricsIn(call, pageMetrics)
  if (given.has('period') && given.text('period') !== 'day')
    invalid('The period of these metrics must be day')
  const now = Math.floor(world.now().getTime() / 1_000)
  const since = Math.floor((given.time('since') ?? (now - 2 * daySeconds) * 1_000) / 1_000)
  const until = Math.floor((given.time('until') ?? now * 1_000) / 1_000)
  if (until < since) invalid('The parameter until must be after since')
  if (until - since > longestSeconds) invalid('There cannot be more than 93 days between since and until')
  const days = isSmall(page) ? [] : daysOf(page, { since, until: Math.min(until, now) }, call)
  const data = names.map((name) => ({
    name,
    period: 'day',
    values: days.map((day) => ({
      value: pageMetrics[name]?.(day) ?? 0,
      end_time: timestamp(new Date(day.end * 1_000).toISOString()),
    })),
    title: `Daily ${name.replace(/^page_/, '').replaceAll('_', ' ')}`,
    description: `Daily: ${name.replaceAll('_', ' ')}`,
    id: `${page.id}/insights/${name}/day`,
  }))
  return ok({ data: isSmall(page) ? [] : data, paging: pagingOf(call) })
}

/** Days end at 07:00 UTC, midnight at the network's home; one that has not ended is not told of. */
const endOf = (second: number): number =>
  Math.ceil((second - 7 * 3_600) / daySeconds) * daySeconds + 7 * 3_600

function daysOf(page: Page, { since, until }: { since: number; until: number }, { world }: Call): Day[] {
  const byDay = new Map<number, Counts>()
  for (const post of postsOf(page.id, world)) {
    const end = endOf(Date.parse(post.createdAt) / 1_000)
    byDay.set(end, sum(byDay.get(end) ?? none, countsOf(post, world)))
  }
  const days: Day[] = []
  const today = endOf(world.now().getTime() / 1_000)
  let followers = page.followers
  for (let end = today; end > since; end -= daySeconds) {
    const gained = Number(numberOf(`${page.id} gained until ${String(end)}`) % 9n)
    if (end <= until) days.unshift({ end, counts: byDay.get(end) ?? none, gained, followers })
    followers = Math.max(100, followers - gained)
  }
  return days
}

const none: Counts = { views: 0, reach: 0, likes: 0, comments: 0, shares: 0, clicks: 0 }

function sum(a: Counts, b: Counts): Counts {
  return {
    views: a.views + b.views,
    reach: a.reach + b.reach,
    likes: a.likes + b.likes,
    comments: a.comments + b.comments,
    shares: a.shares + b.shares,
    clicks: a.clicks + b.clicks,
  }
}

/** The windows before and after, as addresses. */
function pagingOf({ request, token, world }: Call): { previous: string; next: string } {
  const now = Math.floor(world.now().getTime() / 1_000)
  const at = (since: number): string => {
    const url = new URL(request.url)
    url.searchParams.delete('appsecret_proof')
    url.searchParams.set('access_token', token.token)
    url.searchParams.set('since', String(since))
    url.searchParams.set('until', String(since + 2 * daySeconds))
    return url.href
  }
  return { previous: at(now - 4 * daySeconds), next: at(now) }
}
