import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { needsScope } from './identity.js'
import { intervals, numbersOf, sum, type Interval } from './numbers.js'
import { findPost, postsBy, type Numbers, type Post } from './post-table.js'
import { apiHost as host, badQuery, denied, notFound, refuse } from './replies.js'
import { enter, objectParameter, textParameter, versionOf } from './restli.js'
import { personUrn } from './urns.js'

export const memberAnalyticsRoutes: readonly SimRoute[] = [
  { method: 'GET', host, path: '/rest/memberCreatorPostAnalytics', operation: 'metrics', handle: read },
]

/** One of them per call. */
const metrics: Record<string, (numbers: Numbers) => number> = {
  IMPRESSION: ({ impressions }) => impressions,
  MEMBERS_REACHED: ({ impressions }) => Math.round(impressions * 0.8),
  RESHARE: ({ shares }) => shares,
  REACTION: ({ likes }) => likes,
  COMMENT: ({ comments }) => comments,
}

function read(request: SimRequest, world: SimWorld): SimReply {
  const caller = enter(request, world)
  const finder = textParameter(request, 'q') ?? ''
  const resource = `memberCreatorPostAnalytics.FINDER-${finder}.${versionOf(request)}`
  needsScope(caller, resource, 'r_member_postAnalytics')
  const queryType = textParameter(request, 'queryType') ?? ''
  const count = metrics[queryType]
  const aggregation = textParameter(request, 'aggregation') ?? 'TOTAL'
  if (count === undefined || !['TOTAL', 'DAILY'].includes(aggregation)) return badQuery()
  const author = personUrn(caller.person.id)
  const asked = askedFor(request, finder, world)
  if (asked !== null && asked.post.author !== author) return denied(resource)
  const posts = asked === null ? postsBy(author, world) : [asked.post]
  const about = asked === null ? {} : { targetEntity: { [asked.kind]: asked.post.urn } }
  const element = (numbers: Numbers) => ({ count: count(numbers), metricType: queryType, ...about })
  const elements =
    aggregation === 'TOTAL'
      ? [element(sum(posts.map((post) => numbersOf(post, world))))]
      : daysOf(posts, world).map((day) => ({
          ...element(sum(posts.filter(isIn(day)).map((post) => numbersOf(post, world)))),
          dateRange: { start: dateOf(day.start), end: dateOf(day.end) },
        }))
  return { status: 200, body: { paging: { start: 0, count: elements.length, links: [] }, elements } }
}

/** The post that `(share:…)` or `(ugc:…)` names; null for all of one's own. */
function askedFor(
  request: SimRequest,
  finder: string,
  world: SimWorld,
): { kind: 'share' | 'ugc'; post: Post } | null {
  if (finder === 'me') return null
  const { share, ugc, ...more } = objectParameter(request, 'entity') ?? {}
  const kind = share === undefined ? 'ugc' : 'share'
  const urn = share ?? ugc
  const isOne =
    finder === 'entity' && Object.keys(more).length === 0 && (share === undefined) !== (ugc === undefined)
  if (!isOne || typeof urn !== 'string') return refuse(badQuery())
  if (!urn.startsWith(`urn:li:${kind === 'ugc' ? 'ugcPost' : 'share'}:`)) return refuse(badQuery())
  return { kind, post: findPost(urn, world) ?? refuse(notFound()) }
}

const isIn =
  ({ start, end }: Interval) =>
  ({ createdAt }: Post): boolean =>
    createdAt >= start && createdAt < end

/** From the day of the oldest of the posts to today. */
function daysOf([oldest]: readonly Post[], world: SimWorld): Interval[] {
  const now = world.now().getTime()
  return intervals({ start: oldest?.createdAt ?? now, end: now + 1 }, 'DAY')
}

function dateOf(ms: number) {
  const at = new Date(ms)
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }
}
