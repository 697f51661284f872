import type { JsonObject } from '../../../kit/json.js'
import type { Pin, Totals } from './pin-table.js'

const dayMs = 86_400_000
/** After a week nobody comes across a pin here any more. */
const lastDay = 6

export const dayOf = (at: Date | string): number => Math.floor(new Date(at).getTime() / dayMs)
export const dateOf = (day: number): string => new Date(day * dayMs).toISOString().slice(0, 10)

/** Half of it comes on the first day, half of the rest on the next, and what is left on the last. */
function upTo(total: number, days: number): number {
  if (days <= 0) return 0
  return days > lastDay ? total : Math.floor(total * (1 - 2 ** -days))
}

function counted(totals: Totals, days: number): Totals {
  return {
    impressions: upTo(totals.impressions, days),
    saves: upTo(totals.saves, days),
    clicks: upTo(totals.clicks, days),
    outbound: upTo(totals.outbound, days),
    comments: upTo(totals.comments, days),
    reactions: upTo(totals.reactions, days),
  }
}

/** Of all days of a pin's life until the end of this one. */
export function lifetimeOf(pin: Pin, now: Date): Totals {
  return counted(pin.totals, dayOf(now) - dayOf(pin.createdAt) + 1)
}

/** Of one day (UTC). */
export function onDay(pin: Pin, day: number): Totals {
  const age = day - dayOf(pin.createdAt)
  return sumOf([counted(pin.totals, age + 1)], [counted(pin.totals, age)])
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
  const lifetime = lifetimeOf(pin, now)
  const today = dayOf(now)
  const recent = sumOf([lifetime], [counted(pin.totals, today - 90 - dayOf(pin.createdAt) + 1)])
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
