import type { JsonObject } from '../../../kit/json.js'
import type { SimReply, SimRequest } from '../../../sandbox/simulator.js'
import { assetsOf, countsAt, type Asset, type Counts } from './assets.js'
import type { Call, Endpoint } from './call.js'
import { kinds } from './lists.js'
import type { PostKind } from './post-table.js'
import { invalid, listed, ok, refuse } from './replies.js'
import { dayMs } from '../../../sandbox/windows.js'

const assetTypes = {
  PROFILE: null,
  STORY: 'story',
  SAVED_STORY: 'saved_story',
  SPOTLIGHT: 'spotlight',
  /** Nobody makes lenses here. */
  LENS: 'lens',
} as const
type AssetType = keyof typeof assetTypes

/** The names that are known, what is counted under them, and at which assets. */
const metrics = {
  VIEWS: { of: (counts: Counts) => counts.impressions, at: ['STORY', 'SAVED_STORY', 'SPOTLIGHT', 'LENS'] },
  VIEWERS: {
    of: (counts: Counts) => Math.floor(counts.impressions * 0.7),
    at: ['STORY', 'SAVED_STORY', 'SPOTLIGHT', 'LENS'],
  },
  SHARES: { of: (counts: Counts) => counts.shares, at: ['STORY', 'SAVED_STORY', 'SPOTLIGHT', 'LENS'] },
  REPLIES: { of: (counts: Counts) => counts.comments, at: ['STORY', 'SPOTLIGHT'] },
  FAVORITES: { of: (counts: Counts) => counts.likes, at: ['SPOTLIGHT', 'LENS'] },
  SWIPE_UPS: { of: (counts: Counts) => counts.clicks, at: ['STORY', 'SAVED_STORY'] },
  SCREENSHOTS: {
    of: (counts: Counts) => Math.floor(counts.shares / 3),
    at: ['STORY', 'SAVED_STORY', 'SPOTLIGHT'],
  },
  SPOTLIGHT_VIEWS: { of: (counts: Counts) => counts.impressions, at: ['SPOTLIGHT'] },
  STORY_VIEWS: { of: (counts: Counts) => counts.impressions, at: ['STORY', 'SAVED_STORY'] },
} as const satisfies Record<string, { of: (counts: Counts) => number; at: readonly AssetType[] }>
type Metric = keyof typeof metrics
const known = Object.keys(metrics) as Metric[]

export const statsEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/v1/public_profiles/:profile/stats',
    operation: 'metrics',
    handle: ofProfile,
  },
  ...(['STORY', 'SPOTLIGHT', 'SAVED_STORY'] as const).map((type): Endpoint => ({
    method: 'GET',
    path: `/v1/public_profiles/:profile/${kinds[assetTypes[type]].path}/:asset/stats`,
    operation: 'metrics',
    handle: (call) => ofAsset(call, type),
  })),
]

type Asked = {
  type: AssetType
  fields: Metric[]
  granularity: 'DAY' | 'TOTAL' | 'LIFETIME'
  from: Date
  to: Date
}

function ofProfile(call: Call): SimReply {
  const { user, request, world } = call
  const given = request.query.get('assetType') ?? 'PROFILE'
  const type = (Object.keys(assetTypes) as AssetType[]).find((each) => each === given)
  if (type === undefined) return invalid(`assetType ${given} is not known.`)
  const asked = askedIn(call, type, ['assetType'])
  const kind: PostKind | 'lens' | null = assetTypes[type]
  const assets = assetsOf(user, world).filter((asset) => kind === null || asset.kind === kind)
  return answer(user.id, assets, asked)
}

/** The numbers of a story go with it. */
function ofAsset(call: Call, type: 'STORY' | 'SPOTLIGHT' | 'SAVED_STORY'): SimReply {
  const { user, request, world } = call
  const asset = assetsOf(user, world, assetTypes[type]).find(({ id }) => id === request.params['asset'])
  if (asset === undefined) return refuse(404, 'NOT_FOUND', 'There is no such asset.')
  return answer(asset.id, [asset], askedIn(call, type, []))
}

