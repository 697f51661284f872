import type { Json } from '../../../kit/json.js'
import { invalid, ok, refuse } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRoute } from '../../../sandbox/simulator.js'
import { readAccountInsights, titleOf } from './account-insights.js'
import { api, type Call, type Flavour } from './call.js'
import { commentCount } from './comments.js'
import { countsOf, isOver, type Counts, type Media } from './media-table.js'
import { ownMedia } from './own-media.js'
import { findUser } from './people.js'

export const insightRoutes: readonly SimRoute[] = api(
  { method: 'GET', path: '/:id/insights', operation: 'metrics', need: 'insights' },
  (call) => (findUser(call.id, call.world) === undefined ? ofMedia(call) : readAccountInsights(call)),
)

const post = [
  'views',
  'reach',
  'likes',
  'comments',
  'saved',
  'shares',
  'total_interactions',
  'follows',
  'profile_visits',
  'profile_activity',
  'reposts',
]
const reel = [
  ...['views', 'reach', 'likes', 'comments', 'saved', 'shares', 'total_interactions'],
  ...['ig_reels_avg_watch_time', 'ig_reels_video_view_total_time', 'reels_skip_rate', 'reposts'],
]
const story = [
  ...['views', 'reach', 'replies', 'navigation', 'shares', 'follows', 'profile_visits'],
  ...['total_interactions', 'link_clicks'],
]
const metrics: Record<Media['kind'], readonly string[]> = { image: post, carousel: post, reel, story }
const onlyAtFacebook: Partial<Record<Media['kind'], readonly string[]>> = {
  reel: ['crossposted_views', 'facebook_views'],
}
/** Those that can be told apart, and by what. */
const breakdowns: Record<string, string> = {
  profile_activity: 'action_type',
  navigation: 'story_navigation_action_type',
}

/** One that this kind of media does not have fails the whole call. */
function metricsIn({ given }: Call, { kind }: Media, flavour: Flavour): string[] {
  const known = [...metrics[kind], ...(flavour === 'facebook' ? (onlyAtFacebook[kind] ?? []) : [])]
  const asked = given
    .text('metric')
    .split(',')
    .map((name) => name.trim())
  const strange = asked.findIndex((name) => !known.includes(name))
  if (strange !== -1)
    invalid(`metric[${String(strange)}] must be one of the following values: ${known.join(', ')}`)
  return asked
}

function ofMedia(call: Call): SimReply {
  const { given, flavour, world } = call
  const media = ownMedia(call)
  if (media.carouselId !== null) invalid('Insights are not available for items of a carousel')
  const names = metricsIn(call, media, flavour)
  const breakdown = given.text('breakdown')
  // In these words, documented ones, where no metric can be told apart so.
  if (breakdown !== '' && !names.every((name) => breakdowns[name] === breakdown))
    refuse(1, 'An unknown error has occurred.', { status: 500 })
  const counts = countsOf(media, commentCount(media.id, world), world)
  if (media.kind === 'story') {
    if (isOver(media, world)) invalid('Insights of a story are available for 24 hours')
    if (counts.reach < 5)
      refuse(10, '(#10) Not enough viewers for the media to show insights', { status: 400 })
  }
  return ok({
    data: names.map((name) => ({
      name,
      period: 'lifetime',
      ...(breakdown === ''
        ? { values: [{ value: valueOf(name, counts) }] }
        : { total_value: { value: valueOf(name, counts), breakdowns: [{ dimension_keys: [breakdown] }] } }),
      title: titleOf(name),
      description: `The ${name.replaceAll('_', ' ')} of your media.`,
      id: `${media.id}/insights/${name}/lifetime`,
    })),
  })
}

/** Somebody watches a reel for four seconds; of three who begin one passes on. */
const watchedMs = 4_200

function valueOf(name: string, counts: Counts): Json {
  const { views, reach, likes, comments, saved, shares, reposts, follows, profileVisits, linkClicks } = counts
  const values: Record<string, number> = {
    views,
    reach,
    likes,
    comments,
    saved,
    shares,
    reposts,
    follows,
    total_interactions: likes + comments + saved + shares,
    profile_visits: profileVisits,
    profile_activity: linkClicks,
    ig_reels_avg_watch_time: views === 0 ? 0 : watchedMs,
    ig_reels_video_view_total_time: views * watchedMs,
    reels_skip_rate: views === 0 ? 0 : 33.3,
    crossposted_views: views,
    facebook_views: 0,
    replies: 0,
    navigation: views,
    link_clicks: linkClicks,
  }
  return values[name] ?? 0
}
