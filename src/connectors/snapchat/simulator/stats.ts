import type { SimReply, SimRequest } from '../../../sandbox/simulator.js'
import { assetsOf, countsAt, type Asset, type Counts } from './assets.js'
import type { Call, Endpoint } from './call.js'
import { kinds } from './lists.js'
import type { PostKind } from './post-table.js'
import { subscribers } from './profiles.js'
import { invalid, ok, refuse } from './replies.js'
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

type Metric =
  | 'VIEWS'
  | 'VIEWERS'
  | 'SHARES'
  | 'REPLIES'
  | 'FAVORITES'
  | 'SCREENSHOTS'
  | 'SWIPE_UPS'
  | 'INTERACTIONS'
  | 'SPOTLIGHT_VIEWS'
  | 'STORY_VIEWS'
  | 'SUBSCRIBERS'

const counted: Record<Exclude<Metric, 'SUBSCRIBERS'>, (counts: Counts) => number> = {
  VIEWS: ({ impressions }) => impressions,
  VIEWERS: ({ impressions }) => Math.floor(impressions * 0.7),
  SHARES: ({ shares }) => shares,
  REPLIES: ({ comments }) => comments,
  FAVORITES: ({ likes }) => likes,
  SCREENSHOTS: ({ shares }) => Math.floor(shares / 3),
  SWIPE_UPS: ({ clicks }) => clicks,
  INTERACTIONS: ({ likes, comments, shares, clicks }) => likes + comments + shares + clicks,
  SPOTLIGHT_VIEWS: ({ impressions }) => impressions,
  STORY_VIEWS: ({ impressions }) => impressions,
}

/** The names that are known of each type of asset. */
const known: Record<AssetType, readonly Metric[]> = {
  STORY: ['VIEWS', 'VIEWERS', 'SHARES', 'REPLIES', 'SWIPE_UPS', 'SCREENSHOTS', 'STORY_VIEWS'],
  SAVED_STORY: ['VIEWS', 'VIEWERS', 'SHARES', 'SWIPE_UPS', 'SCREENSHOTS', 'STORY_VIEWS'],
  SPOTLIGHT: ['VIEWS', 'VIEWERS', 'SHARES', 'REPLIES', 'FAVORITES', 'SCREENSHOTS', 'SPOTLIGHT_VIEWS'],
  LENS: ['VIEWS', 'VIEWERS', 'SHARES', 'FAVORITES'],
  PROFILE: [...(Object.keys(counted) as (keyof typeof counted)[]), 'SUBSCRIBERS'],
}

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
  fields: readonly Metric[]
  granularity: 'DAY' | 'TOTAL' | 'LIFETIME'
  from: Date
  to: Date
  now: Date
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
  const now = world.now()
  const asked = { type, granularity, fields: fieldsIn(request, type), now } as const
  if (granularity !== 'LIFETIME')
    return { ...asked, ...between(timeIn('startTime', request), timeIn('endTime', request), now) }
  if (query.has('startTime') || query.has('endTime')) invalid('LIFETIME has no startTime and endTime.')
  return { ...asked, from: new Date(0), to: now }
}

const mostDays = 90

function between(from: Date, to: Date, now: Date): Pick<Asked, 'from' | 'to'> {
  const earliest = Math.floor(now.getTime() / dayMs - mostDays) * dayMs
  if (from.getTime() < earliest) invalid('startTime has to be within the past 90 days.')
  return from < to ? { from, to } : invalid('endTime has to be after startTime.')
}

/** Without a zone it is UTC. */
function timeIn(name: string, { query }: SimRequest): Date {
  const given = query.get(name) ?? ''
  const [, time = '', zone] = /^(\d{4}-\d\d-\d\dT[\d:.]+)(Z|[+-]\d\d:\d\d)?$/.exec(given) ?? []
  const at = new Date(`${time}${zone ?? 'Z'}`)
  return Number.isNaN(at.getTime()) ? invalid(`${name} has to be a time in ISO 8601.`) : at
}

/** Without any, all that are known. */
function fieldsIn({ query }: SimRequest, type: AssetType): readonly Metric[] {
  const names = (query.get('fields') ?? '').split(',').filter((name) => name !== '')
  if (names.length === 0) return known[type]
  return names.map(
    (name) =>
      known[type].find((each) => each === name) ?? invalid(`The field ${name} is not valid for ${type}.`),
  )
}

/** A bucket for each day, or one for all. Numbers are texts. */
function answer(assetId: string, assets: readonly Asset[], asked: Asked): SimReply {
  const { from, to, granularity, fields, now } = asked
  const buckets = granularity === 'DAY' ? days(from, to) : [[from, to] as const]
  const timeseries = buckets.map(([start, end]) => ({
    start_time: start.toISOString(),
    end_time: end.toISOString(),
    fields: fields.map((name) => ({
      field: { field_name: name },
      stats: [{ dimension_breakdown: 'DEFAULT', value: String(figure(name, assets, [start, end], now)) }],
    })),
  }))
  return ok({ assets: [{ asset_id: assetId, asset_type: asked.type, timeseries }] })
}

function days(from: Date, to: Date): [Date, Date][] {
  const count = Math.ceil((to.getTime() - from.getTime()) / dayMs)
  const at = (day: number): Date => new Date(Math.min(from.getTime() + day * dayMs, to.getTime()))
  return Array.from({ length: count }, (_, day) => [at(day), at(day + 1)])
}

const typeOf = { story: 'STORY', spotlight: 'SPOTLIGHT', saved_story: 'SAVED_STORY' } as const

/** What came between two moments. Of a whole profile it is the sum of what was seen where the name says. */
function figure(
  name: Metric,
  assets: readonly Asset[],
  [from, to]: readonly [Date, Date],
  now: Date,
): number {
  if (name === 'SUBSCRIBERS') return subscribers
  const where = name === 'SPOTLIGHT_VIEWS' || name === 'STORY_VIEWS' ? name : null
  const at = (asset: Asset, time: Date): number => counted[name](countsAt(asset, time, now))
  return assets
    .filter(({ kind }) => where === null || known[typeOf[kind]].includes(where))
    .reduce((sum, each) => sum + at(each, to) - at(each, from), 0)
}
