import type { Json } from '../../../kit/json.js'
import { followersBy, followerShares } from '../../../sandbox/graph-api/demographics.js'
import { timeIn, timestamp } from '../../../sandbox/graph-api/list.js'
import { invalid, noSuchObject, ok } from '../../../sandbox/graph-api/refusal.js'
import type { SimReply, SimRoute } from '../../../sandbox/simulator.js'
import { api, type Call } from './call.js'
import { countsOf, findPost, postsOf, type Counts, type Post } from './posts.js'
import { isOneself } from './publish.js'

const scope = 'threads_manage_insights'

export const insightRoutes: readonly SimRoute[] = [
  ...api({ method: 'GET', path: '/:id/insights', operation: 'metrics', scope }, ofPost),
  ...api({ method: 'GET', path: '/:id/threads_insights', operation: 'metrics', scope }, ofAccount),
]

const ofPosts = ['views', 'likes', 'replies', 'reposts', 'quotes', 'shares'] as const
const ofAccounts = [
  'views',
  'likes',
  'replies',
  'reposts',
  'quotes',
  'clicks',
  'followers_count',
  'follower_demographics',
] as const
const followers = 412
/** 13 April 2024: nothing is counted before. */
const earliest = 1_712_991_600
const daySeconds = 86_400

function metricsIn<Name extends string>({ given }: Call, known: readonly Name[]): Name[] {
  const asked = given
    .text('metric')
    .split(',')
    .map((name) => name.trim())
  return asked.map((name, index) => {
    const found = known.find((each) => each === name)
    return (
      found ?? invalid(`metric[${String(index)}] must be one of the following values: ${known.join(', ')}`)
    )
  })
}

function ofPost(call: Call): SimReply {
  const { id, user, request, world } = call
  const post = findPost(id, world)
  if (post?.userId !== user.id || post.carouselId !== null) return noSuchObject(request.method, id)
  const names = metricsIn(call, ofPosts)
  if (post.mediaType === 'REPOST_FACADE') return ok({ data: [] })
  const counts = countsOf(post, world)
  return ok({
    data: names.map((name) => ({
      name,
      period: 'lifetime',
      values: [{ value: counts[name] }],
      title: name.charAt(0).toUpperCase() + name.slice(1),
      description: `The number of ${name} of your post.`,
      id: `${id}/insights/${name === 'replies' ? 'thread_replies' : name}/lifetime`,
    })),
  })
}

function ofAccount(call: Call): SimReply {
  isOneself(call)
  const { user, given, world } = call
  const names = metricsIn(call, ofAccounts)
  const now = Math.floor(world.now().getTime() / 1_000)
  const since = timeIn(call.given, 'since') ?? now - 2 * daySeconds
  // Days that are still to come have nothing to tell.
  const until = Math.min(timeIn(call.given, 'until') ?? now, now + daySeconds)
  if (since < earliest) invalid(`Param since must not be before ${String(earliest)}`)
  if (until < since) invalid('Param until must not be before since')
  const isBroken =
    names.includes('follower_demographics') && followerShares[given.text('breakdown')] === undefined
  if (isBroken) invalid(`Param breakdown must be one of {${Object.keys(followerShares).join(', ')}}`)
  const posts = postsOf(user.id, world).filter(({ createdAt }) => {
    const second = Date.parse(createdAt) / 1_000
    return second >= since && second <= until
  })
  const total = (of: keyof Counts): number => posts.reduce((sum, post) => sum + countsOf(post, world)[of], 0)
  const shapeOf = (name: (typeof ofAccounts)[number]): Record<string, Json> => {
    switch (name) {
      case 'views':
        return { values: dailyViews(posts, { since, until }, call) }
      case 'clicks':
        return { link_total_values: [{ value: total('clicks'), link_url: 'https://example.com/' }] }
      case 'followers_count':
        return { total_value: { value: followers } }
      case 'follower_demographics':
        return { total_value: { breakdowns: [followersBy(given.text('breakdown'))] } }
      default:
        return { total_value: { value: total(name) } }
    }
  }
  return ok({
    data: names.map((name) => ({
      name,
      period: 'day',
      ...shapeOf(name),
      title: name,
      description: `The ${name.replaceAll('_', ' ')} of your profile.`,
      id: `${user.id}/insights/${name}/day`,
    })),
  })
}

/** Days end at 07:00 UTC, midnight at the network's home. */
function dailyViews(
  posts: readonly Post[],
  { since, until }: { since: number; until: number },
  { world }: Call,
): Json {
  const endOf = (second: number): number =>
    Math.ceil((second - 7 * 3_600) / daySeconds) * daySeconds + 7 * 3_600
  const days = new Map<number, number>()
  for (let end = endOf(since + 1); end <= endOf(until); end += daySeconds) days.set(end, 0)
  for (const post of posts) {
    const end = endOf(Date.parse(post.createdAt) / 1_000)
    days.set(end, (days.get(end) ?? 0) + countsOf(post, world).views)
  }
  return [...days]
    .sort(([a], [b]) => a - b)
    .map(([end, value]) => ({ value, end_time: timestamp(new Date(end * 1_000).toISOString()) }))
}
