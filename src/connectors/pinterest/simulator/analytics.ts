import type { JsonObject } from '../../../kit/json.js'
import type { SimReply } from '../../../sandbox/simulator.js'
import type { Call, Endpoint } from './endpoint.js'
import { dateOf, dayOf, named, onDay, sumOf, totalsAt, type Metric } from './figures.js'
import { findOwn } from './pins.js'
import { pinsOf, type Pin } from './pin-table.js'
import { ok, refuse } from './replies.js'

const pinScopes = ['boards:read', 'pins:read'] as const

export const analyticsEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/pins/:pin/analytics',
    operation: 'metrics',
    category: 'org_analytics',
    scopes: pinScopes,
    handle: ofPin,
  },
  {
    method: 'GET',
    path: '/pins/analytics',
    operation: 'metrics',
    category: 'org_analytics',
    scopes: pinScopes,
    // Beta: not for every app.
    handle: () => refuse(403, 29, 'You are not permitted to access that resource.'),
  },
  {
    method: 'GET',
    path: '/user_account/analytics',
    operation: 'metrics',
    category: 'org_analytics',
    scopes: ['user_accounts:read'],
    handle: ofAccount,
  },
  {
    method: 'GET',
    path: '/user_account/analytics/top_pins',
    operation: 'metrics',
    category: 'org_analytics',
    scopes: ['pins:read', 'user_accounts:read'],
    handle: topPins,
  },
]

const standardMetrics = ['IMPRESSION', 'OUTBOUND_CLICK', 'PIN_CLICK', 'SAVE', 'SAVE_RATE'] as const
const lifetimeMetrics = ['TOTAL_COMMENTS', 'TOTAL_REACTIONS'] as const
const videoMetrics = [
  'VIDEO_MRC_VIEW',
  'VIDEO_10S_VIEW',
  'QUARTILE_95_PERCENT_VIEW',
  'VIDEO_V50_WATCH_TIME',
  'VIDEO_START',
  'VIDEO_AVG_WATCH_TIME',
] as const
const pinMetrics: readonly Metric[] = [
  ...standardMetrics,
  ...lifetimeMetrics,
  ...videoMetrics,
  'USER_FOLLOW',
  'PROFILE_VISIT',
]
const accountMetrics: readonly Metric[] = [
  ...standardMetrics,
  'ENGAGEMENT',
  'ENGAGEMENT_RATE',
  'OUTBOUND_CLICK_RATE',
  'PIN_CLICK_RATE',
]
/** What an account's analytics can be narrowed to; here they are always of everything. */
const everything: Record<string, string> = {
  split_field: 'NO_SPLIT',
  app_types: 'ALL',
  content_type: 'ALL',
  pin_format: 'ALL',
  source: 'ALL',
  from_claimed_content: 'BOTH',
}

type Asked = { first: number; last: number; today: number; now: Date; metrics: Metric[] }

/** The days and metrics that are asked for, or a refusal in the words of the call. */
function asked({ request, world }: Call, known: readonly Metric[], what: string): Asked {
  const no = (reason: string): never => refuse(400, 400, `Invalid ${what} analytics parameters. ${reason}`)
  const { query } = request
  const now = world.now()
  const today = dayOf(now)
  const first = dayIn(query, 'start_date') ?? no('start_date has to be YYYY-MM-DD.')
  const last = dayIn(query, 'end_date') ?? no('end_date has to be YYYY-MM-DD.')
  if (first < today - 90) no('start_date cannot be more than 90 days back.')
  if (last < first) no('end_date is before start_date.')
  if (last > first + 90) no('end_date cannot be more than 90 days past start_date.')
  for (const [name, all] of Object.entries(everything))
    if ((query.get(name) ?? all) !== all) no(`${name} can only be ${all} in the sandbox.`)
  const names = query.get('metric_types')?.split(',') ?? [...known]
  const metrics = known.filter((metric) => names.includes(metric))
  if (metrics.length < names.length) no('metric_types has a name that is not known.')
  return { first, last, today, now, metrics }
}

