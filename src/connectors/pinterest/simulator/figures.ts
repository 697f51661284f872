import type { JsonObject } from '../../../kit/json.js'
import { responseTo } from '../../../sandbox/past.js'
import type { Pin, Totals } from './pin-table.js'

const dayMs = 86_400_000
/** After a week nobody comes across a planted pin any more. */
const lastDay = 6

export const dayOf = (at: Date | string): number => Math.floor(new Date(at).getTime() / dayMs)
export const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10)

/** What had come of a pin at a moment. */
export function totalsAt(pin: Pin, at: Date): Totals {
  if (pin.planted !== null) return plantedAt(pin.planted, pin.createdAt, at)
  const response = responseTo(pin.id, new Date(pin.createdAt), at)
  return {
    impressions: response.impressions,
    saves: response.shares,
    clicks: response.clicks,
    outbound: Math.floor(response.clicks / 2),
    comments: response.comments,
    reactions: response.likes,
  }
}

/** Half of it comes on the first day, half of the rest on the next, and what is left on the last. */
function plantedAt(all: Totals, createdAt: string, at: Date): Totals {
  const days = Math.ceil(at.getTime() / dayMs) - dayOf(createdAt)
  const share = days <= 0 ? 0 : days > lastDay ? 1 : 1 - 2 ** -days
  return {
    impressions: Math.floor(all.impressions * share),
    saves: Math.floor(all.saves * share),
    clicks: Math.floor(all.clicks * share),
    outbound: Math.floor(all.outbound * share),
    comments: Math.floor(all.comments * share),
    reactions: Math.floor(all.reactions * share),
  }
}

/** Of one day (UTC), as far as it has come. */
export function onDay(pin: Pin, day: number, now: Date): Totals {
  const at = (start: number): Date => new Date(Math.min(start * dayMs, now.getTime()))
  return sumOf([totalsAt(pin, at(day + 1))], [totalsAt(pin, at(day))])
}

export function sumOf(added: readonly Totals[], taken: readonly Totals[] = []): Totals {
  const sum = (name: keyof Totals): number =>
    added.reduce((total, each) => total + each[name], 0) -
    taken.reduce((total, each) => total + each[name], 0)
  return {
    impressions: sum('impressions'),
    saves: sum('saves'),
    clicks: sum('clicks'),
    outbound: sum('outbound'),
    comments: sum('comments'),
    reactions: sum('reactions'),
  }
}

export type Metric = keyof typeof metrics
/** The network's names of what is counted. Films are seen by a third of those who come across them. */
const metrics = {
  IMPRESSION: (of: Totals) => of.impressions,
  SAVE: (of: Totals) => of.saves,
  PIN_CLICK: (of: Totals) => of.clicks,
  OUTBOUND_CLICK: (of: Totals) => of.outbound,
  ENGAGEMENT: (of: Totals) => of.saves + of.clicks + of.outbound,
  SAVE_RATE: (of: Totals) => rate(of.saves, of),
  PIN_CLICK_RATE: (of: Totals) => rate(of.clicks, of),
  OUTBOUND_CLICK_RATE: (of: Totals) => rate(of.outbound, of),
  ENGAGEMENT_RATE: (of: Totals) => rate(of.saves + of.clicks + of.outbound, of),
  TOTAL_COMMENTS: (of: Totals) => of.comments,
  TOTAL_REACTIONS: (of: Totals) => of.reactions,
  USER_FOLLOW: (of: Totals) => Math.floor(of.impressions / 500),
  PROFILE_VISIT: (of: Totals) => Math.floor(of.impressions / 100),
  VIDEO_START: (of: Totals) => Math.floor(of.impressions / 2),
  VIDEO_MRC_VIEW: (of: Totals) => Math.floor(of.impressions / 3),
  VIDEO_10S_VIEW: (of: Totals) => Math.floor(of.impressions / 6),
  QUARTILE_95_PERCENT_VIEW: (of: Totals) => Math.floor(of.impressions / 10),
  VIDEO_AVG_WATCH_TIME: (of: Totals) => (of.impressions === 0 ? 0 : 4_000),
  VIDEO_V50_WATCH_TIME: (of: Totals) => Math.floor(of.impressions / 3) * 4_000,
} as const

function rate(part: number, { impressions }: Totals): number {
  return impressions === 0 ? 0 : part / impressions
}

export function named(totals: Totals, names: readonly Metric[]): JsonObject {
  return Object.fromEntries(names.map((name) => [name, metrics[name](totals)]))
}

/** What a pin brings along when it is read with `pin_metrics`; comments and reactions are only counted for a lifetime. */
export function pinMetrics(pin: Pin, now: Date): JsonObject {
  const lifetime = totalsAt(pin, now)
  const recent = sumOf([lifetime], [totalsAt(pin, new Date(now.getTime() - 90 * dayMs))])
  const common = (of: Totals) => ({
    impression: of.impressions,
    save: of.saves,
    pin_click: of.clicks,
    clickthrough: of.outbound,
  })
  return {
    '90d': common(recent),
    lifetime_metrics: { ...common(lifetime), reaction: lifetime.reactions, comment: lifetime.comments },
  }
}