function askedIn({ request, world }: Call, type: AssetType, more: readonly string[]): Asked {
  const { query } = request
  const parameters = ['fields', 'granularity', 'startTime', 'endTime', ...more]
  const strange = [...query.keys()].find((name) => !parameters.includes(name))
  if (strange !== undefined) invalid(`The parameter ${strange} is not known.`)
  const granularity = query.get('granularity') ?? 'LIFETIME'
  if (granularity !== 'DAY' && granularity !== 'TOTAL' && granularity !== 'LIFETIME')
    return invalid(`granularity ${granularity} is not known.`)
  const asked: Omit<Asked, 'from' | 'to'> = { type, granularity, fields: fieldsIn(request, type) }
  if (granularity !== 'LIFETIME')
    return { ...asked, ...between(timeIn('startTime', request), timeIn('endTime', request)) }
  if (query.has('startTime') || query.has('endTime')) invalid('LIFETIME has no startTime and endTime.')
  return { ...asked, from: new Date(0), to: world.now() }
}

function between(from: Date, to: Date): Pick<Asked, 'from' | 'to'> {
  return from < to ? { from, to } : invalid('endTime has to be after startTime.')
}

function timeIn(name: string, { query }: SimRequest): Date {
  const given = query.get(name) ?? ''
  if (!/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(given) || Number.isNaN(Date.parse(given)))
    invalid(`${name} has to be a time in ISO 8601.`)
  return new Date(given)
}

function fieldsIn({ query }: SimRequest, type: AssetType): Metric[] {
  const names = (query.get('fields') ?? '').split(',').filter((name) => name !== '')
  if (names.length === 0) invalid('The parameter fields is missing.')
  return names.map((name) => {
    const metric = known.find((each) => each === name)
    const isKnown =
      metric !== undefined && (type === 'PROFILE' || metrics[metric].at.some((each) => each === type))
    return isKnown ? metric : invalid(`The field ${name} is not valid for ${type}.`)
  })
}

function answer(id: string, assets: readonly Asset[], asked: Asked): SimReply {
  const { type, granularity, from, to } = asked
  const head = { id, type, granularity }
  const times = (start: Date, end: Date) => ({ start_time: start.toISOString(), end_time: end.toISOString() })
  switch (granularity) {
    case 'LIFETIME':
      return ok({ lifetime_stats: listed('lifetime_stat', [{ ...head, stats: figures(assets, asked) }]) })
    case 'TOTAL':
      return ok({
        total_stats: listed('total_stat', [{ ...head, ...times(from, to), stats: figures(assets, asked) }]),
      })
    case 'DAY': {
      const timeseries = days(from, to).map(([start, end]) => ({
        ...times(start, end),
        stats: figures(assets, { ...asked, from: start, to: end }),
      }))
      return ok({
        timeseries_stats: listed('timeseries_stat', [{ ...head, ...times(from, to), timeseries }]),
      })
    }
  }
}

function days(from: Date, to: Date): [Date, Date][] {
  const count = Math.ceil((to.getTime() - from.getTime()) / dayMs)
  const at = (day: number): Date => new Date(Math.min(from.getTime() + day * dayMs, to.getTime()))
  return Array.from({ length: count }, (_, day) => [at(day), at(day + 1)])
}

/** What came between two moments. What is asked of a whole profile is the sum of where the network counts it. */
function figures(assets: readonly Asset[], { fields, from, to }: Asked): JsonObject {
  const typeOf = { story: 'STORY', spotlight: 'SPOTLIGHT', saved_story: 'SAVED_STORY' } as const
  return Object.fromEntries(
    fields.map((name) => {
      const { of, at } = metrics[name]
      const counted = assets.filter(({ kind }) => at.some((each) => each === typeOf[kind]))
      const sum = counted.reduce(
        (total, asset) => total + of(countsAt(asset, to)) - of(countsAt(asset, from)),
        0,
      )
      return [name, sum]
    }),
  )
}