function dayIn(query: URLSearchParams, name: string): number | null {
  const text = query.get(name) ?? ''
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
  return isDate ? dayOf(text) : null
}

/** Days are final two days later. */
function statusOf(day: number, today: number): string {
  if (day >= today) return 'PROCESSING'
  return day === today - 1 ? 'ESTIMATE' : 'READY'
}

type Day = { date: string; data_status: string; metrics: JsonObject }

function report(
  pins: readonly Pin[],
  { first, last, today, now }: Asked,
  metrics: readonly Metric[],
  born = first,
) {
  const days = Array.from({ length: last - first + 1 }, (_, index) => first + index)
  const totals = days.map((day) => sumOf(pins.map((pin) => onDay(pin, day, now))))
  return {
    daily_metrics: days.map((day, index): Day => {
      const date = dateOf(day)
      if (day < born) return { date, data_status: 'BEFORE_PIN_CREATED', metrics: {} }
      return { date, data_status: statusOf(day, today), metrics: named(totals[index] ?? sumOf([]), metrics) }
    }),
    summary_metrics: named(sumOf(totals), metrics),
  }
}

function ofPin(call: Call): SimReply {
  const pin = findOwn(call, {
    missing: () => refuse(404, 404, 'Pin not found.'),
    notOurs: () => refuse(403, 403, 'Not authorized to access board or Pin.'),
  })
  if (!call.request.query.has('metric_types'))
    refuse(400, 400, 'Invalid pins analytics parameters. metric_types is missing.')
  const wanted = asked(call, pinMetrics, 'pins')
  const isLifetime = (metric: Metric): boolean => lifetimeMetrics.some((each) => each === metric)
  const isOfFilms = (metric: Metric): boolean => videoMetrics.some((each) => each === metric)
  const days = wanted.metrics.filter(
    (each) => !isLifetime(each) && (pin.kind === 'video' || !isOfFilms(each)),
  )
  return ok({
    all: {
      ...report([pin], wanted, days, dayOf(pin.createdAt)),
      lifetime_metrics: named(totalsAt(pin, wanted.now), wanted.metrics.filter(isLifetime)),
    },
  })
}

function ofAccount(call: Call): SimReply {
  const wanted = asked(call, accountMetrics, 'user accounts')
  return ok({ all: report(pinsOf(call.user.id, call.world), wanted, wanted.metrics) })
}

const sortable = ['ENGAGEMENT', 'SAVE', 'IMPRESSION', 'OUTBOUND_CLICK', 'PIN_CLICK'] as const

function topPins(call: Call): SimReply {
  const { query } = call.request
  const sortBy = sortable.find((each) => each === query.get('sort_by'))
  const most = Number(query.get('num_of_pins') ?? 10)
  if (sortBy === undefined) return refuse(400, 400, 'sort_by is not known.')
  if (!Number.isInteger(most) || most < 1 || most > 50)
    return refuse(400, 400, 'num_of_pins has to be 1 to 50.')
  const wanted = asked(call, accountMetrics, 'user accounts')
  const value = (pin: Pin, metric: Metric): number =>
    Number(report([pin], wanted, [metric]).summary_metrics[metric])
  const top = pinsOf(call.user.id, call.world)
    .map((pin) => ({ pin, by: value(pin, sortBy) }))
    .sort((a, b) => b.by - a.by)
    .slice(0, most)
  return ok({
    date_availability: {
      is_realtime: false,
      latest_available_timestamp: (wanted.today - 1) * 86_400_000 - 1_000,
    },
    pins: top.map(({ pin }) => ({
      pin_id: pin.id,
      metrics: report([pin], wanted, wanted.metrics).summary_metrics,
      data_status: Object.fromEntries(wanted.metrics.map((metric) => [metric, 'READY'])),
    })),
    sort_by: sortBy,
  })
}
