import type { Json } from '../../../kit/json.js'
import type { SimReply, SimRequest, SimRoute, SimWorld } from '../../../sandbox/simulator.js'
import { readAs, type Need } from './acting.js'
import { followersAt, gainedOn, steady } from './followers.js'
import { intervals, isNothing, numbersOf, shareStatistics, sum, type Interval } from './numbers.js'
import { findPost, postsBy } from './post-table.js'
import { apiHost as host, badQuery, inputFailure, refuse } from './replies.js'
import { enter, listParameter, objectParameter, textParameter, urnInPath, versionOf } from './restli.js'

const operation = 'metrics'
export const statisticsRoutes: readonly SimRoute[] = [
  { method: 'GET', host, path: '/rest/networkSizes/:urn', operation, handle: followers },
  {
    method: 'GET',
    host,
    path: '/rest/organizationalEntityShareStatistics',
    operation,
    handle: (request, world) => {
      const organization = organizationOf(request, 'organizationalEntity', world)
      const urns = postsAskedFor(request)
      return urns === undefined
        ? ofOrganization(request, organization, world)
        : ofPosts(organization, urns, world)
    },
  },
  {
    method: 'GET',
    host,
    path: '/rest/organizationalEntityFollowerStatistics',
    operation,
    handle: (request, world) => {
      const organizationalEntity = organizationOf(request, 'organizationalEntity', world)
      return series(request, world, ({ start }) => ({
        organizationalEntity,
        followerGains: { organicFollowerGain: gainedOn(start, organizationalEntity), paidFollowerGain: 0 },
      }))
    },
  },
  {
    method: 'GET',
    host,
    path: '/rest/organizationPageStatistics',
    operation,
    handle: (request, world) => {
      const organization = organizationOf(request, 'organization', world)
      return series(request, world, ({ start }) => ({
        organization,
        totalPageStatistics: {
          views: { allPageViews: { pageViews: steady(organization, start, 120) } },
        },
      }))
    },
  },
]

function followers(request: SimRequest, world: SimWorld): SimReply {
  const caller = enter(request, world)
  const { text: organization } = urnInPath(request)
  readAs(caller, organization, 'urn', reading(`networkSizes.GET.${versionOf(request)}`), world)
  if (textParameter(request, 'edgeType') !== 'COMPANY_FOLLOWED_BY_MEMBER') return badQuery()
  return { status: 200, body: { firstDegreeSize: followersAt(world.now(), organization) } }
}

const reading = (resource: string): Need => ({
  resource,
  person: [],
  organization: ['r_organization_social'],
})

/** The organization that is asked about, by whoever has a role in it. */
function organizationOf(
  request: SimRequest,
  finder: 'organizationalEntity' | 'organization',
  world: SimWorld,
): string {
  const caller = enter(request, world)
  if (textParameter(request, 'q') !== finder) return refuse(badQuery())
  const name = request.path.replace('/rest/', '')
  return readAs(
    caller,
    textParameter(request, finder) ?? '',
    finder,
    reading(`${name}.FINDER-${finder}.${versionOf(request)}`),
    world,
  ).urn
}

/** Shares and ugcPosts have a list each. */
function postsAskedFor(request: SimRequest): { urn: string; kind: 'share' | 'ugcPost' }[] | undefined {
  const [shares, ugcPosts] = [listParameter(request, 'shares'), listParameter(request, 'ugcPosts')]
  if (shares === undefined && ugcPosts === undefined) return undefined
  const asked = [
    ...(shares ?? []).map((urn) => ({ urn, kind: 'share' as const })),
    ...(ugcPosts ?? []).map((urn) => ({ urn, kind: 'ugcPost' as const })),
  ]
  const misplaced = asked.find(({ urn, kind }) => !urn.startsWith(`urn:li:${kind}:`))
  if (misplaced === undefined) return asked
  const message = `${misplaced.kind}s value ${misplaced.urn} must be a ${misplaced.kind} URN`
  return refuse(inputFailure('INVALID_URN_TYPE', message, { field: `${misplaced.kind}s` }))
}

/** Posts that have got nothing are left out. */
function ofPosts(
  organizationalEntity: string,
  asked: NonNullable<ReturnType<typeof postsAskedFor>>,
  world: SimWorld,
): SimReply {
  const elements = asked.flatMap(({ urn, kind }) => {
    const post = findPost(urn, world)
    if (post?.author !== organizationalEntity) return []
    const numbers = numbersOf(post, world)
    return isNothing(numbers)
      ? []
      : [{ organizationalEntity, [kind]: urn, totalShareStatistics: shareStatistics(numbers) }]
  })
  return { status: 200, body: { paging: pagingOf(elements), elements } }
}

/** All posts together: for ever, or by the day they were made on. */
function ofOrganization(request: SimRequest, organizationalEntity: string, world: SimWorld): SimReply {
  const posts = postsBy(organizationalEntity, world)
  const total = ({ start, end }: Interval) => {
    const then = posts.filter(({ createdAt }) => createdAt >= start && createdAt < end)
    const numbers = sum(then.map((post) => numbersOf(post, world)))
    return { organizationalEntity, totalShareStatistics: shareStatistics(numbers) }
  }
  if (objectParameter(request, 'timeIntervals') !== undefined) return series(request, world, total)
  const elements = [total({ start: 0, end: Infinity })]
  return { status: 200, body: { paging: pagingOf(elements), elements } }
}

const oldestMs = 366 * 86_400_000

/** One element for each day or month of `timeIntervals`, which reach twelve months back and end today. */
function series(
  request: SimRequest,
  world: SimWorld,
  element: (interval: Interval) => { [name: string]: Json },
): SimReply {
  const { timeRange, timeGranularityType } = objectParameter(request, 'timeIntervals') ?? {}
  if (typeof timeRange !== 'object') return badQuery()
  const [start, end] = [timeRange['start'], timeRange['end']].map(Number)
  const isAsked = timeGranularityType === 'DAY' || timeGranularityType === 'MONTH'
  if (!isAsked || start === undefined || end === undefined || !(start < end)) return badQuery()
  if (start < world.now().getTime() - oldestMs) return badQuery()
  const until = Math.min(end, world.now().getTime())
  const elements = intervals({ start, end: until }, timeGranularityType).map((interval) => ({
    timeRange: interval,
    ...element(interval),
  }))
  return { status: 200, body: { paging: pagingOf(elements), elements } }
}

function pagingOf(elements: readonly Json[]) {
  return { start: 0, count: elements.length, links: [] }
}
